"""Does the score say how good a list is, and only that?"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pratique.drill.score import Tally, score
from pratique.drill.truth import Booked, TrueCase
from pratique.model.movement import Leg
from pratique.model.tracing import Completeness, Contact, LegTrace, RuleUsed, Tracing, WhereNow
from tests.lib.aboard import person

LEG = "ZZ305 2026-09-03 SIN-CAN"
WHEN = datetime(2026, 9, 8, tzinfo=UTC)


def case(**seat_known: bool) -> TrueCase:
    return TrueCase("GZ-0001", "measles", "measles.cdc", WHEN, Path("GZ-0001.json"), {LEG: True, **seat_known})


def booked(traveller: int, *, contact: bool, seat: str | None = None, **more: object) -> Booked:
    values: dict[str, object] = {
        "leg": LEG, "traveller": traveller, "contact": contact, "why": "",
        "actions": frozenset({"order"}), "where_told": True, "where_known": True, "role": "passenger",
        "conveyance": "aircraft", "seat": seat, "seat_known": seat is not None, "seat_written": seat is not None,
        "listed": True,
        "forms": frozenset({("TAN", f"NUMBER {traveller}")}), "dirty": frozenset(), "legs_of_case": 1,
    }  # fmt: skip
    return Booked(**{**values, **more})  # type: ignore[arg-type]


def listed(
    traveller: int, action: str = "order", seat: str = "", state: str = "not_entered", **more: object
) -> Contact:
    values: dict[str, object] = {
        "contact": f"C{traveller}", "identity_id": traveller, "presence": person(traveller, seat), "seat": seat or None,
        "reasons": (), "where_now": WhereNow(state, ()), "action": action, "surname": "Tan",
        "given": f"Number {traveller}", "record": "held",
    }  # fmt: skip
    return Contact(**{**values, **more})  # type: ignore[arg-type]


def list_of(*contacts: Contact, flight: str = "ZZ305") -> Tracing:
    rule = RuleUsed("measles.cdc", "1", "partly", "measles", "US CDC")
    day = date(2026, 9, 3)
    leg = Leg(1, flight, day, "SIN", "CAN", None, None, None, None)
    one = LegTrace(flight, day, "SIN", "CAN", leg, ("14C",), rule, None, Completeness(), contacts)
    return Tracing("GZ-0001", "measles", True, True, None, None, WHEN, rule, (one,), {})


def marked(aboard_case: TrueCase, aboard: list[Booked], tracing: Tracing | None) -> dict[str, Tally]:
    return score(aboard_case, aboard, tracing).tallies


RIGHT = {"action_told": 1, "action_right": 1, "action_known": 1, "action_known_right": 1}
ABOARD = [booked(n, contact=n <= 10, seat=f"{n}A") for n in range(1, 101)]


def test_the_right_list_scores_one():
    found = marked(case(), ABOARD, list_of(*(listed(n) for n in range(1, 11))))["all"]
    assert (found.recall, found.precision, found.action_accuracy) == (1.0, 1.0, 1.0)


def test_a_list_of_everybody_aboard_scores_badly():
    found = marked(case(), ABOARD, list_of(*(listed(n) for n in range(1, 101))))["all"]
    assert found.recall == 1.0
    assert found.precision == pytest.approx(0.1)


def test_everybody_aboard_as_possible_scores_no_better():
    found = marked(case(), ABOARD, list_of(*(listed(n, "classify") for n in range(1, 101))))["all"]
    assert (found.recall, found.recall_certain) == (1.0, 0.0)
    assert found.precision == pytest.approx(0.1)


def test_possible_contacts_are_on_the_list_and_not_certain():
    found = marked(case(), ABOARD, list_of(*(listed(n, "classify" if n == 10 else "order") for n in range(1, 12))))[
        "all"
    ]
    assert (found.recall, found.recall_certain) == (1.0, 0.9)
    assert (found.precision, found.precision_certain) == (pytest.approx(10 / 11), pytest.approx(9 / 10))


def test_an_empty_list_finds_nobody_and_is_wrong_about_nobody():
    found = marked(case(), ABOARD, list_of())["all"]
    assert (found.recall, found.precision) == (0.0, None)


def test_a_leg_that_was_not_found_is_missed():
    assert marked(case(), ABOARD, list_of(listed(1), flight="ZZ999"))["all"] == Tally(true=10, wrong_certain=1)


def test_somebody_nobody_true_answers_to_is_wrong():
    assert marked(case(), ABOARD, list_of(listed(1), listed(555)))["all"].wrong_certain == 1


def test_one_traveller_listed_twice_is_wrong_once():
    found = marked(case(), ABOARD, list_of(listed(1), listed(1, contact="C1b")))["all"]
    assert (found.certain, found.wrong_certain) == (1, 1)


def test_a_wrong_action_is_counted():
    found = marked(case(), ABOARD, list_of(listed(1), listed(2, "notify")))["all"]
    assert found.action_accuracy == 0.5


def test_what_happened_too_late_to_be_here_is_no_fault_of_the_action():
    late = [booked(1, contact=True, seat="1A"), booked(2, contact=True, seat="2A", where_told=False)]
    found = marked(case(), late, list_of(listed(1), listed(2, "notify")))["all"]
    assert (found.action_told, found.action_right) == (1, 1)


def test_an_action_that_nobody_could_know_is_wrong_as_before_and_left_out_of_the_second_figure():
    aboard = [booked(n, contact=True, seat=f"{n}A", where_known=n != 2) for n in (1, 2, 3)]
    marks = score(case(), aboard, list_of(listed(1), listed(2, "notify"), listed(3, "notify")))
    found = marks.tallies["all"]
    assert (found.action_told, found.action_right, found.action_accuracy) == (3, 1, pytest.approx(1 / 3))
    assert (found.action_known, found.action_known_right, found.action_accuracy_known) == (2, 1, 0.5)
    assert {slip.traveller: slip.known for slip in marks.slips} == {2: False, 3: True}


def test_a_right_action_that_nobody_could_know_adds_nothing_to_the_second_figure():
    lucky = [booked(1, contact=True, seat="1A", where_known=False)]
    found = marked(case(), lucky, list_of(listed(1)))["all"]
    assert (found.action_accuracy, found.action_accuracy_known) == (1.0, None)


def test_only_a_wrong_action_says_whether_it_could_be_known():
    slips = score(case(), ABOARD[:10], list_of(listed(1, "classify"))).slips
    assert {slip.kind for slip in slips} == {"possible", "missed"}
    assert {slip.known for slip in slips} == {None}


def test_either_of_two_right_actions_is_right():
    back = [booked(1, contact=True, seat="1A", actions=frozenset({"order", "inform_abroad"}))]
    assert marked(case(), back, list_of(listed(1, "inform_abroad")))["all"].action_accuracy == 1.0


def test_a_sure_contact_of_unknown_whereabouts_is_found_with_the_wrong_action():
    found = marked(case(), ABOARD, list_of(listed(1, "classify", state="unknown")))["all"]
    assert (found.certain, found.possible, found.action_right) == (1, 0, 0)


def test_two_of_one_name_are_told_apart_by_their_seat():
    same = frozenset({("TAN", "NUMBER 1")})
    aboard = [booked(1, contact=True, seat="1A", forms=same), booked(2, contact=False, seat="30F", forms=same)]
    right = marked(case(), aboard, list_of(listed(1, seat="1A")))["all"]
    wrong = marked(case(), aboard, list_of(listed(1, seat="30F")))["all"]
    assert (right.certain, right.wrong_certain) == (1, 0)
    assert (wrong.certain, wrong.wrong_certain) == (0, 1)


def test_of_two_of_one_name_whoever_is_listed_without_a_seat_is_the_one_whom_no_list_gives_any():
    """Both truly sat somewhere: what tells them apart is what the lists say, which is all that the product has."""
    same = frozenset({("ZHOU", "JASON")})
    aboard = [
        booked(1, contact=False, seat="12D", forms=same),
        booked(2, contact=False, seat="20A", seat_known=False, seat_written=False, forms=same),
    ]
    found = marked(case(), aboard, list_of(listed(7, "classify", surname="Zhou", given="Jason")))
    assert (found["seat unknown"].wrong_possible, found["seats known"].wrong_possible) == (1, 0)


def test_an_infant_of_its_parents_name_is_told_apart_by_having_no_seat():
    same = frozenset({("TAN", "NUMBER 1")})
    aboard = [booked(1, contact=False, seat="30F", forms=same), booked(2, contact=True, forms=same)]
    assert marked(case(), aboard, list_of(listed(1)))["all"] == Tally(true=1, certain=1, **RIGHT)


def test_whoever_the_truth_does_not_know_is_wrong_where_such_a_seat_is_looked_for():
    found = marked(case(), ABOARD, list_of(listed(555, seat="14D"), listed(556)))
    assert (found["seats known"].wrong_certain, found["seat unknown"].wrong_certain) == (1, 1)
    assert marked(case(), ABOARD, list_of(listed(1, seat="14D"), flight="ZZ999"))["seats known"].wrong_certain == 1


def test_a_case_that_could_not_be_traced_has_missed_everybody():
    assert marked(case(), ABOARD, None)["all"] == Tally(true=10)


def test_every_slip_is_told_without_a_name():
    contacts = (listed(1, "notify"), listed(2, "classify"), listed(50), listed(51, "classify"), listed(555))
    slips = score(case(), ABOARD[:2] + ABOARD[9:51], list_of(*contacts)).slips
    told = {slip.traveller: slip.kind for slip in slips}
    assert told == {
        1: "action", 2: "possible", 10: "missed", 50: "wrong", 51: "wrong_possible", None: "stranger",
    }  # fmt: skip
    assert "TAN" not in repr(slips).upper()


def test_whoever_no_list_names_yet_counts_in_a_stratum_of_their_own():
    aboard = [booked(1, contact=True, seat="1A"), booked(2, contact=True, seat="1B", listed=False)]
    found = marked(case(), aboard, list_of(listed(1)))
    assert found["all"].recall == 1.0
    assert (found["not listed yet"].true, found["not listed yet"].recall) == (1, 0.0)


@pytest.mark.parametrize(
    ("more", "stratum"),
    [
        ({"seat_known": True}, "seats known"),
        ({"seat_known": False}, "seat unknown"),
        ({"role": "crew"}, "crew"),
        ({"dirty": frozenset({"glued"})}, "identity dirty"),
        ({"legs_of_case": 2}, "several legs"),
        ({"conveyance": "train"}, "train"),
    ],
)
def test_each_stratum_holds_its_own(more: dict[str, object], stratum: str):
    assert marked(case(), [booked(1, contact=True, seat="1A", **more)], list_of(listed(1)))[stratum].true == 1


def test_without_the_seat_of_the_case_nobody_counts_as_seated():
    found = marked(case(**{LEG: False}), [booked(1, contact=True, seat="1A")], list_of(listed(1)))
    assert "seats known" not in found
    assert found["case's seat unknown"].true == 1
