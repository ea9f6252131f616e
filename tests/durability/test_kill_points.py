"""kill -9 at every named place: each file wholly there or wholly absent, never twice; what was promised is there."""

from __future__ import annotations

import pytest

from pratique.desk.upkeep import check_site
from pratique.stores.failpoint import FAILPOINTS
from tests.durability.messages import B, C
from tests.durability.site import SECOND, Place, acknowledged, batches, content, outcomes, seen

NAMES = ["b.edi", "c.csv"]
RECOVERY = [name for name in FAILPOINTS if name.startswith("recover-")]
TWICE = [
    f"{name}@2"
    for name in FAILPOINTS
    if name.startswith(("pending-before", "pending-committed", "movements-", "done-", "compact-after-"))
]
"""The same place while the second file is stored."""
ON_BOTH = [name for name in FAILPOINTS if name.startswith(("pending-", "movements-", "done-"))]

ENGINE_POINTS = [
    *(pytest.param("sqlite", name, id=f"sqlite-{name}") for name in [*FAILPOINTS, *TWICE] if name not in RECOVERY),
    *(
        pytest.param("postgresql", name, id=f"postgresql-{name}", marks=pytest.mark.postgresql)
        for name in [*ON_BOTH, "pending-committed@2", "movements-committed@2"]
    ),
]
BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


def test_there_are_enough_places():
    assert len(FAILPOINTS) >= 20


def whole_files_only(place: Place, whole: list, promised: list[str]) -> int:
    """Check what a killed process left, before and after it is settled; how many of B and C are there."""
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
    # What a reader saw while the batch was pending was whole, too: it only had not heard of the last file.
    assert before.items() <= after.items()
    return there


def loaded_again(place: Place, whole: list, there: int) -> None:
    """Load both again: as if nothing had happened, and nothing twice."""
    expected = ["duplicate"] * there + ["loaded"] * (2 - there)
    assert outcomes(place.load(B, C)) == expected
    assert content(place) == whole[2]
    assert batches(place)["pending"] == 0


@pytest.mark.parametrize(("engine", "failpoint"), ENGINE_POINTS)
def test_killed_while_loading(place: Place, whole: list, failpoint: str):
    killed = place.run(B, C, failpoint=failpoint)
    assert killed.returncode == -9, f"{failpoint} was not reached: {killed.stderr}"
    there = whole_files_only(place, whole, acknowledged(killed))
    loaded_again(place, whole, there)


@pytest.mark.parametrize("engine", BOTH)
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("pending-committed", "recover-begin"),
        ("pending-committed", "recover-swept"),
        ("movements-committed", "recover-begin"),
        ("movements-committed", "recover-finished"),
        ("movements-before-commit@2", "recover-swept"),
        ("done-before-commit@2", "recover-finished"),
    ],
)
def test_killed_while_recovering(place: Place, whole: list, first: str, second: str):
    promised = acknowledged(place.run(B, C, failpoint=first))
    killed = place.run(B, C, failpoint=second)
    assert killed.returncode == -9, killed.stderr
    again = place.run(failpoint="recover-begin")
    assert again.returncode == -9, again.stderr
    there = whole_files_only(place, whole, promised)
    loaded_again(place, whole, there)


def test_every_place_is_killed_at_by_some_test():
    reached = {param.values[1].partition("@")[0] for param in ENGINE_POINTS} | set(RECOVERY)
    assert reached == set(FAILPOINTS)
