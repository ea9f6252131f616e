"""What a received file said, word for word: facts before anybody decided who is who.

Readers turn bytes into these values and findings. Absent is ``None``; nothing is invented.
Times are local, without zone, as the message gives them (``2007-02-19T15:40``); dates are ISO
(``1972-09-07``) and only ever whole: a partial date stays in its ``*_raw`` field.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pratique.model.findings import Finding

Role = Literal["passenger", "crew", "in_transit_passenger", "in_transit_crew", "unknown"]
Sex = Literal["M", "F", "X"]
MessageKind = Literal["paxlst", "csv", "crossings", "locator"]
Conveyance = Literal["aircraft", "train", "bus", "ship"]
BY_ARRIVAL = "ARR"
"""`Message.function` of locator forms that do not say when their flight left."""
TRAVEL_CLASSES = (
    "business",
    "first",
    "second",
    "soft_sleeper",
    "hard_sleeper",
    "soft_seat",
    "hard_seat",
    "standing",
)
"""Classes of travel that a rule may tell apart; anything else a file states is kept with the file only."""


@dataclass(frozen=True, slots=True)
class DocumentFact:
    """A travel document as stated: type (``P``, ``I``, ``V`` …), number, issuing State, expiry (ISO)."""

    type: str | None = None
    number: str | None = None
    issuer: str | None = None
    expiry: str | None = None


@dataclass(frozen=True, slots=True)
class LegFact:
    """One departure and one arrival of one conveyance, as stated.

    `flight` is normalised (``AA123``): the flight number of an aircraft, the number of a train or bus service, the name
    or voyage of a ship.
    """

    flight: str | None
    origin: str | None
    destination: str | None
    departure: str | None = None
    arrival: str | None = None
    conveyance: Conveyance = "aircraft"
    registration: str | None = None
    """Of the aircraft, normalised (``B1234``): which machine flew, never who was in it."""


@dataclass(frozen=True, slots=True)
class PersonFact:
    """One person as one message names them. Names are as sent; `seat` is normalised or ``None``."""

    role: Role = "unknown"
    surname: str | None = None
    given: str | None = None
    sex: Sex | None = None
    birth_date: str | None = None
    birth_date_raw: str | None = None
    nationality: str | None = None
    residence: str | None = None
    embark: str | None = None
    debark: str | None = None
    booking: str | None = None
    reference: str | None = None
    seat: str | None = None
    seat_raw: str | None = None
    documents: tuple[DocumentFact, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    legs: tuple[int, ...] | None = None
    """Which of the message's legs this person is on (indexes into `Message.legs`); None: all of them."""
    unit: str | None = None
    """Coach of a train, cabin of a ship, deck of an aircraft, normalised."""
    travel_class: str | None = None
    """``hard_seat``, ``hard_sleeper``, ``soft_sleeper``, ``first``, ``second``, ``business``; else as stated."""
    table: str | None = None
    """Table at meals, on a ship."""


@dataclass(frozen=True, slots=True)
class Part:
    """Where a message stands in a set sent in parts: its number, and whether it says it is the last."""

    number: int
    final: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """People and segments, as declared by the sender or as counted by the reader."""

    passengers: int | None = None
    crew: int | None = None
    segments: int | None = None


@dataclass(frozen=True, slots=True)
class CrossingFact:
    """One person crossing one border once: who (by document or name), when, where, which way."""

    person: PersonFact
    time: str
    """Local time at the point of entry, ISO; with an offset only if the file gave one."""
    point_of_entry: str | None
    direction: Literal["in", "out"]
    flight: str | None = None
    """Flight the traveller came by or leaves on, normalised, if the file says so."""
    flight_date: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a received file: a manifest, a crew list, a close-out, a page of crossings, or of locator forms.

    Locator forms are filled in by travellers, not by their carrier; `reference` of a person is then the form's number.
    """

    kind: MessageKind
    dialect: str
    """``UN D:05B``, ``US PDT``, ``csv utf-8 ;`` …: which variant was read."""
    document: str | None = None
    """BGM 1001: 745 passenger list, 250 crew list, 266 flight status, 336 master crew list, 655 gate pass."""
    function: str | None = None
    """BGM 1004: CP, XR, RP, CL, CLOB, CLNB, XF, CF …; None for an original list. Of locator forms `BY_ARRIVAL`, where
    they date their flight by its arrival alone."""
    part: Part | None = None
    test: bool = False
    """The interchange says it is a test: it never reaches the live store."""
    sender: str | None = None
    recipient: str | None = None
    prepared: datetime | None = None
    """When the sender says it wrote the interchange (zone unknown; used for order only)."""
    control_reference: str | None = None
    message_reference: str | None = None
    common_reference: str | None = None
    """UNH common access reference: ties the parts of one set together."""
    transaction: str | None = None
    """RFF+TN with its revision, if any: what the sender calls this transmission."""
    legs: tuple[LegFact, ...] = ()
    people: tuple[PersonFact, ...] = ()
    crossings: tuple[CrossingFact, ...] = ()
    declared: Counts = field(default_factory=Counts)
    present: Counts = field(default_factory=Counts)
    findings: tuple[Finding, ...] = ()
    digest: str = ""
    """SHA-256 of the message's own content, without its envelope: the same content twice is one message."""


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was not taken, with its number in the file and the reason; never its content."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class ReadFile:
    """Everything one file said. `error` is set only when nothing at all could be read from it."""

    sha256: str
    messages: tuple[Message, ...] = ()
    error: str | None = None
    hint: str | None = None
    """What to do about `error`."""
    rejected: tuple[RejectedRow, ...] = ()
