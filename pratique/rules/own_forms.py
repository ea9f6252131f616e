"""Whose locator form is whose on one leg: forms seldom give a document, and never one for each of a family."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

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
