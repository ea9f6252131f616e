"""How long does a trace take? Whole traces of confirmed cases: warm in one process, and in new ones with cold files.

Timed: opening the desk, reading the case with its audit entry, legs, people aboard, whereabouts, the contact list with
its audit entry, and the decryption of every contact's record.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import wraps
from pathlib import Path
from typing import Any

from bench import country, results
from pratique.desk import Site, open_desk
from pratique.desk.cases import add_case, confirm_case, list_cases
from pratique.flow.trace import trace_case
from pratique.model.access import Purpose, Subject, SubjectKind
from pratique.model.casework import CaseDocument, CasePerson, Notice
from pratique.model.tracing import Tracing

WARM_UP, CASES, COLD = 10, 60, 8


def measure(lines: int) -> dict[str, Any]:
    """Warm and cold traces on the country of this size."""
    with country.open_country(lines) as site:
        references = _cases(site, WARM_UP + CASES + COLD)
        for reference in references[:WARM_UP]:
            _run(site, reference)
        warm = references[WARM_UP : WARM_UP + CASES]
        wall, cpu, contacts, legs = [], [], [], []
        for reference in warm:
            start, used = time.perf_counter(), time.process_time()
            tracing = _run(site, reference)
            wall.append(1000 * (time.perf_counter() - start))
            cpu.append(1000 * (time.process_time() - used))
            contacts.append(tracing.counts["contacts"])
            legs.append(len(tracing.legs))
        stages = _staged(site, warm)
        made = json.loads((site.settings.site / "made.json").read_text())
    return {
        "country": made,
        "cases": len(warm),
        "warm_up": WARM_UP,
        "contacts_mean": round(sum(contacts) / len(contacts), 1),
        "legs_mean": round(sum(legs) / len(legs), 2),
        "wall_ms": results.spread(wall),
        "cpu_ms": results.spread(cpu),
        "stages_mean_ms": stages,
        "cold": _cold(lines, references[-COLD:]),
    }


def _run(site: Site, reference: str) -> Tracing:
    subject = Subject(SubjectKind.CASE, reference)
    with open_desk(
        site, purpose=Purpose.CONTACT_TRACING, subject=subject, actor=country.OFFICER, clock=lambda: country.NOW
    ) as desk:
        return trace_case(desk)


# -- the cases -----------------------------------------------------------------------------------------------------


def _cases(site: Site, how_many: int) -> list[str]:
    """Fresh confirmed cases of measles, each a random traveller with a rash within three days of a leg of theirs."""
    admin = Subject(SubjectKind.SITE, "bench")
    with open_desk(site, purpose=Purpose.ADMINISTRATION, subject=admin, actor=country.OFFICER) as desk:
        before = len(list_cases(desk))
    chance = random.Random(before + 1)
    travellers = json.loads((site.settings.site / "made.json").read_text())["identities"]
    references = []
    while len(references) < how_many:
        traveller = chance.randrange(travellers)
        days = _days_of(site, traveller)
        rash = chance.choice(days) + timedelta(days=chance.randint(-3, 3))
        reference = f"B-{before + len(references):05d}"
        person = country.person_of(traveller)
        paper = person.documents[0]
        notice = Notice(
            reference=reference, disease="measles", classification="confirmed", authority=None, dates={"rash": rash},
            person=CasePerson(
                surname=person.surname, given=person.given, sex=person.sex, birth_date=person.birth_date,
                documents=(CaseDocument(paper.type, paper.number, paper.issuer),),
            ),
        )  # fmt: skip
        subject = Subject(SubjectKind.CASE, reference)
        for step, actor in ((lambda d, n=notice: add_case(d, n), country.OFFICER), (confirm_case, country.SECOND)):
            with open_desk(
                site, purpose=Purpose.CASE_INVESTIGATION, subject=subject, actor=actor, clock=lambda: country.NOW
            ) as desk:
                step(desk)
        references.append(reference)
    return references


def _days_of(site: Site, traveller: int) -> list[date]:
    last = country.FIRST + timedelta(days=country.DAYS)
    return [line.day for line in site.movements.lines_of_identities([traveller + 1], country.FIRST, last)]


# -- by stage ------------------------------------------------------------------------------------------------------


def _staged(site: Site, references: list[str]) -> dict[str, float]:
    """Mean milliseconds of each stage, what it calls counted where it is called."""
    clock = _Clock()
    with clock.patched():
        for reference in references:
            with clock.stage("the rest"):
                _run(site, reference)
    return {
        name: round(1000 * seconds / len(references), 2)
        for name, seconds in sorted(clock.spent.items(), key=lambda pair: -pair[1])
    }


class _Clock:
    """Time by stage; a stage inside another stops the outer one's clock."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self._open: list[list[Any]] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        self._open.append([name, 0.0])
        try:
            yield
        finally:
            whole = time.perf_counter() - start
            _, inner = self._open.pop()
            self.spent[name] = self.spent.get(name, 0.0) + whole - inner
            if self._open:
                self._open[-1][1] += whole

    @contextmanager
    def patched(self) -> Iterator[None]:
        """Wrap what `_STAGES` names, for the length of a block."""
        kept = []
        for name, owner, attribute in _stages():
            function = getattr(owner, attribute)
            kept.append((owner, attribute, function))
            setattr(owner, attribute, self._wrapped(name, function))
        try:
            yield
        finally:
            for owner, attribute, function in reversed(kept):
                setattr(owner, attribute, function)

    def _wrapped(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            with self.stage(name):
                return function(*args, **kwargs)

        return timed


def _stages() -> list[tuple[str, Any, str]]:
    from pratique.desk import CaseFile, case_file
    from pratique.flow.trace import leg, tracing, whereabouts
    from pratique.guard.vault import Vault
    from pratique.stores.movements.delta import DeltaMovements
    from pratique.stores.register import receipts

    return [
        ("read the case, with its audit entry", case_file, "read_case"),
        ("open the vault", Vault, "__init__"),
        ("find the case's identities", CaseFile, "identities"),
        ("find its legs", CaseFile, "own_legs"),
        ("read all lines of its legs", CaseFile, "aboard"),
        ("earlier cabins of the flight", CaseFile, "earlier_seats"),
        ("phones and erasures aboard", CaseFile, "with_phone"),
        ("phones and erasures aboard", CaseFile, "erased"),
        ("same travellers (kin)", CaseFile, "kin"),
        ("later movements: register", CaseFile, "after"),
        ("crossings by identity", DeltaMovements, "crossings_of_identities"),
        ("movement rows by identity", DeltaMovements, "lines_of_identities"),
        ("movement rows by leg", DeltaMovements, "lines_of_legs"),
        ("movement rows about people", DeltaMovements, "lines_about"),
        ("what was told of legs", receipts, "told_of_legs"),
        ("fold lines into presences", leg, "presences"),
        ("fold lines into presences", whereabouts, "presences"),
        ("contact rule and cabin", leg, "assess"),
        ("contact rule and cabin", leg, "choose_cabin"),
        ("where now", whereabouts, "where_now"),
        ("contact list and audit entry", CaseFile, "record"),
        ("contact list and audit entry", CaseFile, "contact_refs"),
        ("names, decrypted", tracing, "_named"),
    ]


# -- cold ----------------------------------------------------------------------------------------------------------


def _cold(lines: int, references: list[str]) -> dict[str, Any]:
    """Each case in a new process, with the page cache dropped before if this user may."""
    dropped, inside, whole = True, [], []
    for reference in references:
        dropped = dropped and _drop_caches()
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "bench.trace", str(lines), reference],
            check=True, capture_output=True, text=True, cwd=Path(__file__).parents[1],
        )  # fmt: skip
        whole.append(1000 * (time.perf_counter() - start))
        inside.append(float(done.stdout))
    return {
        "dropped": dropped,
        "processes": len(references),
        "open_and_trace_ms": results.spread(inside),
        "process_ms": results.spread(whole),
    }


def _drop_caches() -> bool:
    try:
        subprocess.run(["sync"], check=True)
        Path("/proc/sys/vm/drop_caches").write_text("3")
    except OSError:
        return False
    return True


def _one(lines: int, reference: str) -> float:
    """Milliseconds to open the site and trace one case; the libraries are loaded before, their time is not in it."""
    import pratique.stores.movements.delta
    import pratique.stores.register.receipts  # noqa: F401

    start = time.perf_counter()
    with country.open_country(lines) as site:
        _run(site, reference)
        return 1000 * (time.perf_counter() - start)


if __name__ == "__main__":
    print(_one(int(sys.argv[1]), sys.argv[2]))
