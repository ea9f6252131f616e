"""Processes die, and others read meanwhile: a batch is wholly there or wholly absent, and the store goes on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pratique.stores.movements.delta import DeltaMovements
from tests.engines.movements import (
    ROOT,
    all_crossings,
    batch_of_lines,
    crossing,
    legs_of_batches,
    lines_of,
    make,
    run,
)

APPEND = """
import sys
from pathlib import Path
from tests.engines.movements import NOON, batch_of_lines, crossing
from pratique.stores.movements.delta import DeltaMovements
store = DeltaMovements(Path(sys.argv[1]))
for batch in range(int(sys.argv[2]), int(sys.argv[3]) + 1):
    store.append_lines(batch, batch_of_lines(batch))
    store.append_crossings(batch, [crossing(n, batch, n) for n in range(20)])
"""
MAINTAIN = """
import sys
from pathlib import Path
from tests.engines.movements import NOON
from pratique.stores.movements.delta import DeltaMovements
DeltaMovements(Path(sys.argv[1])).maintain(NOON, force=True)
"""


@pytest.mark.parametrize(
    ("failpoint", "lines", "crossings"),
    [
        ("delta-before-lines", 0, 0),
        ("delta-after-lines", 1, 0),
        ("delta-before-crossings", 1, 0),
        ("delta-after-crossings", 1, 1),
        ("delta-before-lines@3", 2, 2),
        ("delta-after-lines@3", 3, 2),
        ("delta-before-crossings@3", 3, 2),
        ("delta-after-crossings@3", 3, 3),
    ],
)
def test_a_writer_killed_at_a_fail_point_leaves_whole_batches(tmp_path: Path, failpoint, lines, crossings):
    folder = tmp_path / "movements"
    killed = run(APPEND, folder, 1, 4, failpoint=failpoint)
    assert killed.returncode == -9, killed.stderr
    store = DeltaMovements(folder)
    assert (store.last_batch("lines"), store.last_batch("crossings")) == (lines, crossings)
    assert store.count() == {"lines": 20 * lines, "crossings": 20 * crossings}
    assert store.check() == []
    stored = {one.message_id for one in lines_of(store, legs_of_batches())}
    assert stored == set(range(1, lines + 1))
    store.append_lines(lines + 1, batch_of_lines(lines + 1))
    store.append_crossings(crossings + 1, [crossing(message=9)])
    assert store.last_batch("lines") == lines + 1


@pytest.mark.parametrize("table", [1, 2])
@pytest.mark.parametrize(
    "failpoint", ["compact-before", "compact-after-rewrite", "compact-after-vacuum", "compact-after-checkpoint"]
)
def test_maintenance_killed_at_a_fail_point_changes_no_answer(tmp_path: Path, failpoint, table):
    store = make("delta", tmp_path)
    for batch in (1, 2):
        store.append_lines(batch, batch_of_lines(batch))
        store.append_crossings(batch, [crossing(n, batch, n) for n in range(20)])
    legs = legs_of_batches()
    lines = lines_of(store, legs)
    crossings = all_crossings(store)
    killed = run(MAINTAIN, store.folder, failpoint=f"{failpoint}@{table}")
    assert killed.returncode == -9, killed.stderr
    for again in (store, DeltaMovements(store.folder)):
        assert lines_of(again, legs) == lines
        assert all_crossings(again) == crossings
        assert again.last_batch("lines") == again.last_batch("crossings") == 2
        assert again.check() == []
    finished = run(MAINTAIN, store.folder)
    assert finished.returncode == 0, finished.stderr
    assert len(list(store.folder.glob("*/day=*/*.parquet"))) == 3 + 1
    assert lines_of(store, legs) == lines


def test_a_reader_beside_a_writer_sees_only_whole_batches(tmp_path: Path):
    folder = tmp_path / "movements"
    code = APPEND + "    if batch % 8 == 0:\n        store.maintain(NOON, force=True)\n"
    reader = DeltaMovements(folder)
    writer = subprocess.Popen([sys.executable, "-c", code, str(folder), "1", "20"], cwd=ROOT, stderr=subprocess.PIPE)
    seen = [0]
    while writer.poll() is None:
        lines = lines_of(reader, legs_of_batches())
        batches = {one.message_id for one in lines}
        assert batches == set(range(1, len(batches) + 1))
        assert len(lines) == 20 * len(batches)
        seen.append(len(batches))
    _, stderr = writer.communicate()
    assert writer.returncode == 0, stderr
    assert seen == sorted(seen)
    assert len(set(seen)) > 2, "the reader never ran beside the writer"
    assert reader.count() == {"lines": 400, "crossings": 400}
    assert reader.last_batch("lines") == 20
    assert reader.check() == []
