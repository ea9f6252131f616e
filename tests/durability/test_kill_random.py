"""kill -9 at a moment that nobody chose."""

from __future__ import annotations

import random
import time

import pytest

from tests.durability.messages import B, C, manifest
from tests.durability.site import Place, batches, content, outcomes, seen

FILES = [B, C, *((f"m{n}.edi", manifest(n, 8, n)) for n in (311, 312, 313))]


@pytest.mark.parametrize("engine", ["sqlite"])
@pytest.mark.parametrize("seed", range(8))
def test_killed_at_a_random_moment(place: Place, whole: list, seed: int):
    worker = place.start("each", *FILES)
    assert worker.stdout is not None
    assert worker.stdout.readline() == "ready\n"
    time.sleep(random.Random(seed).uniform(0.0, 0.7))
    worker.kill()
    said, _ = worker.communicate()
    promised = [line.split()[1] for line in said.splitlines()]
    place.load()
    done = batches(place)
    assert done["pending"] == 0
    there = done["done"] - 1
    assert there >= len(promised)
    if there < 3:
        assert content(place) == whole[there]
    names = [name for name, _ in FILES]
    assert promised == names[: len(promised)]
    assert outcomes(place.load(*FILES)) == ["duplicate"] * there + ["loaded"] * (5 - there)
    with place.site() as site:
        # A; B's list and its change; the three lists; crossings are no lines.
        assert sorted(seen(site).values()) == [8, 8, 8, 12, 14]
        assert site.movements.count() == {"lines": 50, "crossings": 6}
        assert site.movements.check() == []
