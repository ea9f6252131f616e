"""Cases, their notices, trace runs and contacts. Notices and records are ciphertext here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, Select, bindparam, delete, func, insert, select, update

from pratique.stores.failpoint import reach
from pratique.stores.register.tables import (
    case_key,
    case_notice,
    contact,
    data_key,
    health_case,
    trace_leg,
    trace_run,
)


def by_reference(connection: Connection, reference: str) -> Row[Any] | None:
    """The case of this reference, or None."""
    return connection.execute(_BY_REFERENCE, {"reference": reference}).first()


def all_cases(connection: Connection) -> Sequence[Row[Any]]:
    """Every case, newest first."""
    return connection.execute(select(health_case).order_by(health_case.c.case_id.desc())).all()


def add(
    connection: Connection, case_id: int, *, reference: str, key_id: int, disease_key: int, actor: str, now: datetime
) -> None:
    """A new, unconfirmed case."""
    connection.execute(
        insert(health_case).values(
            case_id=case_id,
            reference=reference,
            status="unconfirmed",
            added_by=actor,
            added_at=now,
            key_id=key_id,
            disease_key=disease_key,
        )
    )
    reach("case-row")


def change(connection: Connection, case_id: int, **values: Any) -> None:
    """Set columns of a case."""
    connection.execute(update(health_case).where(health_case.c.case_id == case_id).values(**values))
    reach("case-changed")


def latest_notice(connection: Connection, case_id: int, known_at: datetime | None = None) -> Row[Any] | None:
    """The newest version of a case's notice (that was known at that time)."""
    query = _LATEST_NOTICE if known_at is None else _LATEST_NOTICE_THEN
    asked = {"of_case": case_id} if known_at is None else {"of_case": case_id, "known_at": known_at}
    return connection.execute(query, asked).first()


def notice_received(connection: Connection, case_id: int, digest: int) -> Row[Any] | None:
    """The version of a case's notice that has this digest, or None."""
    query = select(case_notice).where(case_notice.c.case_id == case_id, case_notice.c.digest == digest)
    return connection.execute(query.order_by(case_notice.c.version).limit(1)).first()


def first_notice(connection: Connection, case_id: int) -> Row[Any]:
    """The first version of a case's notice."""
    query = select(case_notice).where(case_notice.c.case_id == case_id).order_by(case_notice.c.version)
    return connection.execute(query.limit(1)).one()


def add_notice(
    connection: Connection, case_id: int, version: int, *, digest: int, payload: bytes, actor: str, now: datetime
) -> None:
    """Store a version of a case's notice."""
    connection.execute(
        insert(case_notice).values(
            case_id=case_id, version=version, digest=digest, payload=payload, added_by=actor, added_at=now
        )
    )
    reach("case-notice")


def next_version(connection: Connection, case_id: int) -> int:
    """The number of the next version of this notice."""
    return int(connection.execute(_VERSION, {"of_case": case_id}).scalar_one()) + 1


def add_run(
    connection: Connection,
    *,
    run_id: int,
    case_id: int,
    at: datetime,
    known_at: datetime,
    actor: str,
    run: bytes,
    names_shown: bool,
    counts: Mapping[str, int],
    flights: Collection[tuple[str, date]],
) -> None:
    """Remember that a trace was run, with the flights it looked at."""
    connection.execute(
        insert(trace_run).values(
            run_id=run_id,
            case_id=case_id,
            at=at,
            known_at=known_at,
            actor=actor,
            run=run,
            names_shown=names_shown,
            counts=dict(counts),
        )
    )
    # What an earlier run looked at is kept: a trace with narrower options must not end the watch over a flight.
    rows = [{"run_id": run_id, "flight": flight, "day": day} for flight, day in sorted(set(flights))]
    if rows:
        connection.execute(insert(trace_leg), rows)
    reach("trace-run")


def contact_refs(connection: Connection, case_id: int) -> dict[int, str]:
    """Every identity on this case's contact lists so far, with its contact's opaque reference."""
    return {row.identity_id: row.contact_ref for row in connection.execute(_CONTACT_REFS, {"of_case": case_id})}


def add_contacts(connection: Connection, case_id: int, run_id: int, rows: Sequence[tuple[int, str]]) -> None:
    """Put identities on a case's contact list: (identity, contact reference)."""
    if rows:
        connection.execute(
            insert(contact),
            [
                {"case_id": case_id, "identity_id": identity, "contact_ref": ref, "first_run_id": run_id}
                for identity, ref in rows
            ],
        )
    reach("trace-contacts")


def contacts(connection: Connection, case_id: int, refs: Collection[str]) -> Sequence[Row[Any]]:
    """The rows of these contacts: identity_id, contact_ref, key_id, payload."""
    rows = connection.execute(_CONTACTS, {"of_case": case_id}).all()
    return [row for row in rows if row.contact_ref in refs]


def kept(connection: Connection, case_id: int) -> set[int]:
    """The identities whose record is kept under this case's key, while that key lives."""
    query = (
        select(contact.c.identity_id)
        .join(data_key, data_key.c.key_id == contact.c.key_id)
        .where(contact.c.case_id == case_id, contact.c.payload.is_not(None), data_key.c.wrapped.is_not(None))
    )
    return set(connection.execute(query).scalars())


def contacts_of_identities(connection: Connection, identities: Collection[int]) -> Sequence[Row[Any]]:
    """The contact rows that rest on these identities, of living cases; the key of each as `case_key`.

    A case lives until it is withdrawn or its key is destroyed.
    """
    todo = list(identities)
    rows: list[Any] = []
    for start in range(0, len(todo), 400):
        rows.extend(
            connection.execute(
                select(
                    contact.c.case_id, contact.c.identity_id, contact.c.payload, health_case.c.key_id.label("case_key")
                )
                .join(health_case, health_case.c.case_id == contact.c.case_id)
                .join(data_key, data_key.c.key_id == health_case.c.key_id)
                .where(
                    contact.c.identity_id.in_(todo[start : start + 400]),
                    health_case.c.status != "withdrawn",
                    data_key.c.wrapped.is_not(None),
                )
            ).all()
        )
    return rows


def listings(connection: Connection, identities: Collection[int]) -> Sequence[Row[Any]]:
    """Every contact list these identities are on: case_id, contact_ref, first_run_id. Also of withdrawn cases."""
    todo = list(identities)
    rows: list[Any] = []
    for start in range(0, len(todo), 400):
        query = select(contact.c.case_id, contact.c.contact_ref, contact.c.first_run_id)
        rows.extend(connection.execute(query.where(contact.c.identity_id.in_(todo[start : start + 400]))).all())
    return rows


def followed(connection: Connection, identities: Collection[int]) -> bool:
    """Whether one of these identities is a contact on the list of a confirmed case."""
    confirmed = select(health_case.c.case_id).where(health_case.c.status == "confirmed")
    todo = list(identities)
    for start in range(0, len(todo), 400):
        query = select(contact.c.case_id).where(contact.c.identity_id.in_(todo[start : start + 400]))
        if connection.execute(query.where(contact.c.case_id.in_(confirmed)).limit(1)).first():
            return True
    return False


def runs(connection: Connection, case_ids: Collection[int]) -> Sequence[Row[Any]]:
    """Every trace run of these cases: run_id, case_id, run (sealed)."""
    query: Select[Any] = select(trace_run.c.run_id, trace_run.c.case_id, trace_run.c.run)
    return connection.execute(query.where(trace_run.c.case_id.in_(case_ids))).all()


def by_ids(connection: Connection, case_ids: Collection[int]) -> Sequence[Row[Any]]:
    """These cases."""
    return connection.execute(select(health_case).where(health_case.c.case_id.in_(case_ids))).all()


def holding_keys(connection: Connection, keys: Collection[tuple[int, int]]) -> dict[tuple[int, int], list[int]]:
    """For each (value, kind): the cases whose newest notice names it."""
    found: dict[tuple[int, int], list[int]] = {}
    for row in connection.execute(select(case_key).where(case_key.c.key.in_({value for value, _ in keys}))):
        if (row.key, row.kind) in keys:
            found.setdefault((row.key, row.kind), []).append(row.case_id)
    return found


def keys_of(connection: Connection, case_ids: Collection[int]) -> dict[int, list[tuple[int, int]]]:
    """The (value, kind) pairs of what the newest notice of each of these cases names."""
    found: dict[int, list[tuple[int, int]]] = {}
    for row in connection.execute(select(case_key).where(case_key.c.case_id.in_(case_ids))):
        found.setdefault(row.case_id, []).append((row.key, row.kind))
    return found


def keep_record(connection: Connection, case_id: int, identity_id: int, key_id: int, payload: bytes) -> None:
    """Keep a contact's record under the case's key."""
    connection.execute(
        update(contact)
        .where(contact.c.case_id == case_id, contact.c.identity_id == identity_id)
        .values(key_id=key_id, payload=payload)
    )


def latest_run(connection: Connection, case_id: int, known_at: datetime | None = None) -> Row[Any] | None:
    """The trace run of a case that knows most (of what was known at that time): run_id, known_at, run (sealed), and
    the case's `key_id`.
    """
    query = _LATEST_RUN if known_at is None else _LATEST_RUN_THEN
    asked = {"of_case": case_id} if known_at is None else {"of_case": case_id, "known_at": known_at}
    return connection.execute(query, asked).first()


JOURNEY, PLACE = 0, -1
"""Kinds of a case's keys made from a journey: flight and day; these with the seat. Kinds above are those of papers."""


def keep_keys(connection: Connection, case_id: int, keys: Collection[tuple[int, int]]) -> None:
    """Keep the (value, kind) pairs of what the newest notice of a case names, instead of those of an older one."""
    connection.execute(delete(case_key).where(case_key.c.case_id == case_id))
    if keys:
        rows = [{"case_id": case_id, "key": value, "kind": kind} for value, kind in sorted(keys)]
        connection.execute(insert(case_key), rows)


def has_keys(connection: Connection, case_id: int) -> bool:
    """Whether the keys of a case are kept."""
    return connection.execute(_HAS_KEYS, {"of_case": case_id}).first() is not None


def keys_of_others(
    connection: Connection, case_id: int, first: datetime, last: datetime
) -> dict[int, list[tuple[int, int]]]:
    """The (value, kind) pairs of every other confirmed case of the same disease that was added between these times."""
    rows = connection.execute(_KEYS_OF_OTHERS, {"of_case": case_id, "first": first, "last": last}).all()
    found: dict[int, list[tuple[int, int]]] = {}
    for other, key, kind in rows:
        found.setdefault(other, []).append((key, kind))
    return found


# Asked by every trace, and made into statements once: that costs more than running them.
_OF_CASE: BindParameter[Any] = bindparam("of_case")
_BY_REFERENCE = select(health_case).where(health_case.c.reference == bindparam("reference"))
_NOTICES = select(case_notice).where(case_notice.c.case_id == _OF_CASE)
_NEWEST = case_notice.c.version.desc()
_LATEST_NOTICE = _NOTICES.order_by(_NEWEST).limit(1)
_LATEST_NOTICE_THEN = _NOTICES.where(case_notice.c.added_at <= bindparam("known_at")).order_by(_NEWEST).limit(1)
_VERSION = select(func.coalesce(func.max(case_notice.c.version), 0)).where(case_notice.c.case_id == _OF_CASE)
_CONTACT_REFS = select(contact.c.identity_id, contact.c.contact_ref).where(contact.c.case_id == _OF_CASE)
_CONTACTS = select(contact).where(contact.c.case_id == _OF_CASE)
_HAS_KEYS = select(case_key.c.key).where(case_key.c.case_id == _OF_CASE).limit(1)
_RUNS: Select[Any] = (
    select(trace_run.c.run_id, trace_run.c.known_at, trace_run.c.run, health_case.c.key_id)
    .join(health_case, health_case.c.case_id == trace_run.c.case_id)
    .where(trace_run.c.case_id == _OF_CASE)
)
_MOST = (trace_run.c.known_at.desc(), trace_run.c.run_id.desc())
_LATEST_RUN = _RUNS.order_by(*_MOST).limit(1)
_LATEST_RUN_THEN = _RUNS.where(trace_run.c.known_at <= bindparam("known_at")).order_by(*_MOST).limit(1)
_KEYS_OF_OTHERS = (
    select(case_key.c.case_id, case_key.c.key, case_key.c.kind)
    .join(health_case, health_case.c.case_id == case_key.c.case_id)
    .where(
        health_case.c.case_id != _OF_CASE,
        health_case.c.status == "confirmed",
        health_case.c.disease_key
        == select(health_case.c.disease_key).where(health_case.c.case_id == _OF_CASE).scalar_subquery(),
        health_case.c.added_at.between(bindparam("first"), bindparam("last")),
    )
)
