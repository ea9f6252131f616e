"""Candidate pairs: records that share a key which not too many bear (`pratique.rules.linkage.blocking`), in SQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np

from pratique.rules.linkage.blocking import CAP, KeyKind
from pratique.stores.linkage.engine import Array, Engine

_FULL: Final = "length(birth) = 10"
_SWAPPED: Final = "birth[1:5] || least(birth[6:7], birth[9:10]) || '-' || greatest(birth[6:7], birth[9:10])"
KEYS: Final[dict[KeyKind, tuple[str, str]]] = {
    KeyKind.ISSUER_NUMBER: ("doc_issuer || ' ' || folded", "doc_number IS NOT NULL AND doc_issuer IS NOT NULL"),
    KeyKind.NUMBER: ("folded", "doc_number IS NOT NULL"),
    KeyKind.NATIONAL_ID: ("coalesce(nid_country, '') || ' ' || nid", "nid IS NOT NULL"),
    KeyKind.PHONE: ("phone", "phone IS NOT NULL"),
    KeyKind.LETTERS_BIRTH: (f"letters || ' ' || {_SWAPPED}", f"letters <> '' AND {_FULL}"),
    KeyKind.SKELETON_BIRTH: ("skeleton || ' ' || birth", f"skeleton <> '' AND {_FULL}"),
    KeyKind.SURNAME_BIRTH: ("surname_key || ' ' || given_key[:1] || ' ' || birth", f"surname_key <> '' AND {_FULL}"),
    KeyKind.GIVEN_BIRTH: ("given_key || ' ' || birth || ' ' || coalesce(sex, '')", f"given_key <> '' AND {_FULL}"),
    KeyKind.NAME_YEAR: ("letters || ' ' || birth[1:4]", "letters <> '' AND birth IS NOT NULL"),
    KeyKind.FULL_NAME: ("letters", "letters <> ''"),
    KeyKind.NAME_DAY: ("letters || ' ' || birth[6:10]", f"letters <> '' AND {_FULL}"),
}
"""The text of each key, and which records have one. Every kind is here."""


def candidates(engine: Engine) -> Array:
    """Distinct pairs of record numbers, the smaller first, as ``a << 32 | b``, in order."""
    with ThreadPoolExecutor(1) as beside:  # sorts one kind while the engine reads the next
        found = [beside.submit(sharing, key, ids, CAP[kind]) for kind in KEYS for key, ids in [_keys(engine, kind)]]
        pairs = np.concatenate([one.result() for one in found])
    pairs.sort()
    return pairs[np.append(True, pairs[1:] != pairs[:-1])] if len(pairs) else pairs


def _keys(engine: Engine, kind: KeyKind) -> tuple[Array, Array]:
    """The keys of one kind, as numbers, and the records that have them."""
    text, there = KEYS[kind]
    key, ids = engine.columns(f"SELECT hash({text}) AS k, id FROM person LEFT JOIN name USING (name) WHERE {there}")
    return key, ids


def sharing(key: Array, ids: Array, most: int) -> Array:
    """The pairs of ids with one key, of keys that at most so many have."""
    order = np.argsort(key)
    starts = np.flatnonzero(np.append(True, key[order][1:] != key[order][:-1])) if len(key) else order
    sizes = np.diff(np.append(starts, len(key)))
    found = [np.zeros(0, dtype=np.int64)]
    for size in np.unique(sizes[(sizes > 1) & (sizes <= most)]).tolist():
        members = ids[order[starts[sizes == size][:, None] + np.arange(size)]].astype(np.int64)
        a, b = (members[:, side].ravel() for side in np.triu_indices(size, 1))
        found.append(np.minimum(a, b) << 32 | np.maximum(a, b))
    return np.concatenate(found)
