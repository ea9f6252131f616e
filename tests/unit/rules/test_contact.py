from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.model.movement import NOBODY, Presence
from pratique.model.tracing import Reason
from pratique.rules.cabin import all_seats, parse_cabin
from pratique.rules.contact import Together, Verdict, assess, companions, seats_of
from pratique.rules.rule import SeatUnknown
from pratique.rules.rulebook import load_book
from pratique.rules.zone import Zone, covered_seats
from tests.lib.aboard import person

CABIN = parse_cabin("3-3:1-30")
BOOK = load_book()
CDC, ECDC, MERS = BOOK.rule("measles"), BOOK.rule("measles", "ecdc"), BOOK.rule("mers")
EIGHT_HOURS = replace(CDC, min_exposure_h=8.0)
NO_LINKS = replace(CDC, links=())


CASE = person(1, "14C", party=77)
NOTED = person(NOBODY, "14C")


def one(verdicts: list[Verdict]) -> Verdict:
    assert len(verdicts) == 1
    return verdicts[0]


def codes(verdict: Verdict) -> list[str]:
    return [reason.code for reason in verdict.reasons]


@pytest.mark.parametrize(
    ("seat", "text"),
    [
        ("12F", "sat in 12F, 2 rows ahead of the case in 14C; the rule covers 2 rows each way"),
        ("15A", "sat in 15A, 1 row behind the case in 14C; the rule covers 2 rows each way"),
        ("14A", "sat in 14A, in the same row as the case in 14C; the rule covers 2 rows each way"),
    ],
)
def test_a_neighbour_is_a_contact_with_the_distance_in_words(seat: str, text: str) -> None:
    verdict = one(assess(CDC, CABIN, [CASE], [person(2, seat)]))
    assert [(r.code, r.text) for r in verdict.reasons] == [("row_band", text)]
    assert verdict.certain


@pytest.mark.parametrize("seat", ["11A", "17F"])
def test_three_rows_away_is_no_contact(seat: str) -> None:
    assert assess(CDC, CABIN, [CASE], [person(2, seat)]) == []


def test_the_words_say_where_row_numbers_would_mislead() -> None:
    cabin = parse_cabin("3-3:1-12,14-30")
    text = one(assess(CDC, cabin, [CASE], [person(2, "11A")])).reasons[0].text
    assert "2 rows ahead of the case in 14C, counting only rows that exist" in text


def test_everybody_on_a_full_flight_gives_29_contacts() -> None:
    aboard = [person(100 + i, seat) for i, seat in enumerate(sorted(all_seats(CABIN) - {"14C"}))]
    verdicts = assess(CDC, CABIN, [CASE], aboard)
    assert len(verdicts) == 29
    assert {v.presence.seat for v in verdicts} == covered_seats(CDC.zone, CABIN, "14C")


def test_the_cases_party_is_a_contact_wherever_it_sat() -> None:
    verdict = one(assess(CDC, CABIN, [CASE], [person(2, "28A", party=77)]))
    assert codes(verdict) == ["party"]
    assert verdict.certain


def test_no_booking_is_not_a_shared_booking() -> None:
    assert assess(CDC, CABIN, [person(1, "14C", party=0)], [person(2, "28A", party=0)]) == []


def test_a_contact_appears_once_with_all_reasons_strongest_first() -> None:
    assert codes(one(assess(CDC, CABIN, [CASE], [person(2, "14B", party=77)]))) == ["row_band", "party"]


def test_a_rule_without_the_link_does_not_follow_the_booking() -> None:
    assert assess(NO_LINKS, CABIN, [CASE], [person(2, "28A", party=77)]) == []


def test_a_baby_in_arms_is_a_contact_anywhere_on_board() -> None:
    verdict = one(assess(CDC, CABIN, [CASE], [person(2, seat_status="infant")]))
    assert codes(verdict) == ["infant_in_arms"]
    assert verdict.certain


def test_an_infants_own_pass_that_repeats_a_seat_is_still_a_baby_in_arms() -> None:
    assert codes(one(assess(CDC, CABIN, [CASE], [person(2, "28A", seat_status="infant")]))) == ["infant_in_arms"]


@pytest.mark.parametrize(
    ("family", "expected", "certain"),
    [
        ([person(5, "13A", party=9)], ["infant_proxy_seat"], True),
        ([person(5, "28A", party=9)], None, None),
        ([person(5, "13A", party=9), person(6, "28A", party=9)], ["infant_proxy_seat"], False),
        ([], ["seat_unknown"], False),
    ],
)
def test_without_the_link_a_baby_takes_the_place_of_its_family(
    family: list[Presence], expected: list[str] | None, certain: bool | None
) -> None:
    baby = person(2, party=9, seat_status="infant")
    found = [v for v in assess(NO_LINKS, CABIN, [CASE], [baby, *family]) if v.presence is baby]
    if expected is None:
        assert found == []
    else:
        assert (codes(one(found)), one(found).certain) == (expected, certain)


def test_a_baby_of_the_cases_own_booking_sits_with_the_case() -> None:
    baby = person(2, party=77, seat_status="infant")
    assert codes(one(assess(NO_LINKS, CABIN, [CASE], [baby]))) == ["infant_proxy_seat"]


@pytest.mark.parametrize("role", ["crew", "in_transit_crew"])
def test_crew_is_to_be_classified_with_the_carrier(role: str) -> None:
    verdict = one(assess(CDC, CABIN, [CASE], [person(2, role=role)]))
    assert codes(verdict) == ["crew"]
    assert not verdict.certain
    assert "duty positions are not in the manifest" in verdict.reasons[0].text


def test_crew_is_certain_where_the_rule_covers_all_crew_and_absent_where_it_names_none() -> None:
    crew = person(2, role="crew")
    assert one(assess(replace(CDC, links=("crew_all",)), CABIN, [CASE], [crew])).certain
    assert assess(NO_LINKS, CABIN, [CASE], [crew]) == []


@pytest.mark.parametrize("role", ["passenger", "in_transit_passenger", "unknown"])
def test_a_traveller_without_a_usable_seat_is_never_dropped(role: str) -> None:
    verdict = one(assess(CDC, CABIN, [CASE], [person(2, role=role)]))
    assert codes(verdict) == ["seat_unknown"]
    assert not verdict.certain


def test_in_transit_travellers_count_as_aboard() -> None:
    assert one(assess(CDC, CABIN, [CASE], [person(2, "14D", role="in_transit_passenger")])).certain


@pytest.mark.parametrize("case", [[], [person(1, party=77)]])
def test_without_the_cases_seat_everybody_is_to_be_classified(case: list[Presence]) -> None:
    aboard = [person(2, "1A"), person(3), person(4, role="crew"), person(5, "30F")]
    verdicts = assess(CDC, CABIN, case, aboard)
    assert [v.presence for v in verdicts] == aboard
    assert all("case_seat_unknown" in codes(v) for v in verdicts)
    assert not any(v.certain for v in verdicts)


def test_without_the_cases_seat_its_party_is_still_certain() -> None:
    verdict = one(assess(CDC, CABIN, [person(1, party=77)], [person(2, "1A", party=77)]))
    assert codes(verdict) == ["party", "case_seat_unknown"]
    assert verdict.certain


def test_a_rule_may_choose_no_fall_back() -> None:
    rule = replace(CDC, seat_unknown=SeatUnknown("none", "none"))
    assert assess(rule, CABIN, [], [person(2, "1A")]) == []
    assert assess(rule, CABIN, [CASE], [person(2)]) == []


def test_the_notices_seat_serves_where_the_case_is_on_no_manifest() -> None:
    assert codes(one(assess(CDC, CABIN, [NOTED], [person(2, "15A"), person(3, "1A")]))) == ["row_band"]


def test_several_seats_of_the_case_give_the_union_and_name_the_seat() -> None:
    case = [replace(CASE, seats_stated=("14C", "25A"))]
    aboard = [person(2, "12F"), person(3, "25F"), person(4, "20A")]
    verdicts = assess(CDC, CABIN, case, aboard)
    assert [v.presence.identity_id for v in verdicts] == [2, 3]
    assert "the case in 25A" in verdicts[1].reasons[0].text


def test_contradicting_seats_of_a_traveller_are_to_be_classified_if_only_one_is_near() -> None:
    verdict = one(assess(CDC, CABIN, [CASE], [person(2, "28A", seats_stated=("28A", "13A"))]))
    assert codes(verdict) == ["row_band", "seat_contradicted"]
    assert not verdict.certain
    both = one(assess(CDC, CABIN, [CASE], [person(2, "13B", seats_stated=("13B", "13A"))]))
    assert both.certain


def test_somebody_stated_in_the_cases_own_seat_is_a_contact() -> None:
    verdict = one(assess(CDC, CABIN, [CASE], [person(2, "14C")]))
    assert "the seat of the case itself" in verdict.reasons[0].text


def test_below_the_minimum_time_nobody_is_listed() -> None:
    aboard = [person(2, "14D"), person(3), person(4, "28A", party=77), person(5, role="crew")]
    assert assess(EIGHT_HOURS, CABIN, [CASE], aboard, leg_hours=7 + 59 / 60) == []
    assert one(assess(EIGHT_HOURS, CABIN, [CASE], aboard[2:3], leg_hours=8)).certain
    assert companions([CASE], aboard) == 1


def test_below_the_minimum_time_links_remain_where_the_source_counts_them_for_any_time() -> None:
    aboard = [person(2, "14D"), person(3), person(4, "28A", party=77)]
    rule = replace(EIGHT_HOURS, links_any_duration=True)
    verdict = one(assess(rule, CABIN, [CASE], aboard, leg_hours=7 + 59 / 60))
    assert (verdict.presence.identity_id, codes(verdict), verdict.certain) == (4, ["party"], True)


def test_at_the_minimum_time_the_zone_counts() -> None:
    assert codes(one(assess(EIGHT_HOURS, CABIN, [CASE], [person(2, "14D")], leg_hours=8.0))) == ["row_band"]


def test_an_unknown_time_counts_and_is_noted() -> None:
    verdict = one(assess(EIGHT_HOURS, CABIN, [CASE], [person(2, "14D")]))
    assert codes(verdict) == ["row_band", "duration_unknown"]
    assert verdict.certain
    assert "8 hours" in verdict.reasons[1].text


def test_the_whole_zone_needs_no_seats_at_all() -> None:
    verdicts = assess(ECDC, None, [], [person(2), person(3, role="crew")])
    assert [codes(v) for v in verdicts] == [["whole"], ["whole"]]
    assert all(v.certain for v in verdicts)


def test_a_rule_without_zone_follows_links_only() -> None:
    rule = replace(CDC, zone=Zone("none"))
    aboard = [person(2, "14D"), person(3), person(4, "28A", party=77)]
    assert [codes(v) for v in assess(rule, CABIN, [CASE], aboard)] == [["party"]]


def test_without_a_cabin_one_is_made_from_the_seats_stated() -> None:
    assert one(assess(CDC, None, [CASE], [person(2, "15A"), person(3, "28A")])).presence.identity_id == 2


def test_nobody_is_lost_who_sits_outside_the_cabin_given() -> None:
    case = person(1, "31C")
    assert one(assess(CDC, CABIN, [case], [person(2, "32A")])).certain


def test_mers_follows_the_same_geometry() -> None:
    assert codes(one(assess(MERS, CABIN, [CASE], [person(2, "16F"), person(3, "17F")]))) == ["row_band"]


def test_seats_of_people_are_all_seats_stated() -> None:
    people = [person(1, "2A", seats_stated=("2A", "3B")), person(2), person(3, "4C")]
    assert seats_of(people) == {"2A", "3B", "4C"}


@settings(max_examples=40, deadline=None)
@given(st.sets(st.sampled_from(sorted(all_seats(CABIN))), max_size=3), st.data())
def test_the_zone_of_several_case_seats_is_the_union_over_them(seats: set[str], data: st.DataObject) -> None:
    seat = data.draw(st.sampled_from(sorted(all_seats(CABIN) - seats)))
    aboard = [person(2, seat)]
    case = [person(NOBODY, own) for own in seats or {"1A"}]
    together = bool(assess(NO_LINKS, CABIN, case, aboard))
    assert together == any(assess(NO_LINKS, CABIN, [own], aboard) for own in case)


def test_whoever_reaches_the_minimum_over_several_legs_counts_on_a_short_one() -> None:
    aboard = [person(2, "14D"), person(3, "14E"), person(4, "14F"), person(5, "28A")]
    reason = Reason("added_up", "together on 2 legs, 5.0 + 4.5 h")
    known = {2: Together(reason, certain=True), 3: Together(reason, certain=False), 5: Together(reason, certain=True)}
    verdicts = assess(EIGHT_HOURS, CABIN, [CASE], aboard, leg_hours=5.0, added_up=known)
    assert [(v.presence.identity_id, codes(v), v.certain) for v in verdicts[:2]] == [
        (2, ["row_band", "added_up"], True),
        (3, ["row_band", "added_up"], False),
    ]
    assert 4 not in {v.presence.identity_id for v in verdicts}
