"""What PostgreSQL keeps in its own files after an erasure: heap, indexes, TOAST, statistics and write-ahead log.

Every byte of the server's folder is searched, for names, for the keyed hashes people are found by, and for the
destroyed keys as they were stored. The search is tested with itself: it finds them before, and names on a site where
nothing is sealed. What is left after the erasure and where is what docs/how-to/retention.md says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.engine import make_url

from pratique.desk.keeping import erase_due
from pratique.guard.vault import Vault
from pratique.model.access import Purpose, SubjectKind
from pratique.stores.register.tables import data_key
from tests.guard import needles
from tests.guard.test_erased_bytes import CASE_OVER, hashes
from tests.lib import sites
from tests.lib.postgres import Cluster

pytestmark = pytest.mark.postgresql


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    """A server of this test's own, whose log is removed, not used again, once it is not needed."""
    cluster = Cluster()
    try:
        cluster.start(wal_recycle="off", min_wal_size="32MB", max_wal_size="1GB")
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture(scope="module")
def everybody() -> needles.Needles:
    return needles.of_the_sample_day()


def keep_log(server: Cluster, size: str) -> None:
    """How much of its log the server keeps, needed or not."""
    server.run_in("postgres", f"ALTER SYSTEM SET wal_keep_size = '{size}'", "SELECT pg_reload_conf()")
    server.run_in("postgres", "SELECT pg_sleep(1)")


def settle(server: Cluster, name: str, how: str) -> None:
    """Have the server write what it holds in memory, vacuum, and let go of the log it does not need."""
    keep_log(server, "0")
    server.run_in(name, how, "CHECKPOINT", "SELECT pg_switch_wal()", "CHECKPOINT")


Contents = list[bytes]


def files_of(server: Cluster) -> dict[Path, bytes]:
    """Every file of the server, without the zeros that fill its end."""
    paths = [path for path in server.data.rglob("*") if path.is_file() and not path.is_symlink()]
    return {path: path.read_bytes().rstrip(b"\0") for path in paths}


@pytest.fixture(scope="module")
def empty(server: Cluster) -> set[bytes]:
    """The contents of the server's files before there is a site: what has not changed since holds nothing of it."""
    return set(files_of(server).values())


def areas(server: Cluster, empty: set[bytes]) -> dict[str, Contents]:
    """The write-ahead log, and all other files, as far as they are not what an empty server has."""
    log = server.data / "pg_wal"
    found: dict[str, Contents] = {"log": [], "tables": []}
    for path, data in files_of(server).items():
        if data not in empty:
            found["log" if log in path.parents else "tables"].append(data)
    return found


def hashes_in(files: Contents, values: set[int]) -> set[int]:
    """Of these numbers, those that stand anywhere in the files as the server writes them, on any byte."""
    return set().union(*(needles.numbers_in(data, values) for data in files))


def keys_in(files: Contents, keys: list[bytes]) -> int:
    return sum(any(key in data for data in files) for key in keys)


def names_in(files: Contents, everybody: needles.Needles) -> set[str]:
    return set().union(*(needles.found_in_bytes(everybody, data) for data in files))


def numbers_in_statistics(site: Any) -> set[int]:
    """Whatever samples of the tables' values the planner keeps."""
    query = "SELECT concat_ws(' ', histogram_bounds::text, most_common_vals::text) FROM pg_stats"
    with site.register.reading() as connection:
        told = " ".join(connection.execute(text(query)).scalars())
    return {int(number) for number in re.findall(r"-?\d{6,}", told)}


def erase(site: Any) -> None:
    with sites.desk_at(site, kind=SubjectKind.SITE, purpose=Purpose.ADMINISTRATION, now=CASE_OVER) as desk:
        certificate = erase_due(desk)
    assert certificate is not None
    assert certificate.holds, certificate


def test_what_is_left_is_what_the_page_says(
    server: Cluster, empty: set[bytes], tmp_path: Path, everybody: needles.Needles
) -> None:
    keep_log(server, "1GB")
    with server.database() as url:
        name = str(make_url(url).database)
        sites.new_site(tmp_path / "site", url)
        with sites.opened(tmp_path / "site", url) as site:
            sites.finish(site)
            kept, gone = hashes(site)
            people = kept | gone
            with site.register.reading() as connection:
                query = select(data_key.c.wrapped).where(data_key.c.kind.in_(("period", "raw", "case")))
                keys = list(connection.execute(query).scalars())
            server.run_in(name, "ANALYZE", "CHECKPOINT")
            before = areas(server, empty)
            assert hashes_in(before["tables"], people) == people
            assert keys_in(before["tables"], keys) == len(keys)
            assert hashes_in(before["log"], people) == people
            assert keys_in(before["log"], keys) == len(keys)
            assert names_in([*before["tables"], *before["log"]], everybody) == set()
            assert numbers_in_statistics(site) & people

            erase(site)
            assert numbers_in_statistics(site) & people == set()
            settle(server, name, "SELECT 1")
            after = areas(server, empty)
            # The table of keys was written anew, and the log up to here is removed.
            assert keys_in([*after["tables"], *after["log"]], keys) == 0
            assert names_in([*after["tables"], *after["log"]], everybody) == set()

            settle(server, name, "VACUUM FULL")
            last = areas(server, empty)
            assert hashes_in([*last["tables"], *last["log"]], people) == set()


def test_where_nothing_is_sealed_the_search_finds_the_names_and_shows_what_only_the_key_takes_away(
    server: Cluster, empty: set[bytes], tmp_path: Path, everybody: needles.Needles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Vault, "seal", lambda self, key_id, payload, about: payload)
    monkeypatch.setattr(Vault, "open", lambda self, key_id, sealed, about: sealed)
    keep_log(server, "1GB")
    with server.database() as url:
        name = str(make_url(url).database)
        sites.new_site(tmp_path / "open", url)
        with sites.opened(tmp_path / "open", url) as site:
            sites.finish(site)
            server.run_in(name, "CHECKPOINT")
            before = areas(server, empty)
            found = {area: names_in(files, everybody) for area, files in before.items()}
            assert min(len(found["tables"]), len(found["log"])) > 0.9 * len(everybody.long)
            erase(site)
            # The keys are destroyed, which was no use here: the log of what was written still has all of it.
            assert len(names_in(areas(server, empty)["log"], everybody)) > 0.9 * len(everybody.long)
            settle(server, name, "VACUUM FULL")
            last = areas(server, empty)
            assert names_in([*last["tables"], *last["log"]], everybody) == set()
