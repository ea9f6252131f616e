"""Which records are one traveller's: a pure function of the records, their scored pairs and what people decided.

Pairs are taken by falling bits, ties by content, so that the order of arrival does not matter. Two groups are compared
as two travellers, not by their best pair: a record without a birth date must not tie a father to his son. For each kind
of fact the best agreement between any two of their records counts; where every comparison contradicts, the mildest.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from itertools import chain, product
from math import fsum
from operator import attrgetter
from typing import Final, Generic, TypeVar

from pratique.model.profile import Profile
from pratique.rules.linkage import scoring
from pratique.rules.linkage.derived import folded, one_slip
from pratique.rules.linkage.items import SENTENCES
from pratique.rules.linkage.model import LinkModel, Rarity, link_model
from pratique.rules.linkage.papers import same_issuer

Id = TypeVar("Id", bound=Hashable)
Said = dict[str, tuple[int, float]]
"""What two members say, by the kind of fact: its rank (`_RANK`) and its bits."""


@dataclass(frozen=True, slots=True)
class Member:
    """One identity: its profiles (one for each of its papers), and the first and last day it was seen, if known."""

    profiles: tuple[Profile, ...]
    used: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Edge(Generic[Id]):
    """Two members and what they say about being one traveller's (`bits_of` the best pair of their profiles)."""

    a: Id
    b: Id
    bits: float


def unite(
    members: Mapping[Id, Member],
    edges: Iterable[Edge[Id]],
    rarity: Rarity,
    *,
    together: Collection[tuple[Id, Id]] = (),
    apart: Collection[tuple[Id, Id]] = (),
    said: Mapping[tuple[Id, Id], Said] | None = None,
    model: LinkModel | None = None,
) -> list[frozenset[Id]]:
    """The groups, each one traveller, every member in one. Edges below the search threshold join nobody.

    `together` and `apart` are what people decided: `apart` outweighs everything. `said` are pairs compared already
    (`compared`), which spares comparing them again.
    """
    uniting = _Uniting(members, rarity, apart, dict(said or {}), model or link_model())
    for a, b in sorted(together, key=lambda pair: uniting.order(*pair)):
        if uniting.allowed(a, b):
            uniting.join(a, b)
    enough = (edge for edge in edges if edge.bits >= uniting.model.search)
    waiting = sorted(enough, key=lambda edge: (-round(edge.bits, 6), uniting.order(edge.a, edge.b)))
    joined = True
    while joined:
        joined, left = False, []
        for edge in waiting:
            if uniting.group(edge.a) is uniting.group(edge.b):
                continue
            if uniting.allowed(edge.a, edge.b) and uniting.bits(edge.a, edge.b) >= uniting.model.search:
                uniting.join(edge.a, edge.b)
                joined = True
            else:
                left.append(edge)
        waiting = left
    return uniting.groups()


class _Uniting(Generic[Id]):
    """The groups as they stand."""

    def __init__(
        self,
        members: Mapping[Id, Member],
        rarity: Rarity,
        apart: Collection[tuple[Id, Id]],
        said: dict[tuple[Id, Id], Said],
        model: LinkModel,
    ) -> None:
        self.model = model
        self._members = members
        self._rarity = rarity
        self._group: dict[Id, list[Id]] = {member: [member] for member in members}
        self._content: dict[Id, tuple[object, ...]] = {}
        self._apart: dict[Id, set[Id]] = {}
        for a, b in apart:
            self._apart.setdefault(a, set()).add(b)
            self._apart.setdefault(b, set()).add(a)
        self._said = said
        self._between: dict[tuple[int, int], _Between[Id]] = {}
        """By the groups' own identity: each stays alive as long as it is a key."""

    def order(self, a: Id, b: Id) -> tuple[object, object]:
        """Where a pair stands among others of equal bits: by content, whichever of the two is named first."""
        one, other = self._in_order(a), self._in_order(b)
        return (one, other) if one <= other else (other, one)

    def _in_order(self, member: Id) -> tuple[object, ...]:
        if member not in self._content:
            self._content[member] = _content(self._members[member])
        return self._content[member]

    def group(self, member: Id) -> list[Id]:
        return self._group[member]

    def groups(self) -> list[frozenset[Id]]:
        return [frozenset(group) for group in {id(group): group for group in self._group.values()}.values()]

    def allowed(self, a: Id, b: Id) -> bool:
        other = self._group[b]
        return not any(self._apart.get(member, set()).intersection(other) for member in self._group[a])

    def join(self, a: Id, b: Id) -> None:
        large, small = sorted((self._group[a], self._group[b]), key=len, reverse=True)
        if large is small:
            return
        large.extend(small)
        for member in small:
            self._group[member] = large

    def bits(self, a: Id, b: Id) -> float:
        """What the two groups say about being one traveller, as two travellers compared.

        A family asks again for every pair of its papers: what was compared once is kept while the groups grow.
        """
        one, other = sorted((self._group[a], self._group[b]), key=id)
        between = self._between.setdefault((id(one), id(other)), _Between(one, other))
        sizes = len(one), len(other)
        if between.sizes != sizes:
            done, there = between.sizes
            for pair in chain(product(one[done:], other), product(one[:done], other[there:])):
                _take_best(between.best, self._pair(*pair))
            between.bits = _together(between.best, self._of(one), self._of(other), self.model)
            between.sizes = sizes
        return between.bits

    def _of(self, group: Sequence[Id]) -> list[Member]:
        return [self._members[member] for member in group]

    def _pair(self, a: Id, b: Id) -> Said:
        found = self._said.get((a, b)) or self._said.get((b, a))
        if found is None:
            found = self._said[a, b] = compared(self._members[a], self._members[b], self._rarity, self.model)
        return found


@dataclass(slots=True)
class _Between(Generic[Id]):
    """What two groups say, as far as they were compared; groups grow at their end only."""

    one: list[Id]
    other: list[Id]
    sizes: tuple[int, int] = (0, 0)
    best: Said = field(default_factory=dict)
    bits: float = 0.0


def _take_best(best: Said, said: Said) -> None:
    for kind, found in said.items():
        if kind not in best or found > best[kind]:
            best[kind] = found


def _together(best: Said, a: Sequence[Member], b: Sequence[Member], model: LinkModel) -> float:
    total = {kind: bits for kind, (_, bits) in best.items()}
    for kind, bits in _contradictions(a, b, model).items():
        total[kind] = min(total.get(kind, 0.0), bits)
    # Exact, so that it does not matter in which order the facts were met.
    return fsum(total.values())


def compared(a: Member, b: Member, rarity: Rarity, model: LinkModel) -> Said:
    """What two members say, by the kind of fact; of several profiles the best."""
    best: Said = {}
    for one, other in product(a.profiles, b.profiles):
        _take_best(best, _by_kind(scoring.said(one, other, rarity, model)))
    return best


_RANK: Final = {
    **dict.fromkeys(("name-part", "name-initial", "name-cut", "name-first", "birth-part", "birth-filler"), 0),
    **dict.fromkeys(("phone-family", "phone-many"), 2),
}
"""What whole names or dates say of two groups goes before what parts of them say; that a phone is a family's, which
only records with a birth date can tell, goes before its being the same."""


_KIND: Final = {code: "name" if code.startswith("twin") else code.partition("-")[0] for code in SENTENCES}


def _by_kind(facts: Iterable[tuple[str, float, int]]) -> Said:
    """The rank of what was compared, and the bits, by the kind of fact."""
    said: Said = {}
    for code, more, _ in facts:
        kind = _KIND[code]
        rank, bits = said.get(kind, (1, 0.0))
        said[kind] = (_RANK.get(code, rank), bits + more)
    return said


_STATED: Final = attrgetter(*(field.name for field in fields(Profile)))


def _content(member: Member) -> tuple[object, ...]:
    return tuple(sorted(tuple([text or "" for text in _STATED(one)]) for one in member.profiles))


@dataclass(slots=True)
class _Passport:
    """One passport number of a group: what its records say of it, and the days of its first and last use."""

    profiles: list[Profile]
    first: str | None = None
    last: str | None = None


def _contradictions(a: Iterable[Member], b: Iterable[Member], model: LinkModel) -> dict[str, float]:
    """Bits by kind of fact, where two groups hold papers that one person would not hold together."""
    found = {}
    ids_a, ids_b = _national_ids(a), _national_ids(b)
    for country in ids_a.keys() & ids_b.keys():
        if not any(x == y or one_slip(x, y) for x, y in product(ids_a[country], ids_b[country])):
            found["national"] = model.bits["group-national-ids"]
    if not _numbers(a) & _numbers(b):
        held_a, held_b = _passports(a), _passports(b)
        if any(_held_together(held_a[issuer], held_b[issuer]) for issuer in held_a.keys() & held_b.keys()):
            found["document"] = model.bits["group-same-time"]
    return found


def _national_ids(members: Iterable[Member]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for profile in (profile for member in members for profile in member.profiles):
        if profile.nid and profile.nid_country:
            found.setdefault(profile.nid_country, set()).add(profile.nid)
    return found


def _numbers(members: Iterable[Member]) -> set[str]:
    return {profile.doc_number for member in members for profile in member.profiles if profile.doc_number}


def _passports(members: Iterable[Member]) -> dict[str, dict[str, _Passport]]:
    """By issuer and number."""
    found: dict[str, dict[str, _Passport]] = {}
    for member in members:
        for profile in member.profiles:
            if profile.doc_number and profile.doc_issuer and (profile.doc_type or "P") == "P":
                one = found.setdefault(profile.doc_issuer, {}).setdefault(profile.doc_number, _Passport([]))
                one.profiles.append(profile)
                if member.used:
                    one.first = min(one.first or member.used[0], member.used[0])
                    one.last = max(one.last or member.used[1], member.used[1])
    return found


def _held_together(a: Mapping[str, _Passport], b: Mapping[str, _Passport]) -> bool:
    """Whether two sets of passports of one issuer, none in both, have two that were good or used at the same time."""
    if any(one_slip(x, y) or folded(x) == folded(y) for x, y in product(a, b)):
        return False
    return any(_same_time(x, y) for x, y in product(a.values(), b.values()))


def _same_time(a: _Passport, b: _Passport) -> bool:
    if a.first and a.last and b.first and b.last and a.first < b.last and b.first < a.last:
        return True
    stated = {same_issuer(x, y) for x, y in product(a.profiles, b.profiles)}
    return "document-same-time" in stated and "document-renewed" not in stated
