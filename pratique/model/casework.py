"""Notices and cases: what somebody reported, and what the site made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from pratique.model.facts import Conveyance

Classification = Literal["confirmed", "probable", "suspected"]
CaseStatus = Literal["unconfirmed", "confirmed", "withdrawn"]
ANCHORS = ("onset", "rash", "specimen", "diagnosis", "notified")


@dataclass(frozen=True, slots=True)
class CaseDocument:
    """A travel document of the case, as notified."""

    type: str | None
    number: str
    issuer: str | None


@dataclass(frozen=True, slots=True)
class CasePerson:
    """Who fell ill, as notified. Everything may be missing."""

    surname: str | None = None
    given: str | None = None
    sex: str | None = None
    birth_date: str | None = None
    nationality: str | None = None
    documents: tuple[CaseDocument, ...] = ()
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Journey:
    """A flight, train, bus or ship the notice names: `flight` normalised as in `LegFact`, the seat as notified."""

    flight: str
    date: date
    origin: str | None = None
    destination: str | None = None
    seat: str | None = None
    conveyance: Conveyance = "aircraft"
    unit: str | None = None
    """Coach, ship cabin or deck, normalised."""
    travel_class: str | None = None
    """One of `TRAVEL_CLASSES`."""
    registration: str | None = None
    """Of the aircraft, normalised, where the notifier or an officer knows it."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One case notice, as received."""

    reference: str
    disease: str
    classification: Classification
    authority: str | None
    dates: dict[str, date]
    """Anchor (`onset`, `rash`, `specimen`, `diagnosis`, `notified`) to date; at least one."""
    person: CasePerson = field(default_factory=CasePerson)
    journeys: tuple[Journey, ...] = ()
    notifier_name: str | None = None
    notifier_jurisdiction: str | None = None


@dataclass(frozen=True, slots=True)
class Emergency:
    """A confirmation by the officer who added the notice, without a second one; `reason` None where it is not told."""

    by: str
    at: datetime
    reason: str | None
    acknowledged_by: str | None
    """The supervisor who has looked at it since."""
    acknowledged_at: datetime | None


@dataclass(frozen=True, slots=True)
class Case:
    """A notice and its standing at this site. Only a confirmed case shows names."""

    case_id: int
    notice: Notice
    status: CaseStatus
    added_by: str
    added_at: datetime
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = None
    withdrawn_reason: str | None = None
    emergency: Emergency | None = None
    """How it was confirmed, where that was in an emergency."""
