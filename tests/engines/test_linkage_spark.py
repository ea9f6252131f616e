"""The batch on Spark: the same statements find the same pairs, with the same bits, and the same travellers.

Spark lies beside the environment (`tools/spark.sh`) and runs in a process of its own; one session does it all.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pratique.stores.linkage.engine import engine
from pratique.stores.parquet import read_parquet_rows
from tests.lib.linkage_found import SECRET, found, hard_table

ROOT = Path(__file__).resolve().parents[2]
SPARK = Path(sys.prefix) / "spark"


def on_spark(table, output):
    assert SPARK.is_dir(), "Spark is not there: `make test` fetches it, as tools/spark.sh does alone"
    ran = subprocess.run(
        [sys.executable, "-m", "tests.lib.linkage_found", str(table), str(output)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(SPARK)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    assert "CAST_INVALID_INPUT" in ran.stdout, "it meets a cell that is no number"
    assert SECRET not in ran.stdout + ran.stderr, "and says so without the cell"
    return json.loads(ran.stdout)


@pytest.mark.spark
def test_spark_and_duckdb_agree_on_pairs_bits_and_travellers(tmp_path):
    table = tmp_path / "a table [of the hard kind].parquet"
    hard_table(table, 480)
    with engine(memory="500MB", threads=1) as work:
        ours = found(work, table, tmp_path / "duckdb.parquet")
    theirs = on_spark(table, tmp_path / "spark.parquet")
    assert len(ours["pairs"]) > 500
    assert [pair[:2] for pair in theirs["pairs"]] == [pair[:2] for pair in ours["pairs"]]
    for (a, b, bits, open_), (*_, other_bits, other_open) in zip(ours["pairs"], theirs["pairs"], strict=True):
        assert abs(bits - other_bits) < 1e-6, (a, b)
        assert open_ == other_open, (a, b)
    (columns, one), (same, two) = (
        read_parquet_rows((tmp_path / f"{name}.parquet").read_bytes()) for name in ("duckdb", "spark")
    )
    assert columns == same == ["record_id", "traveller_id"]
    assert sorted(one) == sorted(two)
    assert len({traveller for _, traveller in one}) < 200, "people have several records"
    assert theirs["slips"] == ours["slips"]
    assert theirs["plain"] == ours["plain"]
    assert theirs["no parquet"] is None
