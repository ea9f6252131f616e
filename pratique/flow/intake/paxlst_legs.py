"""Legs of a flight from its stops, and who is on which of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

from pratique.model.facts import LegFact

_ARRIVAL_ONLY = {"87", "130"}
_DEPARTURE_ONLY = {"125", "22"}


@dataclass(slots=True)
class Stop:
    """A place of a flight in the order sent: its qualifier, and the local times stated for it."""

    qualifier: str
    place: str | None
    departure: str | None = None
    arrival: str | None = None


@dataclass(slots=True)
class Flight:
    """One TDT group: the flight and its stops; times that came before any stop wait in `early`."""

    flight: str | None
    stops: list[Stop] = field(default_factory=list)
    early: Stop = field(default_factory=lambda: Stop("", None))

    def legs(self) -> tuple[list[LegFact], str | None]:
        """The legs, at least one, and a finding code if the stops do not pair.

        A stop with a departure time opens a leg, a stop with an arrival time closes it; without times the stops
        pair 1-2, 3-4. An odd number without times is read as a chain and reported.
        """
        stops = self.stops
        if len(stops) == 2 and stops[0].qualifier in _ARRIVAL_ONLY and stops[1].qualifier in _DEPARTURE_ONLY:
            stops = [stops[1], stops[0]]
        timed = any(stop.departure or stop.arrival for stop in stops)
        if not timed and len(stops) > 2 and len(stops) % 2:
            pairs: list[tuple[Stop | None, Stop | None]] = list(pairwise(stops))
            odd = True
        else:
            pairs = _pairs(stops)
            odd = any(start is None or end is None for start, end in pairs)
        legs = [
            LegFact(
                self.flight,
                start.place if start else None,
                end.place if end else None,
                start.departure if start else None,
                end.arrival if end else None,
            )
            for start, end in pairs
        ] or [LegFact(self.flight, None, None)]
        return self.with_early_times(legs), "leg-incomplete" if odd or not pairs else None

    def with_early_times(self, legs: list[LegFact]) -> list[LegFact]:
        """The legs with the times that were stated before any place, where those places have none of their own."""
        first, last = legs[0], legs[-1]
        if self.early.departure and not first.departure:
            legs[0] = replace(first, departure=self.early.departure)
        if self.early.arrival and not last.arrival:
            legs[-1] = replace(legs[-1], arrival=self.early.arrival)
        return legs


def _pairs(stops: list[Stop]) -> list[tuple[Stop | None, Stop | None]]:
    pairs: list[tuple[Stop | None, Stop | None]] = []
    start: Stop | None = None
    for stop in stops:
        closes = stop.arrival or start is not None or (not stop.departure and stop.qualifier in _ARRIVAL_ONLY)
        if closes:
            pairs.append((start, stop))
            start = None
        if stop.departure or not closes:
            start = stop
    if start is not None:
        pairs.append((start, None))
    return pairs


def legs_of(legs: tuple[LegFact, ...], embark: str | None, debark: str | None) -> tuple[tuple[int, ...] | None, bool]:
    """Indexes of the legs somebody is on (None: all), and whether the two places fit the order of the stops.

    A place that is no stop lies outside the flight: the person then comes from before the first leg or goes on
    after the last.
    """
    last = len(legs) - 1
    origins = [leg.origin for leg in legs]
    stops = {place for leg in legs for place in (leg.origin, leg.destination)}
    first = 0
    if embark in stops and embark is not None:
        if embark not in origins:
            return None, False
        first = origins.index(embark)
    end = last
    if debark in stops and debark is not None:
        ends = [index for index, leg in enumerate(legs) if index >= first and leg.destination == debark]
        if not ends:
            return None, False
        end = ends[0]
    return (None if (first, end) == (0, last) else tuple(range(first, end + 1))), True
