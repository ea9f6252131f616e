"""The rows of the audit log: added at the end, read in order. What they mean is the guard's."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select

from pratique.stores.failpoint import reach
from pratique.stores.register.register import take_ids
from pratique.stores.register.tables import audit_beginning, audit_entry, audit_head

COLUMNS = tuple(column.name for column in audit_entry.columns)


def next_place(connection: Connection) -> tuple[int, str | None]:
    """The number of the next entry and the hash of the last; others wait for this transaction to end."""
    seq = take_ids(connection, "audit", 1)[0]
    return seq, connection.execute(_LAST).scalar()


_ADDED = insert(audit_entry)
_LAST = select(audit_entry.c.hash).order_by(audit_entry.c.seq.desc()).limit(1)


def add_entry(connection: Connection, row: Mapping[str, Any]) -> None:
    """Add an entry."""
    connection.execute(_ADDED, row)
    reach("audit-entry")


def entries(connection: Connection) -> Iterator[Row[Any]]:
    """Every entry in order, read in pieces; the columns as `COLUMNS` names them."""
    query = select(audit_entry).order_by(audit_entry.c.seq)
    yield from connection.execute(query, execution_options={"yield_per": 5000})


def about_cases(connection: Connection, references: Collection[str], actions: Collection[str]) -> Sequence[Row[Any]]:
    """The entries about these cases that log these actions, in order."""
    query = select(audit_entry).where(audit_entry.c.subject_kind == "case", audit_entry.c.action.in_(actions))
    rows = connection.execute(query.order_by(audit_entry.c.seq))
    return [row for row in rows if row.subject_ref in references]


def of_action(connection: Connection, action: str) -> Sequence[Row[Any]]:
    """The entries that log this action, in order."""
    query = select(audit_entry).where(audit_entry.c.action == action)
    return connection.execute(query.order_by(audit_entry.c.seq)).all()


def first(connection: Connection) -> Row[Any] | None:
    """The first entry there is; None in an empty log."""
    return connection.execute(select(audit_entry).order_by(audit_entry.c.seq).limit(1)).first()


def last_before(connection: Connection, moment: datetime) -> Row[Any] | None:
    """The last entry before the first one made at this moment or later; never the newest of all. None for none."""
    later = select(func.min(audit_entry.c.seq)).where(audit_entry.c.at >= moment).scalar_subquery()
    newest = select(func.max(audit_entry.c.seq)).scalar_subquery()
    query = select(audit_entry).where(audit_entry.c.seq < func.coalesce(later, newest))
    return connection.execute(query.order_by(audit_entry.c.seq.desc()).limit(1)).first()


def count_to(connection: Connection, seq: int) -> int:
    """How many entries there are up to this number."""
    return int(connection.execute(select(func.count()).where(audit_entry.c.seq <= seq)).scalar_one())


def cut(connection: Connection, seq: int) -> int:
    """Remove every entry up to this number; how many there were."""
    return connection.execute(delete(audit_entry).where(audit_entry.c.seq <= seq)).rowcount


def add_beginning(connection: Connection, row: Mapping[str, Any]) -> None:
    """Add a signed statement that stands for the entries that were removed."""
    connection.execute(insert(audit_beginning).values(**row))


def beginning(connection: Connection) -> Row[Any] | None:
    """The newest of these statements; None where the log was never cut."""
    return connection.execute(select(audit_beginning).order_by(audit_beginning.c.seq.desc()).limit(1)).first()


def newest(connection: Connection, limit: int) -> Sequence[Row[Any]]:
    """The last entries, the newest first."""
    return connection.execute(select(audit_entry).order_by(audit_entry.c.seq.desc()).limit(limit)).all()


def count_since(connection: Connection, actor: str, action: str, since: datetime) -> int:
    """How often this actor has done this after that moment."""
    entry = audit_entry.c
    query = select(func.count()).where(entry.actor == actor, entry.action == action, entry.at > since)
    return int(connection.execute(query).scalar_one())


def add_head(connection: Connection, row: Mapping[str, Any]) -> None:
    """Add a signed head."""
    connection.execute(insert(audit_head).values(**row))


def heads(connection: Connection) -> Sequence[Row[Any]]:
    """Every signed head in order."""
    return connection.execute(select(audit_head).order_by(audit_head.c.seq)).all()
