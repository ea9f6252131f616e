"""A destroyed key erases: what a living case needs is kept under its own key first, and goes with that."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pratique.desk import CaseFile
from pratique.desk.cases import withdraw_case
from pratique.desk.received import received_files
from pratique.errors import NotFound
from pratique.guard.erasure import destroy_period
from pratique.guard.vault import ErasedError, Vault
from pratique.stores.register import keys, review
from pratique.stores.register.tables import contact, data_key
from tests.guard import people
from tests.lib import sites

WEEK = "2026-W46"
"""The week of the flight (14 November); files came in the week after."""
AT_THE_TIME = sites.NOW - timedelta(days=5)


@pytest.fixture
def traced(site):
    """The flight, loaded in its own week, and a confirmed and traced case."""
    sites.load(site, [("flight.csv", people.manifest())], now=AT_THE_TIME)
    sites.add(site, people.notice())
    sites.confirm(site, people.REFERENCE)
    sites.trace(site, people.REFERENCE)
    return site


def key_of(site, kind, label):
    with site.register.reading() as connection:
        return connection.execute(select(data_key).where(data_key.c.kind == kind, data_key.c.label == label)).one()


def erase(site, label=WEEK):
    with sites.desk_at(site) as desk, site.register.writing() as connection:
        return destroy_period(connection, desk._vault, key_of(site, "period", label).key_id, sites.NOW)


def readable(site):
    """By kind: how many sealed records the test's own vault, with every key there is, can open."""
    found = {}
    with site.register.reading() as connection:
        vault = Vault(connection, site.site_key)
        vault.load(
            connection, connection.execute(select(data_key.c.key_id).where(data_key.c.kind != "index")).scalars()
        )
        for record in review.sealed_records(connection):
            try:
                vault.open(record.key_id, record.payload, record.about)
            except ErasedError:
                continue
            found[record.kind] = found.get(record.kind, 0) + 1
    return found


def test_a_contact_stays_and_everybody_else_of_the_period_is_gone(traced):
    aboard = len(people.ABOARD)
    assert readable(traced) == {"identity": aboard, "profile": aboard, "received file": 1, "notice": 1}
    erasure = erase(traced)
    assert (erasure.records, erasure.kept) == (len(people.ABOARD), len(people.NEAR))
    # A file is under the key of the day it was received.
    assert readable(traced) == {"contact": len(people.NEAR), "notice": 1, "received file": 1}

    (leg,) = sites.trace(traced, people.REFERENCE).legs
    assert {(c.seat, c.surname, c.phones, c.record) for c in leg.contacts} == {
        (seat, people.ABOARD[seat][0], (people.ABOARD[seat][6],), "held") for seat in people.NEAR
    }
    # The case itself and the others are counted, and known as erased.
    assert leg.completeness.present == len(people.ABOARD)
    assert leg.completeness.erased == len(people.ABOARD) - len(people.NEAR)
    assert leg.completeness.with_phone == 0
    with sites.desk_at(traced) as desk:
        (file,) = received_files(desk, 5)
    assert file.name == "flight.csv"
    assert file.people == len(people.ABOARD)


def test_a_case_whose_key_is_destroyed_takes_its_contacts_records_with_it(traced):
    erase(traced)
    with traced.register.writing() as connection:
        keys.destroy(connection, key_of(traced, "case", "1").key_id, sites.NOW)
    assert readable(traced) == {"received file": 1}
    with sites.desk_at(traced, people.REFERENCE) as desk, pytest.raises(NotFound, match="erased"):
        CaseFile(desk)


def test_without_the_period_of_a_withdrawn_case_nothing_is_kept(traced):
    with sites.desk_at(traced, people.REFERENCE) as desk:
        withdraw_case(desk, "the laboratory was wrong")
    assert erase(traced).kept == 0
    assert readable(traced) == {"notice": 1, "withdrawal": 1, "received file": 1}


def test_it_is_all_or_nothing(traced, monkeypatch):
    before = readable(traced)
    monkeypatch.setattr(keys, "destroy", lambda *a: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        erase(traced)
    assert readable(traced) == before
    with traced.register.reading() as connection:
        assert connection.execute(select(contact.c.payload).where(contact.c.payload.is_not(None))).all() == []


def test_the_vault_that_destroyed_a_key_cannot_use_it_either(traced):
    with sites.desk_at(traced) as desk:
        with traced.register.writing() as connection:
            key_id = desk._vault.period_key(connection, people.DAY, sites.NOW)
            sealed = desk._vault.seal(key_id, b"x", "y")
            destroy_period(connection, desk._vault, key_id, sites.NOW)
        with pytest.raises(ErasedError):
            desk._vault.open(key_id, sealed, "y")


@pytest.mark.parametrize(("kind", "label"), [("case", "1"), ("index", "index")])
def test_only_the_key_of_a_period_is_destroyed_so(traced, kind, label):
    key_id = key_of(traced, kind, label).key_id
    with sites.desk_at(traced) as desk, traced.register.writing() as connection, pytest.raises(NotFound):
        destroy_period(connection, desk._vault, key_id, sites.NOW)
    assert key_of(traced, kind, label).wrapped is not None


def test_a_period_is_erased_once(traced):
    erase(traced)
    with pytest.raises(NotFound):
        erase(traced)


def test_what_comes_late_about_an_erased_period_is_kept_under_a_new_key(traced):
    erased = key_of(traced, "period", WEEK).key_id
    erase(traced)
    later = people.manifest() + b"\n"
    sites.load(traced, [("again.csv", later.replace(b"14C", b"13C"))])
    again = key_of(traced, "period", f"{WEEK}+")
    assert again.wrapped is not None
    assert key_of(traced, "period", WEEK).key_id == erased
    assert key_of(traced, "period", WEEK).wrapped is None
    assert readable(traced)["identity"] == len(people.ABOARD)


def test_the_destroyed_key_is_in_no_file_any_more(loaded_folder):
    with sites.opened(loaded_folder) as site:
        wrapped = key_of(site, "period", WEEK).wrapped
        assert wrapped in (loaded_folder / "register.sqlite").read_bytes()
        erase(site)
    holding = [path.name for path in loaded_folder.rglob("*") if path.is_file() and wrapped in path.read_bytes()]
    assert holding == []
