"""Who sits where on a leg: tours in blocks, families side by side, a few apart, the rest anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import ceil
from random import Random

from pratique.drill.country.world import Cabin, Seat

_APART = 0.05
"""Part of the families that got no seats together."""
_MOVES = 0.03
"""Part of the passengers who change seats on board."""
_FILL = 0.7
"""How full a train's coaches are made before the next is opened."""


def seat_all(rng: Random, cabin: Cabin, parties: Sequence[Sequence[int]]) -> tuple[dict[int, Seat], list[Seat]]:
    """A seat for every member, by number, and the seats left free. There must be seats enough."""
    rows = [list(row) for row in _rows(cabin)]
    need = sum(len(party) for party in parties)
    if rows[0][0].unit:
        rows = _opened(rows, need)
    seated: dict[int, Seat] = {}
    alone = [party[0] for party in parties if len(party) == 1]
    groups = [party for party in parties if len(party) > 1]
    rng.shuffle(groups)
    groups.sort(key=len, reverse=True)
    economy = next((at for at, row in enumerate(rows) if row[0].travel_class in {"economy", "second"}), 0)
    for group in groups:
        if len(group) <= 4 and rng.random() < _APART:
            alone += group
            continue
        lowest = economy if len(group) > 4 else 0
        at = _start(rng, rows, len(group), lowest)
        _place(rows, at, group, seated)
    free = [seat for row in rows for seat in row]
    rng.shuffle(free)
    for number in alone:
        seated[number] = free.pop()
    return seated, free


def change_seats(rng: Random, seated: dict[int, Seat], free: list[Seat], aboard: Sequence[int]) -> dict[int, Seat]:
    """The new seats of those who move once aboard: to a free seat, or with somebody who takes theirs."""
    moved: dict[int, Seat] = {}
    swaps: list[int] = []
    for number in aboard:
        if rng.random() >= _MOVES:
            continue
        if free and rng.random() < 0.6:
            moved[number] = free.pop()
        else:
            swaps.append(number)
    for one, other in zip(swaps[::2], swaps[1::2], strict=False):
        moved[one], moved[other] = seated[other], seated[one]
    return moved


@cache
def _rows(cabin: Cabin) -> tuple[tuple[Seat, ...], ...]:
    """Seats side by side between two aisles, from the nose and from the left."""
    found: dict[tuple[str, int, int], list[Seat]] = {}
    for seat in cabin.seats:
        found.setdefault((seat.unit, seat.rank, seat.block), []).append(seat)
    return tuple(tuple(row) for row in found.values())


def _opened(rows: list[list[Seat]], need: int) -> list[list[Seat]]:
    """The rows of as many coaches as are needed; the first coach has another class and is always open."""
    units = sorted({row[0].unit for row in rows})
    size = sum(len(row) for row in rows if row[0].unit == units[-1])
    first = sum(len(row) for row in rows if row[0].unit == units[0])
    several = 1 + max(1, ceil(max(0, need / _FILL - first) / size))
    return [row for row in rows if row[0].unit in units[:several]]


def _start(rng: Random, rows: list[list[Seat]], size: int, lowest: int) -> int:
    """Where to begin seating a group: a block that holds it, if need be with the block across the aisle."""
    for _ in range(24):
        at = rng.randrange(lowest, len(rows))
        here, across = rows[at], rows[(at + 1) % len(rows)]
        if len(here) >= min(size, 4):
            return at
        beside = len(here) >= 2 and across and here[0].rank == across[0].rank
        if beside and len(here) + len(across) >= min(size, 4):
            return at
    return max(range(len(rows)), key=lambda at: len(rows[at]))


def _place(rows: list[list[Seat]], at: int, group: Sequence[int], seated: dict[int, Seat]) -> None:
    """Seat by seat from here on, around the end of the cabin to its nose if need be."""
    for number in group:
        while not rows[at]:
            at = (at + 1) % len(rows)
        seated[number] = rows[at].pop(0)
