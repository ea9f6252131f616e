"""Counts from published investigations and worked out by hand; all seats occupied unless said."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.errors import NotReadable
from pratique.model.seating import letter_of, row_of
from pratique.model.tracing import CabinUsed
from pratique.rules.cabin import all_seats, parse_cabin
from pratique.rules.distance import seat_distance
from pratique.rules.zone import Aisle, Zone, ZoneType, covered_seats, row_band, row_distance, zone_words

FULL = "3-3:1-30"
NO_13 = "3-3:1-12,14-30"
STAGGERED = "A-DG-K:11,14,15,17,19;B-EF-J:12,16,18,20"
"""Our own cabin in the manner of staggered business seats: four a row, no row 13, every other row shifted."""

WHOLE, NONE = Zone("whole"), Zone("none")


def band(ahead: int, behind: int) -> Zone:
    return Zone("row_band", ahead, behind, "full")


def box(size: int, aisle: Aisle = "transparent") -> Zone:
    return Zone("seat_box", rows=size, seats=size, aisle=aisle)


def neighbour(aisle: Aisle = "transparent") -> Zone:
    return Zone("same_row_adjacent", seats=1, aisle=aisle)


GOLDEN = (
    band(2, 2), band(3, 3), band(3, 0), box(1), box(1, "blocks"), box(2), box(2, "blocks"), neighbour(),
    neighbour("blocks"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("layout", "seat", "counts"),
    [
        (FULL, "14C", [29, 41, 23, 8, 5, 24, 14, 2, 1]),
        (FULL, "14A", [29, 41, 23, 5, 5, 14, 14, 1, 1]),
        (FULL, "1C", [17, 23, 5, 5, 3, 14, 8, 2, 1]),
        (FULL, "30C", [17, 23, 23, 5, 3, 14, 8, 2, 1]),
        (NO_13, "14C", [29, 41, 23, 8, 5, 24, 14, 2, 1]),
        ("2-5-2:20-45", "32E", [44, 62, 35, 8, 8, 24, 19, 2, 2]),
        ("1-2-1:1-7", "5K", [19, 23, 15, 5, 2, 14, 4, 1, 0]),
    ],
)
def test_golden_counts(layout: str, seat: str, counts: list[int]) -> None:
    cabin = parse_cabin(layout)
    assert [len(covered_seats(zone, cabin, seat)) for zone in GOLDEN] == counts


def test_seats_along_a_staggered_cabin_are_counted_by_their_rank_in_the_row() -> None:
    cabin = parse_cabin(STAGGERED)
    assert covered_seats(box(1), cabin, "15D") == {"14A", "14D", "14G", "15A", "15G", "16B", "16E", "16F"}
    assert covered_seats(box(1, "blocks"), cabin, "15A") == {"14A", "16B"}


def test_a_gap_in_a_row_brings_people_nearer_and_never_further() -> None:
    cabin = parse_cabin("3-3:1-10;BC-DE:11;3-3:12-20")
    assert covered_seats(box(1), cabin, "10A") == {"9A", "9B", "10B", "11B"}
    assert covered_seats(box(1), cabin, "11B") == {"10A", "10B", "10C", "11C", "12A", "12B", "12C"}


def test_a_section_ends_at_its_bulkheads_and_is_the_whole_cabin_where_none_is_known() -> None:
    section = Zone("section")
    assert len(covered_seats(section, parse_cabin("3-3:1-5|6-30"), "3C")) == 29
    assert len(covered_seats(section, parse_cabin("2-2:1-4|;3-3:5-10|11-30"), "7C")) == 35
    assert len(covered_seats(section, parse_cabin(FULL), "3C")) == 179


BY_DURATION = Zone("by_duration", of=(replace(box(1), up_to_h=3), box(2)))


@pytest.mark.parametrize(("hours", "count"), [(0, 8), (3, 8), (3 + 1 / 60, 24), (12, 24), (None, 24)])
def test_three_hours_exactly_is_the_smaller_box_and_unknown_hours_the_larger(hours: float | None, count: int) -> None:
    assert len(covered_seats(BY_DURATION, parse_cabin(FULL), "14C", hours=hours)) == count


@pytest.mark.parametrize("kind", ["decision_required", "coach", "compartment", "bay", "ship_cabin"])
def test_a_zone_no_cabin_can_answer_is_refused_with_advice(kind: ZoneType) -> None:
    with pytest.raises(NotReadable) as caught:
        covered_seats(Zone(kind), parse_cabin(FULL), "14C")
    assert caught.value.hint


def test_where_row_13_does_not_exist_the_band_reaches_row_11() -> None:
    assert row_band(parse_cabin(NO_13), "14C", 2, 2) == {11, 12, 14, 15, 16}


def test_a_staggered_cabin_is_counted_by_order_and_not_by_label() -> None:
    cabin = parse_cabin(STAGGERED)
    covered = covered_seats(band(2, 2), cabin, "15A")
    assert {row_of(seat) for seat in covered} == {12, 14, 15, 16, 17}
    assert len(covered) == 19
    assert sum(abs(row_of(seat) - 15) <= 2 for seat in covered) == 15, "what subtracting labels would have given"


def test_air_china_112_comes_out_as_published() -> None:
    cabin = parse_cabin("3-3:1-21")
    others = sorted(all_seats(cabin) - {"14E"}, key=lambda s: abs(row_of(s) - 14))[: 112 - 1]
    near = covered_seats(band(3, 0), cabin, "14E")
    assert len(near & set(others)) == 23
    assert len(set(others) - near) == 88
    assert len(covered_seats(band(2, 2), cabin, "14E")) == 29


def test_american_293_comes_out_as_published() -> None:
    assert len(covered_seats(band(2, 2), parse_cabin("2-5-2:10-43"), "35D")) == 44


def test_the_width_of_a_block_stays_on_the_cases_side_of_the_aisle() -> None:
    covered = covered_seats(Zone("row_band", 1, 1, "block"), parse_cabin(FULL), "14C")
    assert covered == {"13A", "13B", "13C", "14A", "14B", "15A", "15B", "15C"}


def test_whole_is_everybody_but_the_case_and_none_is_nobody() -> None:
    cabin = parse_cabin(FULL)
    assert len(covered_seats(WHOLE, cabin, "14C")) == 179
    assert covered_seats(NONE, cabin, "14C") == frozenset()


def test_distance_is_signed_and_counts_existing_rows() -> None:
    cabin = parse_cabin(NO_13)
    assert row_distance(cabin, 14, 12) == -1
    assert row_distance(cabin, 12, 15) == 2
    assert row_distance(cabin, 12, 12) == 0


def test_a_case_in_a_row_the_cabin_lacks_is_put_in_numeric_order() -> None:
    cabin = parse_cabin(NO_13)
    assert row_band(cabin, "13C", 1, 1) == {12, 13, 14}
    assert len(covered_seats(band(1, 1), cabin, "13C")) == 17


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        (band(2, 2), "2 rows each way"),
        (band(3, 0), "3 rows ahead and no row behind"),
        (band(1, 1), "1 row each way"),
        (band(0, 0), "the case's own row"),
        (WHOLE, "everybody on board"),
        (box(1), "1 seat and 1 row in any direction, across aisles too"),
        (box(2, "blocks"), "2 seats and 2 rows in any direction, not across an aisle"),
        (neighbour("blocks"), "the next seat on either side in the same row, not across an aisle"),
        (Zone("bay", 1, 1), "the case's bay and 1 bay each way"),
        (
            BY_DURATION,
            "up to 3 hours on board 1 seat and 1 row in any direction, across aisles too; "
            "over 3 hours 2 seats and 2 rows in any direction, across aisles too",
        ),
        (
            Zone("any_of", of=(Zone("coach", classes=("hard_seat",)), Zone("compartment", classes=("soft_sleeper",)))),
            "in hard seat the case's coach; in soft sleeper the case's compartment",
        ),
    ],
)
def test_a_zone_is_said_in_words(zone: Zone, words: str) -> None:
    assert zone_words(zone) == words


LAYOUTS = st.sampled_from(
    [FULL, NO_13, "2-5-2:20-45", "1-2-1:1-7", STAGGERED, "2-2:1-4;3-3:5-14,16-20", "3-3:1-5|6-10;BC-DE:11;3-3:12-15"]
)
SIZES = st.integers(0, 6)
WIDTHS = st.sampled_from(["full", "block"])


@st.composite
def cabin_and_seats(draw: st.DrawFn) -> tuple[CabinUsed, str, str]:
    cabin = parse_cabin(draw(LAYOUTS))
    seats = sorted(all_seats(cabin))
    return cabin, draw(st.sampled_from(seats)), draw(st.sampled_from(seats))


@settings(max_examples=60, deadline=None)
@given(cabin_and_seats(), SIZES, WIDTHS)
def test_an_even_band_is_symmetric(given_: tuple[CabinUsed, str, str], size: int, width: str) -> None:
    cabin, a, b = given_
    zone = Zone("row_band", size, size, width)  # type: ignore[arg-type]
    assert (b in covered_seats(zone, cabin, a)) == (a in covered_seats(zone, cabin, b))


@settings(max_examples=60, deadline=None)
@given(cabin_and_seats(), SIZES, SIZES, SIZES, SIZES)
def test_a_larger_band_covers_all_that_a_smaller_one_does(
    given_: tuple[CabinUsed, str, str], ahead: int, behind: int, more_ahead: int, more_behind: int
) -> None:
    cabin, seat, _ = given_
    small = covered_seats(band(ahead, behind), cabin, seat)
    assert small <= covered_seats(band(ahead + more_ahead, behind + more_behind), cabin, seat)
    assert seat not in small
    assert covered_seats(Zone("row_band", ahead, behind, "block"), cabin, seat) <= small


@settings(max_examples=60, deadline=None)
@given(cabin_and_seats(), SIZES, SIZES, st.data())
def test_other_row_numbers_in_the_same_order_change_nothing(
    given_: tuple[CabinUsed, str, str], ahead: int, behind: int, data: st.DataObject
) -> None:
    cabin, seat, _ = given_
    size = len(cabin.rows)
    numbers = sorted(data.draw(st.sets(st.integers(1, 300), min_size=size, max_size=size)))
    new = dict(zip(cabin.rows, numbers, strict=True))

    def moved(label: str) -> str:
        return f"{new[row_of(label)]}{letter_of(label)}"

    relabelled = CabinUsed("x", False, tuple(numbers), cabin.blocks, frozenset(map(moved, cabin.absent)))
    expected = frozenset(map(moved, covered_seats(band(ahead, behind), cabin, seat)))
    assert covered_seats(band(ahead, behind), relabelled, moved(seat)) == expected


AISLES = st.sampled_from(["transparent", "blocks"])


@settings(max_examples=80)
@given(cabin_and_seats(), SIZES, SIZES, AISLES)
def test_a_box_is_symmetric_and_inside_the_band_of_its_rows(
    given_: tuple[CabinUsed, str, str], rows: int, seats: int, aisle: Aisle
) -> None:
    cabin, a, b = given_
    zone = Zone("seat_box", rows=rows, seats=seats, aisle=aisle)
    assert (b in covered_seats(zone, cabin, a)) == (a in covered_seats(zone, cabin, b))
    assert covered_seats(zone, cabin, a) <= covered_seats(band(rows, rows), cabin, a)
    assert seat_distance(cabin, a, b) == seat_distance(cabin, b, a)


@settings(max_examples=60)
@given(cabin_and_seats(), SIZES, SIZES, SIZES, SIZES)
def test_a_larger_box_covers_more_and_an_aisle_that_blocks_less(
    given_: tuple[CabinUsed, str, str], rows: int, seats: int, more_rows: int, more_seats: int
) -> None:
    cabin, seat, _ = given_
    small = covered_seats(Zone("seat_box", rows=rows, seats=seats), cabin, seat)
    assert small <= covered_seats(Zone("seat_box", rows=rows + more_rows, seats=seats + more_seats), cabin, seat)
    assert covered_seats(Zone("seat_box", rows=rows, seats=seats, aisle="blocks"), cabin, seat) <= small
    assert covered_seats(Zone("same_row_adjacent", seats=seats), cabin, seat) <= small


@settings(max_examples=40)
@given(cabin_and_seats(), st.integers(0, 3), st.integers(0, 3), AISLES)
def test_other_letters_in_the_same_order_change_nothing(
    given_: tuple[CabinUsed, str, str], rows: int, seats: int, aisle: Aisle
) -> None:
    cabin, seat, _ = given_
    letters = [letter for block in cabin.blocks for letter in block]
    new = dict(zip(letters, "ZYXWVUTSRQPON"[: len(letters)], strict=True))

    def moved(label: str) -> str:
        return f"{row_of(label)}{new[letter_of(label)]}"

    blocks = tuple(tuple(new[letter] for letter in block) for block in cabin.blocks)
    relabelled = CabinUsed("x", False, cabin.rows, blocks, frozenset(map(moved, cabin.absent)))
    zone = Zone("seat_box", rows=rows, seats=seats, aisle=aisle)
    assert covered_seats(zone, relabelled, moved(seat)) == frozenset(map(moved, covered_seats(zone, cabin, seat)))
