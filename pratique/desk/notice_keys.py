"""The keys by which a notice makes its case known to the traces of others: keyed hashes of papers and journeys."""

from __future__ import annotations

from datetime import date

from pratique.model.casework import CasePerson, Notice
from pratique.model.facts import DocumentFact, PersonFact
from pratique.model.seating import read_place, read_unit
from pratique.rules.linking import Hasher, Kind, link_keys
from pratique.stores.countries import country_code
from pratique.stores.register import cases


def paper_keys(notice: Notice, hasher: Hasher) -> list[tuple[int, Kind]]:
    """The exact keys of the papers that a notice gives, each with its kind."""
    return person_keys(notice.person, hasher)


def person_keys(person: CasePerson, hasher: Hasher) -> list[tuple[int, Kind]]:
    """The exact keys of somebody's papers, each with its kind."""
    return link_keys(person_fact(person), hasher, country_code)


def person_fact(person: CasePerson) -> PersonFact:
    """Somebody as notified, in the form in which lists state people."""
    return PersonFact(
        surname=person.surname,
        given=person.given,
        sex=person.sex if person.sex in ("M", "F", "X") else None,  # type: ignore[arg-type]
        birth_date=person.birth_date,
        nationality=person.nationality,
        documents=tuple(DocumentFact(type=d.type, number=d.number, issuer=d.issuer) for d in person.documents),
        phones=person.phones,
    )


def journey_key(flight: str, day: date, hasher: Hasher) -> tuple[int, int]:
    """The key of a journey that a notice names, with its kind."""
    return hasher.hash("journey", flight, day.isoformat()), cases.JOURNEY


def place_key(flight: str, day: date, unit: str, seat: str, hasher: Hasher) -> tuple[int, int]:
    """The key of one seat on one journey, with its kind: two notices that give the same one may be of one person."""
    return hasher.hash("place", flight, day.isoformat(), unit, seat), cases.PLACE


def notice_keys(notice: Notice, hasher: Hasher) -> set[tuple[int, int]]:
    """Every key by which a notice makes its case known to the traces of others: papers, journeys and seats on them."""
    journeys = {journey_key(journey.flight, journey.date, hasher) for journey in notice.journeys}
    places = {
        place_key(journey.flight, journey.date, read_unit(journey.unit) or "", place.seat, hasher)
        for journey in notice.journeys
        if (place := read_place(journey.seat)).seat
    }
    return {(value, int(kind)) for value, kind in paper_keys(notice, hasher)} | journeys | places
