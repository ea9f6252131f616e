"""Connected components of very many pairs."""

from __future__ import annotations

from pratique.stores.linkage.engine import Array


def components(count: int, a: Array, b: Array) -> Array:
    """For each of `count` nodes the smallest node it is connected with, itself included."""
    import numpy as np

    label = np.arange(count, dtype=np.int64)
    a, b = a.astype(np.int64), b.astype(np.int64)
    while len(a):
        low, high = np.minimum(label[a], label[b]), np.maximum(label[a], label[b])
        np.minimum.at(label, high, low)
        while True:
            jumped = label[label]
            if np.array_equal(jumped, label):
                break
            label = jumped
        open_ = label[a] != label[b]
        a, b = a[open_], b[open_]
    return label
