"""Components in which something contradicts, united record by record: each by itself, so that two cores share them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from pratique.model.profile import Profile
from pratique.rules.linkage.model import Counted, LinkModel
from pratique.rules.linkage.uniting import Edge, Member, unite
from pratique.stores.linkage.engine import Array, Engine

_AT_ONCE: Final = 2_000
"""Records that one call of a process is given, or more where a component has more."""
_IN_MEMORY: Final = 50
"""So many calls are prepared at once."""


@dataclass(frozen=True, slots=True)
class _Doubt:
    """Whole components: their records as rows of `_RECORD`, and the pairs inside them."""

    rows: Sequence[tuple[Any, ...]]
    pairs: Sequence[tuple[int, int, float]]
    travellers: float
    model: LinkModel


def united(
    engine: Engine,
    found: Array,
    in_doubt: Array,
    edges: tuple[Array, Array, Array],
    travellers: float,
    model: LinkModel,
) -> Iterator[list[int]]:
    """The groups inside components in doubt. `found`: of each record its component; `edges`: all pairs with bits."""
    ids = np.flatnonzero(in_doubt[found])
    ids = ids[np.argsort(found[ids], kind="stable")]
    places = found[ids]
    part = np.searchsorted(places, places) // _AT_ONCE
    inside = in_doubt[found[edges[0]]]
    a, b, bits = (column[inside] for column in edges)
    part_of_pair = np.searchsorted(places, found[a]) // _AT_ONCE
    parts = np.unique(part)
    for at in range(0, len(parts), _IN_MEMORY):
        low, high = parts[at], parts[min(at + _IN_MEMORY, len(parts)) - 1]
        here, with_pairs = (part >= low) & (part <= high), (part_of_pair >= low) & (part_of_pair <= high)
        rows = _by(part[here], _records(engine, ids[here]))
        pairs = _by(part_of_pair[with_pairs], zip(*(c[with_pairs].tolist() for c in (a, b, bits)), strict=True))
        doubts = [_Doubt(rows[one], pairs.get(one, []), travellers, model) for one in rows]
        for groups in engine.others.map(_unite, doubts, many=2, at_once=1):
            yield from groups


def _by(part: Array, rows: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for number, row in zip(part.tolist(), rows, strict=True):
        found.setdefault(number, []).append(row)
    return found


def _records(engine: Engine, ids: Array) -> list[tuple[Any, ...]]:
    """What is known of these records, in their order."""
    engine.table("doubt", {"id": ids, "nth": np.arange(len(ids))}, "id INTEGER, nth INTEGER")
    rows = engine.rows(
        """SELECT id, first, last, phone_names, birth_bits, nationality_bits, p_name, letters, p_surname, first_surname,
        p_given, first_given, p_skeleton, skeleton, surname_words, given_words, NULL, birth, sex, nationality, doc_type,
        doc_issuer, doc_number, doc_issued, doc_expiry, nid_country, nid, phone
        FROM doubt JOIN person USING (id) LEFT JOIN name USING (name) ORDER BY nth"""
    )
    engine.run("DROP TABLE doubt")
    return rows


@dataclass(frozen=True, slots=True)
class _Shares:
    """Rarity as the batch counted it, for the records in doubt."""

    travellers: float
    shares: dict[tuple[Counted, str], float]
    phones: dict[str, int]

    def share(self, kind: Counted, value: str) -> float:
        return self.shares[kind, value]

    def names_on(self, phone: str) -> int:
        return self.phones[phone]


def _unite(doubt: _Doubt) -> list[list[int]]:
    """The groups, each in order."""
    rarity = _Shares(doubt.travellers, {}, {})
    members: dict[int, Member] = {}
    for row in doubt.rows:
        one = Profile(*row[14:])
        _remember(rarity, row, one, doubt.model)
        members[row[0]] = Member((one,), (row[1], row[2]) if row[1] and row[2] else None)
    edges = [Edge(a, b, bits) for a, b, bits in doubt.pairs]
    return [sorted(group) for group in unite(members, edges, rarity, model=doubt.model)]


def _remember(rarity: _Shares, row: Sequence[Any], one: Profile, model: LinkModel) -> None:
    kinds: tuple[Counted, ...] = ("name", "surname", "given", "skeleton")
    for kind, share, value in zip(kinds, row[6:14:2], row[7:14:2], strict=True):
        if isinstance(share, float) and isinstance(value, str):
            rarity.shares[kind, value] = share
    for kind, value, bits in (("birth", one.birth, row[4]), ("nationality", one.nationality, row[5])):
        if value is not None and isinstance(bits, float):
            rarity.shares[kind, value] = model.agree[f"{kind}-same"] / 2**bits
    if one.phone and isinstance(row[3], int):
        rarity.phones[one.phone] = row[3]
