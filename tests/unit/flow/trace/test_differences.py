"""What a second trace says of the first, what is compared, and whose clock the evidence is of."""

from datetime import timedelta

import pytest

from pratique.model.casework import Journey
from tests.unit.flow.trace.conftest import DAY, NOW, cabin, rows


def why(tracing):
    """Each change as (kind, code)."""
    return sorted((change.kind, change.why.code) for change in tracing.changes)


@pytest.fixture
def traced(port):
    """A case in 14C with two contacts, traced once."""
    port.message("ZZ305", rows("14C 14D 15A 28F"))
    port.case("C-1", 1)
    first = port.trace("C-1")
    assert (first.since, first.changes, first.counts["contacts"]) == (None, (), 2)
    return port.later(days=1)


def test_the_same_trace_again_says_that_nothing_changed(traced):
    again = traced.trace("C-1")
    assert (again.since, again.changes) == (NOW, ())


def test_a_late_part_of_the_list_adds_people(traced):
    traced.manifest("ZZ305", rows("13A 16B 30C", 50))
    tracing = traced.trace("C-1")
    assert why(tracing) == [("added", "late_message")] * 2
    new = {c.contact for c in tracing.legs[0].contacts if c.seat in ("13A", "16B")}
    assert {change.contact for change in tracing.changes} == new
    assert tracing.changes[0].why.text == "1 more message about ZZ305 2026-11-14 SIN-CAN came in"
    assert traced.later(days=1).trace("C-1").changes == ()


def test_a_withdrawn_traveller_is_gone_and_it_is_said_that_the_carrier_did_it(traced):
    traced.message("ZZ305", [(2, "14D")], withdrawn=True)
    tracing = traced.trace("C-1")
    assert why(tracing) == [("gone", "withdrawn")]
    assert tracing.legs[0].not_on_board == 1


def test_an_unconfirmed_case_is_not_followed_by_tracing_it_twice(port):
    port.manifest("ZZ305", cabin(10, 11))
    port.case("C-1", 1, confirmed=False)
    port.trace("C-1")
    port.later(days=1).manifest("QQ777", [(1, "11A"), (50, "11B")], origin="BKK", day=DAY + timedelta(days=1))
    port.crossing(50, "2026-11-15 14:05")
    again = port.trace("C-1")
    assert (again.since, again.changes, again.legs) == (None, (), ())
    # Where the contacts crossed a border tells where the case was.
    assert "local_times" not in {note.code for note in again.notes}
    assert not {"QQ777", "BKK"} & {word for note in again.notes for word in note.text.split()}


def test_another_onset_moves_the_window_and_the_flight_out_of_it(traced):
    traced.case("C-1", 1, dates={"onset": DAY, "rash": DAY + timedelta(days=20)})
    tracing = traced.trace("C-1")
    assert why(tracing) == [("gone", "window_changed")] * 2


def test_a_corrected_seat_of_the_case_is_why_the_list_is_another(traced):
    traced.manifest("ZZ305", [(1, "28C")])
    tracing = traced.trace("C-1")
    found = dict(why(tracing))
    assert set(found) <= {"added", "gone"}
    assert set(found.values()) == {"case_seat_changed"}


def test_another_seat_in_the_notice_is_too(traced):
    traced.case("C-1", 1, journeys=(Journey("ZZ305", DAY, "SIN", "CAN", "28C"),))
    assert why(traced.trace("C-1")) == [("added", "case_seat_changed")]


def test_another_rule_is_the_reason_before_all_others(traced):
    tracing = traced.trace("C-1", authority="measles.ecdc")
    assert {code for _, code in why(tracing)} == {"rule_changed"}


def test_a_trace_is_compared_with_the_latest_one_that_knew_no_more(traced):
    traced.manifest("ZZ305", rows("13A", 50))
    latest = traced.trace("C-1")
    then = traced.trace("C-1", known_at=NOW + timedelta(hours=1))
    assert (then.since, then.changes, then.counts["contacts"]) == (NOW, (), 2)
    first = traced.trace("C-1", known_at=NOW - timedelta(hours=1))
    assert (first.since, first.changes) == (None, ()), "what was found later is no measure of what was known before"
    again = traced.later(days=1).trace("C-1")
    assert (again.since, again.changes) == (latest.known_at, ()), "a look back is not the trace before"


@pytest.mark.parametrize("rash", [DAY, DAY + timedelta(days=4)])
def test_what_another_rule_would_give_is_what_a_trace_by_it_gives(port, rash):
    port.manifest("ZZ305", cabin(1, 30))
    port.manifest("ZZ306", cabin(20, 24), day=DAY + timedelta(days=2))
    port.case("C-1", 3, dates={"onset": rash - timedelta(days=4), "rash": rash})
    compared = {other.rule.id: other for other in port.trace("C-1", compare=True).alternatives}
    assert "measles.cdc" not in compared
    answered = {rule: other for rule, other in compared.items() if not other.notes}
    assert "measles.ecdc" in answered
    for rule, other in answered.items():
        tracing = port.trace("C-1", authority=rule)
        counts = {f"{leg.flight} {leg.date}": leg.counts["contacts"] for leg in tracing.legs}
        assert {leg: certain + unclear for leg, certain, unclear in other.legs} == counts
    assert all("gives no" in other.notes[0].text for rule, other in compared.items() if rule not in answered)


def test_a_rule_with_a_wider_window_is_asked_about_the_flights_that_only_it_looks_at(port):
    port.manifest("ZZ305", rows("3A 3B 4C"))
    port.manifest("ZZ306", rows("5A 5B"), day=DAY - timedelta(days=3))
    port.case("C-1", 1, disease="covid-19", dates={"onset": DAY - timedelta(days=8)})
    tracing = port.trace("C-1", authority="covid.phe2020", compare=True)
    assert [leg.flight for leg in tracing.legs] == ["ZZ306"]
    (open_end,) = [other for other in tracing.alternatives if other.rule.id == "covid.cn.air"]
    assert open_end.legs == (("ZZ306 2026-11-11", 1, 0), ("ZZ305 2026-11-14", 2, 0))


def test_no_comparison_is_made_unless_asked_for(traced):
    assert traced.trace("C-1").alternatives == ()


def test_crossings_are_told_by_the_clock_at_the_border_and_its_offset_once(port):
    port.manifest("ZZ305", rows("14C 14D 15A"))
    port.crossing(2, "2026-11-14 14:40")
    port.crossing(3, "2026-11-14 14:45")
    port.case("C-1", 1)
    tracing = port.trace("C-1")
    told = {c.seat: c.where_now.evidence[0].text for c in tracing.legs[0].contacts}
    assert told == {
        "14D": "Entered at CAN on 2026-11-14 14:40 local",
        "15A": "Entered at CAN on 2026-11-14 14:45 local",
    }
    clocks = [note.text for note in tracing.notes if note.code == "local_times"]
    assert clocks == ["Times of crossings at CAN are on the clock there, UTC+08:00."]
