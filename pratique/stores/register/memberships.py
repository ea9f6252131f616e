"""Whose papers an identity's are: travellers, memberships with the time they were held for true, and decisions.

A membership is ended and another begun, by a decision; a traveller that was united with another says so. Nothing of
it is deleted but by an erasure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)

from pratique.stores.register.many import rows_for
from pratique.stores.register.register import take_ids
from pratique.stores.register.tables import (
    identity,
    link_decision,
    link_edge,
    link_judgement,
    link_review,
    membership,
    message,
    observation,
    received_file,
    traveller,
)

DecisionKind = Literal["assign", "merge", "split", "confirm", "keep_apart", "undo"]
_CHUNK = 400
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Moved:
    """An identity that becomes the paper of this traveller by this decision."""

    identity_id: int
    traveller_id: int
    decision_id: int


# -- who is whose -----------------------------------------------------------------------------------------------------


def travellers_of(
    connection: Connection, identities: Collection[int], known_at: datetime | None = None
) -> dict[int, int]:
    """The traveller of each of these identities, now or as known then; one that is not resolved is left out."""
    return {row[0]: row[1] for row in rows_for(connection, _of_identities, identities, **_at(known_at))}


def _of_identities(listed: FromClause) -> Select[Any]:
    query = select(membership.c.identity_id, membership.c.traveller_id)
    return query.join_from(listed, membership, membership.c.identity_id == listed.c.value).where(_HELD_AT)


def members(
    connection: Connection, travellers: Collection[int], known_at: datetime | None = None
) -> dict[int, set[int]]:
    """The identities of each of these travellers, now or as known then."""
    found: dict[int, set[int]] = {}
    for of, identity_id in rows_for(connection, _of_travellers, travellers, **_at(known_at)):
        found.setdefault(of, set()).add(identity_id)
    return found


def _of_travellers(listed: FromClause) -> Select[Any]:
    query = select(membership.c.traveller_id, membership.c.identity_id)
    return query.join_from(listed, membership, membership.c.traveller_id == listed.c.value).where(_HELD_AT)


_END = datetime(9999, 1, 1, tzinfo=UTC)
_NOW = datetime(9998, 1, 1, tzinfo=UTC)
"""What is held now is held at any later time: one statement for both."""
_HELD_AT = (membership.c.valid_from <= bindparam("known_at", type_=membership.c.valid_from.type)) & (
    func.coalesce(membership.c.valid_to, bindparam("end", _END, type_=membership.c.valid_to.type))
    > bindparam("known_at", type_=membership.c.valid_to.type)
)


def _at(known_at: datetime | None) -> dict[str, datetime]:
    return {"known_at": known_at or _NOW}


def _held(known_at: datetime | None) -> ColumnElement[bool]:
    if known_at is None:
        return membership.c.valid_to.is_(None)
    since = membership.c.valid_from <= known_at
    return since & (membership.c.valid_to.is_(None) | (membership.c.valid_to > known_at))


def held_before(connection: Connection, identities: Collection[int]) -> dict[int, list[int]]:
    """The travellers whose papers these identities once were and are no longer, the latest first."""
    found: dict[int, list[int]] = {}
    for part in _chunks(identities):
        query = (
            select(membership.c.identity_id, membership.c.traveller_id)
            .where(membership.c.identity_id.in_(part), membership.c.valid_to.is_not(None))
            .order_by(membership.c.decision_id.desc())
        )
        for identity_id, of in connection.execute(query):
            found.setdefault(identity_id, []).append(of)
    return found


def held_by(connection: Connection, identities: Collection[int]) -> Sequence[Row[Any]]:
    """Since when each of these identities is held for its traveller's, by whose decision and for which case."""
    rows: list[Any] = []
    for part in _chunks(identities):
        query = select(
            membership.c.identity_id, membership.c.valid_from, link_decision.c.actor, link_decision.c.case_id
        ).join(link_decision, link_decision.c.decision_id == membership.c.decision_id)
        rows.extend(connection.execute(query.where(membership.c.identity_id.in_(part), _held(None))).all())
    return rows


def standing(connection: Connection, travellers: Collection[int]) -> dict[int, Row[Any]]:
    """These travellers: status, and with whom they were united."""
    found: dict[int, Row[Any]] = {}
    for part in _chunks(travellers):
        for row in connection.execute(select(traveller).where(traveller.c.traveller_id.in_(part))):
            found[row.traveller_id] = row
    return found


def unresolved_of_batch(connection: Connection, batch_id: int) -> list[int]:
    """The identities that a batch brought or saw again, and that are nobody's papers yet."""
    query = _of_batch(batch_id).join(identity, identity.c.identity_id == observation.c.identity_id)
    unheld = ~exists().where(membership.c.identity_id == observation.c.identity_id, _held(None))
    return sorted(connection.execute(query.where(identity.c.profile.is_not(None), unheld)).scalars())


def seen_again(connection: Connection, batch_id: int) -> list[int]:
    """The identities seen in a batch that somebody's papers are tied with: when they were used may tell those apart."""
    held = exists().where(membership.c.identity_id == observation.c.identity_id, _held(None))
    tied = exists().where((link_edge.c.a == observation.c.identity_id) | (link_edge.c.b == observation.c.identity_id))
    return sorted(connection.execute(_of_batch(batch_id).where(held, tied)).scalars())


def _of_batch(batch_id: int) -> Select[Any]:
    return (
        select(observation.c.identity_id)
        .distinct()
        .join(message, message.c.message_id == observation.c.message_id)
        .join(received_file, received_file.c.file_id == message.c.file_id)
        .where(received_file.c.batch_id == batch_id)
    )


# -- decisions and what they change -----------------------------------------------------------------------------------


def decide(
    connection: Connection,
    kind: DecisionKind,
    *,
    at: datetime,
    actor: str,
    purpose: str,
    version: int,
    **about: Any,
) -> int:
    """Store a decision; its number. `about`: what else the table holds of it."""
    number = take_ids(connection, "link_decision", 1)[0]
    row = {"decision_id": number, "kind": kind, "at": at, "actor": actor, "purpose": purpose, "version": version}
    connection.execute(insert(link_decision).values(**row, **about))
    return number


def give_reason(connection: Connection, number: int, sealed: bytes) -> None:
    """Store the sealed reason of a decision."""
    connection.execute(update(link_decision).where(link_decision.c.decision_id == number).values(reason=sealed))


def decision(connection: Connection, number: int) -> Row[Any] | None:
    """The decision of this number."""
    return connection.execute(select(link_decision).where(link_decision.c.decision_id == number)).first()


def add_travellers(connection: Connection, how_many: int, decision_id: int) -> range:
    """So many new travellers, by this decision; their numbers."""
    if not how_many:
        return range(0)
    ids = take_ids(connection, "traveller", how_many)
    rows = [{"traveller_id": i, "status": "active", "decision_id": decision_id} for i in ids]
    connection.execute(insert(traveller), rows)
    return ids


def move(connection: Connection, moved: Sequence[Moved], ended: Collection[int], now: datetime) -> None:
    """End the memberships of those in `ended`, and begin these."""
    by = {one.identity_id: one.decision_id for one in moved}
    if ended:
        connection.execute(
            update(membership)
            .where(membership.c.identity_id == bindparam("b_id"), membership.c.valid_to.is_(None))
            .values(valid_to=bindparam("b_now"), ended_by=bindparam("b_by")),
            [{"b_id": i, "b_now": now, "b_by": by[i]} for i in sorted(ended)],
        )
    rows = [
        {"identity_id": m.identity_id, "decision_id": m.decision_id, "traveller_id": m.traveller_id, "valid_from": now}
        for m in moved
    ]
    if rows:
        connection.execute(insert(membership), rows)


def set_status(connection: Connection, status: str, travellers: Mapping[int, int | None]) -> None:
    """The status of these travellers, each with the one it was united with."""
    if travellers:
        connection.execute(
            update(traveller)
            .where(traveller.c.traveller_id == bindparam("b_id"))
            .values(status=status, merged_into=bindparam("b_into")),
            [{"b_id": i, "b_into": into} for i, into in sorted(travellers.items())],
        )


# -- erasing ----------------------------------------------------------------------------------------------------------


def forget_links(connection: Connection, identities: Collection[int]) -> set[int]:
    """Remove everything that links these identities; the travellers they were the papers of."""
    touched: set[int] = set()
    for part in _chunks(identities):
        query = select(membership.c.traveller_id).where(membership.c.identity_id.in_(part))
        touched.update(connection.execute(query.distinct()).scalars())
        connection.execute(delete(membership).where(membership.c.identity_id.in_(part)))
        for table in (link_edge, link_judgement, link_review):
            connection.execute(delete(table).where(table.c.a.in_(part) | table.c.b.in_(part)))
    return touched


def mark_erased(connection: Connection, travellers: Collection[int]) -> None:
    """Say of those of these travellers who have no papers left that they are erased."""
    for part in _chunks(travellers):
        none = ~exists().where(membership.c.traveller_id == traveller.c.traveller_id)
        connection.execute(
            update(traveller).where(traveller.c.traveller_id.in_(part), none).values(status="erased", merged_into=None)
        )


def _chunks(values: Iterable[_T]) -> Iterable[list[_T]]:
    todo = list(values)
    return (todo[i : i + _CHUNK] for i in range(0, len(todo), _CHUNK))
