"""Coaches, berths and ship cabins, as tickets give them."""

import pytest

from pratique.rules.unit import Spot, bus_seat, near_in_units, part_number, same_unit
from pratique.rules.zone import Zone


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("05", "5", True),
        ("05车厢", "5", True),
        ("A1", "a1", True),
        ("5", "6", False),
        ("", "5", None),
        ("5", " ", None),
    ],
)
def test_coaches_are_compared_without_leading_zeros(a: str, b: str, same: bool | None) -> None:
    assert same_unit(a, b) is same


@pytest.mark.parametrize(
    ("travel_class", "first", "second", "together"),
    [
        ("soft_sleeper", "1", "4", True),
        ("soft_sleeper", "4", "5", False),
        ("soft_sleeper", "05下", "08上", True),
        ("hard_sleeper", "05下", "06上", True),
        ("hard_sleeper", "06上", "07下", False),
        ("hard_sleeper", "1", "6", True),
        ("hard_sleeper", "6", "7", False),
        ("hard_sleeper", "5M", "6U", True),
        ("hard_seat", "1", "10", True),
        ("hard_seat", "10", "11", False),
        ("second", "12A", "12F", True),
        ("second", "12F", "13A", False),
    ],
)
def test_numbers_fall_into_bays_as_the_layouts_say(travel_class: str, first: str, second: str, together: bool) -> None:
    numbers = [part_number(Spot("5", travel_class, place)) for place in (first, second)]
    assert None not in numbers
    assert (numbers[0] == numbers[1]) is together


@pytest.mark.parametrize("spot", [Spot("5", "", "12"), Spot("5", "hard_seat", ""), Spot("5", "hard_seat", "standing")])
def test_what_does_not_tell_a_bay_gives_none(spot: Spot) -> None:
    assert part_number(spot) is None


@pytest.mark.parametrize(
    ("stated", "seat"),
    [("1", "1A"), ("4", "1F"), ("12", "3F"), ("12F", "12F"), ("05", "2A"), ("05下", None), ("?", None)],
)
def test_a_bus_seat_with_a_bare_number_has_a_row_and_a_letter(stated: str, seat: str | None) -> None:
    assert bus_seat(stated) == seat


BAY = Zone("bay", 1, 1)


def test_a_bay_reaches_both_ways_and_stays_in_its_coach() -> None:
    case = Spot("8", "hard_sleeper", "05下")
    answers = [near_in_units(BAY, case, Spot("8", "hard_sleeper", place)) for place in ("02上", "03上", "08中", "09下")]
    assert answers == [False, True, True, False]
    assert near_in_units(BAY, case, Spot("9", "hard_sleeper", "05下")) is False
    assert near_in_units(BAY, case, Spot("", "hard_sleeper", "05上")) is None
    assert near_in_units(BAY, case, Spot("", "hard_sleeper", "30上")) is False, "too far in whatever coach"


EITHER = Zone("any_of", of=(Zone("coach", classes=("hard_seat",)), Zone("compartment", classes=("soft_sleeper",))))


def test_without_a_class_only_what_every_part_says_is_sure() -> None:
    case = Spot("5", "", "6")
    assert near_in_units(EITHER, case, Spot("6", "", "6")) is False
    assert near_in_units(EITHER, case, Spot("5", "", "7")) is None
    assert near_in_units(EITHER, Spot("5", "hard_seat", "6"), Spot("5", "", "")) is True
