"""When a case was infectious, how long contacts are followed, what a list is still good for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from pratique.model.tracing import because, marked
from pratique.rules.rule import Rule, decided
from pratique.rules.unusable import Unusable


@dataclass(frozen=True, slots=True)
class Window:
    """Days on which the case was infectious, both ends included; `to` None: no end is given."""

    from_: date
    to: date | None

    def holds(self, day: date) -> bool:
        """Whether the case was infectious on this day (the local date where the case was)."""
        return self.from_ <= day and (self.to is None or day <= self.to)


@dataclass(frozen=True, slots=True)
class LimitNow:
    """A time limit of a rule as it stands today: its last day, and whether that day is not yet past."""

    allows: str
    last_day: date
    open: bool
    days_left: int
    """0 on the last day itself; negative once it is past."""


def infectious_window(rule: Rule, dates: Mapping[str, date], *, stated: Window | None = None) -> Window:
    """The infectious window of a case by this rule, from the dates of its notice (anchor to date).

    `stated` is the window as an officer gives it, for a rule whose source gives none; it then stands. Raises
    Unusable where the notice lacks the date that the rule counts from, where the rule gives no window (another
    date or window is never taken in its place), or where it leaves its zone open.
    """
    decided(rule)
    if stated is not None:
        return stated
    if rule.infectious is None:
        none = marked("The rule {rule} gives no infectious window: its source states none that was seen.")
        alone = marked("Say from when to when the case was infectious.")
        among = marked("Say from when to when the case was infectious, or choose another rule: {rules}.")
        advice = among if rule.alternatives else alone
        raise Unusable(
            because("no_window", none, rule=rule.id),
            because("no_window", advice, rules=", ".join(rule.alternatives)),
        )
    anchor = rule.infectious.anchor
    day = dates.get(anchor) or dates.get(rule.infectious.or_anchor)
    if day is None:
        have = ", ".join(sorted(dates)) or "no date at all"
        lacks = marked("The rule {rule} counts from the date of {anchor}; the notice gives {dates}.")
        add = marked("Add the date of {anchor} to the notice and add the notice again, or choose another authority.")
        raise Unusable(
            because("no_anchor", lacks, rule=rule.id, anchor=anchor, dates=have),
            because("no_anchor", add, anchor=anchor),
        )
    after = rule.infectious.after_days
    start = day - timedelta(days=rule.infectious.before_days)
    return Window(start, None if after is None else day + timedelta(days=after))


def follow_up_end(rule: Rule, exposure: date) -> date | None:
    """The last day of follow-up after exposure on this date, by the rule's own convention; None: the rule has none."""
    if rule.follow_up is None or rule.follow_up.days is None:
        return None
    extra = 1 if rule.follow_up.end_convention == "day_after" else 0
    return exposure + timedelta(days=rule.follow_up.days + extra)


def time_limits(rule: Rule, exposure: date, today: date) -> tuple[LimitNow, ...]:
    """The rule's time limits as they stand today, earliest first; empty: the rule sets none."""
    found = []
    for limit in sorted(rule.time_limits, key=lambda item: item.days):
        last = exposure + timedelta(days=limit.days)
        left = (last - today).days
        found.append(LimitNow(limit.allows, last, left >= 0, left))
    return tuple(found)
