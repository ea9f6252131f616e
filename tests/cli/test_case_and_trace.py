"""A notice, a second officer, the contacts: what each command prints, and what it refuses."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import CASE, NAMES


def nameless(ran):
    return not any(name in ran.out + ran.err for name in NAMES)


def test_a_notice_comes_from_a_file_or_from_standard_input_and_is_one_case(site, notice):
    first = site("case", "add", "--file", notice)
    again = site("case", "add", stdin=notice.read_bytes())
    assert (first.code, again.code) == (0, 0)
    assert "second officer" in first.out
    assert "known already" in again.out
    assert nameless(first)
    assert len(site("case", "list", "-o", "json").json) == 1


def test_before_confirmation_there_are_counts_and_no_names(notified):
    for form in ("table", "json", "csv"):
        ran = notified("trace", CASE, "-o", form)
        assert ran.code == 0
        assert "QING" not in ran.out
        assert nameless(ran)
    value = notified("trace", CASE, "-o", "json").json
    assert value["names_shown"] is False
    assert value["counts"]["contacts"] > 0
    assert [leg["contacts"] for leg in value["legs"]] == [[], []]


def test_who_added_a_case_does_not_confirm_it(notified):
    ran = notified("case", "confirm", CASE)
    assert ran.code == 6
    assert "second officer" in ran.err
    assert notified("trace", CASE, "-o", "json").json["names_shown"] is False


def test_a_second_confirmation_is_a_conflict(confirmed):
    assert confirmed("case", "confirm", CASE, actor="third.officer").code == 7


@pytest.mark.parametrize("columns", ["80", "100", "180"])
def test_the_table_says_everything_in_any_width(confirmed, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    ran = confirmed("trace", CASE)
    assert ran.code == 0
    assert ran.err == ""
    assert "LYU, QING" in ran.out
    assert "…" not in ran.out
    assert max(map(len, ran.out.splitlines())) <= int(columns)
    assert ran.out.index("decide by hand (") < ran.out.index("health order (")


def test_csv_is_one_line_a_contact_and_nothing_else(confirmed):
    ran = confirmed("trace", CASE, "-o", "csv")
    lines = list(csv.DictReader(io.StringIO(ran.out)))
    assert len(lines) == confirmed("trace", CASE, "-o", "json").json["counts"]["contacts"]
    assert {line["case"] for line in lines} == {CASE}
    assert all(line["reasons"] and line["where_now"] and line["action"] for line in lines)


def test_the_page_is_written_for_its_owner_only(confirmed, tmp_path):
    page = tmp_path / "page.html"
    page.write_text("older")
    page.chmod(0o644)
    ran = confirmed("trace", CASE, "-o", "json", "--report", page)
    assert ran.code == 0
    assert ran.json["case"] == CASE
    assert str(page) in ran.err
    assert page.stat().st_mode & 0o777 == 0o600
    assert "LYU" in page.read_text("utf-8")


@pytest.mark.parametrize(("target", "code"), [("no-such-folder/page.html", 5), (".", 7)])
def test_a_page_that_cannot_be_written_is_said_before_names_are_read(confirmed, target, code):
    ran = confirmed("trace", CASE, "--report", target)
    assert ran.code == code
    assert ran.out == ""
    assert confirmed("case", "list", "-o", "json").json[0]["names_shown_at"] is None


def test_as_of_a_time_before_anything_came_the_files_of_that_time_are_used_none(confirmed):
    ran = confirmed("trace", CASE, "--as-of", "2001-01-01", "-o", "json")
    assert ran.code == 0
    assert ran.json["counts"]["contacts"] == 0
    assert all(leg["completeness"]["present"] == 0 for leg in ran.json["legs"])


def test_a_case_is_shown_with_its_notice(confirmed, notice):
    shown = confirmed("case", "show", CASE, "-o", "json").json
    sent = json.loads(notice.read_text("utf-8"))
    same = {key: value for key, value in shown.items() if key in sent}
    assert same == sent
    assert shown["status"] == "confirmed"
    assert shown["added_by"].startswith("first.officer")
    assert shown["confirmed_by"].startswith("second.officer")
    table = confirmed("case", "show", CASE)
    assert "BINTI-RAHSYAM" in table.out


@pytest.mark.parametrize("name", ["covid-train", "covid-ship"])
def test_a_journey_by_train_or_ship_is_shown_as_it_can_be_sent_again(site, day, name):
    sent = json.loads((day / "notices" / f"{name}.json").read_text("utf-8"))
    assert site("case", "add", "--file", day / "notices" / f"{name}.json").code == 0
    shown = site("case", "show", sent["reference"], "-o", "json").json
    again = sent | {key: value for key, value in shown.items() if key in sent}
    assert site("case", "add", stdin=json.dumps(again).encode()).code == 0
    assert site("case", "show", sent["reference"], "-o", "json").json["journeys"] == shown["journeys"]
    (journey,) = shown["journeys"]
    assert journey["conveyance"] == sent["journeys"][0]["conveyance"]
    assert len({"coach", "cabin"} & set(journey)) == 1


def test_the_list_of_cases_names_nobody(confirmed):
    for form in ("table", "json", "csv"):
        assert nameless(confirmed("case", "list", "-o", form))
    line = confirmed("case", "list", "-o", "json").json[0]
    assert (line["reference"], line["status"], line["look_again"]) == (CASE, "confirmed", [])


def test_withdrawing_needs_a_reason_and_ends_tracing(confirmed):
    assert confirmed("trace", CASE).code == 0
    assert confirmed("case", "withdraw", CASE, stdin=b"").code == 6
    ran = confirmed("case", "withdraw", CASE, "--reason", "laboratory error")
    assert ran.code == 0
    assert "supervisor" in ran.out
    assert confirmed("trace", CASE).code == 7
    assert [line["reference"] for line in confirmed("case", "list", "--for-supervisor", "-o", "json").json] == [CASE]
    assert confirmed("case", "show", CASE, "-o", "json").json["withdrawn_reason"] == "laboratory error"


WRONG = {
    "no disease": ({"disease": None}, "disease"),
    "no classification": ({"classification": None}, "classification"),
    "no date": ({"dates": {}}, "no date"),
    "a date in words": ({"dates": {"rash": "16 November"}}, "dates.rash: not a date"),
    "a date as a number": ({"dates": {"rash": 1763251200}}, "dates.rash: not a date"),
    "a misspelt field": ({"persn": {"surname": "QUILLFEATHER"}}, "perhaps person"),
    "a flight that is none": ({"journeys": [{"flight": "QUILLFEATHER", "date": "2026-11-14"}]}, "journeys.1.flight"),
    "a reference with a blank": ({"reference": "QUILLFEATHER ANNA"}, "reference"),
    "a classification of their own": ({"classification": "Quillfeather"}, "classification"),
    "a list for a person": ({"person": ["QUILLFEATHER"]}, "person"),
}


@pytest.mark.parametrize(("change", "said"), WRONG.values(), ids=WRONG)
def test_a_notice_that_cannot_be_used_is_refused_with_the_field_and_not_its_value(site, notice, change, said):
    value = {key: one for key, one in (json.loads(notice.read_text("utf-8")) | change).items() if one is not None}
    ran = site("case", "add", stdin=json.dumps(value).encode())
    assert ran.code == 4
    assert said in ran.err
    assert "quillfeather" not in ran.err.lower()
    assert nameless(ran)
    assert ran.out == ""
    assert site("case", "list", "-o", "json").json == []


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff\xfe\x00", b"null", b'"QUILLFEATHER"'])
def test_what_is_no_notice_at_all_is_refused(site, data):
    ran = site("case", "add", stdin=data)
    assert ran.code == 4
    assert "QUILLFEATHER" not in ran.err


@pytest.mark.parametrize("reference", ["GZ-BintiRahsyam-1", "rahsyam", "2026-X0736206"])
def test_a_reference_that_names_the_person_is_refused_before_anything_is_kept(site, notice, reference):
    value = json.loads(notice.read_text("utf-8")) | {"reference": reference}
    ran = site("case", "add", stdin=json.dumps(value).encode())
    assert ran.code == 4
    assert "surname or document number" in ran.err
    assert nameless(ran)
    assert reference.lower() not in (ran.out + ran.err).lower()
    assert site("case", "list", "-o", "json").json == []
    kept = b"".join(path.read_bytes() for path in Path().rglob("*") if path.is_file())
    assert reference.lower().encode() not in kept.lower()


@pytest.mark.parametrize(("reference", "warned"), [("Measles-2026-1", True), ("GZ-2026-1", False)])
def test_a_reference_that_names_the_disease_is_taken_with_a_warning(site, notice, reference, warned):
    value = json.loads(notice.read_text("utf-8")) | {"reference": reference}
    ran = site("case", "add", stdin=json.dumps(value).encode())
    assert ran.code == 0
    assert ("names the disease" in ran.err) is warned
    assert [line["reference"] for line in site("case", "list", "-o", "json").json] == [reference]


def test_the_aircraft_of_a_notice_is_shown_as_it_can_be_sent_again(site, notice):
    value = json.loads(notice.read_text("utf-8"))
    value["journeys"][1]["registration"] = "b-1234"
    assert site("case", "add", stdin=json.dumps(value).encode()).code == 0
    shown = site("case", "show", CASE, "-o", "json").json["journeys"]
    assert [journey.get("registration") for journey in shown] == [None, "B1234"]
    again = site("case", "add", stdin=json.dumps(value).encode())
    assert "known already" in again.out


def test_an_unknown_disease_is_not_found_and_the_known_ones_are_named(site, notice):
    value = json.loads(notice.read_text("utf-8")) | {"disease": "Quillfeather's fever"}
    ran = site("case", "add", stdin=json.dumps(value).encode())
    assert ran.code == 5
    assert "measles" in ran.err
    assert "Quillfeather" not in ran.err


def test_measles_without_the_date_of_rash_is_kept_and_says_what_it_lacks(site, notice):
    value = json.loads(notice.read_text("utf-8")) | {"dates": {"onset": "2026-11-12"}}
    added = site("case", "add", stdin=json.dumps(value).encode())
    assert added.code == 0
    assert "date of rash" in added.err
    ran = site("trace", CASE)
    assert ran.code == 4
    assert "date of rash" in ran.err


def test_mers_is_traced_by_its_own_rule(site, day):
    assert site("case", "add", "--file", day / "notice-mers.json").code == 0
    value = site("trace", "GZ-2026-0118", "-o", "json").json
    assert value["disease"] == "MERS"
    assert value["window"]["to"] is None
    assert [leg["manifest"] for leg in value["legs"]] == ["to_be_requested"]


@pytest.mark.parametrize("command", [["trace"], ["case", "show"], ["case", "confirm"]])
def test_an_unknown_case_is_not_found(site, command):
    ran = site(*command, "NO-SUCH-CASE")
    assert ran.code == 5
    assert "case list" in ran.err
    assert ran.out == ""


def test_a_late_list_marks_the_case_until_it_is_traced_again(confirmed, day):
    again = lambda: confirmed("case", "list", "-o", "json").json[0]["look_again"]  # noqa: E731
    confirmed("trace", CASE)
    assert again() == []
    confirmed("intake", "load", day / "manifests" / "ZZ305_14NOV_a2.edi")
    assert again() == confirmed("case", "show", CASE, "-o", "json").json["look_again"] == ["late_manifest"]
    for shown in (confirmed("case", "list"), confirmed("case", "show", CASE)):
        assert "came in" in " ".join(shown.out.split())
    confirmed("trace", CASE)
    assert again() == []
