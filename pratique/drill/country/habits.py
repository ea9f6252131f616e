"""What a service's sender does for some time: format, dialect, language, and whether seats are sent at all.

Habits are dealt out evenly over the services in the order in which they first sail, so that a small country too has
some of each, and a share is met without waiting for large numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from pratique.drill.country.paxlst import DIALECTS, US, Dialect
from pratique.drill.country.rates import Rates
from pratique.drill.country.sheets import LANGUAGES, Language
from pratique.drill.country.world import Leg

NEVER = 0.6
"""Share of what is missing of seats that is missing because its sender never sends any."""
TABLES, US_AMONG_NEVER = 0.15, 0.25
"""Services listed in tables instead of EDIFACT; those without seats that are listed in the older US shape."""
_AGENT_DAYS = 10
_GOLDEN, _PLASTIC = 0.6180339887, 0.7548776662


@dataclass(frozen=True, slots=True)
class Habit:
    """How one service is told of."""

    form: Literal["edifact", "table", "train"]
    dialect: Dialect
    language: Language
    seat_chance: float
    """How often a seat is left out; 1 where none is ever sent."""
    part_size: int
    """People a message, at most."""

    @property
    def references(self) -> bool:
        """Whether people have references by which a close-out can name them."""
        return self.form == "table" or (self.form == "edifact" and not self.dialect.us)


class Habits:
    """The habits of every service seen so far; its handling agent, and with it format and seats, may change."""

    def __init__(self, rates: Rates, seed: int) -> None:
        self._never = rates["seat_missing"] * NEVER
        self._chance = (rates["seat_missing"] - self._never) / (1 - self._never)
        self._offset = (seed * _PLASTIC) % 1
        self._known: dict[tuple[str, int], Habit] = {}
        self._dialects: dict[str, Dialect] = {}
        self._tables = 0

    def of(self, leg: Leg) -> Habit:
        """The habit of the leg's service at its time."""
        key = leg.flight, leg.departs_local.toordinal() // _AGENT_DAYS
        habit = self._known.get(key)
        if habit is None:
            habit = self._known[key] = self._made(leg, len(self._known))
        return habit

    def _made(self, leg: Leg, number: int) -> Habit:
        even, other = (self._offset + number * _GOLDEN) % 1, (self._offset + number * _PLASTIC) % 1
        dialect = self._dialects.setdefault(leg.flight, DIALECTS[len(self._dialects) % len(DIALECTS)])
        habit = Habit(
            form="edifact",
            dialect=dialect,
            language=LANGUAGES[self._tables % len(LANGUAGES)],
            seat_chance=1.0 if even < self._never else self._chance,
            part_size=(10_000, 60, 90)[number % 3],
        )
        if leg.conveyance == "train":
            return replace(habit, form="train")
        if even < self._never * US_AMONG_NEVER:
            return replace(habit, dialect=US)
        if other >= TABLES:
            return habit
        self._tables += 1
        return replace(habit, form="table")
