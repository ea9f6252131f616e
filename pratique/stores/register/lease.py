"""One writer at a time: a lock that ends with its process, and a note of who holds it.

On SQLite the lock is on a file of the movement folder; on PostgreSQL it is an advisory lock of a connection kept
open. Neither can outlive a killed process, so nothing needs to be cleared by hand.
"""

from __future__ import annotations

import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, insert, select, text

from pratique.errors import Conflict, NotReady
from pratique.stores.register.register import Register
from pratique.stores.register.tables import batch, writer_lease

_ADVISORY = 0x70726174  # "prat": one number for all sites of a database is right, since a site is a database
_WAITS = (0.0, 0.02, 0.1, 0.4)
"""Seconds before each attempt."""


@contextmanager
def writer(register: Register, folder: Path, what: str, now: datetime) -> Iterator[None]:
    """Be the one writer for the length of a block.

    Raises Conflict, naming the process that writes and since when, if there is one already.
    """
    holder = f"{what}, process {os.getpid()} on {socket.gethostname()}"
    with _file_lock(register, folder) if register.is_sqlite else _advisory_lock(register):
        with register.writing() as connection:
            if not register.is_sqlite:
                # A killed writer's last transaction may still be ending in the server: wait for its outcome.
                connection.execute(text(f"LOCK TABLE {batch.name} IN SHARE ROW EXCLUSIVE MODE"))
            connection.execute(delete(writer_lease))
            connection.execute(insert(writer_lease).values(name="writer", holder=holder, since=now))
        try:
            yield
        finally:
            with register.writing() as connection:
                connection.execute(delete(writer_lease))


@contextmanager
def _file_lock(register: Register, folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = (folder / ".writer").open("a")
    except PermissionError:
        raise NotReady("The movement folder cannot be written: it is read-only.", "Check its permissions.") from None
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _occupied(register) from None
        yield


@contextmanager
def _advisory_lock(register: Register) -> Iterator[None]:
    with register.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for wait in _WAITS:
            # A server notices a moment later that a client was killed.
            time.sleep(wait)
            if connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _ADVISORY}).scalar():
                break
        else:
            raise _occupied(register)
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _ADVISORY})


def _occupied(register: Register) -> Conflict:
    with register.reading() as connection:
        row = connection.execute(select(writer_lease)).first()
    who = f": {row.holder}, since {row.since:%Y-%m-%d %H:%M:%S} UTC" if row else ""
    return Conflict(f"Another process is writing to this site{who}.", "Wait for it to finish and try again.")
