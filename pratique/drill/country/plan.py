"""Every booking of the period in a few arrays of numbers, found by party or by leg."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right

from pratique.drill.country.people import People
from pratique.drill.country.timetable import Timetable
from pratique.drill.country.trips import ALL, LEFT_OUT, Entry, plan_trips


class Plan:
    """All entries. Those of a party lie together, in order of time; about 20 bytes an entry, nothing a traveller."""

    def __init__(self, seed: int, lines: int, times: Timetable, people: People) -> None:
        self._columns = tuple(array(code) for code in "IIBBBBBBB")
        for entries in plan_trips(seed, lines, times, people):
            for entry in entries:
                for column, value in zip(self._columns, entry, strict=True):
                    column.append(value)
        self._index(len(times) + 2 * times.days + 2)

    def on_leg(self, leg: int) -> list[Entry]:
        """Everybody booked on a leg, in the order of parties."""
        return [self._entry(at) for at in self._order[self._starts[leg] : self._starts[leg + 1]]]

    def of_party(self, lead: int) -> list[Entry]:
        """The whole period of a party, in order of time."""
        owners = self._columns[1]
        return [self._entry(at) for at in range(bisect_left(owners, lead), bisect_right(owners, lead))]

    @staticmethod
    def members(entry: Entry) -> list[tuple[int, bool]]:
        """Who is booked, and whether they come."""
        numbers = range(entry.party, entry.party + entry.size)
        if entry.absent in {0, ALL}:
            comes = entry.absent == 0
            return [(number, comes) for number in numbers]
        away = entry.party + entry.absent % LEFT_OUT
        gone = entry.absent >= LEFT_OUT
        return [(number, number != away) for number in numbers if number != away or not gone]

    def _index(self, count: int) -> None:
        """Sort the entries by leg, by counting."""
        legs = self._columns[0]
        self._starts = array("I", bytes(4 * (count + 1)))
        for leg in legs:
            self._starts[leg + 1] += 1
        for at in range(count):
            self._starts[at + 1] += self._starts[at]
        place = array("I", self._starts)
        self._order = array("I", bytes(4 * len(legs)))
        for entry, leg in enumerate(legs):
            self._order[place[leg]] = entry
            place[leg] += 1

    def _entry(self, at: int) -> Entry:
        return Entry._make([column[at] for column in self._columns])
