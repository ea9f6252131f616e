"""Whoever asks is told who looked at their record and for what; nobody else, no case, no flight, no whereabouts."""

import json
from dataclasses import asdict, fields, replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from pratique.desk import open_desk
from pratique.desk.access_report import Occasion, access_report
from pratique.errors import NotAllowed, NotReadable, PratiqueError
from pratique.guard.vault import Vault
from pratique.model.access import Actor, Purpose, Role, Subject, SubjectKind
from pratique.model.casework import CaseDocument, CasePerson
from pratique.stores.register import audit_log
from pratique.stores.register.tables import data_key, metadata
from tests.guard import people
from tests.guard.test_audit_first import break_log
from tests.lib import sites

HOUR = timedelta(hours=1)
OTHER = "CASE-0043"


def papers(seat, **changes):
    surname, given, sex, born, number, issuer, _ = people.ABOARD[seat]
    return replace(CasePerson(surname, given, sex, born, None, (CaseDocument("P", number, issuer),)), **changes)


def asking(site, now=sites.NOW):
    return sites.desk_at(site, "0F1E2D3C", kind=SubjectKind.REQUEST, purpose=Purpose.INSPECTION, now=now)


def asked(site, person):
    with asking(site) as desk:
        return access_report(desk, person)


def told(site, person):
    return [(o.subject, o.looked, o.contacts) for o in asked(site, person)]


@pytest.fixture
def traced(site):
    """The flight, its case traced once before it was confirmed and once after."""
    people.load_flight(site)
    sites.add(site, people.notice())
    sites.trace(site, people.REFERENCE)
    sites.confirm(site, people.REFERENCE, now=sites.NOW + HOUR)
    sites.trace(site, people.REFERENCE, now=sites.NOW + HOUR)
    return site


def test_a_contact_is_told_each_look_and_among_how_many(traced):
    found = asked(traced, papers("14D"))
    assert [(o.at - sites.NOW, o.subject, o.looked, o.contacts) for o in found] == [
        (timedelta(), "contact", "listed", len(people.NEAR)),
        (HOUR, "contact", "listed", len(people.NEAR)),
        (HOUR, "contact", "name opened", len(people.NEAR)),
    ]
    assert {(o.role, o.officer, o.purpose) for o in found} == {("supervisor", "first officer", "contact_tracing")}


def test_the_case_is_told_each_reading_of_the_notice(traced):
    assert told(traced, papers("14C")) == [("case", "notice read", None)] * 2


@pytest.mark.parametrize("seat", people.FAR)
def test_whoever_was_aboard_and_is_no_contact_was_not_looked_at(traced, seat):
    assert told(traced, papers(seat)) == []


def test_somebody_nobody_knows_is_told_the_same(traced):
    stranger = replace(papers("14D"), surname="STRANGER", documents=(CaseDocument("P", "Q7777777", "GBR"),))
    assert told(traced, stranger) == []


def test_what_concerns_another_case_is_told_under_that_case_alone(traced):
    """Two cases with other lists: each person is told of their own, and nothing leads from one to the other."""
    on_board = papers("31A")
    second = people.notice(OTHER, people.ABOARD["31A"][4], person=on_board,
                           journeys=(replace(people.notice().journeys[0], seat="31A"),))  # fmt: skip
    sites.add(traced, second)
    sites.confirm(traced, OTHER)
    sites.trace(traced, OTHER)
    assert told(traced, papers("31A")) == [("case", "notice read", None)]
    assert [what for _, what, _ in told(traced, papers("30F"))] == ["listed", "name opened"]
    assert len(told(traced, papers("14D"))) == 3


def test_it_says_nothing_but_when_who_why_and_among_how_many(traced):
    """A new field here is a decision about privacy: it is taken in this test too."""
    assert {field.name for field in fields(Occasion)} == {
        *("at", "role", "officer", "purpose", "subject", "looked", "contacts")
    }
    for seat in people.ABOARD:
        said = json.dumps([asdict(o) for o in asked(traced, papers(seat))], default=str)
        for word in people.words(*people.ABOARD) | {people.REFERENCE, people.FLIGHT, "SIN", "measles", *people.NEAR}:
            assert word not in said


@pytest.mark.parametrize(
    "change",
    [
        {"documents": (CaseDocument("P", "Q1111118", "GBR"),)},
        {"documents": (CaseDocument("P", "Q1111117", "FRA"),)},
    ],
)
def test_other_papers_lead_nowhere(traced, change):
    assert told(traced, papers("14D", **change)) == []


@pytest.mark.parametrize(
    "documents", [(), (CaseDocument("P", "Q1111117", None),), (CaseDocument("P", "00000", "GBR"),)]
)
def test_a_name_alone_or_a_number_of_no_state_is_refused(traced, documents):
    with pytest.raises(NotReadable, match="not enough"):
        asked(traced, papers("14D", documents=documents))


def test_a_trace_that_listed_others_only_is_not_told(traced):
    """Two exchange seats: the one who is no longer on the list when it is made again was not looked at then."""
    exchanged = {**people.ABOARD, "14D": people.ABOARD["30F"], "30F": people.ABOARD["14D"]}
    sites.load(traced, [("later.csv", people.manifest(exchanged))], now=sites.NOW + 2 * HOUR)
    before = told(traced, papers("14D"))
    sites.trace(traced, people.REFERENCE, now=sites.NOW + 3 * HOUR)
    assert told(traced, papers("14D")) == before
    assert told(traced, papers("30F")) == [("contact", "listed", 2), ("contact", "name opened", 2)]


def test_it_is_told_also_when_the_case_and_the_record_are_erased(traced):
    with traced.register.writing() as connection:
        connection.execute(update(data_key).where(data_key.c.kind != "index").values(wrapped=None))
    assert len(told(traced, papers("14D"))) == 3
    assert len(told(traced, papers("14C"))) == 2


def test_asking_is_logged_with_the_request_and_a_number_and_opens_no_record(traced, monkeypatch):
    opened = []
    real = Vault.open
    monkeypatch.setattr(Vault, "open", lambda *a: opened.append(a[-1].split(":")[0]) or real(*a))
    asked(traced, papers("14D"))
    assert set(opened) == {"run"}
    with traced.register.reading() as connection:
        (entry,) = audit_log.newest(connection, 1)
    assert (entry.action, entry.purpose, entry.subject_kind) == ("guard.access_report", "inspection", "request")
    assert (entry.subject_ref, entry.detail) == ("0F1E2D3C", '{"occasions":3}')


def test_it_is_not_told_if_that_cannot_be_logged(traced):
    break_log(traced)
    with pytest.raises((DatabaseError, PratiqueError)):
        asked(traced, papers("14D"))


@pytest.mark.parametrize("role", [Role.OFFICER, Role.EPIDEMIOLOGIST, Role.ADMINISTRATOR])
def test_only_supervisors_and_inspectors_may_ask(traced, role):
    ask = open_desk(traced, purpose=Purpose.INSPECTION, subject=Subject(SubjectKind.REQUEST, "X"),
                    actor=Actor("third officer", role, authenticated=True))  # fmt: skip
    with pytest.raises(NotAllowed), ask:
        pass


def test_papers_are_stored_nowhere(traced):
    """A question about somebody unknown leaves neither their words nor a keyed hash of their papers behind."""
    before = stored(traced)
    stranger = CasePerson("QUILLFEATHER", "PEREGRINA", "F", "1970-01-01", None, (CaseDocument("P", "Q7654321", "GBR"),))
    assert told(traced, stranger) == []
    assert stored(traced) == before


def stored(site):
    with site.register.reading() as connection:
        return {
            name: connection.execute(select(table)).all()
            for name, table in metadata.tables.items()
            if name not in ("audit_entry", "counter")
        }
