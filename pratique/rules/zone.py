"""Which part of a conveyance a rule covers: the kinds of zone, as rules state them, and their words.

``row_band``           rows within `ahead` nearer the nose and `behind` nearer the tail, the case's own row included;
                       `width` full: across all aisles, block: the case's side of the aisle only
``seat_box``           within `rows` rows and `seats` seats; `aisle` transparent: seats either side of an aisle are
                       neighbours, blocks: the box ends at the aisle
``same_row_adjacent``  within `seats` seats in the case's own row
``section``            the rows between two bulkheads
``coach``, ``compartment``, ``bay``, ``ship_cabin``  parts of a train or a ship (see `unit`)
``whole``, ``none``    everybody on board; nobody by seat
``any_of``             by travel class: each of `of` names the `classes` it holds for
``by_duration``        by hours on board: each of `of` holds up to and including `up_to_h`, the last one beyond
``decision_required``  the authority offers options: the officer chooses another rule
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from pratique.errors import NotReadable
from pratique.model.seating import letter_of, row_of
from pratique.model.tracing import CabinUsed
from pratique.rules.cabin import all_seats, section_rows, with_seats
from pratique.rules.distance import row_distance, seat_distance

__all__ = [
    "AISLES",
    "UNIT_TYPES",
    "WIDTHS",
    "ZONE_TYPES",
    "Aisle",
    "Width",
    "Zone",
    "ZoneType",
    "covered_seats",
    "row_band",
    "row_distance",
    "zone_for",
    "zone_words",
]

ZoneType = Literal[
    "row_band",
    "seat_box",
    "same_row_adjacent",
    "section",
    "compartment",
    "coach",
    "bay",
    "ship_cabin",
    "whole",
    "none",
    "any_of",
    "by_duration",
    "decision_required",
]
Width = Literal["full", "block"]
Aisle = Literal["transparent", "blocks"]
ZONE_TYPES: tuple[str, ...] = get_args(ZoneType)
WIDTHS: tuple[str, ...] = get_args(Width)
AISLES: tuple[str, ...] = get_args(Aisle)
UNIT_TYPES = frozenset({"compartment", "coach", "bay", "ship_cabin"})
"""Zones of trains and ships, which are told by coach, berth or cabin and not by rows of one cabin."""


@dataclass(frozen=True, slots=True)
class Zone:
    """The part of a conveyance that counts as near; which fields belong to which type, the module says."""

    type: ZoneType
    ahead: int = 0
    behind: int = 0
    width: Width = "full"
    rows: int = 0
    seats: int = 0
    aisle: Aisle = "transparent"
    classes: tuple[str, ...] = ()
    """Inside ``any_of``: the travel classes of the case this part holds for."""
    up_to_h: float | None = None
    """Inside ``by_duration``: hours on board up to which this part holds, that many included; None: beyond all."""
    of: tuple[Zone, ...] = ()


def zone_for(zone: Zone, hours: float | None = None, travel_class: str = "") -> tuple[Zone, ...]:
    """The plain zones that may hold: one where hours and class decide, several where they are not known.

    A class that an ``any_of`` does not name decides nothing: all its parts may hold.
    """
    if zone.type == "by_duration":
        parts = zone.of
        if hours is not None:
            parts = tuple(p for p in zone.of if p.up_to_h is None or hours <= p.up_to_h)[:1]
    elif zone.type == "any_of":
        parts = tuple(p for p in zone.of if travel_class in p.classes) or zone.of
    else:
        return (zone,)
    return tuple(plain for part in parts for plain in zone_for(part, hours, travel_class))


def row_band(cabin: CabinUsed, seat: str, ahead: int, behind: int) -> frozenset[int]:
    """The rows from `ahead` rows nearer the nose to `behind` rows nearer the tail of this seat's row, it included."""
    rows = with_seats(cabin, (seat,)).rows
    rank = rows.index(row_of(seat))
    return frozenset(rows[max(rank - ahead, 0) : rank + behind + 1])


def covered_seats(zone: Zone, cabin: CabinUsed, seat: str, *, hours: float | None = None) -> frozenset[str]:
    """The seats a rule covers around a case's seat, empty ones included, without the case's own.

    A case's seat that the cabin does not have is first put into it (see `with_seats`). Where the zone depends on
    hours that are not given, the union of what may hold; a section whose bulkheads are not known is the whole cabin.
    Raises NotReadable for ``decision_required`` and for zones of trains and ships, which no cabin can answer.
    """
    cabin = with_seats(cabin, (seat,))
    return frozenset(s for part in zone_for(zone, hours) for s in _covered(part, cabin, seat)) - {seat}


def _covered(zone: Zone, cabin: CabinUsed, seat: str) -> Iterable[str]:
    match zone.type:
        case "none":
            return ()
        case "whole":
            return all_seats(cabin)
        case "section":
            return _in_rows(cabin, section_rows(cabin, row_of(seat)) or cabin.rows)
        case "row_band":
            band = _in_rows(cabin, row_band(cabin, seat, zone.ahead, zone.behind))
            return band if zone.width == "full" else (s for s in band if _same_block(cabin, s, seat))
        case "seat_box" | "same_row_adjacent":
            box = _in_rows(cabin, row_band(cabin, seat, zone.rows, zone.rows))
            near = (s for s in box if seat_distance(cabin, seat, s) <= zone.seats)
            return near if zone.aisle == "transparent" else (s for s in near if _same_block(cabin, s, seat))
    if zone.type == "decision_required":
        raise NotReadable("This rule leaves open which seats count as near.", "Choose another authority's rule.")
    raise NotReadable(
        f"This rule covers {zone_words(zone)}: that is told by coach, berth or cabin, not by rows of seats.",
        "Choose a rule for this kind of conveyance; the worked examples of this one show how it counts.",
    )


def _in_rows(cabin: CabinUsed, rows: Iterable[int]) -> list[str]:
    grid = (f"{row}{letter}" for row in rows for block in cabin.blocks for letter in block)
    return [s for s in grid if s not in cabin.absent]


def _same_block(cabin: CabinUsed, a: str, b: str) -> bool:
    return any(letter_of(a) in block and letter_of(b) in block for block in cabin.blocks)


_PLAIN_WORDS = {
    "whole": "everybody on board",
    "none": "nobody by seat",
    "section": "the case's cabin section",
    "compartment": "the case's compartment",
    "coach": "the case's coach",
    "ship_cabin": "the case's cabin",
    "decision_required": "what the officer decides: the source offers options and no single rule",
}


def zone_words(zone: Zone) -> str:
    """The zone in words, to follow "the rule covers"."""
    match zone.type:
        case "row_band":
            reach = _reach(zone.ahead, zone.behind, "row", "the case's own row")
            return reach if zone.width == "full" else f"{reach}, on the case's side of the aisle"
        case "seat_box":
            return f"{_count(zone.seats, 'seat')} and {_count(zone.rows, 'row')} in any direction{_aisle(zone)}"
        case "same_row_adjacent":
            near = "the next seat" if zone.seats == 1 else _count(zone.seats, "seat")
            return f"{near} on either side in the same row{_aisle(zone)}"
        case "bay":
            return f"the case's bay and {_reach(zone.ahead, zone.behind, 'bay', 'no other')}"
        case "any_of" | "by_duration":
            return "; ".join(f"{_when(zone, part)} {zone_words(part)}" for part in zone.of)
    return _PLAIN_WORDS[zone.type]


def _reach(ahead: int, behind: int, noun: str, only: str) -> str:
    if ahead == behind:
        return f"{_count(ahead, noun)} each way" if ahead else only
    return f"{_count(ahead, noun)} ahead and {_count(behind, noun)} behind"


def _aisle(zone: Zone) -> str:
    return ", not across an aisle" if zone.aisle == "blocks" else ", across aisles too"


def _when(zone: Zone, part: Zone) -> str:
    if zone.type == "any_of":
        return f"in {' or '.join(name.replace('_', ' ') for name in part.classes)}"
    if part.up_to_h is not None:
        return f"up to {part.up_to_h:g} hours on board"
    longest = max((p.up_to_h for p in zone.of if p.up_to_h is not None), default=0)
    return f"over {longest:g} hours"


def _count(count: int, noun: str) -> str:
    return f"no {noun}" if count == 0 else f"1 {noun}" if count == 1 else f"{count} {noun}s"
