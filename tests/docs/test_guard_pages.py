"""The pages about guarding: their commands run as their readers run them, and the tests they name exist."""

import ast
import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from pratique.desk.keeping import erase_due
from pratique.desk.staff import first_officer, invite_officer, join_site
from pratique.model.access import Purpose, Role, SubjectKind
from tests.guard import people
from tests.lib import sites
from tests.lib.pages import ROOT, blocks, run_commands

THREATS = (ROOT / "docs" / "threat-model.md").read_text("utf-8")


@pytest.fixture
def staffed(tmp_path):
    """A site with a traced case and an erasure behind it; where the keys of a supervisor and an inspector lie."""
    folder = tmp_path / "site"
    keys = {name: tmp_path / f"{name}.key" for name in ("chief", "inspector")}
    sites.new_site(folder)
    with sites.opened(folder) as site:
        people.load_flight(site)
        sites.add(site, people.notice())
        sites.confirm(site, people.REFERENCE)
        sites.trace(site, people.REFERENCE)
        first_officer(_with(site, keys["chief"]), "chief", sites.NOW)
        at = {"ref": "officers", "kind": SubjectKind.SITE, "purpose": Purpose.ADMINISTRATION}
        with sites.desk_at(site, **at) as desk:
            code = invite_officer(desk, "from.outside", Role.INSPECTOR).code
        join_site(_with(site, keys["inspector"]), code, sites.NOW)
        with sites.desk_at(site, **at, now=sites.NOW + timedelta(days=4)) as desk:
            assert erase_due(desk)
    return folder, keys


def _with(site, key):
    return replace(site, settings=replace(site.settings, values={**site.settings.values, "device_key_file": str(key)}))


def test_an_inspector_is_answered_as_the_page_says(staffed):
    folder, keys = staffed
    surname, given, sex, born, number, issuer, _ = people.ABOARD["14D"]
    document = {"type": "P", "number": number, "issuer": issuer}
    papers = {"surname": surname, "given": given, "sex": sex, "birth_date": born, "documents": [document]}
    (folder / "papers.json").write_text(json.dumps(papers))
    commands = blocks("inspector.md", "What an inspector asks alone")
    assert len(commands) == 7
    ran = run_commands("\n".join(commands), folder, keys["inspector"])
    assert ran.returncode == 0, ran.stdout[-1000:] + ran.stderr
    assert re.search(r"^ people's records +6 ", ran.stdout, re.MULTILINE)
    assert "Certificate of erasure no. 1" in ran.stdout
    assert "The log verifies." in ran.stdout
    looks = json.loads(ran.stdout[ran.stdout.rindex("\n[") :])
    assert {(look["as"], look["looked"], look["of_contacts"]) for look in looks} == {
        ("contact", "listed", 2),
        ("contact", "name opened", 2),
    }
    shown = ran.stdout + (folder / "entries.json").read_text()
    assert {word for word in people.words(*people.ABOARD) if word in shown} == set()


def test_a_supervisor_shows_what_the_page_says(staffed):
    folder, keys = staffed
    commands = blocks("inspector.md", "What a supervisor shows")
    assert len(commands) == 5
    ran = run_commands("\n".join(commands), folder, keys["chief"])
    assert ran.returncode == 0, ran.stdout[-1000:] + ran.stderr
    assert "from.outside" in ran.stdout
    assert {word for word in people.words(*people.ABOARD) if word in ran.stdout} == set()


def test_the_drill_for_a_lost_key_works_as_written(staffed):
    folder, keys = staffed
    before, drill, lost, exposed = blocks("how-to/lost-key.md")
    for commands in (before, drill):
        ran = run_commands(commands, folder, keys["chief"])
        assert ran.returncode == 0, ran.stderr
    (folder / "keys" / "site.key").unlink()
    assert run_commands("pratique db check", folder, keys["chief"]).returncode != 0
    assert run_commands(lost, folder, keys["chief"]).returncode == 0
    ran = run_commands(exposed, folder, keys["chief"])
    assert ran.returncode == 0, ran.stderr
    assert [path.name for path in (folder / "keys").iterdir()] == ["site.key"]
    # The new key and the new backup belong together; with the old one it would not open.
    restored = f"pratique db restore after-rotation.tar again\n{drill.splitlines()[2].replace('drill', 'again')}\n"
    ran = run_commands(f"{restored}pratique --site again db check", folder, keys["chief"])
    assert ran.returncode == 0, ran.stderr


def test_every_test_that_the_threat_model_names_exists():
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", THREATS)
    assert len(named) > 25
    assert re.findall(r"`tests/[^`]*`", THREATS) == [f"`{path}::{name}`" for path, name in named]
    for path, name in named:
        tree = ast.parse((ROOT / path).read_text("utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, f"{path}::{name}"


@pytest.mark.parametrize(
    "who",
    [
        "fishing officer", "curious administrator", "stolen laptop", "forged manifest", "forged notice",
        "bought export", "coerced officer",
    ],
)  # fmt: skip
def test_the_threat_model_says_of_each_attacker_what_remains(who):
    section = THREATS.partition(f"### The {who}\n")[2].partition("\n### ")[0]
    assert section.count("| `tests/") >= 3
    assert "What remains: " in section
