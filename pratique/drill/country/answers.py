"""The truth about each case, for the drill to mark by: `truth/cases.jsonl` and `truth/exposed/<reference>.jsonl`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from pratique.drill.country.dirt import Stated
from pratique.drill.country.known import Known
from pratique.drill.country.post import Letter
from pratique.drill.country.world import Exposure, Infection, Leg, Place, Sailing, Seat, Traveller

Row = dict[str, object]
NIGHT = timedelta(hours=27)
"""After so long every list and crossing of a day is here, or never comes."""


class Said:
    """What the lists of the cases' legs said of whom, and when they arrived; of no other leg."""

    def __init__(self, legs: Iterable[int]) -> None:
        self._legs: dict[int, dict[int, list[tuple[datetime, Stated]]]] = {leg: {} for leg in legs}

    def note(self, leg: int, letters: Sequence[Letter]) -> None:
        """Keep what these letters say, if the leg is a case's."""
        if leg not in self._legs:
            return
        of_leg = self._legs[leg]
        for letter in letters:
            for one in letter.people:
                of_leg.setdefault(one.traveller, []).append((letter.arrives, one))

    def of(self, leg: int, traveller: int) -> Sequence[tuple[datetime, Stated]]:
        """Everything said of one person on one leg, with the moment it arrived."""
        return self._legs[leg].get(traveller, ())

    def by(self, leg: int, infection: Infection) -> list[Stated]:
        """What was said of a case on one leg by the time of its notice."""
        return [one for arrives, one in self.of(leg, infection.traveller) if arrives <= infection.notified_at]


def case_row(
    infection: Infection,
    legs: Sequence[Leg],
    authority: str,
    cluster: str,
    said: Said,
    seats: Mapping[int, Seat | None],
    seated: Mapping[int, bool],
) -> Row:
    """The line of one case: what is true of it, and where its notice is.

    `legs` are those that its rule speaks of, `authority` the rule, `cluster` the case it all began with, `seats` the
    true seat by the number of the leg, `seated` tells for the legs for which the notice gives a seat whether that is
    right. Where notice and lists contradict each other nobody can know which is right.
    """
    return {
        "reference": infection.reference,
        "disease": infection.disease,
        "authority": authority,
        "notified_at": infection.notified_at.astimezone(UTC).isoformat(),
        "file": f"notices/{infection.reference}.json",
        "window": [infection.infectious_from.isoformat(), infection.infectious_to.isoformat()],
        "legs": [
            {
                "leg": leg_name(leg),
                "flight": leg.flight,
                "date": leg.departs_local.date().isoformat(),
                "origin": leg.origin,
                "destination": leg.destination,
                "conveyance": leg.conveyance,
                "case_seat_known": _seat_known(
                    said.by(leg.number, infection), seats.get(leg.number), seated.get(leg.number)
                ),
            }
            for leg in legs
        ],
        "cluster": cluster,
    }


def exposed_rows(
    infection: Infection,
    exposures: Sequence[Exposure],
    sailing: Callable[[int], Sailing],
    traveller: Callable[[int], Traveller],
    said: Said,
    known: Known,
) -> Iterable[Row]:
    """A line for everybody booked on a leg of the case, in the order of the exposures; the case is left out."""
    times = Counter(one.traveller for one in exposures)
    aboard = {leg: _places(sailing(leg)) for leg in {one.leg for one in exposures}}
    for one in exposures:
        leg, places = aboard[one.leg]
        place = places[one.traveller]
        told = said.of(one.leg, one.traveller)
        at_hand = [stated for arrives, stated in told if arrives <= infection.notified_at]
        yield {
            "leg": leg_name(leg),
            "traveller": one.traveller,
            "contact": one.contact,
            "why": one.why,
            "where": one.where,
            "actions": [one.action, "order"] if one.returning and one.contact else [one.action],
            "where_told": one.since <= infection.notified_at - NIGHT,
            "where_known": known.where(one.traveller, one.moves, infection.notified_at),
            "role": place.role,
            "conveyance": leg.conveyance,
            "seat": seat_name(place),
            "seat_written": any(stated.seat for stated in at_hand),
            "seat_known": _seat_known(at_hand, place.seat, None),
            "listed": bool(at_hand),
            "name": [traveller(one.traveller).surname, traveller(one.traveller).given],
            "written": [list(form) for form in dict.fromkeys(tuple(stated.form) for _, stated in told)],
            "dirty": sorted({flag for _, stated in told for flag in stated.flags}),
            "legs_of_case": times[one.traveller],
        }


def _seat_known(stated: Sequence[Stated], seat: Seat | None, notice: bool | None) -> bool:
    """Whether what was written gives somebody's true seat and nothing else; `notice`: whether a notice's seat is right.

    A change only ever corrects a list, so that a list that gives another seat is outdone where one gives the true one.
    """
    listed = {one.seat for one in stated if one.seat}
    if seat is None or notice is False:
        return False
    return seat.label in listed if listed else notice is True


def leg_name(leg: Leg) -> str:
    """``ZZ305 2026-09-03 SIN-CAN``, by the local date of departure."""
    return f"{leg.flight} {leg.departs_local.date().isoformat()} {leg.origin}-{leg.destination}"


def seat_name(place: Place) -> str | None:
    """``14C``, in a train ``05 14C``; None for infants and crew."""
    return f"{place.seat.unit} {place.seat.label}".strip() if place.seat else None


def clusters(infections: Iterable[Infection]) -> dict[str, str]:
    """For each case the one its chain began with, which may be itself."""
    parents: Mapping[str, str | None] = {one.reference: one.infected_by for one in infections}
    found = {}
    for reference in parents:
        first = reference
        while (parent := parents.get(first)) is not None:
            first = parent
        found[reference] = first
    return found


def lines(rows: Iterable[Row]) -> str:
    """One JSON object a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _places(sailing: Sailing) -> tuple[Leg, dict[int, Place]]:
    return sailing.leg, {place.traveller: place for place in sailing.places}
