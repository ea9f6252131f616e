"""The rows of the audit log: added at the end, read in order. What they mean is the guard's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from pratique.stores.failpoint import reach
from pratique.stores.register.register import take_ids
from pratique.stores.register.tables import audit_entry, audit_head

COLUMNS = tuple(column.name for column in audit_entry.columns)


def next_place(connection: Connection) -> tuple[int, str | None]:
    """The number of the next entry and the hash of the last; others wait for this transaction to end."""
    seq = take_ids(connection, "audit", 1)[0]
    last = connection.execute(select(audit_entry.c.hash).order_by(audit_entry.c.seq.desc()).limit(1)).scalar()
    return seq, last


def add_entry(connection: Connection, row: Mapping[str, Any]) -> None:
    """Add an entry."""
    connection.execute(insert(audit_entry).values(**row))
    reach("audit-entry")


def entries(connection: Connection) -> Iterator[Row[Any]]:
    """Every entry in order, read in pieces; the columns as `COLUMNS` names them."""
    rows = connection.execution_options(yield_per=5000).execute(select(audit_entry).order_by(audit_entry.c.seq))
    yield from rows


def newest(connection: Connection, limit: int) -> Sequence[Row[Any]]:
    """The last entries, the newest first."""
    return connection.execute(select(audit_entry).order_by(audit_entry.c.seq.desc()).limit(limit)).all()


def add_head(connection: Connection, row: Mapping[str, Any]) -> None:
    """Add a signed head."""
    connection.execute(insert(audit_head).values(**row))


def heads(connection: Connection) -> Sequence[Row[Any]]:
    """Every signed head in order."""
    return connection.execute(select(audit_head).order_by(audit_head.c.seq)).all()
