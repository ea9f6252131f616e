"""Certificates of erasure: what was erased, when, by whom, on what ground, and what was looked for afterwards.

Counts, periods and opaque labels of keys; nobody is named. Stored as JSON in the register.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Step:
    """What was erased of one category, and the ground for it."""

    category: str
    what: str
    periods: tuple[str, ...]
    """Labels of the keys that were destroyed: weeks, days, numbers of cases."""
    erased: dict[str, int]
    """How many of each thing are gone."""
    kept: int
    """Records of contacts that were kept, under the key of their living case."""
    period: str
    start: str
    source: str
    law: str
    identities: tuple[int, ...] = ()
    """Numbers of a person's identities, and of the files whose bytes went: a restored backup forgets them again."""
    files: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Certificate:
    """One erasure. `proof` counts what was found of it afterwards, by where it was looked for: it should be zeros."""

    number: int
    at: datetime
    finished_at: datetime | None
    """None where the process ended before the movement tables were erased: the next erasure does that."""
    by: str
    role: str
    site: str
    steps: tuple[Step, ...]
    proof: dict[str, int]
    waits: tuple[str, ...]
    """What had to wait for the next erasure, in sentences."""

    @property
    def holds(self) -> bool:
        """Whether the erasure was finished and nothing of it was found afterwards."""
        return self.finished_at is not None and not any(self.proof.values())


@dataclass(frozen=True, slots=True)
class Rest:
    """What is left to do once the keys of an erasure are destroyed: kept with the certificate until it is done."""

    until: date
    """The last day whose movement rows go."""
    keys: tuple[int, ...] = ()
    """The destroyed keys, by number."""
    marks: tuple[str, ...] = ()
    """What each of them began with as it was stored (hexadecimal): it opens nothing, and is looked for afterwards."""
    rows: dict[str, int] = field(default_factory=dict)
    """How many movement rows go, by table."""
    rewrite: bool = True
    """Whether rows went, and not sealed bytes alone."""
    log: int = 0
    """The entry up to which the audit log was cut; 0 where it was not."""


def packed(
    role: str, site: str, steps: Sequence[Step], proof: dict[str, int], waits: Sequence[str], rest: Rest | None = None
) -> str:
    """What of a certificate is stored as text; `rest` while it is not finished."""
    content = {"role": role, "site": site, "steps": [asdict(step) for step in steps], "proof": proof, "waits": waits}
    if rest is not None:
        content["rest"] = asdict(rest) | {"until": rest.until.isoformat()}
    return json.dumps(content, ensure_ascii=False)


def rest(content: str) -> Rest | None:
    """What is left to do of the erasure with this stored certificate; None where that is not said."""
    told = json.loads(content).get("rest")
    if told is None:
        return None
    lists = {name: tuple(told[name]) for name in ("keys", "marks")}
    return Rest(**told | lists | {"until": date.fromisoformat(told["until"])})


def opened(number: int, at: datetime, finished_at: datetime | None, by: str, content: str) -> Certificate:
    """A stored certificate."""
    told = json.loads(content)
    steps = tuple(Step(**step | {name: tuple(step[name]) for name in _LISTS}) for step in told["steps"])
    waits = tuple(told["waits"])
    return Certificate(number, at, finished_at, by, told["role"], told["site"], steps, told["proof"], waits)


_LISTS = ("periods", "identities", "files")


def as_text(certificate: Certificate) -> str:
    """A certificate to print and sign."""
    lines = [
        f"Certificate of erasure no. {certificate.number}",
        f"Site: {certificate.site}",
        f"Begun {certificate.at:%Y-%m-%d %H:%M} UTC by {certificate.by} ({certificate.role}); "
        + (
            f"finished {certificate.finished_at:%Y-%m-%d %H:%M} UTC."
            if certificate.finished_at
            else "NOT FINISHED: the process ended early, and the next erasure does the rest."
        ),
    ]
    for step in certificate.steps:
        gone = ", ".join(f"{count:,} {thing}" for thing, count in step.erased.items() if count)
        if not gone and not step.periods:
            continue
        lines += ["", f"{step.category}: {step.what}", f"  erased: {gone or 'nothing was kept'}"]
        if step.periods:
            lines.append(f"  keys destroyed: {', '.join(step.periods)}")
        if step.kept:
            lines.append(f"  kept under the key of a living case: {step.kept:,} records of contacts")
        if step.period:
            lines.append(f"  kept for {step.period} from {step.start}")
        lines.append(f"  ground: {step.source}" + (f"; {step.law}" if step.law else ""))
    lines += ["", "Looked for afterwards, and found:"]
    lines += [f"  {count} {where}" for where, count in certificate.proof.items()]
    lines += [f"Waits for the next erasure: {sentence}." for sentence in certificate.waits]
    return "\n".join(lines) + "\n"
