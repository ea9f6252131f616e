"""A case confirmed at night by the officer who added it: possible, marked, and shown until a supervisor has looked."""

from pathlib import Path

import pytest

from pratique.model.access import Role
from tests.cli.conftest import CASE, NAMES, join

WHY = "no second officer can be reached before the flight boards"


@pytest.fixture
def broken(notified):
    """The case of the first officer, confirmed by them alone."""
    ran = notified("case", "confirm", CASE, "--break-glass", "--reason", WHY)
    assert ran.code == 0
    assert "guard emergencies" in ran.err
    assert not any(name in ran.out + ran.err for name in NAMES)
    return notified


@pytest.fixture
def staffed(broken, keys):
    """The same with a second supervisor and an inspector."""
    join(Path.cwd(), "other.head", keys, Role.SUPERVISOR)
    join(Path.cwd(), "an.inspector", keys, Role.INSPECTOR)
    yield broken
    for name in ("other.head", "an.inspector"):
        (keys / f"{name}.key").unlink()


def log(pratique, count=3):
    return pratique("guard", "audit", "show", "-o", "json", "--limit", count).json


def test_names_are_shown_then_and_every_trace_says_how_it_was_confirmed(broken, tmp_path):
    ran = broken("trace", CASE, "--report", tmp_path / "page.html")
    assert "LYU, QING" in ran.out
    page = (tmp_path / "page.html").read_text("utf-8")
    for shown in (" ".join(ran.out.split()), page):
        assert "Confirmed in an emergency by the officer who added the case" in shown
        assert "no supervisor has looked at that yet" in shown
    assert WHY not in ran.out + page
    notes = broken("trace", CASE, "-o", "json").json["notes"]
    assert [note["code"] for note in notes].count("emergency") == 1


def test_it_is_marked_on_the_case_and_in_the_log(broken):
    assert broken("case", "list", "-o", "json").json[0]["emergency"] is True
    assert "(emergency)" in " ".join(broken("case", "list").out.split())
    shown = broken("case", "show", CASE, "-o", "json").json
    assert shown["emergency"] == {"reason": WHY, "acknowledged_by": None}
    assert WHY in " ".join(broken("case", "show", CASE).out.split())
    entry = next(one for one in log(broken, 9) if one["action"] == "case.confirm")
    assert entry["detail"] == {"emergency": True}


def test_a_case_confirmed_by_two_is_not_marked(confirmed):
    assert confirmed("case", "list", "-o", "json").json[0]["emergency"] is False
    assert confirmed("case", "show", CASE, "-o", "json").json["emergency"] is None
    assert "emergency" not in {note["code"] for note in confirmed("trace", CASE, "-o", "json").json["notes"]}
    assert confirmed("guard", "emergencies", "-o", "json").json == []


@pytest.mark.parametrize("reason", [[], ["--reason", ""], ["--reason", "  "]], ids=len)
def test_it_needs_a_reason(notified, reason):
    assert notified("case", "confirm", CASE, "--break-glass", *reason, stdin=b"").code == 6
    assert notified("trace", CASE, "-o", "json").json["names_shown"] is False


def test_a_reason_alone_breaks_nothing(notified):
    assert notified("case", "confirm", CASE, "--reason", WHY).code == 2


def test_a_second_officer_has_nothing_to_break(notified):
    ran = notified("case", "confirm", CASE, "--break-glass", "--reason", WHY, actor="second.officer")
    assert ran.code == 7
    assert notified("guard", "emergencies", "-o", "json").json == []


def test_it_is_listed_until_another_supervisor_acknowledges_it(staffed):
    for actor in ("first.officer", "other.head", "an.inspector"):
        (line,) = staffed("guard", "emergencies", "-o", "json", actor=actor).json
        assert (line["reference"], line["confirmed_by"], line["acknowledged_by"]) == (CASE, "first.officer", None)
    for actor, code in (("first.officer", 6), ("second.officer", 6), ("an.inspector", 6)):
        assert staffed("guard", "acknowledge", CASE, actor=actor).code == code
        assert log(staffed, 1)[0]["action"] == "desk.refused"
    assert staffed("guard", "acknowledge", CASE, actor="other.head").code == 0
    assert "emergency.acknowledge" in {entry["action"] for entry in log(staffed)}
    assert staffed("guard", "emergencies", "-o", "json").json == []
    (line,) = staffed("guard", "emergencies", "--all", "-o", "json").json
    assert line["acknowledged_by"] == "other.head"
    assert staffed("guard", "acknowledge", CASE, actor="other.head").code == 7
    shown = staffed("case", "show", CASE, "-o", "json").json
    assert shown["emergency"] == {"reason": WHY, "acknowledged_by": "other.head"}
    assert "a supervisor has looked at that since" in " ".join(staffed("trace", CASE).out.split())


def test_a_new_notice_has_to_be_confirmed_again_and_the_emergency_stays_listed(staffed, notice):
    changed = notice.read_text("utf-8").replace('"confirmed"', '"probable"', 1)
    assert staffed("case", "add", stdin=changed.encode()).code == 0
    assert staffed("case", "list", "-o", "json").json[0]["emergency"] is False
    assert staffed("case", "confirm", CASE).code == 6
    assert staffed("case", "confirm", CASE, actor="second.officer").code == 0
    assert "emergency" not in {note["code"] for note in staffed("trace", CASE, "-o", "json").json["notes"]}
    assert [line["reference"] for line in staffed("guard", "emergencies", "-o", "json").json] == [CASE]


def test_an_unknown_case_is_not_found(site):
    assert site("guard", "acknowledge", "NO-SUCH-CASE").code == 5


def test_the_reason_is_sealed_and_checked_with_the_rest(broken, tmp_path):
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert WHY.encode() not in kept
    assert "sealed records (emergency): 1 open" in broken("db", "check").out
