"""Cabins and distances on coordinates, held against counts worked out by hand (contact rules, golden counts)."""

import pytest

from pratique.drill.country import cabins
from pratique.drill.country.cabins import Part, build
from pratique.drill.country.truth import rows_apart

SINGLE = build("a", [Part(tuple(range(1, 31)), "ABC DEF", "economy")])
NO_13 = build("b", [Part(tuple(r for r in range(1, 32) if r != 13), "ABC DEF", "economy")])
WIDE = build("c", [Part(tuple(range(20, 46)), "AB DEFGH JK", "economy")])
FRONT = build("d", [Part(tuple(range(1, 8)), "A DG K", "business")])


def seat(cabin, label):
    return next(seat for seat in cabin.seats if seat.label == label)


def band(cabin, label, ahead, behind):
    own = seat(cabin, label)
    return [s for s in cabin.seats if s is not own and -ahead <= rows_apart(own, s) <= behind]


@pytest.mark.parametrize(
    ("cabin", "label", "two", "three", "three_ahead"),
    [
        (SINGLE, "14C", 29, 41, 23),
        (SINGLE, "14A", 29, 41, 23),
        (SINGLE, "1C", 17, 23, 5),
        (SINGLE, "30C", 17, 23, 23),
        (NO_13, "14C", 29, 41, 23),
        (WIDE, "32E", 44, 62, 35),
    ],
)
def test_golden_counts(cabin, label, two, three, three_ahead):
    assert len(band(cabin, label, 2, 2)) == two
    assert len(band(cabin, label, 3, 3)) == three
    assert len(band(cabin, label, 3, 0)) == three_ahead


def test_golden_count_of_the_front_cabin():
    assert len(band(FRONT, "5K", 2, 2)) == 19
    assert len(band(FRONT, "5K", 3, 0)) == 15
    assert len(band(FRONT, "5K", 3, 3)) == 23


def test_rows_are_ranked_as_they_exist():
    rows = {int(s.label[:-1]) for s in band(NO_13, "14C", 2, 2)}
    assert rows == {11, 12, 14, 15, 16}


def test_labels_of_seats_are_unique_within_a_cabin_or_coach():
    for cabin in (v for v in vars(cabins).values() if isinstance(v, cabins.Cabin)):
        assert len({(s.unit, s.label) for s in cabin.seats}) == len(cabin.seats)
        assert len({(s.unit, s.rank, s.column) for s in cabin.seats}) == len(cabin.seats)


def test_a_door_over_the_wing_takes_seats_but_moves_none():
    shape = cabins.SINGLE_AISLE
    assert "12A" not in {s.label for s in shape.seats}
    assert seat(shape, "12B").column == seat(shape, "14B").column == 2
    assert rows_apart(seat(shape, "12B"), seat(shape, "14B")) == 1


def test_numbers_that_jump_between_sections_do_not_part_rows():
    shape = cabins.TWIN_3_3_3
    assert rows_apart(seat(shape, "7A"), seat(shape, "15A")) == 1
    assert rows_apart(seat(shape, "27C"), seat(shape, "40C")) == 1
    assert seat(shape, "27C").section != seat(shape, "40C").section


def test_coaches_begin_again():
    coach = [s for s in cabins.HIGH_SPEED_TRAIN.seats if s.unit == "05"]
    assert [s.label for s in coach[:5]] == ["1A", "1B", "1C", "1D", "1F"]
    assert len(coach) == 85
    assert coach[0].rank == 1
