"""Digests of received files and messages, by which what came before is known again: replaced once by keyed ones."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Column, Connection, bindparam, select, update

from pratique.stores.register.tables import message, received_file

_CHUNK = 5000
_DIGESTS: tuple[tuple[Column[int], Column[str]], ...] = (
    (received_file.c.file_id, received_file.c.sha256),
    (message.c.message_id, message.c.digest),
)


def replace_digests(connection: Connection, keyed: Callable[[str], str]) -> None:
    """Put in the place of each digest that is stored what `keyed` makes of it."""
    for number, digest in _DIGESTS:
        change = update(digest.table).where(number == bindparam("b_number")).values({digest.name: bindparam("b_new")})
        rows = connection.execute(select(number, digest).where(digest != "")).all()
        for start in range(0, len(rows), _CHUNK):
            part = rows[start : start + _CHUNK]
            connection.execute(change, [{"b_number": key, "b_new": keyed(value)} for key, value in part])
