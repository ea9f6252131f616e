"""What was received: batches, files, messages, legs. The register's half of the commit protocol.

A batch is *pending* from its first row here until its movement rows are committed; then it is *done*, which is the
acknowledgement. A pending batch without movement rows is swept as if it had never been. Whoever reads what legs were
told, or the list of files, is told of no pending batch: its movement rows may not be there yet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal, TypeVar

from sqlalchemy import (
    Connection,
    Date,
    FromClause,
    Row,
    Select,
    Table,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)

from pratique.errors import Conflict
from pratique.model.facts import BY_ARRIVAL
from pratique.model.movement import Leg, LegEvent, Told
from pratique.stores.register.many import rows_for
from pratique.stores.register.moments import Moment
from pratique.stores.register.register import take_ids
from pratique.stores.register.tables import (
    batch,
    crossing,
    identity,
    leg,
    leg_lines,
    leg_message,
    link_key,
    message,
    observation,
    received_file,
)

MovementTable = Literal["lines", "crossings", "none"]
LegKey = tuple[str, date, str, str]
_CHUNK = 400
_PENDING = select(received_file.c.file_id).join(batch).where(batch.c.state == "pending")
_LEGS_OF_FLIGHT = (
    select(leg.c.leg_id, leg.c.day, leg.c.origin, leg.c.destination)
    .where(leg.c.flight == bindparam("flight"), leg.c.day.between(bindparam("first"), bindparam("last")))
    .order_by(leg.c.day, leg.c.leg_id)
)
_NEWEST = (
    select(message.c.message_id, message.c.learnt_at)
    .where(message.c.file_id.not_in(_PENDING))
    .order_by(message.c.message_id.desc())
    .limit(1)
)
_T = TypeVar("_T")


def begin_batch(connection: Connection, table: MovementTable, now: datetime) -> int:
    """A new pending batch; its id is larger than that of every batch before."""
    batch_id = take_ids(connection, "batch", 1)[0]
    connection.execute(insert(batch).values(batch_id=batch_id, movement_table=table, state="pending", started_at=now))
    return batch_id


def finish_batch(connection: Connection, batch_id: int, now: datetime) -> None:
    """Acknowledge a batch: from here on it is there for good. Conflict if somebody swept it meanwhile."""
    pending = (batch.c.batch_id == batch_id, batch.c.state == "pending")
    if connection.execute(update(batch).where(*pending).values(state="done", done_at=now)).rowcount != 1:
        raise Conflict(
            "Another process took this one for dead and removed what it was loading.", "Load the files again."
        )


def first_message(connection: Connection, batch_id: int) -> int | None:
    """The number of the first message that a batch brings; those after it, up to the newest, are its own too."""
    query = select(func.min(message.c.message_id)).join(received_file).where(received_file.c.batch_id == batch_id)
    first: int | None = connection.execute(query).scalar_one()
    return first


def pending_batches(connection: Connection) -> list[tuple[int, MovementTable]]:
    """Batches that were begun and not acknowledged, oldest first."""
    rows = connection.execute(
        select(batch.c.batch_id, batch.c.movement_table).where(batch.c.state == "pending").order_by(batch.c.batch_id)
    )
    return [(row.batch_id, row.movement_table) for row in rows]


def sweep_batch(connection: Connection, batch_id: int) -> None:
    """Remove every row a pending batch brought, as if its files had never come."""
    files = list(
        connection.execute(select(received_file.c.file_id).where(received_file.c.batch_id == batch_id)).scalars()
    )
    messages = select(message.c.message_id).where(message.c.file_id.in_(files))
    seen = select(observation.c.identity_id).where(observation.c.message_id.in_(messages))
    connection.execute(delete(crossing).where(crossing.c.identity_id.in_(seen), crossing.c.message_id.in_(messages)))
    connection.execute(delete(observation).where(observation.c.message_id.in_(messages)))
    legs = select(leg_message.c.leg_id).where(leg_message.c.message_id.in_(messages))
    connection.execute(delete(leg_lines).where(leg_lines.c.leg_id.in_(legs), leg_lines.c.message_id.in_(messages)))
    connection.execute(delete(leg_message).where(leg_message.c.message_id.in_(messages)))
    connection.execute(delete(message).where(message.c.file_id.in_(files)))
    born = select(identity.c.identity_id).where(identity.c.first_file_id.in_(files))
    connection.execute(delete(link_key).where(link_key.c.identity_id.in_(born)))
    connection.execute(delete(identity).where(identity.c.first_file_id.in_(files)))
    connection.execute(delete(leg).where(leg.c.first_file_id.in_(files)))
    connection.execute(delete(received_file).where(received_file.c.batch_id == batch_id))
    connection.execute(delete(batch).where(batch.c.batch_id == batch_id))


def files_loaded(connection: Connection, digests: Collection[str]) -> dict[str, int]:
    """Of these SHA-256 sums, those of files loaded before, with their file ids."""
    rows = connection.execute(
        select(received_file.c.sha256, received_file.c.file_id).where(
            received_file.c.sha256.in_(digests), received_file.c.outcome.in_(("loaded", "test"))
        )
    )
    return {row.sha256: row.file_id for row in rows}


def messages_known(connection: Connection, digests: Collection[str]) -> set[tuple[str, str, str]]:
    """Of messages with these digests, those stored: (sender, control reference, digest)."""
    found: set[tuple[str, str, str]] = set()
    for part in _chunks(digests):
        rows = connection.execute(
            select(message.c.sender, message.c.control_reference, message.c.digest).where(message.c.digest.in_(part))
        )
        found.update((row.sender, row.control_reference, row.digest) for row in rows)
    return found


def add_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows; none is fine."""
    if rows:
        connection.execute(insert(table), list(rows))


def legs_by_key(connection: Connection, legs: Mapping[LegKey, tuple[int, str]]) -> dict[LegKey, int]:
    """The id of every leg named by flight, day, origin and destination; new ones are given one.

    `legs` tells for each the file that brings it and its conveyance, should it be new.
    """
    wanted = set(legs)
    known: dict[LegKey, int] = {}
    for part in _chunks({key[0] for key in wanted}):
        for row in connection.execute(select(leg).where(leg.c.flight.in_(part))):
            known[row.flight, row.day, row.origin, row.destination] = row.leg_id
    new = sorted(wanted - known.keys())
    ids = take_ids(connection, "leg", len(new)) if new else range(0)
    add_rows(
        connection,
        leg,
        [
            dict(zip(("flight", "day", "origin", "destination"), key, strict=True))
            | {"leg_id": i, "first_file_id": legs[key][0], "conveyance": legs[key][1]}
            for key, i in zip(new, ids, strict=True)
        ],
    )
    return {key: known[key] for key in wanted & known.keys()} | dict(zip(new, ids, strict=True))


def read_legs(connection: Connection, leg_ids: Collection[int], known_at: datetime) -> dict[int, Leg]:
    """These legs as known at `known_at`: times as the latest message gives them, registrations of each sender's last.

    Messages of unknown senders count as one sender's.
    """
    stated: dict[int, Row[Any]] = {}
    bare: dict[int, Row[Any]] = {}
    flown: dict[int, dict[str, str]] = {}
    landed: dict[int, bool] = {}
    for row in rows_for(connection, _said_of_legs, leg_ids, known_at=known_at):
        bare.setdefault(row.leg_id, row)
        by_arrival = row.kind == "locator" and row.function == BY_ARRIVAL
        landed[row.leg_id] = landed.get(row.leg_id, True) and by_arrival
        if row.departure_local or row.arrival_local:
            stated[row.leg_id] = row
        if row.registration:
            flown.setdefault(row.leg_id, {})[row.sender] = row.registration
    return {i: _leg(stated.get(i, row), flown.get(i, {}).values(), landed[i]) for i, row in bare.items()}


def _said_of_legs(listed: FromClause) -> Select[Any]:
    times = ("departure_local", "arrival_local", "departure", "arrival", "registration")
    query = select(leg, *(leg_message.c[name] for name in times), message.c.sender, message.c.kind, message.c.function)
    return (
        query.join_from(listed, leg, leg.c.leg_id == listed.c.value)
        .join(leg_message, leg_message.c.leg_id == leg.c.leg_id)
        .join(message, message.c.message_id == leg_message.c.message_id)
        .where(message.c.learnt_at <= bindparam("known_at", type_=Moment), message.c.file_id.not_in(_PENDING))
        .order_by(message.c.said_at, message.c.message_id)
    )


def lists_erased(connection: Connection, leg_ids: Collection[int]) -> dict[int, datetime]:
    """When the lists of these legs were erased, for those of which nothing was learnt since."""
    return dict(tuple(row) for row in rows_for(connection, _lists_erased, leg_ids))


def _lists_erased(listed: FromClause) -> Select[Any]:
    learnt_since = (
        exists()
        .where(leg_message.c.leg_id == leg.c.leg_id, message.c.message_id == leg_message.c.message_id)
        .where(message.c.learnt_at > leg.c.erased_at)
    )
    query = select(leg.c.leg_id, leg.c.erased_at).join_from(listed, leg, leg.c.leg_id == listed.c.value)
    return query.where(leg.c.erased_at.is_not(None), ~learnt_since)


def legs_of_identities(connection: Connection, identities: Collection[int], first: date, last: date) -> set[int]:
    """Legs of these days that the messages naming one of these identities tell of, theirs and others.

    Every line of theirs is on one of them: a message that names somebody is an observation of them, dated with the
    last of their days in it.
    """
    return {leg_id for (leg_id,) in rows_for(connection, _legs_of_identities, identities, first=first, last=last)}


def _legs_of_identities(listed: FromClause) -> Select[Any]:
    first, last = bindparam("first", type_=Date), bindparam("last", type_=Date)
    return (
        select(leg.c.leg_id)
        .join_from(listed, observation, observation.c.identity_id == listed.c.value)
        .join(leg_message, leg_message.c.message_id == observation.c.message_id)
        .join(leg, leg.c.leg_id == leg_message.c.leg_id)
        .where(observation.c.seen_on >= first, leg.c.day.between(first, last))
    )


def _leg(row: Row[Any], registrations: Iterable[str], by_arrival: bool) -> Leg:
    return Leg(
        leg_id=row.leg_id,
        flight=row.flight,
        day=row.day,
        origin=row.origin,
        destination=row.destination,
        departure_local=datetime.fromisoformat(row.departure_local) if row.departure_local else None,
        arrival_local=datetime.fromisoformat(row.arrival_local) if row.arrival_local else None,
        departure=row.departure,
        arrival=row.arrival,
        conveyance=row.conveyance,
        registrations=tuple(sorted(set(registrations))),
        by_arrival=by_arrival,
    )


def find_legs(connection: Connection, flight: str, first: date, last: date) -> list[tuple[int, date, str, str]]:
    """Legs of this flight number that depart within these days: id, day, origin, destination; oldest first."""
    rows = connection.execute(_LEGS_OF_FLIGHT, {"flight": flight, "first": first, "last": last}).all()
    return [(row.leg_id, row.day, row.origin, row.destination) for row in rows]


def told_of_legs(
    connection: Connection, leg_ids: Collection[int], known_at: datetime, newest: int
) -> tuple[dict[int, dict[int, Told]], dict[int, list[LegEvent]]]:
    """By leg: the messages about it known at that time, up to the `newest`, and what was said of it as a whole."""
    told: dict[int, dict[int, Told]] = {}
    events: dict[int, list[LegEvent]] = {}
    for row in rows_for(connection, _told, leg_ids, known_at=known_at, newest=newest):
        told.setdefault(row.leg_id, {})[row.message_id] = Told(
            message_id=row.message_id,
            set_key=row.set_key,
            sender=row.sender,
            kind=row.kind,
            document=row.document,
            function=row.function,
            part=row.part,
            final=row.final,
            declared_passengers=row.declared_passengers,
            declared_crew=row.declared_crew,
            learnt_at=row.learnt_at,
        )
        if row.event:
            events.setdefault(row.leg_id, []).append(
                LegEvent(row.leg_id, row.event, row.message_id, row.said_at, row.learnt_at)
            )
    return told, events


def _told(listed: FromClause) -> Select[Any]:
    query = select(message, leg_message.c.leg_id, leg_message.c.event)
    return (
        query.join_from(listed, leg_message, leg_message.c.leg_id == listed.c.value)
        .join(message, message.c.message_id == leg_message.c.message_id)
        .where(message.c.learnt_at <= bindparam("known_at", type_=Moment), message.c.message_id <= bindparam("newest"))
        .where(message.c.file_id.not_in(_PENDING))
        .order_by(message.c.message_id)
    )


def newest_message(connection: Connection) -> tuple[int, datetime | None]:
    """The id of the newest acknowledged message, 0 if there is none, and when it was learnt."""
    row = connection.execute(_NEWEST).first()
    return (row.message_id, row.learnt_at) if row else (0, None)


def files_received(connection: Connection, limit: int) -> Sequence[Row[Any]]:
    """The latest received files, newest first."""
    there = select(received_file).where(received_file.c.file_id.not_in(_PENDING))
    return connection.execute(there.order_by(received_file.c.file_id.desc()).limit(limit)).all()


def _chunks(values: Iterable[_T]) -> Iterable[list[_T]]:
    todo = list(values)
    return (todo[i : i + _CHUNK] for i in range(0, len(todo), _CHUNK))
