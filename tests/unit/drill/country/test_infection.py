"""Cases: their windows, their notices, and whom they infected."""

from datetime import timedelta

import pytest

from pratique.drill.country.country import Country
from pratique.drill.country.infection import chance
from pratique.drill.country.truth import CONVEYANCE, legs_in_window

WINDOWS = {"measles": ("rash", 4), "mers": ("onset", 0), "tuberculosis": ("diagnosis", 90), "covid-19": ("onset", 2)}


@pytest.fixture(scope="module")
def country():
    return Country(11, 20_000)


@pytest.fixture(scope="module")
def cases(country):
    return country.infections(80)


def test_as_many_as_asked_for_in_the_order_of_their_notices(cases):
    assert [one.reference for one in cases] == [f"GZ-{n:04d}" for n in range(1, 81)]
    assert [one.notified_at for one in cases] == sorted(one.notified_at for one in cases)
    assert len({one.traveller for one in cases}) == 80


def test_each_has_one_to_four_legs_and_a_notice_in_time(country, cases):
    for one in cases:
        legs = [country.leg(n) for n in legs_in_window(country.travel, country.times, one)]
        assert 1 <= len(legs) <= 4
        last = max(leg.arrives for leg in legs)
        assert timedelta(days=1) <= one.notified_at - last <= timedelta(days=6)
        assert {leg.conveyance for leg in legs} == {CONVEYANCE[one.disease]}


def test_windows_follow_from_the_anchor(cases):
    for one in cases:
        anchor, before = WINDOWS[one.disease]
        assert one.infectious_from == one.dates[anchor] - timedelta(days=before)
        if one.disease == "measles":
            assert one.infectious_to == one.dates["rash"] + timedelta(days=4)
        else:
            assert one.infectious_to == one.dates["notified"]
        assert one.dates[anchor] < one.notified_at.date()


def test_no_case_of_an_open_window_flies_after_its_notice(country, cases):
    for one in cases:
        for booked in country.travel.booked(one.traveller):
            if booked.leg > len(country.times) or one.disease == "measles":
                continue
            leg = country.leg(booked.leg)
            if leg.conveyance == CONVEYANCE[one.disease]:
                assert leg.arrives < one.notified_at


def test_tuberculosis_has_a_leg_of_eight_hours(country, cases):
    for one in cases:
        if one.disease == "tuberculosis":
            legs = [country.leg(n) for n in legs_in_window(country.travel, country.times, one)]
            assert max(leg.arrives - leg.departs for leg in legs) >= timedelta(hours=8)


def test_those_infected_had_been_aboard_with_their_source(country, cases):
    known = {one.reference: one for one in cases}
    caught = [one for one in cases if one.infected_by]
    assert caught
    for one in caught:
        source = known[one.infected_by]
        assert source.disease == one.disease
        assert source.notified_at < one.notified_at
        assert one.traveller in {e.traveller for e in country.exposures(source) if e.where != "not_on_board"}


def test_whoever_sits_nearer_is_likelier_to_be_infected(country, cases):
    one = next(c for c in cases if c.disease == "measles")
    sailing = country.sailing(legs_in_window(country.travel, country.times, one)[0])
    case = next(p for p in sailing.places if p.traveller == one.traveller)
    strangers = [p for p in sailing.places if p.seat and p.boarded and p.booking != case.booking]
    near = [chance(sailing, case, p) for p in strangers if abs(p.seat.rank - case.seat.rank) <= 2]
    far = [chance(sailing, case, p) for p in strangers if abs(p.seat.rank - case.seat.rank) > 2]
    assert min(near) > max(far) > 0
    assert chance(sailing, case, case) == 0


def test_a_country_too_small_for_its_cases_is_told():
    with pytest.raises(ValueError, match="too small"):
        Country(1, 300).infections(200)
