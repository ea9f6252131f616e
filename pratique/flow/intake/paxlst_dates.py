"""Dates and times of PAXLST: whole and valid, or not at all, with the finding that says why.

Formats (DTM 2379): 101 YYMMDD, 102 CCYYMMDD, 201 YYMMDDhhmm, 203 CCYYMMDDhhmm. The number of digits settles
which one was sent, because senders leave the format out or state another.
"""

from __future__ import annotations

from datetime import date, datetime

_DAYS_A_YEAR = 365.2425
_OLDEST = 120
_SURELY_NEAREST = 49
"""Years between flight and expiry below which a century earlier or later would be farther away, whatever the day."""
_FAR_EXPIRY = 20
"""Years between flight and expiry beyond which the century (or the date) is doubtful."""


_YEARS = {f"{year:02}": year for year in range(100)}
_DAYS = {
    f"{day:%m%d}": f"{day:-%m-%d}" for day in (date.fromordinal(date(2001, 1, 1).toordinal() + n) for n in range(365))
}
"""Month and day as sent, and as they end an ISO date; without 29 February, which not every year has."""


def read_moment(raw: str) -> str | None:
    """Local ISO text, ``2007-02-19T15:40`` or ``2007-02-19``; None where it is no valid date and time.

    Two-digit years are read as 1980 to 2079: PAXLST is younger than that, and flights are reported when they fly.
    """
    text = raw.replace(" ", "")
    if not (text.isascii() and text.isdigit()) or len(text) not in (6, 8, 10, 12, 14):
        return None
    if len(text) in (6, 10):
        text = ("19" if text[:2] >= "80" else "20") + text
    try:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:8]))
        if len(text) == 8:
            return day.isoformat()
        hour, minute = int(text[8:10]), int(text[10:12])
    except ValueError:
        return None
    return f"{day.isoformat()}T{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


def read_prepared(day: str, time: str) -> datetime | None:
    """When an interchange was written, from the date and time of its UNB; without zone, as nothing states one."""
    text = read_moment(day + time[:4]) if len(time) >= 4 else read_moment(day)
    return datetime.fromisoformat(text) if text else None


def read_birth(raw: str, flight_day: date | None) -> tuple[str | None, str | None]:
    """Birth date (ISO) and finding code. The century is the latest that puts the birth not after the flight."""
    return plain_birth(raw, flight_day) or any_birth(raw, flight_day)


def plain_birth(raw: str, flight_day: date | None) -> tuple[str, str | None] | None:
    """The quick way for YYMMDD whose year alone tells whether its century is in doubt; None for everything else."""
    year, day = _YEARS.get(raw[:2]), _DAYS.get(raw[2:])
    if year is None or day is None or flight_day is None:
        return None
    now = flight_day.year
    born = now - now % 100 + year
    if born > now:
        born -= 100
    age = now - born
    if age == 0 or abs(age - (_OLDEST - 100)) <= 1 or born < 1100:
        return None
    # Younger than that, a century more is an age too.
    return f"{born}{day}", "birth-century" if age < _OLDEST - 100 else None


def any_birth(raw: str, flight_day: date | None) -> tuple[str | None, str | None]:  # noqa: PLR0911 - one return a reason
    """`read_birth` for whatever was sent."""
    text = raw.replace(" ", "")
    if not (text.isascii() and text.isdigit()) or len(text) not in (6, 8):
        return None, "bad-birth-date"
    if text[-2:] == "00" or text[-4:-2] == "00" or text[:-4] == "0000":
        return None, "partial-birth-date"
    if len(text) == 8:
        day = _day(int(text[:4]), *_month_and_day(text))
        if day is None:
            return None, "bad-birth-date"
        odd = flight_day is not None and not 0 <= (flight_day - day).days < _OLDEST * _DAYS_A_YEAR
        return day.isoformat(), "birth-date-implausible" if odd else None
    if flight_day is None:
        return None, "birth-century-unknown"
    latest, month_and_day = flight_day.year // 100 * 100 + int(text[:2]), _month_and_day(text)
    found: list[date] = []
    for year in (latest, latest - 100, latest - 200):
        if found and flight_day.year - year > _OLDEST + 1:
            break  # too long ago to put the century in doubt
        if year <= flight_day.year and (day := _day(year, *month_and_day)) and day <= flight_day:
            found.append(day)
    young = [day for day in found if (flight_day - day).days < _OLDEST * _DAYS_A_YEAR]
    if not found:
        return None, "bad-birth-date"
    if not young:
        return found[0].isoformat(), "birth-date-implausible"
    return young[0].isoformat(), "birth-century" if len(young) > 1 else None


def read_expiry(raw: str, flight_day: date | None) -> tuple[str | None, str | None]:
    """Expiry date (ISO) and finding code. A two-digit year is the one nearest to the flight."""
    return plain_expiry(raw, flight_day) or any_expiry(raw, flight_day)


def plain_expiry(raw: str, flight_day: date | None) -> tuple[str, None] | None:
    """The quick way for YYMMDD within some years of the flight in its own century; None for everything else."""
    year, day = _YEARS.get(raw[:2]), _DAYS.get(raw[2:])
    if year is None or day is None or flight_day is None:
        return None
    now = flight_day.year
    until = now - now % 100 + year
    return (f"{until}{day}", None) if abs(until - now) < _FAR_EXPIRY - 1 and until >= 1000 else None


def any_expiry(raw: str, flight_day: date | None) -> tuple[str | None, str | None]:
    """`read_expiry` for whatever was sent."""
    text = raw.replace(" ", "")
    if not (text.isascii() and text.isdigit()) or len(text) not in (6, 8):
        return None, "bad-expiry"
    if len(text) == 8:
        day = _day(int(text[:4]), *_month_and_day(text))
        return (day.isoformat(), None) if day else (None, "bad-expiry")
    if flight_day is None:
        return (None, "expiry-century-unknown")
    middle, month_and_day = flight_day.year // 100 * 100 + int(text[:2]), _month_and_day(text)
    years = (middle - 100, middle, middle + 100)
    near = (year for year in years if abs(year - flight_day.year) < _SURELY_NEAREST)
    nearest = next((day for year in near if (day := _day(year, *month_and_day))), None)
    if nearest is None:
        days = [day for year in years if (day := _day(year, *month_and_day))]
        if not days:
            return None, "bad-expiry"
        nearest = min(days, key=lambda day: abs(day - flight_day))
    far = abs((nearest - flight_day).days) > _FAR_EXPIRY * _DAYS_A_YEAR
    return nearest.isoformat(), "expiry-century" if far else None


def _month_and_day(text: str) -> tuple[int, int]:
    return int(text[-4:-2]), int(text[-2:])


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
