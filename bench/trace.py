"""How long does a trace take? Whole traces of confirmed cases: warm in one process, and in new ones with cold files.

In the same run, PostgreSQL is asked for the contacts of the same cases on the same rows (`postgres.py`).

Timed: opening the desk, reading the case with its audit entry, legs, people aboard, whereabouts, the contact list with
its audit entry, and the decryption of every contact's record.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date, timedelta
from functools import partial, wraps
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bench import country, postgres, results
from pratique.desk import Desk, Site, open_desk
from pratique.desk.cases import add_case, confirm_case, list_cases, withdraw_case
from pratique.flow.trace import trace_case
from pratique.model.access import Actor, Purpose, Subject, SubjectKind
from pratique.model.casework import CaseDocument, CasePerson, Notice
from pratique.model.tracing import Tracing
from pratique.stores.register import people
from pratique.stores.register.tables import observation

WARM_UP, CASES, COLD = 10, 60, 8
BESIDE = 10_000_000
"""PostgreSQL is asked too up to this many lines: it needs some 350 bytes a row."""


def measure(lines: int) -> dict[str, Any]:
    """Warm and cold traces on the country of this size; PostgreSQL is asked for each case right after its trace."""
    wall, cpu, found = [], [], []
    answers: list[tuple[float, bool]] = []
    with country.open_country(lines) as site, postgres.peer(site) if lines <= BESIDE else nullcontext() as peer:
        travellers = _cases(site, WARM_UP + CASES + COLD)
        references = list(travellers)
        _fill_page_cache(site)
        for reference in references[:WARM_UP]:
            _run(site, reference)
        warm = references[WARM_UP : WARM_UP + CASES]
        for reference in warm:
            start, used = time.perf_counter(), time.process_time()
            found.append(_run(site, reference))
            wall.append(1000 * (time.perf_counter() - start))
            cpu.append(1000 * (time.process_time() - used))
            if peer:
                answers.append(_ask(peer, site, travellers[reference], found[-1]))
        stages = _staged(site, warm)
        made = json.loads((site.settings.site / "made.json").read_text())
    return {
        "country": made,
        "cases": len(warm),
        "warm_up": WARM_UP,
        "contacts_mean": round(sum(one.counts["contacts"] for one in found) / len(found), 1),
        "legs_mean": round(sum(len(one.legs) for one in found) / len(found), 2),
        "wall_ms": results.spread(wall),
        "cpu_ms": results.spread(cpu),
        "stages_mean_ms": stages,
        "cold": _cold(lines, references[-COLD:]),
        "postgres": peer.facts | _beside(wall, answers) if peer else None,
    }


def _fill_page_cache(site: Site) -> None:
    """Read every file of the site once: what ran before may have emptied the page cache."""
    for path in site.settings.site.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                while file.read(1 << 20):
                    pass


def _run(site: Site, reference: str) -> Tracing:
    subject = Subject(SubjectKind.CASE, reference)
    with open_desk(
        site, purpose=Purpose.CONTACT_TRACING, subject=subject, actor=country.OFFICER, clock=lambda: country.NOW
    ) as desk:
        return trace_case(desk)


# -- PostgreSQL ----------------------------------------------------------------------------------------------------


def _ask(peer: postgres.Peer, site: Site, traveller: int, found: Tracing) -> tuple[float, bool]:
    """Milliseconds of the second of two times PostgreSQL is asked for this case, and whether it has our contacts."""
    with site.register.reading() as connection:
        keys = people.keys_of(connection, [traveller + 1])[traveller + 1]
    window = found.window_from, found.window_to or country.NOW.date()
    peer.ask(keys, *window)
    milliseconds, theirs = peer.ask(keys, *window)
    return milliseconds, theirs == {contact.identity_id for leg in found.legs for contact in leg.contacts}


def _beside(ours: Sequence[float], answers: Sequence[tuple[float, bool]]) -> dict[str, Any]:
    theirs = [milliseconds for milliseconds, _ in answers]
    return {
        "wall_ms": results.spread(theirs, 2),
        "same_contacts": sum(same for _, same in answers),
        "times_as_long": round(statistics.median(ours) / statistics.median(theirs), 1),
    }


# -- the cases -----------------------------------------------------------------------------------------------------


def _cases(site: Site, how_many: int) -> dict[str, int]:
    """Fresh confirmed cases of measles, each a random traveller with a rash within three days of a leg of theirs.

    The number of the traveller by the case's reference. Cases of earlier runs are withdrawn: a trace looks for other
    cases aboard among all that are confirmed.
    """
    every = Subject(SubjectKind.SITE, "bench")
    with open_desk(site, purpose=Purpose.CASE_INVESTIGATION, subject=every, actor=country.OFFICER) as desk:
        cases_before = list_cases(desk)
    before = len(cases_before)
    for old in cases_before:
        if old.status != "withdrawn":
            _at_case(site, old.reference, country.OFFICER, lambda desk: withdraw_case(desk, "bench"))
    chance = random.Random(before + 1)
    travellers = json.loads((site.settings.site / "made.json").read_text())["identities"]
    cases: dict[str, int] = {}
    while len(cases) < how_many:
        traveller = chance.randrange(travellers)
        days = _days_of(site, traveller)
        rash = chance.choice(days) + timedelta(days=chance.randint(-3, 3))
        reference = f"B-{before + len(cases):05d}"
        person = country.person_of(traveller)
        paper = person.documents[0]
        notice = Notice(
            reference=reference, disease="measles", classification="confirmed", authority=None, dates={"rash": rash},
            person=CasePerson(
                surname=person.surname, given=person.given, sex=person.sex, birth_date=person.birth_date,
                documents=(CaseDocument(paper.type, paper.number, paper.issuer),),
            ),
        )  # fmt: skip
        _at_case(site, reference, country.OFFICER, partial(add_case, notice=notice))
        _at_case(site, reference, country.SECOND, confirm_case)
        cases[reference] = traveller
    return cases


def _at_case(site: Site, reference: str, actor: Actor, step: Callable[[Desk], object]) -> None:
    subject = Subject(SubjectKind.CASE, reference)
    with open_desk(
        site, purpose=Purpose.CASE_INVESTIGATION, subject=subject, actor=actor, clock=lambda: country.NOW
    ) as desk:
        step(desk)


def _days_of(site: Site, traveller: int) -> list[date]:
    """From the register: looking for one person through a year of movement files takes seconds at 100 million lines."""
    with site.register.reading() as connection:
        query = select(observation.c.seen_on).where(observation.c.identity_id == traveller + 1)
        return sorted(connection.execute(query).scalars())


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
    """Time by stage; a stage inside another stops the outer one's clock, one on a thread beside it does not."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self._here = threading.local()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        around: list[float] = self._here.__dict__.setdefault("around", [])
        start = time.perf_counter()
        around.append(0.0)
        try:
            yield
        finally:
            whole = time.perf_counter() - start
            self.spent[name] = self.spent.get(name, 0.0) + whole - around.pop()
            if around:
                around[-1] += whole

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


_FUNCTIONS = {
    "presences": "fold lines into presences",
    "assess": "contact rule and cabin",
    "choose_cabin": "contact rule and cabin",
    "where_now": "where now",
    "_named": "names, decrypted",
}


def _stages() -> list[tuple[str, Any, str]]:
    from pratique.desk import CaseFile, case_file
    from pratique.guard.vault import Vault
    from pratique.stores.register import crossings, leg_lines, receipts

    # A function is replaced wherever a module of the trace has it by name.
    modules = [module for name, module in sys.modules.items() if name.startswith("pratique.flow.trace.")]
    rules = [(stage, m, name) for name, stage in _FUNCTIONS.items() for m in modules if hasattr(m, name)]
    return [
        *rules,
        ("read the case, with its audit entry", case_file, "case_with_papers"),
        ("open the vault", Vault, "__init__"),
        ("find the case's identities", CaseFile, "identities"),
        ("find its legs", CaseFile, "own_legs"),
        ("read all lines of its legs", CaseFile, "aboard"),
        ("earlier cabins of the flight", CaseFile, "earlier_seats"),
        ("phones and erasures aboard", CaseFile, "on_record"),
        ("same travellers (kin)", CaseFile, "kin"),
        ("later movements: register", CaseFile, "after"),
        ("crossings by person", crossings, "of_identities"),
        ("lines by leg", leg_lines, "of_legs"),
        ("lines about people", leg_lines, "about"),
        ("what was told of legs", receipts, "told_of_legs"),
        ("contact list and audit entry", CaseFile, "record"),
        ("contact list and audit entry", CaseFile, "contact_refs"),
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
    with country.made_country(lines) as site:
        _run(site, reference)
        return 1000 * (time.perf_counter() - start)


if __name__ == "__main__":
    print(_one(int(sys.argv[1]), sys.argv[2]))
