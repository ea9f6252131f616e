"""Sites for these tests: made, loaded in this process or in one that is killed, and looked at in full."""

from __future__ import annotations

import atexit
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any

from sqlalchemy import select

from pratique.desk import Desk, Site, make_site, open_desk, open_site
from pratique.desk.cases import add_case, confirm_case, list_cases
from pratique.desk.persons import erase_person
from pratique.flow.receive import Receipt, receive
from pratique.flow.rounds import Rounds, make_rounds
from pratique.flow.trace import trace_case
from pratique.guard.certificate import Certificate
from pratique.model.access import Actor, Purpose, Role, Subject, SubjectKind
from pratique.model.casework import CaseDocument, CasePerson
from pratique.model.movement import Crossing, Line
from pratique.model.tracing import Reason, Tracing
from pratique.settings import load_settings
from pratique.stores.register import crossings as crossings_by_person
from pratique.stores.register import leg_lines, receipts, tables
from tests.durability.messages import NOTICE

ROOT = Path(__file__).resolve().parents[2]
FIRST = datetime(2026, 3, 10, 5, 0, tzinfo=UTC)
"""When A is loaded."""
SECOND = FIRST + timedelta(hours=1)
"""When the others are."""
ALL_DUE = FIRST + timedelta(days=120)
"""When the week, the files and the case are to be erased."""
_TOML = 'point_of_entry = "CAN"\ncountry = "CN"\nzone = "Asia/Shanghai"\n'
_LATE = FIRST + timedelta(days=365)
File = tuple[str, bytes]
_WORKER = [sys.executable, "-m", "tests.durability.worker"]


@dataclass(frozen=True)
class Place:
    """Where a site is: its folder and the address of its register."""

    folder: Path
    url: str

    def make(self) -> None:
        make_site(self.folder, _TOML + f'register_url = "{self.url}"\n', FIRST, {})

    @contextmanager
    def site(self) -> Iterator[Site]:
        settings = load_settings(self.folder, {"register_url": self.url}, {})
        with open_site(settings) as site:
            yield site

    @contextmanager
    def desk(self, now: datetime = SECOND) -> Iterator[Desk]:
        with self.site() as site, open_desk_at(site, now) as desk:
            yield desk

    def load(self, *files: File, now: datetime = SECOND) -> list[Receipt]:
        """Load these in this process; without files, only settle what was left pending."""
        with self.desk(now) as desk:
            return list(receive(desk, files))

    def run(
        self, *files: File, failpoint: str = "", after: float = 0, trouble: str = "", what: str = "load"
    ) -> subprocess.CompletedProcess[str]:
        """Do this with these files in a process of its own, killed at the fail point or `after` so many seconds."""
        said = [self.folder.parent / name for name in ("stdout", "stderr")]
        request = {
            "arguments": self._arguments(what, files),
            "stdout": str(said[0]),
            "stderr": str(said[1]),
            "failpoint": failpoint,
            "after": after,
            "trouble": trouble,
        }
        server = _server()
        print(json.dumps(request), file=server.stdin, flush=True)
        status = int(server.stdout.readline())  # type: ignore[union-attr]
        code = -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
        return subprocess.CompletedProcess([], code, *(path.read_text() for path in said))

    def start(self, what: str, *files: File) -> subprocess.Popen[str]:
        """The same, not waited for; its first line says that it is about to begin."""
        return subprocess.Popen(
            [*_WORKER, *self._arguments(what, files)],
            env=_environment(),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _arguments(self, what: str, files: Sequence[File]) -> list[str]:
        inbox = self.folder / "inbox"
        inbox.mkdir(exist_ok=True)
        for name, data in files:
            (inbox / name).write_bytes(data)
        paths = [str(inbox / name) for name, _ in files]
        return [what, str(self.folder), self.url, *paths]


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PRATIQUE_FAILPOINT": ""}


@cache
def _server() -> subprocess.Popen[str]:
    """A process that forks workers off; it ends when its stdin does."""
    pipe = subprocess.PIPE
    server = subprocess.Popen(_WORKER, env=_environment(), cwd=ROOT, stdin=pipe, stdout=pipe, text=True)

    def stop() -> None:
        for end in (server.stdin, server.stdout):
            if end:
                end.close()
        server.wait(20)

    atexit.register(stop)
    return server


def open_desk_at(site: Site, now: datetime) -> Any:
    subject = Subject(SubjectKind.REQUEST, "durability")
    return open_desk(
        site, purpose=Purpose.INTAKE, subject=subject, actor=Actor("tester", authenticated=False), clock=lambda: now
    )


# -- a case, and what its trace shows --------------------------------------------------------------------------------


def _case_desk(site: Site, purpose: Purpose, actor: str, now: datetime) -> Any:
    subject = Subject(SubjectKind.CASE, NOTICE.reference)
    return open_desk(site, purpose=purpose, subject=subject, actor=Actor(actor, authenticated=False), clock=lambda: now)


def add(site: Site, now: datetime = SECOND) -> None:
    """Add the case; one officer."""
    with _case_desk(site, Purpose.CASE_INVESTIGATION, "first", now) as desk:
        add_case(desk, NOTICE)


def confirm(site: Site, now: datetime = SECOND) -> None:
    """Confirm it; another."""
    with _case_desk(site, Purpose.CASE_INVESTIGATION, "second", now) as desk:
        confirm_case(desk)


def trace(site: Site, now: datetime = SECOND) -> Tracing:
    """Trace it."""
    with _case_desk(site, Purpose.CONTACT_TRACING, "first", now) as desk:
        return trace_case(desk)


def erase(site: Site, now: datetime = ALL_DUE) -> Rounds:
    """The daily work, when everything that is held is due."""
    with _house(site, now) as desk:
        return make_rounds(desk)


def forget(site: Site) -> Certificate | None:
    """Erase the record of a traveller of A who is in no case, as if they had asked for it."""
    with _house(site, SECOND) as desk:
        return erase_person(desk, CasePerson(documents=(CaseDocument("P", "XX000003", "SGP"),)))


def _house(site: Site, now: datetime) -> Any:
    subject, actor = Subject(SubjectKind.SITE, "retention"), Actor("keeper", Role.SUPERVISOR, authenticated=False)
    return open_desk(site, purpose=Purpose.ADMINISTRATION, subject=subject, actor=actor, clock=lambda: now)


def standing(site: Site) -> str:
    """How far the case has come: unknown, unconfirmed or confirmed."""
    with _case_desk(site, Purpose.CASE_INVESTIGATION, "first", SECOND) as desk:
        return next((line.status for line in list_cases(desk)), "unknown")


def listed(place: Place, now: datetime = SECOND) -> dict[str, Any]:
    """The contact list of the case, which is taken up where it was left."""
    with place.site() as site:
        if standing(site) == "unknown":
            add(site)
        if standing(site) == "unconfirmed":
            confirm(site)
        return shown(trace(site, now))


def shown(tracing: Tracing) -> dict[str, Any]:
    """What an officer reads of a trace, with no id in it: two sites that hold the same show the same."""
    assert tracing.names_shown
    return {
        f"{leg.flight} {leg.date}": sorted(
            [c.surname, c.given, c.seat, c.action, c.where_now.state, _said(c.reasons), _said(c.where_now.evidence)]
            for c in leg.contacts
        )
        for leg in tracing.legs
    } | {"counts": tracing.counts}


def _said(reasons: Iterable[Reason]) -> list[str]:
    return [reason.text for reason in reasons]


def acknowledged(done: subprocess.CompletedProcess[str]) -> list[str]:
    """The names of files whose receipt reached the caller."""
    return [line.split()[1] for line in done.stdout.splitlines() if line.startswith("receipt ")]


# -- everything a site holds, by content ---------------------------------------------------------------------------


def content(place: Place) -> dict[str, Any]:
    """Everything the intake keeps, with no id in it: two sites that hold the same give the same.

    Every row is counted, so that nothing can be there twice unseen. Files that were recognised and not stored again
    are left out.
    """
    with place.site() as site, site.register.reading() as connection:

        def rows(table: Any) -> list[Any]:
            return list(connection.execute(select(table)))

        files = {row.file_id: row.sha256 for row in rows(tables.received_file)}
        messages = {row.message_id: (files[row.file_id], row.ordinal) for row in rows(tables.message)}
        legs = {row.leg_id: (row.flight, row.day, row.origin, row.destination) for row in rows(tables.leg)}
        people = {row.identity_id: row.content_hash for row in rows(tables.identity)} | {0: 0}
        keys = {row.key_id: row.label for row in rows(tables.data_key)}
        lines = [one for portion in site.movements.lines_by_leg() for one in portion]
        crossings = [one for portion in site.movements.crossings_by_person() for one in portion]
        # What a trace reads and what the movement table holds are the same rows.
        by_person = crossings_by_person.of_identities(connection, people.keys(), date(2000, 1, 1), date(2100, 1, 1))
        assert by_person == crossings
        assert leg_lines.of_legs(connection, legs) == sorted(lines, key=attrgetter("leg_id", "message_id", "seq"))
        # What no leg or identity of the register leads to would be counted here and found nowhere.
        assert site.movements.count() == {"lines": len(lines), "crossings": len(crossings)}
        stored = [row for row in rows(tables.received_file) if row.outcome != "duplicate"]
        return {
            "files": Counter((f.sha256, f.size, f.outcome, f.received_at, keys[f.key_id]) for f in stored),
            "messages": Counter(
                (messages[m.message_id], *_bare(m, "message_id", "file_id", "set_key"), _set(m.set_key))
                for m in rows(tables.message)
            ),
            "legs": Counter((*legs[row.leg_id], files[row.first_file_id]) for row in rows(tables.leg)),
            "told": Counter(
                (legs[row.leg_id], messages[row.message_id], *_bare(row, "leg_id", "message_id"))
                for row in rows(tables.leg_message)
            ),
            "identities": Counter(
                (row.content_hash, keys[row.key_id], row.has_phone, files[row.first_file_id])
                for row in rows(tables.identity)
            ),
            "travellers": _travellers(people, rows(tables.membership)),
            "pairs": Counter((*sorted((people[e.a], people[e.b])), round(e.bits, 6)) for e in rows(tables.link_edge)),
            "keys": Counter((people[row.identity_id], row.key, row.kind) for row in rows(tables.link_key)),
            "observations": Counter(
                (people[row.identity_id], messages[row.message_id], row.seen_on, row.received_at)
                for row in rows(tables.observation)
            ),
            "lines": Counter(
                (
                    legs[one.leg_id],
                    people[one.identity_id],
                    messages[one.message_id],
                    *_rest(one, "leg_id", "identity_id", "message_id"),
                )
                for one in lines
            ),
            "crossings": Counter(
                (
                    legs.get(one.leg_id),
                    people[one.identity_id],
                    messages[one.message_id],
                    *_rest(one, "leg_id", "identity_id", "message_id"),
                )
                for one in crossings
            ),
        }


def _travellers(people: dict[int, int], held: Sequence[Any]) -> set[frozenset[int]]:
    """Who is whose; a membership that was ended is one too many."""
    groups: dict[int, set[int]] = {}
    for row in held:
        assert row.valid_to is None
        groups.setdefault(row.traveller_id, set()).add(people[row.identity_id])
    return {frozenset(group) for group in groups.values()}


def _bare(row: Any, *without: str) -> tuple[Any, ...]:
    return tuple(value for name, value in row._mapping.items() if name not in without)


def _rest(one: Line | Crossing, *without: str) -> tuple[Any, ...]:
    return tuple(value for name, value in asdict(one).items() if name not in without)


def _set(key: str) -> str:
    """The key of a message that is a set of its own holds its id."""
    return "alone" if re.fullmatch(r"m\d+", key) else key


def batches(place: Place) -> Counter[str]:
    """How many batches are in which state."""
    with place.site() as site, site.register.reading() as connection:
        return Counter(connection.execute(select(tables.batch.c.state)).scalars())


def seen(site: Site) -> dict[str, int]:
    """What a reader sees: for each file it is told of, how many lines of it it can read.

    As the desk reads: the register first, then the lines of the messages it tells of.
    """
    with site.register.reading() as connection:
        days = {row.leg_id: row.day for row in connection.execute(select(tables.leg))}
        told, _ = receipts.told_of_legs(connection, days.keys(), _LATE, 2**62)
        file_of = {
            row.message_id: row.sha256
            for row in connection.execute(
                select(tables.message.c.message_id, tables.received_file.c.sha256).join(tables.received_file)
            )
        }
        lines = leg_lines.of_legs(connection, days)
    messages = {message_id for by_message in told.values() for message_id in by_message}
    found = dict.fromkeys((file_of[message_id] for message_id in messages), 0)
    for line in lines:
        if line.message_id in messages:
            found[file_of[line.message_id]] += 1
    return found


def outcomes(got: Iterable[Receipt]) -> list[str]:
    return [receipt.outcome for receipt in got]
