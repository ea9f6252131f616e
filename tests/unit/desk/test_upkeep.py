"""A check finds what does not verify and says which it is; what is well it counts, and names nobody."""

import shutil
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import delete, select, update

from pratique.desk import open_site
from pratique.desk.upkeep import check_site
from pratique.stores.register import keys, receipts
from pratique.stores.register.lease import writer
from pratique.stores.register.tables import (
    audit_entry,
    case_notice,
    contact,
    data_key,
    health_case,
    identity,
    leg_lines,
    received_file,
)
from tests.lib.small_site import NAMES, NOW, make_small_site, settings_of


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """Made once and copied for each test; nobody opens it."""
    return make_small_site(tmp_path_factory.mktemp("template") / "site").site


@pytest.fixture
def settings(template, tmp_path):
    shutil.copytree(template, tmp_path / "site")
    return settings_of(tmp_path / "site")


@pytest.fixture
def site(settings):
    with open_site(settings) as opened:
        yield opened


def check(site):
    return check_site(site, lambda: NOW)


def write(site, *statements):
    with site.register.writing() as connection:
        for statement in statements:
            connection.execute(statement)


def parquet(site):
    (file,) = (site.movement_folder / "lines").glob("day=*/*.parquet")
    return file


def test_a_sound_site_is_counted_on_both_databases(register_url, tmp_path):
    with open_site(make_small_site(tmp_path / "site", register_url)) as site:
        report = check(site)
        assert report.faults == []
        assert report.facts == [
            "movement tables: lines 3, crossings 2",
            "register: files 3, messages 2, legs 1, identities 5, cases 1, contacts 2, audit entries 5",
            "audit log: all 5 entries verify",
            "sealed records (contact): 1 open",
            "sealed records (identity): 5 open",
            "sealed records (notice): 1 open",
            "sealed records (profile): 5 open",
            "sealed records (received file): 3 open",
            "sealed records (withdrawal): 1 open",
        ]
        with site.register.reading() as connection:
            last = connection.execute(select(audit_entry).order_by(audit_entry.c.seq.desc())).first()
        assert (last.action, last.purpose, last.detail) == ("site.check", "administration", '{"faults":0}')
        assert check(site).faults == []


# -- the audit log ----------------------------------------------------------------------------------------------------


def test_a_changed_audit_entry_is_named(register_url, tmp_path):
    with open_site(make_small_site(tmp_path / "site", register_url)) as site:
        write(site, update(audit_entry).where(audit_entry.c.seq == 2).values(actor="somebody else"))
        assert check(site).faults == ["audit log, entry 2: its content was changed after it was written"]


def test_a_deleted_audit_entry_is_named(site):
    write(site, delete(audit_entry).where(audit_entry.c.seq == 3))
    report = check(site)
    assert report.faults == ["audit log, entry 3: entries 3 to 3 are missing"]
    assert not [fact for fact in report.facts if "verify" in fact]


def test_audit_entries_deleted_at_the_end_are_named(site):
    write(site, delete(audit_entry).where(audit_entry.c.seq >= 4))
    assert check(site).faults == ["audit log, entries 4 to 5 are missing at its end"]


# -- sealed records ---------------------------------------------------------------------------------------------------

SEALED = {
    "identity 2": (identity, "payload", identity.c.identity_id == 2),
    "received file 3": (received_file, "raw", received_file.c.file_id == 3),
    "notice 1.1": (case_notice, "payload", case_notice.c.version == 1),
    "withdrawal 1": (health_case, "withdrawn_reason", health_case.c.case_id == 1),
    "contact 2 of case 1": (contact, "payload", contact.c.identity_id == 2),
}


@pytest.mark.parametrize("name", SEALED)
def test_a_flipped_byte_in_a_sealed_record_is_named(site, name):
    table, column, where = SEALED[name]
    with site.register.reading() as connection:
        payload = bytearray(connection.execute(select(table.c[column]).where(where)).scalar_one())
    payload[len(payload) // 2] ^= 1
    write(site, update(table).where(where).values({column: bytes(payload)}))
    report = check(site)
    assert report.faults == [f"{name}: its sealed record was altered, moved or damaged"]
    assert [name for name in NAMES if name in str(report)] == []


def test_a_flipped_byte_in_an_identity_is_named_on_both_databases(register_url, tmp_path):
    with open_site(make_small_site(tmp_path / "site", register_url)) as site:
        write(site, update(identity).where(identity.c.identity_id == 1).values(payload=bytes(60)))
        assert check(site).faults == ["identity 1: its sealed record was altered, moved or damaged"]


def test_a_record_moved_to_another_place_is_named(site):
    with site.register.reading() as connection:
        payloads = connection.execute(select(identity.c["identity_id", "payload"])).all()
    one, two = (payloads[n].payload for n in (0, 1))
    write(
        site,
        update(identity).where(identity.c.identity_id == payloads[0].identity_id).values(payload=two),
        update(identity).where(identity.c.identity_id == payloads[1].identity_id).values(payload=one),
    )
    assert len(check(site).faults) == 2


def test_many_faults_of_a_kind_are_named_up_to_a_number(site, monkeypatch):
    monkeypatch.setattr("pratique.desk.upkeep._NAMED", 2)
    write(site, update(identity).values(payload=bytes(60)))
    assert check(site).faults == [
        "identity 1: its sealed record was altered, moved or damaged",
        "identity 2: its sealed record was altered, moved or damaged",
        "and 3 more like it: identity …: its sealed record was altered, moved or damaged",
    ]


def test_erased_records_are_counted_and_no_fault(site):
    with site.register.writing() as connection:
        key = connection.execute(select(identity.c.key_id).where(identity.c.identity_id == 1)).scalar_one()
        under = connection.execute(select(identity.c.identity_id).where(identity.c.key_id == key)).all()
        keys.destroy(connection, key, NOW)
    report = check(site)
    assert report.faults == []
    assert f"sealed records (identity): {5 - len(under)} open, {len(under)} erased" in report.facts


def test_an_altered_data_key_is_named_and_what_it_closes_is_counted(site):
    write(site, update(data_key).where(data_key.c.kind == "case").values(wrapped=bytes(60)))
    assert check(site).faults == [
        "key case 1 does not open with the site key: it was altered",
        "sealed records (contact): 1 cannot be opened without these keys",
        "sealed records (notice): 1 cannot be opened without these keys",
        "sealed records (withdrawal): 1 cannot be opened without these keys",
    ]


# -- the movement tables ----------------------------------------------------------------------------------------------


def test_a_truncated_parquet_file_is_named(site):
    file = parquet(site)
    file.write_bytes(file.read_bytes()[:-100])
    (fault,) = check(site).faults
    assert fault.startswith(f"lines/day=2026-11-14/{file.name} has ")


def test_a_missing_parquet_file_is_named(site):
    file = parquet(site)
    file.unlink()
    assert check(site).faults == [f"lines/day=2026-11-14/{file.name} is missing: 3 rows of lines are lost."]


def test_a_fault_that_was_only_passing_is_none(site, monkeypatch):
    said = iter([["lines/x.parquet is missing: 3 rows of lines are lost."], []])
    monkeypatch.setattr(type(site.movements), "check", lambda self: next(said))
    assert check(site).faults == []


def test_a_lost_table_shows_in_the_batches_that_were_acknowledged(settings, tmp_path):
    (tmp_path / "site" / "movements" / "lines").rename(tmp_path / "lost")
    with open_site(settings) as site:
        assert check(site).faults == [
            "batch 1 was acknowledged, but the lines table ends with batch 0: its rows are lost"
        ]


def test_an_unreadable_log_is_said_once_and_the_rest_is_still_checked(settings, tmp_path):
    for file in (tmp_path / "site" / "movements" / "lines" / "_delta_log").iterdir():
        file.write_bytes(b"{")
    with open_site(settings) as site:
        report = check(site)
    (fault,) = report.faults
    assert fault.startswith("lines/_delta_log/0")
    assert fault.endswith("was altered or is damaged.")
    assert "sealed records (identity): 5 open" in report.facts


def test_an_altered_row_of_lines_by_leg_is_named(site):
    with site.register.writing() as connection:
        connection.execute(leg_lines.update().values(people=b"\0" * 24))
        (leg_id,) = connection.execute(select(leg_lines.c.leg_id)).scalars()
    assert check(site).faults == [f"what the register holds of leg {leg_id} was altered, or is damaged"]


# -- the register -----------------------------------------------------------------------------------------------------


def test_a_pending_batch_is_a_fact(register_url, tmp_path):
    with open_site(make_small_site(tmp_path / "site", register_url)) as site:
        with site.register.writing() as connection:
            receipts.begin_batch(connection, "lines", NOW)
        with writer(site.register, site.movement_folder, "loading files", NOW):
            busy = check(site)
        idle = check(site)
    assert (busy.faults, idle.faults) == ([], [])
    assert "files are being loaded at this moment" in busy.facts
    assert [fact for fact in idle.facts if fact.startswith("1 batch of files pending")]


def test_rows_that_point_at_nothing_are_counted(site):
    with closing(sqlite3.connect(site.settings.site / "register.sqlite")) as raw:
        raw.execute("DELETE FROM health_case")
        raw.commit()
    assert "the register holds 2 rows of contact whose health_case is gone" in check(site).faults


def test_a_damaged_page_is_found(settings):
    path = settings.site / "register.sqlite"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = raw.execute("PRAGMA page_size").fetchone()
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'ix_received_file_sha256'"
        (page,) = raw.execute(query).fetchone()
    data = bytearray(path.read_bytes())
    data[(page - 1) * size : page * size] = bytes(size)
    path.write_bytes(data)
    with open_site(settings) as site:
        assert [fault for fault in check(site).faults if "file is damaged" in fault]
