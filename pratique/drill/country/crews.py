"""Crews: each service has its own, who go one way with one departure and the other with a later one."""

from __future__ import annotations

from math import ceil

from pratique.drill.country.people import CREW
from pratique.drill.country.services import Service
from pratique.drill.country.timetable import IN, OUT, Timetable

_TEAMS, _POSITIONS = 16, 32
_REST = 540
"""Minutes at least between an arrival and the next departure."""


class Crews:
    """Who works on a departure, and the departures of one member."""

    def __init__(self, times: Timetable) -> None:
        self._times = times
        self._lags = [self._lag(service) for service in times.services]

    def on_leg(self, number: int) -> range:
        """The numbers of those on duty."""
        service = self._times.of(number)
        team = self._team(service, self._times.direction[number - 1], self._times.nth[number - 1])
        first = CREW + (service.index * _TEAMS + team) * _POSITIONS
        return range(first, first + self._size(service))

    def legs_of(self, member: int) -> list[int]:
        """All departures that a member of a crew works on, in order of time."""
        index, rest = divmod(member - CREW, _TEAMS * _POSITIONS)
        service, team = self._times.services[index], rest // _POSITIONS
        found = [
            number
            for direction in (OUT, IN)
            for number in self._times.numbers(index, direction)
            if self._team(service, direction, self._times.nth[number - 1]) == team
        ]
        return sorted(found, key=lambda number: self._times.departs[number - 1])

    def _team(self, service: Service, direction: int, nth: int) -> int:
        lag = self._lags[service.index]
        begins = OUT if service.home_run else IN
        return (nth if direction == begins else nth - lag) % (lag + 2)

    def _lag(self, service: Service) -> int:
        """Departures between a crew's way there and its way back."""
        begins = OUT if service.home_run else IN
        there, back = self._times.numbers(service.index, begins), self._times.numbers(service.index, 1 - begins)
        gap = self._times.arrives[there[0] - 1] + _REST + 60 - self._times.departs[back[0] - 1]
        return max(0, ceil(gap / (service.every * 1440)))

    @staticmethod
    def _size(service: Service) -> int:
        return 5 if service.conveyance == "train" else 3 + len(service.cabin.seats) // 40
