"""The same question to PostgreSQL: the same rows in plain tables with B-tree indexes, and SQL for the contacts.

The peer at its best: one local server, everything in memory, statements prepared, rows in the order they are asked
for. It finds the same contacts. It has no audit entry, no decryption, no contact list kept, no reasons, no statement of
completeness, nothing known as of an earlier time, and takes one cabin for granted.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

import duckdb
import psycopg

from pratique.desk import Site
from pratique.stores.movements import queries
from pratique.stores.movements.arrow import SHAPES
from pratique.stores.movements.table import Table
from tests.lib.postgres import Cluster

FOLLOW_UP = timedelta(days=21)
_SETTINGS = {"shared_buffers": "1GB", "work_mem": "64MB", "maintenance_work_mem": "1GB", "max_wal_size": "8GB"}
_SORTS = {"key": "bigint", "text": "text", "day": "date", "moment": "timestamptz"}
_REGISTER = {
    "leg": (
        "leg_id bigint, flight text, day date, origin text, destination text, departure timestamptz, "
        "arrival timestamptz, arrives date",
        "SELECT leg_id, flight, day, origin, destination, datetime(max(departure) / 1000000, 'unixepoch') || '+00', "
        "datetime(max(arrival) / 1000000, 'unixepoch') || '+00', date(max(arrival_local)) "
        "FROM leg JOIN leg_message USING (leg_id) GROUP BY 1",
    ),
    "link_key": (
        "key bigint, kind smallint, identity_id bigint",
        "SELECT key, kind, identity_id FROM link_key",
    ),
    "identity": (
        "identity_id bigint, has_phone boolean, payload bytea",
        "SELECT identity_id, has_phone, '\\x' || hex(payload) FROM identity",
    ),
}
_INDEXES = (
    "leg (leg_id)",
    "link_key (key, kind)",
    "link_key (identity_id)",
    "identity (identity_id)",
    "lines (leg_id)",
    "lines (identity_id, day)",
    "crossings (identity_id, at)",
)
_OWN_LEGS = """
    select distinct leg.leg_id, leg.arrival from link_key join lines using (identity_id) join leg using (leg_id)
    where (key, kind) in (select * from unnest(%(values)s::bigint[], %(kinds)s::smallint[]))
        and lines.day between %(first)s - 1 and %(last)s + 1
        and greatest(leg.day, arrives) >= %(first)s and least(leg.day, arrives) <= %(last)s
"""
_CONTACTS = """
    with said as (select * from lines where leg_id = any(%(legs)s)),
    boarded as (select leg_id, ref_key from said where state = 'boarded'),
    aboard as (
        select leg_id, identity_id, seat, party_key, substring(seat from '^[0-9]+')::int as "row"
        from said where state = 'listed' and (
            leg_id not in (select leg_id from boarded) or (leg_id, ref_key) in (select leg_id, ref_key from boarded))),
    patient as (select * from aboard where identity_id in (
        select identity_id from link_key
        where (key, kind) in (select * from unnest(%(values)s::bigint[], %(kinds)s::smallint[]))))
    select distinct a.leg_id, a.identity_id, a.seat from aboard a join patient p using (leg_id)
    where abs(a.row - p.row) <= 2 and a.identity_id not in (select identity_id from patient)
"""
_KIN = """
    select distinct own.identity_id, other.identity_id from link_key own join link_key other using (key, kind)
    where own.identity_id = any(%(people)s) and kind = 1
"""
_CROSSED = """
    select distinct on (identity_id) identity_id, direction, at, point_of_entry from crossings
    where identity_id = any(%(people)s) and at >= %(since)s and at < %(until)s order by identity_id, at desc
"""
_LATER = """
    select l.identity_id, leg.origin, leg.destination, leg.departure, leg.arrival, l.state, exists (
        select from lines c where c.leg_id = l.leg_id and c.ref_key = l.ref_key and c.state = 'boarded') as boarded
    from lines l join leg using (leg_id)
    where l.identity_id = any(%(people)s) and l.day between %(first)s and %(last)s
"""
_RECORDS = "select identity_id, has_phone, payload from identity where identity_id = any(%(people)s)"


@dataclass(frozen=True, slots=True)
class Peer:
    """A PostgreSQL with the rows of a site, and what loading them took."""

    connection: psycopg.Connection[Any]
    facts: dict[str, Any]

    def ask(self, keys: Sequence[tuple[int, int]], first: date, last: date) -> tuple[float, set[int]]:
        """Milliseconds for one whole question, from stored keys of the case's papers and its window; the contacts."""
        papers = {"values": [value for value, _ in keys], "kinds": [kind for _, kind in keys]}
        found: set[int] = set()
        start = time.perf_counter()
        own = self._rows(_OWN_LEGS, **papers, first=first, last=last)
        if own:
            near = self._rows(_CONTACTS, **papers, legs=[leg for leg, _ in own])
            found = {identity for _, identity, _ in near}
            people = sorted({other for _, other in self._rows(_KIN, people=sorted(found))})
            since = min(arrival for _, arrival in own) - timedelta(days=1)
            until = max(arrival for _, arrival in own) + FOLLOW_UP
            self._rows(_CROSSED, people=people, since=since, until=until)
            self._rows(_LATER, people=people, first=since.date(), last=until.date() + timedelta(days=4))
            self._rows(_RECORDS, people=people)
        return 1000 * (time.perf_counter() - start), found

    def _rows(self, text: str, **values: Any) -> list[tuple[Any, ...]]:
        return self.connection.execute(text.encode(), values, prepare=True).fetchall()


@contextmanager
def peer(site: Site) -> Iterator[Peer]:
    """A private PostgreSQL with the rows of this site; gone afterwards."""
    cluster = Cluster()
    try:
        cluster.start(**_SETTINGS)
        with cluster.database() as url, psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            start = time.perf_counter()
            _load(connection, site)
            loaded = time.perf_counter()
            for index in _INDEXES:
                connection.execute(f"create index on {index}")
            connection.execute("vacuum (analyze)")
            size = connection.execute("select pg_database_size(current_database())").fetchone()
            facts = {
                "version": connection.info.parameter_status("server_version"),
                "settings": _SETTINGS,
                "load_seconds": round(loaded - start, 1),
                "index_seconds": round(time.perf_counter() - loaded, 1),
                "bytes": size[0] if size else 0,
            }
            yield Peer(connection, facts)
    finally:
        cluster.stop()


def _load(connection: psycopg.Connection[Any], site: Site) -> None:
    with duckdb.connect() as engine:
        engine.execute("set timezone = 'UTC'; set enable_progress_bar = false; set threads = 2")
        for name, shape in SHAPES.items():
            columns = ", ".join(f"{column} {_SORTS[sort]}" for column, sort in shape.columns.items())
            connection.execute(f"create unlogged table {name} ({columns})".encode())
            files = Table(site.settings.site / "movements" / name, shape).files()
            part = site.settings.site / "part.csv"
            for start in range(0, len(files), 30):
                text = queries.ordered(shape, [file.path for file in files[start : start + 30]])
                engine.execute(f"copy ({text}) to '{part}' (format csv, header false)")
                with part.open("rb") as rows:
                    _copy(connection, name, iter(partial(rows.read, 1 << 20), b""))
            part.unlink(missing_ok=True)
    with closing(sqlite3.connect(site.settings.site / "register.sqlite")) as register:
        for name, (columns, text) in _REGISTER.items():
            connection.execute(f"create unlogged table {name} ({columns})".encode())
            found = register.execute(text)
            _copy(connection, name, map(_csv, iter(partial(found.fetchmany, 20_000), [])))


def _csv(rows: list[tuple[Any, ...]]) -> bytes:
    return "".join(",".join(map(str, row)) + "\n" for row in rows).encode()


def _copy(connection: psycopg.Connection[Any], table: str, chunks: Iterable[bytes]) -> None:
    with connection.cursor().copy(f"copy {table} from stdin (format csv)".encode()) as copy:
        for chunk in chunks:
            copy.write(chunk)
