"""A site of another version is refused with what to do, and left as it was; the schema is what its migrations make."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, create_engine, insert, select, text

from pratique.cli.main import run
from pratique.errors import NotReady
from pratique.stores.register import register as register_module
from pratique.stores.register import schema
from pratique.stores.register.register import HEAD, Register, meta, set_meta
from pratique.stores.register.tables import metadata
from tests.durability.messages import B
from tests.durability.site import Place, content, outcomes

VERSIONS = Path(register_module.__file__).parent / "migrations" / "versions"


def set_schema(place: Place, revision: str) -> None:
    engine = create_engine(place.url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})
    engine.dispose()


def command(place: Place, *arguments: str) -> int:
    return run(["--site", str(place.folder), "--register-url", place.url, *arguments])


@pytest.mark.parametrize("words", [["intake", "load"], ["db", "check"], ["db", "upgrade"]])
def test_a_newer_schema_is_refused_and_left_alone(place: Place, whole: list, capsys, words):
    file = place.folder / B[0]
    file.write_bytes(B[1])
    set_schema(place, "9999")
    assert command(place, *words, *([str(file)] if words[1] == "load" else [])) == 3
    assert "newer version of pratique" in capsys.readouterr().err
    set_schema(place, HEAD)
    assert content(place) == whole[0]


@pytest.mark.parametrize("engine", ["sqlite"])
def test_a_newer_store_is_refused_and_left_alone(place: Place, whole: list, capsys):
    with place.site() as site, site.register.writing() as connection:
        before = meta(connection, "store_version")
        set_meta(connection, "store_version", "99")
    assert command(place, "db", "check") == 3
    assert "newer version of pratique (store version 99" in capsys.readouterr().err
    register = Register(place.url)
    with register.writing() as connection:
        assert before is not None
        set_meta(connection, "store_version", before)
    register.close()
    assert content(place) == whole[0]


def test_an_older_schema_asks_for_the_upgrade(place: Place, monkeypatch):
    monkeypatch.setattr(register_module, "HEAD", "a later one")
    with pytest.raises(NotReady) as refused:
        place.load(B)
    assert "older version" in refused.value.sentence
    assert "pratique db upgrade" in refused.value.hint
    monkeypatch.undo()
    assert outcomes(place.load(B)) == ["loaded"]


VALUES = {int: 1, str: "1", bool: True, bytes: b"1", date: date(2026, 11, 14), object: {}}


def test_a_register_of_the_first_release_is_brought_up_with_all_it_holds(register_url: str):
    register = Register(register_url)
    with register.engine.connect() as connection:
        schema.upgrade(connection, "0001")
        connection.commit()
    old = MetaData()
    old.reflect(register.engine, only=lambda name, _: name != "alembic_version")
    with register.writing() as connection:
        for table in old.sorted_tables:
            connection.execute(insert(table).values({c.name: VALUES[c.type.python_type] for c in table.columns}))
    with register.reading() as connection:
        before = {table.name: connection.execute(select(table)).one() for table in old.sorted_tables}
    with pytest.raises(NotReady, match="older version"):
        register.check_version()
    register.upgrade()
    register.check_version()
    with register.reading() as connection:
        kept = [table for table in old.sorted_tables if table.name in metadata.tables]
        assert {table.name: connection.execute(select(table)).one() for table in kept} == {
            table.name: before[table.name] for table in kept
        }
        known = connection.execute(select(metadata.tables["case_key"])).all()
        assert known == [(1, 1, 1)], "a case traced before stays known by the keys of whom it was found as"
    register.close()


def test_an_empty_database_is_refused(register_url: str):
    register = Register(register_url)
    with pytest.raises(NotReady, match="empty"):
        register.check_version()
    register.close()


def test_the_migrations_make_what_the_tables_say(register_url: str):
    register = Register(register_url)
    register.upgrade()
    with register.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    register.close()


def test_the_newest_schema_is_the_newest_migration():
    newest = max(VERSIONS.glob("[0-9]*.py"))
    assert newest.name.startswith(f"{HEAD}_")
    assert re.search(rf'^revision.* = "{HEAD}"$', newest.read_text("utf-8"), re.MULTILINE)
