"""Our own cabins, as data: no airline's or railway's plan was copied.

A cabin is a list of parts from the nose. Each part names its rows as painted on the wall, and its seats as groups
between aisles. Rows are ranked as they come, whatever is painted on them; a missing seat leaves a hole in its row, and
the other seats keep their column.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pratique.drill.country.world import Cabin, Seat


@dataclass(frozen=True, slots=True)
class Part:
    """Rows between two bulkheads, or one coach of a train."""

    rows: tuple[int, ...]
    groups: str
    """Seat letters, groups between aisles parted by blanks: ``AC DFG HK``."""
    travel_class: str
    unit: str = ""
    missing: frozenset[str] = frozenset()
    """Labels painted nowhere: a door takes their place."""


def build(name: str, parts: Iterable[Part]) -> Cabin:
    """All seats with their coordinates. In a train ranks start again in each coach."""
    seats: list[Seat] = []
    rank = 0
    for section, part in enumerate(parts):
        if part.unit:
            rank = 0
        letters = part.groups.replace(" ", "")
        block_of = {letter: block for block, group in enumerate(part.groups.split()) for letter in group}
        for row in part.rows:
            rank += 1
            seats += [
                Seat(f"{row}{letter}", rank, column, block_of[letter], part.unit, section, part.travel_class)
                for column, letter in enumerate(letters, 1)
                if f"{row}{letter}" not in part.missing
            ]
    return Cabin(name, tuple(seats))


def _rows(first: int, last: int, without: tuple[int, ...] = ()) -> tuple[int, ...]:
    return tuple(row for row in range(first, last + 1) if row not in without)


SINGLE_AISLE = build(
    "3-3", [Part(_rows(1, 30, (13,)), "ABC DEF", "economy", missing=frozenset(("11A", "11F", "12A", "12F")))]
)
"""No row 13, and no window seats where the doors over the wing are."""
TWIN_2_4_2 = build("2-4-2", [Part(_rows(1, 4), "AC DG HK", "business"), Part(_rows(11, 38), "AC DEFG HK", "economy")])
TWIN_3_4_3 = build("3-4-3", [Part(_rows(1, 6), "A DG K", "business"), Part(_rows(31, 56), "ABC DEFG HJK", "economy")])
TWIN_2_5_2 = build("2-5-2", [Part(_rows(1, 5), "AB DE JK", "business"), Part(_rows(20, 45), "AB DEFGH JK", "economy")])
TWIN_3_3_3 = build(
    "1-2-1 and 3-3-3",
    [
        Part(_rows(1, 7), "A DG K", "business"),
        Part(_rows(15, 27), "ABC DEF HJK", "economy"),
        Part(_rows(40, 52), "ABC DEF HJK", "economy", missing=frozenset(("40A", "40K"))),
    ],
)
"""Row numbers jump twice: behind the front cabin, and at the doors in the middle."""
HIGH_SPEED_TRAIN = build(
    "high-speed train",
    [
        Part(_rows(1, 14), "AC DF", "first", unit="01"),
        *(Part(_rows(1, 17), "ABC DF", "second", unit=f"{coach:02d}") for coach in range(2, 9)),
    ],
)
