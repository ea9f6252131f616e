"""What must be looked at again after a change: a neutral table, so that no step needs to know a later one.

News are messages by number: those after one number, up to another. Here everything is numbers; whether news concerns
a case is the desk's to say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    bindparam,
    exists,
    insert,
    select,
    tuple_,
    update,
)

from pratique.rules.linking import JOINS
from pratique.stores.register import people
from pratique.stores.register.many import rows_for
from pratique.stores.register.tables import (
    case_key,
    contact,
    counter,
    health_case,
    leg,
    leg_message,
    link_key,
    membership,
    message,
    observation,
    recheck,
    trace_leg,
    trace_run,
)

_BASE = 100
_JOINED = [kind * _BASE + other for kind, others in JOINS.items() for other in others]
"""The pairs of kinds that join, each as one number: SQLite compares a list of pairs slowly."""
_CHUNK = 200


def in_turn(connection: Connection) -> None:
    """Wait until nobody else is about to record a trace or to raise a mark; what they did can be read from here on.

    It is the lock of the audit log, which all of them take in any case, at the end of their transaction. So a trace is
    recorded either before a batch is acknowledged, which then marks its case, or after, and then it finds the batch.
    """
    connection.execute(select(counter.c.next).where(counter.c.name == "audit").with_for_update())


def raise_mark(connection: Connection, case_ids: Collection[int], why: str, now: datetime) -> None:
    """Mark these cases, whether or not they are marked already: an older mark may be settled by a trace under way."""
    if case_ids:
        named = connection.execute(select(health_case.c.reference).where(health_case.c.case_id.in_(case_ids))).scalars()
        rows = [{"subject_kind": "case", "subject_ref": ref, "why": why, "raised_at": now} for ref in sorted(named)]
        connection.execute(insert(recheck), rows)


def open_rechecks(connection: Connection) -> Sequence[Row[Any]]:
    """Everything that waits to be looked at again, oldest first."""
    return connection.execute(
        select(recheck).where(recheck.c.settled_at.is_(None)).order_by(recheck.c.recheck_id)
    ).all()


def open_marks(connection: Connection, reference: str, raised_by: datetime | None = None) -> dict[int, str]:
    """The marks a case waits with, raised up to that time: number and why, oldest first."""
    query, asked = _OPEN_MARKS, {"reference": reference}
    rows = connection.execute(query if raised_by is None else query.where(recheck.c.raised_at <= raised_by), asked)
    return {row.recheck_id: row.why for row in rows}


_OPEN_MARKS = (
    select(recheck.c.recheck_id, recheck.c.why)
    .where(
        recheck.c.subject_kind == "case",
        recheck.c.subject_ref == bindparam("reference"),
        recheck.c.settled_at.is_(None),
    )
    .order_by(recheck.c.recheck_id)
)


def settle(connection: Connection, marks: Collection[int], now: datetime) -> None:
    """These marks have been looked at."""
    if marks:
        connection.execute(update(recheck).where(recheck.c.recheck_id.in_(marks)).values(settled_at=now))


# -- whom news may concern ----------------------------------------------------------------------------------------


def cases_with_news(connection: Connection, after: int, upto: int) -> set[int]:
    """Cases whose trace looked at a flight that these messages tell of."""
    query = (
        select(trace_run.c.case_id)
        .distinct()
        .join(trace_leg, trace_leg.c.run_id == trace_run.c.run_id)
        .join(leg, (leg.c.flight == trace_leg.c.flight) & (leg.c.day == trace_leg.c.day))
        .join(leg_message, leg_message.c.leg_id == leg.c.leg_id)
        .where(leg_message.c.message_id > after, leg_message.c.message_id <= upto)
    )
    return set(connection.execute(_living(query)).scalars())


def cases_listed(connection: Connection, after: int, upto: int) -> dict[int, set[date]]:
    """Traced cases whose papers these messages name, with the days of the legs they tell of."""
    own = select(case_key.c.case_id, leg.c.day).distinct().join(link_key, _same(case_key))
    found: dict[int, set[date]] = {}
    for query in (_seen_as(own, link_key.c.identity_id), _seen_with(own, link_key.c.identity_id)):
        told = (
            query.join(leg_message, leg_message.c.message_id == observation.c.message_id)
            .join(leg, leg.c.leg_id == leg_message.c.leg_id)
            .where(observation.c.message_id > after, observation.c.message_id <= upto)
            .where(exists().where(trace_run.c.case_id == case_key.c.case_id))
        )
        _add_days(found, _days(connection, told))
    return found


def contacts_crossed(connection: Connection, after: int, upto: int, since: datetime) -> dict[int, set[date]]:
    """Cases traced since then, a contact of whom crossed a border by these messages, with the days."""
    crossings = select(message.c.message_id).where(
        message.c.message_id > after, message.c.message_id <= upto, message.c.kind == "crossings"
    )
    if connection.execute(crossings.limit(1)).first() is None:
        return {}
    own = link_key.alias()
    listed = select(contact.c.case_id, observation.c.seen_on).distinct()
    by_key = listed.join(own, own.c.identity_id == contact.c.identity_id).join(link_key, _same(own))
    found: dict[int, set[date]] = {}
    for query in (_seen_as(by_key, link_key.c.identity_id), _seen_with(listed, contact.c.identity_id)):
        crossed = (
            query.where(observation.c.message_id > after, observation.c.message_id <= upto)
            .where(observation.c.message_id.in_(crossings))
            .where(contact.c.case_id.in_(select(trace_run.c.case_id).where(trace_run.c.at >= since)))
        )
        _add_days(found, _days(connection, crossed))
    return found


def cases_of(connection: Connection, identities: Collection[int]) -> set[int]:
    """Traced cases that have one of these identities on their list, or whose papers one of them bears."""
    todo = sorted(identities)
    found: set[int] = set()
    for start in range(0, len(todo), _CHUNK):
        listed = select(contact.c.case_id).where(contact.c.identity_id.in_(todo[start : start + _CHUNK]))
        found.update(connection.execute(listed.where(contact.c.case_id.in_(_TRACED)).distinct()).scalars())
    # Their keys first, then who bears one: joined, every key of every case is looked for in each of these people.
    borne = {key for own in people.keys_of(connection, todo).values() for key in own}
    bearers = {
        case_id
        for case_id, value, kind in rows_for(connection, _cases_by_key, sorted({value for value, _ in borne}))
        if any((value, other) in borne for other in JOINS.get(kind, ()))
    }
    traced = connection.execute(_TRACED.where(health_case.c.case_id.in_(bearers))).scalars() if bearers else ()
    return found.union(traced)


_TRACED = select(health_case.c.case_id).where(
    health_case.c.status != "withdrawn", exists().where(trace_run.c.case_id == health_case.c.case_id)
)


def _cases_by_key(listed: FromClause) -> Select[Any]:
    query = select(case_key.c.case_id, case_key.c.key, case_key.c.kind)
    return query.where(case_key.c.key.in_(select(listed.c.value)))


def cases_aboard_with(connection: Connection, case_id: int, journeys: Iterable[tuple[str, date]]) -> set[int]:
    """Other cases of the same disease whose trace looked at a flight of this one: by its papers, or one of `journeys`.

    Its papers may name more flights than it took: those of a list that names it for one of several.
    """
    disease = select(health_case.c.disease_key).where(health_case.c.case_id == case_id).scalar_subquery()
    others = _living(
        select(trace_run.c.case_id).distinct().join(trace_leg, trace_leg.c.run_id == trace_run.c.run_id)
    ).where(health_case.c.disease_key == disease, trace_run.c.case_id != case_id)
    by_papers = (
        select(leg.c.flight, leg.c.day)
        .distinct()
        .select_from(case_key)
        .join(link_key, _same(case_key))
        .join(observation, observation.c.identity_id == link_key.c.identity_id)
        .join(leg_message, leg_message.c.message_id == observation.c.message_id)
        .join(leg, leg.c.leg_id == leg_message.c.leg_id)
        .where(case_key.c.case_id == case_id)
    )
    flights = sorted({(row.flight, row.day) for row in connection.execute(by_papers)} | set(journeys))
    found: set[int] = set()
    for start in range(0, len(flights), _CHUNK):
        part = tuple_(trace_leg.c.flight, trace_leg.c.day).in_(flights[start : start + _CHUNK])
        found.update(connection.execute(others.where(part)).scalars())
    return found


def _seen_as(query: Select[Any], identity: ColumnElement[int]) -> Select[Any]:
    """With what was seen of these identities."""
    return query.join(observation, observation.c.identity_id == identity)


def _seen_with(query: Select[Any], identity: ColumnElement[int]) -> Select[Any]:
    """With what was seen of the other papers of the same travellers."""
    own, other = membership.alias(), membership.alias()
    return (
        query.join(own, (own.c.identity_id == identity) & own.c.valid_to.is_(None))
        .join(other, (other.c.traveller_id == own.c.traveller_id) & other.c.valid_to.is_(None))
        .join(observation, observation.c.identity_id == other.c.identity_id)
    )


def _add_days(found: dict[int, set[date]], more: dict[int, set[date]]) -> None:
    for case_id, days in more.items():
        found.setdefault(case_id, set()).update(days)


def _same(own: Any) -> Any:
    """The condition that a stored key is one that a key of `own` is joined through."""
    return (link_key.c.key == own.c.key) & (own.c.kind * _BASE + link_key.c.kind).in_(_JOINED)


def _living(query: Select[Any]) -> Select[Any]:
    return query.join(health_case, health_case.c.case_id == trace_run.c.case_id).where(
        health_case.c.status != "withdrawn"
    )


def _days(connection: Connection, query: Select[Any]) -> dict[int, set[date]]:
    living = select(health_case.c.case_id).where(health_case.c.status != "withdrawn")
    found: dict[int, set[date]] = {}
    for case_id, day in connection.execute(query.where(query.selected_columns.case_id.in_(living))):
        found.setdefault(case_id, set()).add(day)
    return found
