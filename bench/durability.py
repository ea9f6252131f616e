"""Does a site survive being killed, again and again? By default a thousand times, each on a copy of one small site.

Every second process is killed at a named fail point, every other one at a moment nobody chose: `kill -9` while it loads
two files, then adds, confirms and traces a case. The next process settles what was left, and everything the site holds,
its audit chain and the contact list of the case are compared with a site where nothing was killed (`tests/durability`).
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench.results import spread
from pratique.stores.failpoint import FAILPOINTS
from tests.durability.conftest import copy_place, make_template
from tests.durability.messages import B, C
from tests.durability.ordeal import loaded_again, whole_files_only
from tests.durability.site import Place

_LONGEST = 0.45
"""Seconds: about as long as an undisturbed process takes."""
_EVERYWHERE = ("audit-entry", "register-before-commit", "register-committed")
"""Places in every transaction: reached a dozen times; the others once, or once for each file."""


def measure(kills: int, seed: int = 1) -> dict[str, Any]:
    """Kill so many processes; how each kind ended. What did not hold is printed, with how to see it again."""
    chance = random.Random(seed)
    places = [name for name in FAILPOINTS if not name.startswith("recover-")]
    killed: Counter[str] = Counter()
    left: Counter[int] = Counter()
    faults: Counter[str] = Counter()
    settling: list[float] = []
    unreached = 0
    with tempfile.TemporaryDirectory(prefix="pratique-kills-") as name, ExitStack() as stack:
        folder = Path(name)
        template = make_template(
            Place(folder / "template", f"sqlite:///{folder / 'template' / 'register.sqlite'}"), None, stack
        )
        while killed.total() < kills:
            pointed = killed.total() % 2 == 0
            point = _point(chance, places) if pointed else ""
            after = 0.0 if pointed else chance.uniform(0.001, _LONGEST)
            place = copy_place(template.place, folder / "kill" / "site", None, stack)
            done = place.run(B, C, what="all", failpoint=point, after=after)
            if done.returncode != -9:
                unreached += 1
            else:
                killed[point.partition("@")[0]] += 1
                began = time.perf_counter()
                try:
                    there = whole_files_only(place, template.whole, template.lists, done)
                    settling.append(1000 * (time.perf_counter() - began))
                    left[there] += 1
                    loaded_again(place, template.whole, there)
                except Exception as error:
                    said = str(error).partition("\n")[0] or type(error).__name__
                    faults[said] += 1
                    print(f"  did not hold: {point or f'after {after:.4f} s'}: {said}", file=sys.stderr, flush=True)
            shutil.rmtree(folder / "kill")
    differing = sum(count for said, count in faults.items() if said.startswith("the contact list"))
    return {
        "kills": killed.total(),
        "at_fail_points": killed.total() - killed[""],
        "at_random_moments": killed[""],
        "fail_points": dict(sorted((point, count) for point, count in killed.items() if point)),
        "ended_before_the_kill": unreached,
        "files_left": {str(number): left[number] for number in range(3)},
        "lost_or_doubled": faults.total() - differing,
        "lists_differing": differing,
        "settle_and_compare_ms": spread(settling),
    }


def _point(chance: random.Random, places: Sequence[str]) -> str:
    place = chance.choice(places)
    return f"{place}@{chance.randint(1, 12 if place in _EVERYWHERE else 2)}"
