"""Legs, lines and crossings: who is said to have moved, in numbers that name nobody.

A **leg** is one departure and one arrival. A **line** is one statement about one person on one leg;
lines are only ever added. A **presence** is what the lines of a leg, read together, say of one person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from pratique.model.facts import Conveyance

State = Literal["listed", "boarded", "not_boarded", "cancelled", "unknown", "declared"]
"""`declared`: by the traveller's own locator form, and by nobody else."""
SeatStatus = Literal["assigned", "none", "infant", "jumpseat", "standby", "unusable"]
Direction = Literal["in", "out"]
LegEventKind = Literal["CLOB", "CLNB", "CL", "XF", "CF"]

NOBODY = 0
"""`identity_id` of a line that points at a person only by the sender's reference (a close-out)."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One departure and one arrival of a conveyance. Local times are the airports' own; UTC beside them."""

    leg_id: int
    flight: str
    day: date
    """Local date of departure (of arrival where no departure is stated): the partition of its lines."""
    origin: str
    destination: str
    departure_local: datetime | None
    arrival_local: datetime | None
    departure: datetime | None
    """UTC, timezone-aware; None where the time or the airport's zone is unknown."""
    arrival: datetime | None
    conveyance: Conveyance = "aircraft"
    registrations: tuple[str, ...] = ()
    """The aircraft's registration by each sender's last word; more than one means that they contradict each other."""
    by_arrival: bool = False
    """Only locator forms tell of it, and only when it arrived: `day` is that of arrival."""


@dataclass(frozen=True, slots=True)
class Line:
    """One statement of one message about one person on one leg; pseudonymous, immutable.

    Holds keys only: never a name, a number or a traveller id. `ref_key` and `party_key` are keyed hashes of
    the sender's passenger reference and of the booking (0: none). Times are UTC.
    """

    leg_id: int
    day: date
    identity_id: int
    ref_key: int
    party_key: int
    role: str
    state: State
    seat: str
    """Normalised label such as ``14C``, or empty."""
    seat_status: SeatStatus
    seat_raw: str
    embark: str
    """Where this person's journey begins, as stated (may lie before this leg), or empty."""
    debark: str
    message_id: int
    seq: int
    """Position within the message: with `message_id` it names this statement for good."""
    said_at: datetime
    """When the sender wrote it (order of statements); the time of receipt where the message does not say."""
    learnt_at: datetime
    """When this site received it (known-at)."""
    unit: str = ""
    """Coach, ship cabin or deck; empty where none is stated."""
    travel_class: str = ""
    table_no: str = ""


@dataclass(frozen=True, slots=True)
class Crossing:
    """One identity crossing one border once. `leg_id` is 0 where the file does not tie it to a leg."""

    identity_id: int
    day: date
    """UTC date of `at`: the partition."""
    at: datetime
    point_of_entry: str
    direction: Direction
    leg_id: int
    message_id: int
    seq: int
    learnt_at: datetime


@dataclass(frozen=True, slots=True)
class LegEvent:
    """Something said about a whole leg: closed with the people on board (CLOB) or not on board (CLNB), closed
    (CL), cancelled (XF), changed (CF)."""

    leg_id: int
    kind: LegEventKind
    message_id: int
    said_at: datetime
    learnt_at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """What a line needs to know of its message: which set of parts it belongs to and who sent it."""

    message_id: int
    set_key: str
    sender: str
    kind: str
    document: str
    function: str
    part: int | None
    final: bool
    declared_passengers: int | None
    declared_crew: int | None
    learnt_at: datetime


@dataclass(frozen=True, slots=True)
class Presence:
    """What all lines of a leg, read together, say of one person on it."""

    leg_id: int
    identity_id: int
    """The identity last stated."""
    identities: tuple[int, ...]
    """Every identity this person was stated under on this leg (a corrected passport number is a new one)."""
    role: str
    state: State
    seat: str
    seat_status: SeatStatus
    seats_stated: tuple[str, ...]
    """Every seat that a sender's last word gives; more than one means the senders contradict each other."""
    party_keys: frozenset[int]
    embark: str
    debark: str
    messages: tuple[int, ...]
    first_learnt: datetime
    last_learnt: datetime
    unit: str = ""
    """Coach of a train, cabin of a ship, deck of an aircraft; empty where there is only one or none is stated."""
    travel_class: str = ""
    """``hard_seat``, ``hard_sleeper``, ``soft_sleeper``, ``first`` …; empty where it is not stated."""
    table_no: str = ""
    """Table at meals, on a ship."""
    has_form: bool = False
    """A locator form of their own is held for this leg."""
    form_seats: tuple[str, ...] = ()
    """Every seat that this form gives."""
    unlisted_seats: tuple[str, ...] = ()
    """Of `seats_stated`, those that this form gives and no list does."""
    form_parties: frozenset[int] = frozenset()
    """Keys of the forms on which they stand: a family shares one."""


def utc(moment: datetime) -> datetime:
    """The same moment in UTC; a naive value is taken to be UTC already."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
