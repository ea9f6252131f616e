"""Flat tables of travellers: equal seeds, columns as agreed, a truth that fits its rows, rates as in the table."""

from collections import Counter, defaultdict

import pytest
import stdnum.cn.ric
import stdnum.es.dni
import stdnum.in_.aadhaar
import stdnum.kr.rrn
import stdnum.ru.inn
import stdnum.za.idnr

from pratique.drill.country.dirt import _PLACEHOLDERS
from pratique.drill.country.travellers.make import COLUMNS, TRUTH, travellers
from pratique.drill.country.travellers.people import People
from pratique.drill.country.travellers.rates import errors, table, traps

AGREED = (
    "record_id source seen_on surname given full_name_native birth_date sex nationality doc_type doc_issuer doc_number "
    "doc_issued doc_expiry national_id_country national_id phone"
)
MANY = 15_000
CHECKED = {
    "CHN": stdnum.cn.ric,
    "ESP": stdnum.es.dni,
    "IND": stdnum.in_.aadhaar,
    "KOR": stdnum.kr.rrn,
    "RUS": stdnum.ru.inn,
    "ZAF": stdnum.za.idnr,
}


def _rows(count, seed, profile="default"):
    names = (*COLUMNS, *TRUTH[1:])
    made = (dict(zip(names, row, strict=True)) for row in travellers(count, seed, profile))
    return [row | {"flags": frozenset((row["flags"] or "").split())} for row in made]


@pytest.fixture(scope="module")
def rows():
    return _rows(MANY, 11)


@pytest.fixture(scope="module")
def people():
    made = People(11).households()
    return [next(made) for _ in range(4000)]


def test_the_columns_are_those_agreed():
    assert " ".join(COLUMNS) == AGREED


def test_equal_seeds_make_equal_rows_and_others_do_not():
    assert list(travellers(500, 5, "hard")) == list(travellers(500, 5, "hard"))
    assert _rows(500, 5)[100:] != _rows(500, 6)[100:]


def test_every_record_has_a_number_of_its_own(rows):
    assert len({row["record_id"] for row in rows}) == MANY


def test_a_table_too_large_is_refused():
    with pytest.raises(ValueError, match="1 to 50,000,000"):
        next(travellers(50_000_001, 1, "default"))


MISSING = {
    "birth_missing": "birth_date",
    "document_missing": "doc_number",
    "native_script": "surname",
}


@pytest.mark.parametrize(("flag", "column"), MISSING.items())
def test_what_is_flagged_as_missing_is_missing(rows, flag, column):
    flagged = [row for row in rows if flag in row["flags"]]
    assert flagged
    assert {row[column] for row in flagged} == {None}


def test_a_birth_date_is_missing_only_where_flagged(rows):
    assert all("birth_missing" in row["flags"] for row in rows if row["birth_date"] is None)


def test_who_has_no_number_has_none(rows):
    flagged = [row for row in rows if "no_number" in row["flags"]]
    assert all(row["national_id"] is None and row["phone"] is None for row in flagged)
    assert {row["doc_number"] for row in flagged} <= {None, *_PLACEHOLDERS}
    numbered = [row for row in rows if row["national_id"] or row["phone"]]
    assert not any("no_number" in row["flags"] for row in numbered)


def test_a_renewed_passport_has_another_number_of_the_same_state(rows):
    of_person = defaultdict(list)
    for row in rows:
        if row["doc_type"] == "P" and not row["flags"] & {
            "dual", "document_mistyped", "document_lookalike", "document_placeholder"}:  # fmt: skip
            of_person[row["person_id"]].append(row)
    both = 0
    for found in of_person.values():
        old = {row["doc_number"].replace(" ", "") for row in found if "renewed" not in row["flags"]}
        new = {row["doc_number"].replace(" ", "") for row in found if "renewed" in row["flags"]}
        assert len(old) <= 1
        assert len(new) <= 1
        assert not old & new
        both += bool(old and new)
    assert both > 100


def test_twins_share_birthday_and_household_but_no_name(people):
    pairs = [[one for one in household if "twin" in one.traits] for household in people]
    pairs = [pair for pair in pairs if pair]
    assert pairs
    for one, other in pairs:
        assert one.born == other.born
        assert one.names != other.names


def test_a_son_of_his_fathers_name_has_it_and_is_a_generation_younger(people):
    found = 0
    for household in people:
        named = [one for one in household if "father_and_son" in one.traits]
        for son in named[1:]:
            found += 1
            assert son.latin == named[0].latin
            assert (son.born - named[0].born).days > 17 * 365
    assert found


def test_a_namesake_has_the_name_and_birthday_of_somebody_of_another_household(people):
    known = Counter((one.latin, one.born) for household in people for one in household)
    namesakes = [one for household in people for one in household if "namesake" in one.traits]
    assert namesakes
    assert all(known[one.latin, one.born] > 1 for one in namesakes)


def test_households_have_one_to_four_and_children_are_younger_than_who_leads(people):
    assert {len(household) for household in people} == {1, 2, 3, 4}
    assert all(two.born > household[0].born for household in people if len(household) == 4 for two in household[2:])


def test_all_seven_cultures_are_there(people):
    assert len({one.culture for household in people for one in household}) == 7


@pytest.mark.parametrize("nation", CHECKED)
def test_national_identity_numbers_are_well_formed(people, nation):
    numbers = [one.national_id for household in people for one in household if one.nation == nation]
    assert numbers
    assert all(CHECKED[nation].is_valid(number) for number in numbers)


SHARES = ("renewed", "dual", "card")


@pytest.mark.parametrize("trap", SHARES)
def test_papers_are_as_frequent_as_agreed(people, trap):
    everybody = [one for household in people for one in household]
    share = sum(trap in one.traits for one in everybody) / len(everybody)
    assert share == pytest.approx({"renewed": 0.30, "dual": 0.04, "card": 0.30}[trap], rel=0.15)
    assert traps()[trap] == {"renewed": 0.30, "dual": 0.04, "card": 0.30}[trap]


def test_errors_are_as_frequent_as_the_table_says(rows):
    typed = [row for row in rows if row["source"] != "crossing" and "native_script" not in row["flags"]]
    for error, among in (
        ("title", typed),
        ("name_mistyped", typed),
        ("birth_mistyped", [row for row in typed if row["birth_date"]]),
        ("document_mistyped", [row for row in typed if row["doc_number"]]),
    ):
        share = sum(error in row["flags"] for row in among) / len(among)
        assert share == pytest.approx(errors("default")[error], rel=0.35), error


def test_hard_has_about_two_and_a_half_times_the_errors():
    easy, hard = (Counter(flag for row in _rows(12_000, 3, profile) for flag in row["flags"]) for profile in
                  ("default", "hard"))  # fmt: skip
    for error in ("title", "name_swapped", "name_glued", "document_mistyped", "birth_mistyped"):
        assert 1.8 < hard[error] / easy[error] < 3.5, error


def test_about_two_records_in_a_hundred_have_no_number(rows):
    assert 0.015 < sum("no_number" in row["flags"] for row in rows) / MANY < 0.035


def test_every_kind_of_trap_and_error_happens(rows):
    seen = {flag for row in rows for flag in row["flags"]}
    unflagged = {"new_phone", "bare", "sex_wrong", "nationality_wrong"}
    renamed = {"native_only": "native_script"}
    wanted = {renamed.get(name, name) for part in ("traps", "errors") for name in table()[part]}
    assert wanted - seen <= unflagged
