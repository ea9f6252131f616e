"""Candidate pairs: records that share a key which not too many bear (`pratique.rules.linkage.blocking`), in SQL."""

from __future__ import annotations

from typing import Final

import numpy as np

from pratique.rules.linkage.blocking import CAP, KeyKind
from pratique.stores.linkage.engine import Array, Engine

_FULL: Final = "length(birth) = 10"
_SWAPPED: Final = "birth[1:5] || least(birth[6:7], birth[9:10]) || '-' || greatest(birth[6:7], birth[9:10])"
_FOLDED: Final = "translate(doc_number, 'OIBSZGQDL', '018526001')"
KEYS: Final[dict[KeyKind, tuple[str, str]]] = {
    KeyKind.ISSUER_NUMBER: (f"doc_issuer || ' ' || {_FOLDED}", "doc_number IS NOT NULL AND doc_issuer IS NOT NULL"),
    KeyKind.NUMBER: (_FOLDED, "doc_number IS NOT NULL"),
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
    keys = ", ".join(f"CASE WHEN {there} THEN hash({text}) END AS k{kind:d}" for kind, (text, there) in KEYS.items())
    engine.run(f"CREATE TABLE keyed AS SELECT id, {keys} FROM person LEFT JOIN name USING (name)")
    found = []
    for kind in KEYS:
        key, ids = engine.columns(f"SELECT k{kind:d} AS k, id FROM keyed WHERE k{kind:d} IS NOT NULL")
        found.append(_sharing(key, ids, CAP[kind]))
    engine.run("DROP TABLE keyed")
    return np.unique(np.concatenate(found))


def _sharing(key: Array, ids: Array, most: int) -> Array:
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
