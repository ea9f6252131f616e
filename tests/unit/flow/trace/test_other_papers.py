"""A trace finds people under whatever paper: the case, contacts who crossed with another passport, and how surely."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pratique.desk.asking import questions
from pratique.desk.cases import marks_of
from pratique.desk.deciding import answer
from pratique.desk.travellers import Tie
from pratique.flow.trace.aboard import _case_aboard
from pratique.model.access import Purpose
from pratique.model.casework import CaseDocument, CasePerson, Journey, Notice
from pratique.stores.register import audit_log
from tests.lib import papers, sites
from tests.lib.aboard import person
from tests.lib.papers import row

CASE = row("BINTISAKIT", "NURAQILA", "F", "1991-03-03", "MYS", "X0736206", expiry="2026-12-01")
NEAR = row("NEARBYSON", "WILHELMINA", "F", "1980-01-02", "GBR", "Q1111117", expiry="2026-12-20")
BEHIND = row("ROWBEHIND", "THEODORIC", "M", "1975-05-06", "GBR", "Q2222224")
RENEWED = row("NEARBYSON", "WILHELMINA", "F", "1980-01-02", "GBR", "Q7654329", expiry="2036-11-01")
PERHAPS = row("NEARBYSON", "WILHELMINA", "", "1980-01-02", "", "K5550119", issuer="NZL")
LATER = sites.NOW + timedelta(hours=2)
THE_CASE = CasePerson("BINTISAKIT", "NURAQILA", "F", "1991-03-03", "MYS", (CaseDocument("P", "X0736206", "MYS"),))


@pytest.fixture
def near(site):
    """A case in 10A with one contact beside, traced: nobody has crossed a border yet."""
    load(site, [CASE, NEAR])
    sites.add(site, Notice("C-1", "measles", "confirmed", None, {"rash": papers.DAY}, THE_CASE))
    sites.confirm(site, "C-1")
    assert contact_of(site).action == "order"
    return site


def load(site, rows, flight="ZZ305", **more):
    text = papers.manifest(rows, flight, **more).decode().replace("11A", "10B")
    (receipt,) = sites.load(site, [(f"{flight}.csv", text.encode())])
    assert receipt.outcome == "loaded"


def crossing(site, who, when="2026-11-15 09:00", direction="in", flight=""):
    surname, given, sex, birth, nationality, kind, number, issuer, *_ = who
    text = (
        "Surname,Given name,Sex,Birth date,Nationality,Document type,Document number,Issuing country,Crossing time,"
        f"Point of entry,Direction,Flight,Flight date\n{surname},{given},{sex},{birth},{nationality},{kind},{number},"
        f"{issuer},{when},CAN,{direction},{flight},{papers.DAY if flight else ''}\n"
    )
    (receipt,) = sites.load(site, [("border.csv", text.encode())], now=LATER)
    assert (receipt.outcome, receipt.read.error) == ("loaded", None)


def logged(site):
    with site.register.reading() as connection:
        return [entry.action for entry in audit_log.newest(connection, 20)]


def contact_of(site, now=LATER, **known):
    (leg,) = sites.trace(site, "C-1", now, **known).legs
    (contact,) = leg.contacts
    return contact


def said(contact):
    return {reason.code: reason.text for reason in contact.where_now.evidence}


def test_a_crossing_with_the_renewed_passport_is_the_contacts(near):
    crossing(near, RENEWED)
    contact = contact_of(near)
    assert (contact.where_now.state, contact.action) == ("entered", "notify")
    assert said(contact)["other_paper"] == "Known here by another passport of the same State"
    assert "one traveller's with odds of" in said(contact)["one_traveller"]


def test_of_a_chain_of_papers_its_weakest_link_is_told(near):
    """The border has the renewed passport, and once with another State: that the number is the same ties these two."""
    crossing(near, RENEWED, when="2026-11-01 09:00", direction="out")
    crossing(near, (*RENEWED[:7], "IRL", *RENEWED[8:]))
    contact = contact_of(near)
    assert contact.action == "notify"
    assert said(contact)["other_paper"] == "Known here by another passport of the same State"


def test_what_only_a_likely_paper_tells_is_for_an_officer_to_classify(near):
    crossing(near, PERHAPS)
    contact = contact_of(near)
    assert (contact.where_now.state, contact.action) == ("entered", "classify")
    assert "likely and not certain" in said(contact)["perhaps_one_traveller"]


def test_a_crossing_with_the_same_passport_needs_no_word_about_papers(near):
    crossing(near, NEAR)
    contact = contact_of(near)
    assert contact.action == "notify"
    assert not {"other_paper", "one_traveller"} & said(contact).keys()


def test_a_stranger_s_crossing_is_not(near):
    crossing(near, row("NEARBYSON", "BARNABAS", "M", "1980-01-02", "GBR", "Q7654329"))
    assert contact_of(near).action == "order"


def test_as_it_was_known_before_the_other_paper_came(near):
    crossing(near, RENEWED)
    assert contact_of(near, now=LATER, known_at=sites.NOW).action == "order"


def test_the_case_is_found_under_its_other_passport(near):
    other = row("BINTISAKIT", "NURAQILA", "F", "1991-03-03", "MYS", "X9911887", expiry="2036-10-01")
    load(near, [other, BEHIND], "ZZ306", day=papers.DAY + timedelta(days=1), to=("CAN", "SIN"))
    legs = sites.trace(near, "C-1", LATER).legs
    assert [(leg.flight, len(leg.contacts)) for leg in legs] == [("ZZ305", 1), ("ZZ306", 1)]
    second = legs[1]
    assert {"case_other_paper", "other_paper", "one_traveller"} <= {note.code for note in second.notes}
    assert "case_elsewhere" not in {note.code for note in second.notes}
    assert [contact.action for contact in second.contacts] == ["inform_abroad"]


@pytest.mark.parametrize(("message", "alone"), [(1, True), (2, False)], ids=["one list", "two lists"])
def test_whoever_stands_beside_the_case_on_one_list_is_another_person(message, alone):
    """Twins whom the register holds for one: 1 by the papers of the notice, 2 by papers that are surely the same's."""
    case, twin = person(1, "50K"), person(2, "15F", messages=(message,))
    found, ties = _case_aboard([case, twin], frozenset({1, 2}), {2: Tie(12.7, ("name-same",))})
    assert (found, ties) == ([case] if alone else [case, twin], [])


LIKELY = row("BINTISAKIT", "NURAQILA", "", "1991-03-03", "", "K5550119", issuer="NZL")
NEXT_DAY = papers.DAY + timedelta(days=1)


def second_leg(site):
    """The case's leg of the next day, to where it had arrived the day before: what is said of it, and who is listed."""
    first, second = sites.trace(site, "C-1", LATER).legs
    assert [contact.action for contact in first.contacts] == ["order"]
    return {note.code: note.text for note in second.notes}, [contact.surname for contact in second.contacts]


def test_nobody_arrives_twice_without_having_left_between(near):
    """Around a namesake nobody is listed and no cabin drawn, until the notice says that it was the case."""
    other = row("BINTISAKIT", "NURAQILA", "F", "1991-03-03", "MYS", "X9911887", expiry="2036-10-01")
    load(near, [other, BEHIND], "ZZ306", day=NEXT_DAY)
    notes, listed = second_leg(near)
    assert "case_other_paper" in notes
    assert "1 person on board is then a contact" in notes["case_elsewhere"]
    assert listed == []
    assert sites.trace(near, "C-1", LATER).legs[1].cabin is None
    journeys = (Journey("ZZ306", NEXT_DAY),)
    sites.add(near, Notice("C-1", "measles", "confirmed", None, {"rash": papers.DAY}, THE_CASE, journeys))
    sites.confirm(near, "C-1")
    notes, listed = second_leg(near)
    assert "case_elsewhere" not in notes
    assert listed == ["ROWBEHIND"]


def test_nor_once_an_officer_has_said_that_the_papers_are_the_case_s(near):
    load(near, [LIKELY, BEHIND], "ZZ306", day=NEXT_DAY)
    assert second_leg(near)[1] == []
    with sites.desk_at(near, "C-1", now=LATER, purpose=Purpose.CASE_INVESTIGATION) as desk:
        (question,) = questions(desk)
        answer(desk, question.number, "same", "the case says so")
    notes, listed = second_leg(near)
    assert "decided" in notes["one_traveller"]
    assert listed == ["ROWBEHIND"]


def test_one_number_stated_twice_is_no_other_paper(near):
    """No country of issue: still the passport of the notice, on a journey before which another may be missing."""
    load(near, [(*CASE[:7], "", *CASE[8:]), BEHIND], "ZZ306", day=NEXT_DAY)
    assert second_leg(near)[1] == ["ROWBEHIND"]


def test_on_a_leg_that_does_not_fit_and_has_nobody_near_nobody_is_asked_after(near):
    other = row("BINTISAKIT", "NURAQILA", "F", "1991-03-03", "MYS", "X9911887", expiry="2036-10-01")
    load(near, [other], "ZZ306", day=NEXT_DAY)
    notes, listed = second_leg(near)
    assert (listed, "case_elsewhere" in notes, "nobody_else" in notes) == ([], False, True)


UNKNOWN = row("NEARBYSON", "ROSALIND", "", "1980-01-02", "", "K5550119", issuer="NZL")
"""A second given name alone: among all travellers that is nobody known, among those who came by one flight it is."""


def test_who_arrives_by_this_flight_under_an_unlisted_paper_is_the_one_contact_it_fits(near):
    crossing(near, UNKNOWN, flight="ZZ305")
    contact = contact_of(near)
    assert (contact.where_now.state, contact.action) == ("entered", "notify")
    assert "of all who did, they alone agree" in said(contact)["border_paper"]
    assert "case.arrivals" in logged(near)


@pytest.mark.parametrize(
    ("who", "flight"),
    [
        (UNKNOWN, ""),
        (row("NEARBYSON", "ROSALIND", "", "1981-03-04", "", "K5550119", issuer="NZL"), "ZZ305"),
        (row("OTHERWISE", "ROSALIND", "", "1980-01-02", "", "K5550119", issuer="NZL"), "ZZ305"),
        (row("NEARBYSON", "ROSALIND", "M", "1980-01-02", "", "K5550119", issuer="NZL"), "ZZ305"),
    ],
    ids=["no flight named", "another birth date", "another name", "another sex"],
)
def test_who_arrives_without_agreeing_in_enough_is_no_contact(near, who, flight):
    crossing(near, who, flight=flight)
    assert contact_of(near).where_now.state == "not_entered"


def test_where_two_arrivals_fit_one_contact_neither_is_taken(near):
    crossing(near, UNKNOWN, flight="ZZ305")
    crossing(near, row("NEARBYSON", "JANE", "", "1980-01-02", "", "K9911328", issuer="FRA"), flight="ZZ305")
    assert contact_of(near).where_now.state == "not_entered"


def test_an_arrival_by_a_through_flight_is_of_its_leg_that_ends_here(near):
    load(near, [BEHIND], to=("CAN", "SYD"))
    crossing(near, UNKNOWN, flight="ZZ305")
    assert contact_of(near).where_now.state == "entered"


def test_an_arrival_by_a_number_that_names_two_legs_to_here_is_of_neither(near):
    load(near, [BEHIND], to=("SYD", "CAN"))
    crossing(near, UNKNOWN, flight="ZZ305")
    assert contact_of(near).where_now.state == "not_entered"


def test_no_arrival_is_opened_where_everybody_is_accounted_for(near):
    crossing(near, NEAR, flight="ZZ305")
    assert contact_of(near).where_now.state == "entered"
    assert "case.arrivals" not in logged(near)


NAMED = Journey("ZZ308", papers.DAY)


def test_a_case_that_a_list_names_otherwise_is_known_on_the_journey_its_notice_names(near):
    abroad = CasePerson("BINTISAKIT", "VIVIAN", "F", "1991-03-03", "MYS", (CaseDocument("P", "X5550003", "MYS"),))
    sites.add(near, Notice("C-2", "measles", "confirmed", None, {"rash": papers.DAY}, abroad, (NAMED,)))
    sites.confirm(near, "C-2")
    other = row("BINTISAKIT", "NURAQILA", "F", "1991-03-03", "MYS", "")
    load(near, [other, BEHIND], "ZZ308")
    (leg,) = sites.trace(near, "C-2", LATER).legs
    assert "case_recognised" in {note.code for note in leg.notes}
    assert (leg.case_seats, [(c.seat, c.surname) for c in leg.contacts]) == (("10A",), [("10B", "ROWBEHIND")])


def test_before_confirmation_no_record_aboard_is_opened_to_recognise_the_case(near):
    abroad = CasePerson("BINTISAKIT", "VIVIAN", "F", "1991-03-03", "MYS")
    sites.add(near, Notice("C-2", "measles", "confirmed", None, {"rash": papers.DAY}, abroad, (NAMED,)))
    load(near, [row("BINTISAKIT", "NURAQILA", "F", "1991-03-03", "MYS", ""), BEHIND], "ZZ308")
    (leg,) = sites.trace(near, "C-2", LATER).legs
    assert "case_recognised" not in {note.code for note in leg.notes}
    assert "case.recognise" not in logged(near)
    sites.confirm(near, "C-2")
    sites.trace(near, "C-2", LATER)
    assert "case.recognise" in logged(near)


def test_where_two_could_be_the_case_neither_is_taken_for_it(near):
    abroad = CasePerson("BINTISAKIT", "VIVIAN", "F", "1991-03-03", "MYS")
    sites.add(near, Notice("C-2", "measles", "confirmed", None, {"rash": papers.DAY}, abroad, (NAMED,)))
    sites.confirm(near, "C-2")
    twins = [row("BINTISAKIT", name, "F", "1991-03-03", "MYS", "") for name in ("NURAQILA", "NURAISHA")]
    load(near, twins, "ZZ308")
    (leg,) = sites.trace(near, "C-2", LATER).legs
    assert "case_not_listed" in {note.code for note in leg.notes}
    assert (leg.case_seats, len(leg.contacts)) == ((), 2)


def test_where_the_case_is_only_likely_every_contact_is_to_be_classified(near):
    load(near, [LIKELY, BEHIND], "ZZ306", day=NEXT_DAY, to=("CAN", "SIN"))
    second = sites.trace(near, "C-1", LATER).legs[1]
    assert "perhaps_one_traveller" in {note.code for note in second.notes}
    assert [contact.action for contact in second.contacts] == ["classify"]


def test_a_twin_beside_the_case_is_a_contact_and_not_the_case(near):
    twin = row("BINTISAKIT", "NURAISHA", "F", "1991-03-03", "MYS", "X0736207", expiry="2026-12-01")
    load(near, [CASE, twin], "ZZ307")
    second = sites.trace(near, "C-1", LATER).legs[1]
    assert [(contact.seat, contact.surname, contact.given) for contact in second.contacts] == [
        ("10B", "BINTISAKIT", "NURAISHA")
    ]


def test_a_crossing_with_another_passport_marks_the_case(near):
    crossing(near, RENEWED)
    assert marks(near) == ("contact_crossed",)


def test_a_list_with_the_case_s_other_passport_marks_the_case(near):
    other = row("BINTISAKIT", "NURAQILA", "F", "1991-03-03", "MYS", "X9911887", expiry="2036-10-01")
    load(near, [other], "ZZ306")
    assert marks(near) == ("case_listed",)


def test_travellers_united_later_mark_the_case_whose_contact_one_of_them_is(near):
    """The new paper itself is on no list that the case looks at; that it unites two travellers is the news."""
    married = row("OSTERLUND", "WILHELMINA", "F", "1980-01-02", "NOR", "N5500118", phone="+46701740601")
    papers_far = ("ZZ901", papers.DAY - timedelta(days=40))
    load(near, [married], papers_far[0], day=papers_far[1])
    assert marks(near) == ()
    bridge = row("OSTERLUND", "WILHELMINA", "F", "1980-01-02", "GBR", "Q1111117", phone="+46701740601")
    load(near, [bridge], "ZZ902", day=papers_far[1])
    assert marks(near) == ("identity_changed",)


def marks(site):
    with sites.desk_at(site, "C-1", purpose=Purpose.CASE_INVESTIGATION, now=LATER) as desk:
        return marks_of(desk)
