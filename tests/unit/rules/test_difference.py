"""Why somebody came onto a contact list, or left it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.rules.difference import LegRun, Run, difference

LEG = "ZZ305 2026-11-14 SIN-CAN"
OTHER = "QQ77 2026-11-13 KUL-SIN"


def run(contacts, *, messages=(1,), seats=("14C",), window=("2026-11-12", "2026-11-20"), rule="measles.cdc 1", leg=LEG):
    return Run(window, rule, {leg: LegRun(frozenset(messages), tuple(seats), dict.fromkeys(contacts, "12A"))})


BEFORE = run({"A", "B"})


@pytest.mark.parametrize(
    ("after", "code"),
    [
        (run({"A", "B", "C"}, messages=(1, 2)), "late_message"),
        (run({"A", "B", "C"}, seats=("20C",)), "case_seat_changed"),
        (run({"A", "B", "C"}, rule="measles.ecdc 1"), "rule_changed"),
        (run({"A", "B", "C"}), "record_changed"),
        (replace(BEFORE, legs={**BEFORE.legs, OTHER: LegRun(frozenset({3}), (), {"C": ""})}), "leg_new"),
        (
            Run(
                ("2026-11-10", "2026-11-18"), BEFORE.rule, {**BEFORE.legs, OTHER: LegRun(frozenset({3}), (), {"C": ""})}
            ),
            "window_changed",
        ),
    ],
)
def test_why_somebody_was_added(after, code):
    found = difference(BEFORE, after, {})
    assert [(ref, reason.code) for ref, reason in found.added] == [("C", code)]
    assert found.gone == ()


@pytest.mark.parametrize(
    ("after", "states", "code"),
    [
        (run({"A"}, messages=(1, 2)), {("B", LEG): "cancelled"}, "withdrawn"),
        (run({"A"}, messages=(1, 2)), {("B", LEG): "not_boarded"}, "not_on_board"),
        (run({"A"}, messages=(1, 2)), {("B", LEG): "listed"}, "seat_changed"),
        (run({"A"}, seats=("20C",)), {("B", LEG): "listed"}, "case_seat_changed"),
        (run({"A"}, rule="measles.ecdc 1"), {}, "rule_changed"),
        (run({"A"}, leg=OTHER), {}, "leg_gone"),
        (run({"A"}, leg=OTHER, window=("2026-11-01", "2026-11-09")), {}, "window_changed"),
    ],
)
def test_why_somebody_is_gone(after, states, code):
    found = difference(BEFORE, after, states)
    assert [(ref, reason.code) for ref, reason in found.gone] == [("B", code)]


refs = st.sets(st.sampled_from("ABCDEFG"))


@given(refs, refs)
def test_a_difference_turns_the_one_list_into_the_other(first, second):
    found = difference(run(first), run(second), {})
    added, gone = ({ref for ref, _ in pairs} for pairs in (found.added, found.gone))
    assert (first | added) - gone == second
    assert not added & first
    assert gone <= first
    assert found.empty == (first == second)
