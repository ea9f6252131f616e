"""The log file holds no name, no number and no argument, however a command ends."""

import json

import pytest

from pratique.cli import log
from pratique.cli.main import run
from tests.guard import people
from tests.lib import sites

SECRETS = people.words(*people.ABOARD) | {"QUILLFEATHER", "PEREGRINA", "Q7654321"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(log, "_file", [])
    sites.new_site(tmp_path / "site")
    return tmp_path / "site"


def logged(folder):
    path = folder / "pratique.log"
    return path.read_text("utf-8") if path.exists() else ""


def leaked(text):
    return {word for word in SECRETS if word.casefold() in text.casefold()}


def test_commands_with_names_in_files_notices_and_arguments_leave_none_in_the_log(folder, tmp_path, capsys):
    at = ["--site", str(folder)]
    manifest = tmp_path / "QUILLFEATHER_PEREGRINA_Q7654321.csv"
    manifest.write_bytes(people.manifest())
    nonsense = tmp_path / "QUILLFEATHER.bin"
    nonsense.write_bytes(b"\x00QUILLFEATHER\xff" * 40)
    notice = tmp_path / "PEREGRINA.json"
    notice.write_text(
        json.dumps(
            {
                "reference": "CASE-1",
                "disease": "measles",
                "classification": "confirmed",
                "dates": {"rash": "2026-11-16"},
                "person": {"surname": "BINTISAKIT", "documents": [{"type": "P", "number": "X0736206"}]},
            }
        )
    )
    broken = tmp_path / "broken.json"
    broken.write_text('{"reference": "QUILLFEATHER", "person": {"surname": "PEREGRINA"')
    unknown = tmp_path / "unknown.json"
    unknown.write_text(notice.read_text().replace("measles", "Q7654321"))
    codes = [
        run([*at, "intake", "load", str(manifest)]),
        run([*at, "intake", "load", str(nonsense)]),
        run([*at, "intake", "load", str(tmp_path / "QUILLFEATHER missing.csv")]),
        run([*at, "intake", "load", str(manifest), "--sender", "QUILLFEATHER", "--column", "PEREGRINA"]),
        run([*at, "case", "add", "--file", str(notice)]),
        run([*at, "case", "add", "--file", str(broken)]),
        run([*at, "case", "add", "--file", str(unknown)]),
        run([*at, "case", "confirm", "CASE-1"]),
        run([*at, "case", "withdraw", "CASE-QUILLFEATHER", "--reason", "PEREGRINA was well"]),
        run([*at, "trace", "QUILLFEATHER Q7654321"]),
        run([*at, "trace", "CASE-1", "--as-of", "PEREGRINA"]),
        run([*at, "no-such-command", "QUILLFEATHER"]),
        run(["--site", str(tmp_path / "QUILLFEATHER"), "trace", "Q7654321"]),
    ]
    capsys.readouterr()
    assert codes[0] == codes[4] == 0
    assert 0 not in codes[1:4] + codes[5:]
    text = logged(folder)
    entries = [json.loads(line) for line in text.splitlines()]
    assert len([entry for entry in entries if entry["event"] == "failed"]) >= 5
    assert {entry["event"] for entry in entries} <= {"failed", "fault"}
    assert leaked(text) == set()
    for argument in ("csv", "json", "CASE-1", str(tmp_path), "--", "was well"):
        assert argument not in text
    assert {key for entry in entries for key in entry} <= {
        *("event", "command", "error", "level", "timestamp", "kind", "at"),
    }


def test_a_fault_logs_its_kind_and_place_and_never_its_message(folder, capsys, monkeypatch):
    def fault(*_):
        raise ValueError("cannot read QUILLFEATHER, document Q7654321")

    monkeypatch.setattr("pratique.desk.cases.list_cases", fault)
    assert run(["--site", str(folder), "case", "list"]) == 1
    shown = capsys.readouterr()
    (entry,) = [json.loads(line) for line in logged(folder).splitlines()]
    assert (entry["event"], entry["kind"]) == ("fault", "ValueError")
    assert any(place.startswith("test_log.py:") for place in entry["at"])
    assert leaked(logged(folder) + shown.out + shown.err) == set()


def test_a_fault_in_the_middle_of_a_load_names_nobody(folder, tmp_path, capsys, monkeypatch):
    (tmp_path / "QUILLFEATHER.csv").write_bytes(people.manifest())
    monkeypatch.setattr("pratique.stores.register.people.known_identities", lambda *_: {}["QUILLFEATHER"])
    assert run(["--site", str(folder), "intake", "load", str(tmp_path / "QUILLFEATHER.csv")]) == 1
    shown = capsys.readouterr()
    assert json.loads(logged(folder))["kind"] == "KeyError"
    assert leaked(logged(folder) + shown.out + shown.err) == set()
