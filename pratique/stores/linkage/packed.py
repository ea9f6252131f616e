"""Very many short texts in one piece of memory: a tenth of what they take as objects of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from pratique.stores.linkage.engine import Array


class Packed:
    """Texts by their number, from 0. Nothing of it is an object that the garbage collector would walk through."""

    def __init__(self, pages: Iterable[Sequence[str]]) -> None:
        """`pages`: the texts in order, some at a time."""
        pieces, sizes = [], [np.zeros(1, dtype=np.int64)]
        for page in pages:
            encoded = [text.encode() for text in page]
            pieces.append(b"".join(encoded))
            sizes.append(np.fromiter(map(len, encoded), dtype=np.int64, count=len(encoded)))
        self._text = b"".join(pieces)
        self._ends: Array = np.cumsum(np.concatenate(sizes))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def at(self, numbers: Array) -> list[str]:
        """The texts of these numbers."""
        starts, ends = self._ends[numbers].tolist(), self._ends[numbers + 1].tolist()
        return [self._text[start:end].decode() for start, end in zip(starts, ends, strict=True)]
