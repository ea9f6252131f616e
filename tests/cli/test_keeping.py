"""What is due, erased and certified, at the terminal; and the daily work that does it."""

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pratique.desk import work
from tests.cli.conftest import CASE, NAMES

LATER = datetime.now(UTC) + timedelta(days=400)


@pytest.fixture
def later(confirmed, monkeypatch):
    """The same site more than a year on: its case is traced, and all of it is due."""
    assert confirmed("trace", CASE).code == 0
    monkeypatch.setattr(work, "_now", lambda: LATER)
    return confirmed


def test_at_a_new_site_only_its_log_will_be_due_in_years(site):
    (log,) = site("guard", "due", "-o", "json").json
    assert (log["category"], log["now"], log["of"]) == ("audit", "", "entries")
    assert datetime.fromisoformat(log["due"]) > datetime.now(UTC) + timedelta(days=1095)
    assert site("guard", "erase", "--dry-run").out.strip() == "Nothing is due."
    assert site("guard", "certificate").code == 5


def test_what_is_due_is_told_in_counts(later):
    found = later("guard", "due", "-o", "json")
    told = {(one["category"], one["now"]) for one in found.json}
    assert told == {("raw_file", "due"), ("traveller", "due"), ("contact", "due"), ("audit", "")}
    assert not any(name in found.out + later("guard", "due").out for name in NAMES)


def test_erasing_takes_the_typed_word(later, monkeypatch):
    monkeypatch.setattr("sys.stdin", _typed("yes\n"))
    ran = later("guard", "erase")
    assert ran.code == 6
    assert "Nothing was erased" in ran.err
    monkeypatch.setattr("sys.stdin", _typed("erase\n"))
    ran = later("guard", "erase")
    assert ran.code == 0
    assert "Certificate of erasure no. 1" in ran.out
    assert [one["category"] for one in later("guard", "due", "-o", "json").json] == ["audit"]


def test_a_dry_run_erases_nothing(later):
    before = _due(later)
    ran = later("guard", "erase", "--dry-run")
    assert (ran.code, ran.out.count("due")) == (0, len(before) + 1)  # and once in the head of the table
    assert _due(later) == before


def _due(pratique):
    """What is due now; the log, which grows, is not."""
    return [one for one in pratique("guard", "due", "-o", "json").json if one["now"]]


def test_a_certificate_can_be_had_again_and_as_json(later):
    text = later("guard", "erase", "--yes").out
    assert later("guard", "certificate").out == text
    told = later("guard", "certificate", "1", "-o", "json").json
    assert (told["number"], told["by"], set(told["proof"].values())) == (1, "first.officer", {0})
    listed = later("guard", "certificate", "-o", "csv").out.splitlines()
    assert [line.split(",")[0] for line in listed] == ["number", "1"]
    assert later("guard", "certificate", "2").code == 5
    assert not any(name in text for name in NAMES)


def test_the_daily_work_is_one_command_without_an_officer(later):
    ran = later("work", "--once", actor="nobody")
    assert (ran.code, ran.err) == (0, "")
    assert "certificate 1" in ran.out
    assert "Signed the log up to entry" in ran.out
    again = later("work", "--once", actor="nobody")
    assert again.out.startswith("Nothing was due.")
    entries = later("guard", "audit", "show", "-o", "json").json
    assert ("pratique work", "system") in {(one["actor"], one["role"]) for one in entries}


def test_a_person_is_erased_by_papers_from_standard_input(notified, day):
    papers = json.dumps(json.loads((day / "notice.json").read_text())["person"]).encode()
    ran = notified("guard", "erase-person", "--yes", stdin=papers)
    assert ran.code == 6  # named by the notice of a case
    assert "until" in ran.err
    assert notified("case", "withdraw", CASE, "--reason", "a mistake of the laboratory").code == 0
    ran = notified("guard", "erase-person", "--yes", stdin=papers)
    assert ran.code == 0
    assert "1 notices" in ran.out
    assert not any(name in ran.out + ran.err for name in NAMES)
    again = notified("guard", "erase-person", "--yes", stdin=papers)
    assert (again.code, again.out.strip()) == (0, "Nothing is held under these papers.")


def test_what_persons_had_erased_is_erased_from_a_restored_backup(notified, day, tmp_path):
    papers = json.dumps(json.loads((day / "notice.json").read_text())["person"]).encode()
    assert notified("db", "backup", "old.tar").code == 0
    notified("case", "withdraw", CASE, "--reason", "a mistake of the laboratory")
    notified("guard", "erase-person", "--yes", stdin=papers)
    erased = notified("guard", "erasures")
    assert erased.json["identities"]
    Path("list.json").write_text(erased.out)
    ran = notified("db", "restore", "old.tar", tmp_path / "with", "--erasures", "list.json")
    assert (ran.code, ran.err) == (0, "")
    bare = notified("db", "restore", "old.tar", tmp_path / "without")
    assert "restore with the list" in bare.err
    Path("list.json").write_text("[1, 2]")
    assert notified("db", "restore", "old.tar", tmp_path / "bad", "--erasures", "list.json").code == 4
    assert not (tmp_path / "bad").exists()


def test_an_officer_does_not_erase(later):
    assert later("guard", "erase", "--yes", actor="second.officer").code == 6
    assert later("guard", "due", actor="second.officer").code == 6


def test_a_bad_retention_file_is_told_by_doctor_and_stops_an_erasure(later):
    Path("tables/retention.toml").write_text('[traveller]\ndays = 4000\nsource = "we like it"\n')
    ran = later("doctor")
    assert ran.code == 3
    assert "no `law` is named" in ran.out
    assert later("guard", "erase", "--yes").code == 3
    assert later("work", "--once").code == 3


def test_every_other_command_says_when_the_work_is_overdue(later, monkeypatch):
    class Late(datetime):
        @classmethod
        def now(cls, zone=None):
            return LATER.astimezone(zone)

    monkeypatch.setattr("pratique.cli.context.datetime", Late)
    ran = later("case", "list")
    assert ran.err.splitlines() == [
        "`pratique work` has never run at this site: what is due for erasure is still there. "
        "docs/how-to/retention.md sets up a timer."
    ]
    assert later("work", "--once").err == ""
    assert later("case", "list").err == ""


def _typed(text):
    return io.StringIO(text)
