"""How far two seats are apart: in rows that exist, and in seats along a row. Labels are never subtracted.

The seat order is the cabin's. Where two rows have as many seats in every block (the rows of a staggered cabin,
lettered in turn A D G K and B E F J), a seat is as far along its row as its rank there. Else seats are compared by
their place in the cabin's order and only seats that exist lie between them; the row with fewer seats between decides,
so that a gap in a row brings people nearer and never puts them further away.
"""

from __future__ import annotations

from pratique.model.seating import letter_of, row_of
from pratique.model.tracing import CabinUsed


def row_distance(cabin: CabinUsed, a: int, b: int) -> int:
    """How many existing rows row `b` lies behind row `a` (negative: ahead). ValueError for a row not in the cabin."""
    return cabin.rows.index(b) - cabin.rows.index(a)


def seat_distance(cabin: CabinUsed, a: str, b: str) -> int:
    """How many seats seat `b` is to the side of seat `a`, whatever its row; 0: straight ahead, behind, or the same.

    Aisles count nothing: the seats either side of one are 1 apart. ValueError for a letter that the cabin lacks.
    """
    row_a, row_b = _row(cabin, row_of(a)), _row(cabin, row_of(b))
    if [len(block) for block in row_a] == [len(block) for block in row_b]:
        rank_a, rank_b = (_flat(row).index(letter_of(s)) for row, s in ((row_a, a), (row_b, b)))
        return abs(rank_a - rank_b)
    order = _flat(list(cabin.blocks))
    low, high = sorted((order.index(letter_of(a)), order.index(letter_of(b))))
    if low == high:
        return 0
    between = set(order[low + 1 : high])
    return 1 + min(len(between.intersection(_flat(row))) for row in (row_a, row_b))


def _row(cabin: CabinUsed, row: int) -> list[tuple[str, ...]]:
    return [tuple(letter for letter in block if f"{row}{letter}" not in cabin.absent) for block in cabin.blocks]


def _flat(blocks: list[tuple[str, ...]]) -> list[str]:
    return [letter for block in blocks for letter in block]
