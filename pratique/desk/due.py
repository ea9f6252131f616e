"""What is to be erased and when, by the periods of the site: counts and labels of keys, nobody is named."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pratique.desk.work import Desk
from pratique.guard.vault import ErasedError
from pratique.rules import keeping
from pratique.rules.keeping import Category, Term, Terms
from pratique.settings import Settings
from pratique.stores.register import audit_log, erasing, keys
from pratique.stores.register.register import Connection, Row


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


def what_is_due(desk: Desk) -> list[Due]:
    """Everything that will have to be erased, the earliest first; logged before it is told."""
    with desk.site.register.writing() as connection:
        desk.log(connection, "guard.due", {})
    with desk.site.register.reading() as connection:
        return planned(desk, connection, terms_of(desk.site.settings))


# -- what is due ------------------------------------------------------------------------------------------------------


def planned(desk: Desk, connection: Connection, terms: Terms) -> list[Due]:
    """Everything that will have to be erased, the earliest first."""
    living = {key.key_id: key for key in keys.living(connection)}
    found = [*_raw(connection, terms["raw_file"], living), *_travellers(connection, terms["traveller"], living)]
    found += _rows(desk, connection, terms["traveller"])
    found += _cases(desk, connection, terms["contact"])
    found += _log(desk, connection, terms["audit"])
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


def _log(desk: Desk, connection: Connection, term: Term) -> list[Due]:
    """The entries of the audit log by months: those that are past theirs as one, else those of the first month."""
    first = audit_log.first(connection)
    if first is None:
        return []
    month = max(keeping.month_end(first.at.date()), keeping.last_month(term, desk.now()))
    last = audit_log.last_before(connection, keeping.erased_from(term, month) - term.period)
    if last is None:
        return []
    return [Due("audit", f"to {month}", keeping.erased_from(term, month), last.seq - first.seq + 1, "entries")]


def followed_until(desk: Desk, connection: Connection, case_ids: Collection[int]) -> datetime | None:
    """When the last of these cases will be erased, of those that live; None where none lives."""
    term = terms_of(desk.site.settings)["contact"]
    rows = [row for row in erasing.living_cases(connection) if row.case_id in case_ids and row.status != "withdrawn"]
    desk._vault.load(connection, {row.key_id for row in rows})
    return max((keeping.erased_from(term, _over(desk, connection, row)) for row in rows), default=None)


def still_followed(desk: Desk, connection: Connection, case_ids: Collection[int]) -> set[int]:
    """Those of these cases that are confirmed and whose contacts are followed today."""
    rows = [row for row in erasing.living_cases(connection) if row.case_id in case_ids and row.status == "confirmed"]
    desk._vault.load(connection, {row.key_id for row in rows})
    return {row.case_id for row in rows if _over(desk, connection, row) >= desk.now().date()}


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
