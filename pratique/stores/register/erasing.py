"""Removing from the register what may be kept no longer: ciphertext, keys of look-up, observations, closed cases.

What a living case rests on is *held*: the people on its lists, the people its notice names, and the legs its traces
looked at. A case lives until it is withdrawn or its key is destroyed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Row, Select, delete, exists, func, insert, select, union, update

from pratique.stores.movements import Held
from pratique.stores.register import crossings, leg_lines
from pratique.stores.register.memberships import forget_links
from pratique.stores.register.register import take_ids
from pratique.stores.register.tables import (
    case_key,
    case_notice,
    contact,
    crossing,
    data_key,
    emergency,
    erasure,
    health_case,
    identity,
    leg,
    leg_message,
    link_decision,
    link_key,
    link_review,
    membership,
    message,
    observation,
    received_file,
    trace_leg,
    trace_run,
)

_LIVING = (
    select(health_case.c.case_id)
    .join(data_key, data_key.c.key_id == health_case.c.key_id)
    .where(health_case.c.status != "withdrawn", data_key.c.wrapped.is_not(None))
)

_LOOKED_AT: Select[Any] = (
    select(leg.c.leg_id)
    .join(trace_leg, (trace_leg.c.flight == leg.c.flight) & (trace_leg.c.day == leg.c.day))
    .join(trace_run, trace_run.c.run_id == trace_leg.c.run_id)
    .where(trace_run.c.case_id.in_(_LIVING))
)


def held(connection: Connection) -> Held:
    """The legs and people that living cases rest on."""
    return Held(
        frozenset(connection.execute(_LOOKED_AT).scalars()), frozenset(connection.execute(_held_people()).scalars())
    )


def _held_people() -> CompoundSelect[Any]:
    listed = select(contact.c.identity_id).where(contact.c.case_id.in_(_LIVING))
    # The value alone, whatever its kind: a number with and without its issuer may be one person's.
    named = (
        select(link_key.c.identity_id)
        .join(case_key, case_key.c.key == link_key.c.key)
        .where(case_key.c.case_id.in_(_LIVING))
    )
    own = membership.alias()
    others = (
        select(membership.c.identity_id)
        .join(own, (own.c.traveller_id == membership.c.traveller_id) & own.c.valid_to.is_(None))
        .where(membership.c.valid_to.is_(None), own.c.identity_id.in_(named))
    )
    return union(listed, named, others)


# -- what there is ----------------------------------------------------------------------------------------------------


def people_by_key(connection: Connection) -> dict[int, int]:
    """How many readable records of people are under each key of a period."""
    query = select(identity.c.key_id, func.count()).where(identity.c.payload.is_not(None)).group_by(identity.c.key_id)
    return {row[0]: row[1] for row in connection.execute(query)}


def raw_days(connection: Connection) -> Sequence[datetime]:
    """When each file was received whose bytes are still kept."""
    query = select(received_file.c.received_at).where(received_file.c.raw.is_not(None))
    return list(connection.execute(query).scalars())


def closed_people(connection: Connection) -> int:
    """How many identities are left over: their key is destroyed, and no living case holds them any more."""
    return int(connection.execute(select(func.count()).select_from(_left_over().subquery())).scalar_one())


def old_observations(connection: Connection, until: date) -> int:
    """How many observations up to this day no living case holds."""
    return int(connection.execute(select(func.count()).select_from(observation).where(*_old(until))).scalar_one())


def old_crossings(connection: Connection, until: date) -> int:
    """How many crossings up to this day, by person, no living case holds."""
    old = select(func.count()).select_from(crossing).where(*_old_crossings(until))
    return int(connection.execute(old).scalar_one())


def old_lines(connection: Connection, until: date) -> int:
    """How many lines of legs up to this day, by leg, no living case holds."""
    return leg_lines.due(connection, until, held(connection))


def living_cases(connection: Connection) -> Sequence[Row[Any]]:
    """Every case whose key is not destroyed, withdrawn ones too; `contacts`: how many identities are on its lists."""
    listed = select(func.count()).where(contact.c.case_id == health_case.c.case_id).scalar_subquery()
    query = select(health_case, listed.label("contacts")).join(data_key, data_key.c.key_id == health_case.c.key_id)
    return connection.execute(query.where(data_key.c.wrapped.is_not(None)).order_by(health_case.c.case_id)).all()


def runs_of(connection: Connection, case_id: int) -> Sequence[Row[Any]]:
    """Every trace of a case: run_id, at, run (sealed)."""
    query: Select[Any] = select(trace_run.c.run_id, trace_run.c.at, trace_run.c.run)
    query = query.where(trace_run.c.case_id == case_id)
    return connection.execute(query).all()


# -- removing ---------------------------------------------------------------------------------------------------------


def clear_raw(connection: Connection, before: datetime) -> int:
    """Remove the sealed bytes and names of files received before this moment; of how many."""
    due = (received_file.c.received_at < before, received_file.c.raw.is_not(None))
    return connection.execute(update(received_file).where(*due).values(raw=None)).rowcount


def clear_people(connection: Connection, until: date) -> tuple[int, int, set[int]]:
    """Remove what is left of people whose key is destroyed, and what was seen of others up to this day.

    What is held stays: who is held keeps the keys they are found by, no record. Returns how many identities and
    observations are gone, and the travellers whose papers those were.
    """
    seen = connection.execute(delete(observation).where(*_old(until))).rowcount
    connection.execute(delete(crossing).where(*_old_crossings(until)))
    gone = _left_over()
    connection.execute(delete(crossing).where(crossing.c.identity_id.in_(gone)))
    seen += connection.execute(delete(observation).where(observation.c.identity_id.in_(gone))).rowcount
    # What is left over is told by identity rows and by the keys of the held, neither of which goes before the end.
    # Links go first of all: the other papers of a case are held by them.
    touched = forget_links(connection, list(connection.execute(gone).scalars()))
    connection.execute(delete(link_key).where(link_key.c.identity_id.in_(gone)))
    people = connection.execute(delete(identity).where(identity.c.identity_id.in_(gone))).rowcount
    connection.execute(update(identity).where(identity.c.key_id.in_(_DESTROYED)).values(payload=None, profile=None))
    return people, seen, touched


def clear_lines(connection: Connection, until: date) -> None:
    """Remove what was said of legs up to this day, unless a living case holds the leg or whom it is about."""
    leg_lines.erase(connection, until, held(connection))


_DESTROYED: Select[Any] = select(data_key.c.key_id).where(data_key.c.kind == "period", data_key.c.wrapped.is_(None))


def _left_over() -> Select[Any]:
    return select(identity.c.identity_id).where(
        identity.c.key_id.in_(_DESTROYED), identity.c.identity_id.not_in(_held_people())
    )


def _old(until: date) -> tuple[Any, Any]:
    return observation.c.seen_on <= until, observation.c.identity_id.not_in(_held_people())


def _old_crossings(until: date) -> tuple[Any, Any]:
    return crossings.up_to(until), crossing.c.identity_id.not_in(_held_people())


def mark_legs(connection: Connection, until: date, now: datetime) -> None:
    """Note on every leg up to this day that its list is erased, unless a living case holds it, or it is noted."""
    heard = (
        exists()
        .where(leg_message.c.leg_id == leg.c.leg_id)
        .where(message.c.message_id == leg_message.c.message_id)
        .where(leg.c.erased_at.is_(None) | (message.c.learnt_at > leg.c.erased_at))
    )
    connection.execute(
        update(leg).where(leg.c.day <= until, heard, leg.c.leg_id.not_in(_LOOKED_AT)).values(erased_at=now)
    )


def clear_case(connection: Connection, case_id: int) -> int:
    """Remove what was sealed for a case, its lists and its keys of look-up; how many identities were on its lists.

    Reference, standing, dates and the counts of its traces stay.
    """
    runs = select(trace_run.c.run_id).where(trace_run.c.case_id == case_id)
    connection.execute(delete(trace_leg).where(trace_leg.c.run_id.in_(runs)))
    connection.execute(delete(case_key).where(case_key.c.case_id == case_id))
    connection.execute(update(trace_run).where(trace_run.c.case_id == case_id).values(run=None))
    connection.execute(update(case_notice).where(case_notice.c.case_id == case_id).values(payload=None, digest=0))
    connection.execute(update(emergency).where(emergency.c.case_id == case_id).values(reason=None))
    connection.execute(update(health_case).where(health_case.c.case_id == case_id).values(withdrawn_reason=None))
    connection.execute(update(link_decision).where(link_decision.c.case_id == case_id).values(reason=None))
    connection.execute(delete(link_review).where(link_review.c.case_id == case_id))
    return connection.execute(delete(contact).where(contact.c.case_id == case_id)).rowcount


# -- certificates -----------------------------------------------------------------------------------------------------


def add_certificate(connection: Connection, at: datetime, actor: str, content: str) -> int:
    """Store a certificate that is not finished; its number."""
    number = take_ids(connection, "erasure", 1)[0]
    connection.execute(insert(erasure).values(erasure_id=number, at=at, actor=actor, content=content))
    return number


def finish_certificate(connection: Connection, number: int, now: datetime, content: str) -> None:
    """Store what a certificate finally says."""
    values: Mapping[str, Any] = {"finished_at": now, "content": content}
    connection.execute(update(erasure).where(erasure.c.erasure_id == number).values(**values))


def unfinished(connection: Connection) -> bool:
    """Whether some erasure has not removed the movement rows yet, or not said so."""
    query = select(erasure.c.erasure_id).where(erasure.c.finished_at.is_(None))
    return connection.execute(query.limit(1)).first() is not None


def certificates(connection: Connection, numbers: Collection[int] = ()) -> Sequence[Row[Any]]:
    """These certificates, or all, the newest first."""
    query = select(erasure).order_by(erasure.c.erasure_id.desc())
    return connection.execute(query.where(erasure.c.erasure_id.in_(numbers)) if numbers else query).all()
