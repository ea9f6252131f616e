"""What other authorities' rules would give, as a table: a rule a line, a journey a column."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pratique.model.tracing import Reason, RuleUsed, Tracing
from pratique.present.language import Translator


@dataclass(frozen=True, slots=True)
class OtherRule:
    """One rule: its answer on each journey of the table (None: not in its window), or why there is none."""

    rule: RuleUsed
    cells: tuple[str | None, ...]
    notes: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Others:
    """The table: journeys (flight and day), then the rules."""

    legs: tuple[str, ...]
    rules: tuple[OtherRule, ...]


def others_of(tracing: Tracing, t: Translator) -> Others:
    """The comparison of a trace; without rules where none was asked for."""
    legs = tuple(dict.fromkeys(leg for other in tracing.alternatives for leg, _, _ in other.legs))
    rules = []
    for other in tracing.alternatives:
        found = {leg: answer(certain, unclear, t) for leg, certain, unclear in other.legs}
        rules.append(OtherRule(other.rule, tuple(found.get(leg) for leg in legs), other.notes))
    return Others(tuple(_leg_words(leg, t) for leg in legs), tuple(rules))


def _leg_words(leg: str, t: Translator) -> str:
    """``ZZ305 14 Nov 2026`` for ``ZZ305 2026-11-14``."""
    name, _, day = leg.rpartition(" ")
    return f"{name} {t.day(date.fromisoformat(day))}"


def answer(certain: int, unclear: int, t: Translator) -> str:
    """``24 contacts, 3 to decide by hand``."""
    contacts = t.count("{n} contact", "{n} contacts", certain)
    if not unclear:
        return contacts
    return t.listed((contacts, t.say("{n} to decide by hand", n=unclear)))
