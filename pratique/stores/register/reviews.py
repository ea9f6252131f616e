"""Pairs an officer is asked about because a case needs the answer: raised once for a case, then answered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, insert, select, update

from pratique.stores.register import rechecks
from pratique.stores.register.evidence import Pair
from pratique.stores.register.register import take_ids
from pratique.stores.register.tables import health_case, link_review

Why = Literal["case", "arrival"]
WAITING = ("open", "second", "unsure")
CLOSED = "gone"


def raise_reviews(
    connection: Connection, case_id: int, pairs: Collection[tuple[Pair, float, Why]], now: datetime
) -> int:
    """Ask about these pairs (with bits, and why) for a case; how many are new.

    Those it was asked about before stay as they are, but for those that had needed no answer any more.
    """
    if not pairs:
        return 0
    # An officer who looks and a file that comes in may bring the same pair at one moment.
    rechecks.in_turn(connection)
    known = of_case(connection, case_id)
    asked, closed = {(row.a, row.b) for row in known}, {(row.a, row.b): row for row in known if row.state == CLOSED}
    for pair, bits, why in pairs:
        if pair in closed:
            change(connection, closed[pair].review_id, state="open", bits=bits, why=why, raised_at=now)
    new = [one for one in sorted(pairs) if one[0] not in asked]
    if new:
        ids = take_ids(connection, "link_review", len(new))
        rows = [
            {
                "review_id": i,
                "a": a,
                "b": b,
                "bits": bits,
                "why": why,
                "case_id": case_id,
                "state": "open",
                "raised_at": now,
            }
            for i, ((a, b), bits, why) in zip(ids, new, strict=True)
        ]
        connection.execute(insert(link_review), rows)
    return len(new) + sum(pair in closed for pair, _, _ in pairs)


def close_others(connection: Connection, case_id: int, pairs: Collection[Pair]) -> None:
    """What is asked for a case about any other pair needs no answer any more: what came in since settled it.

    But for what one officer decided and a second has to.
    """
    for row in of_case(connection, case_id):
        if row.state in ("open", "unsure") and (row.a, row.b) not in pairs:
            change(connection, row.review_id, state=CLOSED)


def waiting(connection: Connection) -> dict[int, int]:
    """How many pairs wait for an answer, by confirmed case; a case without any is left out."""
    query = (
        select(link_review.c.case_id, func.count())
        .join(health_case, health_case.c.case_id == link_review.c.case_id)
        .where(health_case.c.status == "confirmed", link_review.c.state.in_(WAITING))
        .group_by(link_review.c.case_id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def of_case(connection: Connection, case_id: int) -> Sequence[Row[Any]]:
    """Everything asked for a case, the strongest first."""
    query = select(link_review).where(link_review.c.case_id == case_id)
    return connection.execute(query.order_by(link_review.c.bits.desc(), link_review.c.review_id)).all()


def change(connection: Connection, review_id: int, **values: Any) -> None:
    """Store what became of a question."""
    connection.execute(update(link_review).where(link_review.c.review_id == review_id).values(**values))
