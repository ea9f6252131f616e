"""Identities, the keys they are found by, and where each was seen. Payloads are ciphertext here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from pratique.stores.register.tables import data_key, identity, link_key

_CHUNK = 400


@dataclass(frozen=True, slots=True)
class KnownIdentity:
    """An identity already in the register, and the period its payload is kept under."""

    identity_id: int
    key_label: str
    erased: bool = False


def known_identities(connection: Connection, hashes: Collection[int]) -> dict[int, KnownIdentity]:
    """Of these content hashes, those of identities in the register."""
    found: dict[int, KnownIdentity] = {}
    todo = list(hashes)
    for start in range(0, len(todo), _CHUNK):
        rows = connection.execute(
            select(identity.c.content_hash, identity.c.identity_id, data_key.c.label, data_key.c.wrapped)
            .join(data_key, data_key.c.key_id == identity.c.key_id)
            .where(identity.c.content_hash.in_(todo[start : start + _CHUNK]))
        )
        found.update({row.content_hash: KnownIdentity(row.identity_id, row.label, row.wrapped is None) for row in rows})
    return found


def keep_longer(connection: Connection, rows: Sequence[tuple[int, int, bytes]]) -> None:
    """Move identities seen again to a later period's key: (identity, key, payload sealed under it)."""
    if rows:
        connection.execute(
            update(identity)
            .where(identity.c.identity_id == bindparam("b_id"))
            .values(key_id=bindparam("b_key"), payload=bindparam("b_payload")),
            [{"b_id": i, "b_key": k, "b_payload": p} for i, k, p in rows],
        )


def identities_by_key(connection: Connection, keys: Iterable[tuple[int, int]]) -> dict[tuple[int, int], list[int]]:
    """For each (value, kind): the identities that hold it."""
    found: dict[tuple[int, int], list[int]] = {}
    wanted = set(keys)
    # Asked for by value alone: SQLite reads the whole table for a list of (value, kind) pairs.
    todo = list({value for value, _ in wanted})
    for start in range(0, len(todo), _CHUNK):
        rows = connection.execute(
            select(link_key.c.key, link_key.c.kind, link_key.c.identity_id).where(
                link_key.c.key.in_(todo[start : start + _CHUNK])
            )
        )
        for key, kind, identity_id in rows:
            if (key, kind) in wanted:
                found.setdefault((key, kind), []).append(identity_id)
    return found


def keys_of(connection: Connection, identities: Collection[int]) -> dict[int, list[tuple[int, int]]]:
    """The (value, kind) pairs of each of these identities."""
    found: dict[int, list[tuple[int, int]]] = {}
    todo = list(identities)
    for start in range(0, len(todo), _CHUNK):
        rows = connection.execute(
            select(link_key.c.identity_id, link_key.c.key, link_key.c.kind).where(
                link_key.c.identity_id.in_(todo[start : start + _CHUNK])
            )
        )
        for row in rows:
            found.setdefault(row.identity_id, []).append((row.key, row.kind))
    return found


def sealed(connection: Connection, identities: Collection[int]) -> Sequence[Row[Any]]:
    """The sealed payloads of these identities: identity_id, content_hash, key_id, payload."""
    todo = list(identities)
    rows: list[Any] = []
    for start in range(0, len(todo), _CHUNK):
        rows.extend(
            connection.execute(
                select(identity.c.identity_id, identity.c.content_hash, identity.c.key_id, identity.c.payload).where(
                    identity.c.identity_id.in_(todo[start : start + _CHUNK])
                )
            ).all()
        )
    return rows


def under_key(connection: Connection, key_id: int) -> list[int]:
    """The identities whose payload is sealed under this key."""
    query = select(identity.c.identity_id).where(identity.c.key_id == key_id, identity.c.payload.is_not(None))
    return list(connection.execute(query.order_by(identity.c.identity_id)).scalars())


def with_phone(connection: Connection, identities: Collection[int]) -> set[int]:
    """Of these identities, those that came with a phone number and are not erased."""
    todo = list(identities)
    found: set[int] = set()
    for start in range(0, len(todo), _CHUNK):
        found.update(
            connection.execute(
                select(identity.c.identity_id)
                .join(data_key, data_key.c.key_id == identity.c.key_id)
                .where(
                    identity.c.identity_id.in_(todo[start : start + _CHUNK]),
                    identity.c.has_phone,
                    data_key.c.wrapped.is_not(None),
                    identity.c.payload.is_not(None),
                )
            ).scalars()
        )
    return found


def erased(connection: Connection, identities: Collection[int]) -> set[int]:
    """Of these identities, those whose key has been destroyed, or that are gone altogether."""
    todo = list(identities)
    alive: set[int] = set()
    for start in range(0, len(todo), _CHUNK):
        alive.update(
            connection.execute(
                select(identity.c.identity_id)
                .join(data_key, data_key.c.key_id == identity.c.key_id)
                .where(
                    identity.c.identity_id.in_(todo[start : start + _CHUNK]),
                    data_key.c.wrapped.is_not(None),
                    identity.c.payload.is_not(None),
                )
            ).scalars()
        )
    return set(todo) - alive
