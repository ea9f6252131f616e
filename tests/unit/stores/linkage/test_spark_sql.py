"""Every statement of the batch as Spark reads it. A text that leaves what both databases share is refused by name."""

import pytest
import sqlglot

from pratique.flow.identity.evaluate import evaluate
from pratique.stores.linkage.engine import DuckEngine
from pratique.stores.linkage.spark_sql import NotInCommon, Statement, statement
from tests.lib.linkage_found import hard_table

OWN = ("_columns", "read_parquet", "COPY ", "duckdb_", "CHECKPOINT")
"""What DuckDB's engine alone says, to do what Spark's does otherwise."""


def test_every_text_of_the_batch_has_its_form_in_spark(tmp_path, monkeypatch):
    """What cannot be had in Spark is changed in the shared text, or added to `COMMON` once both were seen to agree."""
    texts = []

    def noting(real):
        def noted(self, sql, *more):
            if not any(word in sql for word in OWN):
                texts.append(sql)
            return real(self, sql, *more)

        return noted

    for method in ("run", "rows", "columns", "lists"):
        monkeypatch.setattr(DuckEngine, method, noting(getattr(DuckEngine, method)))
    hard_table(tmp_path / "records.parquet", 300)
    evaluate(tmp_path / "records.parquet", tmp_path / "out.parquet")
    assert {"name_pair", "edge", "parted", "called"} <= {statement(text).name for text in texts}
    for text in texts:
        if spark := statement(text).text:
            sqlglot.parse_one(spark, read="spark")


@pytest.mark.parametrize(
    ("ours", "spark"),
    [
        ("SELECT 0.5 / x FROM t", "SELECT CAST(0.5 AS DOUBLE) / x FROM t"),
        ("SELECT hash(x[2:3] || 'a') FROM t", "SELECT XXHASH64(SUBSTRING(x, 2, 2) || 'a') FROM t"),
        ("SELECT hash(x, y) FROM t", "SELECT XXHASH64(x IS NULL, x, y IS NULL, y) FROM t"),
        ("SELECT x[:3] FROM t", "SELECT SUBSTRING(x, 1, 3) FROM t"),
        ("SELECT row_number() OVER () FROM t", "SELECT ROW_NUMBER() OVER (ORDER BY 1) FROM t"),
        ("SELECT log2(x), starts_with(x, y) FROM t", "SELECT LOG(2, x), STARTSWITH(x, y) FROM t"),
    ],
)
def test_what_differs_is_said_in_spark_s_way(ours, spark):
    assert statement(ours).text == spark


@pytest.mark.parametrize(
    ("ours", "done"),
    [
        ("CREATE TABLE t (k UBIGINT, x VARCHAR)", Statement("keep", "t", columns="k BIGINT, x STRING")),
        ("CREATE TABLE t AS SELECT x FROM u", Statement("keep", "t", "SELECT x FROM u")),
        ("CREATE VIEW t AS SELECT x FROM u", Statement("view", "t", "SELECT x FROM u")),
        ("INSERT INTO t SELECT x FROM u", Statement("add", "t", "SELECT x FROM u")),
        ("ALTER TABLE t RENAME TO u", Statement("rename", "t", "u")),
        ("ALTER TABLE t DROP COLUMN k", Statement("narrow", "t", "k")),
        ("DROP TABLE t", Statement("drop", "t")),
    ],
)
def test_what_is_to_be_done_with_a_table_is_told_apart(ours, done):
    assert statement(ours) == done


@pytest.mark.parametrize(
    "text",
    [
        "SELECT md5_number_lower(x) FROM t",
        "SELECT list(x) FROM t",
        "SELECT x[1] FROM t",
        "SELECT x, count(*) FROM t GROUP BY ALL",
        "UPDATE t SET x = 1",
        "SELECT FROM WHERE",
    ],
)
def test_what_is_not_common_to_both_is_refused(text):
    with pytest.raises(NotInCommon):
        statement(text)
