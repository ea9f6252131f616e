"""Chance that can be asked again: the same key gives the same answer, in any order and on any machine."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")

_MASK = (1 << 64) - 1


def mix(*keys: int) -> int:
    """64 bits that depend on every key and its place: a polynomial of the keys, then the finaliser of SplitMix64."""
    state = 0
    for key in keys:
        state = (state + key) * 0x9E3779B97F4A7C15 & _MASK
    state = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 & _MASK
    state = (state ^ state >> 27) * 0x94D049BB133111EB & _MASK
    return state ^ state >> 31


def dice(*keys: int) -> Random:
    """A generator of its own for these keys. Nothing secret hangs on it."""
    return Random(mix(*keys))  # noqa: S311


def pick(options: Sequence[T], bits: int) -> T:
    """One of the options, by the remainder of `bits`."""
    return options[bits % len(options)]
