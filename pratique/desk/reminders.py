"""What waits for somebody: said by the daily work and counted in the log. It names no traveller."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from pratique.desk.due import planned, terms_of
from pratique.desk.work import Desk
from pratique.stores.register import clients, emergencies, rechecks, recoveries, reviews
from pratique.stores.register.register import Connection

_OLD = timedelta(days=1)
"""How long a case may be marked before it is reminded of."""
_SOON = timedelta(days=3)
_TOKEN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something that waits: a code for the log, how many there are, and a sentence."""

    code: str
    count: int
    sentence: str


def reminders(desk: Desk) -> list[Reminder]:
    """Everything that waits for somebody; that it was said is logged, with the counts."""
    with desk.site.register.writing() as connection:
        found = [reminder for look in _LOOKS if (reminder := look(desk, connection)) is not None]
        if found:
            desk.log(connection, "work.reminders", {one.code: one.count for one in found})
    return found


def _rechecks(desk: Desk, connection: Connection) -> Reminder | None:
    old = desk.now() - _OLD
    waiting = {row.subject_ref for row in rechecks.open_rechecks(connection) if row.raised_at <= old}
    return _said("rechecks", len(waiting), "{} to be traced again for longer than a day: `pratique case list`.")


def _emergencies(desk: Desk, connection: Connection) -> Reminder | None:
    waiting = [row for row in emergencies.listed(connection) if row.acknowledged_at is None]
    text = "{} confirmed by one officer alone, without a supervisor's acknowledgement: `pratique guard emergencies`."
    return _said("emergencies", len({row.case_id for row in waiting}), text)


def _reviews(desk: Desk, connection: Connection) -> Reminder | None:
    text = "{} with papers that an officer is asked about: `pratique identity review list CASE`."
    return _said("reviews", len(reviews.waiting(connection)), text)


def _follow_up(desk: Desk, connection: Connection) -> Reminder | None:
    term = terms_of(desk.site.settings)["contact"]
    cases = [one for one in planned(desk, connection, terms_of(desk.site.settings)) if one.category == "contact"]
    ending = [one for one in cases if desk.now() < one.at - term.period <= desk.now() + _SOON]
    text = "{} whose follow-up ends within three days: where contacts are freezes then."
    return _said("follow_up_ending", len(ending), text)


def _clients(desk: Desk, connection: Connection) -> Reminder | None:
    now = desk.now()
    good = [row for row in clients.listed(connection) if row.disabled_at is None and row.expires_at > now]
    lasting = {row.name for row in good if row.expires_at > now + _TOKEN}
    ending = {row.name: row.expires_at for row in good if row.name not in lasting}
    if not ending:
        return None
    named = ", ".join(f"{name} ({at:%Y-%m-%d})" for name, at in sorted(ending.items()))
    return Reminder(
        "tokens_ending", len(ending), f"Tokens of clients end soon: {named}. `pratique client add` gives new."
    )


def _recoveries(desk: Desk, connection: Connection) -> Reminder | None:
    count = len(recoveries.waiting(connection))
    if not count:
        return None
    text = f"Supervisors who came with the site key alone, and whom no other has acknowledged: {count}."
    return Reminder("recoveries", count, text)


def _said(code: str, count: int, text: str) -> Reminder | None:
    return Reminder(code, count, text.format(f"{count} {'case' if count == 1 else 'cases'}")) if count else None


_LOOKS: tuple[Callable[[Desk, Connection], Reminder | None], ...] = (
    _rechecks,
    _emergencies,
    _reviews,
    _follow_up,
    _clients,
    _recoveries,
)
