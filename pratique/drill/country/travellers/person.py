"""One invented person: name, papers and telephones as they truly are."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from pratique.drill.country.travellers.spelling import Latin
from pratique.drill.country.words import Sex, Word
from pratique.drill.country.world import Culture, Paper

FIRST, DAYS = date(2024, 11, 1), 730
"""The period in which everybody travels."""


@dataclass(slots=True)
class Person:
    """One invented person."""

    number: int
    culture: Culture
    nation: str
    sex: Sex
    born: date
    family: Word
    names: tuple[Word, ...]
    latin: Latin
    """As in the passport."""
    father: str = ""
    """Patronymic in Cyrillic."""
    second: tuple[str, Latin] | None = None
    """Another nationality, and the name as its papers write it."""
    passports: list[Paper] = field(default_factory=list)
    """Of the first state, in order of time."""
    second_passport: Paper | None = None
    card: Paper | None = None
    national_id: str | None = None
    phones: list[tuple[int, str, tuple[str, str]]] = field(default_factory=list)
    """Day from which a telephone is used, the state it belongs to, and its two parts; in order of time."""
    married_on: int | None = None
    """Day of the period on which the surname changed, and in `before` what it was."""
    before: tuple[Word, str] | None = None
    traits: set[str] = field(default_factory=set)

    @property
    def native(self) -> str | None:
        """The whole name in its own script; None where that is Latin."""
        match self.culture:
            case "zh" | "ko":
                return self.family[1] + self.names[0][1]
            case "ru":
                return f"{self.family[1]} {self.names[0][1]} {self.father}".strip().title()
            case "ar":
                return " ".join([*(name[1] for name in self.names), self.family[1]])
            case _:
                return None
