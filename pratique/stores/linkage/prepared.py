"""Known travellers held in memory, so that a list of new records is linked to millions in a moment.

What is looked up lies in sorted arrays of keyed hashes; the key is made anew each time and forgotten. Nothing of it is
written anywhere.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import chain, combinations
from typing import Final, Literal

import numpy as np

from pratique.model.profile import Profile
from pratique.rules.linkage.blocking import CAP, KeyKind, block_keys
from pratique.rules.linkage.model import Counted, LinkModel, share
from pratique.rules.linkage.uniting import Edge, Member, Said, compared, unite
from pratique.stores.linkage.blocking import KEYS
from pratique.stores.linkage.engine import Array, Engine
from pratique.stores.linkage.packed import Packed
from pratique.stores.linkage.rarity import COUNTED

Verdict = Literal["certain", "likely", "possible", "new"]
_TEXTS: Final = (
    *("birth", "sex", "nationality", "doc_type", "doc_issuer", "doc_issued", "doc_expiry", "nid_country"),
    *("first", "last"),
)
"""Columns of few distinct texts: held as numbers into a list."""
_NAMES: Final = ("surname", "given")
_NUMBERS: Final = ("doc_number", "nid", "phone")
_GAP: Final = "\t"
"""Between texts that are held together, as they are read together. None of them has one."""
_PROFILE: Final = tuple(field.name for field in fields(Profile))
_NOTHING: Final = float("-inf")
_PAGE: Final = 1_000_000
_COMMON: Final = 3
"""A value counted less often weighs as if counted twice (`share`): only commoner ones need be remembered."""


@dataclass(frozen=True, slots=True)
class Linked:
    """What became of one new record. `bits` is the most that it and another record say; 0 where none is like it."""

    record_id: str
    traveller_id: str
    bits: float
    verdict: Verdict


class Prepared:
    """The index. Make it with `of`; `link` changes nothing in it.

    All that grows with it lies in arrays and in dicts of plain texts: the garbage collector never walks through those.
    """

    def __init__(self, model: LinkModel, travellers: float) -> None:
        self.travellers = travellers
        self._model = model
        self._secret = secrets.token_hex(8)
        self._keys: dict[KeyKind, tuple[Array, Array]] = {}
        self._coded: Array = np.zeros((0, 1 + len(_TEXTS)), dtype=np.int32)
        self._texts: list[list[str | None]] = []
        self._numbers = self._names = Packed([])
        self._group: Array = np.zeros(0, dtype=np.int32)
        self._members: tuple[Array, Array] = (self._group, self._group)
        self._called = Packed([])
        self._counts: dict[Counted, dict[str, int]] = {}

    @classmethod
    def of(cls, engine: Engine, travellers: float, groups: Array, model: LinkModel) -> Prepared:
        """The index of what an engine has resolved; the engine is not needed afterwards."""
        made = cls(model, travellers)
        made._take_keys(engine)
        made._take_profiles(engine)
        made._take_counts(engine)
        made._group = groups.astype(np.int32)
        order = np.argsort(made._group, kind="stable").astype(np.int32)
        made._members = made._group[order], order
        engine.table("traveller", {"id": np.arange(len(groups)), "g": groups}, "id INTEGER, g INTEGER")
        engine.run(
            "CREATE TABLE called AS SELECT g, min(record_id) AS record_id FROM source JOIN rec USING (rec) "
            "JOIN traveller USING (id) GROUP BY g"
        )
        made._called = Packed(_pages(engine, "record_id", "traveller JOIN called USING (g)", len(groups)))
        return made

    def _take_keys(self, engine: Engine) -> None:
        for kind, (words, there) in KEYS.items():
            text = " || ' ' || ".join(words)
            key, ids = engine.columns(
                f"SELECT md5_number_lower('{self._secret}{int(kind)} ' || {text}) AS k, id FROM person "
                f"LEFT JOIN name USING (name) WHERE {there}"
            )
            order = np.argsort(key)
            self._keys[kind] = key[order], ids[order].astype(np.int32)

    def _take_profiles(self, engine: Engine) -> None:
        """Of each record the number of its name and those of its `_TEXTS`, side by side; then what has no list."""
        people, names = (engine.value(f"SELECT count(*) FROM {table}") for table in ("person", "name"))
        self._coded = np.empty((people, 1 + len(_TEXTS)), dtype=np.int32)
        (self._coded[:, 0],) = engine.columns(f"SELECT coalesce(name, {names}) FROM person ORDER BY id")
        for at, column in enumerate(_TEXTS, 1):
            (texts,) = engine.lists(f"SELECT DISTINCT {column} FROM person WHERE {column} IS NOT NULL ORDER BY 1")
            engine.table("code", {"text": texts, "n": np.arange(len(texts))}, "text VARCHAR, n INTEGER")
            (self._coded[:, at],) = engine.columns(
                f"SELECT coalesce(n, -1) FROM person LEFT JOIN code ON code.text = {column} ORDER BY id"
            )
            engine.run("DROP TABLE code")
            self._texts.append([*texts, None])
        words = _together(f"{name}_words" for name in _NAMES)
        nameless = [_GAP]  # the last is that of records without a name
        self._names = Packed(chain(_pages(engine, words, "name", names, "name"), [nameless]))
        self._numbers = Packed(_pages(engine, _together(_NUMBERS), "person", people))

    def _take_counts(self, engine: Engine) -> None:
        for kind in COUNTED:
            self._counts[kind] = dict(engine.rows(f"SELECT value, n FROM c_{kind} WHERE n >= {_COMMON}"))

    def link(self, records: Sequence[tuple[str, Profile, tuple[str, str] | None]]) -> list[Linked]:
        """Each record (id, profile, first and last day of use) with its traveller, known or new.

        The records are linked among themselves as well; what they say together may unite travellers that were two.
        """
        keys: dict[tuple[KeyKind, str], list[int]] = {}
        for place, (_, profile, _) in enumerate(records):
            for key in block_keys(profile):
                keys.setdefault(key, []).append(place)
        pairs, phones = self._pairs(keys)
        rarity = _Rarity(self.travellers, self._counts, phones, {})
        members = self._known({b for _, b in pairs if b >= 0})
        members |= {-1 - place: Member((profile,), used) for place, (_, profile, used) in enumerate(records)}
        said = {(a, b): compared(members[a], members[b], rarity, self._model) for a, b in pairs}
        edges = [Edge(a, b, sum(bits for _, bits in found.values())) for (a, b), found in said.items()]
        return self._decided(records, members, edges, said, rarity)

    def _pairs(self, keys: Mapping[tuple[KeyKind, str], list[int]]) -> tuple[list[tuple[int, int]], dict[str, int]]:
        """Pairs of a new record (below 0) and another, known or new; how many names each phone has."""
        phones: dict[str, int] = {}
        by_kind: dict[KeyKind, dict[str, list[int]]] = {}
        for (kind, text), new in keys.items():
            by_kind.setdefault(kind, {})[text] = new
        among: set[tuple[int, int]] = set()
        found = [np.zeros(0, dtype=np.int64)]
        for kind, own in by_kind.items():
            held, ids = self._keys[kind]
            hashed = _hashed(f"{self._secret}{int(kind)} {text}" for text in own)
            low, high = np.searchsorted(held, hashed), np.searchsorted(held, hashed, side="right")
            if kind is KeyKind.PHONE:
                for (text, new), start, stop in zip(own.items(), low.tolist(), high.tolist(), strict=True):
                    phones[text] = len(set(self._coded[ids[start : min(stop, start + 100)], 0].tolist())) + len(new)
            bearers = np.fromiter(map(len, own.values()), dtype=np.int64, count=len(own))
            few = high - low + bearers <= CAP[kind]
            for new, compare in zip(own.values(), few.tolist(), strict=True):
                if compare and len(new) > 1:
                    among.update((-1 - a, -1 - b) for a, b in combinations(new, 2))
            place = np.fromiter(chain.from_iterable(own.values()), dtype=np.int64, count=bearers.sum())
            sizes = np.repeat((high - low) * few, bearers)
            found.append(np.repeat(place, sizes) << 32 | ids[_ranges(np.repeat(low, bearers), sizes)])
        known = np.unique(np.concatenate(found))
        new_ones, others = (-1 - (known >> 32)).tolist(), (known & 0xFFFFFFFF).tolist()
        return [*among, *zip(new_ones, others, strict=True)], phones

    def _decided(
        self,
        records: Sequence[tuple[str, Profile, tuple[str, str] | None]],
        members: dict[int, Member],
        edges: list[Edge[int]],
        said: dict[tuple[int, int], Said],
        rarity: _Rarity,
    ) -> list[Linked]:
        best: dict[int, float] = {}
        for edge in edges:
            best[edge.a] = max(best.get(edge.a, _NOTHING), edge.bits)
            if edge.b < 0:
                best[edge.b] = max(best.get(edge.b, _NOTHING), edge.bits)
        groups = self._inside([edge.b for edge in edges if edge.b >= 0 and edge.bits >= self._model.search])
        members |= self._known({one for group in groups for one in group} - members.keys())
        together = [(group[0], other) for group in groups for other in group[1:]]
        parts = unite(members, edges, rarity, together=together, said=said, model=self._model)
        united = {one: part for part in parts for one in part if one < 0}
        known = [one for part in united.values() for one in part if one >= 0]
        called = dict(zip(known, self._called.at(np.array(known, dtype=np.int32)), strict=True))
        linked = []
        for place, (record_id, _, _) in enumerate(records):
            part = united[-1 - place]
            names = [called[one] for one in part if one >= 0] or [records[-1 - one][0] for one in part]
            bits = best.get(-1 - place, 0.0)
            linked.append(Linked(record_id, min(names), bits, self._verdict(bits, linked=len(part) > 1)))
        return linked

    def _verdict(self, bits: float, *, linked: bool) -> Verdict:
        if linked:
            return "certain" if bits >= self._model.act else "likely"
        return "possible" if bits and bits >= self._model.review else "new"

    def _inside(self, known: list[int]) -> list[list[int]]:
        """The records of each traveller to whom one of these belongs."""
        groups, order = self._members
        wanted = np.unique(self._group[known])  # of the type of `groups`: else the search copies all of it
        low, high = np.searchsorted(groups, wanted), np.searchsorted(groups, wanted, side="right")
        return [order[start:stop].tolist() for start, stop in zip(low.tolist(), high.tolist(), strict=True)]

    def _known(self, wanted: Collection[int]) -> dict[int, Member]:
        """The known records of these numbers."""
        ids = np.fromiter(wanted, dtype=np.int32, count=len(wanted))
        name, *coded = self._coded[ids].T
        stated = {
            column: [texts[one] for one in numbers.tolist()]
            for column, texts, numbers in zip(_TEXTS, self._texts, coded, strict=True)
        }
        for columns, held, numbers in ((_NAMES, self._names, name), (_NUMBERS, self._numbers, ids)):
            split = zip(*(text.split(_GAP) for text in held.at(numbers)), strict=True)
            stated |= {column: [one or None for one in texts] for column, texts in zip(columns, split, strict=False)}
        nothing = [None] * len(ids)
        profiles = map(Profile, *(stated.get(column, nothing) for column in _PROFILE))
        return {
            i: Member((profile,), (first, last) if first and last else None)
            for i, profile, first, last in zip(ids.tolist(), profiles, stated["first"], stated["last"], strict=True)
        }


@dataclass(frozen=True, slots=True)
class _Rarity:
    """Rarity as the index counted it; names on the phones at hand."""

    travellers: float
    counts: Mapping[Counted, Mapping[str, int]]
    phones: Mapping[str, int]
    shares: dict[tuple[Counted, str], float]

    def share(self, kind: Counted, value: str) -> float:
        known = self.shares.get((kind, value))
        if known is None:
            known = self.shares[kind, value] = share(kind, value, self.counts[kind].get(value, 0), self.travellers)
        return known

    def names_on(self, phone: str) -> int:
        return self.phones.get(phone, 1)


def _together(columns: Iterable[str]) -> str:
    """SQL for these texts in one."""
    return f" || '{_GAP}' || ".join(f"coalesce({column}, '')" for column in columns)


def _ranges(starts: Array, sizes: Array) -> Array:
    """So many numbers from each start upwards, one after the other."""
    ends = np.cumsum(sizes)
    return np.repeat(starts - ends + sizes, sizes) + np.arange(ends[-1] if len(ends) else 0)


def _pages(engine: Engine, column: str, table: str, count: int, order: str = "id") -> Iterator[list[str]]:
    """A column of text in the order of the rows' numbers, some at a time."""
    for at in range(0, count, _PAGE):
        (texts,) = engine.lists(
            f"SELECT {column} FROM {table} WHERE {order} >= {at} AND {order} < {at + _PAGE} ORDER BY {order}"
        )
        yield texts


def _hashed(texts: Iterable[str]) -> Array:
    """What DuckDB's `md5_number_lower` makes of each."""
    digests = (hashlib.md5(text.encode(), usedforsecurity=False).digest()[8:] for text in texts)
    return np.frombuffer(b"".join(digests), dtype="<u8")
