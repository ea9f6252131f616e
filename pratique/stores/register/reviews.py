"""Pairs an officer is asked about because a case needs the answer: raised once for a case, then answered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from pratique.stores.register.evidence import Pair
from pratique.stores.register.register import take_ids
from pratique.stores.register.tables import link_review

WAITING = ("open", "second", "unsure")


def raise_reviews(
    connection: Connection, case_id: int, pairs: Collection[tuple[Pair, float, str]], now: datetime
) -> None:
    """Ask about these pairs (with bits, and why) for a case; those it was asked about before stay as they are."""
    asked = set(connection.execute(select(link_review.c.a, link_review.c.b).where(link_review.c.case_id == case_id)))
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


def of_case(connection: Connection, case_id: int) -> Sequence[Row[Any]]:
    """Everything asked for a case, the strongest first."""
    query = select(link_review).where(link_review.c.case_id == case_id)
    return connection.execute(query.order_by(link_review.c.bits.desc(), link_review.c.review_id)).all()


def change(connection: Connection, review_id: int, **values: Any) -> None:
    """Store what became of a question."""
    connection.execute(update(link_review).where(link_review.c.review_id == review_id).values(**values))
