"""Getting rid of what a database keeps besides its rows: write-ahead log, dead rows, statistics; and looking for it.

SQLite overwrites what is deleted with zeros (`secure_delete`), but a page that was split or merged may keep a copy of
a row in its unused middle: where rows went, the file is rewritten. Then its log is emptied. On PostgreSQL the table of
keys is rewritten and the others are vacuumed and analysed anew; what its own write-ahead log and its archives keep is
ciphertext, keyed hashes and wrapped keys until they are recycled.
"""

from __future__ import annotations

import mmap
from collections.abc import Collection, Iterator
from pathlib import Path

from sqlalchemy import Connection, Table, select, text
from sqlalchemy.exc import OperationalError

from pratique.stores.register.register import Register
from pratique.stores.register.tables import data_key, metadata


def scrub(register: Register, *, rows: bool = True) -> list[str]:
    """Clean up after an erasure, of `rows` or of sealed bytes alone; a sentence for each thing that has to wait."""
    with register.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        return list(_rewrite(connection, rows) if register.is_sqlite else _vacuum(connection))


def _rewrite(connection: Connection, rows: bool) -> Iterator[str]:
    if rows:
        # As large as the register itself: not in memory.
        connection.exec_driver_sql("PRAGMA temp_store=FILE")
        try:
            connection.exec_driver_sql("VACUUM")
        except OperationalError:
            yield "the register is in use, or the disk has no room for a second copy of it: its file was not rewritten"
        connection.exec_driver_sql("PRAGMA temp_store=MEMORY")
    if connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar():
        yield "a reader keeps the register's log in use"


def _vacuum(connection: Connection) -> Iterator[str]:
    connection.execute(text("SET lock_timeout = '10s'"))
    for table in metadata.sorted_tables:
        how = "FULL, ANALYZE" if table is data_key else "ANALYZE"
        try:
            connection.execute(text(f"VACUUM ({how}) {table.name}"))
        except OperationalError:
            yield f"table {table.name} is in use"
    for table in _told_of(connection):
        # ANALYZE leaves the statistics of an empty table as they were; a column given a type, be it its own, has none.
        anew = ", ".join(f"ALTER {name} TYPE {kind}" for name, kind in _own_columns(connection, table))
        try:
            connection.execute(text(f"ALTER TABLE {table.name} {anew}"))
        except OperationalError:
            yield f"table {table.name} is in use: statistics about it are still there"
    connection.execute(text("RESET lock_timeout"))


def _told_of(connection: Connection) -> list[Table]:
    """The tables that are empty and of which there are statistics: samples of what was in them."""
    query = "SELECT DISTINCT tablename FROM pg_stats WHERE schemaname = current_schema()"
    named = set(connection.execute(text(query)).scalars())
    return [
        table
        for table in metadata.sorted_tables
        if table.name in named and connection.execute(select(table).limit(1)).first() is None
    ]


def _own_columns(connection: Connection, table: Table) -> Iterator[tuple[str, str]]:
    """The columns of a table that are no mere number of a row, and their types."""
    for column in table.columns:
        if not column.foreign_keys and not (column.primary_key and column.name.endswith("_id")):
            yield column.name, column.type.compile(connection.dialect)


def files_holding(register: Register, needles: Collection[bytes]) -> int | None:
    """In how many of the register's own files one of these byte strings stands; None for a server's: out of reach."""
    database = register.engine.url.database
    if not register.is_sqlite or not database:
        return None
    return sum(_holds(Path(database + suffix), needles) for suffix in ("", "-wal", "-journal"))


def _holds(path: Path, needles: Collection[bytes]) -> bool:
    if not path.exists() or not path.stat().st_size:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return any(data.find(needle) >= 0 for needle in needles)
