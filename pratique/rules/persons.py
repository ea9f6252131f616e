"""Who is one person on a leg, and whom a bare reference means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pratique.model.movement import NOBODY, Line, Told
from pratique.rules.closeout import sender_of


@dataclass(frozen=True, slots=True)
class Persons:
    """The people of a leg, each under a number that holds within this value only (the least identity)."""

    all: frozenset[int]
    of_identity: Mapping[int, int]
    of_ref: Mapping[int, int]
    """Person by passenger reference, for references that mean one person."""
    of_pair: Mapping[tuple[int, int], frozenset[int]]
    """People by (reference, booking)."""
    bearing: Mapping[int, frozenset[int]]
    """People by any reference ever stated of them."""
    in_party: Mapping[int, frozenset[int]]
    reused: frozenset[int]
    """References given to different people."""
    given: Mapping[int, frozenset[tuple[int, str]]]
    """Of each person, every (reference, sender that gave it)."""

    def match(self, line: Line) -> int | None:
        """The person a line means: by identity, by reference, by reference and booking; None if not certain.

        A booking alone means its only known passenger where it has but one.
        """
        if line.identity_id != NOBODY:
            return self.of_identity.get(line.identity_id)
        if line.ref_key in self.of_ref:
            return self.of_ref[line.ref_key]
        found = self.candidates(line) if line.ref_key == 0 else self.of_pair.get((line.ref_key, line.party_key))
        return next(iter(found)) if found and len(found) == 1 else None

    def candidates(self, line: Line) -> frozenset[int]:
        """Everybody a line without identity may mean."""
        if line.ref_key:
            return self.bearing.get(line.ref_key, frozenset())
        return self.in_party.get(line.party_key, frozenset()) if line.party_key else frozenset()

    def senders(self, person: int, refs: Container[int] | None = None) -> set[str]:
        """The senders that gave this person a reference (one of `refs`)."""
        return {sender for ref, sender in self.given.get(person, ()) if refs is None or ref in refs}


def with_forms(persons: Persons, own: Iterable[int], same: Iterable[Collection[int]]) -> Persons:
    """The same people with the identities of their `own` locator forms, and those whom no list names.

    `same` are groups of identities held to be one traveller. A form never makes one person of two on a list: where its
    group holds several, or none, whoever filled it in stands alone.
    """
    of_identity = dict(persons.of_identity)
    for group in same:
        listed = {persons.of_identity[i] for i in group if i in persons.of_identity}
        forms = [i for i in group if i not in persons.of_identity]
        if len(listed) == 1 or (forms and not listed):
            of_identity |= dict.fromkeys(forms, listed.pop() if listed else min(forms))
    of_identity |= {i: i for i in own if i not in of_identity}
    return replace(persons, all=frozenset(of_identity.values()), of_identity=of_identity)


def tell_apart(lines: Sequence[Line], told: Mapping[int, Told]) -> Persons:
    """The people whom lines with identity speak of, given in order: joined by a shared reference or identity.

    Two people whom one set of parts lists as different are never joined. So a reference that one set gives to two
    identities joins nobody, and where a chain of references would still join two identities of one set (a sender
    numbered its list anew), the references that changed hands join nobody either. The latter still mean the
    person who bears them in every sender's last word, if that is one person.
    """
    holders: defaultdict[int, set[int]] = defaultdict(set)
    in_set: defaultdict[tuple[object, ...], set[int]] = defaultdict(set)
    ref_in_set: defaultdict[tuple[int, tuple[object, ...]], set[int]] = defaultdict(set)
    for line in lines:
        message = told.get(line.message_id)
        # A change (CP) is not part of the list it changes, even where both come under one key.
        where: tuple[object, ...] = (line.message_id,)
        if message:
            where = (message.sender, message.set_key, message.function)
        in_set[where].add(line.identity_id)
        if line.ref_key:
            holders[line.ref_key].add(line.identity_id)
            ref_in_set[line.ref_key, where].add(line.identity_id)
    identities = {line.identity_id for line in lines}
    shared = {ref for (ref, _), ids in ref_in_set.items() if len(ids) > 1}
    of_identity = _joined(identities, (ids for ref, ids in holders.items() if ref not in shared))
    torn = set()
    for ids in in_set.values():
        seen: set[int] = set()
        for identity in ids:
            torn |= {of_identity[identity]} & seen
            seen.add(of_identity[identity])
    moved = {
        ref
        for ref, ids in holders.items()
        if ref not in shared and len(ids) > 1 and of_identity[next(iter(ids))] in torn
    }
    if moved:
        of_identity = _joined(identities, (ids for ref, ids in holders.items() if ref not in shared | moved))
    return _persons(lines, told, of_identity, shared, moved)


def _joined(identities: Iterable[int], groups: Iterable[set[int]]) -> dict[int, int]:
    """Each identity's group, named by its least member."""
    parent = {identity: identity for identity in identities}

    def top(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for group in groups:
        tops = {top(identity) for identity in group}
        least = min(tops)
        for one in tops:
            parent[one] = least
    return {identity: top(identity) for identity in parent}


def _persons(
    lines: Sequence[Line], told: Mapping[int, Told], of_identity: Mapping[int, int], shared: set[int], moved: set[int]
) -> Persons:
    bearing: defaultdict[int, set[int]] = defaultdict(set)
    pairs: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    parties: defaultdict[int, set[int]] = defaultdict(set)
    given: defaultdict[int, set[tuple[int, str]]] = defaultdict(set)
    last: dict[tuple[int, str], Line] = {}
    for line in lines:
        person, sender = of_identity[line.identity_id], sender_of(line.message_id, told)
        last[person, sender] = line
        if line.party_key:
            parties[line.party_key].add(person)
        if line.ref_key:
            bearing[line.ref_key].add(person)
            pairs[line.ref_key, line.party_key].add(person)
            given[person].add((line.ref_key, sender))
    now: defaultdict[int, set[int]] = defaultdict(set)
    for (person, _), line in last.items():
        now[line.ref_key].add(person)
    of_ref = {ref: next(iter(people)) for ref, people in bearing.items() if ref not in shared | moved}
    of_ref |= {ref: next(iter(now[ref])) for ref in moved if len(now[ref]) == 1}
    return Persons(
        all=frozenset(of_identity.values()),
        of_identity=of_identity,
        of_ref=of_ref,
        of_pair={pair: frozenset(people) for pair, people in pairs.items()},
        bearing={ref: frozenset(people) for ref, people in bearing.items()},
        in_party={party: frozenset(people) for party, people in parties.items()},
        reused=frozenset(shared | moved),
        given={person: frozenset(pairs_given) for person, pairs_given in given.items()},
    )
