"""Reading everything in the register once, in bounded memory, to see whether it still holds together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Select, Table, exists, func, select, text

from pratique.stores.register.receipts import MovementTable
from pratique.stores.register.tables import (
    audit_entry,
    batch,
    case_notice,
    contact,
    counter,
    data_key,
    emergency,
    health_case,
    identity,
    leg,
    link_decision,
    message,
    observation,
    received_file,
)

Kind = Literal["identity", "profile", "decision", "received file", "notice", "withdrawal", "emergency", "contact"]
_COUNTED: dict[str, Table] = {
    "files": received_file,
    "messages": message,
    "legs": leg,
    "identities": identity,
    "cases": health_case,
    "contacts": contact,
    "audit entries": audit_entry,
}


@dataclass(frozen=True, slots=True)
class Sealed:
    """One sealed payload: what it belongs to, by an opaque number, and under which key."""

    kind: Kind
    number: str
    key_id: int
    payload: bytes | None
    about: str
    """What the payload is bound to."""


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A data key by its number, and whether it has been destroyed."""

    key_id: int
    name: str
    destroyed: bool


def totals(connection: Connection) -> dict[str, int]:
    """How many rows of each noun there are."""
    return {
        name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
        for name, table in _COUNTED.items()
    }


def database_faults(connection: Connection) -> list[str]:
    """What the database finds wrong with its own file, and rows that point at nothing. PostgreSQL sees to both."""
    if connection.dialect.name != "sqlite":
        return []
    rows = connection.execute(text("PRAGMA integrity_check")).scalars()
    faults = [f"the register's file is damaged: {' '.join(row.split())}" for row in rows if row != "ok"]
    pointing: dict[tuple[str, str], int] = {}
    for row in connection.execute(text("PRAGMA foreign_key_check")):
        pointing[row[0], row[2]] = pointing.get((row[0], row[2]), 0) + 1
    return faults + [
        f"the register holds {count} rows of {table} whose {parent} is gone"
        for (table, parent), count in sorted(pointing.items())
    ]


def last_audit_numbers(connection: Connection) -> tuple[int, int]:
    """The number of the last audit entry stored, and the last ever given out: 0 for none."""
    stored = connection.execute(select(func.coalesce(func.max(audit_entry.c.seq), 0))).scalar_one()
    following = connection.execute(select(counter.c.next).where(counter.c.name == "audit")).scalar() or 1
    return int(stored), int(following) - 1


def batches_beyond(connection: Connection, table: MovementTable, last: int) -> list[int]:
    """Acknowledged batches above `last` that named somebody, and so must have brought rows to this movement table."""
    return list(connection.execute(_named_batches(table).where(batch.c.batch_id > last)).scalars())


def last_acknowledged(connection: Connection, table: MovementTable) -> int:
    """The newest acknowledged batch that must have brought rows to this movement table; 0 for none."""
    return int(connection.execute(_LAST_NAMED[table]).scalar() or 0)


def _named_batches(table: MovementTable) -> Select[Any]:
    named = (
        exists()
        .where(received_file.c.batch_id == batch.c.batch_id)
        .where(message.c.file_id == received_file.c.file_id)
        .where(observation.c.message_id == message.c.message_id)
    )
    query = select(batch.c.batch_id).where(batch.c.state == "done", batch.c.movement_table == table, named)
    return query.order_by(batch.c.batch_id)


_TABLES: tuple[MovementTable, ...] = ("lines", "crossings", "none")
# Asked at every desk, and made into statements once: that costs more than running them.
_LAST_NAMED = {
    table: _named_batches(table).order_by(None).order_by(batch.c.batch_id.desc()).limit(1) for table in _TABLES
}


def all_keys(connection: Connection) -> Sequence[StoredKey]:
    """Every data key, by number."""
    rows = connection.execute(select(data_key).order_by(data_key.c.key_id))
    return [StoredKey(row.key_id, f"{row.kind} {row.label}", row.wrapped is None) for row in rows]


def sealed_records(connection: Connection) -> Iterator[Sealed]:
    """Every sealed payload of the register, a few at a time."""
    yield from _of_people(connection)
    for number, key, payload in _few(connection, received_file, "file_id", "key_id", "raw"):
        yield Sealed("received file", str(number), key, payload, f"file:{number}")
    cases = list(_few(connection, health_case, "case_id", "key_id", "withdrawn_reason"))
    for number, key, payload in cases:
        if payload is not None:
            yield Sealed("withdrawal", str(number), key, payload, f"withdrawal:{number}")
    key_of = {number: key for number, key, _ in cases}
    for number, case, payload in _few(connection, link_decision, "decision_id", "case_id", "reason"):
        if payload is not None and case in key_of:
            yield Sealed("decision", str(number), key_of[case], payload, f"decision:{number}")
    for number, version, payload in _few(connection, case_notice, "case_id", "version", "payload"):
        if number in key_of:  # else its case is gone, which the database's own check says
            yield Sealed("notice", f"{number}.{version}", key_of[number], payload, f"notice:{number}:{version}")
    for number, version, payload in _few(connection, emergency, "case_id", "version", "reason"):
        if number in key_of and payload is not None:
            about = f"emergency:{number}:{version}"
            yield Sealed("emergency", f"{number}.{version}", key_of[number], payload, about)
    for case, number, key, payload in _few(connection, contact, "case_id", "identity_id", "key_id", "payload"):
        if key is not None:
            yield Sealed("contact", f"{number} of case {case}", key, payload, f"contact:{case}:{number}")


def _of_people(connection: Connection) -> Iterator[Sealed]:
    for number, content, key, payload in _few(connection, identity, "identity_id", "content_hash", "key_id", "payload"):
        yield Sealed("identity", str(number), key, payload, f"identity:{content}")
    for number, content, key, payload in _few(connection, identity, "identity_id", "content_hash", "key_id", "profile"):
        if payload is not None:
            yield Sealed("profile", str(number), key, payload, f"profile:{content}")


def _few(connection: Connection, table: Table, *columns: str) -> Iterator[tuple[Any, ...]]:
    rows = 20 if table is received_file else 1000  # a received file may be megabytes long
    query = select(*(table.c[name] for name in columns))
    for row in connection.execute(query, execution_options={"yield_per": rows}):
        yield tuple(row)
