"""Which seats a rule covers, counted on rows by rank: the second row ahead is the second that exists.

Each kind of zone is one function of cabin and seat; a rule file names the kind. ``row_band`` takes all rows whose
rank is within `ahead` nearer the nose and `behind` nearer the tail, the case's own row included.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from pratique.model.seating import letter_of, row_of
from pratique.model.tracing import CabinUsed
from pratique.rules.cabin import all_seats, with_seats

ZoneType = Literal["row_band", "whole", "none"]
Width = Literal["full", "block"]
ZONE_TYPES: tuple[str, ...] = get_args(ZoneType)
WIDTHS: tuple[str, ...] = get_args(Width)


@dataclass(frozen=True, slots=True)
class Zone:
    """The part of a cabin that counts as near. `ahead`, `behind` (rows) and `width` belong to ``row_band`` only."""

    type: ZoneType
    ahead: int = 0
    behind: int = 0
    width: Width = "full"


def row_distance(cabin: CabinUsed, a: int, b: int) -> int:
    """How many existing rows row `b` lies behind row `a` (negative: ahead). ValueError for a row not in the cabin."""
    return cabin.rows.index(b) - cabin.rows.index(a)


def row_band(cabin: CabinUsed, seat: str, ahead: int, behind: int) -> frozenset[int]:
    """The rows from `ahead` rows nearer the nose to `behind` rows nearer the tail of this seat's row, it included."""
    rows = with_seats(cabin, (seat,)).rows
    rank = rows.index(row_of(seat))
    return frozenset(rows[max(rank - ahead, 0) : rank + behind + 1])


def covered_seats(zone: Zone, cabin: CabinUsed, seat: str) -> frozenset[str]:
    """The seats a rule covers around a case's seat, empty ones included, without the case's own.

    A case's seat that the cabin does not have is first put into it (see `with_seats`).
    """
    cabin = with_seats(cabin, (seat,))
    match zone.type:
        case "none":
            return frozenset()
        case "whole":
            return all_seats(cabin) - {seat}
        case "row_band":
            rows = row_band(cabin, seat, zone.ahead, zone.behind)
            own = next(block for block in cabin.blocks if letter_of(seat) in block)
            wide = all_seats(cabin) if zone.width == "full" else (s for s in all_seats(cabin) if letter_of(s) in own)
            return frozenset(s for s in wide if row_of(s) in rows) - {seat}


def zone_words(zone: Zone) -> str:
    """The zone in words, to follow "the rule covers"."""
    if zone.type != "row_band":
        return "everybody on board" if zone.type == "whole" else "nobody by seat"
    if zone.ahead == zone.behind:
        reach = f"{_rows(zone.ahead)} each way" if zone.ahead else "the case's own row"
    else:
        reach = f"{_rows(zone.ahead)} ahead and {_rows(zone.behind)} behind"
    return reach if zone.width == "full" else f"{reach}, on the case's side of the aisle"


def _rows(count: int) -> str:
    return "no row" if count == 0 else "1 row" if count == 1 else f"{count} rows"
