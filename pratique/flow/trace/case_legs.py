"""The legs a case was on while infectious, found by its papers and by the journeys of its notice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from pratique.desk import CaseFile
from pratique.model.casework import Journey
from pratique.model.movement import Leg
from pratique.model.tracing import Reason, because, marked
from pratique.rules.one_leg import OneLeg, same_place
from pratique.rules.period import Window


@dataclass(slots=True)
class CaseLegs:
    """`departures` by leg id; `journeys` of the notice by leg id; `to_request`: journeys no manifest knows."""

    departures: dict[int, OneLeg] = field(default_factory=dict)
    journeys: dict[int, list[Journey]] = field(default_factory=dict)
    to_request: list[Journey] = field(default_factory=list)
    notes: list[Reason] = field(default_factory=list)

    @property
    def legs(self) -> dict[int, Leg]:
        """The legs by id, each as all of its lists together tell of it."""
        return {leg_id: one.leg for leg_id, one in self.departures.items()}


def case_legs(file: CaseFile, identities: Iterable[int], window: Window, until: date) -> CaseLegs:
    """Legs of which one local date, at departure or at arrival, lies in the infectious window."""
    found = CaseLegs()
    last = window.to or until
    # Across the date line a flight may leave the day after the date on which it arrives.
    own = file.own_legs(set(identities), window.from_ - timedelta(days=1), last + timedelta(days=1))
    for leg_id, one in file.one_legs(own).items():
        if within(one.leg, window, last):
            found.departures[leg_id] = one
    outside = 0
    for journey in file.case.notice.journeys:
        listed = list(file.one_legs(file.journey_legs(journey.flight, journey.date)).values())
        if any(one.leg.day < journey.date for one in listed):
            found.notes.append(
                because(
                    "dated_by_arrival",
                    "The notice dates {flight} by its arrival on {day}; the flight that left the day before is used.",
                    flight=journey.flight,
                    day=journey.date.isoformat(),
                )
            )
        matched = [one for one in listed if _same(file, one.leg, journey)]
        if listed and not matched:
            # A name for a code: the flight and the day are the surer words.
            matched = listed
            found.notes.append(
                because(
                    "route_differs",
                    "The notice gives {flight} another route than the manifests held; their legs are used.",
                    flight=journey.flight,
                )
            )
        inside = {one.leg.leg_id: one for one in matched if within(one.leg, window, last)}
        found.departures |= inside
        for leg_id in inside:
            found.journeys.setdefault(leg_id, []).append(journey)
        if not matched and window.from_ - timedelta(days=1) <= journey.date <= last:
            # The flight may arrive on the window's first day: only its manifest can tell, so it is asked for.
            found.to_request.append(journey)
        elif not inside:
            outside += 1
    if outside:
        single = marked("{n} of the journeys in the notice lies outside the infectious window and was not traced.")
        many = marked("{n} of the journeys in the notice lie outside the infectious window and were not traced.")
        found.notes.append(because("journey_outside_window", single if outside == 1 else many, n=outside))
    return found


def within(leg: Leg, window: Window, last: date) -> bool:
    """Whether one local date of the leg, at departure or at arrival, lies in the window."""
    arrival = leg.arrival_local.date() if leg.arrival_local else leg.day
    return min(leg.day, arrival) <= last and max(leg.day, arrival) >= window.from_


def _same(file: CaseFile, leg: Leg, journey: Journey) -> bool:
    """Whether a leg of the flight is the one the notice means; a place that either side leaves open rules out none."""
    ends = ((journey.origin, leg.origin), (journey.destination, leg.destination))
    return all(same_place(told or "", listed, file.airports) for told, listed in ends)
