"""Clients of a site: machines that hand in files, by the hashes of their tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from pratique.stores.register.tables import client


def add(connection: Connection, row: Mapping[str, Any]) -> None:
    """Note a client by the hash of its token."""
    connection.execute(insert(client).values(**row))


def by_token(connection: Connection, token_hash: str) -> Row[Any] | None:
    """The client whose token has this hash, disabled, expired or good."""
    return connection.execute(select(client).where(client.c.token_hash == token_hash)).first()


def listed(connection: Connection, name: str | None = None) -> Sequence[Row[Any]]:
    """Every token with its client, or those of one, in order of arrival."""
    query = select(client).order_by(client.c.added_at, client.c.name)
    return connection.execute(query if name is None else query.where(client.c.name == name)).all()


def disable(connection: Connection, name: str, *, by: str, now: datetime) -> int:
    """Shut out a client with every token; how many of them were not shut out before."""
    own = (client.c.name == name) & client.c.disabled_at.is_(None)
    return connection.execute(update(client).where(own).values(disabled_by=by, disabled_at=now)).rowcount
