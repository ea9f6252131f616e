"""The cabin distances are counted on: from a layout the site knows, else inferred from the manifests.

A layout is written ``3-3:1-12,14-30``: a pattern, a colon, the rows that exist. Sections are parted by a semicolon
(``2-2:1-4;3-3:5-30``); a pattern may also spell its letters (``A-DG-K:11,14;B-EF-J:12,15``). Rows are put in numeric
order, nose to tail. A bar is a bulkhead behind the rows before it (``3-3:1-5|6-30``, ``2-2:1-4|;3-3:5-30``); without
any bar, where the sections end is not known. An upper deck whose rows begin anew is a cabin of its own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pratique.errors import NotReadable
from pratique.model.seating import letter_of, row_of
from pratique.model.tracing import CabinUsed, because, marked
from pratique.rules.blocks import Blocks, block_breaks, merged, read_pattern
from pratique.rules.inference import infer_cabin, is_label

__all__ = ["Fleet", "all_seats", "choose_cabin", "infer_cabin", "parse_cabin", "section_rows", "with_seats"]

_RANGE = re.compile(r"([1-9][0-9]{0,2})(?:-([1-9][0-9]{0,2}))?")
_REST = re.compile(r"[0-9]{1,4}[A-Z]?")
_HOW = "Write it as pattern, colon, rows: 3-3:1-12,14-30, with a semicolon between sections."


@dataclass(frozen=True, slots=True)
class Fleet:
    """The cabins a site knows, as layout texts. A deck or coach of its own is named after a stroke: ``ZZ123/UPPER``."""

    aircraft: Mapping[str, str] = field(default_factory=dict)
    """By registration, normalised: ``B1234``."""
    flights: Mapping[str, str] = field(default_factory=dict)
    """By flight (``ZZ123``) or carrier (``ZZ``)."""

    def layout(self, flight: str, registration: str = "", unit: str = "") -> str | None:
        """The layout for the aircraft, else for the flight, else for its carrier; None where none of them is known."""
        deck = f"/{unit}" if unit else ""
        if f"{registration}{deck}" in self.aircraft:
            return self.aircraft[f"{registration}{deck}"]
        for key in (flight, flight[:3], flight[:2]):
            if f"{key}{deck}" in self.flights and (key == flight or _REST.fullmatch(flight[len(key) :])):
                return self.flights[f"{key}{deck}"]
        return None


def parse_cabin(spec: str) -> CabinUsed:
    """The cabin a layout text describes; not inferred.

    Raises NotReadable where the text is no layout, names a row twice or counts rows backwards.
    """
    letters_of_row: dict[int, frozenset[str]] = {}
    sections: list[tuple[int, Blocks]] = []
    bulkheads: set[int] = set()
    for section in filter(None, (part.strip() for part in spec.split(";"))):
        pattern, colon, ranges = section.partition(":")
        if not colon:
            raise NotReadable("A cabin layout does not say which rows exist.", _HOW)
        blocks = read_pattern(pattern)
        rows: list[int] = []
        for last, part in enumerate(reversed(ranges.split("|"))):
            if last and not part.strip():
                raise NotReadable("A cabin layout has a bulkhead without rows in front of it.", _HOW)
            if part.strip() or "|" not in ranges:
                rows += (found := _rows(part))
                bulkheads |= {max(found)} if last else set()
        if len(set(rows)) < len(rows) or letters_of_row.keys() & set(rows):
            raise NotReadable("A cabin layout names a row twice.", _HOW)
        sections.append((len(rows), blocks))
        letters_of_row.update(dict.fromkeys(rows, frozenset(letter for block in blocks for letter in block)))
    if not sections:
        raise NotReadable("A cabin layout is empty.", _HOW)
    # The section with most rows leads, so that its aisles stand.
    blocks = merged([blocks for _, blocks in sorted(sections, key=lambda s: -s[0])])
    every = [letter for block in blocks for letter in block]
    absent = frozenset(f"{r}{letter}" for r, have in letters_of_row.items() for letter in every if letter not in have)
    return CabinUsed(
        re.sub(r"\s+", "", spec).upper(),
        False,
        every_row := tuple(sorted(letters_of_row)),
        blocks,
        absent,
        sections=_cut(every_row, bulkheads),
    )


def section_rows(cabin: CabinUsed, row: int) -> tuple[int, ...]:
    """The rows of the section that this row is in; empty where the bulkheads of this cabin are not known."""
    return next((rows for rows in cabin.sections if row in rows), ())


def all_seats(cabin: CabinUsed) -> frozenset[str]:
    """Every seat that exists in the cabin, empty ones included."""
    grid = (f"{row}{letter}" for row in cabin.rows for block in cabin.blocks for letter in block)
    return frozenset(grid) - cabin.absent


def with_seats(cabin: CabinUsed, seats: Iterable[str]) -> CabinUsed:
    """The same cabin, with any of these seats that it lacked added and noted, so that nobody is lost.

    A row that is not there is put in numeric order and gets the seats of the row before it; a letter that is not
    there exists only where it is stated. Texts that are no normal seat label are left alone.
    """
    extra = sorted({s for s in seats if is_label(s)} - all_seats(cabin), key=lambda s: (row_of(s), s))
    if not extra:
        return cabin
    rows, absent, blocks = list(cabin.rows), set(cabin.absent), cabin.blocks
    letters = [letter for block in blocks for letter in block]
    added_rows = sorted({row_of(s) for s in extra} - set(rows))
    for row in added_rows:
        at = next((i for i, have in enumerate(rows) if have > row), len(rows))
        if rows:
            like = rows[max(at - 1, 0)]
            absent |= {f"{row}{letter}" for letter in letters if f"{like}{letter}" in cabin.absent}
        rows.insert(at, row)
        if rows[:at] and (ahead := section_rows(cabin, rows[at - 1])):
            wider = tuple(sorted((*ahead, row)))
            cabin = replace(cabin, sections=tuple(wider if rows_ == ahead else rows_ for rows_ in cabin.sections))
    if new_letters := sorted({letter_of(s) for s in extra} - set(letters)):
        blocks = merged([blocks, *(((letter,),) for letter in new_letters)]) if blocks else block_breaks(new_letters)[0]
        absent |= {f"{row}{letter}" for row in rows for letter in new_letters}
    notes = [
        because(
            "row_added",
            "row {row} is stated but not in the layout {layout}; it was put in numeric order",
            row=row,
            layout=cabin.layout,
        )
        for row in added_rows
    ]
    if odd := [s for s in extra if row_of(s) not in added_rows or letter_of(s) in new_letters]:
        text = marked("{seats}: stated but not in the layout {layout}; added to the cabin")
        notes.append(because("seat_added", text, seats=", ".join(odd), layout=cabin.layout))
    return replace(
        cabin, rows=tuple(rows), blocks=blocks, absent=frozenset(absent - set(extra)), notes=(*cabin.notes, *notes)
    )


def choose_cabin(
    fleet: Fleet,
    flight: str,
    manifests: Sequence[Collection[str]],
    *,
    registration: str = "",
    unit: str = "",
) -> CabinUsed | None:
    """The cabin of a leg: the site's layout for the aircraft, the flight or the carrier, else inferred; None: no seat.

    `registration` is empty where the aircraft is not known. `unit` is a deck or coach other than the one not named;
    `manifests` then holds the seats of that unit only.

    `manifests` holds seat labels, one collection for each manifest of that flight number, **this leg's first**: only
    its seats are added to a layout of the site (an earlier day may have had another aircraft), while all of them serve
    to infer one.
    """
    layout = fleet.layout(flight, registration, unit)
    if layout is not None:
        return with_seats(parse_cabin(layout), manifests[0] if manifests else ())
    return infer_cabin(manifests)


def _cut(rows: tuple[int, ...], bulkheads: set[int]) -> tuple[tuple[int, ...], ...]:
    """The rows parted behind each bulkhead; nothing where no bulkhead is known."""
    if not bulkheads:
        return ()
    ends = [i + 1 for i, row in enumerate(rows) if row in bulkheads]
    parts = (rows[start:end] for start, end in zip([0, *ends], [*ends, len(rows)], strict=True))
    return tuple(part for part in parts if part)


def _rows(ranges: str) -> list[int]:
    rows: list[int] = []
    for part in re.sub(r"\s+", "", ranges).split(","):
        match = _RANGE.fullmatch(part)
        if not match:
            raise NotReadable("A cabin layout has rows that cannot be read.", _HOW)
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first:
            raise NotReadable("A cabin layout counts rows backwards.", _HOW)
        rows.extend(range(first, last + 1))
    return rows
