"""Every departure of the period, as arrays of numbers; `Leg` objects are made when asked for.

Times in the arrays are minutes from midnight UTC of the first day. Departures are numbered from 1 in the order of
their local day, then of their time.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from pratique.drill.country.chance import mix
from pratique.drill.country.places import airport, stations, zone
from pratique.drill.country.services import Service, flights, trains
from pratique.drill.country.world import Leg

OUT, IN = 0, 1
"""Directions: away from the home town, and towards it."""


class Timetable:
    """All departures. `day[number - 1]` and its like hold what is known of one."""

    def __init__(self, seed: int, lines: int, days: int, first: date, home: str) -> None:
        self.home, self.first, self.days = airport(home), first, days
        self._seed, self._midnight = seed, datetime.combine(first, time(), UTC)
        air = tuple(flights(seed, lines, days, self.home))
        self.services = (*air, *trains(seed, lines, days, self.home, len(air)))
        rows = [
            (day, self._leaves(service, direction, day), service.index, direction, nth)
            for service in self.services
            for direction in (OUT, IN)
            for nth, day in enumerate(range(service.phase, days, service.every))
        ]
        rows.sort()
        self.day = array("H", (row[0] for row in rows))
        self.departs = array("l", (row[1] for row in rows))
        self.arrives = array("l", (row[1] + self.services[row[2]].minutes for row in rows))
        self.service = array("H", (row[2] for row in rows))
        self.direction = array("B", (row[3] for row in rows))
        self.nth = array("H", (row[4] for row in rows))
        """Which departure of its service and direction it is, from 0."""
        self._numbers: dict[tuple[int, int], array[int]] = defaultdict(lambda: array("L"))
        for number, row in enumerate(rows, 1):
            self._numbers[row[2], row[3]].append(number)
        self.leg = lru_cache(maxsize=4096)(self._leg)

    def __len__(self) -> int:
        return len(self.day)

    def numbers(self, service: int, direction: int) -> Sequence[int]:
        """Departures of a service one way, in order."""
        return self._numbers[service, direction]

    def on_day(self, day: int) -> range:
        """The departures of one local day, counted from the first day of the period."""
        return range(bisect_left(self.day, day) + 1, bisect_right(self.day, day) + 1)

    def of(self, number: int) -> Service:
        """The service that this departure belongs to."""
        return self.services[self.service[number - 1]]

    def moment(self, minutes: int, seconds: int = 0) -> datetime:
        """A time of the arrays in UTC."""
        return self._midnight + timedelta(0, minutes * 60 + seconds)

    def date(self, number: int) -> date:
        """Local day of departure."""
        return self.first + timedelta(days=self.day[number - 1])

    def _leg(self, number: int) -> Leg:
        """The departure of this number."""
        at = number - 1
        service, direction = self.of(number), self.direction[at]
        here = self.home.code if service.conveyance == "aircraft" else stations(self.home.code)[0]
        ends = ((here, self.home.zone), (service.far, service.zone))
        (origin, from_zone), (destination, to_zone) = ends if direction == OUT else ends[::-1]
        departs, arrives = self.moment(self.departs[at]), self.moment(self.arrives[at])
        return Leg(
            number=number,
            conveyance=service.conveyance,
            flight=service.names[direction],
            registration=self._registration(service, direction, self.nth[at]),
            origin=origin,
            destination=destination,
            departs_local=departs.astimezone(zone(from_zone)).replace(tzinfo=None),
            arrives_local=arrives.astimezone(zone(to_zone)).replace(tzinfo=None),
            departs=departs,
            arrives=arrives,
            cabin=service.cabin,
        )

    def _registration(self, service: Service, direction: int, nth: int) -> str:
        """One of a few aircraft; the same for both legs of a flight that goes on beyond the home airport."""
        if service.conveyance == "train":
            return ""
        name = service.names[direction]
        bits = mix(self._seed, 13, int(name[2:]), nth)
        return f"{name[:2]}-{chr(65 + bits % 6)}{chr(65 + int(name[2:]) // 2 % 26)}{chr(65 + int(name[2:]) // 52 % 26)}"

    def _leaves(self, service: Service, direction: int, day: int) -> int:
        name = self.home.zone if direction == OUT else service.zone
        midnight = datetime.combine(self.first, time(), zone(name))
        local = midnight + timedelta(days=day, minutes=service.clocks[direction])
        return (local.astimezone(UTC) - self._midnight) // timedelta(minutes=1)
