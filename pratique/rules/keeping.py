"""How long a record may be kept, by category and purpose, and what therefore is to be erased on a day.

The periods are data (`keeping.toml`); a site may change one in a file of its own, with the source it rests on.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from pratique.errors import NotReady
from pratique.model.tracing import Standing

Category = Literal["raw_file", "traveller", "contact", "order", "audit"]
CATEGORIES: tuple[Category, ...] = get_args(Category)
WATCHED = timedelta(days=60)
"""Follow-up without an end of its own counts as over so long after the last trace: no disease here is followed
longer."""
_LONGEST = 100 * 365


@dataclass(frozen=True, slots=True)
class Term:
    """One category's period: from when it counts, what then happens, and on whose word."""

    category: Category
    what: str
    purpose: str
    period: timedelta
    start: str
    then: str
    source: str
    standing: Standing
    law: str = ""
    """The legal text that allows a longer period than the default; only a site can give one."""

    @property
    def words(self) -> str:
        """The period in words."""
        hours = self.period // timedelta(hours=1)
        return f"{hours} hours" if hours % 24 or hours < 72 else f"{hours // 24} days"


Terms = Mapping[Category, Term]


@cache
def default_terms() -> Terms:
    """The periods of this version."""
    table = tomllib.loads((files(__package__) / "keeping.toml").read_text("utf-8"))
    return {category: _term(category, table[category]) for category in CATEGORIES}


def site_terms(text: str) -> Terms:
    """The periods with what a site's own file (`tables/retention.toml`) changes in them.

    Raises NotReady, naming the entry, for a category that is none, a change without a source, a longer period without
    a law.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise NotReady(f"tables/retention.toml cannot be read: {error}.", "Correct the line it names.") from None
    terms = dict(default_terms())
    for name, entry in table.items():
        known = next((category for category in CATEGORIES if category == name), None)
        if known is None or not isinstance(entry, dict):
            raise NotReady(
                f"tables/retention.toml: there is no category `{name}`.", f"Categories: {', '.join(CATEGORIES)}."
            )
        terms[known] = _changed(terms[known], entry)
    return terms


def _changed(term: Term, entry: Mapping[str, object]) -> Term:
    where = f"tables/retention.toml, [{term.category}]"
    if strange := sorted(entry.keys() - {"days", "hours", "source", "law"}):
        raise NotReady(f"{where}: there is no `{strange[0]}`.", "Known are days or hours, source and law.")
    source, law = entry.get("source", ""), entry.get("law", "")
    if not isinstance(source, str) or not isinstance(law, str) or not source.strip():
        raise NotReady(f"{where}: a changed period needs its `source`.", "Say in quotes where it is laid down.")
    period = _period(where, entry)
    if period > term.period and not law.strip():
        raise NotReady(
            f"{where}: {period // timedelta(hours=1)} hours are longer than the default, and no `law` is named.",
            "Quote the legal text that asks for it, or keep the default.",
        )
    return replace(term, period=period, source=source.strip(), standing="default", law=law.strip())


def _term(category: Category, entry: Mapping[str, object]) -> Term:
    texts = {name: str(entry[name]) for name in ("what", "purpose", "start", "then", "source")}
    standing = next(value for value in get_args(Standing) if value == entry["standing"])
    return Term(category, period=_period(category, entry), standing=standing, **texts)


def _period(where: str, entry: Mapping[str, object]) -> timedelta:
    given = [(unit, entry[unit]) for unit in ("days", "hours") if unit in entry]
    if len(given) != 1 or not isinstance(given[0][1], int) or not 0 < given[0][1] <= _LONGEST:
        raise NotReady(f"{where}: the period is to be one whole number of `days` or of `hours`.", "Write days = 28.")
    return timedelta(days=given[0][1]) if given[0][0] == "days" else timedelta(hours=given[0][1])


# -- what is due when -------------------------------------------------------------------------------------------------


def last_day(label: str) -> date:
    """The last day of a key's period: the Sunday of ``2026-W46``, the day itself of ``2026-11-14``.

    A key made for late data about an erased period bears a plus.
    """
    plain = label.rstrip("+")
    year, found, week = plain.partition("-W")
    return date.fromisocalendar(int(year), int(week), 7) if found else date.fromisoformat(plain)


def erased_from(term: Term, last: date) -> datetime:
    """The moment from which what belongs to days up to `last` is to be erased."""
    return datetime.combine(last + timedelta(days=1), time(), UTC) + term.period


def last_sunday(term: Term, now: datetime) -> date:
    """The newest Sunday whose week's journeys are to be erased by now."""
    day = (now - term.period).date() - timedelta(days=1)
    return day - timedelta(days=day.isoweekday() % 7)


def month_end(day: date) -> date:
    """The last day of the month of this day."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def last_month(term: Term, now: datetime) -> date:
    """The last day of the newest month whose entries are to be erased by now."""
    return (now - term.period).date().replace(day=1) - timedelta(days=1)


def follow_up_over(
    ends: Iterable[date | None], *, added: date, traced: date | None = None, withdrawn: date | None = None
) -> date:
    """The day on which the follow-up of a case's contacts counts as over.

    `ends` are the last days of follow-up that its traces gave; None for a trace whose rule sets no end.
    """
    if withdrawn is not None:
        return withdrawn
    told = list(ends)
    open_end = (traced or added) + WATCHED
    return max([day or open_end for day in told], default=open_end)
