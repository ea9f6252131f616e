"""Marks on cases whose list may be out of date: what came in since, what became of another case, another notice.

A mark tells that a case is to be traced again and why, and nothing else. Nobody is followed by it: papers count on the
days of the case's last trace only, and crossings of contacts up to the end of their follow-up.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from pratique.desk.work import Desk
from pratique.guard.vault import ErasedError
from pratique.model.casework import Journey
from pratique.rules.difference import LegRun, Run
from pratique.stores.register import cases, receipts, rechecks
from pratique.stores.register.register import Connection, Row

_WATCHED = timedelta(days=60)
"""Contacts of a case that was not traced for so long are followed by nobody; no disease here is followed longer."""
_DAY = timedelta(days=1)


def news_came(desk: Desk, connection: Connection, after: int, now: datetime, case_id: int | None = None) -> None:
    """Mark the cases (or only this one, if it is one of them) that acknowledged messages after this number concern.

    To be called last in a transaction that acknowledges messages or records a trace: see `rechecks.in_turn`.
    """
    rechecks.in_turn(connection)
    upto, _ = receipts.newest_message(connection)
    if upto <= after:
        return
    found = dict.fromkeys(rechecks.cases_with_news(connection, after, upto), "late_manifest")
    listed = rechecks.cases_listed(connection, after, upto)
    crossed = rechecks.contacts_crossed(connection, after, upto, now - _WATCHED)
    for case in (listed.keys() | crossed.keys()) - found.keys():
        if run := _last_run(desk, connection, case):
            first = date.fromisoformat(run.window[0]) - _DAY
            if _within(listed.get(case, ()), first, run.window[1], _DAY):
                found[case] = "case_listed"
            elif _within(crossed.get(case, ()), first, run.until):
                found[case] = "contact_crossed"
    for why in sorted(set(found.values())):
        concerned = {case for case, reason in found.items() if reason == why and case_id in (None, case)}
        rechecks.raise_mark(connection, concerned, why, now)


def case_changed(desk: Desk, connection: Connection, case_id: int, journeys: Iterable[Journey]) -> None:
    """Mark the other cases of the same disease whose trace looked at a flight of this one, now that its word counts
    (or no longer does): whether a second case was aboard may widen a rule.
    """
    rechecks.in_turn(connection)
    flights = [(journey.flight, journey.date) for journey in journeys]
    concerned = rechecks.cases_aboard_with(connection, case_id, flights)
    rechecks.raise_mark(connection, concerned, "other_case", desk.now())


def notice_changed(desk: Desk, connection: Connection, case_id: int) -> None:
    """Mark a case of which there is another notice than the one it was traced by."""
    rechecks.in_turn(connection)
    if cases.latest_run(connection, case_id) is not None:
        rechecks.raise_mark(connection, {case_id}, "notice_changed", desk.now())


def packed_run(run: Run) -> bytes:
    """A run as it is sealed."""
    legs = {
        key: {"messages": sorted(leg.messages), "case_seats": leg.case_seats, "contacts": dict(leg.contacts)}
        for key, leg in run.legs.items()
    }
    packed = {"window": run.window, "rule": run.rule, "until": run.until, "legs": legs}
    return json.dumps(packed, sort_keys=True).encode()


def opened_run(desk: Desk, key_id: int, row: Row[Any]) -> Run:
    """The run of this row, whose key is loaded. Raises ErasedError if it has been erased."""
    stored = json.loads(desk._vault.open(key_id, row.run, f"run:{row.run_id}"))
    legs = {
        key: LegRun(frozenset(leg["messages"]), tuple(leg["case_seats"]), leg["contacts"])
        for key, leg in stored["legs"].items()
    }
    return Run((stored["window"][0], stored["window"][1]), stored["rule"], legs, stored.get("until"))


def _last_run(desk: Desk, connection: Connection, case_id: int) -> Run | None:
    row = cases.latest_run(connection, case_id)
    if row is None:
        return None
    desk._vault.load(connection, {row.key_id})
    try:
        return opened_run(desk, row.key_id, row)
    except ErasedError:
        return None


def _within(days: Iterable[date], first: date, last: str | None, more: timedelta = timedelta()) -> bool:
    end = date.fromisoformat(last) + more if last else date.max
    return any(first <= day <= end for day in days)
