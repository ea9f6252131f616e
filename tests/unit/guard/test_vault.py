"""The vault opens only what it sealed, where it sealed it, while its key lives."""

from datetime import UTC, date, datetime

import pytest

from pratique.errors import Broken, NotReady
from pratique.guard.site_key import SiteKey
from pratique.guard.vault import ErasedError, Vault, make_index_key
from pratique.stores.register import keys
from pratique.stores.register.register import Register

NOW = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
KEY, OTHER_KEY = SiteKey(bytes(range(32))), SiteKey(bytes(range(1, 33)))
WEEK = date(2026, 11, 14)


def register_at(url, key=KEY):
    register = Register(url)
    register.upgrade()
    with register.writing() as connection:
        make_index_key(connection, key, NOW)
    return register


@pytest.fixture
def register(tmp_path):
    made = register_at(f"sqlite:///{tmp_path / 'one.db'}")
    yield made
    made.close()


@pytest.fixture
def sealed(register):
    """A vault that knows nothing yet, and something sealed before: key id, bytes."""
    with register.writing() as connection:
        vault = Vault(connection, KEY)
        key_id = vault.period_key(connection, WEEK, NOW)
        data = vault.seal(key_id, b"Quillfeather", "identity:7")
    with register.reading() as connection:
        return Vault(connection, KEY), key_id, data


def test_what_was_sealed_opens_again(register, sealed):
    vault, key_id, data = sealed
    assert b"Quillfeather" not in data
    with register.reading() as connection:
        vault.load(connection, {key_id})
    assert vault.open(key_id, data, "identity:7") == b"Quillfeather"


def test_a_key_that_was_not_loaded_opens_nothing(sealed):
    vault, key_id, data = sealed
    with pytest.raises(ErasedError):
        vault.open(key_id, data, "identity:7")


def test_a_payload_moved_to_another_row_does_not_open(register, sealed):
    vault, key_id, data = sealed
    with register.reading() as connection:
        vault.load(connection, {key_id})
    with pytest.raises(Broken):
        vault.open(key_id, data, "identity:8")
    with pytest.raises(Broken):
        vault.open(key_id, data, "contact:7")


@pytest.mark.parametrize("at", [0, 11, 12, -1])
def test_an_altered_payload_does_not_open(register, sealed, at):
    vault, key_id, data = sealed
    with register.reading() as connection:
        vault.load(connection, {key_id})
    altered = bytearray(data)
    altered[at] ^= 1
    with pytest.raises(Broken):
        vault.open(key_id, bytes(altered), "identity:7")
    with pytest.raises(Broken):
        vault.open(key_id, data[:at] if at > 0 else b"", "identity:7")


def test_under_another_key_it_does_not_open(register, sealed):
    _, _, data = sealed
    with register.writing() as connection:
        vault = Vault(connection, KEY)
        case = vault.case_key(connection, 1, NOW)
    with pytest.raises(Broken):
        vault.open(case, data, "identity:7")


def test_the_same_payload_is_sealed_differently_each_time(register):
    with register.writing() as connection:
        vault = Vault(connection, KEY)
        key_id = vault.period_key(connection, WEEK, NOW)
        assert len({vault.seal(key_id, b"same", "x") for _ in range(50)}) == 50


def test_a_destroyed_key_opens_nothing(register, sealed):
    vault, key_id, data = sealed
    with register.writing() as connection:
        keys.destroy(connection, key_id, NOW)
        vault.load(connection, {key_id})
    with pytest.raises(ErasedError):
        vault.open(key_id, data, "identity:7")


def test_late_data_of_an_erased_week_gets_a_key_of_its_own(register, sealed):
    _, key_id, _ = sealed
    with register.writing() as connection:
        keys.destroy(connection, key_id, NOW)
        vault = Vault(connection, KEY)
        again = vault.period_key(connection, WEEK, NOW)
        assert again != key_id
        assert vault.period_key(connection, WEEK, NOW) == again
        assert [key.wrapped for key in keys.find(connection, {key_id})] == [None]


def test_a_week_has_one_key_and_weeks_and_cases_have_different_ones(register):
    with register.writing() as connection:
        vault = Vault(connection, KEY)
        monday, sunday, next_monday = date(2026, 11, 9), date(2026, 11, 15), date(2026, 11, 16)
        first = vault.period_key(connection, monday, NOW)
        assert vault.period_key(connection, sunday, NOW) == first
        ids = {first, vault.period_key(connection, next_monday, NOW)}
        ids |= {vault.case_key(connection, 1, NOW), vault.case_key(connection, 2, NOW)}
        assert len(ids) == 4
        # The last days of a year may belong to the first week of the next.
        assert keys.by_label(connection, "period", "2027-W01") is None
        vault.period_key(connection, date(2027, 1, 4), NOW)
        assert keys.by_label(connection, "period", "2027-W01") is not None


def test_another_sites_key_opens_nothing(register, sealed):
    with register.reading() as connection, pytest.raises(NotReady, match="does not fit"):
        Vault(connection, OTHER_KEY)


def test_a_wrapped_key_moved_to_another_label_does_not_unwrap(register, sealed):
    """Who swaps the keys of two weeks behind the program gets neither."""
    vault, key_id, _ = sealed
    with register.writing() as connection:
        (stolen,) = keys.find(connection, {key_id})
        moved = keys.add(connection, "period", "2020-W01", stolen.wrapped, NOW)
        with pytest.raises(NotReady):
            vault.load(connection, {moved})


def test_a_register_without_an_index_key_is_refused(tmp_path):
    register = Register(f"sqlite:///{tmp_path / 'bare.db'}")
    register.upgrade()
    with register.reading() as connection, pytest.raises(NotReady, match="index key"):
        Vault(connection, KEY)
    register.close()


def test_keyed_hashes_differ_by_kind_by_parts_and_by_site(register, tmp_path):
    other = register_at(f"sqlite:///{tmp_path / 'two.db'}")
    with register.reading() as one, other.reading() as two:
        here, again, elsewhere = Vault(one, KEY), Vault(one, KEY), Vault(two, KEY)
    other.close()
    assert here.hash("number", "X0736206") == again.hash("number", "X0736206")
    hashes = [
        here.hash("number", "X0736206"),
        here.hash("booking", "X0736206"),
        here.hash("number", "X073620", "6"),
        here.hash("number", "X0736206", ""),
        elsewhere.hash("number", "X0736206"),
    ]
    assert len(set(hashes)) == len(hashes)
    assert all(-(2**63) <= value < 2**63 and value for value in hashes)


def test_many_hashes_of_one_beginning_are_the_same_hashes(register):
    with register.reading() as connection:
        vault = Vault(connection, KEY)
    hashed = vault.hasher("link", "24")
    assert [hashed(text) for text in ("", "王 1990", "AB", "AB")] == [
        vault.hash("link", "24", text) for text in ("", "王 1990", "AB", "AB")
    ]


def test_a_vault_and_a_site_key_do_not_print_their_secrets(register):
    with register.reading() as connection:
        vault = Vault(connection, KEY)
    for thing in (vault, KEY):
        assert KEY.secret.hex() not in repr(thing)
        assert repr(KEY.secret) not in repr(thing)
    assert KEY.fingerprint != OTHER_KEY.fingerprint
