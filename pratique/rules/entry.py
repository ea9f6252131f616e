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
from pratique.rules.evidence import arriving, crossed, departing, domestic, inland

_SLACK = timedelta(hours=24)
"""How far a border control may lie from the scheduled time of the leg it belongs to."""
_ABSENT = frozenset({"cancelled", "not_boarded"})
_STRENGTH = ("declared", "listed", "boarded")


def where_now(
    leg: Leg,
    home: str | None,
    leg_countries: Mapping[str, str | None],
    later_legs: Sequence[tuple[Leg, Presence]],
    crossings: Sequence[Crossing],
    now: datetime,
    onward: str = "",
    local: Callable[[datetime, str], datetime] | None = None,
    joined: str = "",
) -> WhereNow:
    """Where one contact is at `now`, with evidence newest first.

    `leg` is the leg of exposure; `home` the country (alpha-2) of this site, None if not set; `leg_countries` gives
    airports their country. `later_legs` and `crossings` are the contact's own, in any order; `onward` is an
    airport beyond the leg where the contact's journey is stated to end, and `joined` a place before the leg where the
    contact is stated to have got on. `now` is the known-at time or the end of
    follow-up, whichever is earlier. `local` turns the moment of a crossing into the time on the clock at its point of
    entry; without it, evidence gives crossings in UTC.

    `entered` is answered only on a crossing in. An arrival by manifest alone is `not_entered`: airside, or on the
    way. A domestic leg of exposure without a crossing is `unknown`: no crossing was to be expected. Whoever is on a
    train or bus between places none of which is known to lie abroad is in the country: `entered`. So is whoever is on
    a ship between two harbours known to be at home, unless the contact is stated to have got on abroad.
    """
    at = utc(now)
    line = _Timeline(home, leg_countries, local, joined)
    start = _begins(leg, line.leaves(leg))
    line.expose(leg, onward)
    # An exit control comes before its own leg: it is the leg's start, not an earlier journey.
    # A domestic leg crosses no border, so that the crossings before it tell as much as those after it.
    earliest = start - _SLACK if line.leaves(leg) else start
    # On a train there is nothing to be told by them: whoever is on it is in the country.
    any_day = line.at_home(leg.origin) and line.at_home(leg.destination) and not line.inland(leg)
    steps: list[tuple[datetime, int, int, int, Leg | Crossing, str, str]] = []
    for crossing in crossings:
        when = utc(crossing.at)
        if when <= at and (any_day or when >= (earliest if crossing.direction == "out" else start)):
            steps.append((when, 1, crossing.message_id, crossing.seq, crossing, "", ""))
    for later, state, beyond in _aboard(later_legs):
        begins = _begins(later, line.leaves(later))
        if later.leg_id != leg.leg_id and begins >= start:
            steps.append((begins, 0, later.leg_id, 0, later, state, beyond))
    ahead: list[tuple[Leg, str]] = []
    for when, _, _, _, thing, state, beyond in sorted(steps, key=lambda step: step[:4]):
        if isinstance(thing, Crossing):
            line.cross(thing)
        elif when <= at:
            line.travel(thing, state, beyond)
        else:
            ahead.append((thing, beyond))
    return line.answer(ahead)


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
    joined: str = ""
    place: str = "unknown"
    """airside | entered | departed | abroad (not known to have been at home) | domestic | unknown"""
    awaited: Reason | None = None
    """While airside: the leg from which no entry is known. Evidence only if it stays so."""
    onward: str = ""
    """An airport beyond the leg that brought the contact home last, where that journey is stated to end."""
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

    def inland(self, leg: Leg) -> bool:
        """A ground journey inside the country, of somebody not known to have got on abroad.

        Stations are in no table unless the site adds them, so a train's unknown ends are taken to be at home. A ship's
        are not: it may have come from anywhere.
        """
        if self.home is None or self.abroad(self.joined):
            return False
        ends = (self.country(leg.origin), self.country(leg.destination))
        if leg.conveyance == "ship":
            return all(country == self.home for country in ends)
        return leg.conveyance in ("train", "bus") and all(country in (None, self.home) for country in ends)

    def from_abroad(self, leg: Leg) -> bool:
        """Whether the leg, or at least the contact on it, is known to have come from abroad."""
        return self.abroad(leg.origin) or self.abroad(self.joined)

    def expose(self, leg: Leg, onward: str) -> None:
        self.onward = onward
        if self.home is None:
            self.tell("home_unset", marked("The country of this site is not set, so that only crossings count"))
        elif self.inland(leg):
            self.place = "entered"
            self.evidence.append(inland(leg, known=self.at_home(leg.origin) and self.at_home(leg.destination)))
        elif self.at_home(leg.destination) and self.at_home(leg.origin):
            self.place = "domestic"
            self.evidence.append(domestic(leg))
        elif self.at_home(leg.destination) and leg.conveyance == "ship" and not self.from_abroad(leg):
            self.tell_unknown(leg.origin, marked("The country that it came from is not known"))
        elif self.at_home(leg.destination):
            self.place = "airside"
            self.awaited = arriving("no_entry", "awaited", leg)
        elif self.leaves(leg):
            self.place = "departed"
            self.evidence.append(departing("left_on_leg", "left", leg))
        elif self.abroad(leg.destination):
            self.place = "abroad"
            self.evidence.append(arriving("last_known", "last_known", leg))
        else:
            self.tell_unknown(leg.destination, marked("The country of the destination is not known"))
        if onward and self.place in ("departed", "abroad") and onward != leg.destination:
            self.tell("onward", marked("Stated to travel on to {place}"), place=onward)

    def cross(self, crossing: Crossing) -> None:
        self.place = "entered" if crossing.direction == "in" else "departed"
        at = self.local(crossing.at, crossing.point_of_entry) if self.local else utc(crossing.at)
        self.evidence.append(crossed(crossing, at, local=self.local is not None))

    def travel(self, leg: Leg, state: str, onward: str) -> None:
        if self.leaves(leg):
            self.place = "departed"
            self.evidence.append(departing(_code(state), state, leg))
        elif self.returns(leg):
            # What was stated of the journey before is over.
            self.place, self.onward = "airside", onward
            self.evidence.append(arriving(_code(state), state, leg))
            self.awaited = arriving("no_entry_later", "awaited", leg)
        elif self.abroad(leg.origin) and self.abroad(leg.destination):
            # Whoever sat on a leg abroad is abroad; whoever was merely listed on one may still be here.
            if state == "boarded" and self.place in ("airside", "entered"):
                self.place = "departed"
            code = "last_known" if self.place == "abroad" else _code(state)
            self.evidence.append(arriving(code, state, leg))

    def answer(self, ahead: Iterable[tuple[Leg, str]]) -> WhereNow:
        transit = self.place == "airside" and self.abroad(self.onward)
        if self.place == "airside" and self.awaited is not None:
            self.evidence.append(self.awaited)
        if transit:
            self.tell("onward_abroad", _ONWARD_ABROAD, place=self.onward)
        for leg, beyond in ahead:
            if self.leaves(leg) and self.place in ("airside", "entered", "domestic"):
                transit = self.place == "airside"
                self.evidence.append(departing("leaves_later", "ahead", leg))
                break
            if self.returns(leg) and self.place in ("departed", "abroad", "unknown"):
                self.evidence.append(arriving("arrives_later", "ahead", leg))
                if self.abroad(beyond):
                    # Whoever only changes flights here is where they were until then.
                    self.tell("onward_abroad", _ONWARD_ABROAD, place=beyond)
                else:
                    self.place = "airside"
                break
        states: dict[str, WhereState] = {"airside": "not_entered", "entered": "entered", "departed": "departed"}
        state: WhereState = "in_transit" if transit else states.get(self.place, "unknown")
        return WhereNow(state, tuple(dict.fromkeys(reversed(self.evidence))))

    def tell_unknown(self, place: str, unstated: str) -> None:
        """No country is known for this place; `unstated` is said where no place is stated at all."""
        text = marked("The country of {place} is not known; the site's table of places can say it")
        self.tell("country_unknown", text if place else unstated, place=place)

    def tell(self, code: str, template: str, **values: str) -> None:
        self.evidence.append(because(code, template, **values))


_ONWARD_ABROAD = marked("Stated to travel on to {place}, abroad")


def _aboard(legs: Iterable[tuple[Leg, Presence]]) -> list[tuple[Leg, str, str]]:
    """Each leg once, with the strongest state the contact has on it, and the place beyond it where that journey is
    stated to end. Legs not flown are left out.
    """
    found: dict[Leg, tuple[str, str]] = {}
    for leg, presence in legs:
        if presence.state not in _ABSENT:
            state = presence.state if presence.state in _STRENGTH else "listed"
            beyond = presence.debark if presence.debark != leg.destination else ""
            said = state, beyond
            found[leg] = max(said, found.get(leg, said), key=lambda one: (_STRENGTH.index(one[0]), one[1]))
    # In an order of their own: the answer must not depend on the order in which they were passed.
    return sorted(((leg, *said) for leg, said in found.items()), key=repr)


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


def _code(state: str) -> str:
    return f"{state}_later"
