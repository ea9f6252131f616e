"""Who is whose, worked out anew around some identities, and the difference written down.

The partition is a pure function of the identities, the link model and what officers decided; here only the connected
pairs around what changed are united anew. Memberships that stay as they are, are not touched. Whatever relied on one
that changed is marked to be looked at again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pratique.desk.linker import Linker
from pratique.desk.work import Desk
from pratique.stores.failpoint import reach
from pratique.stores.register import memberships, rechecks
from pratique.stores.register.memberships import DecisionKind, Moved
from pratique.stores.register.register import Connection

_CHANGED = "identity_changed"


@dataclass(frozen=True, slots=True)
class Decision:
    """By what the memberships are changed: a rule as a batch comes in, or what an officer decided."""

    version: int
    batch_id: int | None = None
    decided: int | None = None
    """The number of an officer's decision, stored already."""


def settle(
    desk: Desk, connection: Connection, groups: Sequence[frozenset[int]], decision: Decision, now: datetime
) -> dict[str, int]:
    """Write down what differs from the memberships held until now; how many travellers are new, united and parted.

    Each group keeps the traveller that most of its papers are of: the oldest, where it unites several. A traveller of
    whom no paper is left says with whom it was united; one that comes apart again gets its old number back.
    """
    everybody = {i for group in groups for i in group}
    held = memberships.travellers_of(connection, everybody)
    kept = _kept(connection, groups, held)
    writer = _Writer(desk, connection, decision, now)
    new = sorted((group for group in groups if group not in kept), key=min)
    minted = memberships.add_travellers(connection, len(new), writer.number("assign")) if new else range(0)
    kept |= dict(zip(new, minted, strict=True))
    reach("link-travellers")
    moved: list[Moved] = []
    counts = {"new": len(new), "united": 0, "parted": 0}
    of = {i: kept[group] for group in groups for i in group}
    left = set(held.values()) - set(of.values())
    for i, traveller in sorted(of.items()):
        before = held.get(i)
        if before != traveller:
            kind: DecisionKind = "assign" if before is None else "merge" if before in left else "split"
            moved.append(Moved(i, traveller, writer.number(kind, before, traveller)))
    changed = {one.identity_id for one in moved} & held.keys()
    memberships.move(connection, moved, changed, now)
    into = {before: of[i] for i, before in sorted(held.items()) if before in left}
    memberships.set_status(connection, "merged", into)
    memberships.set_status(connection, "active", dict.fromkeys(set(of.values()) - set(held.values()) - set(minted)))
    reach("link-memberships")
    counts["united"] = len(into)
    counts["parted"] = len({(held[i], of[i]) for i in changed if held[i] not in left})
    if changed:
        touched = {held[i] for i in changed} | {of[i] for i in changed}
        relying = {i for i in everybody if held.get(i) in touched or of[i] in touched}
        rechecks.in_turn(connection)
        rechecks.raise_mark(connection, rechecks.cases_of(connection, relying), _CHANGED, now)
    return counts


def _kept(
    connection: Connection, groups: Iterable[frozenset[int]], held: Mapping[int, int]
) -> dict[frozenset[int], int]:
    """The traveller each group keeps, or gets back; none for a group of whom nothing was known."""
    wanted = sorted(groups, key=min)
    kept = _shared_out(wanted, {i: [traveller] for i, traveller in held.items()}, oldest=True)
    without = [group for group in wanted if group not in kept and not group.isdisjoint(held)]
    if without:
        once = memberships.held_before(connection, {i for group in without for i in group})
        status = memberships.standing(connection, {t for travellers in once.values() for t in travellers})
        free = {t for t, row in status.items() if row.status == "merged"}
        old = {i: list(dict.fromkeys(t for t in travellers if t in free)) for i, travellers in once.items()}
        kept |= _shared_out(without, old, oldest=False)
    return kept


def _shared_out(
    groups: Iterable[frozenset[int]], claims: Mapping[int, Sequence[int]], *, oldest: bool
) -> dict[frozenset[int], int]:
    """Each traveller to the group that holds most of its papers, and to each group one: the oldest, or the most its."""
    wanted: dict[int, tuple[int, int, frozenset[int]]] = {}
    counted = {group: Counter(t for i in group for t in claims.get(i, ())) for group in groups}
    for group, counts in counted.items():
        for traveller, count in counts.items():
            claim = (-count, min(group), group)
            if traveller not in wanted or claim[:2] < wanted[traveller][:2]:
                wanted[traveller] = claim
    won: dict[frozenset[int], list[int]] = {}
    for traveller, (_, _, group) in wanted.items():
        won.setdefault(group, []).append(traveller)
    return {
        group: min(mine) if oldest else min(mine, key=lambda t: (-counted[group][t], t)) for group, mine in won.items()
    }


class _Writer:
    """Gives each change its decision: an officer's, or one of a rule for every two travellers concerned."""

    def __init__(self, desk: Desk, connection: Connection, decision: Decision, now: datetime) -> None:
        self._desk, self._connection, self._decision, self._now = desk, connection, decision, now
        self._numbers: dict[tuple[DecisionKind, int | None, int | None], int] = {}

    def number(self, kind: DecisionKind, before: int | None = None, traveller: int | None = None) -> int:
        if self._decision.decided is not None:
            return self._decision.decided
        about = (kind, before, traveller) if before is not None else (kind, None, None)
        if about not in self._numbers:
            self._numbers[about] = memberships.decide(
                self._connection,
                kind,
                at=self._now,
                actor=self._desk.actor.id,
                purpose=self._desk.purpose,
                version=self._decision.version,
                batch_id=self._decision.batch_id,
                from_traveller=about[1],
                to_traveller=about[2],
            )
        return self._numbers[about]


def reunite(
    desk: Desk, connection: Connection, affected: Collection[int], now: datetime, decided: int | None = None
) -> dict[str, int]:
    """Work out and write down who is whose around these identities, whose profiles are opened for that; the counts."""
    linker = Linker(desk, connection, seeds=affected)
    groups = linker.groups_around(affected)
    return settle(desk, connection, groups, Decision(linker.version, decided=decided), now)


def settle_without(desk: Desk, connection: Connection, travellers: Collection[int], now: datetime) -> None:
    """Work out anew who is whose among what is left of travellers some of whose papers were erased."""
    memberships.mark_erased(connection, travellers)
    left = memberships.members(connection, travellers)
    if affected := {i for own in left.values() if len(own) > 1 for i in own}:
        reunite(desk, connection, affected, now)
