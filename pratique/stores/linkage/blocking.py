"""Candidate pairs: records that share a key which not too many bear (`pratique.rules.linkage.blocking`), in SQL."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np

from pratique.rules.linkage.blocking import CAP, KeyKind
from pratique.stores.linkage.engine import THREADS, Array, Engine

_FULL: Final = "length(birth) = 10"
_SWAPPED: Final = "birth[1:5] || least(birth[6:7], birth[9:10]) || '-' || greatest(birth[6:7], birth[9:10])"
KEYS: Final[dict[KeyKind, tuple[tuple[str, ...], str]]] = {
    KeyKind.ISSUER_NUMBER: (("doc_issuer", "folded"), "doc_number IS NOT NULL AND doc_issuer IS NOT NULL"),
    KeyKind.NUMBER: (("folded",), "doc_number IS NOT NULL"),
    KeyKind.NATIONAL_ID: (("coalesce(nid_country, '')", "nid"), "nid IS NOT NULL"),
    KeyKind.PHONE: (("phone",), "phone IS NOT NULL"),
    KeyKind.LETTERS_BIRTH: (("letters", _SWAPPED), f"letters <> '' AND {_FULL}"),
    KeyKind.SKELETON_BIRTH: (("skeleton", "birth"), f"skeleton <> '' AND {_FULL}"),
    KeyKind.SURNAME_BIRTH: (("surname_key", "given_key[:1]", "birth"), f"surname_key <> '' AND {_FULL}"),
    KeyKind.GIVEN_BIRTH: (("given_key", "birth", "coalesce(sex, '')"), f"given_key <> '' AND {_FULL}"),
    KeyKind.NAME_YEAR: (("letters", "birth[1:4]"), "letters <> '' AND birth IS NOT NULL"),
    KeyKind.FULL_NAME: (("letters",), "letters <> ''"),
    KeyKind.NAME_DAY: (("letters", "birth[6:10]"), f"letters <> '' AND {_FULL}"),
}
"""The words of each key, none of them NULL, and which records have one. Every kind is here."""


_OF_NAMES: Final = frozenset(kind for kind in KEYS if kind >= KeyKind.LETTERS_BIRTH)


def candidates(engine: Engine) -> Array:
    """Distinct pairs of record numbers, the smaller first, as ``a << 32 | b``, in order."""
    kinds = [kind for kind in KEYS if kind not in _OF_NAMES], [kind for kind in KEYS if kind in _OF_NAMES]
    with ThreadPoolExecutor(THREADS) as beside:  # sorts some kinds while the engine reads the others
        tables = "person", "person JOIN name USING (name)"
        found = [
            beside.submit(sharing, key, ids, CAP[kind])
            for some, table in zip(kinds, tables, strict=True)
            for kind, key, ids in _keys(engine, some, table)
        ]
        pairs = np.concatenate([one.result() for one in found])
    pairs.sort()
    return pairs[np.append(True, pairs[1:] != pairs[:-1])] if len(pairs) else pairs


def _keys(engine: Engine, kinds: list[KeyKind], table: str) -> Iterator[tuple[KeyKind, Array, Array]]:
    """The keys of some kinds, as numbers, and the records that have them; all read at once."""
    texts = (
        f"CASE WHEN {there} THEN hash({', '.join(words)}) ELSE 0 END AS k{kind:d}"
        for kind in kinds
        for words, there in [KEYS[kind]]
    )
    ids, *keys = engine.columns(f"SELECT id, {', '.join(texts)} FROM {table}")
    for kind, key in zip(kinds, keys, strict=True):
        there = key != 0
        yield kind, key[there], ids[there]


def sharing(key: Array, ids: Array, most: int) -> Array:
    """The pairs of ids with one key, of keys that at most so many have."""
    order = np.argsort(key)
    key = key[order]
    starts = np.flatnonzero(np.append(True, key[1:] != key[:-1])) if len(key) else order
    sizes = np.diff(np.append(starts, len(key)))
    found = [np.zeros(0, dtype=np.int64)]
    for size in np.unique(sizes[(sizes > 1) & (sizes <= most)]).tolist():
        members = ids[order[starts[sizes == size][:, None] + np.arange(size)]].astype(np.int64)
        a, b = (members[:, side].ravel() for side in np.triu_indices(size, 1))
        found.append(np.minimum(a, b) << 32 | np.maximum(a, b))
    return np.concatenate(found)
