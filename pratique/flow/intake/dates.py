"""Dates of a whole column at a time: one order of day, month and year for all its values, or a question.

A value is never read by itself: ``01/02/1990`` means what its column means.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pratique.flow.intake.headers import normal_header
from pratique.flow.intake.profile import DateOrder

ORDERS: tuple[DateOrder, ...] = ("ymd", "dmy", "mdy")
FAR = date(2079, 12, 31)
"""Two-digit years of dates that are no births: none lies later."""
_MONTHS = (
    "jan january enero ene janvier janv januar jän jänner",
    "feb february febrero février févr fev februar",
    "mar march marzo mars märz mrz mär maerz",
    "apr april abril abr avril avr",
    "may mayo mai",
    "jun june junio juin juni",
    "jul july julio juillet juil juli",
    "aug august agosto ago août aout",
    "sep sept september septiembre set setiembre septembre",
    "oct october octubre octobre okt oktober",
    "nov november noviembre novembre",
    "dec december diciembre dic décembre déc dezember dez",
)
_MONTH = {normal_header(word): number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
_CHINESE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号號]?")
_SEPARATED = re.compile(r"(\d{1,4})\s*([-/. ])\s*(\d{1,2})\s*\2\s*(\d{1,4})")
_COMPACT = re.compile(r"\d{6}|\d{8}")
_DAY_MONTH_YEAR = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[\s\-/.]*(?:de\s+)?([^\W\d_]+)\.?[\s\-/.,]*(?:de\s+)?(\d{4}|\d{2})"
)
_MONTH_DAY_YEAR = re.compile(r"([^\W\d_]+)\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_YEAR_MONTH_DAY = re.compile(r"(\d{4})[\s\-/.]*([^\W\d_]+)[\s\-/.]*(\d{1,2})")
_TIME = re.compile(
    r"(?:^|[T ]\s*)([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d+)?)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|[+-]\d\d:?\d\d)?$"
)


@dataclass(frozen=True, slots=True)
class DateColumn:
    """One column as read. `values` are ISO or None; `failed` are the positions of values that are no date.

    `orders` holds more than one order where the column can be read in several ways that differ; then nothing is read.
    `two_digit` says that centuries had to be filled in.
    """

    values: tuple[str | None, ...]
    failed: tuple[int, ...] = ()
    orders: tuple[DateOrder, ...] = ()
    two_digit: bool = False


def read_dates(texts: Sequence[str], latest: date = FAR, stated: DateOrder | None = None) -> DateColumn:
    """A column of dates. `latest` settles the century of two-digit years: the last one that is not after it.

    Orders that read every readable value are candidates; if they agree on every date, or `stated` picks one, that is
    the reading. Where none reads all, one order is taken only if it fails on few values (one in twenty, or one)
    and every other fails on more than four times as many; values that fail then are lost and listed. So are a few
    doubtful values among many that every order reads alike (year first, month in words).
    """
    readings = {order: [_read(text, order, latest) for text in texts] for order in ([stated] if stated else ORDERS)}
    filled = [place for place, text in enumerate(texts) if text]
    readable = [place for place in filled if any(reading[place] for reading in readings.values())]
    missed = {order: [p for p in readable if not reading[p]] for order, reading in readings.items()}
    fewest = sorted(missed, key=lambda order: len(missed[order]))
    best = fewest[0]
    least = len(missed[best])
    equals = [order for order in fewest if len(missed[order]) == least]
    differ = any(readings[order] != readings[best] for order in equals)
    rivals = [order for order in fewest if least and order not in equals and len(missed[order]) < 4 * least + 1]
    few = max(1, len(readable) // 20)
    values = readings[best]
    if differ or rivals or least > few:
        clear = {p for p in readable if len({reading[p] for reading in readings.values()}) == 1}
        doubtful = len(readable) - len(clear)
        if doubtful > few or 4 * doubtful >= len(readable):
            orders = tuple(order for order in ORDERS if order in {*equals, *rivals} or least)
            return DateColumn((None,) * len(texts), (), orders)
        values = [value if place in clear else None for place, value in enumerate(values)]
    failed = tuple(place for place in filled if not values[place])
    two = any(values[place] and not re.search(r"\d{4}", _plain(texts[place])) for place in filled)
    two = two or any(values[place] and re.fullmatch(r"\d{6}", _plain(texts[place])) for place in filled)
    return DateColumn(tuple(v.isoformat() if v else None for v in values), failed, (), two)


def split_time(text: str) -> tuple[str, str | None, str]:
    """Date part, time (``15:40``, ``15:40:07`` or None) and offset (``+08:00``, ``Z`` or empty) of a cell."""
    match = _TIME.search(text.strip())
    if match is None:
        return text.strip(), None, ""
    hour, half = int(match[1]), (match[4] or "").lower()[:1]
    if half and not 1 <= hour <= 12:
        return text.strip(), None, ""
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    seconds = f":{match[3]}" if match[3] and match[3] != "00" else ""
    offset = match[5] or ""
    if len(offset) == 5:
        offset = f"{offset[:3]}:{offset[3:]}"
    return text.strip()[: match.start()].strip(), f"{hour:02}:{match[2]}{seconds}", offset


def bare_time(text: str) -> str | None:
    """A cell of a time column that holds a time only: ``15:40``, ``1540``, ``15h40``, ``3:40 PM``; None otherwise."""
    flat = text.strip()
    if match := re.fullmatch(r"([01]\d|2[0-3])\s*[hH.:]?\s*([0-5]\d)\s*(?:[hH]|LT|Uhr)?", flat):
        return f"{match[1]}:{match[2]}"
    if match := re.fullmatch(r"(\d)\s*[hH.:]\s*([0-5]\d)", flat):
        return f"0{match[1]}:{match[2]}"
    rest, time, _ = split_time(flat)
    return time if not rest else None


def _plain(text: str) -> str:
    return re.sub(r"[T ]0?0:00(:00)?(\.0+)?$", "", text.strip())


def _read(text: str, order: DateOrder, latest: date) -> date | None:
    """One value under one order; values that cannot be misread (year first, month in words) read alike under all."""
    flat = _plain(text)
    if not flat or len(flat) > 40:
        return None
    flat = flat if flat.isascii() else flat.translate(_WIDE)
    if match := _CHINESE.fullmatch(flat):
        return _day(match[1], match[2], match[3], latest)
    if match := _SEPARATED.fullmatch(flat):
        return _ordered((match[1], match[3], match[4]), order, latest, points=match[2] == ".")
    if _COMPACT.fullmatch(flat):
        year = len(flat) - 4
        cut = {"ymd": (year, year + 2), "dmy": (2, 4), "mdy": (2, 4)}[order]
        parts = (flat[: cut[0]], flat[cut[0] : cut[1]], flat[cut[1] :])
        if len(flat) == 8 and order != "ymd" and (first := _day(flat[:4], flat[4:6], flat[6:], latest)):
            return first
        return _ordered(parts, order, latest)
    return _in_words(flat, latest)


_WIDE = {0xFF10 + n: str(n) for n in range(10)} | {0xFF0F: "/", 0xFF0D: "-", 0xFF0E: "."}


def _ordered(parts: tuple[str, str, str], order: DateOrder, latest: date, points: bool = False) -> date | None:
    a, b, c = parts
    if len(a) == 4:
        return _day(a, b, c, latest) if len(c) <= 2 else None
    if len(a) > 2 or len(b) > 2 or len(c) not in (2, 4, 1):
        return None
    if order == "ymd":
        return _day(a, b, c, latest) if len(a) == 2 and len(c) <= 2 else None
    if len(c) == 1:
        return None
    if order == "dmy":
        return _day(c, b, a, latest)
    # Points are written between day, month and year only: nobody writes the month first with them.
    return None if points else _day(c, a, b, latest)


def _in_words(flat: str, latest: date) -> date | None:
    if (match := _DAY_MONTH_YEAR.fullmatch(flat)) and (month := _MONTH.get(normal_header(match[2]))):
        return _day(match[3], str(month), match[1], latest)
    if (match := _MONTH_DAY_YEAR.fullmatch(flat)) and (month := _MONTH.get(normal_header(match[1]))):
        return _day(match[3], str(month), match[2], latest)
    if (match := _YEAR_MONTH_DAY.fullmatch(flat)) and (month := _MONTH.get(normal_header(match[2]))):
        return _day(match[1], str(month), match[3], latest)
    return None


def _day(year: str, month: str, day: str, latest: date) -> date | None:
    full = len(year) == 4
    for century in (0,) if full else (2000, 1900, 1800):
        try:
            found = date(century + int(year), int(month), int(day))
        except ValueError:
            continue
        if full:
            return found if 1850 <= found.year <= 2150 else None
        if found <= latest:
            return found
    return None


def years_after(day: date, years: int) -> date:
    """About so many years later; used for limits only."""
    return day + timedelta(days=round(365.25 * years))
