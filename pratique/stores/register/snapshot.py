"""One consistent state of the whole register: to read at leisure, or as a copy in an SQLite file of its own."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import DatabaseError

from pratique.errors import Broken, NotReady
from pratique.stores.register.register import Register
from pratique.stores.register.tables import metadata, received_file, writer_lease

_ROWS = 1000
_FILES = 20
"""Received files may hold megabytes each."""


@contextmanager
def snapshot(register: Register) -> Iterator[Connection]:
    """A connection that sees one state of the register for its whole block, whatever others write meanwhile.

    Raises Broken where the database itself finds its file damaged.
    """
    with register.reading() as connection:
        if not register.is_sqlite:
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        try:
            yield connection
        except DatabaseError as error:
            if not register.is_sqlite or "malformed" not in str(error.orig):
                raise
            raise Broken("The register's file is damaged.", "Restore it with `pratique db restore`.") from None


def copy_register(register: Register, path: Path) -> None:
    """The register as one new SQLite file that only its owner may read, whichever database it is kept in."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        if register.is_sqlite:
            _copy_pages(register, path)
        else:
            _copy_rows(register, path)
        with closing(sqlite3.connect(path)) as copy:
            # Whoever holds the writer's place here does not hold it there.
            copy.execute(f"DELETE FROM {writer_lease.name}")
            copy.commit()
            copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        if "malformed" in str(error):
            raise Broken("The register's file is damaged.", "Restore it with `pratique db restore`.") from None
        raise NotReady("The register could not be copied.", "Check the disk's space and permissions.") from None


def _copy_pages(register: Register, path: Path) -> None:
    with register.reading() as connection, closing(sqlite3.connect(path)) as copy:
        source: Any = connection.connection.driver_connection
        source.backup(copy)


def _copy_rows(register: Register, path: Path) -> None:
    copy = Register(URL.create("sqlite", database=str(path)).render_as_string())
    try:
        copy.upgrade()
        with snapshot(register) as source, copy.writing() as target:
            for table in metadata.sorted_tables:
                size = _FILES if table is received_file else _ROWS
                result = source.execute(select(table), execution_options={"yield_per": size})
                for rows in result.mappings().partitions():
                    target.execute(insert(table), [dict(row) for row in rows])
    finally:
        copy.close()
