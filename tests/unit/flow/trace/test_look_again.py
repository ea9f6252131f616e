"""When a case is marked to be traced again, why, and until when."""

from datetime import timedelta

import pytest

from pratique.desk import CaseFile
from pratique.desk.cases import list_cases, marks_of
from pratique.model.casework import Journey
from tests.lib import sites
from tests.unit.flow.trace.conftest import DAY, NOW, rows

FAR = 50
"""Somebody aboard and no contact."""


def marks(port, reference="C-1"):
    """Why this case waits to be traced again."""
    with sites.desk_at(port.site, now=port.now) as desk:
        (line,) = (line for line in list_cases(desk) if line.reference == reference)
    with sites.desk_at(port.site, reference, now=port.now) as desk:
        assert marks_of(desk) == line.look_again, "the list and the case say the same"
    return list(line.look_again)


@pytest.fixture
def traced(port):
    """A measles case in 14C, traced, and a day later; somebody is far away in 28F."""
    port.manifest("ZZ305", [*rows("14C 14D 15A"), (FAR, "28F")])
    port.case("C-1", 1)
    port.trace("C-1")
    assert marks(port) == []
    return port.later(days=1)


def settled_by_a_trace(port):
    port.trace("C-1")
    return marks(port) == []


def test_a_late_list_of_a_flight_that_was_looked_at(traced):
    traced.manifest("ZZ305", rows("16C", 60))
    assert marks(traced) == ["late_manifest"]
    traced.manifest("ZZ305", rows("17C", 61))
    assert marks(traced) == ["late_manifest"], "each reason once"
    assert settled_by_a_trace(traced)


def test_a_flight_nobody_knew_of_under_the_papers_of_the_case(traced):
    traced.manifest("ZZ306", [(1, "3A")], day=DAY + timedelta(days=1))
    assert marks(traced) == ["case_listed"]
    assert settled_by_a_trace(traced)


def test_papers_that_no_list_held_knew_before(port):
    port.manifest("ZZ305", rows("14D 15A", 2))
    port.case("C-1", 1, journeys=(Journey("ZZ305", DAY),))
    port.trace("C-1")
    port.later(days=1).manifest("ZZ307", [(1, "3A")])
    assert marks(port) == ["case_listed"]


def test_a_flight_of_the_case_outside_its_infectious_window_marks_nothing(traced):
    """A notice is no way to be told where somebody goes."""
    traced.later(days=60).manifest("ZZ306", [(1, "3A")], day=DAY + timedelta(days=60))
    assert marks(traced) == []


def test_a_crossing_of_a_contact(traced):
    traced.crossing(2, f"{DAY} 14:40")
    assert marks(traced) == ["contact_crossed"]
    assert settled_by_a_trace(traced)


def test_a_crossing_of_somebody_who_is_no_contact_marks_nothing(traced):
    traced.crossing(FAR, f"{DAY} 14:40")
    assert marks(traced) == []


def test_a_crossing_after_the_end_of_follow_up_marks_nothing(traced):
    traced.later(days=30).crossing(2, f"{DAY + timedelta(days=22)} 14:40")
    assert marks(traced) == []
    traced.crossing(2, f"{DAY + timedelta(days=21)} 14:40")
    assert marks(traced) == ["contact_crossed"]


def test_a_contact_of_a_case_nobody_has_traced_for_months_is_followed_by_nobody(traced):
    traced.later(days=60).crossing(2, f"{DAY} 14:40")
    assert marks(traced) == []


def test_another_case_on_a_flight_that_was_looked_at_once_it_counts_and_once_it_does_not(traced):
    traced.case("C-2", FAR, confirmed=False)
    assert marks(traced) == []
    sites.confirm(traced.site, "C-2", now=traced.now)
    assert marks(traced) == ["other_case"]
    assert settled_by_a_trace(traced.later(hours=1))
    traced.later(hours=1).withdraw("C-2")
    assert marks(traced) == ["other_case"]


def test_another_case_that_only_its_notice_puts_on_the_flight(traced):
    traced.case("C-2", 900, journeys=(Journey("ZZ305", DAY, seat="20A"),))
    assert marks(traced) == ["other_case"]


@pytest.mark.parametrize("why", ["another flight", "another disease"])
def test_another_case_that_is_none_of_its_business(traced, why):
    traced.manifest("ZZ999", rows("1A", 900))
    traced.case(
        "C-2", *((900,) if why == "another flight" else (FAR,)), disease="mers" if "disease" in why else "measles"
    )
    assert marks(traced) == []


def test_another_notice_of_the_case_itself(traced):
    traced.case("C-1", 1, journeys=(Journey("ZZ305", DAY),))
    assert marks(traced) == ["notice_changed"]
    assert settled_by_a_trace(traced.later(hours=1))


def test_a_first_notice_marks_nothing(port):
    port.case("C-1", 1)
    port.case("C-1", 1, journeys=(Journey("ZZ305", DAY),))
    assert marks(port) == [], "there is no list that could be out of date"


# -- a trace and a load at the same time ---------------------------------------------------------------------------


def test_a_list_acknowledged_while_the_first_trace_ran_marks_the_case(port, monkeypatch):
    port.manifest("ZZ305", rows("14C 14D"))
    port.case("C-1", 1)
    during(monkeypatch, lambda: port.manifest("ZZ305", rows("15A", 60)))
    assert port.trace("C-1").counts["contacts"] == 1
    assert marks(port) == ["late_manifest"]
    assert port.trace("C-1").counts["contacts"] == 2
    assert marks(port) == []


@pytest.mark.parametrize("known", [NOW, NOW + timedelta(hours=5)], ids=["by the clock", "a clock set back"])
def test_a_mark_raised_while_a_trace_ran_is_not_settled_by_it(traced, monkeypatch, known):
    def change():
        traced.now = known
        traced.case("C-1", 1, journeys=(Journey("ZZ305", DAY),))

    traced.now = known
    during(monkeypatch, change)
    traced.trace("C-1")
    assert marks(traced) == ["notice_changed"]


def test_a_mark_that_waits_does_not_hide_one_raised_while_a_trace_ran(traced, monkeypatch):
    traced.manifest("ZZ305", rows("16C", 60))
    during(monkeypatch, lambda: traced.case("C-1", 1, journeys=(Journey("ZZ305", DAY),)))
    traced.trace("C-1")
    assert marks(traced) == ["notice_changed"]


def during(monkeypatch, happens):
    """Let something happen once, after the trace has read and before it is recorded."""
    record, todo = CaseFile.record, [happens]

    def late(file, *args, **more):
        if todo:
            todo.pop()()
        return record(file, *args, **more)

    monkeypatch.setattr(CaseFile, "record", late)
