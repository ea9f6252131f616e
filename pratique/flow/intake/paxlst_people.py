"""People as facts: their drafts read once the legs are known."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from pratique.flow.intake.edifact import Syntax
from pratique.flow.intake.paxlst_dates import read_birth, read_expiry
from pratique.flow.intake.paxlst_drafts import Draft
from pratique.flow.intake.paxlst_legs import legs_of
from pratique.flow.intake.paxlst_notes import Notes, place
from pratique.model.facts import DocumentFact, LegFact, PersonFact
from pratique.model.seating import read_seat

_Dated = dict[str, tuple[str | None, str | None]]
_seat = lru_cache(maxsize=4096)(read_seat)


def people_of(  # noqa: PLR0912 - a person has that many optional parts
    drafts: list[Draft],
    legs: tuple[LegFact, ...],
    flight_day: date | None,
    syntax: Syntax,
    notes: Notes,
    *,
    escaped: bool,
) -> tuple[PersonFact, ...]:
    """The drafts as facts: dates whole or absent, seats normalised, everybody put on legs."""
    births: _Dated = {}
    expiries: _Dated = {}
    journeys: dict[tuple[str | None, str | None], tuple[tuple[int, ...] | None, bool]] = {}
    people = []
    seat_on_several = False
    for draft in drafts:
        at = draft.pop("at")
        papers = draft.pop("papers", ())
        if escaped:
            _restore(draft, papers, syntax)
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
            draft["seat"] = _seat_of(raw, at, notes)
            seat_on_several = seat_on_several or len(legs if draft["legs"] is None else draft["legs"]) > 1
        people.append(PersonFact(**draft))
    if seat_on_several:
        notes.add("seat-several-legs", "message")
    return tuple(people)


def _documents(
    papers: list[list[str]], flight_day: date | None, expiries: _Dated, notes: Notes
) -> tuple[DocumentFact, ...]:
    documents = []
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
        documents.append(DocumentFact(kind or None, number or None, issuer or None, until))
    return tuple(documents)


def _seat_of(raw: str, at: int, notes: Notes) -> str | None:
    label = _seat(raw)
    if label.status == "unusable":
        notes.add("seat-unusable", place(at, "NAD"))
    elif label.unsure:
        notes.add("seat-unsure", place(at, "NAD"))
    return label.seat


def _restore(draft: Draft, papers: list[list[str]], syntax: Syntax) -> None:
    for field, value in draft.items():
        if isinstance(value, list):
            draft[field] = [syntax.restore(one) for one in value]
        elif not value.isascii():
            draft[field] = syntax.restore(value)
    for paper in papers:
        paper[:] = [syntax.restore(value) for value in paper]
