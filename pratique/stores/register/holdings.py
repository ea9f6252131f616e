"""How much of each kind the register holds, and since when: counts and moments, nothing of what is in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Select, case, func, select

from pratique.stores.register.tables import (
    audit_entry,
    case_notice,
    contact,
    data_key,
    health_case,
    identity,
    officer,
    received_file,
    trace_run,
)


@dataclass(frozen=True, slots=True)
class Held:
    """One kind of record: how many there are, of how many the key is destroyed, and the first and last moment."""

    records: int
    erased: int
    first: datetime | None
    last: datetime | None


def held(connection: Connection) -> dict[str, Held]:
    """What the register holds, by kind. The moment of a person's record is when the key of its week was made."""
    under_key = select(data_key.c.wrapped)
    files = under_key.add_columns(received_file.c.received_at).join_from(
        received_file, data_key, data_key.c.key_id == received_file.c.key_id
    )
    persons = under_key.add_columns(data_key.c.created_at).join_from(
        identity, data_key, data_key.c.key_id == identity.c.key_id
    )
    of_case = data_key.c.key_id == health_case.c.key_id
    notices = (
        under_key.add_columns(case_notice.c.added_at)
        .join_from(case_notice, health_case, health_case.c.case_id == case_notice.c.case_id)
        .join(data_key, of_case)
    )
    contacts = (
        under_key.add_columns(trace_run.c.at)
        .join_from(contact, trace_run, trace_run.c.run_id == contact.c.first_run_id)
        .join(health_case, health_case.c.case_id == contact.c.case_id)
        .join(data_key, of_case)
    )
    runs = (
        under_key.add_columns(trace_run.c.at)
        .join_from(trace_run, health_case, health_case.c.case_id == trace_run.c.case_id)
        .join(data_key, of_case)
    )
    return {
        "received files": _counted(connection, files),
        "people's records": _counted(connection, persons),
        "case notices": _counted(connection, notices),
        "contacts on lists": _counted(connection, contacts),
        "traces": _counted(connection, runs),
        "audit entries": _plain(connection, audit_entry.c.at),
        "officers": _plain(connection, officer.c.added_at),
        **{f"keys: {kind}": _keys(connection, kind) for kind in _kinds(connection)},
    }


def _counted(connection: Connection, query: Select[tuple[bytes | None, datetime]]) -> Held:
    """Of a query for a wrapped key and a moment."""
    rows = query.subquery()
    wrapped, moment = rows.c
    gone = func.coalesce(func.sum(case((wrapped.is_(None), 1), else_=0)), 0)
    found = connection.execute(select(func.count(), gone, func.min(moment), func.max(moment)).select_from(rows)).one()
    return Held(int(found[0]), int(found[1]), found[2], found[3])


def _plain(connection: Connection, moment: Column[datetime]) -> Held:
    records, first, last = connection.execute(select(func.count(), func.min(moment), func.max(moment))).one()
    return Held(int(records), 0, first, last)


def _kinds(connection: Connection) -> list[str]:
    return sorted(connection.execute(select(data_key.c.kind).distinct()).scalars())


def _keys(connection: Connection, kind: str) -> Held:
    return _counted(connection, select(data_key.c.wrapped, data_key.c.created_at).where(data_key.c.kind == kind))
