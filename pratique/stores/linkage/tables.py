"""The doors of the batch: a table of records in, a table of travellers out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np

from pratique.rules.linkage.model import LinkModel
from pratique.stores.linkage.batch import resolve
from pratique.stores.linkage.engine import engine
from pratique.stores.linkage.prepared import Linked, Prepared
from pratique.stores.linkage.records import read_records
from pratique.stores.linkage.texts import Normaliser


def unite_table(file: Path, output: Path, normaliser: Normaliser, model: LinkModel) -> tuple[int, int, list[str]]:
    """Write ``record_id, traveller_id`` for every record; how many records, travellers, and which columns are missing.

    A traveller is called by the smallest record id of its group.
    """
    with engine() as work:
        missing = read_records(work, file, normaliser)
        _, groups = resolve(work, model)
        work.table("traveller", {"id": np.arange(len(groups)), "g": groups}, "id INTEGER, g INTEGER")
        work.run(
            "CREATE TABLE called AS SELECT g, min(record_id) AS traveller_id FROM source JOIN rec USING (rec) "
            "JOIN traveller USING (id) GROUP BY g"
        )
        quoted = str(output).replace("'", "''")
        work.run(
            "COPY (SELECT record_id, traveller_id FROM source JOIN rec USING (rec) JOIN traveller USING (id) "
            f"JOIN called USING (g)) TO '{quoted}' (FORMAT parquet)"
        )
        records, travellers = work.rows("SELECT (SELECT count(*) FROM rec), (SELECT count(*) FROM called)")[0]
    return records, travellers, missing


def write_links(output: Path, linked: Sequence[Linked]) -> None:
    """Write ``record_id, traveller_id, bits, verdict``."""
    with engine() as work:
        columns = {field.name: [getattr(one, field.name) for one in linked] for field in fields(Linked)}
        work.table("linked", columns, "record_id VARCHAR, traveller_id VARCHAR, bits DOUBLE, verdict VARCHAR")
        quoted = str(output).replace("'", "''")
        work.run(f"COPY linked TO '{quoted}' (FORMAT parquet)")


def prepare(file: Path, normaliser: Normaliser, model: LinkModel) -> tuple[Prepared, list[str]]:
    """The travellers of a table, held in memory to be looked up; and which columns the table lacks."""
    with engine() as work:
        missing = read_records(work, file, normaliser)
        travellers, groups = resolve(work, model)
        return Prepared.of(work, travellers, groups, model), missing
