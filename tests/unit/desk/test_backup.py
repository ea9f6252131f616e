"""A backup is one file that holds everything but the key, and out of which the same site comes again."""

import os
import shutil
import stat
import tarfile
from datetime import date

import pytest
from sqlalchemy import select

from pratique.desk import backup as backup_module
from pratique.desk import open_site
from pratique.desk.backup import back_up, restore_site
from pratique.desk.cases import read_case
from pratique.errors import Broken, Conflict, NotReadable, NotReady
from pratique.flow.receive import receive
from pratique.model.access import SubjectKind
from pratique.stores import archive
from pratique.stores.register import receipts
from pratique.stores.register.lease import writer
from pratique.stores.register.register import meta, set_meta
from pratique.stores.register.snapshot import snapshot
from pratique.stores.register.tables import writer_lease
from tests.lib.small_site import MANIFEST, NAMES, NOTICE, NOW, all_rows, desk_at, make_small_site, settings_of

DAYS = (date(2026, 11, 1), date(2026, 11, 30))
TOP = ["backup.json", "backup.sha256", "pratique.toml", "register.sqlite"]
LEGS = [(leg, date(2026, 11, 14)) for leg in range(1, 4)]


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """Made once and copied for each test; nobody opens it."""
    return make_small_site(tmp_path_factory.mktemp("template") / "site").site


@pytest.fixture
def settings(template, tmp_path):
    shutil.copytree(template, tmp_path / "site")
    return settings_of(tmp_path / "site")


@pytest.fixture
def tar(settings, tmp_path):
    with open_site(settings) as site:
        back_up(site, tmp_path / "b.tar", NOW)
    return tmp_path / "b.tar"


def movements_of(site):
    store = site.movements
    return (
        store.count(),
        [store.last_batch(table) for table in ("lines", "crossings")],
        [one for portion in store.lines_by_leg() for one in portion],
        [one for portion in store.crossings_by_person() for one in portion],
        store.check(),
    )


def put_key(old, new):
    key = new / "keys" / "site.key"
    key.write_text((old / "keys" / "site.key").read_text())
    key.chmod(0o600)


def everything_in(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_the_restored_site_holds_the_same_and_answers_the_same(register_url, tmp_path):
    settings = make_small_site(tmp_path / "site", register_url)
    with open_site(settings) as site:
        size = back_up(site, tmp_path / "b.tar", NOW)
        rows, moved = all_rows(site), movements_of(site)
    assert size == (tmp_path / "b.tar").stat().st_size
    restore_site(tmp_path / "b.tar", tmp_path / "new")
    put_key(tmp_path / "site", tmp_path / "new")
    restored = settings_of(tmp_path / "new")
    assert restored.register_url == f"sqlite:///{tmp_path / 'new' / 'register.sqlite'}"
    with open_site(restored) as site:
        assert all_rows(site) == rows
        assert movements_of(site) == moved
        assert len(moved[2]) == 3
        assert len(moved[3]) == 2
        with desk_at(site, SubjectKind.CASE, "C-1") as desk:
            case = read_case(desk)
        assert (case.notice, case.withdrawn_reason) == (NOTICE, "a mistake of the laboratory")
        assert site.here.code == "CAN"
        with site.register.reading() as connection:
            assert connection.execute(select(writer_lease)).all() == []


def test_a_snapshot_sees_one_state_whatever_others_write(register_url, tmp_path):
    settings = make_small_site(tmp_path / "site", register_url, filled=False)
    with open_site(settings) as site, snapshot(site.register) as connection:
        before = meta(connection, "note")
        with site.register.writing() as other:
            set_meta(other, "note", "written meanwhile")
        assert (before, meta(connection, "note")) == (None, None)


def test_a_restored_site_goes_on_working(tar, settings, tmp_path):
    restore_site(tar, tmp_path / "new")
    put_key(settings.site, tmp_path / "new")
    with open_site(settings_of(tmp_path / "new")) as site, desk_at(site) as desk:
        more = MANIFEST.replace("ZZ 305", "ZZ 307").encode()
        assert [r.outcome for r in receive(desk, [("b.csv", more)])] == ["loaded"]
        assert site.movements.count()["lines"] == 6


def test_nobody_is_named_in_it_and_the_key_the_log_and_addresses_are_left_out(register_url, tmp_path):
    settings = make_small_site(tmp_path / "site", register_url)
    (tmp_path / "site" / "pratique.log").write_text("LOGGED-LINE\n")
    (tmp_path / "site" / "senders" / "zz.toml").write_text('name = "zz"\n')
    with open_site(settings) as site:
        back_up(site, tmp_path / "b.tar", NOW)
        key = site.site_key.secret
    data = (tmp_path / "b.tar").read_bytes()
    text = (tmp_path / "site" / "keys" / "site.key").read_bytes().strip()
    assert [word for word in (*NAMES, "LOGGED-LINE", register_url) if word.encode() in data] == []
    assert key not in data
    assert text not in data
    with tarfile.open(tmp_path / "b.tar") as tar:
        names = tar.getnames()
        assert all(info.isreg() and info.mode == 0o600 for info in tar)
    assert names[:4] == TOP
    assert {"tables/places.toml", "tables/notifiers.toml", "senders/zz.toml"} < set(names)
    assert [name for name in names if "key" in name or name.endswith(".log")] == []


def test_a_key_or_log_kept_among_the_tables_is_left_out_too(tmp_path):
    make_small_site(tmp_path / "site", filled=False)
    toml = tmp_path / "site" / "pratique.toml"
    toml.write_text(toml.read_text() + 'site_key_file = "tables/site.key"\nlog_file = "senders/x.log"\n')
    (tmp_path / "site" / "keys" / "site.key").rename(tmp_path / "site" / "tables" / "site.key")
    (tmp_path / "site" / "senders" / "x.log").write_text("LOGGED-LINE\n")
    with open_site(settings_of(tmp_path / "site")) as site:
        back_up(site, tmp_path / "b.tar", NOW)
    with tarfile.open(tmp_path / "b.tar") as tar:
        assert not {"tables/site.key", "senders/x.log"} & set(tar.getnames())


def test_it_holds_the_files_of_the_newest_version_only(settings, tmp_path):
    with open_site(settings) as site:
        torn = site.movement_folder / "lines" / "day=2026-11-14" / "torn.parquet"
        torn.write_bytes(b"half a file")
        back_up(site, tmp_path / "b.tar", NOW)
    with tarfile.open(tmp_path / "b.tar") as tar:
        stored = [name for name in tar.getnames() if name.startswith("movements/")]
    assert [name for name in stored if "torn" in name or ".writer" in name] == []
    assert len([name for name in stored if name.startswith("movements/lines/day=")]) == 1


def test_only_its_owner_may_read_it_and_nothing_else_is_left_beside_it(tar, tmp_path):
    assert stat.S_IMODE(tar.stat().st_mode) == 0o600
    assert sorted(os.listdir(tmp_path)) == ["b.tar", "site"]


def test_the_backup_is_logged_in_the_register_and_in_its_copy(settings, tar, tmp_path):
    restore_site(tar, tmp_path / "new")
    put_key(settings.site, tmp_path / "new")
    for folder in (settings.site, tmp_path / "new"):
        with open_site(settings_of(folder)) as site:
            assert "'site.backup'" in max(all_rows(site)["audit_entry"], key=lambda row: int(row[1:].split(",")[0]))


# -- refused ----------------------------------------------------------------------------------------------------------


def test_a_file_that_exists_is_never_replaced(settings, tmp_path):
    (tmp_path / "b.tar").write_text("something else")
    with open_site(settings) as site, pytest.raises(Conflict, match="exists already"):
        back_up(site, tmp_path / "b.tar", NOW)
    assert (tmp_path / "b.tar").read_text() == "something else"


def test_a_folder_that_is_not_there_is_said_to_be_so(settings, tmp_path):
    with open_site(settings) as site, pytest.raises(NotReady, match="no folder"):
        back_up(site, tmp_path / "nowhere" / "b.tar", NOW)


def test_no_backup_while_somebody_writes(register_url, tmp_path):
    settings = make_small_site(tmp_path / "site", register_url, filled=False)
    with (
        open_site(settings) as site,
        writer(site.register, site.movement_folder, "loading files", NOW),
        pytest.raises(Conflict, match="loading files"),
    ):
        back_up(site, tmp_path / "b.tar", NOW)
    assert not (tmp_path / "b.tar").exists()


def test_no_backup_of_files_half_loaded(settings, tmp_path):
    with open_site(settings) as site:
        with site.register.writing() as connection:
            receipts.begin_batch(connection, "lines", NOW)
        with pytest.raises(Conflict, match="neither stored nor removed"):
            back_up(site, tmp_path / "b.tar", NOW)
    assert os.listdir(tmp_path) == ["site"]


def test_a_backup_that_cannot_be_whole_is_refused_and_leaves_nothing(settings, tmp_path):
    with open_site(settings) as site:
        (lost,) = (site.movement_folder / "lines").glob("day=*/*.parquet")
        lost.unlink()
        with pytest.raises(Broken, match=r"lines/day=2026-11-14/.*\.parquet is missing"):
            back_up(site, tmp_path / "b.tar", NOW)
    assert os.listdir(tmp_path) == ["site"]


def test_a_full_disk_is_a_clear_error_and_leaves_nothing(settings, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive.os, "fsync", full)
    with open_site(settings) as site, pytest.raises(NotReady, match="No space left"):
        back_up(site, tmp_path / "b.tar", NOW)
    assert os.listdir(tmp_path) == ["site"]


def test_settings_that_cannot_be_adapted_line_by_line_are_refused(tmp_path):
    make_small_site(tmp_path / "site", filled=False)
    toml = tmp_path / "site" / "pratique.toml"
    toml.write_text(toml.read_text() + '"mov\\u0065ments" = "movements"\n')
    with open_site(settings_of(tmp_path / "site")) as site, pytest.raises(NotReady, match="unusual way"):
        back_up(site, tmp_path / "b.tar", NOW)


def test_the_wrong_key_does_not_open_the_restored_site(tar, tmp_path):
    restore_site(tar, tmp_path / "new")
    assert stat.S_IMODE((tmp_path / "new" / "keys").stat().st_mode) == 0o700
    assert os.listdir(tmp_path / "new" / "keys") == []
    with pytest.raises(NotReady, match="key is missing"):
        open_site(settings_of(tmp_path / "new"))
    make_small_site(tmp_path / "other", filled=False)
    put_key(tmp_path / "other", tmp_path / "new")
    with pytest.raises(NotReady, match="another site's key"):
        open_site(settings_of(tmp_path / "new"))


def test_only_a_new_or_empty_folder_is_restored_into(tar, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("mine")
    with pytest.raises(Conflict, match="not an empty folder"):
        restore_site(tar, tmp_path / "full")
    with pytest.raises(Conflict, match="not an empty folder"):
        restore_site(tar, tmp_path / "full" / "x")
    assert everything_in(tmp_path / "full") == ["x"]
    (tmp_path / "empty").mkdir()
    restore_site(tar, tmp_path / "empty")
    assert everything_in(tmp_path / "empty")[0] == "keys"


def test_an_altered_member_is_named_and_nothing_is_put_in_place(tar, tmp_path):
    with tarfile.open(tar) as opened:
        places = {info.name: info.offset_data + info.size // 2 for info in opened}
    whole = tar.read_bytes()
    assert {name.partition("/")[0] for name in places} == {*TOP, "tables", "movements"}
    (tmp_path / "empty").mkdir()
    for name, at in places.items():
        tar.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        for folder in ("new/below", "empty"):
            with pytest.raises(Broken) as error:
                restore_site(tar, tmp_path / folder)
            assert name in error.value.sentence
    assert not (tmp_path / "new").exists()
    assert os.listdir(tmp_path / "empty") == []


@pytest.mark.parametrize("newer", ["store_version", "schema"])
def test_a_backup_of_a_newer_version_is_refused(settings, tmp_path, monkeypatch, newer):
    with open_site(settings) as site, monkeypatch.context() as later:
        if newer == "schema":
            later.setattr(backup_module, "HEAD", "9999")
        else:
            with site.register.writing() as connection:
                set_meta(connection, "store_version", "2")
        back_up(site, tmp_path / "b.tar", NOW)
    with pytest.raises(NotReady, match="newer version"):
        restore_site(tmp_path / "b.tar", tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_what_is_no_backup_is_said_to_be_none(tmp_path):
    with pytest.raises(NotReadable, match="cannot be opened"):
        restore_site(tmp_path / "b.tar", tmp_path / "new")
    (tmp_path / "b.tar").write_bytes(b"PK\x03\x04" + bytes(2000))
    with pytest.raises(NotReadable, match="no backup"):
        restore_site(tmp_path / "b.tar", tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", ["keys/site.key", "cron", "register.sqlite/x", "movements"])
def test_a_file_that_belongs_to_no_site_is_refused(tmp_path, name):
    (tmp_path / "x").write_text("x")
    facts = {"store_version": "1", "schema": "0001", "pratique": "0"}
    archive.write_archive(tmp_path / "b.tar", NOW, facts, [(name, tmp_path / "x")])
    with pytest.raises(NotReadable, match="does not know"):
        restore_site(tmp_path / "b.tar", tmp_path / "new")
    assert not (tmp_path / "new").exists()
