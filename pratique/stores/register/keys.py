"""Wrapped data keys: stored, found, destroyed. This module never sees one unwrapped."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from pratique.stores.register.tables import data_key


def add(connection: Connection, kind: str, label: str, wrapped: bytes, now: datetime) -> int:
    """Store a new wrapped key; its id."""
    result = connection.execute(insert(data_key).values(kind=kind, label=label, wrapped=wrapped, created_at=now))
    return int(result.inserted_primary_key[0])  # type: ignore[index]


def by_label(connection: Connection, kind: str, label: str) -> Row[Any] | None:
    """The key of this kind and label, destroyed or not."""
    return connection.execute(_BY_LABEL, {"of_kind": kind, "labelled": label}).first()


_BY_LABEL = select(data_key).where(data_key.c.kind == bindparam("of_kind"), data_key.c.label == bindparam("labelled"))


def find(connection: Connection, key_ids: Collection[int]) -> Sequence[Row[Any]]:
    """These keys, destroyed ones with `wrapped` None."""
    if not key_ids:
        return []
    return connection.execute(_FOUND, {"key_ids": list(key_ids)}).all()


_FOUND = select(data_key).where(data_key.c.key_id.in_(bindparam("key_ids", expanding=True)))


def living(connection: Connection) -> Sequence[Row[Any]]:
    """Every key that has not been destroyed."""
    return connection.execute(select(data_key).where(data_key.c.wrapped.is_not(None)).order_by(data_key.c.key_id)).all()


def wrap_again(connection: Connection, key_id: int, wrapped: bytes) -> None:
    """Store the same key wrapped otherwise."""
    connection.execute(update(data_key).where(data_key.c.key_id == key_id).values(wrapped=wrapped))


def destroy(connection: Connection, key_id: int, now: datetime) -> None:
    """Forget a key for good: what was sealed under it can no longer be read by anybody."""
    connection.execute(update(data_key).where(data_key.c.key_id == key_id).values(wrapped=None, destroyed_at=now))
