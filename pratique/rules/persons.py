"""Who is one person on a leg, and whom a bare reference means."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from pratique.model.movement import NOBODY, Line, Told
from pratique.rules.closeout import sender_of

_Key = TypeVar("_Key")


@dataclass(frozen=True)
class Persons:
    """The people of a leg, each under a number that holds within this value only (the least identity).

    What only an unclear reference asks for is made when it is asked for: most legs have none.
    """

    lines: Sequence[Line]
    """Those with identity, in order."""
    told: Mapping[int, Told]
    of_identity: Mapping[int, int]
    of_ref: Mapping[int, int]
    """Person by passenger reference, for references that mean one person."""
    reused: frozenset[int]
    """References given to different people."""

    @cached_property
    def all(self) -> frozenset[int]:
        """Everybody."""
        return frozenset(self.of_identity.values())

    @cached_property
    def of_pair(self) -> Mapping[tuple[int, int], set[int]]:
        """People by (reference, booking)."""
        return self._by(lambda line: (line.ref_key, line.party_key) if line.ref_key else None)

    @cached_property
    def bearing(self) -> Mapping[int, set[int]]:
        """People by any reference ever stated of them."""
        return self._by(lambda line: line.ref_key or None)

    @cached_property
    def in_party(self) -> Mapping[int, set[int]]:
        """People by booking."""
        return self._by(lambda line: line.party_key or None)

    @cached_property
    def given(self) -> Mapping[int, set[tuple[int, str]]]:
        """Of each person, every (reference, sender that gave it)."""
        given: defaultdict[int, set[tuple[int, str]]] = defaultdict(set)
        for line in self.lines:
            if line.ref_key:
                given[self.of_identity[line.identity_id]].add((line.ref_key, sender_of(line.message_id, self.told)))
        return given

    def _by(self, key: Callable[[Line], _Key | None]) -> Mapping[_Key, set[int]]:
        found: defaultdict[_Key, set[int]] = defaultdict(set)
        for line in self.lines:
            if (value := key(line)) is not None:
                found[value].add(self.of_identity[line.identity_id])
        return found

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

    def candidates(self, line: Line) -> Set[int]:
        """Everybody a line without identity may mean."""
        if line.ref_key:
            return self.bearing.get(line.ref_key, set())
        return self.in_party.get(line.party_key, set()) if line.party_key else set()

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
    return replace(persons, of_identity=of_identity)


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
    lists = {message_id: _list_of(message_id, told) for message_id in {line.message_id for line in lines}}
    for line in lines:
        where = lists[line.message_id]
        in_set[where].add(line.identity_id)
        if line.ref_key:
            holders[line.ref_key].add(line.identity_id)
            ref_in_set[line.ref_key, where].add(line.identity_id)
    identities = {line.identity_id for line in lines}
    shared = {ref for (ref, _), ids in ref_in_set.items() if len(ids) > 1}
    of_identity = _joined(identities, (ids for ref, ids in holders.items() if ref not in shared))
    torn: set[int] = set()
    for ids in in_set.values():
        people = Counter(of_identity[identity] for identity in ids)
        torn |= {person for person, many in people.items() if many > 1}
    moved = {
        ref
        for ref, ids in holders.items()
        if ref not in shared and len(ids) > 1 and of_identity[next(iter(ids))] in torn
    }
    if moved:
        of_identity = _joined(identities, (ids for ref, ids in holders.items() if ref not in shared | moved))
    reused = shared | moved
    of_ref = {ref: of_identity[next(iter(ids))] for ref, ids in holders.items() if ref not in reused}
    return Persons(lines, told, of_identity, of_ref | _last_bearers(lines, told, of_identity, moved), frozenset(reused))


def _list_of(message_id: int, told: Mapping[int, Told]) -> tuple[object, ...]:
    """What a message is one part of. A change (CP) is not part of the list it changes, though both have one key."""
    message = told.get(message_id)
    return (message.sender, message.set_key, message.function) if message else (message_id,)


def _joined(identities: Iterable[int], groups: Iterable[set[int]]) -> dict[int, int]:
    """Each identity's group, named by its least member."""
    parent = {identity: identity for identity in identities}

    def top(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for group in groups:
        if len(group) == 1:
            continue
        tops = {top(identity) for identity in group}
        least = min(tops)
        for one in tops:
            parent[one] = least
    return {identity: top(identity) for identity in parent}


def _last_bearers(
    lines: Sequence[Line], told: Mapping[int, Told], of_identity: Mapping[int, int], moved: Collection[int]
) -> dict[int, int]:
    """Of these references, those that one person bears in every sender's last word, and who that is."""
    if not moved:
        return {}
    last = {(of_identity[line.identity_id], sender_of(line.message_id, told)): line for line in lines}
    now: defaultdict[int, set[int]] = defaultdict(set)
    for (person, _), line in last.items():
        now[line.ref_key].add(person)
    return {ref: next(iter(now[ref])) for ref in moved if len(now[ref]) == 1}
