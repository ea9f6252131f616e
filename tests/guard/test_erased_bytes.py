"""After an erasure nothing of it stands in any byte of the site: no name, no number, and no keyed hash of them.

The search is tested with itself: it finds all of it before, and on a site where nothing is sealed the names too.
"""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pratique.desk.backup import back_up, restore_site
from pratique.desk.due import what_is_due
from pratique.desk.keeping import erase_due
from pratique.desk.overdue import overdue
from pratique.guard.vault import Vault
from pratique.model.access import Purpose, SubjectKind
from pratique.stores.register import erasing
from pratique.stores.register.tables import contact, data_key, identity, link_key
from tests.guard import needles
from tests.guard.test_bytes import decrypted
from tests.lib import sites

CASE_LIVES = sites.NOW + timedelta(days=40)
"""The weeks of the sample day are over; the contacts of its case are kept for some days more."""
CASE_OVER = sites.NOW + timedelta(days=80)


@pytest.fixture(scope="module")
def everybody():
    return needles.of_the_sample_day()


def erase(site, now):
    with sites.desk_at(site, kind=SubjectKind.SITE, purpose=Purpose.ADMINISTRATION, now=now) as desk:
        certificate = erase_due(desk)
        assert [one for one in what_is_due(desk) if one.at <= now] == []
    assert certificate.holds, certificate
    return certificate


def hashes(site):
    """The keyed hashes that people are found by: of those a living case holds, and of all others."""
    with site.register.reading() as connection:
        held = erasing.held(connection).identities
        rows = [*connection.execute(select(link_key.c.key, link_key.c.identity_id))]
        rows += connection.execute(select(identity.c.content_hash, identity.c.identity_id)).all()
    kept = {value for value, person in rows if person in held}
    return kept, {value for value, _ in rows} - kept


def hashes_found(site, values):
    """Of these, those that stand in any file of the site as SQLite and Parquet write them, or in a decoded value."""
    folder = site.settings.site
    data = b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
    in_bytes = needles.numbers_in(data, values, ">") | needles.numbers_in(data, values, "<")
    texts = needles.parquet_texts(folder)
    texts += [value for value in needles.register_values(site.register.engine) if isinstance(value, str)]
    told = set(" ".join(texts).replace(",", " ").replace("}", " ").replace("'", " ").split())
    return in_bytes | {value for value in values if str(value) in told}


def clear_texts(site):
    """Everything that the test's own vault, with every key there still is, can open."""
    with site.register.reading() as connection:
        alive = set(connection.execute(select(data_key.c.key_id).where(data_key.c.wrapped.is_not(None))).scalars())
    try:
        _, texts = decrypted(site)
    except Exception as error:  # a payload without its key would end the search early
        raise AssertionError(f"a payload is left whose key is destroyed; {len(alive)} keys live") from error
    return texts


def test_keyed_hashes_and_names_go_with_their_week_and_their_case(loaded_site, everybody):
    kept, gone = hashes(loaded_site)
    assert min(len(kept), len(gone)) > 20
    assert hashes_found(loaded_site, kept | gone) == kept | gone

    erase(loaded_site, CASE_LIVES)
    assert hashes_found(loaded_site, gone) == set()
    assert hashes_found(loaded_site, kept) == kept
    with loaded_site.register.reading() as connection:
        listed = connection.execute(select(contact.c.payload).where(contact.c.payload.is_not(None))).all()
    assert listed
    readable = needles.found_in(everybody, clear_texts(loaded_site))
    # The contacts and the notice, a small part of the day.
    assert 0 < len(readable) < 0.1 * len(everybody.all)

    erase(loaded_site, CASE_OVER)
    assert hashes_found(loaded_site, kept | gone) == set()
    assert clear_texts(loaded_site) == []
    assert loaded_site.movements.count() == {"lines": 0, "crossings": 0}
    assert list(loaded_site.movement_folder.rglob("day=*/*")) == []


def test_where_nothing_is_sealed_the_names_are_there_before_and_not_after(
    register_url, tmp_path, monkeypatch, everybody
):
    monkeypatch.setattr(Vault, "seal", lambda self, key_id, payload, about: payload)
    monkeypatch.setattr(Vault, "open", lambda self, key_id, sealed, about: sealed)
    sites.new_site(tmp_path / "open", register_url)

    def found():
        files = needles.found_in_files(everybody, tmp_path)
        return set().union(*files.values()) | needles.found_in_register(everybody, site.register.engine)

    with sites.opened(tmp_path / "open", register_url) as site:
        sites.finish(site)
        assert everybody.all - found() == set()
        erase(site, CASE_OVER)
        assert found() == set()
    assert needles.found_in_files(everybody, tmp_path) == {}


def test_a_backup_made_before_holds_what_was_and_erases_it_again(loaded_folder, tmp_path):
    old, new, again = tmp_path / "old.tar", tmp_path / "new.tar", tmp_path / "again"
    with sites.opened(loaded_folder) as site:
        back_up(site, old, sites.NOW)
        kept, gone = hashes(site)
        with site.register.reading() as connection:
            wrapped = [key for key in connection.execute(select(data_key.c.wrapped)).scalars() if key]
        erase(site, CASE_LIVES)
        back_up(site, new, CASE_LIVES)
        with site.register.reading() as connection:
            living = {key for key in connection.execute(select(data_key.c.wrapped)).scalars() if key}
    destroyed = [key for key in wrapped if key not in living]
    assert destroyed
    as_stored = [value.to_bytes(8, "big", signed=True) for value in gone]
    before, after = old.read_bytes(), new.read_bytes()
    assert all(key in before for key in destroyed)
    # A hash in sixty thousand is small enough to be written in fewer bytes.
    assert sum(value in before for value in as_stored) > 0.99 * len(as_stored)
    assert not any(value in after for value in [*as_stored, *destroyed])

    restore_site(old, again)
    (again / "keys" / "site.key").write_bytes((loaded_folder / "keys" / "site.key").read_bytes())
    (again / "keys" / "site.key").chmod(0o600)
    with sites.opened(again) as site:
        assert overdue(site, CASE_LIVES) is not None
        assert hashes_found(site, gone) == gone
        erase(site, CASE_LIVES)
        assert hashes_found(site, gone) == set()
        assert hashes_found(site, kept) == kept
