"""The rows of the audit log: added at the end, read in order. What they mean is the guard's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, insert, select

from pratique.stores.register.register import take_ids
from pratique.stores.register.tables import audit_entry

COLUMNS = tuple(column.name for column in audit_entry.columns)


def next_place(connection: Connection) -> tuple[int, str | None]:
    """The number of the next entry and the hash of the last; others wait for this transaction to end."""
    seq = take_ids(connection, "audit", 1)[0]
    last = connection.execute(select(audit_entry.c.hash).order_by(audit_entry.c.seq.desc()).limit(1)).scalar()
    return seq, last


def add_entry(connection: Connection, row: Mapping[str, Any]) -> None:
    """Add an entry."""
    connection.execute(insert(audit_entry).values(**row))


def entries(connection: Connection) -> Iterator[dict[str, Any]]:
    """Every entry in order, read in pieces."""
    rows = connection.execution_options(yield_per=1000).execute(select(audit_entry).order_by(audit_entry.c.seq))
    for row in rows.mappings():
        yield dict(row)
