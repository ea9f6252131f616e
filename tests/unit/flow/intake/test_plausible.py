"""What can hardly be so is said, and nothing is changed."""

from dataclasses import replace
from datetime import datetime

import pytest

from pratique.flow.intake.plausible import block_hours, with_plausibility
from pratique.model.facts import LegFact, Message, PersonFact
from pratique.stores.places import Places

PLACES = Places()


def message(*legs, **more):
    return Message(kind="csv", dialect="csv utf-8 ,", legs=legs, **more)


def codes(found):
    return [finding.code for finding in with_plausibility(found, PLACES).findings]


@pytest.mark.parametrize(
    ("leg", "hours"),
    [
        (LegFact("ZZ1", "SYD", "HNL", "2007-06-21T09:00", "2007-06-21T22:00"), 33.0),
        (LegFact("ZZ1", "SYD", "HNL", "2007-06-21T09:00", "2007-06-20T22:00"), 9.0),
        (LegFact("ZZ1", "NRT", "LAX", "2026-11-14T17:00", "2026-11-14T10:00"), 10.0),
    ],
)
def test_block_time_is_counted_with_the_zones(leg, hours):
    assert block_hours(leg, PLACES) == pytest.approx(hours)
    assert ("block-time" in codes(message(leg))) == (hours > 20)


def test_arrival_before_departure():
    leg = LegFact("ZZ1", "SYD", "NRT", "2026-11-14T09:00", "2026-11-14T02:00")
    assert codes(message(leg)) == ["arrival-before-departure"]


def test_dates_without_times_are_compared_by_days():
    assert codes(message(LegFact("ZZ1", "SYD", "NRT", "2026-11-14", "2026-11-15"))) == []
    assert codes(message(LegFact("ZZ1", "SYD", "NRT", "2026-11-14", "2026-11-10"))) == ["arrival-before-departure"]


def test_codes_of_cities_and_unknown_codes():
    assert codes(message(LegFact("ZZ1", "LON", "QQQ", "2026-11-14"))) == ["city-code", "unknown-airport"]
    assert codes(message(LegFact("ZZ1", "LHR", "NRT", "2026-11-14"))) == []


def test_a_flight_far_from_the_day_of_writing():
    leg = LegFact("ZZ1", "LHR", "NRT", "2026-11-14T10:00")
    assert codes(message(leg, prepared=datetime(2025, 9, 1))) == ["flight-date-far"]  # noqa: DTZ001
    assert codes(message(leg, prepared=datetime(2026, 11, 13))) == []  # noqa: DTZ001


def test_births_after_the_flight_are_counted_by_place():
    leg = LegFact("ZZ1", "LHR", "NRT", "2026-11-14T10:00")
    people = (PersonFact(birth_date="1980-01-01"), PersonFact(birth_date="2026-11-15"), PersonFact())
    found = with_plausibility(message(leg, people=people), PLACES)
    assert [(f.code, f.where) for f in found.findings] == [("birth-after-flight", "person 2")]
    assert replace(found, findings=()) == message(leg, people=people)


@pytest.mark.parametrize("text", ["", "2026-13-40T99:99", "soon", "0001-01-01T00:00"])
def test_odd_times_never_raise(text):
    assert block_hours(LegFact("ZZ1", "LHR", "NRT", text, text), PLACES) in (None, pytest.approx(-9.3, abs=1))
    with_plausibility(message(LegFact("ZZ1", "LHR", "NRT", text, text)), PLACES)


@pytest.mark.parametrize(
    ("conveyance", "arrival", "found"),
    [
        ("train", "2026-11-21", []),
        ("train", "2026-11-30", ["block-time"]),
        ("bus", "2026-11-19", ["block-time"]),
        ("ship", "2026-12-30", []),
        ("ship", "2027-06-01", ["block-time"]),
        ("ship", "2026-11-10", ["arrival-before-departure"]),
    ],
)
def test_a_voyage_may_last_longer_than_a_flight_and_calls_at_no_airport(conveyance, arrival, found):
    assert codes(message(LegFact("G17", "Nowhere", "QQQ", "2026-11-14T10:00", arrival, conveyance))) == found
    assert block_hours(LegFact("G17", "LHR", "NRT", "2026-11-14T10:00", "2026-11-14T11:00", conveyance), PLACES) is None
