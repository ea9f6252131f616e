"""The engine that holds clear text: what does not fit into memory is an error, and nothing is written down."""

import pytest

from pratique.errors import NotReady
from pratique.model.profile import Profile
from pratique.rules.linkage.model import link_model
from pratique.stores.linkage.engine import engine
from pratique.stores.linkage.population import population

_NAMES = "SELECT 'ARNE SOLVEIG BJORNSDOTTIR' || hash(i) AS name FROM range(4000000) r(i)"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where an engine would spill to, as its defaults are."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("sql", [f"CREATE TABLE t AS {_NAMES}", f"SELECT name FROM ({_NAMES}) ORDER BY name"])
def test_what_does_not_fit_is_an_error_without_a_name_in_it(folder, sql):
    with pytest.raises(NotReady) as caught, engine("50MB", 1) as work:
        work.run(sql)
    assert "ARNE" not in f"{caught.value}{caught.value.hint}{caught.value.__cause__}"
    assert list(folder.rglob("*")) == []


def test_a_register_is_held_by_an_engine_that_writes_nothing(folder):
    with population(link_model()) as everybody:
        everybody.add([(1, 1, Profile("SOLVEIG", "ARNE"))])
        assert everybody._engine.value("SELECT current_setting('temp_directory')") == ""
    assert list(folder.rglob("*")) == []


def test_packing_changes_nothing(monkeypatch):
    monkeypatch.setattr("pratique.stores.linkage.engine._MANY", 1)
    with engine("200MB", 1) as work:
        work.run("CREATE TABLE t AS SELECT i, 'E' || i AS text FROM range(200000) r(i)")
        before = work.value("SELECT sum(hash(i, text)) FROM t"), work.value(_USED)
        work.pack()
        after = work.value("SELECT sum(hash(i, text)) FROM t"), work.value(_USED)
    assert after[0] == before[0]
    assert after[1] < before[1] / 2


_USED = "SELECT sum(memory_usage_bytes) FROM duckdb_memory()"


def test_the_engine_draws_no_bar_and_hands_no_dictionaries_on():
    """The first would stand in a pipe; the second fails in DuckDB 2.0.0. As settings of a session 1.5 knows both."""
    with engine("200MB", 1) as work:
        asked = "SELECT current_setting('enable_progress_bar'), current_setting('enable_caching_operators')"
        assert work.rows(asked) == [(False, False)]
