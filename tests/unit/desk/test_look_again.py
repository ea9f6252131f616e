"""The look-ups behind the marks, on both databases; when they are raised and settled is tested with the trace."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import OperationalError

from pratique.desk.cases import marks_of, withdraw_case
from pratique.model.casework import CaseDocument, CasePerson
from pratique.stores.register import rechecks
from pratique.stores.register.register import Register
from pratique.stores.register.tables import contact, counter, identity
from tests.guard import people
from tests.lib import sites

LATER = sites.NOW + timedelta(hours=1)
NEXT_DAY = people.DAY + timedelta(days=1)


def marks(site):
    with sites.desk_at(site, people.REFERENCE, now=LATER) as desk:
        return marks_of(desk)


def test_another_flight_of_the_case(traced):
    own = {"3A": people.ABOARD[people.CASE]}
    sites.load(traced, [("next.csv", people.manifest(own, "ZZ9", NEXT_DAY))], now=LATER)
    assert marks(traced) == ("case_listed",)
    sites.trace(traced, people.REFERENCE, now=LATER)
    assert marks(traced) == ()


def test_a_crossing_under_papers_that_leave_out_their_type(traced):
    number, issuer = people.ABOARD[people.NEAR[0]][4:6]
    head = "Document number,Issuing country,Crossing time,Point of entry,Direction"
    row = f"{number},{issuer},{people.DAY} 14:40,CAN,in"
    sites.load(traced, [("crossings.csv", f"{head}\n{row}\n".encode())], now=LATER)
    assert marks(traced) == ("contact_crossed",)


def test_another_case_by_its_papers(traced):
    near = people.ABOARD[people.NEAR[0]]
    person = CasePerson(documents=(CaseDocument("P", near[4], near[5]),))
    other = people.notice("CASE-0043", person=person, journeys=())
    sites.add(traced, other, now=LATER)
    assert marks(traced) == ()
    sites.confirm(traced, "CASE-0043", now=LATER)
    assert marks(traced) == ("other_case",)
    tracing = sites.trace(traced, people.REFERENCE, now=LATER)
    (second,) = (c for leg in tracing.legs for c in leg.contacts if c.seat == people.NEAR[0])
    assert "also_case" in {reason.code for reason in second.reasons}


def test_whose_case_a_paper_concerns(traced):
    """The case's own, in full and with its type left out, and a contact's; nobody else's, none of a withdrawn one."""
    with traced.register.reading() as connection:
        before = set(connection.execute(select(identity.c.identity_id)).scalars())
        listed = set(connection.execute(select(contact.c.identity_id)).scalars())
    number, issuer = people.ABOARD[people.CASE][4:6]
    head = "Document number,Issuing country,Crossing time,Point of entry,Direction"
    rows = [f"{number},{issuer},{people.DAY} 14:40,CAN,in", f"{number}0,{issuer},{people.DAY} 14:41,CAN,in"]
    sites.load(traced, [("crossings.csv", "\n".join([head, *rows, ""]).encode())], now=LATER)
    with traced.register.reading() as connection:
        bare, stranger = sorted(set(connection.execute(select(identity.c.identity_id)).scalars()) - before)
        (case_id,) = rechecks.cases_of(connection, listed)
        concerned = {i for i in before if rechecks.cases_of(connection, {i})}
        assert rechecks.cases_of(connection, {bare, stranger}) == rechecks.cases_of(connection, {bare}) == {case_id}
        assert rechecks.cases_of(connection, {stranger}) == rechecks.cases_of(connection, ()) == set()
    assert concerned > listed
    assert len(concerned - listed) == 1
    with sites.desk_at(traced, people.REFERENCE, now=LATER) as desk:
        withdraw_case(desk, "an error")
    with traced.register.reading() as connection:
        assert rechecks.cases_of(connection, concerned) == set()


def test_who_records_and_who_acknowledges_take_turns(postgres):
    """SQLite has one writer anyway; here it is the lock."""
    with postgres.database() as url:
        register = Register(url)
        register.upgrade()
        with register.writing() as connection:
            connection.execute(insert(counter).values(name="audit", next=1))
        with register.writing() as first, register.writing() as second:
            rechecks.in_turn(first)
            second.execute(text("SET LOCAL lock_timeout = 1"))
            with pytest.raises(OperationalError):
                rechecks.in_turn(second)
            second.rollback()
        register.close()
