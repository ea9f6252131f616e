"""A cabin's rows laid out in strips: in full around what matters, compact elsewhere, wrapped where they do not fit.

Sizes are CSS pixels.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil

UNIT = 26.0
SMALL = 13.0
_LARGE_SMALL = 18.0
"""Compact rows are at least this and at most that far apart: what is left of the width is shared out."""
AISLE = 13.0
_LETTERS = 20.0
"""Room for the column of seat letters in front of rows drawn in full."""
_CABIN_GAP = 12.0
_WIDEST = 1150.0
"""What a 1280 px window shows without scrolling, margins taken off."""
_NEAR = 2
"""Rows drawn in full on either side of every row that matters."""
TOP = 30.0
BOTTOM = 16.0
NOSE = 44.0
TAIL = 30.0


@dataclass(slots=True)
class Row:
    """One row of seats; `told`: the case, a contact or the rule's zone is in it. `x` is its middle, once laid out."""

    number: int
    letters: frozenset[str]
    in_zone: bool
    told: bool
    full: bool = True
    pitch: float = UNIT
    x: float = 0.0


@dataclass(slots=True)
class Strip:
    """Rows beside each other from `top` down; `letter_columns` are where seat letters stand, `right` is the end."""

    rows: list[Row] = field(default_factory=list)
    top: float = 0.0
    first: bool = False
    last: bool = False
    right: float = 0.0
    letter_columns: list[float] = field(default_factory=list)


def breaks(before: Row, row: Row) -> bool:
    """Another cabin begins where two or more letters come or go at once."""
    return len(before.letters ^ row.letters) > 1


def _room(before: Row | None, row: Row) -> float:
    """The space in front of a row: cabin break, and seat letters where rows in full begin."""
    if before is None:
        return _LETTERS
    return (_CABIN_GAP if breaks(before, row) else 0) + (_LETTERS if row.full and not before.full else 0)


def _length(rows: list[Row]) -> float:
    return sum(row.pitch + _room(before, row) for before, row in zip([None, *rows], rows, strict=False)) + NOSE + TAIL


def strips_of(rows: list[Row], depth: float) -> list[Strip]:
    """The rows, nose to tail, in as few strips of this depth as hold them; each row is given its size and place."""
    _make_compact(rows)
    wanted = max(1, ceil(_length(rows) / _WIDEST))
    limit = _length(rows) / wanted + UNIT
    strips: list[Strip] = []
    before: Row | None = None
    x = 0.0
    for row in rows:
        if not strips or (x + row.pitch > limit and len(strips) < wanted):
            strips.append(Strip(top=TOP + len(strips) * (depth + TOP + BOTTOM), first=not strips))
            x, before = NOSE, None
        room = _room(before, row)
        x += room
        if before is None or (row.full and not before.full):
            strips[-1].letter_columns.append(x - _LETTERS / 2)
        row.x = x + row.pitch / 2
        x += row.pitch
        strips[-1].rows.append(row)
        strips[-1].right = x
        before = row
    strips[-1].last = True
    return strips


def _make_compact(rows: list[Row]) -> None:
    """Where the rows are too long together, those away from the ones that are told of become small."""
    if _length(rows) <= _WIDEST:
        return
    near = {i + d for i, row in enumerate(rows) if row.told for d in range(-_NEAR, _NEAR + 1)}
    for i, row in enumerate(rows):
        if i not in near:
            row.full, row.pitch = False, SMALL
    compact = [row for row in rows if not row.full]
    if compact and (left := _WIDEST - _length(rows)) > 0:
        for row in compact:
            row.pitch = min(_LARGE_SMALL, SMALL + left / len(compact))
