"""Who is on which leg and where, and who stood before a border officer when."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from pratique.drill.country.chance import dice, mix
from pratique.drill.country.crews import Crews
from pratique.drill.country.parties import party_of
from pratique.drill.country.people import CREW, People
from pratique.drill.country.places import land_port
from pratique.drill.country.plan import Plan
from pratique.drill.country.seating import change_seats, seat_all
from pratique.drill.country.timetable import OUT, Timetable
from pratique.drill.country.trips import AIRSIDE, PORTS, Entry
from pratique.drill.country.world import Crossing, Direction, Leg, Place, Sailing, Seat

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_WAYS: tuple[Direction, Direction] = ("out", "in")


class Booked(NamedTuple):
    """One traveller and one leg (or a walk over the land border), without a seat."""

    leg: int
    boarded: bool
    held: int
    """As of `Entry`."""


class Travel:
    """Sailings and crossings, each made from its own dice whenever it is asked for."""

    def __init__(self, seed: int, times: Timetable, people: People, plan: Plan) -> None:
        self._seed, self._times, self._people, self._plan = seed, times, people, plan
        self._crews, self._count = Crews(times), len(times)
        self._land_port = land_port(times.home.code)
        self.sailing = lru_cache(maxsize=64)(self._sailing)

    def booked(self, number: int) -> list[Booked]:
        """All that a traveller or a member of a crew is booked on, in order of time."""
        if number >= CREW:
            return [Booked(leg, True, 0) for leg in self._crews.legs_of(number)]
        entries = self._plan.of_party(party_of(self._seed, number).lead)
        return [
            Booked(entry.leg, comes, entry.held)
            for entry in entries
            for member, comes in self._plan.members(entry)
            if member == number
        ]

    def crossings(self, leg: int) -> Iterator[Crossing]:
        """Everybody who crosses the border before or after a leg; `leg` may be a walk over the land border."""
        for entry in self._plan.on_leg(leg):
            for number, comes in self._plan.members(entry):
                crossing = self.crossing(number, Booked(leg, comes, entry.held))
                if crossing:
                    yield crossing
        if leg <= self._count:
            for number in self._crews.on_leg(leg):
                crossing = self.crossing(number, Booked(leg, True, 0))
                if crossing:
                    yield crossing

    def crossing(self, number: int, booked: Booked) -> Crossing | None:
        """When and on which paper somebody crosses the border for a leg; None for whoever does not."""
        leg, times = booked.leg, self._times
        if booked.held == AIRSIDE or not booked.boarded:
            return None
        bits = mix(self._seed, 71, number, leg)
        if leg > self._count:
            day, direction = divmod(leg - self._count - 1, 2)
            minutes, port, leg = day * 1440 + bits % 840, self._land_port, 0
        else:
            if times.of(leg).conveyance == "train":
                return None
            direction, port = times.direction[leg - 1], times.home.code
            early, late = times.departs[leg - 1] - 45 - bits % 100, times.arrives[leg - 1] + 12 + bits % 70
            late += booked.held * 1440
            minutes = early if direction == OUT else late
        paper = self._people.holding(number).shown(minutes // 1440, bits >> 16)
        at = times.moment(minutes, bits >> 40 & 31)
        return Crossing(number, paper, at, port, _WAYS[direction], leg)

    def _sailing(self, number: int) -> Sailing:
        """A leg and everybody booked on it: passengers in the order of parties, then the crew."""
        leg, entries, rng = self._times.leg(number), self._plan.on_leg(number), dice(self._seed, 72, number)
        booked = [self._plan.members(entry) for entry in entries]
        infants = {entry.party + entry.size - 1 for entry in entries if entry.infant}
        seated, free = seat_all(rng, leg.cabin, self._seat_takers(booked, infants))
        aboard = [one for group in booked for one, comes in group if comes and one not in infants]
        moved = change_seats(rng, seated, free, aboard)
        day = self._times.day[number - 1]
        places = [
            place
            for entry, group in zip(entries, booked, strict=True)
            for place in self._places(leg, entry, group, day, seated, moved)
        ]
        crew = (
            Place(
                traveller=one,
                role="crew",
                seat=None,
                paper=self._people.holding(one).passport(day),
                booking="",
                boarded=True,
                embark=leg.origin,
                debark=leg.destination,
            )
            for one in self._crews.on_leg(number)
        )
        return Sailing(leg, (*places, *crew))

    @staticmethod
    def _seat_takers(booked: list[list[tuple[int, bool]]], infants: set[int]) -> list[list[int]]:
        return [[one for one, _ in group if one not in infants] for group in booked]

    def _places(
        self,
        leg: Leg,
        entry: Entry,
        group: list[tuple[int, bool]],
        day: int,
        seated: dict[int, Seat],
        moved: dict[int, Seat],
    ) -> Iterator[Place]:
        """A party on a leg."""
        train = leg.conveyance == "train"
        booking = self._booking(entry.party, entry.trip, train)
        embark, debark = PORTS[entry.embark] or leg.origin, PORTS[entry.debark] or leg.destination
        infant = entry.party + entry.size - 1 if entry.infant else 0
        for number, comes in group:
            bits, seat = mix(self._seed, 73, number, leg.number), seated.get(number)
            yield Place(
                traveller=number,
                role="passenger",
                seat=moved.get(number, seat),
                paper=self._people.holding(number).shown(day, bits, train=train),
                booking=booking,
                boarded=comes,
                embark=embark,
                debark=debark,
                guardian=entry.party if number == infant else 0,
                seat_booked=seat if number in moved else None,
            )

    def _booking(self, party: int, trip: int, train: bool) -> str:
        bits = mix(self._seed, 74, party, trip, train)
        return "".join([_LETTERS[bits >> shift & 31] for shift in (0, 5, 10, 15, 20, 25)])
