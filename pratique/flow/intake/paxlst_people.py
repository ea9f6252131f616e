"""People as facts: their drafts read once the legs are known."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from pratique.flow.intake.paxlst_dates import read_birth, read_expiry
from pratique.flow.intake.paxlst_drafts import Draft
from pratique.flow.intake.paxlst_legs import legs_of
from pratique.flow.intake.paxlst_notes import Notes, place
from pratique.flow.intake.paxlst_twin import twin
from pratique.model.facts import DocumentFact, LegFact, PersonFact
from pratique.model.seating import read_seat

_Dated = dict[str, tuple[str | None, str | None]]
_PersonTwin, _DocumentTwin = twin(PersonFact), twin(DocumentFact)
_seat = lru_cache(maxsize=4096)(read_seat)


def people_of(  # noqa: PLR0912 - a person has that many optional parts
    drafts: list[Draft],
    legs: tuple[LegFact, ...],
    flight_day: date | None,
    notes: Notes,
) -> tuple[PersonFact, ...]:
    """The drafts as facts: dates whole or absent, seats normalised, everybody put on legs."""
    births: _Dated = {}
    expiries: _Dated = {}
    journeys: dict[tuple[str | None, str | None], tuple[tuple[int, ...] | None, bool]] = {}
    people: list[PersonFact] = []
    several_legs, seat_on_several = len(legs) > 1, False
    for draft in drafts:
        at = draft.pop("at")
        papers = draft.pop("papers", ())
        if "surname" not in draft and "given" not in draft and draft["role"] != "unknown":
            notes.add("no-name", place(at, "NAD"))
        if raw := draft.get("birth_date_raw"):
            if raw not in births:
                births[raw] = read_birth(raw, flight_day)
            draft["birth_date"], code = births[raw]
            if code:
                notes.add(code, place(at, "NAD"))
        if papers:
            draft["documents"] = _documents(papers, flight_day, expiries, notes)
        if "phones" in draft:
            draft["phones"] = tuple(draft["phones"])
        if "emails" in draft:
            draft["emails"] = tuple(draft["emails"])
        journey = draft.get("embark"), draft.get("debark")
        if journey not in journeys:
            journeys[journey] = legs_of(legs, *journey)
        draft["legs"], fits = journeys[journey]
        if not fits:
            notes.add("journey-order", place(at, "NAD"))
        if raw := draft.get("seat_raw"):
            label = _seat(raw)
            draft["seat"] = label.seat
            if label.status == "unusable":
                notes.add("seat-unusable", place(at, "NAD"))
            elif label.unsure:
                notes.add("seat-unsure", place(at, "NAD"))
            if several_legs and (draft["legs"] is None or len(draft["legs"]) > 1):
                seat_on_several = True
        person = _PersonTwin(**draft)
        person.__class__ = PersonFact
        people.append(person)
    if seat_on_several:
        notes.add("seat-several-legs", "message")
    return tuple(people)


def _documents(
    papers: list[list[str]], flight_day: date | None, expiries: _Dated, notes: Notes
) -> tuple[DocumentFact, ...]:
    documents: list[DocumentFact] = []
    for kind, number, issuer, expiry, where in papers:
        if not (kind or number or issuer or expiry):
            continue
        until = None
        if expiry:
            if expiry not in expiries:
                expiries[expiry] = read_expiry(expiry, flight_day)
            until, code = expiries[expiry]
            if code:
                notes.add(code, place(int(where), "DOC"))
        document = _DocumentTwin(kind or None, number or None, issuer or None, until)
        document.__class__ = DocumentFact
        documents.append(document)
    return tuple(documents)
