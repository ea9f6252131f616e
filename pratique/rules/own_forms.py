"""Whose locator form is whose on one leg: forms seldom give a document, and never one for each of a family."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pratique.model.movement import NOBODY, Line
from pratique.rules.linkage.blocking import KeyKind
from pratique.rules.linking import Kind

Keys = Collection[tuple[int, int]]
"""The (value, kind) pairs of an identity."""
_NUMBERS = frozenset(map(int, Kind)) - {int(Kind.NAME_WITH_NUMBER), int(Kind.NAME_NO_NUMBER)}


def form_groups(
    lines: Iterable[Line], kin: Mapping[int, Collection[int]], keys: Mapping[int, Keys]
) -> list[frozenset[int]]:
    """For each identity that forms name on a leg: the identities there that are the same traveller.

    `kin` are all identities that are one traveller with it, wherever they were seen. Where none of them is on a list,
    a name alone tells, for it has only this leg to be alone on: the name must stand on the lists in no contradiction
    to number or birth date, and on no two people's forms. Whether those of that name on the lists are one person, only
    who reads the lists together can tell (`persons.with_forms`).
    """
    own: dict[int, set[int]] = {}
    listed: set[int] = set()
    for line in lines:
        if line.state == "declared":
            own.setdefault(line.identity_id, set()).add(line.message_id)
        elif line.identity_id != NOBODY:
            listed.add(line.identity_id)
    groups = {i: frozenset({i, *(set(kin.get(i, ())) & (listed | own.keys()))}) for i in own if i not in listed}
    names = {i: _of_kind(keys.get(i, ()), KeyKind.FULL_NAME) for i in (*own, *listed)}
    borne = Counter((name, message) for i, messages in own.items() for name in names[i] for message in messages)
    named: dict[int, set[int]] = {}
    for i in listed:
        for name in names[i]:
            named.setdefault(name, set()).add(i)
    for i, group in groups.items():
        alone = all(borne[name, message] == 1 for name in names[i] for message in own[i])
        meant = {other for name in names[i] for other in named.get(name, ())}
        # One contradiction is enough to make it doubtful which of them is meant.
        if alone and not group & listed and all(_fits(keys.get(i, ()), keys.get(other, ())) for other in meant):
            groups[i] = group | meant
    return list(groups.values())


@dataclass(frozen=True, slots=True)
class LeftOver:
    """Of one form somebody of whom a list names: those found on no list, and those of the same bookings on no form."""

    forms: frozenset[int]
    listed: frozenset[int]


def left_over(lines: Sequence[Line], groups: Iterable[Collection[int]]) -> list[LeftOver]:
    """Who of a form may be who of its booking, once `groups` are joined: only forms that leave both some.

    A companion on a form is a name alone, and a list may write it otherwise. On the whole leg that would tell nothing.
    """
    of_list = [line for line in lines if line.state != "declared" and line.identity_id != NOBODY]
    listed = {line.identity_id for line in of_list}
    found: dict[int, set[int]] = {}
    parties: defaultdict[int, set[int]] = defaultdict(set)
    for line in lines:
        if line.state == "declared":
            parties[line.party_key].add(line.identity_id)
            found.setdefault(line.identity_id, {line.identity_id} & listed)
    for group in groups:
        for i in found.keys() & set(group):
            found[i] |= set(group) & listed
    taken = {i for own in found.values() for i in own}
    references = {line.ref_key for line in of_list if line.identity_id in taken and line.ref_key}
    left = []
    for party, people in parties.items():
        own = {i for one in people for i in found[one]}
        bookings = {line.party_key for line in of_list if line.identity_id in own and line.party_key}
        others = {line.identity_id for line in of_list if line.party_key in bookings and line.ref_key not in references}
        rest = LeftOver(frozenset(i for i in people if not found[i]), frozenset(others - taken))
        if party and rest.forms and rest.listed:
            left.append(rest)
    return left


def companions(likeness: Mapping[tuple[int, int], int]) -> list[frozenset[int]]:
    """Each one left over of a form with those of its booking that it is, by how alike their names are (more is more).

    `likeness` is by form and list; 0 is not alike. The most alike go first. Whoever two people on forms are like is
    neither's. Whether those whom one is like are one person, only who reads the lists together can tell.
    """
    found: dict[int, frozenset[int]] = {}
    for level in sorted(set(likeness.values()) - {0}, reverse=True):
        taken = frozenset().union(*found.values())
        pairs = [pair for pair, how in likeness.items() if how == level and pair[0] not in found]
        meant: defaultdict[int, set[int]] = defaultdict(set)
        for i, other in pairs:
            if other not in taken:
                meant[i].add(other)
        claimed = Counter(other for others in meant.values() for other in others)
        found |= {i: frozenset(own) for i, own in meant.items() if all(claimed[other] == 1 for other in own)}
    return [frozenset({i}) | own for i, own in sorted(found.items())]


def _fits(one: Keys, other: Keys) -> bool:
    births = _of_kind(one, KeyKind.LETTERS_BIRTH), _of_kind(other, KeyKind.LETTERS_BIRTH)
    if all(births):
        return not births[0].isdisjoint(births[1])
    # Two numbers that did not make them one traveller are two people's, unless something else says otherwise.
    return not (_numbered(one) and _numbered(other))


def _numbered(keys: Keys) -> bool:
    return any(kind in _NUMBERS for _, kind in keys)


def _of_kind(keys: Keys, wanted: KeyKind) -> frozenset[int]:
    return frozenset(value for value, kind in keys if kind == wanted)
