"""What must be looked at again after a change: a neutral table, so that no step needs to know a later one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, tuple_, update

from pratique.stores.register.tables import health_case, recheck, trace_leg, trace_run


def raise_for_legs(connection: Connection, flights: Collection[tuple[str, date]], why: str, now: datetime) -> int:
    """Mark every case whose trace looked at one of these flights; how many cases were newly marked."""
    if not flights:
        return 0
    references: set[str] = set()
    todo = list(flights)
    for start in range(0, len(todo), 200):
        references.update(
            connection.execute(
                select(health_case.c.reference)
                .join(trace_run, trace_run.c.case_id == health_case.c.case_id)
                .join(trace_leg, trace_leg.c.run_id == trace_run.c.run_id)
                .where(tuple_(trace_leg.c.flight, trace_leg.c.day).in_(todo[start : start + 200]))
                .where(health_case.c.status != "withdrawn")
            ).scalars()
        )
    waiting = {row.subject_ref for row in open_rechecks(connection)}
    rows = [
        {"subject_kind": "case", "subject_ref": reference, "why": why, "raised_at": now}
        for reference in sorted(references - waiting)
    ]
    if rows:
        connection.execute(insert(recheck), rows)
    return len(rows)


def open_rechecks(connection: Connection) -> Sequence[Row[Any]]:
    """Everything that waits to be looked at again, oldest first."""
    return connection.execute(
        select(recheck).where(recheck.c.settled_at.is_(None)).order_by(recheck.c.recheck_id)
    ).all()


def settle(connection: Connection, reference: str, now: datetime, raised_by: datetime | None = None) -> None:
    """A case has been looked at again: marks raised up to `raised_by` (None: all) are settled; later ones stand."""
    connection.execute(
        update(recheck)
        .where(recheck.c.subject_kind == "case", recheck.c.subject_ref == reference, recheck.c.settled_at.is_(None))
        .where(recheck.c.raised_at <= (raised_by or now))
        .values(settled_at=now)
    )
