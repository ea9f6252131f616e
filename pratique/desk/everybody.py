"""Everybody of a register compared at once: records are opened for the engine's memory alone, some at a time.

Like the linker's, what is opened here stays inside: out go keyed hashes, bits with codes, and who belongs together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pratique.desk import profiles as kept
from pratique.desk.linker import CROWD, RARE
from pratique.desk.work import Desk
from pratique.guard.vault import ErasedError
from pratique.rules.linkage.items import bits_of
from pratique.rules.linkage.model import link_model
from pratique.stores.linkage.population import Population, Row, population
from pratique.stores.linkage.rarity import COUNTED
from pratique.stores.register import memberships, people
from pratique.stores.register.evidence import Edge, Key, Pair
from pratique.stores.register.link_models import StoredModel
from pratique.stores.register.register import Connection

_AT_ONCE: Final = 20_000


@dataclass(frozen=True, slots=True)
class Compared:
    """What the engine found: how common things are, pairs that may be one traveller's, whole travellers, the rest.

    `doubted` are those whose travellers have to be worked out one by one.
    """

    frequencies: Counter[Key]
    edges: Mapping[Pair, Edge]
    whole: Sequence[frozenset[int]]
    doubted: frozenset[int]


def compare_everybody(desk: Desk, connection: Connection, model: StoredModel, judged: Collection[int]) -> Compared:
    """Everybody beside everybody who shares a key. `judged`: of whom an officer said that they are one, or not."""
    everybody = people.with_profile(connection)
    held = memberships.travellers_of(connection, everybody)
    with population(link_model()) as compared:
        for rows in _opened(desk, connection, everybody, held):
            compared.add(rows)
        compared.weigh(model.travellers, CROWD)
        edges = {}
        for a, b, items in compared.scored(people.every_block_key(connection)):
            said = tuple((one.code, one.bits, one.number) for one in items)
            edges[a, b] = Edge(a, b, model.version, bits_of(items), said)
        whole, doubted = compared.groups({*judged, *_beside_erased(connection, everybody, held)})
        known = doubted.union(*whole)
        return Compared(_frequencies(desk, compared), edges, whole, frozenset(doubted.union(set(everybody) - known)))


def _opened(
    desk: Desk, connection: Connection, everybody: Sequence[int], held: Mapping[int, int]
) -> Iterator[list[Row]]:
    vault = desk._vault
    for at in range(0, len(everybody), _AT_ONCE):
        sealed = people.sealed_profiles(connection, everybody[at : at + _AT_ONCE])
        vault.load(connection, {row.key_id for row in sealed})
        rows: list[Row] = []
        for row in sealed:
            try:
                clear = vault.open(row.key_id, row.profile, kept.about(row.content_hash))
            except ErasedError:
                continue
            i = row.identity_id
            rows += [(i, held.get(i, -i), one) for one in kept.unpacked(clear)]
        yield rows


def _beside_erased(connection: Connection, everybody: Sequence[int], held: Mapping[int, int]) -> set[int]:
    """Those who are one with somebody whose record is erased: what was found of them stands."""
    there = set(everybody)
    members = memberships.members(connection, set(held.values()))
    return {i for own in members.values() if not there.issuperset(own) for i in own}


def _frequencies(desk: Desk, compared: Population) -> Counter[Key]:
    return Counter(
        {
            kept.frequency_key(desk.sealer, kind, value): count
            for kind in COUNTED
            for value, count in compared.counted(kind, RARE + 1)
        }
    )
