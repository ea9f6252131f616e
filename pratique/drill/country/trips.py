"""The trips of each party through the period, chosen by one dice in the order of parties.

Residents go out and come back, visitors come in and leave, some only pass through; a few leave or come over the land
border, and some ride a train inside the country before or after.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pratique.drill.country.chance import dice
from pratique.drill.country.parties import BLOCK, Party, parties
from pratique.drill.country.people import People
from pratique.drill.country.places import AIRPORTS, BEYOND
from pratique.drill.country.services import Service
from pratique.drill.country.timetable import IN, OUT, Timetable

PORTS = ("", *AIRPORTS, *BEYOND)
"""Where a journey begins or ends, by code of an entry; 0 is the leg's own end."""
ALL = 255
"""Mark of an entry of which nobody came."""
AIRSIDE = 255
"""Held for good: on the way to another country, or turned back."""
LEFT_OUT = 128
"""Added to the mark of the later entries of a trip that one member did not begin: that member is no longer booked."""
_CODE = {port: at for at, port in enumerate(PORTS)}
_HOUR, _DAY = 60, 1440
_TRIPS = (1,) * 22 + (2,) * 40 + (3,) * 38
"""How many trips a party tries to make in 60 days."""


class Entry(NamedTuple):
    """One booking: a party on a leg."""

    leg: int
    """Number of the leg; above the last leg, a walk over the land border."""
    party: int
    trip: int
    held: int = 0
    """Days for which somebody stays airside before entering; `AIRSIDE` for whoever crosses no border for this leg."""
    absent: int = 0
    """0, or `ALL`, or which member stays away (counted from the lead), on later legs plus `LEFT_OUT`."""
    embark: int = 0
    debark: int = 0
    """Codes of `PORTS`."""
    size: int = 0
    infant: bool = False
    """Whether the last member travels in arms."""


def walk(times: Timetable, day: int, direction: int) -> int:
    """The number under which those are entered who cross the land border on a day."""
    return len(times) + 1 + 2 * day + direction


def plan_trips(seed: int, lines: int, times: Timetable, people: People) -> Iterator[list[Entry]]:
    """The entries of one party after another, in order of time, until so many lines are written."""
    planner, left = _Planner(seed, times, people), lines
    for block in range(max(4, lines // BLOCK * 4)):
        for party in parties(seed, block):
            entries = planner.party(party)
            yield entries
            left -= sum(party.size - (e.absent >= LEFT_OUT and e.absent != ALL) for e in entries if e.leg <= len(times))
            if left <= 0:
                return


class _Planner:
    def __init__(self, seed: int, times: Timetable, people: People) -> None:
        self._times, self._people, self._seed = times, people, seed
        self._rng = dice(seed, 51)
        # A few seats stay free on every leg, for those who change seats on board.
        self._free = array("H", (len(times.of(number).cabin.seats) - 4 for number in range(1, len(times) + 1)))
        air = [service for service in times.services if service.conveyance == "aircraft"]
        self._air = air
        self._by_culture = {
            culture: [s for s in air if AIRPORTS[s.far].culture == culture]
            for culture in {airport.culture for airport in AIRPORTS.values()}
        }
        self._onward = self._sorted(s.index for s in air)
        rail = [service for service in times.services if service.conveyance == "train"]
        self._rail = self._sorted(s.index for s in rail)
        # Where trains are rare, most of those for whom one fits must take it to fill it.
        self._rides = min(0.6, 0.037 / min(1.0, sum(1 / service.every for service in rail)))

    def _sorted(self, services: Iterable[int]) -> tuple[tuple[list[int], list[int]], tuple[list[int], list[int]]]:
        """By direction: times of departure, and the numbers to them."""
        found = []
        own = set(services)
        for direction in (OUT, IN):
            rows = sorted(
                (self._times.departs[number - 1], number)
                for service in own
                for number in self._times.numbers(service, direction)
            )
            found.append(([row[0] for row in rows], [row[1] for row in rows]))
        return found[0], found[1]

    def party(self, party: Party) -> list[Entry]:
        rng, times = self._rng, self._times
        here = self._people.lives_here(party.lead)
        count = max(1, round(rng.choice(_TRIPS) * times.days / 60))
        entries: list[Entry] = []
        ready, slot = 0, times.days * _DAY // count
        for trip in range(count):
            last = trip == count - 1
            end = (trip + 1) * slot
            for _ in range(4):
                found = self._trip(party, trip, here, max(ready, trip * slot), end, last)
                if found:
                    break
            else:
                continue
            found.sort(key=self._when)
            found = [entry._replace(size=party.size, infant=party.infant > 0) for entry in found]
            kept = self._with_absent(party, found, last)
            entries += kept
            ready = max(self._end(entry) for entry in kept) + 8 * _HOUR
            for entry in kept:
                if entry.leg <= len(times):
                    self._free[entry.leg - 1] -= party.size
        return entries

    def _trip(self, party: Party, trip: int, here: bool, start: int, end: int, last: bool) -> list[Entry] | None:
        rng = self._rng
        draw = rng.random()
        if here and draw < 0.05:
            return self._inland(party, trip, start, end)
        if not here and draw < 0.10:
            return self._passing(party, trip, start, end)
        service = self._service(party.lead, here)
        there, back = (OUT, IN) if here else (IN, OUT)
        leg = self._one(service, there, start, start + (end - start) * 3 // 5, party.size)
        if not leg:
            return None
        arrives, departs = self._times.arrives[leg - 1], self._times.departs[leg - 1]
        stay = 1 if rng.random() < 0.15 else rng.randint(2, 14)
        far = _CODE[rng.choice(BEYOND)] if rng.random() < 0.2 else 0
        outward = Entry(leg, party.lead, trip, debark=far) if here else Entry(leg, party.lead, trip, embark=far)
        if draw > 0.96:
            # One way by air, the other over the land border: before a flight home, or after a visit.
            return self._over_land(service, party, trip, stay, start, end, outward, here)
        low = arrives + max(stay * _DAY - 10 * _HOUR, 12 * _HOUR)
        home = self._one(service, back, low, min(end, low + max(2, service.every) * _DAY), party.size)
        if not home:
            return [outward] if last else None
        homeward = Entry(home, party.lead, trip, embark=far) if here else Entry(home, party.lead, trip, debark=far)
        leaves = self._times.departs[home - 1]
        found = self._airside([outward, homeward], here, (leaves - arrives) // _DAY)
        if here:
            found += self._rail_before(party, trip, departs, start)
            found += [] if found[1].held else self._rail_after(party, trip, self._times.arrives[home - 1], end)
        elif not found[0].held:
            found += self._rail_after(party, trip, arrives, leaves - 30 * _HOUR)
            found += self._rail_before(party, trip, leaves, arrives + 30 * _HOUR)
        return found

    def _airside(self, found: list[Entry], here: bool, stay: int) -> list[Entry]:
        """The same trip; of 100 parties 10 are held airside for days, or turned back where they stay briefly."""
        outward, homeward = found
        if self._rng.random() >= 0.10:
            return found
        days = self._rng.randint(1, 5)
        if here:
            return [outward, homeward._replace(held=days)]
        if stay <= 4:
            return [outward._replace(held=AIRSIDE), homeward._replace(held=AIRSIDE)]
        return [outward._replace(held=min(days, stay - 2)), homeward]

    def _service(self, lead: int, here: bool) -> Service:
        if not here and self._rng.random() < 0.5:
            own = self._by_culture[self._people.culture(lead)]
            if own:
                return self._rng.choice(own)
        return self._rng.choice(self._air)

    def _one(self, service: Service, direction: int, low: int, high: int, size: int) -> int:
        """A departure of a service between two times with seats enough; 0 for none."""
        times, numbers = self._times, self._times.numbers(service.index, direction)
        every, begin = service.every * _DAY, times.departs[numbers[0] - 1]
        # A change to or from summer time moves a departure by an hour: one more on either side is looked at.
        first, last = max(0, (low - begin) // every), min(len(numbers) - 1, (high - begin) // every + 1)
        for _ in range(3 if last >= first else 0):
            number = numbers[self._rng.randint(first, last)]
            if low <= times.departs[number - 1] <= high and self._free[number - 1] >= size:
                return number
        return 0

    def _among(self, listed: tuple[list[int], list[int]], low: int, high: int, size: int, but: int = -1) -> int:
        """A departure of a list between two times, likewise, but not of the service `but`."""
        departs, numbers = listed
        a, b = bisect_left(departs, low), bisect_left(departs, high)
        for _ in range(3 if b > a else 0):
            number = numbers[self._rng.randrange(a, b)]
            if self._free[number - 1] >= size and self._times.service[number - 1] != but:
                return number
        return 0

    def _over_land(
        self, service: Service, party: Party, trip: int, stay: int, start: int, end: int, outward: Entry, here: bool
    ) -> list[Entry] | None:
        times = self._times
        if here:
            back = self._one(service, IN, start + (stay + 2) * _DAY, end, party.size)
            day = times.departs[back - 1] // _DAY - stay if back else -1
            if day < 0:
                return None
            return [Entry(walk(times, day, OUT), party.lead, trip), Entry(back, party.lead, trip)]
        day = times.arrives[outward.leg - 1] // _DAY + stay + 1
        return [outward, Entry(walk(times, day, OUT), party.lead, trip)] if day < min(times.days, end // _DAY) else None

    def _inland(self, party: Party, trip: int, start: int, end: int) -> list[Entry] | None:
        """A train out of town, and another back after some days."""
        stay = self._rng.randint(1, 6) * _DAY
        out = self._among(self._rail[OUT], start, end - stay, party.size)
        if not out:
            return None
        low = self._times.arrives[out - 1] + stay
        back = self._among(self._rail[IN], low, min(end, low + 12 * _DAY), party.size)
        return [Entry(leg, party.lead, trip) for leg in (out, back) if leg]

    def _passing(self, party: Party, trip: int, start: int, end: int) -> list[Entry] | None:
        """From one country to another through the home airport, and back the same way where flights allow."""
        rng, times = self._rng, self._times
        through = [service for service in self._air if service.through]
        first = rng.choice(through) if through and rng.random() < 0.4 else rng.choice(self._air)
        leg = self._one(first, IN, start, start + (end - start) * 3 // 5, party.size)
        if not leg:
            return None
        onward = self._onward_from(first, leg, party.size)
        if not onward:
            return None
        found = self._through(party, trip, leg, onward)
        low = times.arrives[onward - 1] + rng.randint(2, 12) * _DAY
        second = times.of(onward)
        back = self._one(second, IN, low, min(end, low + 8 * _DAY), party.size)
        if back:
            rest = self._onward_from(second, back, party.size, wanted=first.index)
            if rest and times.departs[rest - 1] < end:
                found += self._through(party, trip, back, rest)
        return found

    def _onward_from(self, service: Service, leg: int, size: int, wanted: int = -1) -> int:
        times = self._times
        arrives = times.arrives[leg - 1]
        if service.through and (wanted < 0 or times.services[wanted].far == service.through):
            other = next((s for s in self._air if s.through and s.far == service.through), None)
            numbers = times.numbers(other.index, OUT) if other else ()
            nth = times.nth[leg - 1]
            if nth < len(numbers) and self._free[numbers[nth] - 1] >= size:
                return numbers[nth]
        if wanted >= 0:
            return self._one(times.services[wanted], OUT, arrives + 75, arrives + 22 * _HOUR, size)
        return self._among(self._onward[OUT], arrives + 75, arrives + 22 * _HOUR, size, but=service.index)

    def _through(self, party: Party, trip: int, leg: int, onward: int) -> list[Entry]:
        ends = _CODE[self._times.of(leg).far], _CODE[self._times.of(onward).far]
        return [Entry(number, party.lead, trip, AIRSIDE, 0, *ends) for number in (leg, onward)]

    def _rail_after(self, party: Party, trip: int, arrives: int, until: int) -> list[Entry]:
        if self._rng.random() >= self._rides:
            return []
        leg = self._among(self._rail[OUT], arrives + 2 * _HOUR, min(until, arrives + 26 * _HOUR), party.size)
        return [Entry(leg, party.lead, trip)] if leg else []

    def _rail_before(self, party: Party, trip: int, departs: int, since: int) -> list[Entry]:
        if self._rng.random() >= self._rides:
            return []
        leg = self._among(self._rail[IN], max(since, departs - 30 * _HOUR), departs - 9 * _HOUR, party.size)
        return [Entry(leg, party.lead, trip)] if leg else []

    def _with_absent(self, party: Party, found: list[Entry], last: bool) -> list[Entry]:
        """Who does not come: of 100 trips 2 whole parties, who then stay where they are, and 3 single members."""
        draw = self._rng.random()
        if draw < 0.015 and found[0].leg <= len(self._times):
            return [found[0]._replace(absent=ALL)]
        if last and draw < 0.02 and found[-1].leg <= len(self._times):
            return [*found[:-1], found[-1]._replace(absent=ALL)]
        if 0.02 <= draw < 0.05 and party.size > 1 + (party.infant > 0):
            away = self._rng.randrange(1, party.size - (party.infant > 0))
            return [entry._replace(absent=away + (LEFT_OUT if at else 0)) for at, entry in enumerate(found)]
        return found

    def _when(self, entry: Entry) -> int:
        if entry.leg <= len(self._times):
            return self._times.departs[entry.leg - 1]
        return (entry.leg - len(self._times) - 1) // 2 * _DAY + 12 * _HOUR

    def _end(self, entry: Entry) -> int:
        if entry.leg > len(self._times):
            return self._when(entry) + 12 * _HOUR
        return self._times.arrives[entry.leg - 1] + (0 if entry.held == AIRSIDE else entry.held * _DAY)
