"""The fixtures and hooks of `tests/conftest.py` do what the suite relies on."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy

ROOT = Path(__file__).resolve().parents[2]


def test_register_url_is_an_empty_working_database(register_url):
    engine = sqlalchemy.create_engine(register_url)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("create table t (n integer)"))
        connection.execute(sqlalchemy.text("insert into t values (1)"))
    assert sqlalchemy.inspect(engine).get_table_names() == ["t"]
    engine.dispose()


@pytest.mark.postgresql
def test_postgres_listens_on_no_network_and_forgets_a_database(postgres):
    with postgres.database() as url:
        engine = sqlalchemy.create_engine(url)
        with engine.connect() as connection:
            assert connection.scalar(sqlalchemy.text("show listen_addresses")) == ""
            databases = connection.scalars(sqlalchemy.text("select datname from pg_database")).all()
        engine.dispose()
    with postgres.database() as other:
        engine = sqlalchemy.create_engine(other)
        with engine.connect() as connection:
            left = connection.scalars(sqlalchemy.text("select datname from pg_database")).all()
        engine.dispose()
    name = sqlalchemy.make_url(url).database
    assert name in databases
    assert name not in left


def test_no_names_accepts_a_log_without_names(no_names):
    no_names("Quillfeather")
    logging.getLogger("pratique").info("one person read", extra={"leg": 7})


LEFT_OUT = {
    "no time": "def test_it(): pytest.skip('no time')",
    "known": "@pytest.mark.xfail(reason='known')\ndef test_it(): assert False",
    "was broken": "@pytest.mark.xfail(reason='was broken')\ndef test_it(): pass",
    "whole file": "pytest.skip('whole file', allow_module_level=True)",
    "no_such_module_here": "pytest.importorskip('no_such_module_here')",
}


def test_a_test_left_out_fails_the_run(tmp_path):
    bodies = [f"import pytest\n{body}\n" for body in LEFT_OUT.values()]
    run = _pytest(tmp_path, "def test_another(): pass", *bodies, options=["--continue-on-collection-errors"])
    assert run.returncode == 1
    assert "3 failed, 1 passed, 2 errors" in run.stdout
    # Where CI is set, pytest repeats each message in its closing summary.
    said = {line for line in run.stdout.splitlines() if line.startswith("It said: ")}
    assert len(said) == len(LEFT_OUT)
    assert [reason for reason in LEFT_OUT if not any(reason in line for line in said)] == []


def test_an_empty_run_fails(tmp_path):
    assert _pytest(tmp_path, "").returncode == 5


def test_a_name_in_the_log_fails_the_run(tmp_path):
    log = (
        "import logging\ndef test_it(no_names):\n    no_names('Quillfeather')\n    logging.info('%s', 'QUILLFEATHER')\n"
    )
    run = _pytest(tmp_path, log)
    assert run.returncode == 1
    assert "reached the log" in run.stdout


def test_fast_leaves_out_postgresql_and_the_browser_and_says_so(tmp_path):
    body = (
        "import pytest\n"
        "def test_register(register_url): assert register_url.startswith('sqlite')\n"
        "@pytest.mark.browser\ndef test_page(): raise AssertionError\n"
        "def test_server(postgres): raise AssertionError\n"
    )
    run = _pytest(tmp_path, body, options=["--fast"])
    assert run.returncode == 0, run.stdout
    assert "1 passed, 3 deselected" in run.stdout


def _pytest(folder, *bodies, options=()):
    """Runs test files in another process under this suite's own conftest."""
    for number, body in enumerate(bodies):
        (folder / f"test_planted_{number}.py").write_text(body)
    (folder / "conftest.py").write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom tests.conftest import *\n"
        "from tests.conftest import _needs_system\n"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, str(folder)]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
