"""Retention: what is to be erased and when, and the erasure itself, with a certificate of it.

The guarantee is the destroyed key: what was sealed under it can be read by nobody, wherever a copy of it lies. Rows
that are found by keyed hashes, and movement rows, are removed besides. What a living case rests on is held back.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pratique.desk.work import Desk
from pratique.errors import Conflict
from pratique.guard import certificate as certificates
from pratique.guard.certificate import Certificate, Step
from pratique.guard.erasure import destroy_key, destroy_period
from pratique.guard.vault import ErasedError
from pratique.rules import keeping
from pratique.rules.keeping import Category, Term, Terms
from pratique.settings import Settings
from pratique.stores.register import erasing, keys, receipts, rechecks
from pratique.stores.register.lease import writer
from pratique.stores.register.register import Connection, Row, meta, set_meta
from pratique.stores.register.scrub import files_holding, scrub

_ERASED_UNTIL = "erased_until"


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is to be erased at a moment: a count of what, of which period; `key_id` is destroyed with it."""

    category: Category
    period: str
    at: datetime
    records: int
    of: str
    key_id: int | None = None


def terms_of(settings: Settings) -> Terms:
    """The periods of this site: the defaults, and what its `tables/retention.toml` changes. NotReady for a bad file."""
    path = settings.site / "tables" / "retention.toml"
    return keeping.site_terms(path.read_text(encoding="utf-8")) if path.is_file() else keeping.default_terms()


def erased_until(desk: Desk) -> date | None:
    """The last day whose journeys this site has erased, but for what living cases rest on."""
    with desk.site.register.reading() as connection:
        told = meta(connection, _ERASED_UNTIL)
    return date.fromisoformat(told) if told else None


def what_is_due(desk: Desk) -> list[Due]:
    """Everything that will have to be erased, the earliest first; logged before it is told."""
    with desk.site.register.writing() as connection:
        desk.log(connection, "guard.due", {})
    with desk.site.register.reading() as connection:
        return _planned(desk, connection, terms_of(desk.site.settings))


def erase_due(desk: Desk) -> Certificate | None:
    """Erase what is due by now; its certificate, or None where nothing is.

    Raises Conflict while another process writes, or where a killed one left files half loaded. A process killed in the
    middle leaves a certificate that is not finished, and the next erasure goes on where it ended.
    """
    site, now = desk.site, desk.now()
    terms = terms_of(site.settings)
    until = keeping.last_sunday(terms["traveller"], now)
    with writer(site.register, site.movement_folder, "erasing", now):
        with site.register.writing() as connection:
            if receipts.pending_batches(connection):
                raise Conflict(
                    "A process ended while it loaded files; what it left is neither stored nor removed yet.",
                    "Run `pratique work --once`, which settles it and then erases.",
                )
            due = [one for one in _planned(desk, connection, terms) if one.at <= now]
            if not due:
                return None
            wrapped = [key.wrapped for key in keys.find(connection, {one.key_id for one in due if one.key_id})]
            steps = _erase_register(desk, connection, terms, due, until)
            content = certificates.packed(desk.actor.role, desk.here.code, steps, {}, [])
            number = erasing.add_certificate(connection, now, desk.actor.id, content)
            if any(one.category == "traveller" for one in due):
                set_meta(connection, _ERASED_UNTIL, max(until.isoformat(), meta(connection, _ERASED_UNTIL) or ""))
            desk.log(connection, "guard.erase", {"certificate": number, **_counts(steps)})
            held = erasing.held(connection)
        gone = site.movements.erase(until, held, now)
        waits = scrub(site.register, rows=any(one.category != "raw_file" for one in due))
        steps[-1].erased.update({str(name): rows for name, rows in gone.items()})
        left = site.movements.due(until, held, on_disk=True)
        with site.register.writing() as connection:
            proof = {
                "of these keys still in the register": sum(
                    key.wrapped is not None for key in keys.find(connection, {one.key_id for one in due if one.key_id})
                ),
                "files of the register that hold one of these keys": files_holding(site.register, wrapped),
                "identities that no key and no case holds": erasing.closed_people(connection),
                "observations of these days that no case holds": erasing.old_observations(connection, until),
                "movement rows of these days that no case holds, in any file": sum(left.values()),
            }
            content = certificates.packed(desk.actor.role, desk.here.code, steps, proof, waits)
            erasing.finish_certificate(connection, number, desk.now(), content)
            desk.log(
                connection,
                "guard.erased",
                {
                    "certificate": number,
                    **{str(name): rows for name, rows in gone.items()},
                    "left": sum(proof.values()),
                },
            )
        return certificates.opened(number, now, desk.now(), desk.actor.id, content)


def read_certificates(desk: Desk, number: int | None = None) -> list[Certificate]:
    """All certificates, the newest first, or the one of this number; logged."""
    with desk.site.register.writing() as connection:
        desk.log(connection, "guard.certificates", {"number": number})
        rows = erasing.certificates(connection, [number] if number is not None else [])
    return [certificates.opened(row.erasure_id, row.at, row.finished_at, row.actor, row.content) for row in rows]


# -- what is due ------------------------------------------------------------------------------------------------------


def _planned(desk: Desk, connection: Connection, terms: Terms) -> list[Due]:
    living = {key.key_id: key for key in keys.living(connection)}
    found = [*_raw(connection, terms["raw_file"], living), *_travellers(connection, terms["traveller"], living)]
    found += _rows(desk, connection, terms["traveller"])
    found += _cases(desk, connection, terms["contact"])
    return sorted(found, key=lambda one: (one.at, one.category, one.period))


def _raw(connection: Connection, term: Term, living: Mapping[int, Row[Any]]) -> list[Due]:
    files: dict[date, int] = {}
    for received in erasing.raw_days(connection):
        files[received.date()] = files.get(received.date(), 0) + 1
    found = []
    for key_id, key in living.items():
        if key.kind == "raw":
            day = keeping.last_day(key.label)
            found.append(Due("raw_file", key.label, keeping.erased_from(term, day), files.pop(day, 0), "files", key_id))
    # Files of a version that sealed them under the key of their week.
    found += [Due("raw_file", day.isoformat(), keeping.erased_from(term, day), n, "files") for day, n in files.items()]
    return found


def _travellers(connection: Connection, term: Term, living: Mapping[int, Row[Any]]) -> list[Due]:
    records = erasing.people_by_key(connection)
    return [
        Due(
            "traveller",
            key.label,
            keeping.erased_from(term, keeping.last_day(key.label)),
            records.get(key_id, 0),
            "records",
            key_id,
        )
        for key_id, key in living.items()
        if key.kind == "period"
    ]


def _rows(desk: Desk, connection: Connection, term: Term) -> list[Due]:
    """Movement rows and rows of the register that are past their day: of weeks already erased, of cases just closed."""
    until = keeping.last_sunday(term, desk.now())
    rows = sum(desk.site.movements.due(until, erasing.held(connection)).values())
    counted = {
        "movement rows": rows,
        "observations": erasing.old_observations(connection, until),
        "identities": erasing.closed_people(connection),
    }
    at, period = keeping.erased_from(term, until), f"up to {until}"
    return [Due("traveller", period, at, count, of) for of, count in counted.items() if count]


def _cases(desk: Desk, connection: Connection, term: Term) -> list[Due]:
    rows = erasing.living_cases(connection)
    desk._vault.load(connection, {row.key_id for row in rows})
    found = []
    for row in rows:
        over = _over(desk, connection, row)
        at = keeping.erased_from(term, over)
        found.append(Due("contact", f"case {row.case_id}", at, row.contacts, "contacts", row.key_id))
    return found


def followed_until(desk: Desk, connection: Connection, case_ids: Collection[int]) -> datetime | None:
    """When the last of these cases will be erased, of those that live; None where none lives."""
    term = terms_of(desk.site.settings)["contact"]
    rows = [row for row in erasing.living_cases(connection) if row.case_id in case_ids and row.status != "withdrawn"]
    desk._vault.load(connection, {row.key_id for row in rows})
    return max((keeping.erased_from(term, _over(desk, connection, row)) for row in rows), default=None)


def _over(desk: Desk, connection: Connection, row: Row[Any]) -> date:
    ends: list[date | None] = []
    traced: date | None = None
    for run in erasing.runs_of(connection, row.case_id):
        traced = max(run.at.date(), traced or run.at.date())
        try:
            until = json.loads(desk._vault.open(row.key_id, run.run, f"run:{run.run_id}")).get("until")
        except ErasedError:
            continue
        ends.append(date.fromisoformat(until) if until else None)
    withdrawn = row.withdrawn_at.date() if row.withdrawn_at else None
    return keeping.follow_up_over(ends, added=row.added_at.date(), traced=traced, withdrawn=withdrawn)


# -- erasing ----------------------------------------------------------------------------------------------------------


def _erase_register(desk: Desk, connection: Connection, terms: Terms, due: Sequence[Due], until: date) -> list[Step]:
    """Destroy the keys that are due and clear what hangs on them: cases first, so that they hold nothing back.

    The last step is that of travellers.
    """
    now, vault = desk.now(), desk._vault
    steps = []
    closed = [one for one in due if one.category == "contact" and one.key_id is not None]
    contacts = 0
    for one in closed:
        case_id = int(one.period.removeprefix("case "))
        (case,) = (row for row in erasing.living_cases(connection) if row.case_id == case_id)
        rechecks.settle(connection, rechecks.open_marks(connection, case.reference), now)
        contacts += erasing.clear_case(connection, case_id)
        destroy_key(connection, vault, case.key_id, now)
    if closed:
        erased = {"cases": len(closed), "contacts": contacts}
        steps.append(_step(terms["contact"], [one.period for one in closed], erased))
    raw = [one for one in due if one.category == "raw_file"]
    if raw:
        before = keeping.erased_from(terms["raw_file"], max(keeping.last_day(one.period) for one in raw))
        files = erasing.clear_raw(connection, before - terms["raw_file"].period)
        for one in raw:
            if one.key_id is not None:
                destroy_key(connection, vault, one.key_id, now)
        steps.append(_step(terms["raw_file"], [one.period for one in raw if one.key_id is not None], {"files": files}))
    weeks = [one for one in due if one.category == "traveller" and one.key_id is not None]
    done = [destroy_period(connection, vault, one.key_id, now) for one in weeks if one.key_id is not None]
    erasing.mark_legs(connection, until, now)
    identities, observations = erasing.clear_people(connection, until)
    erased = {"records": sum(one.records for one in done), "identities": identities, "observations": observations}
    steps.append(_step(terms["traveller"], [one.period for one in weeks], erased, sum(one.kept for one in done)))
    return steps


def _step(term: Term, periods: Sequence[str], erased: dict[str, int], kept: int = 0) -> Step:
    return Step(term.category, term.what, tuple(periods), erased, kept, term.words, term.start, term.source, term.law)


def _counts(steps: Sequence[Step]) -> dict[str, int]:
    return {f"{step.category} {thing}": count for step in steps for thing, count in step.erased.items()}
