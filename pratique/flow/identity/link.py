"""Linking what a batch brought: within its files, to travellers known, and travellers with one another.

What is to be stored is worked out by reading alone, so that the register is held for as long as it takes to write it
down: in the transaction that acknowledges the batch, so that no one sees a file without whose papers it brings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations

from pratique.desk import Desk
from pratique.desk.asking import ask_on_arrival
from pratique.desk.linker import Linker, crowded
from pratique.desk.uniting import Decision, settle
from pratique.model.profile import Profile
from pratique.stores.failpoint import reach
from pratique.stores.register import evidence, memberships, people
from pratique.stores.register.evidence import Edge, Key, Pair, pair
from pratique.stores.register.register import Connection


@dataclass(frozen=True, slots=True)
class Links:
    """What the linking of a batch adds to the register and takes from it."""

    batch_id: int
    version: int
    keys: Mapping[int, set[Key]] = field(default_factory=dict)
    edges: Mapping[Pair, Edge] = field(default_factory=dict)
    gone: frozenset[Pair] = frozenset()
    groups: tuple[frozenset[int], ...] = ()
    opened: int = 0


def link_batch(desk: Desk, batch_id: int, given: Mapping[int, Sequence[Profile]] | None = None) -> Links:
    """Work out whose papers a batch brought. `given`: the facts of its new identities, where they are at hand.

    The caller is the one writer; nothing that is read here changes before it is stored.
    """
    with desk.site.register.reading() as connection:
        new = memberships.unresolved_of_batch(connection, batch_id)
        again = memberships.seen_again(connection, batch_id)
        linker = Linker(desk, connection, {i: given[i] for i in new if i in given} if given else {}, [*new, *again])
        keys = {i: linker.keys(i) for i in new}
        stored, holders = _filed(linker, keys)
        crowds = {key for key, ids in holders.items() if crowded(key, stored.get(key, 0) + len(ids))}
        known = linker.holders({key for key in holders if key in stored and key not in crowds})
        pairs = set(_pairs(holders, known, crowds))
        over = {key for key in crowds if not crowded(key, stored.get(key, 0))}
        lost = set(_lost(linker, connection, over))
        fuller = linker.phones_filled()
        old = {both for both in linker.pairs(fuller) if fuller.issuperset(both)} - lost
        edges = {(edge.a, edge.b): edge for edge in linker.score(pairs | old)}
        gone = frozenset(lost | (old - edges.keys()))
        touched = {i for one in (*edges, *gone) for i in one}
        groups = linker.groups_around({*new, *touched, *again}, edges, gone)
        return Links(batch_id, linker.version, keys, edges, gone, tuple(groups), linker.opened)


def store_links(desk: Desk, connection: Connection, links: Links, now: datetime) -> dict[str, int]:
    """Write down what was worked out, in the transaction that acknowledges the batch; what to log of it."""
    # In the order in which they are kept: each page of the index is then written once.
    evidence.add_keys(connection, sorted((key, kind, i) for i, own in links.keys.items() for key, kind in own))
    reach("link-keys")
    born = links.keys.keys()
    evidence.drop_edges(connection, links.gone | {one for one in links.edges if born.isdisjoint(one)})
    evidence.add_edges(connection, list(links.edges.values()))
    reach("link-edges")
    decision = Decision(links.version, batch_id=links.batch_id)
    counts = settle(desk, connection, links.groups, decision, now)
    asked = ask_on_arrival(desk, connection, links.edges.values(), now)
    return {"compared_with": links.opened, **counts, "asked": asked} if links.groups else {}


def _filed(linker: Linker, keys: Mapping[int, set[Key]]) -> tuple[dict[Key, int], dict[Key, list[int]]]:
    """How many stored identities hold each of these keys, and which of the new ones do."""
    holders: dict[Key, list[int]] = {}
    for i, own in keys.items():
        for key in own:
            holders.setdefault(key, []).append(i)
    return linker.counted(holders.keys()), holders


def _pairs(
    holders: Mapping[Key, Sequence[int]], known: Mapping[Key, Sequence[int]], crowds: Set[Key]
) -> Iterator[Pair]:
    """Whoever shares a key that is not too many's, one of them new."""
    for key, new in holders.items():
        others = known.get(key, ())
        if (others or len(new) > 1) and key not in crowds:
            yield from (pair(a, b) for a, b in combinations(new, 2))
            yield from (pair(a, b) for a in new for b in others)


def _lost(linker: Linker, connection: Connection, over: set[Key]) -> Iterator[Pair]:
    """Stored pairs that were compared for a key which has just become too many's, and share no other."""
    if not over:
        return
    holders = {i for ids in linker.holders(over).values() for i in ids}
    suspected = [both for both in linker.pairs(holders) if holders.issuperset(both)]
    keys = people.block_keys(connection, {i for both in suspected for i in both})
    shared = {(a, b): keys[a] & keys[b] - over for a, b in suspected}
    counts = linker.counted({key for own in shared.values() for key in own})
    for one, own in shared.items():
        if all(crowded(key, counts[key]) for key in own):
            yield one
