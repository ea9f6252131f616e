"""Where a contact is now, told from crossings and later legs, and what to do about it.

The states and actions are those of the trace contract. Everything here is a timeline: the leg of exposure, then
crossings and legs in order of time. Nothing later than `now` is used, except legs that are already announced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from pratique.model.movement import Crossing, Leg, Presence, utc
from pratique.model.tracing import Action, Reason, WhereNow, WhereState, because, marked

_SLACK = timedelta(hours=24)
"""How far a border control may lie from the scheduled time of the leg it belongs to."""
_ABSENT = frozenset({"cancelled", "not_boarded"})


def where_now(
    leg: Leg,
    home: str | None,
    leg_countries: Mapping[str, str | None],
    later_legs: Sequence[tuple[Leg, Presence]],
    crossings: Sequence[Crossing],
    now: datetime,
    onward: str = "",
    local: Callable[[datetime, str], datetime] | None = None,
) -> WhereNow:
    """Where one contact is at `now`, with evidence newest first.

    `leg` is the leg of exposure; `home` the country (alpha-2) of this site, None if not set; `leg_countries` gives
    airports their country. `later_legs` and `crossings` are the contact's own, in any order; `onward` is an
    airport beyond the leg where the contact's journey is stated to end. `now` is the known-at time or the end of
    follow-up, whichever is earlier. `local` turns the moment of a crossing into the time on the clock at its point of
    entry; without it, evidence gives crossings in UTC.

    `entered` is answered only on a crossing in. An arrival by manifest alone is `not_entered`: airside, or on the
    way. A domestic leg of exposure without a crossing is `unknown`: no crossing was to be expected. Whoever is on a
    train or bus between places none of which is known to lie abroad is in the country: `entered`.
    """
    at = utc(now)
    line = _Timeline(home, leg_countries, local)
    start = _begins(leg, line.leaves(leg))
    line.expose(leg, onward)
    # An exit control comes before its own leg: it is the leg's start, not an earlier journey.
    # A domestic leg crosses no border, so that the crossings before it tell as much as those after it.
    earliest = start - _SLACK if line.leaves(leg) else start
    # On a train there is nothing to be told by them: whoever is on it is in the country.
    domestic = line.at_home(leg.origin) and line.at_home(leg.destination) and not line.overland(leg)
    steps: list[tuple[datetime, int, int, int, Leg | Crossing, str]] = []
    for crossing in crossings:
        when = utc(crossing.at)
        if when <= at and (domestic or when >= (earliest if crossing.direction == "out" else start)):
            steps.append((when, 1, crossing.message_id, crossing.seq, crossing, ""))
    for later, state in _aboard(later_legs):
        begins = _begins(later, line.leaves(later))
        if later.leg_id != leg.leg_id and begins >= start:
            steps.append((begins, 0, later.leg_id, 0, later, state))
    ahead: list[tuple[Leg, str]] = []
    for when, _, _, _, thing, state in sorted(steps, key=lambda step: step[:4]):
        if isinstance(thing, Crossing):
            line.cross(thing)
        elif when <= at:
            line.travel(thing, state)
        else:
            ahead.append((thing, state))
    return line.answer(ahead, onward)


def action_for(where: WhereNow, certain: bool, abroad_known: bool) -> Action:
    """What to do about a contact.

    `certain`: whether it is certain that this person is a contact; `abroad_known`: whether the last place known of
    them lies abroad, so that there is a country to inform.
    """
    if not certain:
        return "classify"
    match where.state:
        case "not_entered":
            return "order"
        case "entered":
            return "notify"
        case "departed" | "in_transit":
            return "inform_abroad"
        case "unknown":
            return "inform_abroad" if abroad_known else "classify"


@dataclass(slots=True)
class _Timeline:
    """State while the timeline is walked; `airside` is at or on the way to a home airport, not entered."""

    home: str | None
    countries: Mapping[str, str | None]
    local: Callable[[datetime, str], datetime] | None = None
    place: str = "unknown"
    """airside | entered | departed | abroad (not known to have been at home) | domestic | unknown"""
    awaited: Reason | None = None
    """While airside: the leg from which no entry is known. Evidence only if it stays so."""
    returned: bool = False
    """A later leg brought the contact home: what was stated of the first journey is over."""
    evidence: list[Reason] = field(default_factory=list)

    def country(self, airport: str) -> str | None:
        return self.countries.get(airport)

    def at_home(self, airport: str) -> bool:
        return self.home is not None and self.country(airport) == self.home

    def abroad(self, airport: str) -> bool:
        country = self.country(airport)
        return self.home is not None and country is not None and country != self.home

    def leaves(self, leg: Leg) -> bool:
        return self.at_home(leg.origin) and self.abroad(leg.destination)

    def returns(self, leg: Leg) -> bool:
        return self.abroad(leg.origin) and self.at_home(leg.destination)

    def overland(self, leg: Leg) -> bool:
        """A train or bus inside the country, as far as is known: stations are in no table unless the site adds them."""
        ends = (self.country(leg.origin), self.country(leg.destination))
        return (
            leg.conveyance in ("train", "bus") and self.home is not None and all(c in (None, self.home) for c in ends)
        )

    def expose(self, leg: Leg, onward: str) -> None:
        if self.home is None:
            self.tell("home_unset", marked("The country of this site is not set, so that only crossings count"))
        elif self.overland(leg):
            self.place = "entered"
            known = self.at_home(leg.origin) and self.at_home(leg.destination)
            self.tell("domestic_leg", _OVERLAND[known, bool(leg.origin and leg.destination)], **_flight(leg))
        elif self.at_home(leg.destination) and self.at_home(leg.origin):
            self.place = "domestic"
            text = marked("{flight} {origin}→{destination} is a domestic leg and crosses no border")
            self.tell("domestic_leg", text, **_flight(leg))
        elif self.at_home(leg.destination):
            self.place = "airside"
            self.awaited = _arriving("no_entry", "awaited", leg)
        elif self.leaves(leg):
            self.place = "departed"
            self.evidence.append(_departing("left_on_leg", "left", leg))
        elif self.abroad(leg.destination):
            self.place = "abroad"
            self.evidence.append(_arriving("last_known", "last_known", leg))
        elif leg.destination:
            self.tell("country_unknown", marked("The country of {place} is not known"), place=leg.destination)
        else:
            self.tell("country_unknown", marked("The country of the destination is not known"))
        if onward and self.place in ("departed", "abroad") and onward != leg.destination:
            self.tell("onward", marked("Stated to travel on to {place}"), place=onward)

    def cross(self, crossing: Crossing) -> None:
        came = crossing.direction == "in"
        self.place = "entered" if came else "departed"
        at = self.local(crossing.at, crossing.point_of_entry) if self.local else utc(crossing.at)
        code = "crossing_in" if came else "crossing_out"
        text = _CROSSED[came, self.local is not None]
        self.tell(code, text, place=crossing.point_of_entry, when=f"{at:%Y-%m-%d %H:%M}")

    def travel(self, leg: Leg, state: str) -> None:
        if self.leaves(leg):
            self.place = "departed"
            self.evidence.append(_departing(_code(state), state, leg))
        elif self.returns(leg):
            self.place, self.returned = "airside", True
            self.evidence.append(_arriving(_code(state), state, leg))
            self.awaited = _arriving("no_entry_later", "awaited", leg)
        elif self.abroad(leg.origin) and self.abroad(leg.destination):
            # Whoever sat on a leg abroad is abroad; whoever was merely listed on one may still be here.
            if state == "boarded" and self.place in ("airside", "entered"):
                self.place = "departed"
            code = "last_known" if self.place == "abroad" else _code(state)
            self.evidence.append(_arriving(code, state, leg))

    def answer(self, ahead: Iterable[tuple[Leg, str]], onward: str) -> WhereNow:
        transit = self.place == "airside" and self.abroad(onward) and not self.returned
        if self.place == "airside" and self.awaited is not None:
            self.evidence.append(self.awaited)
        if transit:
            self.tell("onward_abroad", marked("Stated to travel on to {place}, abroad"), place=onward)
        for leg, _ in ahead:
            if self.leaves(leg) and self.place in ("airside", "entered", "domestic"):
                transit = self.place == "airside"
                self.evidence.append(_departing("leaves_later", "ahead", leg))
                break
            if self.returns(leg) and self.place in ("departed", "abroad", "unknown"):
                self.place = "airside"
                self.evidence.append(_arriving("arrives_later", "ahead", leg))
                break
        states: dict[str, WhereState] = {"airside": "not_entered", "entered": "entered", "departed": "departed"}
        state: WhereState = "in_transit" if transit else states.get(self.place, "unknown")
        return WhereNow(state, tuple(dict.fromkeys(reversed(self.evidence))))

    def tell(self, code: str, template: str, **values: str) -> None:
        self.evidence.append(because(code, template, **values))


_CROSSED = {
    (True, True): marked("Entered at {place} on {when} local"),
    (True, False): marked("Entered at {place} on {when} UTC"),
    (False, True): marked("Left at {place} on {when} local"),
    (False, False): marked("Left at {place} on {when} UTC"),
}
"""Whether it was an entry, and whether the time is that of the clock at the point of entry."""
_OVERLAND = {
    (True, True): marked("{flight} {origin}→{destination} is a domestic journey: no border was crossed"),
    (False, True): marked(
        "{flight} {origin}→{destination} is taken for a domestic journey, on which no border was crossed: neither "
        "place is known to lie abroad"
    ),
    (False, False): marked(
        "{flight} is taken for a domestic journey, on which no border was crossed: none of its stops is known to lie "
        "abroad"
    ),
}
"""Whether both ends are known to be at home, and whether both are stated at all."""


def _aboard(legs: Iterable[tuple[Leg, Presence]]) -> list[tuple[Leg, str]]:
    """Each leg once, with the strongest state the contact has on it; legs not flown left out."""
    states: dict[Leg, str] = {}
    for leg, presence in legs:
        if presence.state not in _ABSENT and states.get(leg) != "boarded":
            states[leg] = "boarded" if presence.state == "boarded" else "listed"
    # In an order of their own: the answer must not depend on the order in which they were passed.
    return sorted(states.items(), key=repr)


def _begins(leg: Leg, outbound: bool) -> datetime:
    """When a leg begins for the timeline; without a departure, as early (outbound: as late) as it can be.

    Early, so that an entry before an inexact arrival counts; late, so that an entry on the day of an onward leg
    is not taken for a return from it.
    """
    if leg.departure is not None:
        return utc(leg.departure)
    day = datetime.combine(leg.day, time(), UTC)
    if leg.arrival is not None:
        return utc(leg.arrival) if outbound else utc(leg.arrival) - _SLACK
    return day + _SLACK if outbound else day


_DEPARTING = {
    "left": (
        marked("Left on {flight} {origin}→{destination} departing {when} local"),
        marked("Left on {flight} {origin}→{destination} on {day}"),
    ),
    "boarded": (
        marked("On board {flight} {origin}→{destination} departing {when} local"),
        marked("On board {flight} {origin}→{destination} on {day}"),
    ),
    "listed": (
        marked("Listed on {flight} {origin}→{destination} departing {when} local (boarding not known)"),
        marked("Listed on {flight} {origin}→{destination} on {day} (boarding not known)"),
    ),
    "ahead": (
        marked("Listed on {flight} {origin}→{destination} departing {when} local (not yet left)"),
        marked("Listed on {flight} {origin}→{destination} on {day} (not yet left)"),
    ),
}
_ARRIVING = {
    "awaited": (
        marked("No entry is known from {flight} {origin}→{destination} arriving {when} local"),
        marked("No entry is known from {flight} {origin}→{destination} on {day}"),
    ),
    "last_known": (
        marked("Last known at {destination}, from {flight} {origin}→{destination} arriving {when} local"),
        marked("Last known at {destination}, from {flight} {origin}→{destination} on {day}"),
    ),
    "boarded": (
        marked("On board {flight} {origin}→{destination} arriving {when} local"),
        marked("On board {flight} {origin}→{destination} on {day}"),
    ),
    "listed": (
        marked("Listed on {flight} {origin}→{destination} arriving {when} local (boarding not known)"),
        marked("Listed on {flight} {origin}→{destination} on {day} (boarding not known)"),
    ),
    "ahead": (
        marked("Listed on {flight} {origin}→{destination} arriving {when} local (not yet left)"),
        marked("Listed on {flight} {origin}→{destination} on {day} (not yet left)"),
    ),
}
"""Each sentence about a leg twice: with the local time, and with the day alone where no time is known."""


def _flight(leg: Leg) -> dict[str, str]:
    return {"flight": leg.flight, "origin": leg.origin, "destination": leg.destination}


def _departing(code: str, what: str, leg: Leg) -> Reason:
    return _at(code, _DEPARTING[what], leg, leg.departure_local)


def _arriving(code: str, what: str, leg: Leg) -> Reason:
    return _at(code, _ARRIVING[what], leg, leg.arrival_local)


def _at(code: str, said: tuple[str, str], leg: Leg, when: datetime | None) -> Reason:
    timed, dated = said
    if when is None:
        return because(code, dated, day=leg.day.isoformat(), **_flight(leg))
    return because(code, timed, when=f"{when:%Y-%m-%d %H:%M}", **_flight(leg))


def _code(state: str) -> str:
    return "boarded_later" if state == "boarded" else "listed_later"
