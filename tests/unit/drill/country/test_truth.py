"""Who is truly a contact and where they are, on movements made by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pratique.drill.country.cabins import HIGH_SPEED_TRAIN, SINGLE_AISLE, Part, build
from pratique.drill.country.country import Country
from pratique.drill.country.truth import AUTHORITY, action_for, legs_in_window, verdict, where_at
from pratique.drill.country.world import Crossing, Leg, Place, Sailing

START = datetime(2026, 9, 10, 8, 0, tzinfo=UTC)
FULL = build("full", [Part(tuple(range(1, 31)), "ABC DEF", "economy")])


def leg(number=1, origin="SIN", destination="CAN", at=0.0, hours=4.0, conveyance="aircraft", cabin=SINGLE_AISLE):
    departs = START + timedelta(hours=at)
    arrives = departs + timedelta(hours=hours)
    naive = departs.replace(tzinfo=None), arrives.replace(tzinfo=None)
    return Leg(number, conveyance, "ZZ1", "", origin, destination, *naive, departs, arrives, cabin)


def place(traveller, label="", **more):
    seats = more.pop("cabin", FULL).seats
    unit = more.pop("unit", "")
    seat = next((s for s in seats if s.label == label and s.unit == unit), None)
    told = {"role": "passenger", "paper": 0, "booking": f"B{traveller}", "boarded": True, "embark": "", "debark": ""}
    return Place(traveller, seat=seat, **{**told, **more})


def crossing(direction, hours):
    return Crossing(7, 0, START + timedelta(hours=hours), "CAN", direction, 1)


def contacts(disease, case, others, on=None):
    sailing = Sailing(on or leg(cabin=FULL), (case, *others))
    return {other.traveller for other in others if verdict(disease, sailing, case, other)[0]}


CASE = place(1, "14C", booking="PARTY1")
OTHERS = (
    place(2, "12A"),
    place(3, "16F"),
    place(4, "11C"),
    place(5, "17D"),
    place(6, "30F", booking="PARTY1"),
    place(7, role="crew", booking=""),
    place(8, "14D", boarded=False),
    place(9, "25A"),
    place(10, guardian=9, booking="B9"),
    place(11, "13A"),
    place(12, guardian=11, booking="B11"),
)


def test_measles_reaches_two_rows_companions_crew_and_every_infant_in_arms():
    assert contacts("measles", CASE, OTHERS) == {2, 3, 6, 7, 10, 11, 12}


def test_mers_reaches_infants_only_where_their_guardian_sits():
    assert contacts("mers", CASE, OTHERS) == {2, 3, 6, 7, 11, 12}


@pytest.mark.parametrize(("hours", "found"), [(7 + 59 / 60, set()), (8, {2, 3, 6, 7, 11, 12})])
def test_tuberculosis_counts_from_eight_hours(hours, found):
    assert contacts("tuberculosis", CASE, OTHERS, leg(hours=hours, cabin=FULL)) == found


def test_covid_on_a_train_reaches_the_coach_and_the_crew():
    def rider(n, label, unit, **more):
        return place(n, label, unit=unit, cabin=HIGH_SPEED_TRAIN, **more)

    case = rider(1, "3A", "04", booking="PARTY1")
    others = (
        rider(2, "17F", "04"),
        rider(3, "3B", "05"),
        rider(4, "3C", "05", booking="PARTY1"),
        place(5, role="crew", booking=""),
        rider(6, "3B", "04", boarded=False),
    )
    assert contacts("covid-19", case, others, leg(conveyance="train", cabin=HIGH_SPEED_TRAIN)) == {2, 5}


def test_a_full_cabin_gives_the_golden_count():
    everybody = [place(n, seat.label) for n, seat in enumerate(FULL.seats, 100)]
    case = next(p for p in everybody if p.seat.label == "14C")
    assert len(contacts("mers", case, [p for p in everybody if p is not case])) == 29


def test_why_is_said_plainly():
    sailing = Sailing(leg(cabin=FULL), (CASE, *OTHERS))
    why = [verdict("mers", sailing, CASE, other)[1] for other in OTHERS[:7]]
    assert why == [
        "2 rows ahead",
        "2 rows behind",
        "3 rows ahead",
        "3 rows behind",
        "same booking",
        "crew",
        "did not board",
    ]


def test_whoever_has_no_seat_is_near_nobody():
    assert contacts("mers", CASE, (place(2),)) == set()
    assert contacts("covid-19", CASE, (place(2),)) == set()


def test_a_disease_without_a_rule_is_told():
    with pytest.raises(ValueError, match="no rule for mumps"):
        contacts("mumps", CASE, OTHERS)


def test_the_seat_truly_taken_counts_and_not_the_one_on_the_list():
    moved = replace(place(2, "15A"), seat_booked=FULL.seats[0])
    assert contacts("mers", CASE, (moved,)) == {2}


INBOUND, OUTBOUND = leg(), leg(1, "CAN", "SIN")
TRAIN = leg(1, "Guangzhou South", "Wuhan", conveyance="train")


@pytest.mark.parametrize(
    ("taken", "later", "crossings", "where"),
    [
        (INBOUND, [], [], "not_entered"),
        (INBOUND, [], [("in", 5)], "entered"),
        (INBOUND, [], [("in", 60)], "not_entered"),
        (INBOUND, [], [("in", 5), ("out", 30)], "left"),
        (INBOUND, [leg(2, "CAN", "LHR", 31)], [("in", 5), ("out", 30)], "left"),
        (INBOUND, [leg(2, "CAN", "LHR", 80)], [("in", 5)], "entered"),
        (INBOUND, [leg(2, "CAN", "LHR", 80)], [], "not_entered"),
        (INBOUND, [leg(2, "CAN", "LHR", 8)], [], "left"),
        (INBOUND, [leg(2, "Guangzhou South", "Wuhan", 9, conveyance="train")], [("in", 5)], "entered"),
        (OUTBOUND, [], [("out", -1)], "left"),
        (OUTBOUND, [leg(2, "SIN", "CAN", 47)], [("out", -1)], "not_entered"),
        (OUTBOUND, [leg(2, "SIN", "CAN", 60)], [("out", -1)], "left"),
        (OUTBOUND, [leg(2, "SIN", "CAN", 20)], [("out", -1), ("in", 25)], "entered"),
        (TRAIN, [], [("in", -20)], "entered"),
        (TRAIN, [leg(2, "CAN", "SIN", 30)], [("in", -20), ("out", 29)], "left"),
    ],
)
def test_where_somebody_is_two_days_later(taken, later, crossings, where):
    told = [crossing(*one) for one in crossings]
    assert where_at(taken, later, told, START + timedelta(hours=48), "CAN").where == where


IN, OUT = crossing("in", 5), crossing("out", 30)
AWAY, BACK = leg(2, "CAN", "LHR", 31), leg(3, "LHR", "CAN", 46)


@pytest.mark.parametrize(
    ("taken", "later", "crossings", "moves"),
    [
        pytest.param(INBOUND, [], [], (), id="has not entered, which needs no record"),
        pytest.param(INBOUND, [], [IN], (IN,), id="entered"),
        pytest.param(INBOUND, [], [IN, OUT], (OUT,), id="left over land: the entry tells nothing any more"),
        pytest.param(INBOUND, [AWAY], [IN, OUT], (2, OUT), id="left by air: the exit and the flight both tell"),
        pytest.param(INBOUND, [AWAY, BACK], [IN, OUT], (), id="on the way back, of which no border tells"),
        pytest.param(INBOUND, [AWAY], [], (), id="in transit"),
        pytest.param(
            INBOUND, [replace(TRAIN, number=4, departs=START + timedelta(hours=9))], [IN], (4, IN), id="train"
        ),
        pytest.param(OUTBOUND, [], [crossing("out", -1)], (), id="left on the leg itself"),
        pytest.param(TRAIN, [], [], (), id="in the country on a train"),
        pytest.param(TRAIN, [AWAY], [OUT], (2, OUT), id="left after the train"),
    ],
)
def test_the_last_moves_that_leave_somebody_there_are_named(taken, later, crossings, moves):
    assert where_at(taken, later, crossings, START + timedelta(hours=48), "CAN").moves == moves


def test_actions():
    answers = {where: action_for(where) for where in ("not_entered", "entered", "left", "not_on_board")}
    assert answers == {"not_entered": "order", "entered": "notify", "left": "inform_abroad", "not_on_board": "none"}


@pytest.fixture(scope="module")
def country():
    return Country(3, 20_000)


def test_exposures_name_everybody_booked_but_the_case(country):
    for infection in country.infections(12):
        found = country.exposures(infection)
        legs = legs_in_window(country.travel, country.times, infection)
        booked = {(leg, p.traveller) for leg in legs for p in country.sailing(leg).places}
        assert {(e.leg, e.traveller) for e in found} == booked - {(leg, infection.traveller) for leg in legs}
        assert len(found) == len({(e.leg, e.traveller) for e in found})
        assert {e.case for e in found} == {infection.reference}


def test_exposures_agree_with_crossings_on_file(country):
    """Where each contact is, told again from the stream of days: the last thing on file before the notice."""
    infection = next(one for one in country.infections(30) if one.disease == "measles")
    crossed, flown = {}, {}
    for day in country.days():
        for one in day.crossings:
            crossed.setdefault(one.traveller, []).append(one)
        for sailing in day.sailings:
            for p in sailing.places:
                if p.boarded:
                    flown.setdefault(p.traveller, []).append(sailing.leg)
    for found in country.exposures(infection):
        if found.where == "not_on_board":
            assert (found.contact, found.action) == (False, "none")
            continue
        taken = country.leg(found.leg)
        own = flown[found.traveller], crossed.get(found.traveller, [])
        assert (found.where, found.since, found.moves) == where_at(taken, *own, infection.notified_at, "CAN")
        assert found.action == (action_for(found.where) if found.contact else "none")


def test_every_disease_of_the_drill_has_its_authority(country):
    assert {one.disease for one in country.infections(60)} == set(AUTHORITY)
