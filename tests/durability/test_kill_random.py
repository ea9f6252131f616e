"""kill -9 at a moment that nobody chose, anywhere between the first byte read and the names on the list."""

from __future__ import annotations

import random

import pytest

from tests.durability.messages import B, C
from tests.durability.ordeal import loaded_again, whole_files_only
from tests.durability.site import Place

LONGEST = 0.5
"""Seconds; an undisturbed process has finished by then on a quiet machine, and on a busy one is somewhere else."""


@pytest.mark.parametrize("engine", ["sqlite"])
@pytest.mark.parametrize("seed", range(10))
def test_killed_at_a_random_moment(place: Place, whole: list, lists: list, seed: int):
    killed = place.run(B, C, what="all", after=random.Random(seed).uniform(0.001, LONGEST))
    assert killed.returncode in (-9, 0), killed.stderr
    there = whole_files_only(place, whole, lists, killed)
    loaded_again(place, whole, there)
