"""Everybody of a register linked anew: a new link model from what the register holds, and the partition by it.

What is written is what differs: memberships that stay are not touched, and whoever relied on one that changes is told.
Records are opened in memory only: all of them in the engine's, and as objects of this program those alone in whom
something contradicts or of whom an officer said something. The partition is the one that linking batch by batch makes
by the same model.
"""

from __future__ import annotations

from dataclasses import dataclass

from pratique.desk import Desk
from pratique.desk.everybody import compare_everybody
from pratique.desk.linker import Linker
from pratique.desk.opened import fill_profiles
from pratique.desk.uniting import Decision, settle
from pratique.errors import Conflict
from pratique.flow.identity.normal import profiles_of
from pratique.flow.identity.statements import person_of
from pratique.rules.linkage.model import link_model
from pratique.stores.register import evidence, link_models, memberships, people, receipts
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
            travellers = len(set(held.values())) + len(everybody) - len(held)
            version = before.version + 1 if before else 1
            model = StoredModel(version, link_model().version, max(travellers, 1), now)
            judged = {i for one in evidence.judgements_of(connection, everybody) for i in (one.a, one.b)}
            found = compare_everybody(desk, connection, model, judged)
            edges = found.edges
            linker = Linker(desk, connection, seeds=everybody, fresh=(model, found.frequencies))
            old = linker.pairs(everybody).keys()
            beside = {pair: edge for pair, edge in edges.items() if not found.doubted.isdisjoint(pair)}
            one_by_one = linker.groups_around(found.doubted, beside, old - edges.keys())
            groups = [*found.whole, *(own for own in one_by_one if not found.doubted.isdisjoint(own))]
        with site.register.writing() as connection:
            link_models.add(connection, model, {"identities": len(everybody)}, found.frequencies)
            evidence.drop_edges(connection, old)
            evidence.add_edges(connection, [edges[pair] for pair in sorted(edges)])
            counts = settle(desk, connection, groups, Decision(version), now)
            done = Resolved(version, len(everybody), len(groups), counts["united"], counts["parted"])
            desk.log(connection, "identity.resolve", {"version": version, "identities": len(everybody), **counts})
    return done


def _file_new(desk: Desk, connection: Connection) -> None:
    """Give the keys by which they are compared to those who have none yet: of a register of an earlier version."""
    without = people.without_block_keys(connection)
    linker = Linker(desk, connection, seeds=without)
    evidence.add_keys(connection, sorted((key, kind, i) for i in without for key, kind in linker.keys(i)))
