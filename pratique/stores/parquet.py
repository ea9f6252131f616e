"""Parquet bytes as rows of text cells, read in memory: nothing is written to a disk.

DuckDB opens files by name only, so the bytes are lent to it through an anonymous memory file (Linux).
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

from pratique.errors import NotReadable, NotReady

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
