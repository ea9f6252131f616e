"""What a case file hands out about one leg: everything said of it, and whether other cases were aboard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pratique.model.movement import Leg, LegEvent, Line, Told


@dataclass(frozen=True, slots=True)
class LegRecord:
    """Everything said about one leg that was known at the desk's time."""

    leg: Leg
    lines: tuple[Line, ...]
    events: tuple[LegEvent, ...]
    told: Mapping[int, Told]
    partial: bool = False
    """The lines are those about some people of the leg: `boarding.presences` has to know."""
    erased: datetime | None = None
    """When its list was erased, if nothing was learnt of it since; what is left is of people whom a case holds."""


@dataclass(frozen=True, slots=True)
class OtherCases:
    """Other cases on a leg: those listed, by identity; those that only their own notice puts there."""

    listed: Mapping[int, int]
    noted: frozenset[int]
