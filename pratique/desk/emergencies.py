"""Cases confirmed in an emergency without a second officer: shown to a supervisor until one has looked at each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pratique.desk.work import Desk
from pratique.errors import Conflict, NotAllowed, NotFound
from pratique.guard.vault import ErasedError
from pratique.model.access import Role
from pratique.model.casework import Emergency
from pratique.stores.register import cases, emergencies
from pratique.stores.register.register import Connection, Row


@dataclass(frozen=True, slots=True)
class EmergencyLine:
    """A case confirmed in an emergency. The reason is None where it was erased, or this desk may not see it."""

    reference: str
    emergency: Emergency


def emergency_of(desk: Desk, connection: Connection, case_id: int, version: int, key_id: int) -> Emergency | None:
    """The emergency in which this version of a notice was confirmed, if it was; the case's key is loaded."""
    row = emergencies.of_notice(connection, case_id, version)
    return None if row is None else _emergency(desk, row, key_id)


def list_emergencies(desk: Desk) -> list[EmergencyLine]:
    """Every case confirmed in an emergency, newest first; reading the list is logged."""
    with desk.site.register.writing() as connection:
        rows = emergencies.listed(connection)
        desk.log(connection, "emergency.list", {"emergencies": len(rows)})
    with desk.site.register.reading() as connection:
        desk._vault.load(connection, {row.key_id for row in rows})
    return [EmergencyLine(row.reference, _emergency(desk, row, row.key_id)) for row in rows]


def acknowledge_emergency(desk: Desk) -> None:
    """A supervisor has looked at the emergency confirmation of the case this desk is for.

    Raises NotAllowed for anybody else, and for the officer who confirmed it; Conflict where nothing waits.
    """
    with desk.site.register.writing() as connection:
        row = cases.by_reference(connection, desk.subject.ref)
        if row is None:
            raise NotFound(f"There is no case {desk.subject.ref}.", "`pratique guard emergencies` lists those waiting.")
        waiting = emergencies.waiting(connection, row.case_id)
        if not waiting:
            raise Conflict(
                f"Nothing waits to be acknowledged in case {desk.subject.ref}.",
                "`pratique guard emergencies` lists what does.",
            )
        if desk.actor.role is not Role.SUPERVISOR or any(one.confirmed_by == desk.actor.id for one in waiting):
            raise NotAllowed(
                "A confirmation in an emergency is acknowledged by a supervisor other than the officer who gave it.",
                "Have another supervisor run this.",
            )
        emergencies.acknowledge(connection, row.case_id, by=desk.actor.id, now=desk.now())
        desk.log(connection, "emergency.acknowledge", {})


def _emergency(desk: Desk, row: Row[Any], key_id: int) -> Emergency:
    try:
        sealed = row.reason if desk.sees("notice") else None
        reason = desk._vault.open(key_id, sealed, about(row.case_id, row.version)).decode()
    except ErasedError:
        reason = None
    return Emergency(
        by=row.confirmed_by,
        at=row.confirmed_at,
        reason=reason,
        acknowledged_by=row.acknowledged_by,
        acknowledged_at=row.acknowledged_at,
    )


def about(case_id: int, version: int) -> str:
    """What the sealed reason of an emergency is bound to."""
    return f"emergency:{case_id}:{version}"
