"""Officers decide whose papers they are: with a reason, two of them where orders may follow, and undone as it was."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from pratique.desk.asking import questions
from pratique.desk.cases import marks_of
from pratique.desk.deciding import answer, split, undo
from pratique.desk.ties import explain
from pratique.errors import NotAllowed, NotFound
from pratique.model.access import Purpose
from pratique.model.casework import CaseDocument, CasePerson, Notice
from pratique.stores.register import tables
from tests.lib import papers, sites
from tests.lib.papers import load, partition, row

CASE = row("BINTISAKIT", "NURAQILA", "F", "1991-03-03", "MYS", "X0736206", expiry="2026-12-01")
OTHER = row("BINTISAKIT", "NURAQILA", "F", "1991-03-03", "MYS", "X9911887", expiry="2036-10-01")
NEAR = row("NEARBYSON", "WILHELMINA", "F", "1980-01-02", "GBR", "Q1111117", expiry="2026-12-20")
RENEWED = row("NEARBYSON", "WILHELMINA", "F", "1980-01-02", "GBR", "Q7654329", expiry="2036-11-01")
PERHAPS = row("NEARBYSON", "WILHELMINA", "", "1980-01-02", "", "K5550119", issuer="NZL")
WHY = "asked them both"


@pytest.fixture
def traced(site):
    """A case with two passports, and a contact with two and perhaps a third."""
    text = papers.manifest([CASE, NEAR]).decode().replace("11A", "10B")
    sites.load(site, [("flight.csv", text.encode())])
    load(site, [OTHER], [RENEWED, PERHAPS], first=2)
    person = CasePerson("BINTISAKIT", "NURAQILA", "F", "1991-03-03", "MYS", (CaseDocument("P", "X0736206", "MYS"),))
    sites.add(site, Notice("C-1", "measles", "confirmed", None, {"rash": papers.DAY}, person))
    sites.confirm(site, "C-1")
    sites.trace(site, "C-1")
    return site


def at(site, actor="first"):
    return sites.desk_at(site, "C-1", actor=actor, purpose=Purpose.CASE_INVESTIGATION)


def contact(site):
    with site.register.reading() as connection:
        return connection.execute(select(tables.contact.c.contact_ref)).scalars().first()


def test_the_evidence_sums_up_from_the_starting_odds(traced):
    with at(traced) as desk:
        own = explain(desk)
        theirs = explain(desk, contact(traced))
        with pytest.raises(NotFound):
            explain(desk, "NOBODY99")
    assert (len(own.papers), own.likely) == (2, ())
    assert len(theirs.papers) == 3
    assert len(theirs.likely) == 1
    for pair in (*own.pairs, *theirs.pairs):
        assert pair.parts[0][0].text == "starting odds: 1 in 20,000 travellers"
        assert abs(sum(bits for _, bits in pair.parts) - pair.bits) < 1e-9


def test_an_unconfirmed_case_is_told_nothing(site):
    load(site, [CASE, OTHER])
    person = CasePerson("BINTISAKIT", "NURAQILA", "F", "1991-03-03", "MYS", (CaseDocument("P", "X0736206", "MYS"),))
    sites.add(site, Notice("C-1", "measles", "confirmed", None, {"rash": papers.DAY}, person))
    with at(site) as desk:
        for ask in (explain, questions):
            with pytest.raises(NotAllowed, match="confirmed case only"):
                ask(desk)


def test_a_contact_s_papers_need_two_officers_and_the_case_is_traced_again(traced):
    before = partition(traced)
    with at(traced) as desk:
        first = questions(desk)
        assert {one.contacts for one in first} == {(contact(traced),)}
        number = first[0].number
        assert answer(desk, number, "different", WHY).waits_for_second
        with pytest.raises(NotAllowed, match="second officer"):
            answer(desk, number, "different", WHY)
        assert partition(traced) == before
        assert marks_of(desk) == ()
    with at(traced, "second") as desk:
        assert answer(desk, number, "different", WHY).decision
        assert number not in {one.number for one in questions(desk)}
        assert marks_of(desk) == ("identity_changed",)


def test_two_officers_who_do_not_agree_decide_nothing(traced):
    with at(traced) as desk:
        number = questions(desk)[0].number
        answer(desk, number, "different", WHY)
    with at(traced, "second") as desk:
        assert answer(desk, number, "same", WHY).waits_for_second
        assert answer(desk, number, "unsure", WHY).decision is None


def test_a_split_of_what_was_merged_is_what_it_was_and_undone_it_is_merged(traced):
    merged = partition(traced)
    with at(traced) as desk:
        done = split(desk, None, [2], WHY)
        assert done.decision
    assert partition(traced) == (merged - {frozenset(OWN)}) | {frozenset({one}) for one in OWN}
    load(traced, [OTHER, CASE], first=9)
    assert frozenset(OWN) not in partition(traced), "a split lasts"
    with at(traced) as desk:
        assert len(explain(desk).papers) == 1
        assert undo(desk, done.decision, WHY).decision
        assert partition(traced) == merged
        with pytest.raises(NotFound):
            undo(desk, done.decision, WHY)
    with traced.register.reading() as connection:
        numbers = connection.execute(select(tables.traveller.c.traveller_id, tables.traveller.c.status)).all()
    with at(traced) as desk:
        again = split(desk, None, [2], WHY)
        assert again.decision
    with traced.register.reading() as connection:
        held = connection.execute(
            select(tables.membership.c.traveller_id).where(tables.membership.c.valid_to.is_(None)).distinct()
        ).scalars()
        assert set(held) <= {number for number, _ in numbers}, "a part gets its old number back"


OWN = ("NURAQILA X0736206", "NURAQILA X9911887")


def test_nothing_is_decided_without_a_reason_or_about_papers_of_others(traced):
    with at(traced) as desk:
        with pytest.raises(NotAllowed, match="with a reason"):
            split(desk, None, [2], " ")
        for numbers in ([], [3], [1, 2], [0]):
            with pytest.raises(NotFound):
                split(desk, None, numbers, WHY)
        with pytest.raises(NotFound):
            answer(desk, 99, "same", WHY)
        with pytest.raises(NotFound):
            undo(desk, 1, WHY)


def test_a_split_that_waits_for_a_second_officer_is_told_and_is_not_lost_by_looking(traced):
    known = contact(traced)
    with at(traced) as desk:
        assert split(desk, known, [2], WHY).waits_for_second
        told = [(one.state, one.first_answer, one.first_reader) for one in questions(desk)]
        assert ("second", "split", "first officer") in told
    with at(traced, "second") as desk:
        questions(desk)
        assert split(desk, known, [2], WHY).decision


def test_the_reason_is_sealed(traced):
    with at(traced) as desk:
        decision = split(desk, None, [2], "their mother said BINTISAKIT").decision
    with traced.register.reading() as connection:
        row = connection.execute(
            select(tables.link_decision).where(tables.link_decision.c.decision_id == decision)
        ).one()
    assert row.reason
    assert b"BINTISAKIT" not in row.reason
    assert (row.kind, row.actor) == ("split", "first officer")
