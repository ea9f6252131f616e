"""Contacts by place: trains, buses, ships, upper decks, small aircraft, boxes and sections."""

from dataclasses import replace

import pytest

from pratique.rules.cabin import all_seats, parse_cabin
from pratique.rules.contact import Verdict, assess
from pratique.rules.rule import escalated
from pratique.rules.rulebook import load_book
from pratique.rules.zone import Zone
from tests.lib.aboard import person

BOOK = load_book()
CABIN = parse_cabin("3-3:1-30")
MEASLES = replace(BOOK.rule("measles"), links=())
SEALED, OPEN = BOOK.rule("covid", "cn.rail.sealed"), BOOK.rule("covid", "cn.rail.open")


def sorted_out(verdicts: list[Verdict]) -> tuple[set[int], set[int]]:
    """Identities that are certain, and those to be classified."""
    ids = {v.presence.identity_id: v.certain for v in verdicts}
    return {i for i, sure in ids.items() if sure}, {i for i, sure in ids.items() if not sure}


def test_a_high_speed_train_gives_the_coach_and_asks_where_no_coach_is_stated() -> None:
    case = [person(1, "12F", unit="05", travel_class="second")]
    aboard = [
        person(2, "1A", unit="5", travel_class="second"),
        person(3, "12D", unit="06", travel_class="second"),
        person(4, "12D"),
        person(5, "", unit="05"),
        person(6, "", unit="05", role="crew"),
    ]
    verdicts = assess(SEALED, None, case, aboard, conveyance="train")
    assert sorted_out(verdicts) == ({2, 5}, {4, 6})
    assert verdicts[0].reasons[0].text == (
        "was in second 5/1A, the case in second 05/12F; the rule covers the case's coach"
    )


def test_a_hard_sleeper_with_open_windows_gives_three_bays() -> None:
    case = [person(1, "05下", unit="08", travel_class="hard_sleeper")]
    places = ("06上", "03中", "08下", "02下", "09上", "")
    aboard = [person(i, place, unit="08", travel_class="hard_sleeper") for i, place in enumerate(places, 2)]
    assert sorted_out(assess(OPEN, None, case, aboard, conveyance="train")) == ({2, 3, 4}, {7})


def test_a_train_whose_case_has_no_place_makes_everybody_a_question() -> None:
    verdicts = assess(SEALED, None, [], [person(2, "1A", unit="5"), person(3, "", role="crew")], conveyance="train")
    assert sorted_out(verdicts) == (set(), {2, 3})
    assert verdicts[0].reasons[0].code == "case_seat_unknown"


def test_a_bus_counts_rows_from_bare_numbers_and_says_the_driver_is_covered() -> None:
    rule = BOOK.rule("covid", "cn.bus.open")
    case, cabin = [person(1, "21")], parse_cabin("2-2:1-12")
    aboard = [person(2, "12"), person(3, "8"), person(4, "36"), person(5, "37"), person(6, role="crew")]
    assert sorted_out(assess(rule, cabin, case, aboard, conveyance="bus")) == ({2, 4, 6}, set())


def test_a_place_stated_besides_counts_on_a_bus_and_instead_of_the_coach_alone() -> None:
    rule, cabin = BOOK.rule("covid", "cn.bus.open"), parse_cabin("2-2:1-12")
    aboard = [person(2, "12"), person(3, "37")]
    assert sorted_out(assess(rule, cabin, [person(0, "21")], aboard, conveyance="bus")) == ({2}, set())
    case = [person(1, unit="8", travel_class="hard_sleeper"), person(0, "5下", unit="8", travel_class="hard_sleeper")]
    near = [person(2, "6上", unit="8"), person(3, "9下", unit="8")]
    verdicts = assess(OPEN, None, case, near, conveyance="train")
    assert sorted_out(verdicts) == ({2}, set())


def test_a_coach_has_the_class_of_those_in_it_where_the_notice_gives_none() -> None:
    """A notice says coach and seat; without a class an open coach and a compartment could not be told apart."""
    noted = person(0, "16B", unit="02")
    second = [person(2, "1A", unit="2", travel_class="second"), person(3, unit="2"), person(4, "1A", unit="3")]
    assert sorted_out(assess(SEALED, None, [noted], second, conveyance="train")) == ({2, 3}, set())
    sleepers = [person(5, "6", unit="2", travel_class="soft_sleeper"), person(6, "6", unit="2", travel_class="second")]
    assert sorted_out(assess(SEALED, None, [noted], [*second[1:], *sleepers], conveyance="train")) == (set(), {3, 5, 6})


def test_the_class_on_the_cases_own_ticket_goes_before_that_of_its_coach() -> None:
    case = [person(1, unit="2", travel_class="second"), person(0, "16B", unit="2")]
    aboard = [person(2, "1A", unit="2"), person(3, "5", unit="2", travel_class="soft_sleeper")]
    assert sorted_out(assess(SEALED, None, case, aboard, conveyance="train")) == ({2, 3}, set())


def test_a_ship_cabin_and_the_crew_that_may_have_served_it() -> None:
    rule = BOOK.rule("covid", "cn.ship")
    aboard = [person(2, unit="6014"), person(3, unit="6016"), person(4), person(5, role="crew")]
    verdicts = assess(rule, None, [person(1, unit="6014")], aboard, conveyance="ship")
    assert sorted_out(verdicts) == ({2}, {4, 5})


def test_an_upper_deck_whose_rows_begin_anew_is_another_cabin() -> None:
    case = [person(1, "12A", unit="UPPER")]
    aboard = [person(2, "12B", unit="UPPER"), person(3, "12B"), person(4, "13K", unit="UPPER")]
    decks = {"UPPER": parse_cabin("AB-JK:11-20")}
    verdicts = assess(MEASLES, CABIN, case, aboard, decks=decks)
    assert sorted_out(verdicts) == ({2, 4}, set())
    assert sorted_out(assess(MEASLES, CABIN, [person(1, "12A")], aboard, decks=decks)) == ({3}, set())


def test_a_case_without_a_seat_leaves_other_coaches_alone() -> None:
    aboard = [person(2, "12B", unit="3"), person(3, "12B", unit="4"), person(4, "12B")]
    case = [person(1, unit="3")]
    assert sorted_out(assess(MEASLES, None, case, aboard, conveyance="train")) == (set(), {2, 4})


def test_a_section_without_known_bulkheads_is_a_question() -> None:
    rule = replace(MEASLES, zone=Zone("section"))
    aboard = [person(2, "4A"), person(3, "9A")]
    sure = assess(rule, parse_cabin("3-3:1-5|6-30"), [person(1, "3C")], aboard)
    assert sorted_out(sure) == ({2}, set())
    unsure = assess(rule, CABIN, [person(1, "3C")], aboard)
    assert sorted_out(unsure) == (set(), {2, 3})
    assert unsure[0].reasons[-1].code == "section_unknown"


@pytest.mark.parametrize(
    ("layout", "seat", "code"),
    [("1-2:1-10", "1A", "small"), ("2-2:1-7", "7F", "small"), ("3-3:1-6", "3C", "share"), ("3-3:1-7", "4C", "none")],
)
def test_a_small_aircraft_makes_the_rest_a_question_and_never_an_order(layout: str, seat: str, code: str) -> None:
    cabin = parse_cabin(layout.replace("1-2:", "A-CD:"))
    near = {
        v.presence.seat for v in assess(MEASLES, cabin, [person(1, seat)], everybody(cabin, seat), small_aircraft=False)
    }
    verdicts = assess(MEASLES, cabin, [person(1, seat)], everybody(cabin, seat))
    assert {v.presence.seat for v in verdicts if v.certain} == near
    rest = [v for v in verdicts if not v.certain]
    assert {v.reasons[0].code for v in rest} <= {"small_aircraft"}
    assert len(verdicts) == (len(near) if code == "none" else len(all_seats(cabin)) - 1)
    assert all(("seats" in v.reasons[0].text) is (code == "small") for v in rest)


def everybody(cabin, seat):  # type: ignore[no-untyped-def]
    return [person(i, s) for i, s in enumerate(sorted(all_seats(cabin) - {seat}), 2)]


def test_on_a_small_aircraft_a_baby_of_a_far_family_is_a_question_too() -> None:
    cabin = parse_cabin("2-2:1-7")
    baby, parent = person(2, party=9, seat_status="infant"), person(3, "7F", party=9)
    assert sorted_out(assess(MEASLES, cabin, [person(1, "1A")], [baby, parent])) == (set(), {2, 3})


def test_an_inferred_cabin_is_never_taken_for_a_small_aircraft() -> None:
    verdicts = assess(MEASLES, None, [person(1, "3C")], [person(2, "4A"), person(3, "9A")])
    assert sorted_out(verdicts) == ({2}, set())


def test_rules_without_a_zone_by_seat_know_no_small_aircraft() -> None:
    cabin = parse_cabin("2-2:1-5")
    assert assess(BOOK.rule("anthrax"), cabin, [person(1, "3A")], everybody(cabin, "3A")) == []


def test_once_the_rule_has_widened_everybody_is_a_contact() -> None:
    rule = BOOK.rule("covid", "ecdc")
    wide = assess(rule, CABIN, [person(1, "14C")], [person(2, "30A")], zone=escalated(rule, True))
    assert sorted_out(wide) == ({2}, set())
    assert assess(rule, CABIN, [person(1, "14C")], [person(2, "30A")], zone=escalated(rule, False)) == []


def test_a_seat_changed_on_board_counts_from_both() -> None:
    rule = replace(BOOK.rule("covid"), links=())
    case = [person(1, "14C", seats_stated=("14C", "25A"))]
    seats = {v.presence.seat for v in assess(rule, CABIN, case, everybody(CABIN, "14C"))}
    one = {v.presence.seat for v in assess(rule, CABIN, [person(1, "14C")], everybody(CABIN, "14C"))}
    two = {v.presence.seat for v in assess(rule, CABIN, [person(1, "25A")], everybody(CABIN, "25A"))}
    assert seats == (one | two | {"25A"}) - {"14C"}
