"""A site of an older version: what its register repeats of the movement tables is filled, or the site stays shut."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete

from pratique.desk import open_site
from pratique.desk.upgrading import upgrade_site
from pratique.desk.upkeep import check_site
from pratique.errors import NotReady
from pratique.settings import Settings
from pratique.stores.movements.delta import DeltaMovements
from pratique.stores.register.register import Register
from pratique.stores.register.tables import crossing, site_meta
from tests.lib.small_site import NOW, make_small_site


@pytest.fixture
def settings(tmp_path: Path, register_url: str) -> Settings:
    return make_small_site(tmp_path / "site", register_url)


def rows(settings: Settings) -> list[tuple[int, ...]]:
    register = Register(settings.register_url)
    with register.reading() as connection:
        found = [tuple(row) for row in connection.execute(crossing.select().order_by(*crossing.primary_key))]
    register.close()
    return found


def write(settings: Settings, *statements) -> None:
    register = Register(settings.register_url)
    with register.writing() as connection:
        for statement in statements:
            connection.execute(statement)
    register.close()


def as_before(settings: Settings) -> None:
    """As an earlier version left it, its schema brought up."""
    write(settings, delete(crossing), delete(site_meta).where(site_meta.c.name == "crossings_by_person"))


def test_a_site_whose_upgrade_was_interrupted_stays_shut_until_it_is_finished(settings: Settings):
    before = rows(settings)
    assert len(before) == 2
    as_before(settings)
    with pytest.raises(NotReady, match="not finished") as refused:
        open_site(settings)
    assert "pratique db upgrade" in refused.value.hint
    assert upgrade_site(settings, NOW) == ["2 crossings were put in order of person."]
    assert rows(settings) == before
    with open_site(settings) as site:
        assert check_site(site).faults == []


def test_what_was_stored_in_between_is_not_there_twice(settings: Settings):
    before = rows(settings)
    write(settings, delete(site_meta).where(site_meta.c.name == "crossings_by_person"))
    upgrade_site(settings, NOW)
    assert rows(settings) == before


def test_a_site_of_this_version_is_left_as_it_is(settings: Settings):
    assert upgrade_site(settings, NOW) == []


def test_crossings_in_many_portions_are_all_there(settings: Settings, monkeypatch):
    before = rows(settings)
    as_before(settings)
    monkeypatch.setattr("pratique.stores.movements.delta._PORTION", 1)
    upgrade_site(settings, NOW)
    assert rows(settings) == before


def test_a_check_says_that_a_crossing_is_missing_and_the_upgrade_brings_it_back(settings: Settings):
    before = rows(settings)
    write(settings, delete(crossing).where(crossing.c.identity_id == before[0][0]))
    with open_site(settings) as site:
        (fault,) = check_site(site).faults
    assert "1 crossings by person, the movement table 2" in fault
    upgrade_site(settings, NOW)
    assert rows(settings) == before


def test_a_fill_that_fails_leaves_the_site_shut(settings: Settings, monkeypatch):
    as_before(settings)

    def breaks(_self):
        yield []
        raise OSError

    monkeypatch.setattr(DeltaMovements, "crossings_by_person", breaks)
    with pytest.raises(OSError):
        upgrade_site(settings, NOW)
    with pytest.raises(NotReady):
        open_site(settings)
    assert rows(settings) == []
