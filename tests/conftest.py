"""Fixtures for everybody.

Strategy: take the smallest thing that can make the test fail for the reason it names. A value built inside the test
comes first; then a file in `tmp_path`; then a fixture from here; a whole site last. Session fixtures hold machinery
(a database server, a browser) and sites, empty and finished, that each test copies: no test sees another test's rows.
Whatever touches the register takes `register_url` or a site and so runs on SQLite and on PostgreSQL. Nothing here reads
the clock, the network or the user's home.
A test that cannot run fails; it is never skipped (`tests/lib/strict.py`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))  # so that `tests.lib` is found however pytest was started

from pratique.desk import Desk, Site  # noqa: E402
from tests.guard import people  # noqa: E402
from tests.lib import sites  # noqa: E402
from tests.lib.postgres import Cluster, NoPostgres  # noqa: E402
from tests.lib.strict import pytest_make_collect_report, pytest_runtest_makereport  # noqa: E402, F401

# No deadline: a busy machine is not a fault in pratique.
hypothesis.settings.register_profile(
    "house", deadline=None, max_examples=50, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--fast`: only what needs no Debian package."""
    parser.addoption("--fast", action="store_true", help="leave out PostgreSQL, Spark and the browser")


def pytest_configure(config: pytest.Config) -> None:
    """Markers of this house."""
    config.addinivalue_line("markers", "browser: needs Chromium; left out by --fast")
    config.addinivalue_line("markers", "postgresql: needs PostgreSQL; left out by --fast")
    config.addinivalue_line("markers", "spark: needs Spark and Java; left out by --fast")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With `--fast`, tests that need Chromium, PostgreSQL or Spark are deselected, and pytest says how many."""
    if not config.getoption("--fast"):
        return
    left_out = [item for item in items if _needs_system(item)]
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


def _needs_system(item: pytest.Item) -> bool:
    if any(item.get_closest_marker(name) for name in ("browser", "postgresql", "spark")):
        return True
    if ROOT / "tests" / "browser" in item.path.parents or "postgres" in getattr(item, "fixturenames", ()):
        return True
    callspec = getattr(item, "callspec", None)
    return callspec is not None and callspec.params.get("register_on") == "postgresql"


# --- nothing of the user's own ---------------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def device_key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where whatever makes a device key keeps it: never in the user's home."""
    path = tmp_path_factory.mktemp("device") / "device.key"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRATIQUE_DEVICE_KEY_FILE", str(path))
        yield path


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
def register_on(request: pytest.FixtureRequest) -> str:
    """The engine of the register; every test that takes it, or whatever takes it, runs on both."""
    return str(request.param)


@pytest.fixture
def register_url(register_on: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The SQLAlchemy address of an empty database; every test that takes it runs on both engines."""
    if register_on == "sqlite":
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


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed site of the sample port with nothing in it. To be copied, never opened."""
    folder = tmp_path_factory.mktemp("empty") / "site"
    sites.new_site(folder)
    return folder


@pytest.fixture(scope="session")
def empty_postgresql(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The same on PostgreSQL: its folder, and the name of its database, to be copied."""
    folder = tmp_path_factory.mktemp("empty-postgresql") / "site"
    with postgres.database() as url:
        sites.new_site(folder, url)
        yield folder, _name_of(url)


@pytest.fixture
def site(register_on: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """An empty site of the sample port, open, the test's own; on SQLite and on PostgreSQL."""
    with _copied("empty", register_on, request, tmp_path / "site") as opened:
        yield opened


@pytest.fixture
def desk(site: Site) -> Iterator[Desk]:
    """A desk at `site` for a request, by the sample day's clock."""
    with sites.desk_at(site) as opened:
        yield opened


@pytest.fixture(scope="session")
def traced_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed site with one small flight and its confirmed, traced case. To be copied, never opened."""
    folder = tmp_path_factory.mktemp("traced") / "site"
    sites.new_site(folder)
    with sites.opened(folder) as opened:
        people.finish(opened)
    return folder


@pytest.fixture(scope="session")
def traced_postgresql(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The same on PostgreSQL: its folder, and the name of its database, to be copied."""
    folder = tmp_path_factory.mktemp("traced-postgresql") / "site"
    with postgres.database() as url:
        sites.new_site(folder, url)
        with sites.opened(folder, url) as opened:
            people.finish(opened)
        yield folder, _name_of(url)


@pytest.fixture
def traced(register_on: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """A site of the test's own with one small flight and its confirmed, traced case; on both engines."""
    with _copied("traced", register_on, request, tmp_path / "site") as opened:
        yield opened


@pytest.fixture(scope="session")
def prepared_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed site with the whole sample day and its traced case. To be copied, never opened."""
    folder = tmp_path_factory.mktemp("prepared") / "site"
    sites.new_site(folder)
    with sites.opened(folder) as opened:
        sites.finish(opened)
    return folder


@pytest.fixture(scope="session")
def prepared_postgresql(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The same on PostgreSQL: its folder, and the name of its database, to be copied."""
    folder = tmp_path_factory.mktemp("prepared-postgresql") / "site"
    with postgres.database() as url:
        sites.new_site(folder, url)
        with sites.opened(folder, url) as opened:
            sites.finish(opened)
        yield folder, _name_of(url)


@pytest.fixture
def loaded_folder(prepared_sqlite: Path, tmp_path: Path) -> Path:
    """The folder of a site of the test's own (SQLite) with the sample day and its traced case."""
    return sites.copy_site(prepared_sqlite, tmp_path / "loaded")


@pytest.fixture
def loaded_site(register_on: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """A site of the test's own with the whole sample day and its confirmed, traced case; on both engines."""
    with _copied("prepared", register_on, request, tmp_path / "loaded") as opened:
        yield opened


@contextmanager
def _copied(name: str, register_on: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[Site]:
    """A copy, in this folder, of a site that was made once in this test process; what is done to it ends with it."""
    made = request.getfixturevalue(f"{name}_{register_on}")
    if register_on == "sqlite":
        with sites.opened(sites.copy_site(made, folder)) as opened:
            yield opened
        return
    sites.copy_site(made[0], folder)
    with request.getfixturevalue("postgres").database(made[1]) as url, sites.opened(folder, url) as opened:
        yield opened


def _name_of(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]
