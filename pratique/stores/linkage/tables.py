"""The doors of the batch: a table of records in, a table of travellers out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import fields
from pathlib import Path
from typing import Literal

import numpy as np

from pratique.errors import NotReady
from pratique.rules.linkage.model import LinkModel
from pratique.stores.linkage.batch import resolve
from pratique.stores.linkage.engine import Engine, engine
from pratique.stores.linkage.prepared import Linked, Prepared
from pratique.stores.linkage.records import read_records
from pratique.stores.linkage.texts import Normaliser

EngineName = Literal["duckdb", "spark"]
Opened = Callable[[], AbstractContextManager[Engine]]


def opened(name: EngineName) -> Opened:
    """How the engine of a name is opened. Raises NotReady where it is not installed."""
    if name == "duckdb":
        return engine
    try:
        from pratique.stores.linkage.spark import spark_engine
    except ImportError:
        pass
    else:
        return spark_engine
    raise NotReady("Spark is not installed.", "Install it beside pratique: pip install 'pratique[spark]'.")


def unite_table(
    file: Path, output: Path, normaliser: Normaliser, model: LinkModel, open_engine: Opened = engine
) -> tuple[int, int, list[str]]:
    """Write ``record_id, traveller_id`` for every record; how many records, travellers, and which columns are missing.

    A traveller is called by the smallest record id of its group.
    """
    with open_engine() as work:
        missing = read_records(work, file, normaliser)
        _, groups = resolve(work, model)
        work.table("traveller", {"id": np.arange(len(groups)), "g": groups}, "id INTEGER, g INTEGER")
        work.run(
            "CREATE TABLE called AS SELECT g, min(record_id) AS traveller_id FROM source JOIN rec USING (rec) "
            "JOIN traveller USING (id) GROUP BY g"
        )
        work.write_parquet(
            "SELECT record_id, traveller_id FROM source JOIN rec USING (rec) JOIN traveller USING (id) "
            "JOIN called USING (g)",
            output,
        )
        records, travellers = work.rows("SELECT (SELECT count(*) FROM rec), (SELECT count(*) FROM called)")[0]
    return records, travellers, missing


def write_links(output: Path, linked: Sequence[Linked]) -> None:
    """Write ``record_id, traveller_id, bits, verdict``."""
    with engine() as work:
        columns = {field.name: [getattr(one, field.name) for one in linked] for field in fields(Linked)}
        work.table("linked", columns, "record_id VARCHAR, traveller_id VARCHAR, bits DOUBLE, verdict VARCHAR")
        work.write_parquet("SELECT * FROM linked", output)


def prepare(file: Path, normaliser: Normaliser, model: LinkModel) -> tuple[Prepared, list[str]]:
    """The travellers of a table, held in memory to be looked up; and which columns the table lacks."""
    with engine() as work:
        missing = read_records(work, file, normaliser)
        travellers, groups = resolve(work, model)
        return Prepared.of(work, travellers, groups, model), missing
