"""A whole folder: seeded, as dirty as its profile says, readable, and true to its own truth."""

import json
from collections import defaultdict
from functools import cache
from math import sqrt

import pytest

from pratique.drill.country.country import Country
from pratique.drill.country.make import make
from pratique.drill.country.rates import PROFILES, error_table, load_rates
from pratique.flow.intake import read_file
from pratique.settings import load_settings
from pratique.stores.places import Places
from tests.unit.drill.country.by_hand import ByHand

CASES = 12
EVERY = (*PROFILES, "country")
"""The profiles, on the country by hand; and the generated one as it comes."""
PERSON_ERRORS = (
    "seat_missing", "seat_old", "birth_missing", "birth_first_of_january", "birth_swapped", "document_missing",
    "document_mistyped", "document_lookalike", "document_placeholder", "name_romanised", "name_swapped", "name_glued",
    "name_truncated", "name_titled", "name_mistyped", "name_western", "birth_mistyped", "phone_missing",
    "phone_mistyped", "no_show_kept",
)  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    @cache
    def of(profile):
        folder = tmp_path_factory.mktemp(profile)
        if profile == "country":
            return make(folder, Country(3, 2000, days=20), "default", 4)
        return make(folder, ByHand(length=6, people=62, services=20, seed=22), profile, CASES)

    return of


@pytest.fixture(scope="module")
def read(made):
    """Every file of a profile as the product reads it, with its path below `files`."""

    @cache
    def of(profile):
        folder, places = made(profile).folder / "files", Places()
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        return [(path.relative_to(folder), read_file(path.read_bytes(), path.name, places)) for path in paths]

    return of


def rows(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def exposed(folder):
    return {path.stem: rows(path) for path in sorted((folder / "truth" / "exposed").iterdir())}


def form_of(person):
    """Names and document as the product read them."""
    return person.surname or "", person.given or "", (person.documents[0].number or "") if person.documents else ""


def content(folder):
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_two_runs_give_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        make(tmp_path / name, ByHand(length=2, people=20, services=4), "hard", 2)
    assert content(tmp_path / "one") == content(tmp_path / "two")


def test_another_profile_gives_other_bytes(made):
    assert content(made("clean").folder) != content(made("default").folder)


@pytest.mark.parametrize("profile", PROFILES)
def test_errors_fall_as_often_as_the_table_says(made, profile):
    errors = made(profile).errors
    assert set(errors) == set(error_table())
    for name, rate in load_rates(profile).items():
        hits, of = errors[name]
        # Whole senders send no seats, so that seats fall in lumps; four standard deviations for the rest.
        slack = 0.06 if name == "seat_missing" else 4 * sqrt(rate * (1 - rate) / max(1, of)) + 1 / max(1, of)
        assert of or name.startswith("notice_"), name
        assert abs(hits / of - rate) <= slack, (name, hits, of)


def test_what_is_counted_is_what_was_written_down(made):
    summary = json.loads((made("default").folder / "make.json").read_text("utf-8"))
    assert summary["errors"]["seat_missing"]["rate"] == 0.35
    assert summary["written"] == dict(made("default").written)
    files = [path for path in (made("default").folder / "files").rglob("*") if path.is_file()]
    assert len(files) == summary["written"]["files"]


def test_a_clean_country_has_no_flag_and_nobody_is_missing(made):
    found = exposed(made("clean").folder)
    assert len(found) == CASES
    for one in (one for truth in found.values() for one in truth):
        assert one["dirty"] == []
        assert one["listed"]
        assert one["seat_written"] == one["seat_known"] == (one["seat"] is not None)


def test_every_error_on_a_person_turns_up_in_default(made):
    seen = {flag for truth in exposed(made("default").folder).values() for one in truth for flag in one["dirty"]}
    assert seen <= set(PERSON_ERRORS)
    errors = made("default").errors
    assert all(errors[name][0] for name in errors if not name.startswith("notice_")), errors
    assert {"seat_missing", "document_missing", "phone_missing"} <= seen
    assert any(flag.startswith("name_") for flag in seen)


@pytest.mark.parametrize("profile", EVERY)
def test_the_product_reads_every_file_and_rejects_no_row(read, profile):
    for path, one in read(profile):
        assert one.error is None, path
        assert one.rejected == (), path
        assert one.messages, path


def test_only_trials_are_marked_as_tests(read):
    marked = {path.name.rpartition("_")[2] for path, one in read("hard") if any(m.test for m in one.messages)}
    assert marked == {"TEST.edi"}


def test_nobody_of_a_trial_is_in_the_truth(made):
    written = [form for truth in exposed(made("hard").folder).values() for one in truth for form in one["written"]]
    assert written
    assert not [form for form in written if form[0].startswith("TESTWELL")]


def test_a_lost_part_leaves_a_hole_that_shows(read):
    """The parts of every list are numbered; where one is missing, the last one or the count of people tells."""
    lists = defaultdict(set)
    for path, one in read("hard"):
        for message in one.messages:
            if message.part and message.function is None and not message.test:
                lists[path.name.partition("-")[2].replace("RESENT_", "").split("_P")[0]].add(message.part)
    holes = [
        parts
        for parts in lists.values()
        if {part.number for part in parts} != set(range(1, max(part.number for part in parts) + 1))
        or not any(part.final for part in parts)
    ]
    assert holes
    assert len(holes) < len(lists) / 4


@pytest.mark.parametrize("profile", EVERY)
def test_everybody_listed_stands_in_a_file_of_the_leg_under_a_written_name(made, read, profile):
    said = defaultdict(set)
    for _, one in read(profile):
        for message in one.messages:
            for leg in message.legs:
                if not message.test:
                    said[f"{leg.flight} {leg.departure[:10]}"] |= {form_of(person) for person in message.people}
    checked = 0
    for truth in exposed(made(profile).folder).values():
        for one in truth:
            for surname, given, _, document in one["written"]:
                assert (surname, given, document) in said[" ".join(one["leg"].split()[:2])]
                checked += 1
    assert checked > 200


@pytest.mark.parametrize("profile", EVERY)
def test_seats_and_lists_count_from_the_moment_they_arrive(made, read, profile):
    folder = made(profile).folder
    notified = {case["reference"]: case["notified_at"] for case in rows(folder / "truth" / "cases.jsonl")}
    names, seats = defaultdict(list), defaultdict(list)
    for path, one in read(profile):
        arrived = f"{path.parent}T{path.name[:2]}:{path.name[2:4]}:{path.name[4:6]}+00:00"
        for message in one.messages:
            for person in message.people if message.legs and not message.test else ():
                flown = f"{message.legs[0].flight} {message.legs[0].departure[:10]}"
                key = flown, *form_of(person)
                names[key].append(arrived)
                if person.seat:
                    seats[key].append(arrived)
    for reference, truth in exposed(folder).items():
        for one in truth:
            keys = [
                (" ".join(one["leg"].split()[:2]), surname, given, document)
                for surname, given, _, document in one["written"]
                if document
            ]
            # Without a document of their own two people of one name cannot be told apart here.
            if keys and len(keys) == len(one["written"]) and "document_placeholder" not in one["dirty"]:
                assert one["listed"] == any(at <= notified[reference] for key in keys for at in names[key])
                assert one["seat_written"] == any(at <= notified[reference] for key in keys for at in seats[key])


def test_an_extra_flight_is_listed_and_then_cancelled(made, read):
    told = defaultdict(list)
    for _, one in read("hard"):
        for message in one.messages:
            told[message.legs[0].flight if message.legs else ""].append(message.function)
    cancelled = {flight for flight, functions in told.items() if "XF" in functions}
    assert cancelled
    assert all(flight[-1] == "D" and None in told[flight] for flight in cancelled)
    assert not [
        one for truth in exposed(made("hard").folder).values() for one in truth if one["leg"].split()[0][-1] == "D"
    ]


def test_a_late_list_arrives_after_landing(read):
    late = [
        path
        for path, one in read("hard")
        for message in one.messages
        if message.document == "745" and message.function is None and not message.test
        if path.parent.name > message.legs[0].arrival[:10]
    ]
    assert late


def test_families_fill_in_one_form_in_a_folder_of_their_own(made):
    found = [path for path in (made("clean").folder / "forms").rglob("*") if path.is_file()]
    forms = [form for path in found if path.suffix == ".json" for form in json.loads(path.read_text("utf-8"))]
    assert {path.suffix for path in found} == {".json", ".csv"}
    assert {"flight_number", "seat_number", "last_name", "first_name", "travel_companions"} <= set(forms[0])
    assert max(len(form["travel_companions"]) for form in forms) >= 2


def test_the_site_described_is_one_the_settings_know(made):
    folder = made("clean").folder
    text = (folder / "site.toml").read_text("utf-8")
    site = folder / "as-site"
    site.mkdir()
    (site / "pratique.toml").write_text(text, "utf-8")
    assert load_settings(site, {}, {})["point_of_entry"] == "CAN"


def test_an_unknown_profile_is_named(tmp_path):
    with pytest.raises(ValueError, match="there is no profile filthy"):
        make(tmp_path, ByHand(length=1), "filthy", 1)
