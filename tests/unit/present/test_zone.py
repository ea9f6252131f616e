"""The zone drawn: what is covered can be counted on the drawing, and nothing else is said."""

import xml.etree.ElementTree as ET

import pytest

from pratique.present.zone import zone_svg, zone_text
from pratique.rules.cabin import parse_cabin
from pratique.rules.zone import Zone, covered_seats

BAND = Zone("row_band", 2, 2)


@pytest.mark.parametrize(
    ("layout", "seat"), [("3-3:1-30", "14C"), ("3-3:1-12,14-30", "1A"), ("2-5-2:20-45", "45K"), ("1-2-1:1-7", "5K")]
)
def test_as_many_signs_as_seats(layout: str, seat: str) -> None:
    cabin = parse_cabin(layout)
    covered = covered_seats(BAND, cabin, seat)
    text = zone_text(cabin, seat, covered)
    assert (text.count("#"), text.count("@")) == (len(covered), 1)
    svg = zone_svg(cabin, seat, covered, "a <rule>")
    root = ET.fromstring(svg)
    titles = [title.text or "" for title in root.iter("{http://www.w3.org/2000/svg}title")]
    assert sum(title.endswith(": covered") for title in titles) == len(covered)
    assert f"{seat}: the case" in titles
    assert root.get("aria-label") == "a <rule>"


def test_rows_that_do_not_exist_and_seats_that_do_not_are_not_drawn() -> None:
    cabin = parse_cabin("3-3:1-10;BC-DE:11;3-3:12,14-20")
    lines = zone_text(cabin, "11B", covered_seats(BAND, cabin, "11B")).splitlines()
    assert lines == [
        "    A B C   D E F",
        "    (rows 1 to 6: not covered)",
        " 7  . . .   . . .",
        " 8  . . .   . . .",
        " 9  # # #   # # #",
        "10  # # #   # # #",
        "11    @ #   # #",
        "12  # # #   # # #",
        "14  # # #   # # #",
        "15  . . .   . . .",
        "16  . . .   . . .",
        "    (rows 17 to 20: not covered)",
    ]


def test_bulkheads_are_drawn_in_both() -> None:
    cabin = parse_cabin("3-3:1-3|4-6")
    covered = covered_seats(Zone("section"), cabin, "2A")
    assert zone_text(cabin, "2A", covered).splitlines()[4] == "   -------------"
    assert zone_svg(cabin, "2A", covered, "x").count('<path d="M') == 2
