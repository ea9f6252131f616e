"""Which papers a traveller holds and which one is shown on a day, from the traveller's number alone.

Numbers of papers are made by formula: no two of one issuer are alike, and none belongs to a known series.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from pratique.drill.country.chance import mix, pick
from pratique.drill.country.world import Paper

_NINE_DIGITS = frozenset(("GBR", "USA"))
_SECOND = ("CAN", "AUS", "GBR", "PRT", "NZL", "BRA")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class Holding(NamedTuple):
    """What somebody holds besides a first passport, which always has index 0."""

    renewed_on: int
    """Day of the period on which the second passport is issued; -1 for no renewal. Its index is 1."""
    dual: int
    """Index of the passport of a second state; -1 for none. Likewise `card`."""
    card: int

    def passport(self, day: int) -> int:
        """Index of the passport of the first state that is in use on this day of the period."""
        return 1 if 0 <= self.renewed_on <= day else 0

    def shown(self, day: int, bits: int, *, train: bool = False) -> int:
        """Index of the paper shown: mostly the passport; a card mostly on trains; either state's passport."""
        if self.card >= 0 and bits % 100 < (80 if train else 15):
            return self.card
        if self.dual >= 0 and bits >> 8 & 1:
            return self.dual
        return self.passport(day)


def holding(seed: int, number: int, days: int) -> Holding:
    """30 of 100 renew within the period, 4 have a second nationality, 30 carry an identity card."""
    bits = mix(seed, 21, number)
    renewed_on = 1 + (bits >> 32) % max(1, days - 1) if bits % 100 < 30 else -1
    last = int(renewed_on >= 0)
    dual = card = -1
    if (bits >> 10) % 100 < 4:
        last = dual = last + 1
    if (bits >> 20) % 100 < 30:
        card = last + 1
    return Holding(renewed_on, dual, card)


def papers(
    seed: int, number: int, held: Holding, first: date, nationality: str, born: date, sex: str
) -> tuple[Paper, ...]:
    """Every paper held within the period, by index. The old passport outlives a renewal by up to four months."""
    bits = mix(seed, 22, number)
    earliest = born + timedelta(days=10)
    start = max(earliest, first - timedelta(days=30 + bits % 1700))
    if held.renewed_on >= 0:
        renewed = first + timedelta(days=held.renewed_on)
        old_end = renewed + timedelta(days=(bits >> 12) % 120 - 1)
        found = [
            Paper("P", _passport(nationality, number, 0), nationality, max(earliest, _years(old_end, -10)), old_end),
            Paper("P", _passport(nationality, number, 1), nationality, renewed, _years(renewed, 10)),
        ]
    else:
        found = [Paper("P", _passport(nationality, number, 0), nationality, start, _years(start, 10))]
    if held.dual >= 0:
        other = pick([state for state in _SECOND if state != nationality], bits >> 24)
        found.append(Paper("P", _passport(other, number, 2), other, start, _years(start, 10)))
    if held.card >= 0:
        found.append(Paper("I", _card(nationality, number, born, sex), nationality, start, _years(start, 10)))
    return tuple(found)


def _passport(issuer: str, number: int, slot: int) -> str:
    """A letter and eight digits, or nine digits; different for every traveller and slot below 25 million travellers."""
    digits = ((number * 4 + slot) * 48_271_939 + 7_654_321) % 100_000_000
    if issuer in _NINE_DIGITS:
        return f"5{digits:08d}"
    return f"{'E' if issuer == 'CHN' else issuer[2]}{digits:08d}"


def _card(issuer: str, number: int, born: date, sex: str) -> str:
    """Nine characters; in China 18 with a check digit, under a region code (99) that is given to no place."""
    if issuer != "CHN":
        return f"{issuer[0]}{((number * 4 + 3) * 48_271_939 + 7_654_321) % 100_000_000:08d}"
    order = number // 10_000 % 500 * 2 + (sex == "M")
    body = f"99{number % 10_000:04d}{born:%Y%m%d}{order:03d}"
    rest = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, body, strict=True)) % 11
    return body + "10X98765432"[rest]


def _years(day: date, years: int) -> date:
    """The same day of another year; the day before for one that does not exist."""
    moved = day if (day.month, day.day) != (2, 29) else day - timedelta(days=1)
    return moved.replace(year=moved.year + years) - timedelta(days=1)
