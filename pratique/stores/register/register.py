"""Opening a register: connection, pragmas, schema version, transactions that read and transactions that write."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import local
from typing import Any

from sqlalchemy import Connection, Engine, Row, bindparam, create_engine, event, insert, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.pool import NullPool

from pratique.errors import Broken, Conflict, NotReady, PratiqueError
from pratique.stores.failpoint import reach
from pratique.stores.register.tables import counter, site_meta

__all__ = ["HEAD", "Connection", "Register", "Row", "meta", "set_meta", "take_ids"]


class Register:
    """A site's ledger. `reading()` and `writing()` are the only ways to a connection.

    A `writing()` block is one transaction and, on SQLite, takes the write lock at its start, so that two processes
    never find out half way that they collide.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._held = local()
        try:
            self.engine = _engine(url)
        except (ArgumentError, ModuleNotFoundError) as error:
            raise NotReady(
                "The register's address cannot be used.",
                "Give register_url as sqlite:///FILE or postgresql+psycopg://…; PostgreSQL needs the extra `postgres`.",
            ) from error

    @property
    def is_sqlite(self) -> bool:
        """Whether this register is an SQLite file."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that reads one consistent state and writes nothing."""
        held: Connection | None = getattr(self._held, "connection", None)
        if held is not None:
            yield held
            return
        with self._connection() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN")
            yield connection
            connection.rollback()

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """Every `reading()` of this thread within the block shares one connection, and on SQLite one state.

        What is written meanwhile, by this thread too, is not seen before the block ends.
        """
        with self.reading() as connection:
            outer = getattr(self._held, "connection", None)
            self._held.connection = connection
            try:
                yield
            finally:
                self._held.connection = outer

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: everything in the block is stored, or nothing."""
        with self._connection() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            reach("register-before-commit")
            connection.commit()
            reach("register-committed")

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        try:
            with self.engine.connect() as connection:
                yield connection
        except OperationalError as error:
            raise _explained(str(error.orig)) from None
        except DatabaseError as error:
            if self.is_sqlite and ("not a database" in str(error.orig) or "malformed" in str(error.orig)):
                raise self._damaged() from None
            if "read-only transaction" in str(error.orig):
                raise _explained("readonly") from None
            raise
        except UnicodeDecodeError:
            if not self.is_sqlite:
                raise
            # Text that is no text: SQLite hands out what its file holds.
            raise self._damaged() from None

    def _damaged(self) -> Broken:
        return Broken(
            f"The register's file {Path(self.engine.url.database or '').name} is damaged.",
            "Restore the site with `pratique db restore`.",
        )

    def read_ahead(self) -> None:
        """Have an SQLite file read into memory beside what is done next; a server keeps its own pages."""
        path = self.engine.url.database
        if not self.is_sqlite or not path or not hasattr(os, "posix_fadvise"):
            return
        with contextlib.suppress(OSError), open(path, "rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_WILLNEED)

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    # -- schema ------------------------------------------------------------------------------------------------

    # The migrations, and Alembic with them, are imported where they are needed: a site that is up to date needs none.

    def upgrade(self) -> None:
        """Bring the schema to this version; on an empty database, create it. NotReady for a newer one."""
        from pratique.stores.register import schema

        current, _ = self.schema()
        if current is not None and current not in schema.known():
            raise _newer(current)
        with self.engine.connect() as connection:
            schema.upgrade(connection)
            connection.commit()

    def schema(self) -> tuple[str | None, str]:
        """The revision the register is at (None: empty) and the one this version of pratique writes."""
        from pratique.stores.register import schema

        with self._connection() as connection:
            return schema.current(connection), schema.head()

    def check_version(self) -> None:
        """Refuse a register that is empty, older or newer than this version, saying what to do."""
        database = self.engine.url.database
        if self.is_sqlite and database and not Path(database).is_file():
            raise NotReady(
                "This register is empty: there is no file at its address.",
                "Make a site with `pratique init`, or check register_url with `pratique doctor`.",
            )
        with self._connection() as connection:
            row = None
            if self.engine.dialect.has_table(connection, "alembic_version"):
                row = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if row is None:
            raise NotReady("This register is empty.", "Make a site with `pratique init`.")
        if row == HEAD:
            return
        from pratique.stores.register import schema

        if row in schema.known():
            raise NotReady(
                "This register was written by an older version of pratique.",
                "Make a backup with `pratique db backup`, then run `pratique db upgrade`.",
            )
        raise _newer(row)


HEAD = "0006"
"""The newest schema this version writes: the last file in migrations/versions. A test holds it to that."""


def meta(connection: Connection, name: str, *, hold: bool = False) -> str | None:
    """A remembered fact about the site, or None; `hold` keeps it as it is until this transaction ends."""
    query = select(site_meta.c.value).where(site_meta.c.name == name)
    # SQLite lets only one write at a time and needs no lock on a row.
    value: str | None = connection.execute(query.with_for_update(read=True) if hold else query).scalar()
    return value


def set_meta(connection: Connection, name: str, value: str) -> None:
    """Remember a fact about the site."""
    if connection.execute(update(site_meta).where(site_meta.c.name == name).values(value=value)).rowcount == 0:
        connection.execute(insert(site_meta).values(name=name, value=value))


def take_ids(connection: Connection, name: str, how_many: int) -> range:
    """`how_many` ids never given out before, as a range; ends with the transaction if that fails."""
    current = connection.execute(_COUNTED, {"counted": name}).scalar()
    if current is None:
        connection.execute(insert(counter).values(name=name, next=1 + how_many))
        return range(1, 1 + how_many)
    connection.execute(_COUNT, {"counted": name, "next": current + how_many})
    return range(current, current + how_many)


_COUNTED = select(counter.c.next).where(counter.c.name == bindparam("counted")).with_for_update()
_COUNT = update(counter).where(counter.c.name == bindparam("counted"))


def _newer(schema: str) -> NotReady:
    return NotReady(
        f"This register was written by a newer version of pratique (schema {schema}; this version knows {HEAD}).",
        "Use that version; an older one could damage what it does not know.",
    )


def _explained(text: str) -> PratiqueError:
    """What a failed connection or statement means to the person who waits for it."""
    if "locked" in text:
        return Conflict("The register is being written by another process.", "Wait for it to finish and try again.")
    if "readonly" in text:
        return NotReady("The register cannot be written: its file or folder is read-only.", "Check its permissions.")
    if "full" in text or "No space left" in text:
        return NotReady(
            "The register cannot be written: the disk is full.", "Free some space; nothing was half stored."
        )
    if "disk I/O error" in text:
        return NotReady(
            "The register cannot be written: the disk does not take it.",
            "Check its space and its health; nothing was half stored.",
        )
    if "malformed" in text:
        return Broken("The register's file is damaged.", "Restore it with `pratique db restore`.")
    return NotReady("The register cannot be reached or opened.", "Check register_url with `pratique doctor`.")


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, poolclass=None if parsed.database else NullPool, connect_args={"timeout": 10})

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        # Transactions are begun by us (BEGIN IMMEDIATE), never half-way by the driver.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "temp_store=MEMORY",
            "busy_timeout=10000",
            # 64 MiB of pages, taken as they are read: with the 2 that are usual, a trace reads every second page twice.
            "cache_size=-65536",
        ):
            connection.execute(f"PRAGMA {pragma}")

    return engine
