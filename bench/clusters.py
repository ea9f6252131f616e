"""How good clusters of records are, beside the truth: pairs, B-cubed, and each kind of trap and error by itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb


def engine_beside(file: Path) -> duckdb.DuckDBPyConnection:
    """An engine for tables of invented people; what does not fit into its memory lies beside this file meanwhile."""
    made = duckdb.connect(config={"memory_limit": "4GB", "threads": "2", "temp_directory": str(file.parent / "spill")})
    made.execute("set enable_progress_bar = false")
    return made


def scored(clusters: Path, truth: Path, columns: Sequence[str], flags_of: Sequence[str] = ()) -> dict[str, Any]:
    """Scores of each column of a table ``record_id, …``; of those in `flags_of` also by flag."""
    with engine_beside(clusters) as engine:
        wanted = ", ".join(f'c."{column}" as "{column}"' for column in columns)
        engine.execute(
            f"create table t as select record_id, person_id, flags, {wanted} "
            f"from read_parquet('{truth}') left join read_parquet('{clusters}') c using (record_id)"
        )
        engine.execute("create table person as select person_id, count(*) as n from t group by 1")
        true = _one(engine, "select sum(n * (n - 1) / 2) from person")
        return {
            column: {
                **_whole(engine, column, true),
                **({"flags": _flags(engine, column)} if column in flags_of else {}),
            }
            for column in columns
        }


def recall_at(curve: dict[str, Any], precision: float) -> float | None:
    """Recall at this precision, between the two thresholds around it; None where the curve does not reach it."""
    points = sorted((one["precision"], one["recall"]) for one in curve.values())
    below = [one for one in points if one[0] < precision]
    above = [one for one in points if one[0] >= precision]
    if not above:
        return None
    best = max(above, key=lambda one: one[1])
    if not below:
        return best[1]
    under = max(below)
    share = (precision - under[0]) / (best[0] - under[0])
    return round(under[1] + share * (best[1] - under[1]), 5)


def _whole(engine: duckdb.DuckDBPyConnection, column: str, true: int) -> dict[str, Any]:
    engine.execute(f"""
        create or replace table met as select "{column}" as k, person_id, count(*) as n from t group by all
    """)
    said = _one(engine, "select sum(n * (n - 1) / 2) from (select sum(n) as n from met group by k)")
    right = _one(engine, "select sum(n * (n - 1) / 2) from met")
    row = engine.execute("""
        with size as (select k, sum(n) as kn from met group by k)
        select sum(met.n * met.n / kn) / sum(met.n), sum(met.n * met.n / person.n) / sum(met.n), max(kn),
            count(distinct k)
        from met join size using (k) join person using (person_id)
    """).fetchall()[0]
    precision, recall = right / said if said else 1.0, right / true
    return {
        "precision": round(precision, 5),
        "recall": round(recall, 5),
        "f1": round(2 * precision * recall / (precision + recall), 5),
        "true_pairs": int(true),
        "false_pairs": int(said - right),
        "missed_pairs": int(true - right),
        "b_cubed_precision": round(row[0], 5),
        "b_cubed_recall": round(row[1], 5),
        "largest": int(row[2]),
        "clusters": int(row[3]),
    }


def _flags(engine: duckdb.DuckDBPyConnection, column: str) -> dict[str, dict[str, float]]:
    """By flag: records, share joined to another record of their person (if there is one), share with a stranger."""
    rows = engine.execute(f"""
        with own as (select "{column}" as k, person_id, count(*) as n from t group by all),
        size as (select k, sum(n) as kn from own group by k),
        each as (
            select record_id, unnest(string_split('all ' || coalesce(flags, ''), ' ')) as flag,
                own.n > 1 as joined, kn > own.n as stranger, person.n > 1 as could
            from t join own on own.k = t."{column}" and own.person_id = t.person_id
            join size on size.k = own.k join person on person.person_id = t.person_id
        )
        select flag, count(*), avg(joined::int) filter (could), avg(stranger::int) from each where flag <> ''
        group by 1 order by 1
    """).fetchall()
    return {
        flag: {"records": count, "joined": round(joined or 0.0, 4), "stranger": round(stranger, 4)}
        for flag, count, joined, stranger in rows
    }


def _one(engine: duckdb.DuckDBPyConnection, sql: str) -> Any:
    return engine.execute(sql).fetchall()[0][0]
