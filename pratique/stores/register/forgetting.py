"""Removing one person from the register at once: every row of theirs, and the files that may name them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, delete, func, select, update

from pratique.stores.register import leg_lines
from pratique.stores.register.memberships import forget_links
from pratique.stores.register.tables import (
    contact,
    crossing,
    identity,
    link_key,
    membership,
    message,
    observation,
    received_file,
)

_CHUNK = 400


def files_naming(connection: Connection, identities: Collection[int]) -> set[int]:
    """The received files that name one of these identities and whose bytes are still kept."""
    found: set[int] = set()
    for part in _chunks(identities):
        query = (
            select(received_file.c.file_id)
            .join(message, message.c.file_id == received_file.c.file_id)
            .join(observation, observation.c.message_id == message.c.message_id)
            .where(observation.c.identity_id.in_(part), received_file.c.raw.is_not(None))
        )
        found.update(connection.execute(query).scalars())
    return found


def forget(connection: Connection, identities: Collection[int], files: Collection[int]) -> tuple[int, set[int]]:
    """Remove these identities with all that hangs on them, and the bytes of these files.

    Returns how many identities are gone, and the travellers whose papers they were.
    """
    for part in _chunks(files):
        connection.execute(update(received_file).where(received_file.c.file_id.in_(part)).values(raw=None))
    leg_lines.forget(connection, identities)
    gone, touched = 0, forget_links(connection, identities)
    for part in _chunks(identities):
        for table in (contact, link_key, observation, crossing):
            connection.execute(delete(table).where(table.c.identity_id.in_(part)))
        gone += connection.execute(delete(identity).where(identity.c.identity_id.in_(part))).rowcount
    return gone, touched


def rows_of(connection: Connection, identities: Collection[int]) -> int:
    """How many rows about these identities there are."""
    rows = sum(
        int(
            connection.execute(
                select(func.count()).select_from(table).where(table.c.identity_id.in_(part))
            ).scalar_one()
        )
        for part in _chunks(identities)
        for table in (contact, link_key, observation, crossing, membership, identity)
    )
    return rows + leg_lines.naming(connection, identities)


def _chunks(values: Iterable[int]) -> Iterable[list[int]]:
    todo = sorted(values)
    return (todo[i : i + _CHUNK] for i in range(0, len(todo), _CHUNK))
