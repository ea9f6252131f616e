"""What a file brings that a followed case needs an answer about is asked of its officers, and nothing else is asked."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from pratique.desk.asking import questions
from pratique.desk.cases import list_cases, withdraw_case
from pratique.desk.deciding import answer
from pratique.desk.reminders import reminders
from pratique.guard.vault import Vault
from pratique.model.access import Purpose, SubjectKind
from pratique.model.casework import CaseDocument, CasePerson, Notice
from pratique.stores.register import tables
from tests.lib import papers, sites
from tests.lib.papers import load, numbered, row

CASE = row("BINTISAKIT", "NURAQILA", "F", "1991-03-03", "MYS", "X0736206", expiry="2026-12-01")
NEAR = row("NEARBYSON", "WILHELMINA", "F", "1980-01-02", "GBR", "Q1111117", expiry="2026-12-20")
FAR = row("FARAWAYDOTTIR", "INGIBJORG", "F", "1970-07-09", "ISL", "A9035512", expiry="2026-12-20")
PERHAPS_NEAR = row("NEARBYSON", "WILHELMINA", "", "1980-01-02", "", "K5550119", issuer="NZL")
PERHAPS_CASE = row("BINTISAKIT", "NURAQILA", "", "1991-03-03", "", "K5559001", issuer="NZL")
PERHAPS_FAR = row("FARAWAYDOTTIR", "INGIBJORG", "", "1970-07-09", "", "K5551182", issuer="NZL")
SURELY_NEAR = row("NEARBYSON", "WILHELMINA", "F", "1980-01-02", "GBR", "Q7654329", expiry="2036-11-01")
LATER = sites.NOW + timedelta(hours=2)


@pytest.fixture
def known(site):
    """A case, its contact, and somebody far from it, on one flight; the case is confirmed and not traced yet."""
    rows = [CASE, NEAR, *[row(f"SEATFILLER{chr(65 + n)}", "ODD", number=f"F00{n}71{n}") for n in range(9)], FAR]
    sites.load(site, [("flight.csv", papers.manifest(rows).replace(b"11A", b"10B"))])
    person = CasePerson("BINTISAKIT", "NURAQILA", "F", "1991-03-03", "MYS", (CaseDocument("P", "X0736206", "MYS"),))
    sites.add(site, Notice("C-1", "measles", "confirmed", None, {"rash": papers.DAY}, person))
    sites.confirm(site, "C-1")
    return site


@pytest.fixture
def traced(known):
    sites.trace(known, "C-1")
    return known


def at(site, now=LATER):
    return sites.desk_at(site, "C-1", purpose=Purpose.CASE_INVESTIGATION, now=now)


def stored(site):
    with site.register.reading() as connection:
        rows = connection.execute(select(tables.link_review).order_by(tables.link_review.c.review_id)).all()
        return [({row.a, row.b}, row.why, row.state, row.raised_at) for row in rows]


def logged(site, action):
    with site.register.reading() as connection:
        rows = connection.execute(select(tables.audit_entry.c.detail).where(tables.audit_entry.c.action == action))
        return [json.loads(detail) for detail in rows.scalars()]


@pytest.mark.parametrize(("paper", "of"), [(PERHAPS_NEAR, "WILHELMINA Q1111117"), (PERHAPS_CASE, "NURAQILA X0736206")])
def test_a_file_with_a_paper_that_may_be_a_contact_s_or_the_case_s_asks_its_officers(traced, paper, of):
    load(traced, [paper], first=5, now=LATER)
    assert stored(traced) == [
        ({numbered(traced, of), numbered(traced, f"{paper[1]} {paper[6]}")}, "arrival", "open", LATER)
    ]
    assert logged(traced, "intake.load")[-1]["asked"] == 1
    with at(traced) as desk:
        assert [line.questions for line in list_cases(desk)] == [1]
        (one,) = questions(desk)
    assert (one.why, one.raised_at, bool(one.contacts)) == ("arrival", LATER, paper is PERHAPS_NEAR)
    assert one.said.parts[0][0].code == "start"


def test_the_daily_work_reminds_of_it(traced):
    load(traced, [PERHAPS_NEAR], first=5, now=LATER)
    with sites.desk_at(traced, kind=SubjectKind.SITE, purpose=Purpose.ADMINISTRATION, now=LATER) as desk:
        assert {"reviews": 1}.items() <= {one.code: one.count for one in reminders(desk)}.items()


def test_what_no_followed_case_needs_is_asked_of_nobody(traced):
    load(traced, [PERHAPS_FAR], first=5, now=LATER)
    with traced.register.reading() as connection:
        bits = connection.execute(select(tables.link_edge.c.bits)).scalars().all()
    assert bits, "the pair is as unclear as a contact's"
    assert stored(traced) == []


def test_a_pair_that_is_sure_is_not_asked_about(traced):
    load(traced, [SURELY_NEAR], first=5, now=LATER)
    assert stored(traced) == []


@pytest.mark.parametrize("end", ["over", "withdrawn", "changed", "not traced"])
def test_nothing_is_asked_of_a_case_that_is_not_followed(known, end):
    site, now = known, LATER
    if end != "not traced":
        sites.trace(site, "C-1")
    if end == "over":
        now = sites.NOW + timedelta(days=90)
    elif end == "withdrawn":
        with at(site, sites.NOW) as desk:
            withdraw_case(desk, "another illness")
    elif end == "changed":
        with site.register.writing() as connection:
            connection.execute(tables.health_case.update().values(status="unconfirmed"))
    load(site, [PERHAPS_NEAR], first=5, now=now)
    assert stored(site) == []


def test_of_the_case_s_people_nothing_is_opened_for_it(traced, monkeypatch):
    opened = []
    real = Vault.open
    monkeypatch.setattr(
        Vault, "open", lambda self, key, sealed, about: opened.append(about) or real(self, key, sealed, about)
    )
    load(traced, [PERHAPS_NEAR], first=5, now=LATER)
    assert len(stored(traced)) == 1
    assert {about.split(":")[0] for about in opened} == {"profile", "run"}


def test_what_later_papers_settle_is_asked_no_more_and_again_if_they_go(traced):
    load(traced, [PERHAPS_NEAR], first=5, now=LATER)
    sure = row("NEARBYSON", "WILHELMINA", "F", "1980-01-02", "NZL", "K5550119", issuer="NZL", phone="+447700900123")
    load(traced, [sure, (*NEAR[:9], "+447700900123")], first=6, now=LATER)
    with at(traced) as desk:
        assert questions(desk) == []
    assert [state for _, _, state, _ in stored(traced)] == ["gone"]
    with at(traced) as desk:
        assert [line.questions for line in list_cases(desk)] == [0]


def test_papers_that_are_surely_one_person_s_are_asked_about_once_and_not_after_the_answer(traced):
    load(traced, [SURELY_NEAR], first=5, now=LATER)
    sites.trace(traced, "C-1", now=LATER)
    load(traced, [PERHAPS_NEAR], first=6, now=LATER + timedelta(hours=1))
    with at(traced) as desk:
        (one,) = questions(desk)
        answer(desk, one.number, "different", "asked them")
    with sites.desk_at(traced, "C-1", actor="second", purpose=Purpose.CASE_INVESTIGATION, now=LATER) as desk:
        assert answer(desk, one.number, "different", "asked them").decision
        assert questions(desk) == []


def test_the_same_pair_is_asked_about_once(traced):
    load(traced, [PERHAPS_NEAR], first=5, now=LATER)
    with at(traced) as desk:
        questions(desk)
    load(traced, [PERHAPS_NEAR], first=6, now=LATER + timedelta(hours=1))
    assert [(why, state, when) for _, why, state, when in stored(traced)] == [("arrival", "open", LATER)]
