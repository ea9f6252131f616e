"""What is true in a synthetic country: travellers, their papers, legs, seats and crossings.

Truth only: what airlines and border posts *write* about it, with all their errors, is another matter. Nothing of the
product is imported in this package, so that a fault of the product's geometry, rules or readers cannot hide here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Conveyance = Literal["aircraft", "train"]
Culture = Literal["zh", "ar", "es", "en", "ru", "ko", "in"]
Direction = Literal["in", "out"]


@dataclass(frozen=True, slots=True)
class Paper:
    """A travel document as issued. Valid from `issued` to `expires`, both included."""

    kind: Literal["P", "I"]
    """Passport or identity card."""
    number: str
    issuer: str
    """Alpha-3 code of the issuing state."""
    issued: date
    expires: date


@dataclass(frozen=True, slots=True)
class Traveller:
    """One person, whatever their papers say."""

    number: int
    culture: Culture
    surname: str
    """Latin capitals, as in the machine-readable zone; so is `given`, several names with blanks between."""
    given: str
    native: tuple[str, str] | None
    """Surname and given names in their own script."""
    sex: Literal["M", "F"]
    born: date
    nationality: str
    papers: tuple[Paper, ...]
    """All ever held within the country's time: renewals, a second nationality, an identity card."""
    phones: tuple[str, ...]
    email: str | None
    lives_here: bool
    district: str
    """Where they live or stay in the country, as a made-up district code."""
    party: int
    """Family or tour they always travel with."""
    traits: frozenset[str]
    """What makes them hard to tell apart or together: ``dual``, ``renewed``, ``twin``, ``namesake``, ``infant``…"""


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in a cabin or coach, with its coordinates: distances are counted on them, never on the label."""

    label: str
    rank: int
    """Rows from the nose, counting rows that exist."""
    column: int
    """Seats from the left, counting seats that exist in the cabin's full row; aisles take no column."""
    block: int
    """Group of seats between two aisles, from the left."""
    unit: str = ""
    """Coach of a train."""
    section: int = 0
    """Part of the cabin between two bulkheads, from the nose."""
    travel_class: str = ""
    """``first``, ``business``, ``economy``; ``second`` on a train."""


@dataclass(frozen=True, slots=True)
class Cabin:
    """All seats of one type of aircraft or train."""

    name: str
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class Leg:
    """One departure and one arrival. Local times are naive, on the clock of their place."""

    number: int
    conveyance: Conveyance
    flight: str
    """Carrier and number; a service number for a train."""
    registration: str
    origin: str
    """IATA code of an airport; the name of a station."""
    destination: str
    departs_local: datetime
    arrives_local: datetime
    departs: datetime
    """UTC, timezone-aware; so is `arrives`."""
    arrives: datetime
    cabin: Cabin


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody booked on a leg: where they truly sat, on which paper, and whether they came."""

    traveller: int
    role: Literal["passenger", "crew"]
    seat: Seat | None
    """None for an infant in arms and for crew."""
    paper: int
    """Index into the traveller's papers: the one shown at check-in."""
    booking: str
    """Record locator, shared by a party on one journey; empty for crew."""
    boarded: bool
    embark: str
    """Where the journey began, which may lie before this leg; `debark` where it ends."""
    debark: str
    guardian: int = 0
    """For an infant in arms: the traveller who holds it."""
    seat_booked: Seat | None = None
    """Another seat that lists made before departure still give, where it was changed on board."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """One traveller before a border officer once."""

    traveller: int
    paper: int
    at: datetime
    """UTC, timezone-aware."""
    point_of_entry: str
    direction: Direction
    leg: int
    """Number of the leg just taken or about to be taken; 0 where it is none of this country's."""


Move = int | Crossing
"""A leg boarded, by its number, or a border crossed."""


@dataclass(frozen=True, slots=True)
class Sailing:
    """A leg and everybody booked on it."""

    leg: Leg
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """All that happened on one day: legs by local day of departure, crossings by UTC day."""

    date: date
    sailings: tuple[Sailing, ...]
    crossings: tuple[Crossing, ...]


@dataclass(frozen=True, slots=True)
class Infection:
    """A traveller who fell ill and was notified."""

    reference: str
    """Neutral: names neither disease nor person."""
    disease: str
    """``measles``, ``mers``, ``tuberculosis``, ``covid-19`` …"""
    traveller: int
    dates: dict[str, date]
    """Anchor (onset, rash, specimen, diagnosis, notified) to its true date."""
    infectious_from: date
    infectious_to: date
    """Both included, on the local date of departure."""
    notified_at: datetime
    """UTC: when the notice reaches the site."""
    infected_by: str | None = None
    """Reference of the infection it stems from; None for one brought in."""


Where = Literal["entered", "not_entered", "left", "not_on_board"]
Action = Literal["order", "notify", "inform_abroad", "none"]


@dataclass(frozen=True, slots=True)
class Exposure:
    """Somebody booked on a leg of a case, and what is true of them: contact or not, and where when notified."""

    case: str
    leg: int
    traveller: int
    contact: bool
    why: str
    """Plain: ``2 rows ahead``, ``same booking``, ``crew``, ``5 rows behind``, ``did not board``."""
    where: Where
    action: Action
    """What would be right for a contact: order (not entered), notify (entered), inform_abroad (left), none."""
    since: datetime
    """UTC: when what makes `where` true happened."""
    moves: tuple[Move, ...] = ()
    """The last moves, each of which leaves them `where`; none where no crossing is among them."""
    returning: bool = False
    """Has left, and the flight back departs within a day of the notice: an order is right too."""
