"""Dates of birth, and of documents, as far as a text is certain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache

from pratique.flow.identity.normal.numbers import in_ascii

_MONTHS = (
    "JAN JANUARY ENERO ENE JANVIER JANV JANUAR JANNER JAENNER",
    "FEB FEBRUARY FEBRERO FEVRIER FEVR FEV FEBRUAR",
    "MAR MARCH MARZO MARS MARZ MAERZ MRZ",
    "APR APRIL ABRIL ABR AVRIL AVR",
    "MAY MAYO MAI",
    "JUN JUNE JUNIO JUIN JUNI",
    "JUL JULY JULIO JUILLET JUIL JULI",
    "AUG AUGUST AGOSTO AGO AOUT",
    "SEP SEPT SEPTEMBER SEPTIEMBRE SETIEMBRE SEPTEMBRE",
    "OCT OCTOBER OCTUBRE OCTOBRE OKT OKTOBER",
    "NOV NOVEMBER NOVIEMBRE NOVEMBRE",
    "DEC DECEMBER DICIEMBRE DIC DECEMBRE DEZ DEZEMBER",
)
_MONTH = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
_BESIDE_A_MONTH = frozenset(("DE", "DEL", "OF", "ST", "ND", "RD", "TH"))
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_TIME = re.compile(r"(?<=\d)[T ]\s*\d{1,2}:\d{2}.*")
_PARTS = re.compile(r"\d+|[^\W\d_]+")
_PLAIN = re.compile(r"(?:19|20)[0-9][0-9]-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])")
"""What most senders write, and what can mean one day only: it is not read letter by letter."""
_EASTERN = str.maketrans(dict.fromkeys("年月日号號년월일", "-"))
_UNKNOWN = str.maketrans(dict.fromkeys("X<?*", "0"))
_BUDDHIST = 543
_NO_BIRTH = frozenset(("1900-01-01", "1900"))
"""What systems fill in where no date is known."""

Reading = tuple[int, int, int]
"""Year, month, day; 0 for a part that is not known."""


@lru_cache(maxsize=1 << 16)
def birth(text: str | None) -> str | None:
    """A birth date, ISO, cut to what is certain (``1990-02``, ``1990``); None for placeholders and days to come.

    ``03/04/1990`` says the year only. A two-digit year is the latest that is not to come.
    """
    if not text:
        return None
    now = datetime.now(UTC)
    found = text if _PLAIN.fullmatch(text) else _certain(_readings(text, now.year, 1900), now.year)
    return None if found is None or found in _NO_BIRTH or found > f"{now:%Y-%m-%d}" else found


@lru_cache(maxsize=1 << 16)
def day(text: str | None) -> str | None:
    """A date of issue or expiry, ISO, cut to what is certain. A two-digit year is of 1980 to 2079."""
    if text and _PLAIN.fullmatch(text) and text >= "1950":
        return text
    return _certain(_readings(text, 2079, 1950), 2099) if text else None


def _certain(readings: Iterable[Reading], latest: int) -> str | None:
    """What all readings have in common, from the year down."""
    found = {reading for reading in readings if reading[0] <= latest}
    years, months = {r[0] for r in found}, {r[1] for r in found}
    if len(years) != 1:
        return None
    year, month, of_month = next(iter(found))
    if len(months) != 1 or not month:
        return f"{year:04}"
    return f"{year:04}-{month:02}-{of_month:02}" if len(found) == 1 and of_month else f"{year:04}-{month:02}"


def _readings(text: str, latest: int, earliest: int) -> Iterator[Reading]:
    """Every date the text can mean."""
    flat = _TIME.sub("", in_ascii(text.strip()[:60].translate(_EASTERN)))
    if not any("A" <= letter <= "Z" and letter != "X" for letter in flat):
        flat = flat.translate(_UNKNOWN)
    parts = _PARTS.findall(flat)
    numbers = [part for part in parts if part.isdigit()]
    words = [word for word in parts if not word.isdigit() and word not in _BESIDE_A_MONTH]
    years = _Years(latest, earliest)
    if words:
        if len(words) == 1 and words[0] in _MONTH:
            yield from _in_words(numbers, _MONTH[words[0]], years)
    elif len(numbers) == 1:
        yield from _compact(numbers[0], years)
    elif len(numbers) == 2:
        for year, month in (numbers, numbers[::-1]):
            if len(year) == 4 and len(month) <= 2:
                yield from years.read(year, month, "0")
    elif len(numbers) == 3:
        yield from _separated(numbers, years, points=flat.count(".") == 2)


def _in_words(numbers: list[str], month: int, years: _Years) -> Iterator[Reading]:
    if len(numbers) == 1 and len(numbers[0]) == 4:
        yield from years.read(numbers[0], str(month), "0")
    elif len(numbers) == 2:
        first, last = numbers
        yield from years.read(first, str(month), last) if len(first) == 4 else years.read(last, str(month), first)


def _compact(digits: str, years: _Years) -> Iterator[Reading]:
    match len(digits):
        case 4:
            yield from years.read(digits, "0", "0")
        case 6:
            yield from years.read(digits[:2], digits[2:4], digits[4:])
            yield from years.read(digits[:4], digits[4:], "0")
            yield from _day_first(digits[:2], digits[2:4], digits[4:], years)
        case 8:
            found = list(years.read(digits[:4], digits[4:6], digits[6:]))
            yield from found or _day_first(digits[:2], digits[2:4], digits[4:], years)


def _separated(numbers: list[str], years: _Years, points: bool) -> Iterator[Reading]:
    a, b, c = numbers
    if len(b) > 2:
        return
    if len(a) == 4 and len(c) <= 2:
        found = list(years.read(a, b, c)) or list(years.read(a, c, b))
        # A day no month has: which of the two is wrong cannot be told.
        yield from found or years.read(a, "0", "0")
    elif len(a) <= 2 and len(c) in (2, 4):
        yield from years.read(c, b, a)
        if not points:  # with points nobody writes the month first
            yield from years.read(c, a, b)
            if len(a) == len(b) == len(c) == 2:
                yield from years.read(a, b, c)


def _day_first(a: str, b: str, year: str, years: _Years) -> Iterator[Reading]:
    yield from years.read(year, b, a)
    yield from years.read(year, a, b)


class _Years:
    """Reads dates whose year is not before `earliest`, and two-digit years as the last not after `latest`."""

    def __init__(self, latest: int, earliest: int) -> None:
        self._latest, self._earliest = latest, earliest

    def read(self, year: str, month: str, of_month: str) -> Iterator[Reading]:
        """The one date this is, if it is one."""
        number, m, d = int(year), int(month), int(of_month)
        if len(year) == 2:
            number += self._latest // 100 * 100
            number -= 100 if number > self._latest else 0
        elif number > 2400:
            number -= _BUDDHIST
        if number < self._earliest or not 0 <= m <= 12 or (m == 0 and d):
            return
        if m and not 0 <= d <= _LONGEST[m - 1]:
            return
        if (m, d) == (2, 29) and (number % 4 or (number % 100 == 0 and number % 400)):
            return
        yield number, m, d
