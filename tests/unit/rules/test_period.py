from dataclasses import replace
from datetime import date, timedelta

import pytest

from pratique.errors import NotReadable
from pratique.rules.period import Window, follow_up_end, infectious_window, time_limits
from pratique.rules.rule import FollowUp
from pratique.rules.rulebook import load_book

BOOK = load_book()
CDC, ECDC, MERS = BOOK.rule("measles"), BOOK.rule("measles", "ecdc"), BOOK.rule("mers")
RASH = date(2026, 3, 10)


@pytest.mark.parametrize(("offset", "inside"), [(-5, False), (-4, True), (0, True), (4, True), (5, False)])
def test_measles_counts_four_days_each_side_of_the_rash_both_ends_included(offset: int, inside: bool) -> None:
    window = infectious_window(CDC, {"rash": RASH, "onset": date(2026, 3, 1)})
    assert window.holds(RASH + timedelta(days=offset)) is inside


def test_mers_begins_at_onset_and_has_no_end() -> None:
    window = infectious_window(MERS, {"onset": RASH})
    assert (window.from_, window.to) == (RASH, None)
    assert window.holds(RASH + timedelta(days=400))
    assert not window.holds(RASH - timedelta(days=1))


def test_a_missing_anchor_is_never_replaced_by_another_date() -> None:
    with pytest.raises(NotReadable) as caught:
        infectious_window(CDC, {"onset": RASH, "notified": RASH})
    assert caught.value.sentence == (
        "The rule measles.cdc counts from the date of rash; the notice gives notified, onset."
    )
    assert "Add the date of rash" in caught.value.hint


def test_a_rule_without_window_says_so() -> None:
    with pytest.raises(NotReadable, match="gives no infectious window"):
        infectious_window(replace(CDC, infectious=None), {"rash": RASH})


def test_follow_up_ends_as_on_the_flight_from_casablanca_in_2014() -> None:
    rule = replace(CDC, follow_up=FollowUp("temperature_twice_daily", 21, "exposure_plus_days"))
    assert follow_up_end(rule, date(2014, 12, 28)) == date(2015, 1, 18)


def test_the_other_convention_ends_a_day_later_as_on_the_flight_of_may_2024() -> None:
    rule = replace(CDC, follow_up=FollowUp("self_watch", 21, "day_after"))
    assert follow_up_end(rule, date(2024, 5, 16)) == date(2024, 6, 7)


def test_the_shipped_rules_follow_up() -> None:
    assert follow_up_end(CDC, date(2026, 3, 1)) == date(2026, 3, 22)
    assert follow_up_end(MERS, date(2026, 3, 1)) == date(2026, 3, 15)
    assert follow_up_end(ECDC, date(2026, 3, 1)) is None


@pytest.mark.parametrize(("day", "open_"), [(0, [True, True]), (5, [True, True]), (6, [False, True]),
                                            (12, [False, True]), (13, [False, False])])  # fmt: skip
def test_the_measles_clock_closes_after_day_5_and_after_day_12(day: int, open_: list[bool]) -> None:
    limits = time_limits(ECDC, RASH, RASH + timedelta(days=day))
    assert [limit.open for limit in limits] == open_
    assert [limit.days_left for limit in limits] == [5 - day, 12 - day]


def test_a_rule_without_limits_has_none() -> None:
    assert time_limits(CDC, RASH, RASH) == ()


@pytest.mark.parametrize(
    ("day", "allows"),
    [
        (5, "offer protection after exposure"),
        (6, "inform those exposed"),
        (12, "inform those exposed"),
        (13, ""),
    ],
)
def test_what_a_measles_list_is_still_good_for(day: int, allows: str) -> None:
    limits = time_limits(ECDC, RASH, RASH + timedelta(days=day))
    assert next((limit.allows for limit in limits if limit.open), "") == allows


@pytest.mark.parametrize(("name", "days"), [("tb", 90), ("meningococcal", 14), ("pertussis", 21), ("ebola", 21)])
def test_the_limits_of_other_diseases(name: str, days: int) -> None:
    assert [limit.days for limit in BOOK.rule(name).time_limits] == [days]


def test_a_case_without_symptoms_counts_from_its_sample_where_the_source_says_so() -> None:
    rule = BOOK.rule("covid", "cn.air")
    assert infectious_window(rule, {"specimen": RASH}).from_ == RASH - timedelta(days=2)
    assert infectious_window(rule, {"specimen": RASH, "onset": date(2026, 3, 1)}).from_ == date(2026, 2, 27)
    with pytest.raises(NotReadable):
        infectious_window(rule, {"rash": RASH})


def test_a_rule_without_window_takes_the_officers() -> None:
    rule, stated = BOOK.rule("covid", "ecdc"), Window(RASH, None)
    assert infectious_window(rule, {"onset": RASH}, stated=stated) is stated
    with pytest.raises(NotReadable) as caught:
        infectious_window(rule, {"onset": RASH})
    assert "covid.phe2020" in caught.value.hint


def test_an_open_zone_is_refused_before_anything_is_traced() -> None:
    with pytest.raises(NotReadable, match="gives no zone"):
        infectious_window(BOOK.rule("measles", "uk"), {"rash": RASH}, stated=Window(RASH, RASH))


def test_a_schedule_of_tests_has_no_last_day() -> None:
    assert follow_up_end(BOOK.rule("tuberculosis"), RASH) is None
