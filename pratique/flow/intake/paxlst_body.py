"""The content of one PAXLST message in the UN dialect, read by state and never by position.

Directories D.02B to D.15B differ in how often a segment may come, and senders mix them; so nothing is refused for
standing in the wrong place. `UNH` opens a message, `TDT` a flight, `NAD` a person, `DOC` a document.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from pratique.flow.intake.edifact import Syntax
from pratique.flow.intake.paxlst_dates import read_moment
from pratique.flow.intake.paxlst_drafts import Draft, gather
from pratique.flow.intake.paxlst_legs import Flight, Stop
from pratique.flow.intake.paxlst_notes import Notes, place
from pratique.flow.intake.paxlst_people import people_of
from pratique.model.facts import LegFact, PersonFact
from pratique.model.flights import normal_flight

_STOPS = {"92", "125", "87", "130", "22"}
_FUNCTIONS: dict[str, set[str]] = {
    "745": {"CP", "XR", "RP"},
    "266": {"CL", "CLOB", "CLNB", "XF", "CF"},
    "250": {"C", "CC", "B", "BC", "A", "D", "E", "EC", "F", "FC"},
    "336": set(),
    "655": set(),
}
_HANDLED = {"BGM", "RFF", "TDT", "LOC", "DTM", "CNT"}
_NOT_MANIFESTS = {"336", "655"}


@dataclass(slots=True)
class Body:
    """What one message says, without its envelope. `declared` counts are the sender's."""

    document: str | None = None
    function: str | None = None
    transaction: str | None = None
    flights: list[Flight] = field(default_factory=list)
    legs: tuple[LegFact, ...] = ()
    people: tuple[PersonFact, ...] = ()
    passengers: int | None = None
    crew: int | None = None


def read_body(segments: list[str], syntax: Syntax, notes: Notes, prepared: datetime | None) -> Body:
    """Flights, people and counts of the segments between UNH and UNT; `segments[0]` is UNH (or empty)."""
    reader = _Reader(syntax, notes)
    drafts = gather(segments, 2, syntax, notes, reader.take, reader.people)
    reader.close()
    body = reader.body
    if body.document is None:
        notes.add("no-bgm", "message")
    if not body.legs:
        notes.add("no-flight", "message")
    if body.document in _NOT_MANIFESTS:
        notes.add("not-a-manifest", "message")
    if body.document == "250":
        for draft in drafts:
            if draft["role"] == "passenger":
                notes.add("passenger-in-crew-list", place(draft["at"], "NAD"))
    body.people = people_of(drafts, body.legs, flight_day(body.legs, prepared), notes)
    return body


def flight_day(legs: tuple[LegFact, ...], prepared: datetime | None) -> date | None:
    """The day that settles centuries: first departure or arrival stated, else when the sender wrote."""
    for leg in legs:
        if moment := leg.departure or leg.arrival:
            return date.fromisoformat(moment[:10])
    return prepared.date() if prepared else None


def read_flight(text: str, carrier: str, number: int, notes: Notes) -> str | None:
    """The normal form of a stated flight, with findings where it cannot be read or contradicts its carrier."""
    flight = normal_flight(text, carrier)
    if flight is None:
        notes.add("flight-unreadable", place(number, "TDT"))
    elif carrier.strip() and not flight.startswith(carrier.strip().upper()):
        notes.add("carrier-differs", place(number, "TDT"))
    return flight


class _Reader:
    """Takes every segment that is not about a person. `open` is the flight whose stops are being read."""

    def __init__(self, syntax: Syntax, notes: Notes) -> None:
        self.body = Body()
        self._syntax = syntax
        self._notes = notes
        self._open: tuple[Flight, int, bool] | None = None
        self._legs: list[LegFact] = []
        self.people: list[Draft] = []

    def take(self, number: int, segment: str) -> bool:
        """Read one segment; False if it means nothing here."""
        elements = self._syntax.elements(segment)
        tag = elements[0][0]
        if len(elements) > 1:
            elements[1][0] = elements[1][0].strip(" \t")
        method = getattr(self, f"_{tag.lower()}", None) if tag in _HANDLED else None
        return bool(method and method(number, elements))

    def close(self) -> None:
        """Turn the open flight into legs."""
        if self._open is None:
            return
        flight, number, late = self._open
        self._open = None
        if late and not flight.stops and any(leg.flight for leg in self._legs):
            self._notes.add("flight-in-person", place(number, "TDT"))
            return
        if late:
            self._notes.add("late-flight", place(number, "TDT"))
        legs, code = flight.legs()
        if code:
            self._notes.add(code, place(number, "TDT"))
        self._legs += legs
        self.body.legs = tuple(self._legs)

    def _bgm(self, number: int, elements: list[list[str]]) -> bool:
        document = at(elements, 1)
        function = at(elements, 2).upper()
        if document == "366":
            document = "336"
            self._notes.add("document-typo", place(number, "BGM"))
        if self.body.document is None:
            self.body.document, self.body.function = document or None, function or None
        if document not in _FUNCTIONS:
            self._notes.add("unknown-document", place(number, "BGM"))
        elif function and function not in _FUNCTIONS[document]:
            self._notes.add("unknown-function", place(number, "BGM"))
        return True

    def _rff(self, number: int, elements: list[list[str]]) -> bool:
        if at(elements, 1) != "TN" or self.body.transaction:
            return at(elements, 1) == "TN"
        revision = at(elements, 1, 4)
        self.body.transaction = (at(elements, 1, 1) + (f":{revision}" if revision else "")) or None
        return True

    def _in_flight(self) -> bool:
        # The first person closes the flight; a flight stated after that stays open beside the person.
        return self._open is not None and (self._open[2] or not self.people)

    def _tdt(self, number: int, elements: list[list[str]]) -> bool:
        self.close()
        flight = read_flight(at(elements, 2), at(elements, 5), number, self._notes)
        if at(elements, 1) == "34":
            self._notes.add("overflight", place(number, "TDT"))
        self._open = Flight(flight), number, bool(self.people)
        return True

    def _loc(self, number: int, elements: list[list[str]]) -> bool:
        code = at(elements, 1)
        if not self._in_flight() or self._open is None or code not in _STOPS or (code == "22" and self._open[2]):
            return False
        where = at(elements, 2)
        if not where:
            self._notes.empty(number, "LOC")
        self._open[0].stops.append(Stop(code, where or None))
        return True

    def _dtm(self, number: int, elements: list[list[str]]) -> bool:
        code, value = at(elements, 1), at(elements, 1, 1)
        if len(elements) > 2 and not value:
            value = at(elements, 2)
        if code not in ("189", "232") or not self._in_flight() or self._open is None:
            return False
        flight = self._open[0]
        stop = flight.stops[-1] if flight.stops else flight.early
        moment = read_moment(value)
        if not value:
            self._notes.empty(number, "DTM")
        elif moment is None:
            self._notes.add("bad-time", place(number, "DTM"))
        if code == "189":
            stop.departure = stop.departure or moment
        else:
            stop.arrival = stop.arrival or moment
        return True

    def _cnt(self, number: int, elements: list[list[str]]) -> bool:
        code, value = at(elements, 1), at(elements, 1, 1)
        if not value and len(elements) > 2:
            value = at(elements, 2)
            self._notes.add("wrong-separator", place(number, "CNT"))
        if code not in ("41", "42"):
            return False
        if not (value.isascii() and value.isdigit() and len(value) < 10):
            self._notes.empty(number, "CNT")
        elif code == "42":
            self.body.passengers = int(value)
        else:
            self.body.crew = int(value)
        return True


def at(elements: list[list[str]], index: int, component: int = 0) -> str:
    """A component without surrounding blanks; empty where there is none."""
    if len(elements) <= index or len(elements[index]) <= component:
        return ""
    return elements[index][component].strip(" \t")
