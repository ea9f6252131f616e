"""Every command, run as every role that may not run it: refused, logged, and nothing printed."""

import json
import re
import shutil

import pytest

from pratique.cli.main import run
from pratique.desk import clients, open_desk, open_site
from pratique.guard.permissions import permissions
from pratique.model.access import Purpose, Role, Subject, SubjectKind
from pratique.samples import sample_day
from pratique.settings import load_settings
from tests.cli.conftest import CASE, PART, join
from tools.make_permissions_page import PURPOSE
from tools.make_permissions_page import REFUSED as NOT_FOR

PERSON = {"surname": "LYU", "given": "QING", "documents": [{"type": "P", "number": "X0736206", "issuer": "MYS"}]}
ARGUMENTS = {
    "intake load": [str(sample_day() / "manifests" / PART)],
    "intake watch": [str(sample_day() / "manifests")],
    "case add": ["--file", str(sample_day() / "notice.json")],
    "case confirm": [CASE],
    "case show": [CASE],
    "case withdraw": [CASE, "--reason", "none"],
    "trace": [CASE],
    "identity explain": [CASE],
    "identity review list": [CASE],
    "identity review show": [CASE, "1"],
    "identity review decide": [CASE, "1", "same", "--reason", "none"],
    "identity split": [CASE, "--paper", "1", "--reason", "none"],
    "identity undo": [CASE, "1", "--reason", "none"],
    "guard acknowledge": [CASE],
    "guard erase": ["--yes"],
    "officer invite": ["somebody.new"],
    "officer disable": ["third.officer"],
    "officer acknowledge": ["somebody.new"],
    "client add": ["somebody.new"],
    "client disable": ["client"],
    "db backup": ["backup.tar"],
}
REFUSED = [
    (command, role)
    for command, purpose in PURPOSE.items()
    for role in Role
    if role is not Role.SYSTEM and (purpose not in permissions().purposes[role] or (command, role) in NOT_FOR)
]


@pytest.fixture(scope="module")
def staffed(stages, keys, tmp_path_factory):
    """A site with a confirmed, traced case and an officer of each role, called as the role is, and a client."""
    folder = tmp_path_factory.mktemp("staffed") / "site"
    shutil.copytree(stages / "confirmed", folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRATIQUE_DEVICE_KEY_FILE", str(keys / "first.officer.key"))
        for role in Role:
            if role not in (Role.SYSTEM, Role.CLIENT):
                join(folder, role.value, keys, role)
        add_client(folder, keys)
        assert run(["--site", str(folder), "trace", CASE]) == 0
    return folder


def add_client(folder, keys):
    purpose, subject = Purpose.ADMINISTRATION, Subject(SubjectKind.SITE, "clients")
    with open_site(load_settings(folder)) as site, open_desk(site, purpose=purpose, subject=subject) as desk:
        token = clients.add_client(desk, "client", Purpose.INTAKE, 90)
    path = keys / "client.token"
    path.touch(0o600)
    path.write_text(token + "\n")


@pytest.fixture
def at(pratique, staffed, keys, monkeypatch):
    def call(*arguments, actor):
        monkeypatch.setenv("PRATIQUE_CLIENT_TOKEN_FILE", str(keys / "client.token") if actor == "client" else "")
        return pratique("--site", staffed, *arguments, actor=actor, stdin=json.dumps(PERSON).encode())

    return call


def test_every_purpose_is_refused_to_somebody():
    assert {PURPOSE[command] for command, _ in REFUSED} == set(PURPOSE.values())


@pytest.mark.parametrize(("command", "role"), REFUSED, ids=str)
def test_a_command_is_refused_to_a_role_without_its_purpose(at, command, role):
    ran = at(*command.split(), *ARGUMENTS.get(command, []), actor=role.value)
    assert ran.code == 6
    assert ran.out == ""
    assert "LYU" not in ran.err
    newest = at("guard", "audit", "show", "-o", "json", "--limit", "1", actor="supervisor").json[0]
    name = "client client" if role is Role.CLIENT else role
    assert (newest["action"], newest["actor"], newest["role"]) == ("desk.refused", name, role)
    assert newest["purpose"] == PURPOSE[command]
    assert newest["proven"] is True


def test_an_epidemiologist_reads_references_and_seats_and_no_names(at, tmp_path):
    seen = {role: at("trace", CASE, "-o", "json", actor=role) for role in ("officer", "epidemiologist")}
    assert [ran.code for ran in seen.values()] == [0, 0]
    whole, blind = ([contact for leg in ran.json["legs"] for contact in leg["contacts"]] for ran in seen.values())
    assert [c["contact"] for c in blind] == [c["contact"] for c in whole]
    assert [c["seat"] for c in blind] == [c["seat"] for c in whole]
    assert [c["action"] for c in blind] == [c["action"] for c in whole]
    named = {part for c in whole for part in (c["surname"], c["given"], *c["phones"]) if part}
    assert len(named) > 10
    report = tmp_path / "page.html"
    shown = at("trace", CASE, "--report", report, actor="epidemiologist")
    everything = seen["epidemiologist"].out + shown.out + report.read_text("utf-8")
    everything += at("trace", CASE, "-o", "csv", actor="epidemiologist").out
    assert {name for name in named if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", everything)} == set()
    assert "Names are not for your role" in shown.out
    assert all(contact["contact"] in shown.out and contact["contact"] in report.read_text("utf-8") for contact in blind)
