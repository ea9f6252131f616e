"""Papers are shown word for word to who may see names, logged first; to nobody else, and nobody else's."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select, update

from pratique.desk import open_desk
from pratique.desk.access_report import access_report
from pratique.desk.asking import question, questions
from pratique.desk.ties import explain
from pratique.errors import NotAllowed, NotFound
from pratique.guard.vault import Vault
from pratique.model.access import Actor, Purpose, Role, Subject, SubjectKind
from pratique.model.casework import CaseDocument, CasePerson, Notice
from pratique.present.papers import side_by_side
from pratique.stores.register import tables
from tests.lib import papers, sites
from tests.lib.papers import load, row

CASE = row("BINTISAKIT", "NURAQILA", "F", "1991-03-03", "MYS", "X0736206", expiry="2026-12-01")
OTHER = row("BINTISAKIT", "NURAQILA", "F", "1991-03-03", "MYS", "X9911887", expiry="2036-10-01")
NEAR = row("曾", "国藩", "M", "1972-10-09", "CHN", "EJ4471905", expiry="2032-03-03")
PERHAPS = row("ZENG", "GUOFAN", "", "1972-10-09", "", "K5550119", issuer="NZL")
STRANGER = row("ELSEWHERE", "PHILIPPA", "F", "1966-06-06", "NZL", "LM445566")


@pytest.fixture
def traced(site):
    text = papers.manifest([CASE, NEAR]).replace(b"11A", b"10B")
    sites.load(site, [("flight.csv", text)])
    load(site, [OTHER], [PERHAPS, STRANGER], first=2)
    person = CasePerson("BINTISAKIT", "NURAQILA", "F", "1991-03-03", "MYS", (CaseDocument("P", "X0736206", "MYS"),))
    sites.add(site, Notice("C-1", "measles", "confirmed", None, {"rash": papers.DAY}, person))
    sites.confirm(site, "C-1")
    sites.trace(site, "C-1")
    return site


@pytest.fixture
def opened(monkeypatch):
    """What every sealed record that is opened was about, in order."""
    seen = []
    real = Vault.open
    monkeypatch.setattr(Vault, "open", lambda self, key, sealed, on: seen.append(on) or real(self, key, sealed, on))
    return seen


def at(site, role=Role.OFFICER, purpose=Purpose.CONTACT_TRACING):
    subject = Subject(SubjectKind.CASE, "C-1")
    return open_desk(site, purpose=purpose, subject=subject, actor=Actor("one", role), clock=lambda: sites.NOW)


def judging(site):
    return at(site, purpose=Purpose.CASE_INVESTIGATION)


def contact(site):
    with site.register.reading() as connection:
        return connection.execute(select(tables.contact.c.contact_ref)).scalars().first()


def logged(site):
    with site.register.reading() as connection:
        entries = select(tables.audit_entry.c.detail).where(tables.audit_entry.c.action == "identity.papers")
        return [json.loads(detail)["identities"] for detail in connection.execute(entries).scalars()]


def test_the_case_s_own_papers_stand_side_by_side_as_they_were_written(traced):
    with at(traced) as desk:
        found = explain(desk)
    rows = {name: cells for name, *cells in side_by_side(found.texts, (1, 2))}
    assert rows["document"] == ["P X0736206 MYS until 2026-12-01", "P X9911887 MYS until 2036-10-01", "differ"]
    assert rows["surname"] == ["BINTISAKIT", "BINTISAKIT", ""]
    assert "phone" not in rows, "what neither states is left out"
    assert logged(traced) == [list(found.papers)]


def test_a_question_shows_both_papers_and_no_third(traced):
    with judging(traced) as desk:
        (asked,) = questions(desk)
        one, texts = question(desk, asked.number)
        with pytest.raises(NotFound):
            question(desk, 99)
    rows = {name: cells for name, *cells in side_by_side(texts, (1, 2))}
    assert rows["surname"] == ["曾 (read as ZENG)", "ZENG", ""], "spellings of one name do not differ"
    assert one.said.missing == ("national identity number", "phone", "sex", "nationality")
    assert logged(traced) == [sorted(one.papers)]


def test_listing_what_is_asked_opens_no_paper(traced, opened):
    with judging(traced) as desk:
        assert questions(desk)
    assert {on.split(":")[0] for on in opened} <= {"notice"}


def test_an_epidemiologist_is_given_the_reasons_and_no_paper_is_opened(traced, opened):
    with at(traced, Role.EPIDEMIOLOGIST) as desk:
        found = explain(desk)
    assert found.texts is None
    assert found.pairs[0].verdict == "certain"
    assert {on.split(":")[0] for on in opened} <= {"notice"}
    assert logged(traced) == []


def test_what_is_logged_is_logged_before_a_paper_is_opened(traced, monkeypatch):
    order = []
    real = Vault.open

    def opening(self, key, sealed, on):
        if on.startswith(("identity:", "profile:")):
            order.append(len(logged(traced)))
        return real(self, key, sealed, on)

    monkeypatch.setattr(Vault, "open", opening)
    with at(traced) as desk:
        explain(desk)
    assert order
    assert set(order) == {1}


def test_a_case_that_was_taken_back_meanwhile_shows_nothing(traced, opened):
    with judging(traced) as desk:
        (asked,) = questions(desk)
        with traced.register.writing() as connection:
            connection.execute(update(tables.health_case).values(status="withdrawn"))
        with pytest.raises(NotAllowed):
            question(desk, asked.number)
    assert not [on for on in opened if on.startswith("identity:")]


def test_whoever_s_paper_was_compared_is_told_when_they_ask_and_a_stranger_is_not(traced):
    with judging(traced) as desk:
        (asked,) = questions(desk)
        question(desk, asked.number)
    kind, purpose = SubjectKind.REQUEST, Purpose.INSPECTION
    told = {}
    for number in ("K5550119", "LM445566"):
        with sites.desk_at(traced, "asked", kind=kind, purpose=purpose) as desk:
            report = access_report(desk, CasePerson(documents=(CaseDocument("P", number, "NZL"),)))
        told[number] = [(one.subject, one.looked) for one in report]
    assert told == {"K5550119": [("paper", "paper opened")], "LM445566": []}


def test_a_paper_whose_record_is_erased_is_left_out(traced):
    with traced.register.writing() as connection:
        first = select(tables.identity.c.identity_id).order_by(tables.identity.c.identity_id).limit(1).scalar_subquery()
        connection.execute(update(tables.identity).where(tables.identity.c.identity_id == first).values(payload=None))
    with at(traced) as desk:
        found = explain(desk)
    assert set(found.texts) == {2}
    assert ("surname", "(erased)", "BINTISAKIT", "") in side_by_side(found.texts, (1, 2))
