"""What does the guard cost? The same files loaded and the same cases traced with it and without, in one run.

Without: nothing is sealed or opened, and no audit entry is written. Keyed hashes stay: without the guard there would
have to be others. The site holds nothing but these files: the guard's share of a trace is as large as it can be.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, timedelta
from typing import Any
from unittest import mock

from bench import country, ingest
from pratique.desk import Desk, Site, open_desk
from pratique.desk.cases import add_case, confirm_case
from pratique.flow.trace import trace_case
from pratique.guard import audit
from pratique.guard.vault import Vault
from pratique.model.access import Actor, Purpose, Subject, SubjectKind
from pratique.model.casework import CaseDocument, CasePerson, Notice

ROUNDS, CASES = 5, 12


def measure() -> dict[str, Any]:
    """Seconds of CPU for a load, milliseconds for a trace, both ways; the order changes from round to round."""
    files = [ingest._csv(n) for n in range(ingest.FILES)]
    loads: dict[str, list[float]] = {"with": [], "without": []}
    traces: dict[str, list[float]] = {"with": [], "without": []}
    contacts: dict[str, list[int]] = {"with": [], "without": []}
    for turn in range(ROUNDS + 1):
        for how in ("with", "without") if turn % 2 else ("without", "with"):
            guard = nullcontext() if how == "with" else _switched_off()
            with guard, country.empty_site("guard") as site:
                spent = _timed(lambda s=site: ingest._received(s, files))
                found = [_case(site, n) for n in range(CASES)]
            if turn:  # the first round warms the libraries up
                loads[how].append(spent)
                traces[how] += [milliseconds for milliseconds, _ in found]
                contacts[how].append(sum(listed for _, listed in found))
    if len({*contacts["with"], *contacts["without"]}) != 1:
        raise AssertionError("the contacts differ")
    return {
        "rounds": ROUNDS,
        "files": len(files),
        "people": len(files) * ingest.PEOPLE,
        "cases": CASES,
        "contacts": contacts["with"][0],
        "load_cpu_s": _median(loads, 3),
        "load_ratio": _ratio(loads),
        "trace_cpu_ms": _median(traces, 1),
        "trace_ratio": _ratio(traces),
    }


def _median(values: dict[str, list[float]], digits: int) -> dict[str, float]:
    return {how: round(statistics.median(of), digits) for how, of in values.items()}


def _ratio(values: dict[str, list[float]]) -> float:
    return round(statistics.median(values["with"]) / statistics.median(values["without"]), 2)


@contextmanager
def _switched_off() -> Iterator[None]:
    """For a measurement only: what the guard would do is not done."""
    with (
        mock.patch.object(Vault, "seal", lambda self, key_id, payload, about: payload),
        mock.patch.object(Vault, "open", lambda self, key_id, sealed, about: sealed),
        mock.patch.object(audit, "append", return_value=0),
    ):
        yield


def _timed(work: Callable[[], object]) -> float:
    """Seconds of CPU: others use this machine too."""
    used = time.process_time()
    work()
    return time.process_time() - used


def _case(site: Site, n: int) -> tuple[float, int]:
    """Milliseconds of CPU to trace a confirmed case of measles in the middle of file `n`; how many contacts it has."""
    person = country.person_of(n * ingest.PEOPLE + ingest.PEOPLE // 2)
    papers = tuple(CaseDocument(d.type, str(d.number), d.issuer) for d in person.documents)
    day: date = ingest.DAY + timedelta(days=n % 28)
    who = CasePerson(person.surname, person.given, person.sex, person.birth_date, None, papers)
    with _desk(site, f"BENCH-{n}", Purpose.CASE_INVESTIGATION, country.OFFICER) as desk:
        add_case(desk, Notice(f"BENCH-{n}", "measles", "confirmed", None, {"rash": day}, who))
    with _desk(site, f"BENCH-{n}", Purpose.CASE_INVESTIGATION, country.SECOND) as desk:
        confirm_case(desk)
    used = time.process_time()
    with _desk(site, f"BENCH-{n}", Purpose.CONTACT_TRACING, country.OFFICER) as desk:
        found = trace_case(desk)
    return 1000 * (time.process_time() - used), found.counts["contacts"]


@contextmanager
def _desk(site: Site, reference: str, purpose: Purpose, actor: Actor) -> Iterator[Desk]:
    subject = Subject(SubjectKind.CASE, reference)
    with open_desk(site, purpose=purpose, subject=subject, actor=actor, clock=lambda: country.NOW) as desk:
        yield desk
