"""How often one officer may look things up within an hour, counted in the audit log."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, text

from pratique.desk import open_desk
from pratique.desk.cases import read_case
from pratique.errors import NotAllowed, TooOften
from pratique.flow.trace import trace_case
from pratique.guard import permissions as module
from pratique.guard.permissions import permissions
from pratique.model.access import Actor, Purpose, Role, Subject, SubjectKind
from pratique.stores.register import audit_log
from pratique.stores.register.tables import audit_entry
from tests.guard import people
from tests.lib import sites

HOUR = timedelta(hours=1)
WANG, LIU = Actor("wang.li", Role.OFFICER, authenticated=True), Actor("liu.yan", Role.OFFICER, authenticated=True)
CLAIMED = Actor("wang.li", Role.OFFICER, authenticated=False)


@pytest.fixture
def traced(site, monkeypatch):
    """A site with a confirmed case, at which three reads, two traces and two looks at names an hour are allowed."""
    people.load_flight(site)
    sites.add(site, people.notice())
    sites.confirm(site, people.REFERENCE)
    full = permissions()
    rate = {"case.read": 3, "case.trace": 2, "case.names": 2}
    few = module.Permissions(full.purposes, full.shown_names, full.sees, rate)
    monkeypatch.setattr("pratique.desk.work.permissions", lambda: few)
    return site


def at(site, actor=WANG, now=sites.NOW, purpose=Purpose.CASE_INVESTIGATION):
    subject = Subject(SubjectKind.CASE, people.REFERENCE)
    return open_desk(site, purpose=purpose, subject=subject, actor=actor, clock=lambda: now)


def read(site, **more):
    with at(site, **more) as desk:
        return read_case(desk)


def trace(site, **more):
    with at(site, purpose=Purpose.CONTACT_TRACING, **more) as desk:
        return trace_case(desk)


def entries(site):
    with site.register.reading() as connection:
        rows = connection.execute(select(audit_entry).order_by(audit_entry.c.seq)).all()
    return [(row.actor, row.action, row.detail) for row in rows]


def test_one_look_up_too_many_is_refused_and_the_refusal_is_logged(traced):
    for _ in range(3):
        read(traced)
    before = entries(traced)
    with pytest.raises(TooOften, match="3 times within an hour") as refused:
        read(traced)
    assert isinstance(refused.value, NotAllowed)
    assert entries(traced) == [*before, ("wang.li", "desk.refused", '{"code":"too-often"}')]


def test_after_the_hour_it_goes_on(traced):
    for minute in (0, 10, 20):
        read(traced, now=sites.NOW + timedelta(minutes=minute))
    with pytest.raises(TooOften):
        read(traced, now=sites.NOW + HOUR - timedelta(seconds=1))
    read(traced, now=sites.NOW + HOUR)
    with pytest.raises(TooOften):
        read(traced, now=sites.NOW + HOUR)
    read(traced, now=sites.NOW + HOUR + timedelta(minutes=10))


def test_a_clock_set_back_gives_nothing_away(traced):
    for _ in range(3):
        read(traced)
    with pytest.raises(TooOften):
        read(traced, now=sites.NOW - 3 * HOUR)


def test_each_officer_is_counted_alone(traced):
    for _ in range(3):
        read(traced)
    read(traced, actor=LIU)


def test_refusals_are_not_look_ups(traced):
    for _ in range(3):
        read(traced)
    for _ in range(5):
        with pytest.raises(TooOften):
            read(traced)
    read(traced, now=sites.NOW + HOUR)


def test_a_trace_beyond_shows_nothing_and_is_not_remembered(traced):
    assert [trace(traced).names_shown for _ in range(2)] == [True, True]
    before = [action for _, action, _ in entries(traced)]
    with pytest.raises(TooOften):
        trace(traced)
    after = [action for _, action, _ in entries(traced)]
    assert after == [*before, "case.read", "desk.refused"]


def test_a_name_that_is_only_claimed_is_not_counted(traced):
    for _ in range(5):
        read(traced, actor=CLAIMED)


def test_the_count_is_answered_from_an_index(site):
    """However long the log: what a look-up costs for this is the entries of one officer in one hour."""
    with site.register.writing() as connection:
        for seq in range(1, 301):
            row = {
                "seq": 1000 + seq, "at": sites.NOW, "actor": f"officer {seq % 7}", "authenticated": True,
                "role": "officer", "purpose": "intake", "subject_kind": "site", "subject_ref": "x",
                "point_of_entry": "CAN", "action": "case.read", "detail": "{}", "prev_hash": "", "hash": "",
            }  # fmt: skip
            connection.execute(insert(audit_entry).values(row))
        assert audit_log.count_since(connection, "officer 3", "case.read", sites.NOW - HOUR) == 43
        assert audit_log.count_since(connection, "officer 3", "case.read", sites.NOW) == 0
        query = "SELECT count(*) FROM audit_entry WHERE actor = 'a' AND action = 'b' AND at > 0"
        if connection.dialect.name == "sqlite":
            plan = str(connection.execute(text(f"EXPLAIN QUERY PLAN {query}")).all())
        else:
            connection.execute(text("SET LOCAL enable_seqscan = off"))
            plan = str(connection.execute(text(f"EXPLAIN {query}")).all())
        assert "ix_audit_entry_actor" in plan
