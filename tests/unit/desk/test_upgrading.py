"""A site of an older version: what its register repeats of the movement tables is filled, or the site stays shut."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import delete, insert

from pratique.desk import open_site
from pratique.desk.upgrading import upgrade_site
from pratique.desk.upkeep import check_site
from pratique.errors import Broken, NotReady
from pratique.settings import Settings
from pratique.stores.movements.delta import DeltaMovements
from pratique.stores.register.register import Register
from pratique.stores.register.tables import crossing, erasure, leg_lines, site_meta
from tests.lib.small_site import NOW, make_small_site


@pytest.fixture
def settings(tmp_path: Path, register_url: str) -> Settings:
    return make_small_site(tmp_path / "site", register_url)


def rows(settings: Settings) -> dict[str, list[tuple[int, ...]]]:
    """What the register repeats."""
    register = Register(settings.register_url)
    with register.reading() as connection:
        found = {
            table.name: [tuple(row) for row in connection.execute(table.select().order_by(*table.primary_key))]
            for table in (crossing, leg_lines)
        }
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
    whole = site_meta.c.name.in_(("crossings_by_person", "lines_by_leg"))
    write(settings, delete(crossing), delete(leg_lines), delete(site_meta).where(whole))


def test_a_site_whose_upgrade_was_interrupted_stays_shut_until_it_is_finished(settings: Settings):
    before = rows(settings)
    assert {name: len(found) for name, found in before.items()} == {"crossing": 2, "leg_lines": 1}
    as_before(settings)
    with pytest.raises(NotReady, match="not finished") as refused:
        open_site(settings)
    assert "pratique db upgrade" in refused.value.hint
    assert upgrade_site(settings, NOW) == [
        "2 crossings were put in order of person.", "3 lines were put in order of leg."
    ]  # fmt: skip
    assert rows(settings) == before
    with open_site(settings) as site:
        assert check_site(site).faults == []


def test_what_was_stored_in_between_is_not_there_twice(settings: Settings):
    before = rows(settings)
    write(settings, delete(site_meta).where(site_meta.c.name.in_(("crossings_by_person", "lines_by_leg"))))
    upgrade_site(settings, NOW)
    assert rows(settings) == before


def test_a_site_of_this_version_is_left_as_it_is(settings: Settings):
    assert upgrade_site(settings, NOW) == []


def test_rows_in_many_portions_are_all_there(settings: Settings, monkeypatch):
    before = rows(settings)
    as_before(settings)
    monkeypatch.setattr("pratique.stores.movements.delta._PORTION", 1)
    upgrade_site(settings, NOW)
    assert rows(settings) == before


@pytest.mark.parametrize(
    ("table", "said"),
    [(crossing, "0 crossings by person, the movement table 2"), (leg_lines, "0 lines by leg, the movement table 3")],
)
def test_a_check_says_that_rows_are_missing_and_the_upgrade_brings_them_back(settings: Settings, table, said):
    before = rows(settings)
    write(settings, delete(table))
    with open_site(settings) as site:
        (fault,) = check_site(site).faults
    assert said in fault
    upgrade_site(settings, NOW)
    assert rows(settings) == before


@pytest.mark.parametrize("interrupted", ["crossings_by_person", "lines_by_leg"])
def test_a_fill_that_fails_leaves_the_site_shut(settings: Settings, monkeypatch, interrupted):
    as_before(settings)

    def breaks(_self):
        yield []
        raise OSError

    monkeypatch.setattr(DeltaMovements, interrupted, breaks)
    with pytest.raises(OSError):
        upgrade_site(settings, NOW)
    with pytest.raises(NotReady):
        open_site(settings)
    assert rows(settings)["leg_lines"] == []


def test_an_upgrade_takes_nothing_from_the_register_that_the_movement_tables_have_lost(settings: Settings):
    before = rows(settings)
    shutil.rmtree(settings.path("movements") / "lines")
    with pytest.raises(Broken, match="its rows are lost"):
        upgrade_site(settings, NOW)
    assert rows(settings) == before


def test_an_upgrade_brings_nothing_back_that_an_erasure_has_only_half_removed(settings: Settings):
    write(settings, delete(leg_lines), insert(erasure).values(erasure_id=1, at=NOW, actor="o", content="{}"))
    assert upgrade_site(settings, NOW) == []
    assert rows(settings)["leg_lines"] == []
