"""The synthetic country: days of travel, the people, and who truly was a contact of whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from pratique.drill.country.infection import infections
from pratique.drill.country.people import People
from pratique.drill.country.plan import Plan
from pratique.drill.country.timetable import Timetable
from pratique.drill.country.travel import Travel
from pratique.drill.country.trips import walk
from pratique.drill.country.truth import exposures
from pratique.drill.country.world import Crossing, Day, Exposure, Infection, Leg, Place, Sailing, Traveller

_BEFORE, _AFTER = 1, 7
"""UTC days on which people may cross the border before and after the local day of departure of their leg."""


class Country:
    """Everything true, from a seed; equal arguments give equal countries, whatever was asked of them before.

    `lines` is about how many passengers' lines all manifests have together. Only who is booked on what is kept, in
    about 25 bytes a booking; people, seats and crossings are made when asked for. Raises ValueError for a home airport
    that we have no row for, for a period not of 7 to 180 days, and for more lines than there are numbers for.
    """

    def __init__(
        self, seed: int, lines: int, days: int = 60, first: date = date(2026, 9, 1), home: str = "CAN"
    ) -> None:
        # Infants stay under two throughout, and travellers' numbers below those of crews.
        if not 7 <= days <= 180 or not 0 < lines <= 50_000_000:
            raise ValueError("A synthetic country lasts 7 to 180 days and has 1 to 50,000,000 lines")
        self.seed, self.first, self.home = seed, first, home
        self.times = Timetable(seed, lines, days, first, home)
        self.people = People(seed, first, days, self.times.home)
        self.plan = Plan(seed, lines, self.times, self.people)
        self.travel = Travel(seed, self.times, self.people, self.plan)
        self._crossed = lru_cache(maxsize=_AFTER + _BEFORE + 1)(self._make_crossed)

    def days(self) -> Iterator[Day]:
        """Every day in order, one at a time; at both ends days with crossings only, as UTC days go."""
        for at in range(-_BEFORE, self.times.days + _AFTER):
            day = self.day(self.first + timedelta(days=at))
            if day.sailings or day.crossings:
                yield day

    def day(self, when: date) -> Day:
        """One day, whatever was asked before."""
        at = (when - self.first).days
        found = [one for near in range(at - _AFTER, at + _BEFORE + 1) for one in self._crossed(near).get(when, ())]
        found.sort(key=lambda crossing: (crossing.at, crossing.traveller))
        return Day(when, tuple(self.travel.sailing(number) for number in self.times.on_day(at)), tuple(found))

    def leg(self, number: int) -> Leg:
        """The leg of this number, counted from 1."""
        return self.times.leg(number)

    def sailing(self, number: int) -> Sailing:
        """A leg and everybody booked on it."""
        return self.travel.sailing(number)

    def traveller(self, number: int) -> Traveller:
        """A traveller, or a member of a crew, by number."""
        return self.people.traveller(number)

    def movements(self, traveller: int, first: date, last: date) -> tuple[list[tuple[Leg, Place]], list[Crossing]]:
        """Legs by local day of departure and crossings by UTC day, both days included, in order of time."""
        legs: list[tuple[Leg, Place]] = []
        crossings: list[Crossing] = []
        for booked in self.travel.booked(traveller):
            crossing = self.travel.crossing(traveller, booked)
            if crossing and first <= crossing.at.date() <= last:
                crossings.append(crossing)
            if booked.leg <= len(self.times) and first <= self.times.date(booked.leg) <= last:
                sailing = self.sailing(booked.leg)
                legs.append((sailing.leg, next(p for p in sailing.places if p.traveller == traveller)))
        return legs, crossings

    def infections(self, count: int) -> list[Infection]:
        """So many cases in the order of their notices. Raises ValueError where the country is too small for them."""
        return infections(self.seed, self.travel, self.times, count)

    def exposures(self, infection: Infection) -> list[Exposure]:
        """Everybody booked on the legs of a case within its window, but for the case."""
        return exposures(self.travel, self.times, infection)

    def _make_crossed(self, day: int) -> dict[date, list[Crossing]]:
        """Crossings for the departures of one local day, by their UTC day."""
        found: dict[date, list[Crossing]] = defaultdict(list)
        if 0 <= day < self.times.days:
            for number in (*self.times.on_day(day), walk(self.times, day, 0), walk(self.times, day, 1)):
                for crossing in self.travel.crossings(number):
                    found[crossing.at.date()].append(crossing)
        return found
