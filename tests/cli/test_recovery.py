"""Where every supervisor is lost: one more comes with the site key alone, and everybody is told until it is settled."""

from pathlib import Path

import pytest

from tests.cli.test_officer import invited, join, listed, newest, own_keys  # noqa: F401


@pytest.fixture
def recovered(site):
    """A site whose supervisor's key is lost, with a new supervisor who came with the site key alone."""
    ran = site("officer", "recover", "new.chief", "--yes", actor="without.key")
    assert ran.code == 0
    assert join(site, ran.out.strip(), "new.chief").code == 0
    return site


def test_the_new_supervisor_works_and_invites(recovered):
    assert listed(recovered, actor="new.chief")["new.chief"]["role"] == "supervisor"
    assert recovered("officer", "disable", "first.officer", actor="new.chief").code == 0
    assert recovered("officer", "list", actor="first.officer").code == 6


@pytest.mark.parametrize(
    ("command", "actor"),
    [
        (("case", "list"), "second.officer"),
        (("guard", "audit", "show"), "first.officer"),
        (("intake", "log"), "new.chief"),
        (("officer", "list"), "without.key"),
        (("work", "--once"), "without.key"),
        (("db", "check"), "first.officer"),
    ],
    ids=str,
)
def test_every_command_tells_of_it(recovered, command, actor):
    assert "made new.chief a supervisor with the site key" in recovered(*command, actor=actor).err


def test_the_log_has_who_claimed_to_do_it_and_no_code(site):
    ran = site("officer", "recover", "new.chief", "--yes", actor="without.key")
    entry = newest(site)[0]
    assert (entry["action"], entry["proven"], entry["role"]) == ("officer.recover", False, "system")
    assert entry["detail"] == {"officer": "new.chief"}
    assert f"entry {entry['entry']} of the log" in site("case", "list").err
    kept = b"".join(path.read_bytes() for path in Path().rglob("*") if path.is_file())
    assert ran.out.strip().encode() not in kept


def test_another_supervisor_ends_it_and_nobody_else(recovered):
    assert recovered("officer", "acknowledge", "new.chief", actor="new.chief").code == 6
    again = recovered("officer", "recover", "her.friend", "--yes", actor="without.key")
    assert join(recovered, again.out.strip(), "her.friend").code == 0
    assert recovered("officer", "acknowledge", "new.chief", actor="her.friend").code == 6
    assert recovered("officer", "acknowledge", "new.chief", actor="second.officer").code == 6
    administrator = invited(recovered, "an.administrator", "administrator", actor="new.chief")
    assert join(recovered, administrator, "an.administrator").code == 0
    assert recovered("officer", "acknowledge", "new.chief", actor="an.administrator").code == 6
    assert recovered("officer", "acknowledge", "new.chief", actor="first.officer").code == 0
    told = recovered("case", "list").err
    assert "new.chief a supervisor" not in told
    assert "her.friend a supervisor" in told
    assert recovered("officer", "acknowledge", "her.friend", actor="new.chief").code == 0, "she is one of them now"
    assert "ATTENTION" not in recovered("case", "list").err
    assert recovered("officer", "acknowledge", "her.friend").code == 5


def test_it_needs_the_site_key(site):
    Path("keys/site.key").rename("elsewhere.key")
    ran = site("officer", "recover", "new.chief", "--yes", actor="without.key")
    assert (ran.code, ran.out) == (3, "")
    Path("elsewhere.key").rename("keys/site.key")
    assert "new.chief" not in listed(site)


def test_it_gives_nobody_who_is_known_another_key(site):
    for name in ("first.officer", "second.officer"):
        assert site("officer", "recover", name, "--yes").code == 7
    assert site("officer", "recover", "client gateway", "--yes").code == 4
    assert "ATTENTION" not in site("case", "list").err


def test_it_is_asked_for_a_word(site, monkeypatch):
    monkeypatch.setattr("typer.prompt", lambda *_, **__: "yes")
    assert site("officer", "recover", "new.chief").code == 6
    assert "new.chief" not in listed(site)
    monkeypatch.setattr("typer.prompt", lambda *_, **__: "recover")
    assert site("officer", "recover", "new.chief").code == 0


@pytest.mark.parametrize("spoil", ["unknown", "used", "expired"])
def test_a_failed_attempt_to_join_is_in_the_log_without_the_code(site, spoil, monkeypatch):
    code = invited(site, "new.officer")
    if spoil == "unknown":
        code = "0000-0000-0000-0000-0000-0000"
    elif spoil == "used":
        assert join(site, code, "new.officer").code == 0
    else:
        from datetime import UTC, datetime, timedelta

        late = datetime.now(UTC) + timedelta(days=4)
        fixed = type("Fixed", (datetime,), {"now": classmethod(lambda cls, zone=None: late)})
        monkeypatch.setattr("pratique.cli.officer.datetime", fixed)
    assert join(site, code, "another").code == 6
    entry = newest(site)[0]
    assert (entry["action"], entry["proven"]) == ("officer.join_refused", False)
    assert entry["detail"] == {"code": "not-allowed", "invitation": spoil}
    assert code not in site("guard", "audit", "show").out


def test_a_key_that_is_somebodys_already_is_in_the_log_too(site):
    assert join(site, invited(site, "new.officer"), "second.officer").code == 7
    assert newest(site)[0]["detail"] == {"code": "conflict", "invitation": "good"}
