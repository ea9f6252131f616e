"""Identities, the keys they are found by, and where each was seen. Payloads are ciphertext here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    FromClause,
    Row,
    Select,
    bindparam,
    exists,
    func,
    select,
    update,
)

from pratique.rules.linkage.blocking import KeyKind
from pratique.rules.linking import Kind
from pratique.stores.register.many import Asked, rows_for
from pratique.stores.register.tables import data_key, identity, link_key, observation

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


def keep_longer(connection: Connection, rows: Sequence[tuple[int, int, bytes, bytes]]) -> None:
    """Move identities seen again to a later period's key: (identity, key, payload and profile sealed under it)."""
    if rows:
        connection.execute(
            update(identity)
            .where(identity.c.identity_id == bindparam("b_id"))
            .values(key_id=bindparam("b_key"), payload=bindparam("b_payload"), profile=bindparam("b_profile")),
            [{"b_id": i, "b_key": k, "b_payload": p, "b_profile": q} for i, k, p, q in rows],
        )


def identities_by_key(connection: Connection, keys: Iterable[tuple[int, int]]) -> dict[tuple[int, int], list[int]]:
    """For each (value, kind): the identities that hold it."""
    found: dict[tuple[int, int], list[int]] = {}
    wanted = set(keys)
    # Asked for by value alone: SQLite reads the whole table for a list of (value, kind) pairs.
    for key, kind, identity_id in rows_for(connection, _holders, {value for value, _ in wanted}):
        if (key, kind) in wanted:
            found.setdefault((key, kind), []).append(identity_id)
    return found


def _holders(listed: FromClause) -> Select[Any]:
    query = select(link_key.c.key, link_key.c.kind, link_key.c.identity_id)
    return query.join_from(listed, link_key, link_key.c.key == listed.c.value)


def keys_of(connection: Connection, identities: Collection[int]) -> dict[int, list[tuple[int, int]]]:
    """The exact keys of each of these identities: (value, kind) pairs."""
    return _keys(connection, identities, _exact_keys)


def block_keys(connection: Connection, identities: Collection[int]) -> dict[int, set[tuple[int, int]]]:
    """The keys by which each of these identities is compared with others: (value, kind) pairs."""
    return {i: set(own) for i, own in _keys(connection, identities, _block_keys).items()}


def keys_on_leg(connection: Connection, identities: Collection[int]) -> dict[int, list[tuple[int, int]]]:
    """The exact keys of each of these identities, and those of its whole name, alone and with the birth date."""
    return _keys(connection, identities, _keys_on_leg)


def _keys(connection: Connection, identities: Collection[int], which: Asked) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = {}
    for identity_id, key, kind in rows_for(connection, which, identities):
        found.setdefault(identity_id, []).append((key, kind))
    return found


def _every_key(listed: FromClause) -> Select[Any]:
    query = select(link_key.c.identity_id, link_key.c.key, link_key.c.kind)
    return query.join_from(listed, link_key, link_key.c.identity_id == listed.c.value)


def _exact_keys(listed: FromClause) -> Select[Any]:
    return _every_key(listed).where(link_key.c.kind <= max(Kind))


def _block_keys(listed: FromClause) -> Select[Any]:
    return _every_key(listed).where(link_key.c.kind >= min(KeyKind))


def _keys_on_leg(listed: FromClause) -> Select[Any]:
    named = link_key.c.kind.in_((KeyKind.FULL_NAME, KeyKind.LETTERS_BIRTH))
    return _every_key(listed).where(named | (link_key.c.kind <= max(Kind)))


def sealed(connection: Connection, identities: Collection[int]) -> Sequence[Row[Any]]:
    """The sealed payloads of these identities: identity_id, content_hash, key_id, payload."""
    return list(rows_for(connection, _sealed, identities))


def _sealed(listed: FromClause) -> Select[Any]:
    query = select(identity.c.identity_id, identity.c.content_hash, identity.c.key_id, identity.c.payload)
    return query.join_from(listed, identity, identity.c.identity_id == listed.c.value)


def sealed_profiles(connection: Connection, identities: Collection[int]) -> Sequence[Row[Any]]:
    """The sealed profiles of these identities: identity_id, content_hash, key_id, profile."""
    return list(rows_for(connection, _profiles, identities))


def _profiles(listed: FromClause) -> Select[Any]:
    query = select(identity.c.identity_id, identity.c.content_hash, identity.c.key_id, identity.c.profile)
    return query.join_from(listed, identity, identity.c.identity_id == listed.c.value)


def days_seen(connection: Connection, identities: Collection[int]) -> dict[int, tuple[str, str]]:
    """The first and the last day on which each of these identities was seen, as far as that is still held."""
    rows = rows_for(connection, _days, identities)
    return {i: (first.isoformat(), last.isoformat()) for i, first, last in rows}


def _days(listed: FromClause) -> Select[Any]:
    day = observation.c.seen_on
    query = select(observation.c.identity_id, func.min(day), func.max(day))
    joined = query.join_from(listed, observation, observation.c.identity_id == listed.c.value)
    return joined.group_by(observation.c.identity_id)


def with_profile(connection: Connection) -> list[int]:
    """Everybody who can be compared with others."""
    query = select(identity.c.identity_id).where(identity.c.profile.is_not(None))
    return list(connection.execute(query.order_by(identity.c.identity_id)).scalars())


def without_profile(connection: Connection) -> list[int]:
    """Everybody whose record is kept and who cannot be compared yet."""
    kept = (identity.c.profile.is_(None), identity.c.payload.is_not(None))
    return list(connection.execute(select(identity.c.identity_id).where(*kept)).scalars())


def add_profiles(connection: Connection, rows: Sequence[tuple[int, bytes]]) -> None:
    """Store the sealed profiles of these identities."""
    if rows:
        connection.execute(
            update(identity).where(identity.c.identity_id == bindparam("b_id")).values(profile=bindparam("b_profile")),
            [{"b_id": i, "b_profile": profile} for i, profile in rows],
        )


def without_block_keys(connection: Connection) -> list[int]:
    """Everybody who can be compared and is filed under no key for it."""
    filed = exists().where(link_key.c.identity_id == identity.c.identity_id, link_key.c.kind >= min(KeyKind))
    query = select(identity.c.identity_id).where(identity.c.profile.is_not(None), ~filed)
    return list(connection.execute(query).scalars())


def every_block_key(connection: Connection) -> Iterator[tuple[int, int, int]]:
    """Every key by which people are compared, with its kind and who holds it; equal ones together."""
    query = select(link_key.c.key, link_key.c.kind, link_key.c.identity_id).where(link_key.c.kind >= min(KeyKind))
    ordered = query.order_by(link_key.c.key, link_key.c.kind, link_key.c.identity_id)
    for row in connection.execute(ordered, execution_options={"yield_per": 10_000}):
        yield row.key, row.kind, row.identity_id


def under_key(connection: Connection, key_id: int) -> list[int]:
    """The identities whose payload is sealed under this key."""
    query = select(identity.c.identity_id).where(identity.c.key_id == key_id, identity.c.payload.is_not(None))
    return list(connection.execute(query.order_by(identity.c.identity_id)).scalars())


def on_record(connection: Connection, identities: Collection[int]) -> dict[int, bool]:
    """Of these identities, those that are not erased; whether a phone number came with each."""
    return dict(tuple(row) for row in rows_for(connection, _on_record, identities))


def _on_record(listed: FromClause) -> Select[Any]:
    # From the index alone: by their numbers SQLite would rather read the records, each on a page of its own.
    query = select(identity.c.identity_id, identity.c.has_phone)
    query = query.with_hint(identity, "INDEXED BY ix_identity_on_record", "sqlite")
    joined = query.join_from(listed, identity, identity.c.identity_id == listed.c.value).join(
        data_key, data_key.c.key_id == identity.c.key_id
    )
    return joined.where(data_key.c.wrapped.is_not(None), identity.c.payload.is_not(None))
