"""A notice is not a tracking device: no names without confirmation, and nobody's who is not a contact."""

import json
from datetime import timedelta

import pytest

from pratique.desk.cases import list_cases, withdraw_case
from pratique.errors import Conflict
from pratique.flow.trace import trace_case
from pratique.model.access import Purpose, SubjectKind
from pratique.present.contract import tracing_csv, tracing_json
from pratique.present.report import render_report
from tests.guard import people
from tests.lib import sites

LATER = sites.NOW + timedelta(hours=1)


def outputs(tracing):
    """Everything a trace is given out as, in one text."""
    page = render_report(tracing, site="Sample port", purpose="tracing", actor="first", printed_at=sites.NOW)
    return json.dumps(tracing_json(tracing), ensure_ascii=False) + tracing_csv(tracing) + page


def found(words, text):
    return {word for word in words if word.casefold() in text.casefold()}


@pytest.fixture
def flight(site):
    people.load_flight(site)
    return site


def test_before_it_is_confirmed_a_case_gives_counts_and_completeness_only(flight):
    assert sites.add(flight, people.notice()) == "new"
    tracing = sites.trace(flight, people.REFERENCE)
    assert not tracing.names_shown
    assert tracing.counts["contacts"] == len(people.NEAR)
    (leg,) = tracing.legs
    assert leg.contacts == ()
    assert leg.occupied == frozenset()
    assert leg.counts["contacts"] == len(people.NEAR)
    assert leg.others_on_board == len(people.FAR)
    assert (leg.completeness.present, leg.completeness.with_phone) == (6, 6)
    assert found(people.words(*people.ABOARD), outputs(tracing) + repr(tracing)) == set()


def test_a_confirmed_case_names_its_contacts_and_nobody_else(flight):
    sites.add(flight, people.notice())
    sites.confirm(flight, people.REFERENCE)
    tracing = sites.trace(flight, people.REFERENCE)
    assert tracing.names_shown
    (leg,) = tracing.legs
    assert {(c.seat, c.surname, c.given, c.phones, c.record) for c in leg.contacts} == {
        (seat, people.ABOARD[seat][0], people.ABOARD[seat][1], (people.ABOARD[seat][6],), "held")
        for seat in people.NEAR
    }
    assert leg.others_on_board == len(people.FAR)
    shown = outputs(tracing)
    assert {people.ABOARD[seat][0] for seat in people.NEAR} <= found(people.words(*people.NEAR), shown)
    assert found(people.words(*people.FAR), shown + repr(tracing)) == set()


def test_a_changed_notice_hides_the_names_again(flight):
    sites.add(flight, people.notice())
    sites.confirm(flight, people.REFERENCE)
    assert sites.trace(flight, people.REFERENCE).names_shown
    changed = people.notice(classification="probable")
    assert sites.add(flight, changed, now=LATER) == "changed"
    again = sites.trace(flight, people.REFERENCE, now=LATER)
    assert not again.names_shown
    assert found(people.words(*people.NEAR), outputs(again) + repr(again)) == set()


def test_confirming_the_newest_notice_does_not_open_an_older_one(flight):
    """As known before a change, the notice nobody confirmed gives counts only."""
    sites.add(flight, people.notice())
    sites.add(flight, people.notice(journeys=(), person=people.CasePerson(surname="NOBODYATALL")), now=LATER)
    sites.confirm(flight, people.REFERENCE, now=LATER)
    earlier = sites.trace(flight, people.REFERENCE, now=LATER, known_at=sites.NOW)
    assert earlier.counts["contacts"] == len(people.NEAR)
    assert not earlier.names_shown
    assert found(people.words(*people.NEAR), outputs(earlier) + repr(earlier)) == set()


@pytest.mark.parametrize("shown", [True, False])
def test_a_withdrawn_case_is_not_traced_and_the_supervisor_sees_whether_names_were_shown(flight, shown):
    sites.add(flight, people.notice())
    if shown:
        sites.confirm(flight, people.REFERENCE)
    sites.trace(flight, people.REFERENCE)
    with sites.desk_at(flight, people.REFERENCE) as desk:
        assert withdraw_case(desk, "the laboratory was wrong") is shown
        with pytest.raises(Conflict):
            trace_case(desk)
    with sites.desk_at(flight, "cases", kind=SubjectKind.SITE, purpose=Purpose.CASE_INVESTIGATION) as desk:
        (line,) = list_cases(desk)
    assert line.withdrawn_at == sites.NOW
    assert line.withdrawn_by == "first officer"
    assert (line.names_shown_at is not None) is shown
    # A new notice under the same reference does not bring it back.
    with pytest.raises(Conflict):
        sites.add(flight, people.notice(classification="probable"), now=LATER)
