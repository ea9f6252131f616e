"""The synthetic country as a whole: the same from the same seed, of the size asked for, and possible."""

import gc
import os
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest

from pratique.drill.country.country import Country
from pratique.drill.country.world import Place

SMALL = Country(3, 6_000)
LINES = 12_000


@pytest.fixture(scope="module")
def country():
    return Country(11, LINES)


@pytest.fixture(scope="module")
def legs_of(country):
    """Everybody's legs with their places, in order of time."""
    found = defaultdict(list)
    for day in country.days():
        for sailing in day.sailings:
            for place in sailing.places:
                found[place.traveller].append((sailing.leg, place))
    return {number: sorted(legs, key=lambda pair: pair[0].departs) for number, legs in found.items()}


def test_two_countries_from_one_seed_are_alike_to_the_last_byte():
    again = Country(3, 6_000)
    assert repr(list(again.days())) == repr(list(SMALL.days()))
    assert repr([again.traveller(n) for n in range(1, 400)]) == repr([SMALL.traveller(n) for n in range(1, 400)])


def test_nothing_hangs_on_how_python_hashes_text():
    """Sets and dicts of text are walked in another order in another process; the country must not notice."""
    told = "from pratique.drill.country.country import Country; c = Country(3, 2_000); cases = c.infections(5); "
    told += "print([list(c.days()), cases, [c.exposures(one) for one in cases]]); "
    told += "print([replace(c.traveller(n), traits=sorted(c.traveller(n).traits)) for n in range(1, 400)])"
    runs = [
        subprocess.run(
            [sys.executable, "-c", "from dataclasses import replace; " + told],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert len(runs[0]) > 100_000
    assert runs[0] == runs[1]


def test_another_seed_makes_another_country():
    assert list(Country(4, 6_000).days()) != list(SMALL.days())


def test_days_asked_for_in_any_order_are_those_of_the_stream():
    streamed = {day.date: day for day in SMALL.days()}
    fresh = Country(3, 6_000)
    for when in sorted(streamed, key=lambda when: (when.day % 7, when), reverse=True):
        assert fresh.day(when) == streamed[when]


def test_cases_do_not_depend_on_what_was_asked_before():
    fresh, used = Country(3, 6_000), Country(3, 6_000)
    list(used.days())
    used.infections(3)
    assert fresh.infections(8) == used.infections(8)


@pytest.mark.parametrize("lines", [2_000, 40_000])
def test_lines_are_as_many_as_asked_for(lines):
    country = Country(11, lines)
    written = sum(p.role == "passenger" for d in country.days() for s in d.sailings for p in s.places)
    assert written == pytest.approx(lines, rel=0.02)


def test_about_four_lines_a_traveller(legs_of):
    passengers = [legs for legs in legs_of.values() if legs[0][1].role == "passenger"]
    assert 3.2 < sum(map(len, passengers)) / len(passengers) < 4.8


def test_nobody_has_a_seat_twice_and_every_seat_is_of_the_cabin(country):
    for day in country.days():
        for sailing in day.sailings:
            seats = [place.seat for place in sailing.places if place.seat]
            assert len(seats) == len(set(seats))
            assert set(seats) <= set(sailing.leg.cabin.seats)


def test_nobody_is_in_two_places_at_once(legs_of):
    for legs in legs_of.values():
        taken = [leg for leg, place in legs if place.boarded]
        for before, after in pairwise(taken):
            assert before.arrives < after.departs, legs[0][1].traveller


def test_everybody_flies_from_where_they_are(country, legs_of):
    """Out of the country and into it by turns; whoever walks over the land border in between is left aside."""
    walked = {c.traveller for day in country.days() for c in day.crossings if c.leg == 0}
    assert walked
    for number, legs in legs_of.items():
        ways = [leg.origin == "CAN" for leg, place in legs if place.boarded and leg.conveyance == "aircraft"]
        if number not in walked:
            assert all(a != b for a, b in pairwise(ways)), number


def test_crossings_alternate_and_lie_beside_their_leg(country):
    last = {}
    for day in country.days():
        for crossing in day.crossings:
            assert crossing.at.date() == day.date
            assert last.get(crossing.traveller) != crossing.direction
            last[crossing.traveller] = crossing.direction
            if crossing.leg:
                leg = country.leg(crossing.leg)
                if crossing.direction == "out":
                    assert timedelta(0) < leg.departs - crossing.at < timedelta(hours=3)
                else:
                    assert timedelta(0) < crossing.at - leg.arrives < timedelta(days=5, hours=2)


def test_crossing_and_check_in_show_a_paper_valid_that_day(country):
    days = list(country.days())
    shown = [(place, sailing.leg.departs_local.date()) for d in days for s in d.sailings for place, sailing in each(s)]
    shown += [(crossing, crossing.at.date()) for d in days for crossing in d.crossings]
    for thing, when in shown[::7]:
        paper = country.traveller(thing.traveller).papers[thing.paper]
        assert paper.issued <= when <= paper.expires


def each(sailing):
    return ((place, sailing) for place in sailing.places)


def test_movements_of_one_person_are_those_of_the_days(country, legs_of):
    crossed = defaultdict(list)
    for day in country.days():
        for crossing in day.crossings:
            crossed[crossing.traveller].append(crossing)
    first, last = country.first + timedelta(days=10), country.first + timedelta(days=40)
    for number in [*list(legs_of)[:60], *list(legs_of)[-20:]]:
        legs, crossings = country.movements(number, first, last)
        assert legs == [p for p in legs_of[number] if first <= p[0].departs_local.date() <= last]
        assert crossings == [c for c in crossed[number] if first <= c.at.date() <= last]


def test_every_kind_of_journey_occurs(country, legs_of):
    places = [(leg, place) for legs in legs_of.values() for leg, place in legs]
    crossed = {(c.traveller, c.leg) for day in country.days() for c in day.crossings}
    flown = [(leg, p) for leg, p in places if p.boarded and leg.conveyance == "aircraft" and p.role == "passenger"]
    airside = [(leg, p) for leg, p in flown if (p.traveller, leg.number) not in crossed]
    assert any(p.debark not in {leg.destination, "CAN"} for leg, p in airside if leg.destination == "CAN")
    assert any(p.embark != leg.origin for leg, p in flown if leg.destination == "CAN")
    assert any(p.seat_booked for _, p in places)
    assert any(p.guardian for _, p in places)
    assert any(leg.conveyance == "train" for leg, _ in places)
    away = sum(not p.boarded for _, p in places) / len(places)
    assert 0.005 < away < 0.06


def test_a_flight_through_the_country_keeps_number_and_aircraft(country):
    day = next(d for d in country.days() if any(s.leg.flight == "9Q801" for s in d.sailings))
    one, two = sorted((s.leg for s in day.sailings if s.leg.flight == "9Q801"), key=lambda leg: leg.departs)
    assert (one.origin, one.destination, two.origin, two.destination) == ("ICN", "CAN", "CAN", "SIN")
    assert one.registration == two.registration
    assert one.arrives < two.departs


def test_local_times_are_those_of_their_clocks(country):
    leg = next(s.leg for d in country.days() for s in d.sailings if s.leg.destination == "LHR")
    assert leg.departs_local - leg.departs.replace(tzinfo=None) == timedelta(hours=8)
    assert leg.arrives_local - leg.arrives.replace(tzinfo=None) == timedelta(hours=1)
    assert timedelta(hours=1.5) <= leg.arrives - leg.departs <= timedelta(hours=14)


def test_streaming_keeps_no_days():
    """However many days have passed, only the caches' few legs stay in memory."""
    before, country = alive(Place), Country(11, LINES)
    kept = [alive(Place) - before for at, _ in enumerate(country.days()) if at in {20, 55}]
    assert len(kept) == 2
    assert max(kept) < 0.8 * LINES
    assert country.travel.sailing.cache_info().currsize <= 64 < len(country.times)


def alive(kind):
    gc.collect()
    return sum(isinstance(thing, kind) for thing in gc.get_objects())


def test_a_plan_holds_no_objects_for_travellers():
    gc.collect()
    before = len(gc.get_objects())
    small, large = Country(1, 5_000), Country(1, 50_000)
    gc.collect()
    grown = len(gc.get_objects()) - before
    assert grown < 40_000
    assert Counter(type(column).__name__ for column in large.plan._columns) == {"array": 9}
    assert len(small.times) < len(large.times)


@pytest.mark.parametrize(("lines", "days"), [(0, 60), (100_000_000, 60), (1_000, 6), (1_000, 365)])
def test_sizes_out_of_bounds_are_told(lines, days):
    with pytest.raises(ValueError, match="7 to 180 days"):
        Country(1, lines, days)


def test_an_unknown_home_airport_is_told():
    with pytest.raises(ValueError, match="knows no airport ZZZ"):
        Country(1, 1000, home="ZZZ")


@pytest.mark.parametrize("home", ["SIN", "FRA"])
def test_another_home_airport(home):
    country = Country(5, 3_000, 30, date(2026, 10, 10), home)
    flown = [s.leg for d in country.days() for s in d.sailings if s.leg.conveyance == "aircraft"]
    assert all(home in {leg.origin, leg.destination} for leg in flown)
    assert country.infections(4)
