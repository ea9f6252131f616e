"""Which legs of the register are one departure that lists name differently.

One list writes the city and another its airport, one leaves an end out, one dates the leg by its arrival. A flight
number departs once a day, so that two legs of it are one where their days, routes and times agree as far as each states
them. How far times may lie apart is this project's own decision, no authority's: docs/how-a-trace-works.md.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import combinations
from typing import Literal

from pratique.model.movement import Leg
from pratique.model.tracing import Reason, because, marked

Airports = Callable[[str], Collection[str]]
"""The airports of a city code; none for an airport or an unknown code."""

SPAN = 2
"""Days around a leg in which legs can bear on it: those it may be one with, and those that these may be one with."""
_SAME = timedelta(hours=3)
"""Times of one departure, as two lists give them, lie no further apart: a list made before a delay, another after."""
_MAYBE = timedelta(hours=12)
"""Beyond this they are of two departures; between the two nobody can tell."""
_LONGEST = timedelta(hours=24)
"""No flight lasts longer."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OneLeg:
    """One departure with every leg of the register that is it."""

    leg: Leg
    """What is best known of it, under the id of its oldest part."""
    parts: tuple[Leg, ...]
    """As the lists name it, oldest first; most often one."""
    doubtful: tuple[Leg, ...] = ()
    """Legs that may be this departure, or another: not read with it."""

    def notes(self) -> tuple[Reason, ...]:
        """Which lists were read together, and which were not although they may be of this departure."""
        found = []
        # Locator forms never name a journey as a list does, which is nothing to be told of each.
        parts = [part for part in self.parts if not part.by_arrival]
        if not parts:
            text = marked("Only locator forms tell of this journey; its date is the day on which it arrived.")
            found.append(because("dated_by_forms", text))
        if len(parts) > 1:
            by_route = marked(
                "Lists that name this journey differently were read together ({legs}): their routes agree as far as "
                "each states them, and so do their times."
            )
            by_day = marked(
                "Lists that date this journey differently were read together ({legs}): their routes agree as far as "
                "each states them, and their times show one departure."
            )
            text = by_route if len({part.day for part in parts}) == 1 else by_day
            found.append(because("read_together", text, legs=_named(parts)))
        if self.doubtful:
            text = marked(
                "These lists may be of this journey or of another, and were not read with it ({legs}): ask the carrier."
            )
            found.append(because("maybe_same_leg", text, legs=_named(self.doubtful)))
        return tuple(found)


def one_leg(own: Leg, around: Iterable[Leg], airports: Airports) -> OneLeg:
    """The departure of this leg among the legs of its flight within `SPAN` days.

    A leg that may be one of two departures is joined to neither. The answer is the same for each of its parts.
    """
    legs = {leg.leg_id: leg for leg in (*around, own)}
    fits = {frozenset((a.leg_id, b.leg_id)): _fit(a, b, airports) for a, b in combinations(legs.values(), 2)}
    near = {i: [j for j in legs if j != i and fits[frozenset((i, j))] in ("same", "maybe")] for i in legs}

    def clear(leg_id: int) -> bool:
        # Of two lists that cannot be compared with each other, one whose departure is known can still be both.
        enough = ("same", "untold") if legs[leg_id].departure_local else ("same",)
        return all(fits[frozenset(pair)] in enough for pair in combinations(near[leg_id], 2))

    joined, todo = {own.leg_id}, [own.leg_id] if clear(own.leg_id) else []
    while todo:
        here = todo.pop()
        new = {i for i in near[here] if fits[frozenset((here, i))] == "same" and clear(i)} - joined
        joined |= new
        todo += new
    if any(fits[frozenset(pair)] in ("maybe", "other") for pair in combinations(joined, 2)):
        joined = {own.leg_id}
    parts = tuple(legs[i] for i in sorted(joined))
    doubtful = {other for i in joined for other in near[i]} - joined
    return OneLeg(_best(parts, airports), parts, tuple(legs[i] for i in sorted(doubtful)))


def same_place(one: str, other: str, airports: Airports) -> bool:
    """Whether two codes may mean one place: either is left out, they are equal, or one is the other's city."""
    return not one or not other or one == other or one in airports(other) or other in airports(one)


def _fit(one: Leg, other: Leg, airports: Airports) -> Literal["same", "maybe", "untold", "other"]:
    """Whether two legs are one departure; "untold": nothing contradicts it, but they are of two days."""
    if not one.flight or (one.flight, one.conveyance) != (other.flight, other.conveyance):
        return "other"
    ends = ((one.origin, other.origin), (one.destination, other.destination))
    if not all(same_place(a, b, airports) for a, b in ends) or abs(one.day - other.day) > _DAY:
        return "other"
    if one.by_arrival != other.by_arrival:
        return _with_forms(other, one) if one.by_arrival else _with_forms(one, other)
    apart = _apart(one, other)
    if apart is None:
        return "same" if one.day == other.day else "maybe" if _may_be_dated_by_arrival(one, other) else "untold"
    return "same" if apart <= _SAME else "maybe" if apart <= _MAYBE else "other"


def _apart(one: Leg, other: Leg) -> timedelta | None:
    """How far the times of two legs lie apart: departures if both state them, else arrivals; None: not to be told."""
    for a, b in (
        ((one.departure, one.departure_local), (other.departure, other.departure_local)),
        ((one.arrival, one.arrival_local), (other.arrival, other.arrival_local)),
    ):
        if (between := _between(a, b)) is not None:
            return abs(between)
    for first, last in ((one, other), (other, one)):
        if first.departure and last.arrival:
            return timedelta() if timedelta() < last.arrival - first.departure < _LONGEST else _LONGEST
    return None


_Moment = tuple[datetime | None, datetime | None]
"""In UTC and on the clock of the place."""


def _between(one: _Moment, other: _Moment) -> timedelta | None:
    for a, b in zip(one, other, strict=True):
        if a and b:
            return b - a
    return None


def _may_be_dated_by_arrival(one: Leg, other: Leg) -> bool:
    """Whether the later of two legs a day apart gives no departure and is dated as the other arrives."""
    first, last = sorted((one, other), key=lambda leg: leg.day)
    return not last.origin and first.arrival_local is not None and first.arrival_local.date() == last.day


def _best(parts: tuple[Leg, ...], airports: Airports) -> Leg:
    """The first part, with the most exact ends and times that any part states."""
    leaves = max(parts, key=lambda leg: (leg.departure is not None, leg.departure_local is not None))
    arrives = max(parts, key=lambda leg: (leg.arrival is not None, leg.arrival_local is not None))
    dated = [part.day for part in parts if not part.by_arrival] or [part.day for part in parts]
    day = leaves.departure_local.date() if leaves.departure_local else min(dated)
    return replace(
        parts[0],
        day=day if len(parts) > 1 else parts[0].day,
        origin=_exact((part.origin for part in parts), airports),
        destination=_exact((part.destination for part in parts), airports),
        departure=leaves.departure,
        departure_local=leaves.departure_local,
        arrival=arrives.arrival,
        arrival_local=arrives.arrival_local,
        registrations=tuple(sorted({mark for part in parts for mark in part.registrations})),
        by_arrival=all(part.by_arrival for part in parts),
    )


def _exact(codes: Iterable[str], airports: Airports) -> str:
    """An airport before its city, a city before nothing."""
    return max(codes, key=lambda code: (bool(code), not airports(code)))


def _with_forms(listed: Leg, forms: Leg) -> Literal["same", "maybe", "other"]:
    """Whether locator forms, which tell the day of arrival alone, are of a listed departure.

    Where the list does not say when it arrives, the day of departure is taken: few flights land after midnight.
    """
    if listed.arrival_local:
        return "same" if listed.arrival_local.date() == forms.day else "other"
    return "same" if listed.day == forms.day else "maybe" if listed.day + _DAY == forms.day else "other"


def _named(legs: Iterable[Leg]) -> str:
    return ", ".join(f"{leg.flight} {leg.day} {leg.origin or '?'}→{leg.destination or '?'}" for leg in legs)
