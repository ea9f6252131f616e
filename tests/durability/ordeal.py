"""What must hold after a process was killed, at whatever moment: checked before, while and after it is settled."""

from __future__ import annotations

from subprocess import CompletedProcess
from typing import Any

from pratique.desk.upkeep import check_site
from tests.durability.messages import B, C
from tests.durability.site import SECOND, Place, acknowledged, batches, content, listed, outcomes, seen, standing

NAMES = ["b.edi", "c.csv"]
STEPS = ["unknown", "unconfirmed", "confirmed"]
"""How far a case comes; the worker says `added`, then `confirmed`."""


def whole_files_only(place: Place, whole: list[Any], lists: list[Any], killed: CompletedProcess[str]) -> int:
    """Check what a killed process left of B, C and the case; how many of the two files are there.

    `whole` and `lists` are what an undisturbed site holds and traces with none, one and both of them.
    """
    promised = acknowledged(killed)
    with place.site() as site:
        before = seen(site)
    place.load()
    held = content(place)
    assert held in whole, "something is there in part"
    there = whole.index(held)
    assert promised == NAMES[: len(promised)]
    assert there >= len(promised), "an acknowledged file is lost"
    assert batches(place) == {"done": 1 + there}
    with place.site() as site:
        after = seen(site)
        assert check_site(site, lambda: SECOND).faults == []
        steps = [word for word in ("added", "confirmed") if f"{word}\n" in killed.stdout]
        assert STEPS.index(standing(site)) >= len(steps), "what a second officer did is lost"
    # What a reader saw while the batch was pending was whole, too: it only had not heard of the last file.
    assert before.items() <= after.items()
    assert listed(place) == lists[there], "the contact list is not that of an undisturbed site"
    return there


def loaded_again(place: Place, whole: list[Any], there: int) -> None:
    """Load both again: as if nothing had happened, and nothing twice."""
    expected = ["duplicate"] * there + ["loaded"] * (2 - there)
    assert outcomes(place.load(B, C)) == expected
    assert content(place) == whole[2]
    assert batches(place)["pending"] == 0
