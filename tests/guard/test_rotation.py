"""A new site key opens everything the old one opened; and at whatever moment the change ends, one of them does."""

import base64
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from pratique.desk import open_desk
from pratique.desk.backup import back_up
from pratique.desk.logbook import log_entries, sign_log, verify_log
from pratique.desk.rotation import rotate_site_key
from pratique.desk.site import make_site, open_site
from pratique.desk.upkeep import check_site
from pratique.errors import Conflict, NotAllowed, NotReady
from pratique.guard.vault import Vault, rewrap
from pratique.model.access import Actor, Purpose, Role, Subject, SubjectKind
from pratique.stores.archive import read_index
from pratique.stores.register.lease import writer
from pratique.stores.register.register import meta
from pratique.stores.register.tables import data_key
from tests.guard import people
from tests.lib import sites

ROOT = Path(__file__).resolve().parents[2]


def administering(site):
    return sites.desk_at(site, "site-key", kind=SubjectKind.SITE, purpose=Purpose.ADMINISTRATION)


def rotate(site):
    with administering(site) as desk:
        return rotate_site_key(desk)


def wrapped(site):
    with site.register.reading() as connection:
        return {row.key_id: row.wrapped for row in connection.execute(select(data_key))}


def key_files(folder):
    return sorted(path.name for path in (folder / "keys").iterdir())


@pytest.fixture
def traced(traced):
    """A site with a confirmed and traced case and a signed head."""
    with administering(traced) as desk:
        sign_log(desk)
    return traced


def names(site):
    return {contact.surname for leg in sites.trace(site, people.REFERENCE).legs for contact in leg.contacts}


def test_everything_opens_with_the_new_key_and_nothing_with_the_old(traced):
    folder, url, before, was = traced.settings.site, traced.register.url, wrapped(traced), names(traced)
    done = rotate(traced)
    assert done.keys == len(before) >= 4
    assert (done.new, done.left) == (None, ())
    assert key_files(folder) == ["site.key", f"site.key.{traced.site_key.fingerprint}.old"]
    assert {path.stat().st_mode & 0o777 for path in (folder / "keys").iterdir()} == {0o600}
    after = wrapped(traced)
    assert after.keys() == before.keys()
    assert not set(after.values()) & set(before.values())
    with sites.opened(folder, url) as again:
        assert again.site_key != traced.site_key
        assert names(again) == was
        assert check_site(again, clock=lambda: sites.NOW).faults == []
        with administering(again) as desk:
            assert verify_log(desk, key=verify_log(desk).key).faults == ()
            assert [e.detail for e in log_entries(desk, 9) if e.action == "site_key.rotate"] == [{"keys": done.keys}]
    shutil.copy(done.old, folder / "keys" / "site.key")
    with pytest.raises(NotReady, match="does not fit"):
        sites.opened(folder, url)


def test_no_file_of_the_register_holds_a_key_as_it_was_wrapped_before(loaded_folder):
    with sites.opened(loaded_folder) as site:
        before = wrapped(site).values()
        assert any(held(loaded_folder, before))
        rotate(site)
        assert held(loaded_folder, before) == []


def held(folder, secrets):
    files = [path.read_bytes() for path in folder.glob("register*")]
    return [secret for secret in secrets if any(secret in data for data in files)]


def test_twice_keeps_both_old_keys(traced):
    first = rotate(traced)
    with sites.opened(traced.settings.site, traced.register.url) as again:
        second = rotate(again)
    assert first.old != second.old
    assert len(key_files(traced.settings.site)) == 3


def test_what_is_stored_while_the_key_changes_is_not_lost(traced):
    """A desk opened before with the old key can add nothing under it: that could never be opened again."""
    known = wrapped(traced).keys()
    with sites.desk_at(traced, "CASE-NEW") as before, sites.desk_at(traced) as loading:
        rotate(traced)
        with pytest.raises(NotReady, match="replaced"), traced.register.writing() as connection:
            before._vault.case_key(connection, 99, sites.NOW)
        with pytest.raises(NotReady), traced.register.writing() as connection:
            loading.sealer.period_key(connection, people.DAY.replace(month=3), sites.NOW)
    assert wrapped(traced).keys() == known


def test_no_rotation_while_files_are_loaded(traced):
    with (
        writer(traced.register, traced.movement_folder, "loading", sites.NOW),
        pytest.raises(Conflict, match="loading"),
    ):
        rotate(traced)


def test_with_another_key_than_the_registers_nothing_is_changed(traced):
    before, other = wrapped(traced), replace(traced.site_key, secret=b"x" * 32)
    with pytest.raises(NotReady), traced.register.writing() as connection:
        rewrap(connection, other, replace(other, secret=b"y" * 32))
    assert wrapped(traced) == before
    with traced.register.reading() as connection:
        assert meta(connection, "site_key") == traced.site_key.fingerprint


def test_an_officer_may_not(traced):
    actor = Actor("third officer", Role.OFFICER, authenticated=True)
    at_the_desk = open_desk(
        traced, purpose=Purpose.ADMINISTRATION, subject=Subject(SubjectKind.SITE, "site-key"), actor=actor
    )
    with pytest.raises(NotAllowed), at_the_desk:
        pass


def test_neither_key_is_in_a_backup_wherever_the_files_lie(traced, tmp_path):
    folder, url = traced.settings.site, traced.register.url
    with (folder / "pratique.toml").open("a") as settings:
        settings.write('site_key_file = "tables/site.key"\n')
    shutil.move(folder / "keys" / "site.key", folder / "tables" / "site.key")
    with sites.opened(folder, url) as site:
        rotate(site)
    assert len(list((folder / "tables").glob("site.key*"))) == 2
    with sites.opened(folder, url) as site:
        back_up(site, tmp_path / "backup.tar", sites.NOW)
    with (tmp_path / "backup.tar").open("rb") as archive:
        assert not [member.name for member in read_index(archive).members if "site.key" in member.name]


# -- keys that are not in a file of the site --------------------------------------------------------------------------


@pytest.fixture
def commanded(tmp_path):
    """The settings of a site whose key a command prints, and the file that stands for the key manager."""
    manager = tmp_path / "manager"
    manager.write_text(base64.b64encode(b"k" * 32).decode())
    toml = f'{sites.TOML}site_key_command = "cat {manager}"\n'
    return make_site(tmp_path / "site", toml, sites.NOW, {}), manager


def test_a_new_key_for_a_key_manager_lies_in_a_file_until_it_is_stored(commanded):
    settings, manager = commanded
    with open_site(settings) as site:
        done = rotate(site)
    assert done.old is None
    assert done.new.stat().st_mode & 0o777 == 0o600
    # Until it is stored the site opens with that file; afterwards without it.
    with open_site(settings) as site:
        people.load_flight(site)
        with pytest.raises(Conflict, match="still lies in"):
            rotate(site)
    done.new.rename(manager)
    with open_site(settings) as site:
        assert rotate(site).keys >= 3


def test_the_key_of_another_site_in_the_file_is_not_taken(commanded, tmp_path):
    settings, manager = commanded
    manager.write_text(base64.b64encode(b"z" * 32).decode())
    (settings.site / "keys").mkdir(exist_ok=True)
    beside = settings.site / "keys" / "site.key.new"
    beside.write_text(base64.b64encode(b"y" * 32).decode())
    beside.chmod(0o600)
    with pytest.raises(NotReady, match="does not fit"):
        open_site(settings)


# -- killed in the middle ---------------------------------------------------------------------------------------------

SCRIPT = """
import sys
from pathlib import Path
from tests.guard.test_rotation import rotate
from tests.lib import sites
with sites.opened(Path(sys.argv[1])) as site:
    rotate(site)
"""


@pytest.mark.parametrize(
    ("place", "changed"),
    [("audit-entry", False), ("register-before-commit@2", False), ("register-committed@2", True)],
)
def test_killed_on_either_side_of_the_commit_one_key_opens_the_site(tmp_path, place, changed):
    """The first transaction takes the writer's place; the second wraps the keys."""
    folder = tmp_path / "site"
    sites.new_site(folder)
    with sites.opened(folder) as site:
        people.load_flight(site)
        old = site.site_key
    environ = {"PRATIQUE_FAILPOINT": place, "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    killed = subprocess.run([sys.executable, "-c", SCRIPT, str(folder)], env=environ, cwd=ROOT, capture_output=True,
                            check=False)  # fmt: skip
    assert killed.returncode == -9, killed.stderr
    assert key_files(folder) == ["site.key", "site.key.new"]
    with sites.opened(folder) as site:
        assert (site.site_key != old) == changed
        assert check_site(site, clock=lambda: sites.NOW).faults == []
        with site.register.reading() as connection:
            Vault(connection, site.site_key)
        # What was interrupted is finished at the next opening; what did not happen can be done again.
        assert ("site.key.new" not in key_files(folder)) == changed
        assert rotate(site).keys == len(wrapped(site)) >= 3
    with sites.opened(folder) as site:
        assert check_site(site, clock=lambda: sites.NOW).faults == []
