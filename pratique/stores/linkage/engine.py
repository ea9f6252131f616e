"""DuckDB set up for a batch: bounded memory, encrypted spill, columns of Python values in and out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb
import numpy as np

Array = np.ndarray[Any, Any]

MEMORY = "6GB"
THREADS = 2


class Engine:
    """One in-memory database. Open with `engine()`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def run(self, sql: str, values: Sequence[object] = ()) -> None:
        """Run one statement to its end."""
        self.connection.execute(sql, list(values)).fetchall()

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self.connection.execute(sql, list(values)).fetchall()

    def value(self, sql: str) -> Any:
        """The only value of a query."""
        return self.rows(sql)[0][0]

    def columns(self, sql: str) -> list[Array]:
        """The columns of a query without NULL, as arrays."""
        return list(self.connection.execute(sql).fetchnumpy().values())

    def lists(self, sql: str) -> list[list[Any]]:
        """The columns of a query as lists; NULL is None."""
        return [column.tolist() for column in self.connection.execute(sql).fetchnumpy().values()]

    def table(self, name: str, columns: Mapping[str, Array | Sequence[Any]], types: str) -> None:
        """Make a table of these columns. `types` declares them in SQL (``id INTEGER, text VARCHAR``)."""
        arrays = {key: value if isinstance(value, np.ndarray) else _objects(value) for key, value in columns.items()}
        self.run(f"CREATE TABLE {name} ({types})")
        self.connection.register("_columns", arrays)
        self.run(f"INSERT INTO {name} SELECT {', '.join(columns)} FROM _columns")
        self.connection.unregister("_columns")


@contextmanager
def engine(memory: str = MEMORY, threads: int = THREADS) -> Iterator[Engine]:
    """An engine; all it held is gone when it is closed."""
    with tempfile.TemporaryDirectory(prefix="pratique-") as folder:
        config: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "temp_directory": folder,
            "temp_file_encryption": "true",
            "memory_limit": memory,
            "threads": str(threads),
            "preserve_insertion_order": "false",
        }
        with duckdb.connect(":memory:", config=config) as connection:
            yield Engine(connection)


def _objects(values: Sequence[Any]) -> Array:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array
