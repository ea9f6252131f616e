"""Which legs are one departure, and which must stay apart."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.model.movement import Leg
from pratique.rules.one_leg import one_leg

DAY = date(2026, 11, 14)
CITIES = {"LON": ("LGW", "LHR"), "BJS": ("PEK", "PKX")}


def airports(code):
    return CITIES.get(code, ())


def leg(leg_id, origin="LHR", destination="CAN", day=DAY, leaves=None, lands=None, **more):
    """A leg of ZZ9; hours are counted from the start of `DAY`, on one clock for all places."""
    clock = datetime.fromisoformat("2026-11-14T00:00")
    times = {
        name: clock + timedelta(hours=hours) if hours is not None else None
        for name, hours in (("departure_local", leaves), ("arrival_local", lands))
    }
    utc = {name[:-6]: moment and moment.replace(tzinfo=UTC) for name, moment in times.items()}
    return replace(Leg(leg_id, "ZZ9", day, origin, destination, None, None, None, None), **times | utc | more)


def parts(own, *others):
    """Ids read together with the first leg."""
    return {part.leg_id for part in one_leg(own, others, airports).parts}


def doubtful(own, *others):
    return {part.leg_id for part in one_leg(own, others, airports).doubtful}


NEXT = DAY + timedelta(days=1)
OWN = leg(1, leaves=22.5, lands=29)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (leg(2, "LON"), "a city for its airport"),
        (leg(2, ""), "an end left out"),
        (leg(2, "", ""), "both ends left out"),
        (leg(2, "LON", leaves=22.5), "the same time"),
        (leg(2, "LON", leaves=25, day=NEXT), "delayed past midnight"),
        (leg(2, "", lands=29, day=NEXT), "dated by the arrival"),
        (leg(2, "LHR", lands=29.5, day=NEXT), "the same route, dated by the arrival"),
    ],
)
def test_legs_that_agree_as_far_as_they_are_told_are_one(other, why):
    assert parts(OWN, other) == {1, 2}, why
    assert parts(other, OWN) == {1, 2}, why


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (leg(2, "LGW"), "another airport of the city"),
        (leg(2, "LON", flight="ZZ8"), "another flight"),
        (leg(2, "LON", conveyance="ship"), "another conveyance"),
        (leg(2, day=NEXT), "tomorrow's flight, without times"),
        (leg(2, leaves=46.5, lands=53, day=NEXT), "tomorrow's flight"),
        (leg(2, "LON", lands=5), "dated by its arrival: yesterday's flight"),
        (leg(2, "LON", day=DAY + timedelta(days=2), lands=29), "two days away"),
        (leg(2, "", flight="ZZ9", day=NEXT, lands=53), "tomorrow's, which arrives a day later"),
    ],
)
def test_legs_that_contradict_each_other_stay_apart_without_a_word(other, why):
    assert parts(OWN, other) == {1}, why
    assert doubtful(OWN, other) == set(), why


@pytest.mark.parametrize(
    "other", [leg(2, "LON", leaves=16), leg(2, "", day=NEXT)], ids=["hours apart", "perhaps dated by its arrival"]
)
def test_what_may_be_the_same_departure_is_named_and_not_joined(other):
    assert parts(OWN, other) == {1}
    assert doubtful(OWN, other) == {2}
    (note,) = one_leg(OWN, [other], airports).notes()
    assert note.code == "maybe_same_leg"
    assert "ZZ9" in note.text


def test_a_leg_that_may_be_one_of_two_is_joined_to_neither():
    first, second, open_ = leg(1, "SIN", "BKK"), leg(2, "BKK", "CAN"), leg(3, "", "")
    for own in (first, second):
        assert parts(own, first, second, open_) == {own.leg_id}
        assert doubtful(own, first, second, open_) == {3}
    assert parts(open_, first, second) == {3}
    assert doubtful(open_, first, second) == {1, 2}


def test_a_list_dated_by_its_arrival_is_joined_to_neither_of_two_days_whose_lists_give_no_time():
    mine, tomorrow, arrived = leg(1, leaves=22.5, lands=29), leg(2, day=NEXT), leg(3, "LON", day=NEXT, lands=29)
    assert parts(mine, tomorrow, arrived) == {1}
    assert doubtful(mine, tomorrow, arrived) == {3}


def test_the_stops_of_a_through_flight_are_legs_of_their_own():
    first, second = leg(1, "SIN", "", leaves=8, lands=10), leg(2, "", "CAN", leaves=12, lands=15)
    assert parts(first, second) == {1}


def test_a_flight_without_a_number_is_joined_to_nothing():
    assert parts(leg(1, flight=""), leg(2, "LON", flight="")) == {1}


def test_the_best_of_all_parts_is_known_under_the_id_of_the_oldest():
    old = leg(1, "LON", "", lands=29, day=NEXT, registrations=("B-1",))
    new = leg(7, "", "CAN", leaves=22.5, lands=29.2)
    exact = leg(9, "LHR", "")
    one = one_leg(new, [exact, old], airports)
    assert (one.leg.leg_id, one.leg.origin, one.leg.destination, one.leg.day) == (1, "LHR", "CAN", DAY)
    assert (one.leg.departure, one.leg.registrations) == (new.departure, ("B-1",))
    assert one.leg.arrival is not None
    (note,) = one.notes()
    assert note.code == "read_together"
    assert "ZZ9 2026-11-15 LON→?, ZZ9 2026-11-14 ?→CAN, ZZ9 2026-11-14 LHR→?" in note.text
    assert one_leg(OWN, [], airports).notes() == ()


_LEGS = st.builds(
    leg,
    st.just(0),
    st.sampled_from(["", "LON", "LHR", "LGW", "PEK"]),
    st.sampled_from(["", "CAN", "BJS", "PEK"]),
    st.sampled_from([DAY, NEXT]),
    st.sampled_from([None, 8, 10, 22.5, 25]),
    st.sampled_from([None, 29, 31]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_LEGS, min_size=1, max_size=6))
def test_every_part_of_a_departure_gives_the_same_answer_and_no_leg_is_part_of_two(legs):
    numbered = [replace(one, leg_id=i) for i, one in enumerate(legs, 1)]
    found = {one.leg_id: one_leg(one, numbered, airports) for one in numbered}
    for one in found.values():
        assert all(found[part.leg_id] == one for part in one.parts)
        named = {code for part in one.parts for code in (part.origin,) if code in ("LHR", "LGW", "PEK")}
        assert len(named) <= 1
