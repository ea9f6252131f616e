"""Fixtures for everybody.

Strategy: take the smallest thing that can make the test fail for the reason it names. A value built inside the test
comes first; then a file in `tmp_path`; then a fixture from here; a whole site last. Session fixtures hold machinery
(a database server, a browser), never data: no test sees another test's rows. Whatever touches the register takes
`register_url` and so runs on SQLite and on PostgreSQL. Nothing here reads the clock, the network or the user's home.
A test that cannot run fails; it is never skipped (`tests/lib/strict.py`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))  # so that `tests.lib` is found however pytest was started

from tests.lib.postgres import Cluster, NoPostgres  # noqa: E402
from tests.lib.strict import pytest_make_collect_report, pytest_runtest_makereport  # noqa: E402, F401

# No deadline: a busy machine is not a fault in pratique.
hypothesis.settings.register_profile(
    "house", deadline=None, max_examples=50, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--fast`: only what needs no Debian package."""
    parser.addoption("--fast", action="store_true", help="leave out PostgreSQL and the browser")


def pytest_configure(config: pytest.Config) -> None:
    """Markers of this house."""
    config.addinivalue_line("markers", "browser: needs Chromium; left out by --fast")
    config.addinivalue_line("markers", "postgresql: needs PostgreSQL; left out by --fast")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With `--fast`, tests that need Chromium or PostgreSQL are deselected, and pytest says how many."""
    if not config.getoption("--fast"):
        return
    left_out = [item for item in items if _needs_system(item)]
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


def _needs_system(item: pytest.Item) -> bool:
    if item.get_closest_marker("browser") or item.get_closest_marker("postgresql"):
        return True
    if ROOT / "tests" / "browser" in item.path.parents or "postgres" in getattr(item, "fixturenames", ()):
        return True
    callspec = getattr(item, "callspec", None)
    return callspec is not None and callspec.params.get("register_url") == "postgresql"


# --- the register's databases ---------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL of this test process's own; fails, with what to do, where there is none."""
    try:
        cluster = Cluster()
        try:
            cluster.start()
        except BaseException:
            cluster.stop()
            raise
    except NoPostgres as error:
        pytest.fail(str(error), pytrace=False)
    yield cluster
    cluster.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def register_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The SQLAlchemy address of an empty database; every test that takes it runs on both engines."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'register.db'}"
    else:
        with request.getfixturevalue("postgres").database() as url:
            yield url


# --- names stay out of the log --------------------------------------------------------------------------------------


@pytest.fixture
def no_names(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[..., None]]:
    """Call it with names and numbers; the test fails if any of them reaches a log record, at whatever level.

    Case does not matter. Records are searched as formatted, with their arguments, extra fields and tracebacks.
    """
    caplog.set_level(0)
    forbidden: set[str] = set()
    yield lambda *values: forbidden.update(str(value).casefold() for value in values if value)
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    text = "\n".join(f"{caplog.handler.format(record)} {vars(record)}" for record in records).casefold()
    leaked = sorted(value for value in forbidden if value in text)
    assert not leaked, f"{len(leaked)} name(s) or number(s) reached the log"


# --- a site and a desk (below: fixtures that need the whole of pratique) ----------------------------------------------
