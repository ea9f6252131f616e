"""Officers at the command line: the first one, invitations, keys, who is shut out."""

import getpass
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pratique.cli.main import run
from tests.cli.conftest import CASE


def invited(pratique, name, role="officer", actor="first.officer"):
    ran = pratique("officer", "invite", name, "--role", role, actor=actor)
    assert ran.code == 0
    return ran.out.strip()


def join(pratique, code, actor):
    return pratique("officer", "join", stdin=f"{code}\n".encode(), actor=actor)


def listed(pratique, actor="first.officer"):
    return {one["name"]: one for one in pratique("officer", "list", "-o", "json", actor=actor).json}


def newest(pratique, count=1):
    return pratique("guard", "audit", "show", "-o", "json", "--limit", count).json


@pytest.fixture(autouse=True)
def own_keys(keys):
    """Keys made by one test are no other's."""
    before = set(keys.iterdir())
    yield
    for path in set(keys.iterdir()) - before:
        path.unlink()


def test_who_makes_a_site_is_its_first_supervisor(pratique):
    ran = pratique("init", "--point-of-entry", "CAN", "--officer", "wang.li", actor="wang.li")
    assert ran.code == 0
    assert "first supervisor, wang.li" in ran.out
    found = listed(pratique, actor="wang.li")
    assert list(found) == ["wang.li"]
    assert (found["wang.li"]["role"], found["wang.li"]["keys"]) == ("supervisor", 1)


def test_without_a_name_it_is_the_user_of_the_machine(pratique):
    assert pratique("init", "--point-of-entry", "CAN", actor="maker").code == 0
    assert list(listed(pratique, actor="maker")) == [getpass.getuser()]


@pytest.mark.parametrize("name", ["", " ", "notifier CDC", "a" * 81, "two\nlines"])
def test_a_name_that_the_log_could_not_show_is_refused_and_no_site_is_left(pratique, name):
    assert pratique("init", "--point-of-entry", "CAN", "--officer", name).code == 4
    assert not Path("pratique.toml").exists()


def test_an_invited_officer_joins_with_the_code_and_works(site):
    code = invited(site, "new.officer", "epidemiologist")
    ran = join(site, code, "new.officer")
    assert ran.code == 0
    assert "new.officer, epidemiologist" in ran.out
    assert code not in ran.out + ran.err
    assert site("trace", CASE, actor="new.officer").code == 5, "there is no such case, and it may ask"
    assert ("new.officer", "officer.join") in {(one["actor"], one["action"]) for one in newest(site, 3)}


def test_the_code_is_kept_nowhere(site):
    code = invited(site, "new.officer")
    kept = b"".join(path.read_bytes() for path in Path().rglob("*") if path.is_file())
    assert code.encode() not in kept


@pytest.mark.parametrize("spoil", [str.swapcase, lambda code: f"  {code}  "], ids=["in capitals", "with blanks"])
def test_a_code_copied_with_capitals_or_blanks_is_good(site, spoil):
    assert join(site, spoil(invited(site, "new.officer")), "new.officer").code == 0


def test_a_wrong_code_is_refused_and_makes_nobody_an_officer(site):
    invited(site, "new.officer")
    for code in ("0000-0000-0000-0000-0000-0000", "", "nonsense"):
        ran = join(site, code, "new.officer")
        assert ran.code == 6
        assert "not good" in ran.err
    assert listed(site)["new.officer"]["keys"] == 0
    assert site("case", "list", actor="new.officer").code == 6


def test_a_code_is_good_once(site):
    code = invited(site, "new.officer")
    assert join(site, code, "new.officer").code == 0
    assert join(site, code, "another").code == 6
    assert listed(site)["new.officer"]["keys"] == 1


def test_a_code_is_good_for_three_days(site, monkeypatch):
    code, other = invited(site, "new.officer"), invited(site, "other.officer")
    now = datetime.now(UTC)

    def clock(at):
        fixed = type("Fixed", (datetime,), {"now": classmethod(lambda cls, zone=None: at)})
        monkeypatch.setattr("pratique.cli.officer.datetime", fixed)

    clock(now + timedelta(days=3, minutes=1))
    assert join(site, code, "new.officer").code == 6
    clock(now + timedelta(days=2, hours=23))
    assert join(site, other, "other.officer").code == 0


def test_a_disabled_officer_is_refused_at_once_and_that_is_logged(notified):
    assert notified("case", "list", actor="second.officer").code == 0
    assert notified("officer", "disable", "second.officer").code == 0
    ran = notified("case", "list", actor="second.officer")
    assert ran.code == 6
    assert ran.out == ""
    assert "shut out" in ran.err
    assert newest(notified)[0]["action"] == "desk.refused"
    assert listed(notified)["second.officer"]["disabled"]


def test_an_open_invitation_ends_with_its_officer(site):
    code = invited(site, "new.officer")
    assert site("officer", "disable", "new.officer").code == 0
    assert join(site, code, "new.officer").code == 6
    assert site("officer", "invite", "new.officer").code == 7


def test_an_officer_nobody_knows_is_not_disabled(site):
    assert site("officer", "disable", "nobody").code == 5


def test_the_last_supervisor_is_not_shut_out(site):
    ran = site("officer", "disable", "first.officer")
    assert ran.code == 7
    assert "last supervisor" in ran.err
    assert join(site, invited(site, "an.administrator", "administrator"), "an.administrator").code == 0
    code = invited(site, "other.head", "supervisor")
    assert site("officer", "disable", "first.officer").code == 7, "an invitation is nobody who can work yet"
    assert join(site, code, "other.head").code == 0
    assert site("officer", "disable", "first.officer").code == 0
    assert site("officer", "list").code == 6
    assert listed(site, actor="other.head")["first.officer"]["disabled"]


def test_who_is_not_shown_names_gives_nobody_a_key_that_is(site):
    """Or an administrator who is curious would invite a supervisor, and be one."""
    assert join(site, invited(site, "an.administrator", "administrator"), "an.administrator").code == 0
    for name, role in (("a.ghost", "supervisor"), ("a.ghost", "officer"), ("second.officer", "officer")):
        ran = site("officer", "invite", name, "--role", role, actor="an.administrator")
        assert ran.code == 6
        assert ran.out == ""
        assert newest(site)[0]["action"] == "desk.refused"
    for role in ("epidemiologist", "inspector", "administrator"):
        invited(site, f"another.{role}", role, actor="an.administrator")
    assert "a.ghost" not in listed(site)


def test_the_log_says_who_was_invited_and_shut_out(site):
    invited(site, "new.officer", "inspector")
    assert newest(site)[0]["detail"] == {"officer": "new.officer", "role": "inspector"}
    assert site("officer", "disable", "new.officer").code == 0
    assert newest(site)[0]["detail"] == {"officer": "new.officer"}


def test_an_officer_cannot_be_invited_to_another_role(site):
    assert site("officer", "invite", "second.officer", "--role", "supervisor").code == 7


def test_a_second_device_is_a_second_key_of_the_same_officer(notified):
    code = invited(notified, "second.officer")
    assert join(notified, code, "at.home").code == 0
    assert listed(notified)["second.officer"]["keys"] == 2
    ran = notified("case", "confirm", CASE, actor="at.home")
    assert ran.code == 0
    assert "confirmed by second.officer" in ran.out
    assert notified("officer", "disable", "second.officer").code == 0
    assert [notified("case", "list", actor=actor).code for actor in ("at.home", "second.officer")] == [6, 6]


def test_a_second_device_is_no_second_officer(notified):
    assert join(notified, invited(notified, "first.officer", "supervisor"), "at.home").code == 0
    assert notified("case", "confirm", CASE, actor="at.home").code == 6


def test_one_key_is_not_two_officers(site):
    code = invited(site, "new.officer")
    ran = join(site, code, "second.officer")
    assert ran.code == 7
    assert "PRATIQUE_DEVICE_KEY_FILE" in ran.err
    assert join(site, code, "new.officer").code == 0, "the code was not used up"


def test_nobody_works_without_a_key(notified):
    ran = notified("trace", CASE, actor="without.key")
    assert ran.code == 6
    assert ran.out == ""
    assert "officer join" in ran.err
    entry = newest(notified)[0]
    assert (entry["action"], entry["proven"], entry["subject"]) == ("desk.refused", False, f"case {CASE}")


def test_a_name_typed_in_is_nobody(notified, monkeypatch):
    monkeypatch.setenv("PRATIQUE_ACTOR", "second.officer")
    assert notified("case", "confirm", CASE, actor="first.officer").code == 6
    assert notified("case", "confirm", CASE, actor="without.key").code == 6


def test_the_key_of_another_site_opens_nothing(notified, tmp_path):
    assert notified("init", tmp_path / "other", "--point-of-entry", "CAN", actor="stranger").code == 0
    ran = notified("case", "list", actor="stranger")
    assert ran.code == 6
    assert "no officer of this site" in ran.err


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_key_that_others_may_read_is_not_used(site, keys, mode):
    assert join(site, invited(site, "new.officer"), "new.officer").code == 0
    (keys / "new.officer.key").chmod(mode)
    ran = site("case", "list", actor="new.officer")
    assert ran.code == 3
    assert "chmod 600" in ran.err


@pytest.mark.parametrize("content", ["", "no key\n", "c2hvcnQ=\n"])
def test_a_malformed_key_is_said_to_be_one(site, keys, content):
    path = keys / "broken.key"
    path.write_text(content)
    path.chmod(0o600)
    ran = site("case", "list", actor="broken")
    assert ran.code == 3
    assert "malformed" in ran.err


def test_a_new_key_is_readable_by_its_owner_only_and_an_old_one_is_kept(site, keys):
    assert join(site, invited(site, "new.officer"), "new.officer").code == 0
    path = keys / "new.officer.key"
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.read_bytes()
    assert join(site, invited(site, "new.officer"), "new.officer").code == 7
    assert path.read_bytes() == before


def test_the_key_may_come_from_a_command(notified, monkeypatch, keys):
    shutil.copy(keys / "second.officer.key", "key.txt")
    monkeypatch.setenv("PRATIQUE_DEVICE_KEY_COMMAND", "cat key.txt")
    assert "confirmed by second.officer" in notified("case", "confirm", CASE, actor="without.key").out
    monkeypatch.setenv("PRATIQUE_DEVICE_KEY_COMMAND", "false")
    ran = notified("case", "list", actor="second.officer")
    assert ran.code == 3
    assert "command that prints the device key failed" in ran.err


def test_a_restored_site_keeps_its_officers(notified, tmp_path):
    assert notified("officer", "disable", "third.officer").code == 0
    assert notified("db", "backup", tmp_path / "b.tar").code == 0
    restored = tmp_path / "restored"
    assert notified("db", "restore", tmp_path / "b.tar", restored).code == 0
    (restored / "keys").mkdir(exist_ok=True)
    shutil.copy("keys/site.key", restored / "keys" / "site.key")
    at = lambda actor: notified("--site", restored, "case", "list", actor=actor).code  # noqa: E731
    assert [at(f"{who}.officer") for who in ("first", "second", "third")] == [0, 0, 6]


def test_a_site_without_officers_begins_with_somebody_who_can_invite(site, tmp_path, monkeypatch):
    """A site made by an earlier version has none."""
    with sqlite3.connect("register.sqlite") as register:
        for table in ("invitation", "officer_key", "officer"):
            register.execute(f"DELETE FROM {table}")
    register.close()
    monkeypatch.setenv("PRATIQUE_ACTOR", "wang.li")
    assert site("case", "list", actor="without.key").code == 0
    assert newest(site, 1)[0]["proven"] is False
    ran = site("officer", "invite", "wang.li", actor="wang.li")
    assert ran.code == 7
    assert "a supervisor first" in ran.err
    code = invited(site, "wang.li", "supervisor", actor="wang.li")
    assert site("case", "list", actor="without.key").code == 0, "an invitation alone shuts nobody out"
    assert join(site, code, "wang.li").code == 0
    assert site("case", "list", actor="without.key").code == 6
    assert site("case", "list", actor="wang.li").code == 0


def test_the_demonstration_needs_no_key_and_writes_nothing_outside_its_folder(pratique, tmp_path, monkeypatch):
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("PRATIQUE_DEVICE_KEY_FILE")
    for arguments in (["demo"], ["--site", "demo-site", "case", "list"]):
        assert run(arguments) == 0
    assert list(home.rglob("*")) == []
    assert {path.name for path in Path().iterdir()} == {"demo-site"}
