"""Who on a leg is the case, whose form is whose, and who arrived by it, where only records side by side can tell.

Out go numbers of identities alone. The callers have made sure that these people are within reach.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from pratique.desk import profiles as kept
from pratique.desk.work import Desk
from pratique.guard.vault import ErasedError
from pratique.model.movement import NOBODY, Line
from pratique.model.profile import Profile
from pratique.rules.linkage.same_journey import alike_in_party, alone_alike, same_on_journey
from pratique.rules.own_forms import companions, form_groups, left_over
from pratique.stores.register import people


def recognised(desk: Desk, own: Sequence[Profile], aboard: Collection[int]) -> set[int]:
    """Those of these people aboard who agree with the notice's person in enough. Logged before a record is opened."""
    return {i for i, other in _opened(desk, aboard, "case.recognise").items() if same_on_journey(own, other)}


def arrived_as(
    desk: Desk, contacts: Sequence[Collection[int]], arrived: Mapping[int, frozenset[int]]
) -> dict[int, frozenset[int]]:
    """Of contacts on a leg, by their place in this order: who among those that `arrived` by it unlisted they are.

    Only where the two are like nobody else of either side. Logged before a record is opened.
    """
    known = _opened(desk, {*(i for own in contacts for i in own), *arrived}, "case.arrivals")
    alike = {
        (place, i)
        for place, own in enumerate(contacts)
        for i in arrived
        if same_on_journey([one for paper in own for one in known.get(paper, ())], known.get(i, ()))
    }
    return {place: arrived[i] for place, i in alone_alike(alike).items()}


def own_forms(
    desk: Desk, lines: Sequence[Line], kin: Mapping[int, Collection[int]], *, compare: bool
) -> list[frozenset[int]]:
    """Of the people whom these lines of a leg name: each one's identities on locator forms and on lists.

    `kin` are all papers that are surely theirs. `compare`: whether records may be opened, for the companions on a form
    whose name a list writes otherwise: those, and whoever is left over on their booking. Logged before one is opened.
    """
    everybody = {line.identity_id for line in lines} - {NOBODY}
    with desk.site.register.reading() as connection:
        groups = form_groups(lines, kin, people.keys_on_leg(connection, everybody))
    left = left_over(lines, groups) if compare else []
    if not left:
        return groups
    known = _opened(desk, {i for one in left for i in one.forms | one.listed}, "case.forms")
    for one in left:
        pairs = [(i, other) for i in one.forms for other in one.listed]
        groups += companions({(i, k): alike_in_party(known.get(i, ()), known.get(k, ())) for i, k in pairs})
    return groups


def _opened(desk: Desk, aboard: Collection[int], what: str) -> dict[int, tuple[Profile, ...]]:
    """What these people are compared by; nothing of whose record is erased. Logged, with their number, before."""
    with desk.site.register.writing() as connection:
        desk.log(connection, what, {"compared": len(aboard)})
    found: dict[int, tuple[Profile, ...]] = {}
    with desk.site.register.reading() as connection:
        rows = people.sealed_profiles(connection, aboard)
        desk._vault.load(connection, {row.key_id for row in rows})
        for row in rows:
            try:
                clear = desk._vault.open(row.key_id, row.profile, kept.about(row.content_hash))
            except ErasedError:
                continue
            found[row.identity_id] = kept.unpacked(clear)
    return found
