"""A stated leg made comparable: its day, its local times and the same times in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from pratique.model.facts import Conveyance, LegFact, Message
from pratique.model.places import Place
from pratique.stores.places import Places


@dataclass(frozen=True, slots=True)
class LegDraft:
    """A leg as one message states it, before the register has given it an id."""

    flight: str
    day: date
    origin: str
    destination: str
    departure_local: datetime | None
    arrival_local: datetime | None
    departure: datetime | None
    arrival: datetime | None
    conveyance: Conveyance
    registration: str | None

    @property
    def key(self) -> tuple[str, date, str, str]:
        """What makes two statements speak of the same leg: flight, local date of departure, from, to."""
        return self.flight, self.day, self.origin, self.destination


def draft_leg(fact: LegFact, message: Message, places: Places) -> LegDraft | None:
    """The leg with its day; None where neither the leg nor its message gives any date."""
    stated = fact.departure or fact.arrival or (message.prepared.isoformat() if message.prepared else None)
    if stated is None:
        return None
    departure, arrival = _moment(fact.departure), _moment(fact.arrival)
    origin, destination = fact.origin or "", fact.destination or ""
    return LegDraft(
        flight=fact.flight or "",
        day=date.fromisoformat(stated[:10]),
        origin=origin,
        destination=destination,
        departure_local=departure,
        arrival_local=arrival,
        departure=_utc(departure, _place(fact, origin, places)),
        arrival=_utc(arrival, _place(fact, destination, places)),
        conveyance=fact.conveyance,
        registration=fact.registration,
    )


def _moment(text: str | None) -> datetime | None:
    # A date without a time tells the day and no more: midnight would be an invention.
    if not text or len(text) == 10:
        return None
    return datetime.fromisoformat(text)


def _place(fact: LegFact, code: str, places: Places) -> Place | None:
    if not code:
        return None
    return places.find(code) if fact.conveyance == "aircraft" else places.stop(code)


def _utc(local: datetime | None, place: Place | None) -> datetime | None:
    if local is None or place is None or place.zone is None:
        return None
    return local.replace(tzinfo=ZoneInfo(place.zone)).astimezone(UTC)
