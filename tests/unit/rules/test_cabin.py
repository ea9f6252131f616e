import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.errors import NotReadable
from pratique.model.tracing import CabinUsed
from pratique.rules.blocks import block_breaks, generic_layouts
from pratique.rules.cabin import Fleet, all_seats, choose_cabin, infer_cabin, parse_cabin, section_rows, with_seats
from pratique.rules.inference import settled


def codes(cabin: CabinUsed | None) -> list[str]:
    assert cabin is not None
    return [note.code for note in cabin.notes]


def note(cabin: CabinUsed | None, code: str) -> str:
    assert cabin is not None
    return next(n.text for n in cabin.notes if n.code == code)


def flown(spec: str, share: float, days: int, seed: int = 1) -> list[set[str]]:
    """Manifests of `days` flights with this share of the seats taken at random."""
    seats = sorted(all_seats(parse_cabin(spec)))
    rng = random.Random(seed)
    return [set(rng.sample(seats, round(share * len(seats)))) for _ in range(days)]


@pytest.mark.parametrize(
    ("pattern", "letters"),
    [
        ("3-3", "ABC-DEF"),
        ("2-2", "AC-DF"),
        ("2-3", "AC-DEF"),
        ("2-4-2", "AC-DEFG-HK"),
        ("3-3-3", "ABC-DEF-HJK"),
        ("3-4-3", "ABC-DEFG-HJK"),
        ("2-5-2", "AB-DEFGH-JK"),
        ("1-2-1", "A-DG-K"),
    ],
)
def test_each_generic_layout_names_its_seats(pattern: str, letters: str) -> None:
    blocks = parse_cabin(f"{pattern}:1").blocks
    assert "-".join("".join(block) for block in blocks) == letters
    assert "-".join(str(len(block)) for block in blocks) == pattern


def test_there_are_eight_generic_layouts() -> None:
    assert len(generic_layouts()) == 8


def test_rows_with_gaps() -> None:
    cabin = parse_cabin("3-3:1-12, 14-30")
    assert 13 not in cabin.rows
    assert len(cabin.rows) == 29
    assert len(all_seats(cabin)) == 174
    assert not cabin.inferred


def test_a_narrower_section_lacks_its_seats() -> None:
    cabin = parse_cabin("2-2:1-4;3-3:5-30")
    assert cabin.blocks == (("A", "B", "C"), ("D", "E", "F"))
    assert {"1B", "4E"} <= cabin.absent
    assert len(all_seats(cabin)) == 16 + 26 * 6


def test_sections_lettered_differently_keep_their_side_of_the_aisle() -> None:
    cabin = parse_cabin("1-2-1:1-7;3-3-3:20-40")
    assert cabin.blocks == (("A", "B", "C"), ("D", "E", "F", "G"), ("H", "J", "K"))
    assert len(all_seats(cabin)) == 7 * 4 + 21 * 9


@pytest.mark.parametrize(
    "spec",
    [
        "",
        "3-3",
        "3-3:",
        "3-3:0-4",
        "3-3:5-1",
        "7-7:1-2",
        "3-3:1-5,5-6",
        "3-3:1-5;2-2:5",
        "3-3:x",
        "AA-B:1",
        "3-3:|1-5",
        "3-3:1-5||6",
    ],
)
def test_what_is_no_layout_is_refused_with_advice(spec: str) -> None:
    with pytest.raises(NotReadable) as caught:
        parse_cabin(spec)
    assert caught.value.hint


def test_bulkheads_part_the_rows_and_nothing_is_known_without_them() -> None:
    assert parse_cabin("3-3:1-5|6-8").sections == ((1, 2, 3, 4, 5), (6, 7, 8))
    assert parse_cabin("2-2:1-2|;3-3:3-4|5").sections == ((1, 2), (3, 4), (5,))
    assert parse_cabin("A-DG-K:1,3;B-EF-J:2,4").sections == ()


def test_a_row_that_is_added_joins_the_section_of_the_row_before_it() -> None:
    cabin = with_seats(parse_cabin("3-3:1-5,7|8-9"), ["6A"])
    assert section_rows(cabin, 6) == (1, 2, 3, 4, 5, 6, 7)
    assert section_rows(parse_cabin("3-3:1-9"), 6) == ()


def test_letters_of_an_unknown_row_are_cut_where_the_alphabet_skips_one() -> None:
    assert block_breaks("ABEFGLM") == ((("A", "B"), ("E", "F", "G"), ("L", "M")), None)
    assert block_breaks("HJ")[0] in ((("H", "J"),),)


def test_a_seat_outside_the_layout_is_added_and_noted() -> None:
    cabin = with_seats(parse_cabin("2-2:1-4;3-3:5-12,14-20"), ["13B", "2C", "21A", "1B", "", "XXX"])
    assert cabin.rows == (*range(1, 22),)
    assert {"13B", "13F", "21A", "1B"} <= all_seats(cabin)
    assert "2B" not in all_seats(cabin)
    assert sorted(codes(cabin)) == ["row_added", "row_added", "seat_added"]
    assert "1B" in note(cabin, "seat_added")


def test_a_letter_outside_the_layout_exists_only_where_it_is_stated() -> None:
    cabin = with_seats(parse_cabin("3-3:1-5"), ["3G"])
    assert all_seats(cabin) - all_seats(parse_cabin("3-3:1-5")) == {"3G"}


def test_a_cabin_that_has_all_seats_is_returned_as_it_is() -> None:
    cabin = parse_cabin("3-3:1-5")
    assert with_seats(cabin, ["1A", "5F"]) is cabin


def test_no_seat_on_any_manifest_gives_no_cabin() -> None:
    assert infer_cabin([]) is None
    assert infer_cabin([set(), {""}]) is None


def test_a_busy_flight_gives_back_its_cabin_marked_inferred() -> None:
    cabin = infer_cabin(flown("3-3:1-30", 0.9, 4))
    assert cabin is not None
    assert cabin.inferred
    assert cabin.layout == "3-3:1-30"
    assert all_seats(cabin) == all_seats(parse_cabin("3-3:1-30"))
    assert codes(cabin) == ["cabin_inferred", "ends_unknown"]


def test_row_13_that_never_occurs_is_taken_as_missing_and_said() -> None:
    cabin = infer_cabin(flown("3-3:1-12,14-30", 0.8, 3))
    assert cabin is not None
    assert 13 not in cabin.rows
    assert note(cabin, "row_taken_as_missing") == "row 13 never occurs on 3 manifests; taken as not existing"


def test_another_row_empty_on_one_quiet_flight_is_counted_and_said() -> None:
    quiet = {s for s in flown("3-3:1-30", 0.25, 1)[0] if not s.startswith("20")}
    cabin = infer_cabin([quiet])
    assert cabin is not None
    assert 20 in cabin.rows
    assert "20A" in all_seats(cabin)
    said = [n.text for n in cabin.notes if n.code == "row_taken_as_empty"]
    assert "row 20 has nobody in it on any manifest held; it may be empty: it is counted as a row" in said


def test_the_same_row_empty_on_many_full_flights_is_taken_as_missing() -> None:
    full = [{s for s in seats if not s.startswith("20")} for seats in flown("3-3:1-30", 0.9, 3)]
    cabin = infer_cabin(full)
    assert cabin is not None
    assert 20 not in cabin.rows
    assert 19 in cabin.rows


def test_a_jump_of_row_numbers_between_cabins_is_one_decision() -> None:
    cabin = infer_cabin(flown("1-2-1:1-7;3-3-3:31-50", 0.7, 2))
    assert cabin is not None
    assert cabin.rows == (*range(1, 8), *range(31, 51))
    assert "rows 8-30 never occur" in note(cabin, "row_taken_as_missing")


def test_two_people_far_apart_do_not_become_neighbours() -> None:
    cabin = infer_cabin([{"10A", "20A"}])
    assert cabin is not None
    assert cabin.rows.index(20) - cabin.rows.index(10) >= 9
    assert 13 not in cabin.rows, "row 13 alone is as likely missing as not"


def test_a_narrow_section_is_found_by_odds() -> None:
    cabin = infer_cabin(flown("2-2:1-4;3-3:5-30", 0.8, 2))
    assert cabin is not None
    assert cabin.absent == {f"{row}{letter}" for row in range(1, 5) for letter in "BE"}
    assert note(cabin, "narrow_section").startswith("in rows 1-4 only seats A, C, D, F occur on 2 manifests")


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7])
@pytest.mark.parametrize("seed", range(8))
def test_chance_gaps_on_a_quiet_flight_are_not_narrow_sections(share: float, seed: int) -> None:
    cabin = infer_cabin(flown("3-4-3:20-60", share, 1, seed))
    assert cabin is not None
    assert cabin.absent == frozenset()


def test_a_long_haul_cabin_with_two_ways_of_lettering_is_found_whole() -> None:
    spec = "1-2-1:1-7;3-3-3:31-50"
    cabin = infer_cabin(flown(spec, 0.7, 2))
    assert cabin is not None
    assert cabin.layout == spec
    assert all_seats(cabin) == all_seats(parse_cabin(spec))
    assert cabin.blocks == parse_cabin(spec).blocks


def test_the_front_rows_that_never_occur_are_named_unknowable() -> None:
    text = note(infer_cabin([{"5A", "6A"}]), "ends_unknown")
    assert text == "whether there are rows ahead of row 5 or behind row 6 cannot be known from manifests"


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sets(st.from_regex(r"[1-9][0-9]?[A-K]", fullmatch=True), max_size=25), min_size=1, max_size=4))
def test_every_seat_seen_is_in_the_inferred_cabin(manifests: list[set[str]]) -> None:
    cabin = infer_cabin(manifests)
    seen = set().union(*manifests)
    if cabin is None:
        assert not seen
        return
    assert seen <= all_seats(cabin)
    assert all_seats(parse_cabin(cabin.layout)) == all_seats(cabin)
    assert list(cabin.rows) == sorted(set(cabin.rows))
    letters = [letter for block in cabin.blocks for letter in block]
    assert len(letters) == len(set(letters))


KNOWN = {"ZZ123": "2-2:1-10", "ZZ": "3-3:1-30", "QQX": "1-2-1:1-7"}
TABLE = Fleet(flights=KNOWN)
FLEET = Fleet({"B1234": "2-2:1-20", "B1234/UPPER": "AB-JK:1-5"}, KNOWN)


@pytest.mark.parametrize(
    ("flight", "layout"),
    [("ZZ123", "2-2:1-10"), ("ZZ124", "3-3:1-30"), ("ZZ124A", "3-3:1-30"), ("QQX9", "1-2-1:1-7")],
)
def test_the_sites_table_comes_first_flight_before_carrier(flight: str, layout: str) -> None:
    cabin = choose_cabin(TABLE, flight, [{"1A"}])
    assert cabin is not None
    assert (cabin.layout, cabin.inferred, cabin.notes) == (layout, False, ())


def test_a_carrier_whose_code_begins_alike_is_another_carrier() -> None:
    cabin = choose_cabin(TABLE, "ZZZ9", [{"1A", "2C"}])
    assert cabin is not None
    assert cabin.inferred


def test_this_legs_seats_outside_the_sites_layout_are_kept_an_earlier_days_are_not() -> None:
    cabin = choose_cabin(TABLE, "ZZ123", [{"11A"}, {"40K"}])
    assert cabin is not None
    assert "11A" in all_seats(cabin)
    assert 40 not in cabin.rows
    assert codes(cabin) == ["row_added"]


def test_an_upper_deck_has_a_layout_of_its_own() -> None:
    table = Fleet(flights={**KNOWN, "ZZ/UPPER": "AB-JK:11-20"})
    upper = choose_cabin(table, "ZZ124", [{"11A"}], unit="UPPER")
    assert upper is not None
    assert upper.layout == "AB-JK:11-20"
    inferred = choose_cabin(TABLE, "ZZ124", [{"11A", "12K"}], unit="UPPER")
    assert inferred is not None
    assert inferred.inferred, "the main deck's layout says nothing of the upper one"


@pytest.mark.parametrize(
    ("registration", "unit", "layout"),
    [
        ("B1234", "", "2-2:1-20"),
        ("B1234", "UPPER", "AB-JK:1-5"),
        ("B5678", "", "2-2:1-10"),  # not in the table: the flight's
        ("", "", "2-2:1-10"),
    ],
)
def test_the_aircraft_that_flew_comes_before_the_flight(registration: str, unit: str, layout: str) -> None:
    cabin = choose_cabin(FLEET, "ZZ123", [{"1A"}], registration=registration, unit=unit)
    assert cabin is not None
    assert (cabin.layout, cabin.inferred) == (layout, False)


def test_no_seat_settles_no_cabin() -> None:
    assert not settled([])
    assert not settled([set(), {""}])


@pytest.mark.parametrize("share", [0.45, 0.6, 0.8, 0.95])
@pytest.mark.parametrize("seed", range(5))
def test_manifests_that_settle_a_cabin_show_the_whole_of_it(share: float, seed: int) -> None:
    spec = "2-2:1-2;3-3:3-12,14-31"
    manifests = flown(spec, share, 20, seed)
    enough = next(n for n in range(1, 20) if settled(manifests[:n]))
    cabin = infer_cabin(manifests[:enough])
    assert cabin is not None
    assert all_seats(cabin) == all_seats(parse_cabin(spec))
    assert all(settled(manifests[:n]) for n in range(enough, 20))


def test_the_emptier_the_flights_the_more_of_them_settle_their_cabin() -> None:
    needed = []
    for share in (0.95, 0.8, 0.6, 0.4):
        manifests = flown("3-3:1-30", share, 20)
        needed.append(next(n for n in range(1, 20) if settled(manifests[:n])))
    assert needed == sorted(set(needed))


def test_a_group_that_fills_its_few_rows_does_not_settle_the_cabin_around_it() -> None:
    group = {f"{row}{letter}" for row in (14, 15) for letter in "ABC"}
    assert not settled([group, *flown("3-3:1-30", 0.4, 2)])
