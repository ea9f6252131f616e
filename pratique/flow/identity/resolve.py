"""Everybody of a register linked anew: a new link model from what the register holds, and the partition by it.

What is written is what differs: memberships that stay are not touched, and whoever relied on one that changes is told.
Records are opened in memory only. The partition is the one that linking batch by batch makes by the same model.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, groupby

from pratique.desk import Desk
from pratique.desk.linker import Linker, crowded
from pratique.desk.opened import fill_profiles
from pratique.desk.uniting import Decision, settle
from pratique.errors import Conflict
from pratique.flow.identity.normal import profiles_of
from pratique.flow.identity.statements import person_of
from pratique.rules.linkage.model import link_model
from pratique.stores.register import evidence, link_models, memberships, people, receipts
from pratique.stores.register.evidence import Pair
from pratique.stores.register.lease import writer
from pratique.stores.register.link_models import StoredModel
from pratique.stores.register.register import Connection


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a run made: the version of the link model, how many identities and travellers, and what changed."""

    version: int
    identities: int
    travellers: int
    united: int
    parted: int


def resolve(desk: Desk) -> Resolved:
    """Link everybody anew; logged. Raises Conflict while another process writes, or has left files half loaded."""
    site, now = desk.site, desk.now()
    with writer(site.register, site.movement_folder, "linking everybody", now):
        with site.register.writing() as connection:
            if receipts.pending_batches(connection):
                raise Conflict("Files are half loaded since a process ended.", "Run `pratique work --once` first.")
            fill_profiles(desk, connection, lambda content: profiles_of(person_of(content)))
            _file_new(desk, connection)
        with site.register.reading() as connection:
            everybody = people.with_profile(connection)
            held = memberships.travellers_of(connection, everybody)
            before = link_models.latest(connection)
            linker = Linker(desk, connection, seeds=everybody)
            frequencies = linker.frequencies(everybody, held)
            travellers = len(set(held.values())) + len(everybody) - len(held)
            version = before.version + 1 if before else 1
            model = StoredModel(version, link_model().version, max(travellers, 1), now)
            linker = Linker(desk, connection, seeds=everybody, fresh=(model, frequencies))
            edges = {(edge.a, edge.b): edge for edge in linker.score(set(_pairs(connection)))}
            old = {(edge.a, edge.b) for edge in linker.edges(everybody)}
            groups = linker.groups_around(everybody, edges, old - edges.keys())
        with site.register.writing() as connection:
            link_models.add(connection, model, {"identities": len(everybody)}, frequencies)
            evidence.drop_edges(connection, old)
            evidence.add_edges(connection, [edges[pair] for pair in sorted(edges)])
            counts = settle(desk, connection, groups, Decision(version), now)
            found = Resolved(version, len(everybody), len(groups), counts["united"], counts["parted"])
            desk.log(connection, "identity.resolve", {"version": version, "identities": len(everybody), **counts})
    return found


def _file_new(desk: Desk, connection: Connection) -> None:
    """Give the keys by which they are compared to those who have none yet: of a register of an earlier version."""
    without = people.without_block_keys(connection)
    linker = Linker(desk, connection, seeds=without)
    evidence.add_keys(connection, sorted((key, kind, i) for i in without for key, kind in linker.keys(i)))


def _pairs(connection: Connection) -> Iterator[Pair]:
    """Whoever shares a key that is not too many's."""
    for key, rows in groupby(people.every_block_key(connection), key=lambda row: row[:2]):
        holders = [identity for _, _, identity in rows]
        if not crowded(key, len(holders)):
            yield from combinations(holders, 2)
