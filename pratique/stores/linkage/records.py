"""A flat table of travellers read, normalised by distinct text and collapsed to distinct records.

Each text is normalised once, however many records bear it. Columns that are not there count as never stated.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pratique.errors import NotReadable
from pratique.stores.linkage.engine import Engine
from pratique.stores.linkage.engine import engine as open_engine
from pratique.stores.linkage.texts import NATIONAL_ID, PHONE, Normaliser, Text, key, normalise

COLUMNS: Final = (
    *("surname", "given", "full_name_native", "birth_date", "sex", "nationality", "doc_type", "doc_issuer"),
    *("doc_number", "doc_issued", "doc_expiry", "national_id_country", "national_id", "phone", "seen_on"),
)


def read_records(engine: Engine, file: Path, normaliser: Normaliser) -> list[str]:
    """Fill `rec` (row of the file, its record) and `person` (distinct records); the columns the file lacks.

    Raises NotReadable where the file is no Parquet file, has no `record_id`, or has one twice or empty.
    """
    missing = _open(engine, file)
    normalise(engine, normaliser)
    _collapse(engine)
    return missing


def read_table(file: Path) -> tuple[list[dict[str, Text]], list[str]]:
    """The rows of a small table, word for word, by column; and which columns it lacks. NotReadable as above."""
    with open_engine() as engine:
        missing = _open(engine, file)
        names = ("record_id", *COLUMNS)
        rows = engine.rows(f"SELECT {', '.join(names)} FROM source ORDER BY rec")
    return [dict(zip(names, row, strict=True)) for row in rows], missing


def _open(engine: Engine, file: Path) -> list[str]:
    there = engine.open_parquet("table_read", file)
    if there is None:
        raise NotReadable(f"{file.name} cannot be read as a Parquet file.", "Write the table anew as Parquet.")
    if "record_id" not in there:
        raise NotReadable(f"{file.name} has no column `record_id`.", "Give every row an id of its own in `record_id`.")
    texts = ", ".join(
        f"nullif(trim(CAST({name} AS VARCHAR)), '') AS {name}" if name in there else f"NULL::VARCHAR AS {name}"
        for name in COLUMNS
    )
    engine.run(
        "CREATE VIEW source AS SELECT file_row_number::INTEGER AS rec, CAST(record_id AS VARCHAR) AS record_id, "
        f"{texts} FROM table_read"
    )
    rows, empty, distinct = engine.rows(
        "SELECT count(*), count(*) FILTER (trim(coalesce(record_id, '')) = ''), count(DISTINCT hash(record_id)) "
        "FROM source"
    )[0]
    if empty:
        raise NotReadable(f"{file.name}: {empty:,} rows have no record_id.", "Give every row an id of its own.")
    if rows != distinct:
        raise NotReadable(
            f"{file.name}: {rows - distinct:,} rows repeat a record_id.", "Give every row an id of its own."
        )
    return [name for name in COLUMNS if name not in there]


PROFILE: Final = (
    *("name", "birth", "sex", "nationality", "doc_type", "doc_issuer", "doc_number", "doc_issued", "doc_expiry"),
    *("nid_country", "nid", "phone"),
)
"""What makes two records the same."""


def _collapse(engine: Engine) -> None:
    engine.run(
        f"""CREATE TABLE norm AS SELECT *, {key(PROFILE)} AS k FROM (
        SELECT rec, name, birth, sex, nationality, doc_type, doc_issuer, doc_number,
        doc_issued, doc_expiry, n_nid.nid_country, n_nid.nid, n_phone.phone, seen FROM raw
        LEFT JOIN n_nid ON n_nid.k = CASE WHEN national_id IS NOT NULL THEN {key(NATIONAL_ID)} END
        LEFT JOIN n_phone ON n_phone.k = CASE WHEN raw.phone IS NOT NULL THEN {key(PHONE)} END)"""
    )
    for table in ("raw", "n_nid", "n_phone"):
        engine.run(f"DROP TABLE {table}")
    engine.run(
        "CREATE TABLE one AS SELECT (row_number() OVER ())::INTEGER - 1 AS id, * FROM "
        "(SELECT k, min(rec) AS rec, min(seen) AS first, max(seen) AS last FROM norm GROUP BY k)"
    )
    engine.run("CREATE TABLE rec AS SELECT norm.rec, one.id FROM norm JOIN one USING (k)")
    engine.run(
        f"CREATE TABLE person AS SELECT id, {', '.join(PROFILE)}, rec, first, last FROM one JOIN norm USING (rec)"
    )
    for table in ("norm", "one"):
        engine.run(f"DROP TABLE {table}")
