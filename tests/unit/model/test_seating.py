"""Seats, berths, coaches and cabins as tickets write them."""

import pytest

from pratique.model.seating import letter_of, read_place, read_seat, read_unit, row_of, unit_in_place

UNITS = {
    "05": "5",
    "5车厢": "5",
    "05号车厢": "5",
    "车厢05": "5",
    "第5车厢": "5",
    "第05号车廂": "5",
    "５车": "5",
    "12车厢": "12",
    "16节": "16",
    "Coach 5": "5",
    "coach no. 5": "5",
    "Coach B": "B",
    "Carriage 07": "7",
    "Wagen 12": "12",
    "Voiture n° 4": "4",
    "Coche nº 3": "3",
    "Cabin 6014": "6014",
    "cabin no 6014": "6014",
    "Kabine 12A": "12A",
    "Deck 7": "7",
    "B-12": "B12",
    "#5": "5",
    "301室": "301",
    "客舱301": "301",
    "UPPER": "UPPER",
    "A": "A",
    "10": "10",
}
PLACES = {
    "12F": "12F",
    "012F": "12F",
    "12F号": "12F",
    "012F号": "12F",
    "12排F座": "12F",
    "１２Ｆ": "12F",
    "12-F": "12F",
    "F12": "12F",
    "7": "7",
    "7号": "7",
    "07座": "7",
    "Seat 12": "12",
    "05下铺": "5下",
    "05号下铺": "5下",
    "5上": "5上",
    "22中鋪": "22中",
    "5 lower": "5L",
    "05 Upper berth": "5U",
    "12-middle": "12M",
    "05车12F号": "12F",
    "5号车厢07号": "7",
    "118号": "118",
}


@pytest.mark.parametrize(("raw", "unit"), UNITS.items())
def test_a_coach_or_cabin_in_one_form(raw, unit):
    assert read_unit(raw) == unit


@pytest.mark.parametrize("raw", ["", "  ", None])
def test_no_coach_is_none(raw):
    assert read_unit(raw) is None


@pytest.mark.parametrize(("raw", "seat"), PLACES.items())
def test_a_place_on_the_ground_in_one_form(raw, seat):
    label = read_place(raw)
    assert (label.seat, label.status) == (seat, "assigned")


@pytest.mark.parametrize("raw", ["无座", "無座", "站票", "无", "standing", "no seat", "", None, "05车无座"])
def test_standing_is_no_seat_and_no_mistake(raw):
    label = read_place(raw)
    assert (label.seat, label.status) == (None, "none")


@pytest.mark.parametrize("raw", ["下铺", "12FF", "window", "0", "1234", "座"])
def test_what_is_no_place_is_said_to_be_unusable(raw):
    assert read_place(raw).status == "unusable"


@pytest.mark.parametrize(
    ("raw", "unit"),
    [("05车12F号", "5"), ("12号车厢03下铺", "12"), ("5車7號", "5"), ("12F", None), ("", None), (None, None)],
)
def test_a_coach_written_before_its_seat(raw, unit):
    assert unit_in_place(raw) == unit


def test_a_seat_on_an_aircraft_is_no_bare_number():
    assert read_seat("12").status == "unusable"
    assert read_seat("014C").seat == "14C"
    assert read_seat("无座").status == "none"


@pytest.mark.parametrize(
    ("seat", "row", "letter"),
    [
        ("14C", 14, "C"),
        ("7", 7, ""),
        ("12", 12, ""),
        ("5下", 5, "下"),
        ("8/12F", 12, "F"),
        ("8/7", 7, ""),
        ("8/-", 0, "-"),
        ("", 0, ""),
    ],
)
def test_places_can_be_put_in_order_however_they_are_labelled(seat, row, letter):
    assert (row_of(seat), letter_of(seat)) == (row, letter)
