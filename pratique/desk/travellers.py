"""Which identities of the register are one traveller, by exact keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pratique.rules.linking import Kind, joined_through, same_traveller
from pratique.stores.register import people
from pratique.stores.register.register import Connection


def travellers(connection: Connection, keys: Mapping[int, Sequence[tuple[int, int]]]) -> dict[int, frozenset[int]]:
    """For each of several sets of (value, kind) pairs: the identities that are the same traveller."""
    every = {pair for own in keys.values() for pair in own}
    numbers = {(v, int(Kind.NUMBER)) for v, k in every if k in (Kind.NUMBER, Kind.NUMBER_NO_ISSUER)}
    found = people.identities_by_key(connection, joined_through(every) | numbers)
    # Only a number without an issuer needs the other keys of those who hold it.
    bare = {i for (_, k), ids in found.items() if k == Kind.NUMBER_NO_ISSUER for i in ids}
    asked = any(k == Kind.NUMBER_NO_ISSUER for _, k in every)
    holders = {i for (_, k), ids in found.items() if k == Kind.NUMBER for i in ids} if bare or asked else set()
    keys_of = people.keys_of(connection, holders | bare) if holders else {}
    return {i: frozenset(same_traveller(own, found, keys_of)) for i, own in keys.items()}
