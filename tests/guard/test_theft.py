"""What a thief gets: of the register's file, of the movement files, of a backup, of all of it with the site key, and of
an officer's device key. The thief has this program and knows somebody's papers by heart.
"""

import hashlib
import shutil
import sqlite3
import tarfile
from contextlib import closing

import duckdb
import pytest
import sqlalchemy
from sqlalchemy import select

from pratique.desk.backup import back_up, restore_site
from pratique.desk.staff import own_key
from pratique.errors import NotReady
from pratique.flow.intake import read_file
from pratique.guard.site_key import SiteKey
from pratique.guard.vault import Vault
from pratique.model.facts import DocumentFact, PersonFact
from pratique.rules.linking import link_keys
from pratique.stores.countries import country_code
from pratique.stores.places import Places
from pratique.stores.register.tables import data_key
from tests.guard import needles, people
from tests.guard.test_erasure import readable
from tests.lib import sites

VICTIM = "14D"
"""A contact of the case."""


@pytest.fixture
def folder(tmp_path):
    """A closed site with a confirmed and traced case, and a backup beside it."""
    sites.new_site(tmp_path / "site")
    with sites.opened(tmp_path / "site") as site:
        people.load_flight(site)
        sites.add(site, people.notice())
        sites.confirm(site, people.REFERENCE)
        sites.trace(site, people.REFERENCE)
        back_up(site, tmp_path / "backup.tar", sites.NOW)
    return tmp_path / "site"


@pytest.fixture
def loot(tmp_path):
    (tmp_path / "loot").mkdir()
    return tmp_path / "loot"


@pytest.fixture
def register(folder, loot):
    """The stolen register alone, as the thief's own database."""
    shutil.copy(folder / "register.sqlite", loot)
    return sqlite3.connect(loot / "register.sqlite")


def everybodys_words():
    words = needles.Needles()
    words.take(*people.words(*people.ABOARD))
    assert len(words.long) > 20
    return words


def guessed(secret):
    """The look-up keys of the victim's papers as whoever holds this secret would make them."""
    surname, given, sex, born, number, issuer, _ = people.ABOARD[VICTIM]
    person = PersonFact(surname=surname, given=given, sex=sex, birth_date=born,
                        documents=(DocumentFact("P", number, issuer),))  # fmt: skip

    class Guess:
        def hash(self, kind, *parts):
            digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8, key=secret, person=kind.encode()[:16])
            return int.from_bytes(digest.digest(), "big", signed=True) or 1

    return {value for value, _ in link_keys(person, Guess(), country_code)}


def numbers_in(register):
    """Every whole number that stands in the stolen register."""
    tables = [name for (name,) in register.execute("select name from sqlite_master where type = 'table'")]
    return {
        value for table in tables for row in register.execute(f"select * from {table}") for value in row
        if isinstance(value, int)
    }  # fmt: skip


def index_key(site):
    """The secret of the look-up keys, for whoever has the site key."""
    with site.register.reading() as connection:
        return Vault(connection, site.site_key)._secret


# -- the register -------------------------------------------------------------------------------------------------


def test_the_register_alone_names_nobody(register, loot):
    register.close()
    assert needles.found_in_files(everybodys_words(), loot) == {}
    engine = sqlalchemy.create_engine(f"sqlite:///{loot / 'register.sqlite'}")
    assert needles.found_in_register(everybodys_words(), engine) == set()
    engine.dispose()


def test_with_the_register_alone_a_guessed_passport_number_cannot_be_tested(register, folder):
    """With the secret of the look-up keys it could be, so the test would find it; nothing in the register is that."""
    stored = numbers_in(register)
    wrapped = [blob for (blob,) in register.execute("select wrapped from data_key")]
    texts = [value.encode() for (value,) in register.execute("select value from site_meta")]
    register.close()
    for secret in (b"", bytes(32), *(blob[:64] for blob in wrapped), *(blob[12:44] for blob in wrapped), *texts):
        assert guessed(secret).isdisjoint(stored)
    with sites.opened(folder) as site:
        assert guessed(index_key(site)) <= stored


def test_what_the_register_alone_does_tell(register):
    """Counts, flights, times, who worked, which numbers are contacts: SECURITY.md says so."""
    ((flight,),) = register.execute("select flight from leg")
    assert flight == people.FLIGHT
    contacts = register.execute("select identity_id from contact").fetchall()
    assert len(contacts) == len(people.NEAR)
    assert ("first officer",) in register.execute("select distinct actor from audit_entry").fetchall()
    register.close()


def test_with_the_register_alone_a_guessed_file_or_message_cannot_be_tested(register, folder):
    whole_file = hashlib.sha256(people.manifest()).hexdigest()
    (message,) = read_file(people.manifest(), "flight.csv", Places()).messages
    stored = {value for (value,) in register.execute("select sha256 from received_file")}
    stored |= {value for (value,) in register.execute("select digest from message")}
    register.close()
    assert {whole_file, message.digest}.isdisjoint(stored)
    with sites.opened(folder) as site, site.register.reading() as connection:
        vault = Vault(connection, site.site_key)
        assert {vault.keyed(whole_file), vault.keyed(message.digest)} <= stored


def test_digests_that_an_earlier_version_stored_are_keyed_at_the_first_open(folder):
    """A file and its message are known again afterwards, and nothing of the digests as they were is in the register."""
    whole_file = hashlib.sha256(people.manifest()).hexdigest()
    (message,) = read_file(people.manifest(), "flight.csv", Places()).messages
    with closing(sqlite3.connect(folder / "register.sqlite")) as register:
        register.execute("update received_file set sha256 = ?", [whole_file])
        register.execute("update message set digest = ?", [message.digest])
        register.execute("delete from site_meta where name = 'digests'")
        register.commit()
    with sites.opened(folder) as site:
        again = [("flight.csv", people.manifest()), ("other.csv", people.manifest() + b"\n")]
        assert [receipt.outcome for receipt in sites.load(site, again)] == ["duplicate", "duplicate"]
    with sites.opened(folder), closing(sqlite3.connect(folder / "register.sqlite")) as register:
        register.execute("pragma wal_checkpoint(truncate)")
    kept = (folder / "register.sqlite").read_bytes()
    assert whole_file.encode() not in kept
    assert message.digest.encode() not in kept


# -- movement files, backup ---------------------------------------------------------------------------------------


def test_movement_files_name_nobody_and_follow_a_number(folder, loot):
    shutil.copytree(folder / "movements", loot / "movements")
    words = everybodys_words()
    assert needles.found_in_files(words, loot) == {}
    assert needles.found_in(words, needles.parquet_texts(loot)) == set()
    files = [str(path) for path in (loot / "movements" / "lines").rglob("*.parquet") if "_delta_log" not in str(path)]
    with duckdb.connect() as connection:
        asked = "select seat, count(distinct identity_id) from read_parquet(?) group by all"
        found = dict(connection.execute(asked, [files]).fetchall())
    # Whoever knows from elsewhere who sat in 14C can follow that number on: SECURITY.md says so.
    assert found == dict.fromkeys(people.ABOARD, 1)


def test_a_backup_is_no_more_than_the_register_and_the_movement_files(folder, loot):
    shutil.copy(folder.parent / "backup.tar", loot)
    key = (folder / "keys" / "site.key").read_bytes()
    with tarfile.open(loot / "backup.tar") as archive:
        archive.extractall(loot / "opened", filter="data")
    assert needles.found_in_files(everybodys_words(), loot) == {}
    assert not [path for path in loot.rglob("*") if path.is_file() and key.strip() in path.read_bytes()]
    restore_site(loot / "backup.tar", loot / "restored")
    with pytest.raises(NotReady, match="site key is missing"):
        sites.opened(loot / "restored")


# -- with the site key --------------------------------------------------------------------------------------------


def test_all_of_it_with_the_site_key_is_everything(folder, loot):
    """So the key lies apart: nothing but its absence protects what was copied."""
    shutil.copytree(folder, loot / "site")
    with sites.opened(loot / "site") as site:
        found = readable(site)
        assert found["identity"] == len(people.ABOARD)
        assert (found["notice"], found["received file"]) == (1, 1)
        with site.register.reading() as connection:
            vault = Vault(connection, site.site_key)
            vault.load(connection, connection.execute(select(data_key.c.key_id)).scalars())
            rows = connection.execute(sqlalchemy.text("select * from identity")).all()
            clear = [vault.open(row.key_id, row.payload, f"identity:{row.content_hash}").decode() for row in rows]
    assert {seat for seat, one in people.ABOARD.items() if one[0] in "".join(clear)} == set(people.ABOARD)


def test_a_backup_with_the_site_key_is_everything_too(folder, loot):
    restore_site(folder.parent / "backup.tar", loot / "restored")
    shutil.copy(folder / "keys" / "site.key", loot / "restored" / "keys")
    with sites.opened(loot / "restored") as site:
        assert readable(site)["identity"] == len(people.ABOARD)


def test_the_site_key_alone_is_a_number(folder):
    key = (folder / "keys" / "site.key").read_bytes()
    assert len(key) == 45
    assert needles.found_in_bytes(everybodys_words(), key) == set()


def test_another_site_key_opens_nothing(folder):
    with sites.opened(folder) as site, site.register.reading() as connection, pytest.raises(NotReady):
        Vault(connection, SiteKey(b"x" * 32))


# -- a device key -------------------------------------------------------------------------------------------------


def test_a_device_key_opens_nothing_that_was_copied(folder, loot):
    """It proves who works at the site's own computer; what is sealed does not hang on it."""
    with sites.opened(folder) as site:
        values = {**site.settings.values, "device_key_file": str(loot / "device.key")}
        key = own_key(type(site.settings)(site.settings.site, values, site.settings.origin))
    shutil.copytree(folder, loot / "site", ignore=shutil.ignore_patterns("keys"))
    (loot / "site" / "keys").mkdir()
    shutil.copy(loot / "device.key", loot / "site" / "keys" / "site.key")
    # The register and an officer's key, even put in the place of the site's: another key.
    with pytest.raises(NotReady, match="does not fit"):
        sites.opened(loot / "site")
    with sites.opened(folder) as site, site.register.reading() as connection:
        blobs = connection.execute(select(data_key.c.wrapped)).scalars().all()
        assert not [blob for blob in blobs if key.private.private_bytes_raw() in blob]
