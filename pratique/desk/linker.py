"""The one door through which people already known are compared with others: for linking alone, and nothing goes out.

Intake may open no record. To tell whose papers a new list brings, though, it must compare them with those it knows. A
`Linker` opens the facts of identities, in the form in which they are compared, and of no others than those that share
a key with the ones it was made for, or are tied to such by stored evidence. What it opened stays inside: out go keyed
hashes, bits with codes, and which numbers of identities belong together. How many it opened is in the audit log.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import product
from typing import Final

from pratique.desk import profiles as kept
from pratique.desk.work import Desk
from pratique.errors import NotAllowed
from pratique.guard.vault import ErasedError
from pratique.model.profile import Profile
from pratique.rules.linkage import uniting
from pratique.rules.linkage.blocking import CAP, KeyKind, block_keys
from pratique.rules.linkage.derived import name_of
from pratique.rules.linkage.items import Item, bits_of
from pratique.rules.linkage.model import Counted, Counts, link_model
from pratique.rules.linkage.scoring import FEW_NAMES, MANY_NAMES, compare
from pratique.stores.register import evidence, link_models, memberships, people
from pratique.stores.register.evidence import Edge, Judgement, Key, Pair
from pratique.stores.register.link_models import StoredModel
from pratique.stores.register.register import Connection

RARE: Final = 2
"""What no more travellers state counts as much as this anyway, and is not stored."""
_LEAST_CAP: Final = min(CAP.values())
CROWD: Final = 1000
"""A phone on so many papers is an agency's, however many names are told apart."""


class Linker:
    """Compares identities with those they may be one with, by the newest link model of the site.

    `given` are the facts of identities that its caller brings itself; `seeds` are others it is made for. `fresh` is a
    model that is about to be stored, with its frequencies.
    """

    def __init__(
        self,
        desk: Desk,
        connection: Connection,
        given: Mapping[int, Sequence[Profile]] | None = None,
        seeds: Collection[int] = (),
        fresh: tuple[StoredModel, Mapping[Key, int]] | None = None,
    ) -> None:
        self._desk = desk
        self._connection = connection
        self._profiles: dict[int, tuple[Profile, ...]] = {i: tuple(own) for i, own in (given or {}).items()}
        self._given = frozenset(self._profiles)
        self._reached = {*self._given, *seeds}
        self._counts: dict[tuple[Counted, str], int] = {}
        self._asked: set[tuple[Counted, str]] = set()
        self._phones: dict[str, int] = {}
        self._hashers = {kind: desk.sealer.hasher("link", str(int(kind))) for kind in KeyKind}
        self._fresh = fresh[1] if fresh else None
        stored = fresh[0] if fresh else link_models.latest(connection)
        fits = stored is not None and stored.weights == link_model().version
        self.version = stored.version if stored is not None and fits else 0
        self._travellers = stored.travellers if stored is not None and fits else 1

    @property
    def opened(self) -> int:
        """How many records were opened."""
        return len(self._profiles.keys() - self._given)

    # -- who is to be compared -----------------------------------------------------------------------------------------

    def keys(self, identity_id: int) -> set[Key]:
        """The keys under which an identity is filed, hashed."""
        own = self._open({identity_id})[identity_id]
        return {(self._hashers[kind](text), int(kind)) for one in own for kind, text in block_keys(one)}

    def counted(self, keys: Collection[Key]) -> dict[Key, int]:
        """How many stored identities hold each of these keys."""
        return evidence.counted(self._connection, keys)

    def holders(self, keys: Collection[Key]) -> dict[Key, list[int]]:
        """The stored identities that hold each of these keys: within reach from here on."""
        found = people.identities_by_key(self._connection, keys)
        self._reached.update(i for ids in found.values() for i in ids)
        return found

    def pairs(self, identities: Collection[int]) -> dict[Pair, float]:
        """The stored pairs of these identities and their bits; the other halves are within reach from here on."""
        self._within(identities)
        found = evidence.pairs_of(self._connection, identities, link_model().review)
        self._reached.update(i for both in found for i in both)
        return found

    def phones_filled(self) -> set[int]:
        """Everybody on a phone that says less than before, with the names that those it was given bring."""
        phones = {one.phone for i in self._given for one in self._profiles[i] if one.phone}
        before = {phone: len(names) for phone, names in self._names(phones).items()}
        self._count_names(phones)
        fuller = [phone for phone in phones if _weight(self._phones[phone]) != _weight(before[phone])]
        keys = {(self._hash(KeyKind.PHONE, phone), int(KeyKind.PHONE)) for phone in fuller}
        few = {key for key, count in self.counted(keys).items() if count <= CROWD}
        return {i for ids in self.holders(few).values() for i in ids}

    # -- comparing -----------------------------------------------------------------------------------------------------

    def score(self, pairs: Collection[Pair]) -> list[Edge]:
        """Those of these pairs that may be one traveller's, with what speaks for it and against."""
        everybody = {i for pair in pairs for i in pair}
        profiles, rarity = self._open(everybody), self._rarity(everybody)
        model, version = link_model(), self.version
        found = []
        for a, b in pairs:
            best: tuple[Item, ...] = ()
            most = model.review
            for one, other in product(profiles[a], profiles[b]):
                items = compare(one, other, rarity, model)
                if (bits := bits_of(items)) > most or (bits == most and not best):
                    best, most = items, bits
            if best:
                found.append(Edge(a, b, version, most, tuple((one.code, one.bits, one.number) for one in best)))
        return found

    def groups_around(
        self, affected: Collection[int], fresh: Mapping[Pair, Edge] | None = None, gone: Collection[Pair] = ()
    ) -> list[frozenset[int]]:
        """The travellers that these identities, and all who are connected with them, make.

        `fresh` are pairs about to be stored, in place of what is stored of them; `gone` those about to be removed.
        """
        members, bits, judged = self._connected(affected, fresh or {}, frozenset(gone))
        tied = {i for both in bits for i in both} | {i for said in judged for i in (said.a, said.b)}
        found = [frozenset({i}) for i in members - tied]
        tied &= members
        if tied:
            profiles, used = self._open(tied), people.days_seen(self._connection, tied)
            together = [(said.a, said.b) for said in judged if said.same]
            together += self._as_they_were({i for i in tied if not profiles[i]}, tied)
            found += uniting.unite(
                {i: uniting.Member(profiles[i], used.get(i)) for i in tied},
                [uniting.Edge(a, b, of_both) for (a, b), of_both in bits.items()],
                self._rarity(tied),
                together=together,
                apart=[(said.a, said.b) for said in judged if not said.same],
            )
        return found

    def _as_they_were(self, erased: Collection[int], tied: Collection[int]) -> list[Pair]:
        """What was found of records that are erased, and kept for a case by number alone, stands."""
        held = memberships.travellers_of(self._connection, erased)
        members = memberships.members(self._connection, set(held.values()))
        beside = {i: members[traveller].intersection(tied) - {i} for i, traveller in held.items()}
        return [evidence.pair(i, min(others)) for i, others in beside.items() if others]

    def _connected(
        self, affected: Collection[int], fresh: Mapping[Pair, Edge], gone: frozenset[Pair]
    ) -> tuple[set[int], dict[Pair, float], list[Judgement]]:
        """All who are tied to these by pairs or by an officer's word, with the pairs and what was judged of them."""
        beside: dict[int, list[Pair]] = {}
        for both in fresh:
            for i in both:
                beside.setdefault(i, []).append(both)
        members, frontier = set(affected), set(affected)
        bits: dict[Pair, float] = {}
        judged: dict[tuple[int, int, int], Judgement] = {}
        while frontier:
            found = {both: own for both, own in self.pairs(frontier).items() if both not in gone and both not in fresh}
            found |= {both: fresh[both].bits for i in frontier for both in beside.get(i, ())}
            bits |= found
            said = evidence.judgements_of(self._connection, frontier)
            judged.update(((one.decision_id, one.a, one.b), one) for one in said)
            ends = {i for both in found for i in both}
            ends |= {i for one in said if one.same for i in (one.a, one.b)}
            # Whoever is one with them now, and perhaps no longer when this is done.
            held = set(memberships.travellers_of(self._connection, frontier).values())
            ends |= {i for own in memberships.members(self._connection, held).values() for i in own}
            self._reached |= ends
            frontier = ends - members
            members |= frontier
        return members, bits, [one for one in judged.values() if {one.a, one.b} <= members]

    # -- inside: what is opened, and how rare it is ------------------------------------------------------------------

    def _open(self, identities: Collection[int]) -> Mapping[int, tuple[Profile, ...]]:
        """The facts of these identities; none of one that is erased. NotAllowed for one out of reach."""
        self._within(identities)
        if wanted := {i for i in identities if i not in self._profiles}:
            rows = people.sealed_profiles(self._connection, wanted)
            vault = self._desk._vault
            vault.load(self._connection, {row.key_id for row in rows})
            self._profiles.update(dict.fromkeys(wanted, ()))
            for row in rows:
                try:
                    clear = vault.open(row.key_id, row.profile, kept.about(row.content_hash))
                except ErasedError:
                    continue
                self._profiles[row.identity_id] = kept.unpacked(clear)
        return self._profiles

    def _rarity(self, identities: Collection[int]) -> Counts:
        """How common is what these identities state, by the link model; and how many names their phones carry now."""
        profiles = [one for i in identities for one in self._profiles[i]]
        if self.version:
            values = {value for one in profiles for value in kept.counted_of(one)} - self._asked
            self._asked |= values
            hashed = {kept.frequency_key(self._desk.sealer, *value): value for value in values}
            if self._fresh is None:
                found = link_models.frequencies(self._connection, self.version, hashed.keys())
            else:
                found = {key: self._fresh[key] for key in hashed if key in self._fresh}
            self._counts.update((hashed[key], count) for key, count in found.items())
        self._count_names({one.phone for one in profiles if one.phone} - self._phones.keys())
        return Counts(self._travellers, self._counts, self._phones)

    def _count_names(self, phones: Collection[str]) -> None:
        """The names on these phones, those that were given included."""
        if not phones:
            return
        names = self._names(phones)
        for i in self._given:
            for one in self._profiles[i]:
                letters = name_of(one.surname, one.given).letters if one.phone in names else ""
                if letters and one.phone:
                    names[one.phone].add(self._hash(KeyKind.FULL_NAME, letters))
        self._phones.update((phone, len(on)) for phone, on in names.items())

    def _names(self, phones: Collection[str]) -> dict[str, set[int]]:
        """The stored names on these phones, as keyed hashes; more than count for a phone that a crowd holds."""
        kind = int(KeyKind.PHONE)
        values = {self._hash(KeyKind.PHONE, phone): phone for phone in phones}
        many = self.counted({(value, kind) for value in values})
        few = [value for value in values if 0 < many.get((value, kind), 0) <= CROWD]
        found = evidence.other_keys(self._connection, few, kind, int(KeyKind.FULL_NAME))
        names = {phone: found.get(value, set()) for value, phone in values.items()}
        names |= {values[value]: set(range(MANY_NAMES + 1)) for (value, _), count in many.items() if count > CROWD}
        return names

    def _hash(self, kind: KeyKind, text: str) -> int:
        return self._hashers[kind](text)

    def _within(self, identities: Collection[int]) -> None:
        if not self._reached.issuperset(identities):
            raise NotAllowed("Somebody asked for shares nothing with those who are being linked.", "")


def crowded(key: Key, count: int) -> bool:
    """Whether so many hold a key that it is evidence of nothing."""
    return count > _LEAST_CAP and count > CAP[KeyKind(key[1])]


def _weight(names: int) -> int:
    """What a phone with so many names says: a person's or a couple's, a family's, an agency's."""
    return (names > FEW_NAMES) + (names > MANY_NAMES)
