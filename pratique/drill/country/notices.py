"""A case notice as a hospital writes it: what the patient remembers, and what the form has room for."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pratique.drill.country.dirt import name_variant
from pratique.drill.country.rates import Dice
from pratique.drill.country.world import Infection, Leg, Paper, Place, Traveller

ANCHORS = ("onset", "rash", "specimen", "diagnosis", "notified")
_LETTERS = "ABCDEFGHJK"
Journey = tuple[Leg, Place]


def notice(
    infection: Infection, traveller: Traveller, journeys: Sequence[Journey], authority: str, dice: Dice
) -> tuple[bytes, dict[int, bool]]:
    """The JSON of one notice, and for the legs it gives a seat for, by number, whether that is the right one.

    `journeys` are the legs the case made while infectious, in order.
    """
    surname, given = traveller.surname, traveller.given
    if dice.falls("notice_name_variant"):
        surname, given, _ = name_variant(traveller, dice)
    named = [(leg.number, place, _journey(leg, place, dice)) for leg, place in _remembered(journeys, dice)]
    value = {
        "reference": infection.reference,
        "disease": infection.disease,
        "classification": "confirmed",
        "authority": authority,
        "person": {
            "surname": surname,
            "given": given,
            "sex": traveller.sex,
            "birth_date": traveller.born.isoformat(),
            "nationality": traveller.nationality,
            "documents": [
                {"type": paper.kind, "number": paper.number, "issuer": paper.issuer}
                for paper in _papers(infection, traveller, dice)
            ],
            "phones": list(traveller.phones[:1]),
        },
        "dates": {name: day.isoformat() if (day := infection.dates.get(name)) else None for name in ANCHORS},
        "journeys": [journey for _, _, journey in named],
        "notifier": {"name": "Invented District Hospital", "jurisdiction": traveller.district},
    }
    data = (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
    seats = {number: (journey["seat"], place.seat) for number, place, journey in named if journey["seat"]}
    return data, {number: right is not None and said == right.label for number, (said, right) in seats.items()}


def _papers(infection: Infection, traveller: Traveller, dice: Dice) -> list[Paper]:
    """Those the patient has in hand: valid ones, perhaps one of several, perhaps none."""
    day = infection.notified_at.date()
    valid = [paper for paper in traveller.papers if paper.issued <= day <= paper.expires]
    if not valid or dice.falls("notice_document_missing"):
        return []
    return [dice.rng.choice(valid)] if len(valid) > 1 and dice.falls("notice_one_paper") else valid


def _remembered(journeys: Sequence[Journey], dice: Dice) -> Sequence[Journey]:
    """Several journeys may be remembered as fewer; the last one never is forgotten."""
    if len(journeys) < 2:
        return journeys
    return [one for one in journeys[:-1] if not dice.falls("notice_journey_forgotten")] + [journeys[-1]]


def _journey(leg: Leg, place: Place, dice: Dice) -> dict[str, str | None]:
    day = leg.departs_local.date()
    if leg.arrives_local.date() != day and dice.falls("notice_dated_by_arrival"):
        day = leg.arrives_local.date()
    value: dict[str, str | None] = {
        "flight": leg.flight,
        "date": day.isoformat(),
        "origin": leg.origin,
        "destination": leg.destination,
    }
    if leg.conveyance == "train":
        value["conveyance"] = "train"
    if place.seat is None or dice.falls("notice_seat_missing"):
        return {**value, "seat": None}
    seat = place.seat.label
    if dice.falls("notice_seat_wrong"):
        seat = _another(seat, dice)
    if place.seat.unit:
        value["coach"] = place.seat.unit
    return {**value, "seat": seat}


def _another(seat: str, dice: Dice) -> str:
    """A seat of the same row or a row beside it, as somebody remembers who is not sure."""
    row, letter = int(seat[:-1]), seat[-1]
    if dice.rng.random() < 0.5:
        return f"{row}{dice.rng.choice([other for other in _LETTERS if other != letter])}"
    return f"{max(1, row + dice.rng.choice((-1, 1)))}{letter}" if row > 1 else f"2{letter}"
