"""Machines that hand in files: a token that is shown once, good for one purpose and some days, and can be ended."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pratique.guard import permissions as matrix
from tests.cli.conftest import CASE, PART
from tests.cli.test_officer import invited, join, newest


@pytest.fixture
def client(site, day, monkeypatch):
    """At a site with the client `gateway`, runs a command as that client: with its token, without a device key."""
    ran = site("client", "add", "gateway", "--scope", "intake")
    assert ran.code == 0
    token = Path("gateway.token")
    token.touch(0o600)
    token.write_text(ran.out)

    def call(*arguments, **more):
        with monkeypatch.context() as patch:
            patch.setenv("PRATIQUE_CLIENT_TOKEN_FILE", str(token.resolve()))
            return site(*arguments, actor="without.key", **more)

    return call


def load(call, day):
    return call("intake", "load", day / "manifests" / PART)


def listed(site):
    return site("client", "list", "-o", "json").json


@pytest.fixture
def later(monkeypatch):
    """Sets the clock of the desk so many days on."""

    def set_on(days):
        at = datetime.now(UTC) + timedelta(days=days)
        monkeypatch.setattr("pratique.desk.work._now", lambda: at)

    return set_on


def test_a_client_hands_files_in_and_stands_in_the_log_by_its_name(client, site, day):
    assert load(client, day).code == 0
    entries = [(one["action"], one["actor"], one["proven"], one["role"]) for one in newest(site, 2)]
    assert entries[1] == ("client.come", "client gateway", True, "client")
    assert entries[0][1:] == ("client gateway", True, "client")
    assert entries[0][0].startswith("intake.")
    assert site("intake", "log", "-o", "json").json[0]["by"] == "client gateway"


def test_the_token_is_shown_once_and_kept_nowhere(client, site, day):
    token = Path("gateway.token").read_text().strip()
    assert load(client, day).code == 0
    Path("gateway.token").unlink()
    kept = b"".join(path.read_bytes() for path in Path().rglob("*") if path.is_file())
    assert token.encode() not in kept
    assert hashlib.sha256(token.encode()).hexdigest().encode() in kept
    assert token not in site("client", "list").out


@pytest.mark.parametrize(
    "command",
    [
        ("intake", "log"),
        ("case", "list"),
        ("case", "show", CASE),
        ("trace", CASE),
        ("guard", "audit", "show"),
        ("client", "add", "another"),
        ("officer", "list"),
        ("db", "backup", "b.tar"),
    ],
    ids=" ".join,
)
def test_a_client_does_nothing_else(client, site, command):
    ran = client(*command)
    assert ran.code == 6
    assert ran.out == ""
    assert not Path("b.tar").exists()
    entry = newest(site)[0]
    assert (entry["actor"], entry["action"]) == ("client gateway", "desk.refused")


def test_an_expired_token_is_refused_with_its_day_and_that_is_logged(client, site, day, later):
    later(89)
    assert load(client, day).code == 0
    later(91)
    ran = load(client, day)
    assert ran.code == 6
    assert "token of client gateway was good until" in ran.err
    assert "client add" in ran.err
    entry = newest(site)[0]
    assert (entry["action"], entry["actor"], entry["proven"]) == ("desk.refused", "client gateway", False)
    assert [one["standing"] for one in listed(site)] == ["expired"]


def test_a_disabled_client_is_refused_at_once_and_its_name_is_not_given_again(client, site, day):
    assert site("client", "disable", "gateway").code == 0
    ran = load(client, day)
    assert ran.code == 6
    assert "gateway has been shut out" in ran.err
    assert newest(site)[0]["actor"] == "client gateway"
    assert site("client", "add", "gateway").code == 7
    assert site("client", "disable", "gateway").code == 5
    assert [one["standing"] for one in listed(site)] == ["disabled"]


def test_a_second_token_of_the_same_client_takes_over_from_the_first(client, site, day, later):
    later(80)
    again = site("client", "add", "gateway", "--days", "30")
    assert again.code == 0
    later(91)
    assert load(client, day).code == 6
    Path("gateway.token").write_text(again.out)
    assert load(client, day).code == 0
    assert [one["standing"] for one in listed(site)] == ["expired", "good"]
    assert site("client", "disable", "gateway").code == 0
    assert load(client, day).code == 6


def test_an_unknown_token_is_nobodys(client, site, day):
    Path("gateway.token").write_text("pratique-" + "a" * 43)
    ran = load(client, day)
    assert ran.code == 6
    assert "of no client" in ran.err
    assert "aaaa" not in ran.err
    entry = newest(site)[0]
    assert (entry["action"], entry["proven"]) == ("desk.refused", False)


def test_a_token_is_no_officer_even_where_a_device_key_lies_beside_it(client, site, day, keys, monkeypatch):
    monkeypatch.setenv("PRATIQUE_CLIENT_TOKEN_FILE", str(Path("gateway.token").resolve()))
    assert site("case", "list", actor="first.officer").code == 6


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_token_that_others_may_read_is_not_used(client, site, day, mode):
    Path("gateway.token").chmod(mode)
    ran = load(client, day)
    assert ran.code == 3
    assert "chmod 600" in ran.err
    assert "aaaa" not in ran.err


def test_a_missing_token_does_not_make_the_client_an_officer(client, site, day):
    Path("gateway.token").unlink()
    ran = load(client, day)
    assert ran.code == 3
    assert "token is missing" in ran.err


def test_who_may_not_administer_adds_no_client(site):
    assert site("client", "add", "gateway", actor="second.officer").code == 6
    assert join(site, invited(site, "an.administrator", "administrator"), "an.administrator").code == 0
    assert site("client", "add", "gateway", actor="an.administrator").code == 0


def test_adding_and_shutting_out_are_logged_without_the_token(client, site):
    token = Path("gateway.token").read_text().strip()
    assert newest(site)[0]["detail"] == {"client": "gateway", "days": 90, "scope": "intake"}
    assert site("client", "disable", "gateway").code == 0
    assert newest(site)[0]["detail"] == {"client": "gateway"}
    assert token not in site("guard", "audit", "show", "--limit", "50").out


@pytest.mark.parametrize("days", ["0", "367"])
def test_no_token_is_good_for_ever(site, days):
    assert site("client", "add", "gateway", "--days", days).code == 2
    assert listed(site) == []


@pytest.mark.parametrize("name", ["", " gateway", "a" * 81, "client gateway"])
def test_a_name_that_the_log_could_not_show_is_refused(site, name):
    assert site("client", "add", name).code == 4


def test_an_officer_is_not_called_as_a_client_is(site):
    assert site("officer", "invite", "client gateway").code == 4


def test_a_client_comes_only_so_often_within_the_hour(client, site, day, monkeypatch):
    full = matrix.permissions()
    few = matrix.Permissions(full.purposes, full.shown_names, full.sees, {"client.come": 2})
    monkeypatch.setattr("pratique.desk.work.permissions", lambda: few)
    assert [load(client, day).code for _ in range(3)] == [0, 0, 6]
    assert newest(site)[0]["detail"] == {"code": "too-often"}
    assert load(site, day).code == 0, "an officer is not counted with it"


def test_a_scope_taken_from_clients_ends_what_a_token_may_do(client, day, monkeypatch):
    full = matrix.permissions()
    none = {**full.purposes, matrix.Role.CLIENT: frozenset(matrix.Purpose)}
    wide = matrix.Permissions(none, full.shown_names, full.sees, full.rate)
    monkeypatch.setattr("pratique.desk.work.permissions", lambda: wide)
    assert load(client, day).code == 0
    assert client("trace", CASE).code == 6, "whatever the role may, the token is good for intake alone"
