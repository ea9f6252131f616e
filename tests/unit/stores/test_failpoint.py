from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pratique.stores.failpoint import FAILPOINTS, reach

ROOT = Path(__file__).resolve().parents[3]


def reach_in_another_process(failpoint: str, times: int = 1) -> subprocess.CompletedProcess[str]:
    code = (
        "from pratique.stores.failpoint import reach\n"
        f"for n in range({times}):\n    reach('delta-after-lines')\n    print(n, flush=True)\n"
    )
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PRATIQUE_FAILPOINT": failpoint},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_process_dies_at_the_place_named():
    done = reach_in_another_process("delta-after-lines")
    assert (done.returncode, done.stdout) == (-9, "")


def test_the_process_dies_the_nth_time_only():
    done = reach_in_another_process("delta-after-lines@3", times=5)
    assert (done.returncode, done.stdout) == (-9, "0\n1\n")


@pytest.mark.parametrize("failpoint", ["", "delta-before-lines", "delta-after-lines@6"])
def test_the_process_lives_where_another_place_or_time_is_named(failpoint: str):
    done = reach_in_another_process(failpoint, times=5)
    assert (done.returncode, done.stdout) == (0, "0\n1\n2\n3\n4\n"), done.stderr


def test_an_environment_that_names_no_place_is_refused():
    done = reach_in_another_process("delta-after-luncheon")
    assert done.returncode == 1
    assert "names no fail point: delta-after-luncheon" in done.stderr


def test_an_undeclared_place_is_an_error():
    with pytest.raises(AssertionError, match="not declared"):
        reach("nowhere")


def test_every_place_of_the_movement_store_is_declared_and_reached():
    text = "".join(path.read_text() for path in (ROOT / "pratique" / "stores" / "movements").glob("*.py"))
    named = set(re.findall(r'reach\("([a-z-]+)"\)', text))
    named |= {f"delta-{when}-{table}" for when in ("before", "after") for table in ("lines", "crossings")}
    assert named == {name for name in FAILPOINTS if name.startswith(("delta-", "sums-", "compact-"))} | {
        "erase-rewritten"
    }


def test_every_place_says_what_has_happened_before_it():
    assert len(FAILPOINTS) >= 20
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) and said for name, said in FAILPOINTS.items())
