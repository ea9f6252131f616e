"""Cases confirmed in an emergency by the officer who added them, and who has looked at that since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from pratique.stores.register.tables import emergency, health_case


def add(connection: Connection, case_id: int, version: int, *, by: str, now: datetime, reason: bytes) -> None:
    """Note such a confirmation of a version of a case's notice; the reason is sealed under the case's key."""
    values = {"case_id": case_id, "version": version, "confirmed_by": by, "confirmed_at": now, "reason": reason}
    connection.execute(insert(emergency).values(values))


def of_notice(connection: Connection, case_id: int, version: int) -> Row[Any] | None:
    """The emergency in which this version of a case's notice was confirmed, if it was."""
    return connection.execute(_OF_NOTICE, {"of_case": case_id, "of_version": version}).first()


_OF_NOTICE = select(emergency).where(
    emergency.c.case_id == bindparam("of_case"), emergency.c.version == bindparam("of_version")
)


def listed(connection: Connection) -> Sequence[Row[Any]]:
    """Every such confirmation, newest first, with the reference and the key of its case."""
    query = select(emergency, health_case.c.reference, health_case.c.key_id)
    query = query.join(health_case, health_case.c.case_id == emergency.c.case_id)
    return connection.execute(query.order_by(emergency.c.confirmed_at.desc(), emergency.c.case_id.desc())).all()


def waiting(connection: Connection, case_id: int) -> Sequence[Row[Any]]:
    """Those of a case that no supervisor has acknowledged."""
    own = (emergency.c.case_id == case_id) & emergency.c.acknowledged_at.is_(None)
    return connection.execute(select(emergency).where(own)).all()


def acknowledge(connection: Connection, case_id: int, *, by: str, now: datetime) -> None:
    """Note that a supervisor has looked at what waits for one in this case."""
    own = (emergency.c.case_id == case_id) & emergency.c.acknowledged_at.is_(None)
    connection.execute(update(emergency).where(own).values(acknowledged_by=by, acknowledged_at=now))
