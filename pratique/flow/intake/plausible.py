"""Findings on what a message says that can hardly be so. Nothing is changed, nothing is taken away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pratique.model.facts import LegFact, Message
from pratique.model.findings import Finding
from pratique.model.places import Place

SHORTEST, LONGEST = 0.3, 20.0
"""Block time in hours, computed with the airports' zones: shorter and longer ones are reported."""
_LONGEST_DAYS = {"aircraft": 2, "bus": 4, "train": 8, "ship": 120}
"""Days from departure to arrival beyond which a leg without known hours is reported."""
FARTHEST = 400
"""Days between the writing of a message and its flight."""


class Places(Protocol):
    """Whatever finds a place by its code."""

    def find(self, code: str) -> Place | None:
        """The place of a code, or None."""


def with_plausibility(message: Message, places: Places) -> Message:
    """The same message with findings about its legs, codes and dates added."""
    found = [*_legs(message, places), *_births(message)]
    return replace(message, findings=(*message.findings, *found)) if found else message


def block_hours(leg: LegFact, places: Places) -> float | None:
    """Hours a flight takes; None where a time or a zone is not known, and for trains, buses and ships."""
    if leg.conveyance != "aircraft":
        return None
    ends = []
    for text, code in ((leg.departure, leg.origin), (leg.arrival, leg.destination)):
        moment = _moment(text)
        place = places.find(code) if code else None
        if moment is None or place is None or place.zone is None:
            return None
        try:
            ends.append(moment.replace(tzinfo=ZoneInfo(place.zone)).timestamp())
        except (ZoneInfoNotFoundError, ValueError, OverflowError):
            return None
    return (ends[1] - ends[0]) / 3600


def _moment(text: str | None) -> datetime | None:
    if not text or "T" not in text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def _legs(message: Message, places: Places) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, leg in enumerate(message.legs, 1):
        where = f"leg {number}"
        # A station is in no table of airports, and one that is written like an airport's code is not that airport.
        for code in (leg.origin, leg.destination) if leg.conveyance == "aircraft" else ():
            if code and code not in seen:
                seen.add(code)
                yield from _code(code, where, places)
        hours = block_hours(leg, places)
        if hours is not None and hours <= 0:
            text = f"arrives {-hours:.1f} h before it departs, by the airports' clocks; kept as stated"
            yield Finding("arrival-before-departure", "warning", where, text)
        elif hours is not None and not SHORTEST < hours < LONGEST:
            text = f"{hours:.1f} h between departure and arrival, by the airports' clocks; kept as stated"
            yield Finding("block-time", "warning", where, text)
        elif (
            hours is None and (late := _days_apart(leg)) is not None and not -1 <= late <= _LONGEST_DAYS[leg.conveyance]
        ):
            text = f"{abs(late)} days from departure to arrival{'' if late > 0 else ', backwards'}; kept as stated"
            yield Finding("block-time" if late > 0 else "arrival-before-departure", "warning", where, text)
        day = _day(leg.departure) or _day(leg.arrival)
        if day and message.prepared and abs((day - message.prepared.date()).days) > FARTHEST:
            text = f"the flight is more than {FARTHEST} days from the day the message was written; kept as stated"
            yield Finding("flight-date-far", "warning", where, text)


def _days_apart(leg: LegFact) -> int | None:
    start, end = _day(leg.departure), _day(leg.arrival)
    return (end - start).days if start and end else None


def _code(code: str, where: str, places: Places) -> Iterator[Finding]:
    place = places.find(code)
    shown = code if len(code) <= 4 and code.isalnum() else "a place that is no code"
    if place is None:
        text = f"{shown} is not in the table of airports: its country and time zone are not known"
        yield Finding("unknown-airport", "warning", where, f"{text}; it can be added to the site's places")
    elif place.airports:
        text = f"{shown} is a city with several airports ({', '.join(place.airports)}); which one is not said"
        yield Finding("city-code", "info", where, text)


def _births(message: Message) -> Iterator[Finding]:
    days = [day for leg in message.legs if (day := _day(leg.departure) or _day(leg.arrival))]
    days += [day for fact in message.crossings if (day := _day(fact.time))]
    if not days:
        return
    last = max(days)
    people = [*message.people, *(fact.person for fact in message.crossings)]
    late = [n for n, person in enumerate(people, 1) if (born := _day(person.birth_date)) and born > last]
    if late:
        shown = ", ".join(map(str, late[:20])) + (" …" if len(late) > 20 else "")
        text = f"{len(late)} birth dates lie after the flight; kept as stated"
        yield Finding("birth-after-flight", "warning", f"person {shown}", text)
