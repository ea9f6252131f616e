"""Who truly was a contact, and where they truly are: four published rules, counted on coordinates.

The rules are written here a second time and from their sources, on purpose: nothing of the product's rule book or
geometry is read. The keys of sources are those of the project's list of references.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import takewhile
from typing import NamedTuple

from pratique.drill.country.timetable import Timetable
from pratique.drill.country.travel import Travel
from pratique.drill.country.world import (
    Action,
    Conveyance,
    Crossing,
    Exposure,
    Infection,
    Leg,
    Move,
    Place,
    Sailing,
    Seat,
    Where,
)

AUTHORITY = {
    "measles": "measles.cdc",
    "mers": "mers.majority",
    "tuberculosis": "tb.who2008",
    "covid-19": "covid.cn.rail.sealed",
}
"""Which rule each disease's truth follows, by its name in the rule book."""
CONVEYANCE: dict[str, Conveyance] = {
    "measles": "aircraft",
    "mers": "aircraft",
    "tuberculosis": "aircraft",
    "covid-19": "train",
}
"""What the rule of a disease speaks of; other legs of a case are not traced by it."""
Verdict = tuple[bool, str]
"""Whether somebody is a contact, and plainly why."""


class Whereabouts(NamedTuple):
    """Where somebody is, since when, and by which moves."""

    where: Where
    since: datetime
    moves: tuple[Move, ...] = ()
    """As of `Exposure`."""


_ROWS = 2
_LONG = timedelta(hours=8)
_SOON = timedelta(hours=24)


def measles_cdc(case: Place, other: Place, seat: Seat | None) -> Verdict:
    """US CDC (S-NELSON, S-CDCMEAS): two rows each way at full width, companions, crew, and every infant in arms."""
    close, why = mers_majority(case, other, seat)
    return (True, "infant in arms") if other.guardian and not close else (close, why)


def mers_majority(case: Place, other: Place, seat: Seat | None) -> Verdict:
    """What most countries do (S-MERSREV): two rows each way at full width, companions, crew."""
    if other.role == "crew":
        return True, "crew"
    if case.booking and other.booking == case.booking:
        return True, "same booking"
    if seat is None or case.seat is None:
        return False, "no seat"
    apart = rows_apart(case.seat, seat)
    if apart == 0:
        return True, "same row"
    unit = "row" if abs(apart) == 1 else "rows"
    return abs(apart) <= _ROWS, f"{abs(apart)} {unit} {'ahead' if apart < 0 else 'behind'}"


def tb_who2008(case: Place, other: Place, seat: Seat | None, aboard: timedelta) -> Verdict:
    """WHO 2008 (S-WHOTB, S-MEDALG): from eight hours aboard two rows each way, companions, crew; else nobody."""
    if aboard < _LONG:
        return False, "less than 8 hours aboard"
    return mers_majority(case, other, seat)


def covid_cn_rail_sealed(case: Place, other: Place, seat: Seat | None) -> Verdict:
    """China's guide for transport (S-CNTRANS): in sealed trains everybody in the open coach, and the crew."""
    if other.role == "crew":
        return True, "crew"
    if seat is None or case.seat is None:
        return False, "no seat"
    same = seat.unit == case.seat.unit
    return same, "same coach" if same else f"coach {seat.unit}"


def verdict(disease: str, sailing: Sailing, case: Place, other: Place) -> Verdict:
    """Whether `other` is a contact of `case` on this leg. An infant in arms is where its guardian sits."""
    if not other.boarded:
        return False, "did not board"
    seat = seat_of(sailing, other)
    match disease:
        case "measles":
            return measles_cdc(case, other, seat)
        case "mers":
            return mers_majority(case, other, seat)
        case "tuberculosis":
            return tb_who2008(case, other, seat, sailing.leg.arrives - sailing.leg.departs)
        case "covid-19":
            return covid_cn_rail_sealed(case, other, seat)
        case _:
            raise ValueError(f"The synthetic country has no rule for {disease}")


def seat_of(sailing: Sailing, place: Place) -> Seat | None:
    """Where somebody is: an infant in arms where its guardian sits, crew nowhere."""
    if not place.guardian:
        return place.seat
    return next((one.seat for one in sailing.places if one.traveller == place.guardian), None)


def rows_apart(case: Seat, other: Seat) -> int:
    """Rows from the case to another seat, in rows that exist: negative ahead of it, positive behind."""
    return other.rank - case.rank


def exposures(travel: Travel, times: Timetable, infection: Infection) -> list[Exposure]:
    """Everybody booked on the legs of a case within its window that its rule speaks of, but for the case."""
    found = []
    for leg in legs_in_window(travel, times, infection):
        sailing = travel.sailing(leg)
        case = next(place for place in sailing.places if place.traveller == infection.traveller)
        for other in sailing.places:
            if other is case:
                continue
            contact, why = verdict(infection.disease, sailing, case, other)
            now, back = Whereabouts("not_on_board", sailing.leg.departs), False
            if other.boarded:
                legs, crossed = _movements(travel, times, other.traveller)
                now = where_at(sailing.leg, legs, crossed, infection.notified_at, times.home.code)
                back = now.where == "left" and returns(legs, infection.notified_at, times.home.code)
            found.append(
                Exposure(
                    case=infection.reference,
                    leg=leg,
                    traveller=other.traveller,
                    contact=contact,
                    why=why,
                    where=now.where,
                    action=action_for(now.where) if contact else "none",
                    since=now.since,
                    moves=now.moves,
                    returning=back,
                )
            )
    return found


def legs_in_window(travel: Travel, times: Timetable, infection: Infection) -> list[int]:
    """Legs on which the case truly was within its window, of the conveyance that its rule speaks of.

    A leg lies in the window if it departs or arrives within it, by the clocks of the places.
    """
    return [
        booked.leg
        for booked in travel.booked(infection.traveller)
        if booked.boarded
        and booked.leg <= len(times)
        and times.of(booked.leg).conveyance == CONVEYANCE[infection.disease]
        and _within(times.leg(booked.leg), infection)
    ]


def _within(leg: Leg, infection: Infection) -> bool:
    first, last = leg.departs_local.date(), leg.arrives_local.date()
    return min(first, last) <= infection.infectious_to and max(first, last) >= infection.infectious_from


def where_at(leg: Leg, later: Iterable[Leg], crossings: Iterable[Crossing], at: datetime, home: str) -> Whereabouts:
    """Where somebody is who was aboard `leg`, at a moment after it, by the last thing that happened to them.

    `later` are other legs they truly took and `crossings` their border crossings, in any order; those before the
    departure of `leg` or after `at` do not count. In transit and in flight towards us is not entered; whoever left
    without having entered has left like anybody else. Several moves may leave them there, as an exit and the flight
    after it do: each of them tells. Where none of them is a crossing, the border has nothing to tell.
    """
    events: list[tuple[datetime, Where, Move]] = [(leg.departs, _aboard(leg, home), leg.number)]
    events += [
        (other.departs, _aboard(other, home), other.number) for other in later if leg.departs < other.departs <= at
    ]
    events += [
        (crossing.at, "entered" if crossing.direction == "in" else "left", crossing)
        for crossing in crossings
        if leg.departs < crossing.at <= at
    ]
    events.sort(key=lambda event: event[0], reverse=True)
    since, where, _ = events[0]
    moves = tuple(move for _, _, move in takewhile(lambda event: event[1] == where, events))
    return Whereabouts(where, since, moves if any(isinstance(move, Crossing) for move in moves) else ())


def returns(legs: Iterable[Leg], at: datetime, home: str) -> bool:
    """Whether one of these legs comes home and departs within a day: its list may be here already."""
    return any(leg.destination == home and at < leg.departs <= at + _SOON for leg in legs)


def action_for(where: Where) -> Action:
    """What is right for a contact who is there."""
    actions: dict[Where, Action] = {
        "not_entered": "order",
        "entered": "notify",
        "left": "inform_abroad",
        "not_on_board": "none",
    }
    return actions[where]


def _aboard(leg: Leg, home: str) -> Where:
    """What boarding this leg makes of somebody."""
    if leg.conveyance == "train":
        return "entered"
    return "left" if leg.origin == home else "not_entered"


def _movements(travel: Travel, times: Timetable, number: int) -> tuple[list[Leg], list[Crossing]]:
    """The legs somebody truly took, and their crossings."""
    took = [one for one in travel.booked(number) if one.boarded]
    crossed = [crossing for one in took if (crossing := travel.crossing(number, one))]
    return [times.leg(one.leg) for one in took if one.leg <= len(times)], crossed
