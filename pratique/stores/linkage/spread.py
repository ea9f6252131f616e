"""Functions of one module called for very many rows, on a second core as well."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context
from typing import Any

_MANY = 50_000
_AT_ONCE = 10_000


class Spread:
    """Other processes that work a list off, or none while no list is long.

    What they are given and give back goes through pipes: it is nowhere written down.
    """

    def __init__(self, cores: int = 1) -> None:
        """With one core there are no other processes."""
        self._cores = cores
        self._pool: ProcessPoolExecutor | None = None

    def map(
        self, function: Callable[..., Any], *columns: Sequence[Any], many: int = _MANY, at_once: int = _AT_ONCE
    ) -> list[Any]:
        """The function of each row of these columns, in order.

        `many`: from so many rows on other processes pay; `at_once`: so many go to one at a time.
        """
        if self._cores < 2 or len(columns[0]) < many:
            return list(map(function, *columns))
        if self._pool is None:
            # Not forked: a child of a process with the engine's threads would hold their locks for ever.
            self._pool = ProcessPoolExecutor(self._cores, mp_context=get_context("spawn"))
        parts = ([c[at : at + at_once] for c in columns] for at in range(0, len(columns[0]), at_once))
        return [one for part in self._pool.map(_part, repeat(function), parts) for one in part]

    def close(self) -> None:
        """Let the other processes go."""
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None


def _part(function: Callable[..., Any], columns: list[Sequence[Any]]) -> list[Any]:
    return list(map(function, *columns))
