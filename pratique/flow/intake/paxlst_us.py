"""The older US dialect: one PDT segment a person, no BGM, places as country and airport.

Read off a public parser's field names and test messages, not off the guide, which could not be read:

* verified there: ``UNH+ref+PAXLST:001:000:..+common reference+part``; ``TDT++flight+40+carrier``;
  ``LOC+5+`` departure, ``LOC+8+`` arrival (also ``005``, ``008``), ``LOC+PT+`` a stop between, each country (2) and
  airport (3) and a component ``50``; ``DTM+136+YYMMDD+hhmm+offset`` departure, ``DTM+132`` arrival; ``UNS+D`` before
  the people; ``PDT+type/number:expiry:country+surname:given:middle:birth:sex+status+embark:debark`` with type P, V
  or A, and status PAX, CRW or ITI. Status and places may be missing.
* unverified: that the country of the document is its issuer; that times are local (the offset is not applied);
  what a flight number ending in C means; the order of expiry and country, so both are told apart by their form.
"""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise

from pratique.flow.intake.edifact import Syntax
from pratique.flow.intake.paxlst_body import Body, at, flight_day, read_flight
from pratique.flow.intake.paxlst_dates import read_moment
from pratique.flow.intake.paxlst_drafts import Draft
from pratique.flow.intake.paxlst_legs import Flight, Stop
from pratique.flow.intake.paxlst_notes import Notes, place
from pratique.flow.intake.paxlst_people import people_of
from pratique.model.facts import LegFact, Role

_STATUS: dict[str, Role] = {"PAX": "passenger", "CRW": "crew", "ITI": "in_transit_passenger"}
_PLACE = re.compile(r"(?:[A-Z]{2})?([A-Z]{3})")
_LEFT = {"CTA", "COM", "UNS", "NAD", "MEA", "FTX", "AUT"}


def is_us(segments: list[str]) -> bool:
    """Whether a message has people in PDT segments."""
    return any(segment.startswith("PDT") for segment in segments)


def read_us_body(segments: list[str], syntax: Syntax, notes: Notes, prepared: datetime | None) -> Body:
    """Flights, people and counts of the segments between UNH and UNT; `segments[0]` is UNH (or empty)."""
    body, legs, drafts = Body(), list[LegFact](), list[Draft]()
    flight: Flight | None = None
    for number, segment in enumerate(segments[1:], 2):
        elements = syntax.elements(segment)
        tag = elements[0][0]
        if tag == "TDT":
            legs += _legs(flight)
            name = read_flight(at(elements, 2), at(elements, 4), number, notes)
            if name and name.endswith("C"):
                notes.add("crew-suffix", place(number, "TDT"))
            flight = Flight(name)
        elif tag == "LOC" and flight is not None:
            code = at(elements, 1).lstrip("0")
            if code not in ("5", "8", "PT"):
                notes.unknown(number, tag)
                continue
            flight.stops.append(Stop(code, _airport(at(elements, 2))))
        elif tag == "DTM" and flight is not None:
            _time(flight, elements, number, notes)
        elif tag == "PDT":
            drafts.append(_person(elements, number, notes))
        elif tag == "BGM":
            body.document, body.function = at(elements, 1) or None, at(elements, 2) or None
        elif tag == "RFF" and at(elements, 1) == "TN":
            body.transaction = at(elements, 1, 1) or None
        elif tag == "CNT" and at(elements, 1) in ("41", "42") and at(elements, 1, 1).isdecimal():
            count = int(at(elements, 1, 1)[:9])
            body.passengers, body.crew = (count, body.crew) if at(elements, 1) == "42" else (body.passengers, count)
        elif tag not in _LEFT:
            notes.unknown(number, tag)
    legs += _legs(flight)
    body.legs = tuple(legs)
    if not legs:
        notes.add("no-flight", "message")
    body.people = people_of(drafts, body.legs, flight_day(body.legs, prepared), notes)
    return body


def _legs(flight: Flight | None) -> list[LegFact]:
    """Departure, stops and arrival are one chain here: every stop ends a leg and begins the next."""
    if flight is None:
        return []
    stops = flight.stops
    if len(stops) < 2:
        return flight.legs()[0] if not stops or stops[0].qualifier != "8" else [_arrival(flight, stops[0])]
    legs = [
        LegFact(flight.flight, start.place, end.place, start.departure, end.arrival) for start, end in pairwise(stops)
    ]
    return flight.with_early_times(legs)


def _arrival(flight: Flight, stop: Stop) -> LegFact:
    return LegFact(flight.flight, None, stop.place, None, stop.arrival)


def _airport(text: str) -> str | None:
    match = _PLACE.fullmatch(text.upper())
    return match[1] if match else text or None


def _time(flight: Flight, elements: list[list[str]], number: int, notes: Notes) -> None:
    code, day, time = at(elements, 1), at(elements, 2), at(elements, 3)
    if code not in ("136", "132"):
        notes.unknown(number, "DTM")
        return
    moment = read_moment(day + time)
    if moment is None:
        notes.add("bad-time", place(number, "DTM"))
    if at(elements, 4):
        notes.add("time-offset", place(number, "DTM"))
    stop = flight.stops[-1] if flight.stops else flight.early
    if code == "136":
        stop.departure = stop.departure or moment
    else:
        stop.arrival = stop.arrival or moment


def _person(elements: list[list[str]], number: int, notes: Notes) -> Draft:
    person: Draft = {"at": number, "role": _STATUS.get(at(elements, 3), "unknown")}
    if at(elements, 3) not in _STATUS:
        notes.add("unknown-role", place(number, "PDT"))
    paper = _paper(elements, number, notes)
    if any(paper[:4]):
        person["papers"] = [paper]
    name = elements[2] if len(elements) > 2 else []
    if name and name[0].strip():
        person["surname"] = name[0]
    if len(name) == 4 and name[3].strip() in ("M", "F", "X", "U"):
        # One public message lacks the middle name and the birth date, so that the sex stands in the place of the date.
        name = [*name[:2], "", "", name[3]]
        notes.add("incomplete-person", place(number, "PDT"))
    given = [part for part in name[1:3] if part.strip()]
    if given:
        person["given"] = " ".join(given)
    if birth := at([name], 0, 3):
        person["birth_date_raw"] = birth
    sex = at([name], 0, 4).upper()
    if sex in ("M", "F", "X"):
        person["sex"] = sex
    elif sex not in ("U", ""):
        notes.add("unknown-sex", place(number, "PDT"))
    for field, index in (("embark", 0), ("debark", 1)):
        if where := _airport(at(elements, 4, index)):
            person[field] = where
    return person


def _paper(elements: list[list[str]], number: int, notes: Notes) -> list[str]:
    """Type, number, country, expiry and segment number of the document, as `people_of` takes them."""
    kind, _, paper_number = at(elements, 1).partition("/")
    paper = [kind, paper_number, "", "", str(number)]
    for index in range(1, len(elements[1]) if len(elements) > 1 else 0):
        value = at(elements, 1, index)
        if value.isdecimal() and not paper[3]:
            paper[3] = value
        elif value.isalpha() and not paper[2]:
            paper[2] = value
        elif value:
            notes.add("incomplete-person", place(number, "PDT"))
    if any(paper[:4]) and not paper_number:
        notes.add("document-incomplete", place(number, "PDT"))
    return paper
