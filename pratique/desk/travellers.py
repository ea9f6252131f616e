"""Which identities of the register are one traveller: by exact keys, and by the travellers the register holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import heappop, heappush
from math import inf

from pratique.rules.linkage.model import link_model
from pratique.rules.linking import Kind, joined_through, same_traveller
from pratique.stores.register import evidence, memberships, people
from pratique.stores.register.register import Connection


def travellers(connection: Connection, keys: Mapping[int, Sequence[tuple[int, int]]]) -> dict[int, frozenset[int]]:
    """For each of several sets of (value, kind) pairs: the identities that are the same traveller by exact keys."""
    every = {pair for own in keys.values() for pair in own}
    numbers = {(v, int(Kind.NUMBER)) for v, k in every if k in (Kind.NUMBER, Kind.NUMBER_NO_ISSUER)}
    found = people.identities_by_key(connection, joined_through(every) | numbers)
    # Only a number without an issuer needs the other keys of those who hold it.
    bare = {i for (_, k), ids in found.items() if k == Kind.NUMBER_NO_ISSUER for i in ids}
    asked = any(k == Kind.NUMBER_NO_ISSUER for _, k in every)
    holders = {i for (_, k), ids in found.items() if k == Kind.NUMBER for i in ids} if bare or asked else set()
    keys_of = people.keys_of(connection, holders | bare) if holders else {}
    return {i: frozenset(same_traveller(own, found, keys_of)) for i, own in keys.items()}


@dataclass(frozen=True, slots=True)
class Tie:
    """How surely another paper is the same traveller's: bits along the weakest pair on the best way to it."""

    bits: float
    codes: tuple[str, ...] = ()
    """What the last pair on that way says, for and against."""

    @property
    def is_sure(self) -> bool:
        """Whether an order may follow from it without an officer having looked."""
        return self.bits >= link_model().act


@dataclass(frozen=True, slots=True)
class Papers:
    """All identities of one traveller: those joined by exact keys, and those the register holds for theirs besides."""

    exact: frozenset[int]
    tied: Mapping[int, Tie]

    @property
    def sure(self) -> frozenset[int]:
        """Those by exact keys, and those tied surely."""
        return self.exact | {i for i, tie in self.tied.items() if tie.is_sure}

    @property
    def likely(self) -> frozenset[int]:
        """Those that are likely the same traveller's, and no more than that."""
        return frozenset(i for i, tie in self.tied.items() if not tie.is_sure)


def papers_of(
    connection: Connection, exact: Mapping[int, frozenset[int]], known_at: datetime | None = None
) -> dict[int, Papers]:
    """For each of several sets of identities that exact keys join: every paper of that traveller as known then.

    What officers lastingly keep apart is not joined by exact keys either. An identity not resolved yet is known by its
    exact keys alone.
    """
    known = _Known(connection, {i for own in exact.values() for i in own}, known_at)
    return {start: known.papers(own, start) for start, own in exact.items()}


class _Known:
    """The identities around some, with what ties them: memberships as known then, exact keys, pairs and judgements."""

    def __init__(self, connection: Connection, start: Collection[int], known_at: datetime | None) -> None:
        self._of: dict[int, int] = {}
        self._exact: dict[int, frozenset[int]] = {}
        members: dict[int, set[int]] = {}
        everybody, new = set(start), set(start)
        while new:
            held = memberships.travellers_of(connection, new, known_at)
            members |= memberships.members(connection, set(held.values()) - members.keys(), known_at)
            self._of |= held
            more = {i for own in members.values() for i in own} - everybody
            self._of |= {i: t for t, own in members.items() for i in own}
            keys = people.keys_of(connection, more)
            self._exact |= travellers(connection, {i: keys.get(i, []) for i in more})
            new = {i for i in more for i in self._exact[i]} - everybody - more
            everybody |= more | new
        several = {i for own in members.values() if len(own) > 1 for i in own}
        self._beside: dict[int, list[tuple[int, Tie]]] = {}
        for edge in evidence.edges_of(connection, several, link_model().review):
            if edge.a in self._of and self._of[edge.a] == self._of.get(edge.b):
                self._tie(edge.a, edge.b, Tie(edge.bits, tuple(code for code, _, _ in edge.items)))
        self._apart: set[tuple[int, int]] = set()
        for said in evidence.judgements_of(connection, everybody):
            if not said.same:
                one, other = self._of.get(said.a, -said.a), self._of.get(said.b, -said.b)
                self._apart |= {(one, other), (other, one)}
            elif said.a in self._of and self._of[said.a] == self._of.get(said.b):
                self._tie(said.a, said.b, Tie(inf))

    def papers(self, own: Collection[int], start: int) -> Papers:
        begin = start if start in own else min(own, default=start)
        exact = {i for i in own if not self._kept_apart(begin, i)}
        tied: dict[int, Tie] = {}
        reached: list[tuple[float, int, tuple[str, ...]]] = [(-inf, i, ()) for i in sorted(exact)]
        done: set[int] = set()
        while reached:
            less, i, codes = heappop(reached)
            if i in done:
                continue
            done.add(i)
            if i not in exact:
                tied[i] = Tie(-less, codes)
            for other, by in self._beside.get(i, ()):
                # A chain is as sure as its weakest link, and that is the one an officer is told of.
                heappush(reached, (-by.bits, other, by.codes) if -by.bits >= less else (less, other, codes))
            for other in self._exact.get(i, ()):
                if not self._kept_apart(i, other):
                    heappush(reached, (less, other, codes))
        return Papers(frozenset(exact), tied)

    def _tie(self, a: int, b: int, tie: Tie) -> None:
        self._beside.setdefault(a, []).append((b, tie))
        self._beside.setdefault(b, []).append((a, tie))

    def _kept_apart(self, a: int, b: int) -> bool:
        return a != b and (self._of.get(a, -a), self._of.get(b, -b)) in self._apart
