"""kill -9 at every named place: each file wholly there or wholly absent, never twice; what was promised is there."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from pratique.stores.failpoint import FAILPOINTS
from pratique.stores.register.tables import audit_entry, contact
from tests.durability.messages import B, C
from tests.durability.ordeal import loaded_again, whole_files_only
from tests.durability.site import Place

RECOVERY = [name for name in FAILPOINTS if name.startswith("recover-")]
CASE = [name for name in FAILPOINTS if name.startswith(("case-", "trace-"))]
ERASING = [name for name in FAILPOINTS if name.startswith(("erase-", "person-"))]
"""Those of test_kill_erasure.py."""
EVERYWHERE = ["audit-entry", "register-before-commit", "register-committed"]
"""Places in every transaction: of one load, and of each step of a case."""
LOADING = [name for name in FAILPOINTS if name not in (*RECOVERY, *CASE, *ERASING)]
TWICE = [
    f"{name}@2"
    for name in LOADING
    if name.startswith(("pending-before", "pending-committed", "movements-", "done-", "compact-after-", "sums-"))
]
"""The same place while the second file is stored."""
ON_BOTH = [name for name in LOADING if name.startswith(("pending-", "movements-", "done-"))]
CASE_POINTS = [
    *CASE,
    *(f"case-changed@{n}" for n in (2, 3, 4)),
    *(f"{name}@{n}" for name in EVERYWHERE for n in range(1, 6)),
]
"""One transaction adds a case, one confirms it; three trace it: case read, list recorded, names shown."""


def _on(sqlite: list[str], postgresql: list[str]) -> list[Any]:
    return [
        *(pytest.param("sqlite", name, id=f"sqlite-{name}") for name in sqlite),
        *(
            pytest.param("postgresql", name, id=f"postgresql-{name}", marks=pytest.mark.postgresql)
            for name in postgresql
        ),
    ]


ENGINE_POINTS = _on([*LOADING, *TWICE], [*ON_BOTH, "pending-committed@2", "movements-committed@2"])
CASE_ENGINE_POINTS = _on(CASE_POINTS, ["trace-run", *(f"register-committed@{n}" for n in range(1, 6))])
BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


def test_there_are_enough_places():
    assert len(FAILPOINTS) >= 20


@pytest.mark.parametrize(("engine", "failpoint"), ENGINE_POINTS)
def test_killed_while_loading(place: Place, whole: list, lists: list, failpoint: str):
    killed = place.run(B, C, failpoint=failpoint)
    assert killed.returncode == -9, f"{failpoint} was not reached: {killed.stderr}"
    there = whole_files_only(place, whole, lists, killed)
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
def test_killed_while_recovering(place: Place, whole: list, lists: list, first: str, second: str):
    first_killed = place.run(B, C, failpoint=first)
    killed = place.run(B, C, failpoint=second)
    assert killed.returncode == -9, killed.stderr
    again = place.run(failpoint="recover-begin")
    assert again.returncode == -9, again.stderr
    there = whole_files_only(place, whole, lists, first_killed)
    loaded_again(place, whole, there)


@pytest.mark.parametrize(("engine", "failpoint"), CASE_ENGINE_POINTS)
def test_killed_while_a_case_is_added_confirmed_and_traced(place: Place, whole: list, lists: list, failpoint: str):
    killed = place.run(what="case", failpoint=failpoint)
    assert killed.returncode == -9, f"{failpoint} was not reached: {killed.stderr}"
    assert whole_files_only(place, whole, lists, killed) == 0
    with place.site() as site, site.register.reading() as connection:
        entries = [row.action for row in connection.execute(select(audit_entry).order_by(audit_entry.c.seq))]
        on_the_list = connection.execute(select(contact)).all()
    # The list was made twice, once by the killed process; it stands there once.
    assert len(on_the_list) == lists[0]["counts"]["contacts"]
    assert (entries.count("case.add"), entries.count("case.confirm")) == (1, 1)
    if "traced" in killed.stdout:
        assert entries.count("case.names") == 2, "names were shown and it is not logged"


def test_every_place_is_killed_at_by_some_test():
    killed_at = [param.values[1] for param in (*ENGINE_POINTS, *CASE_ENGINE_POINTS)]
    assert {name.partition("@")[0] for name in killed_at} | {*RECOVERY, *ERASING} == set(FAILPOINTS)
    assert len(killed_at) >= 50
