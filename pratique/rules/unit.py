"""Parts of trains, ships and buses: coach, compartment, bay and cabin, told from what a ticket says.

How numbers fall into bays is data (``layouts/train-*.toml``, ``layouts/bus.toml``), of standing default: it is general
use, no authority's. Whatever cannot be told from the ticket is None: the person is then to be classified.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from pratique.rules.zone import Zone, zone_for

_PLACE = re.compile(r"0*([1-9][0-9]{0,2})(?:([A-H])|([LMU上中下])(?:铺|鋪)?|号|號)?")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where somebody was, as stated: coach, deck or ship cabin; travel class; seat or berth. Empty: not stated."""

    unit: str = ""
    travel_class: str = ""
    seat: str = ""


def same_unit(a: str, b: str) -> bool | None:
    """Whether two coaches or cabins are one (``05`` is ``5``); None where either is not stated."""
    if not a.strip() or not b.strip():
        return None
    return _plain(a) == _plain(b)


def class_of_coach(unit: str, stated: Iterable[Spot]) -> str:
    """The one class in which all of these travel who are in that coach; empty: none is stated there, or several."""
    classes = {spot.travel_class for spot in stated if spot.travel_class and same_unit(unit, spot.unit)}
    return classes.pop() if len(classes) == 1 else ""


def near_in_units(zone: Zone, case: Spot, other: Spot) -> bool | None:
    """Whether the zone, counted by coach, compartment, bay or ship cabin, covers the other; None: cannot be told.

    Where the class of the case is not stated, or none that the rule names, the answer is sure only if every part of
    the rule gives the same.
    """
    answers = {_near(part, case, other) for part in zone_for(zone, None, case.travel_class)}
    return answers.pop() if len(answers) == 1 else None


def _near(zone: Zone, case: Spot, other: Spot) -> bool | None:
    if zone.type in ("whole", "none"):
        return zone.type == "whole"
    together = same_unit(case.unit, other.unit)
    if zone.type in ("coach", "ship_cabin") or together is False:
        return together
    own, theirs = part_number(case), part_number(Spot(other.unit, other.travel_class or case.travel_class, other.seat))
    if own is None or theirs is None:
        return None
    inside = own == theirs if zone.type == "compartment" else -zone.ahead <= theirs - own <= zone.behind
    # Another bay is another bay in whatever coach; the same number is the same bay only in the same coach.
    return together if inside else False


def part_number(spot: Spot) -> int | None:
    """Which bay or compartment of its coach this is, counted from 0; None where class or number do not tell."""
    layout = train_layouts().get(spot.travel_class)
    match = _PLACE.fullmatch(spot.seat.strip().upper())
    if layout is None or match is None:
        return None
    number, letter, level = int(match[1]), match[2], match[3]
    size = layout["rows_per_unit"] if letter else layout["per_unit_with_level"] if level else layout["per_unit"]
    return (number - 1) // int(size)


def bus_seat(stated: str) -> str | None:
    """The row and letter of a bus seat: as stated, or from its bare number (``12`` is ``3F``); None: unusable."""
    match = _PLACE.fullmatch(stated.strip().upper())
    if match is None or match[3]:
        return None
    if match[2]:
        return f"{int(match[1])}{match[2]}"
    letters = str(bus_layout()["seats"]).replace("-", "")
    row, place = divmod(int(match[1]) - 1, len(letters))
    return f"{row + 1}{letters[place]}"


@cache
def train_layouts() -> Mapping[str, Mapping[str, Any]]:
    """Travel class to how its numbers fall into bays, as shipped."""
    names = (entry.name for entry in files("pratique.rules").joinpath("layouts").iterdir())
    found = (_layout(name) for name in sorted(names) if name.startswith("train-"))
    return {str(layout["travel_class"]): layout for layout in found}


def bus_layout() -> Mapping[str, Any]:
    """How bare numbers of a bus fall into rows and seats, as shipped."""
    return _layout("bus.toml")


@cache
def _layout(name: str) -> Mapping[str, Any]:
    return tomllib.loads(files("pratique.rules").joinpath("layouts", name).read_text(encoding="utf-8"))


def _plain(unit: str) -> str:
    text = re.sub(r"\s+|车厢?$|車廂?$|号$|號$", "", unit).casefold()
    return text.lstrip("0") or text
