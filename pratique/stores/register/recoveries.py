"""Supervisors invited with the site key alone, and who has looked at that since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from pratique.stores.register.tables import recovery


def add(connection: Connection, name: str, *, by: str, now: datetime, entry: int) -> None:
    """Note such an invitation, with the number of its audit entry."""
    connection.execute(insert(recovery).values(name=name, claimed_by=by, at=now, entry=entry))


def waiting(connection: Connection) -> Sequence[Row[Any]]:
    """Those that no other supervisor has acknowledged, the earliest first."""
    query = select(recovery).where(recovery.c.acknowledged_at.is_(None))
    return connection.execute(query.order_by(recovery.c.at, recovery.c.name)).all()


def acknowledge(connection: Connection, name: str, *, by: str, now: datetime) -> None:
    """Note that another supervisor has looked at it."""
    own = (recovery.c.name == name) & recovery.c.acknowledged_at.is_(None)
    connection.execute(update(recovery).where(own).values(acknowledged_by=by, acknowledged_at=now))
