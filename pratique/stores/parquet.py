"""Parquet bytes as rows of text cells, read in memory, and rows of invented travellers as Parquet files.

What is read is never written to a disk. DuckDB opens files by name only, so the bytes are lent to it through an
anonymous memory file (Linux).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from pratique.errors import NotReadable, NotReady

_BATCH = 50_000
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "temp_directory": "",
    "threads": "1",
}


def read_parquet_rows(data: bytes) -> tuple[list[str], list[list[str | None]]]:
    """Column names and rows. Every cell is text: dates and times in ISO form, whole numbers without ``.0``.

    A time with a zone comes in UTC with ``+00:00``. Raises NotReadable where the bytes are no Parquet file.
    """
    import duckdb

    if not hasattr(os, "memfd_create"):
        raise NotReady("Parquet files can only be read on Linux", "save the file as CSV and load that")
    handle = os.memfd_create("crossings")
    try:
        with os.fdopen(os.dup(handle), "wb") as out:
            out.write(data)
        with duckdb.connect(":memory:", config=_SETTINGS) as engine:
            source = f"/proc/self/fd/{handle}"
            described = engine.execute("DESCRIBE SELECT * FROM read_parquet(?)", [source]).fetchall()
            names = [str(row[0]) for row in described]
            cells = ", ".join(_as_text(str(row[0]), str(row[1])) for row in described)
            rows = engine.execute(f"SELECT {cells} FROM read_parquet(?)", [source]).fetchall()
            zoned = [place for place, row in enumerate(described) if row[1] == "TIMESTAMP WITH TIME ZONE"]
    except duckdb.Error as error:
        # The engine's own words may quote cells; they must not travel with the error.
        del error
        rows, names, zoned = None, [], []
    finally:
        os.close(handle)
    if rows is None:
        raise NotReadable("the file looks like Parquet but cannot be read", "ask the sender for it again, or for CSV")
    return names, [[_cell(value, place in zoned) for place, value in enumerate(row)] for row in rows]


def write_parquet(
    files: Mapping[Path, Sequence[str]], columns: Sequence[str], rows: Iterable[Sequence[str | None]]
) -> int:
    """Rows of nullable text to one or more files, each with some of the columns; how many rows there were.

    Every file is in the order of the first column. Rows are laid down beside the first file while they are put in
    order, as they are: for invented people only.
    """
    import duckdb
    from arro3.core import Array, DataType, Table

    written, found = 0, iter(rows)
    first = next(iter(files))
    with TemporaryDirectory(dir=first.parent) as folder, duckdb.connect(Path(folder) / "rows") as engine:
        engine.execute("SET enable_progress_bar = false")
        engine.execute("SET memory_limit = '2GB'")  # ten million rows are put in order on the disk
        engine.execute(f"CREATE TABLE line ({', '.join(f'{name} VARCHAR' for name in columns)})")
        while batch := list(islice(found, _BATCH)):
            arrays = [Array(cells, DataType.string()) for cells in zip(*batch, strict=True)]
            engine.from_arrow(Table.from_arrays(arrays, names=columns)).insert_into("line")
            written += len(batch)
        for path, wanted in files.items():
            in_order = f"SELECT {', '.join(wanted)} FROM line ORDER BY {columns[0]}"
            target = str(path).replace("'", "''")
            engine.execute(f"COPY ({in_order}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
    return written


def _as_text(name: str, kind: str) -> str:
    column = '"' + name.replace('"', '""') + '"'
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"epoch_us({column})"
    if kind.startswith("TIMESTAMP"):
        return f"strftime({column}, '%Y-%m-%dT%H:%M:%S')"
    if kind == "BLOB":
        return f"decode({column})"
    return f"CAST({column} AS VARCHAR)"


def _cell(value: object, zoned: bool) -> str | None:
    if value is None:
        return None
    if zoned and isinstance(value, int):
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=value)
        return moment.isoformat(timespec="seconds")
    text = str(value)
    return text.removesuffix(".0") if text[:-2].lstrip("-").isdigit() else text
