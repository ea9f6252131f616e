"""What the daily work says waits for somebody: counted in the log, and without a name."""

import json
from datetime import timedelta

from sqlalchemy import select

from pratique.desk.cases import add_case, confirm_case
from pratique.desk.clients import add_client, disable_client
from pratique.desk.recovery import recover_supervisor
from pratique.desk.staff import first_officer
from pratique.flow.rounds import make_rounds
from pratique.model.access import Purpose, SubjectKind
from pratique.stores.register import rechecks
from pratique.stores.register.tables import audit_entry
from tests.guard import people
from tests.lib import sites

DAY = timedelta(days=1)
FOLLOWED = 16
"""Days from the moment the case is traced to the last day of follow-up, 21 days after the flight."""


def at(site, now, purpose=Purpose.ADMINISTRATION):
    return sites.desk_at(site, kind=SubjectKind.SITE, purpose=purpose, now=now)


def said(site, now):
    """What waits at that moment, by code; and what the log has of it."""
    with at(site, now) as desk:
        done = make_rounds(desk)
    assert done.failed == []
    with site.register.reading() as connection:
        query = select(audit_entry.c.detail).where(audit_entry.c.action == "work.reminders", audit_entry.c.at == now)
        logged = list(connection.execute(query).scalars())
    found = {one.code: one.count for one in done.reminders}
    assert [json.loads(text) for text in logged] == ([found] if found else [])
    return found, " ".join(one.sentence for one in done.reminders)


def test_nothing_waits_and_nothing_is_logged(traced):
    assert said(traced, sites.NOW) == ({}, "")


def test_a_case_that_has_news_is_reminded_of_after_a_day(traced):
    with traced.register.writing() as connection:
        rechecks.raise_mark(connection, [1], "more", sites.NOW)
        rechecks.raise_mark(connection, [1], "again", sites.NOW)
    assert said(traced, sites.NOW + DAY - timedelta(seconds=1))[0] == {}
    found, text = said(traced, sites.NOW + DAY)
    assert found == {"rechecks": 1}
    assert people.REFERENCE not in text
    sites.trace(traced, people.REFERENCE, now=sites.NOW + 2 * DAY)
    assert said(traced, sites.NOW + 3 * DAY)[0] == {}


def test_follow_up_that_ends_is_told_in_its_last_three_days(traced):
    told = [day for day in range(FOLLOWED - 5, FOLLOWED + 3) if said(traced, sites.NOW + day * DAY)[0]]
    assert told == [FOLLOWED - 2, FOLLOWED - 1, FOLLOWED]


def test_a_case_confirmed_alone_is_told_until_a_supervisor_has_looked(site):
    notice = people.notice()
    with sites.desk_at(site, notice.reference, purpose=Purpose.CASE_INVESTIGATION) as desk:
        add_case(desk, notice)
        confirm_case(desk, emergency="nobody else could be reached")
    assert said(site, sites.NOW)[0] == {"emergencies": 1}


def test_a_token_that_ends_is_told_two_weeks_before_unless_there_is_another(site):
    with at(site, sites.NOW) as desk:
        add_client(desk, "gateway", Purpose.INTAKE, 30)
        add_client(desk, "fetcher", Purpose.INTAKE, 60)
    assert said(site, sites.NOW + 15 * DAY)[0] == {}
    found, text = said(site, sites.NOW + 17 * DAY)
    assert found == {"tokens_ending": 1}
    assert "gateway (2026-12-19)" in text
    with at(site, sites.NOW + 18 * DAY) as desk:
        add_client(desk, "gateway", Purpose.INTAKE, 60)
    assert said(site, sites.NOW + 19 * DAY)[0] == {}
    with at(site, sites.NOW + 50 * DAY) as desk:
        disable_client(desk, "fetcher")
    assert said(site, sites.NOW + 55 * DAY)[0] == {}


def test_a_recovery_is_told_until_it_is_acknowledged(site):
    first_officer(site, "chief", sites.NOW)
    recover_supervisor(site, "new.chief", sites.NOW)
    assert said(site, sites.NOW)[0] == {"recoveries": 1}
