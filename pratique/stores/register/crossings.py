"""When each person crossed a border: the rows of the movement table once more, in order of person.

A trace asks for some dozens of people over some weeks. The movement table is by day and answers for everybody: for
each of them it reads a whole group of rows. Here one person's rows lie beside each other (decision 0017). They come in
the transaction that begins their batch, and go with it, with their period and with a person who is forgotten.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, FromClause, Select, bindparam, delete, func, select

from pratique.model.movement import Crossing
from pratique.stores.register.many import insert_plain, rows_for
from pratique.stores.register.moments import Moment, micros
from pratique.stores.register.register import meta, set_meta
from pratique.stores.register.tables import crossing, message

_COLUMNS = ("identity_id", "at", "message_id", "seq", "point_of_entry", "direction", "leg_id", "learnt_at")
_EVER = datetime(9999, 12, 31, tzinfo=UTC)
_WHOLE = "crossings_by_person"


def add(connection: Connection, rows: Sequence[Crossing]) -> None:
    """Store these crossings."""
    insert_plain(connection, crossing, _COLUMNS, [_plain(one) for one in rows])


def of_identities(
    connection: Connection, identities: Collection[int], first: date, last: date, known_at: datetime | None = None
) -> list[Crossing]:
    """All crossings of these identities on these UTC dates, by identity, moment, message, position.

    `known_at` leaves out what this site learnt later. Rows of a batch that is still pending are among them.
    """
    period = {"since": _begin(first), "before": _begin(last + timedelta(days=1)), "known_at": known_at or _EVER}
    found = [
        Crossing(i, at.date(), at, place, direction, leg_id, message_id, seq, learnt_at)
        for i, at, message_id, seq, place, direction, leg_id, learnt_at in rows_for(
            connection, _asked, sorted(identities), **period
        )
    ]
    return sorted(found, key=lambda one: (one.identity_id, one.at, one.message_id, one.seq))


def _asked(listed: FromClause) -> Select[Any]:
    query = select(*(crossing.c[name] for name in _COLUMNS))
    return query.join_from(listed, crossing, crossing.c.identity_id == listed.c.value).where(
        crossing.c.at >= bindparam("since", type_=Moment),
        crossing.c.at < bindparam("before", type_=Moment),
        crossing.c.learnt_at <= bindparam("known_at", type_=Moment),
    )


def on_legs(
    connection: Connection, legs: Collection[int], known_at: datetime, newest: int, besides: Collection[int]
) -> set[int]:
    """Who entered by the word of the border on these legs, as known then and told by messages up to `newest`.

    Those named `besides` are left out.
    """
    # Whose, from the index alone; their rows, which lie apart, only of the few who are left.
    anybody = select(crossing.c.identity_id).where(crossing.c.leg_id.in_(legs))
    others = set(connection.execute(anybody).scalars()).difference(besides)
    known = {"known_at": known_at, "newest": newest}
    return {i for i, leg_id in rows_for(connection, _entered, sorted(others), **known) if leg_id in legs}


def _entered(listed: FromClause) -> Select[Any]:
    query = select(crossing.c.identity_id, crossing.c.leg_id)
    joined = query.join_from(listed, crossing, crossing.c.identity_id == listed.c.value).join(
        message, message.c.message_id == crossing.c.message_id
    )
    return joined.where(
        crossing.c.direction == "in",
        message.c.learnt_at <= bindparam("known_at", type_=Moment),
        message.c.message_id <= bindparam("newest"),
    )


def fill(connection: Connection, portions: Iterable[Sequence[Crossing]]) -> None:
    """Put these in the place of all that are here: from now on they are whole."""
    connection.execute(delete(crossing))
    for rows in portions:
        add(connection, rows)
    mark_whole(connection)


def are_whole(connection: Connection) -> bool:
    """Whether every crossing of the movement table is here: not before an older site was filled."""
    return meta(connection, _WHOLE) is not None


def mark_whole(connection: Connection) -> None:
    """Note that every crossing of the movement table is here."""
    set_meta(connection, _WHOLE, "whole")


def count(connection: Connection) -> int:
    """How many there are."""
    return int(connection.execute(select(func.count()).select_from(crossing)).scalar_one())


def up_to(until: date) -> Any:
    """The condition that a crossing is of a day up to this one, in UTC."""
    return crossing.c.at < _begin(until + timedelta(days=1))


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _plain(one: Crossing) -> tuple[Any, ...]:
    return (
        one.identity_id, micros(one.at), one.message_id, one.seq,
        one.point_of_entry, one.direction, one.leg_id, micros(one.learnt_at),
    )  # fmt: skip
