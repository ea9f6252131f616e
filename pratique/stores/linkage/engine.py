"""What the batch asks of a database; and DuckDB for it: in memory alone, columns of Python values in and out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from pratique.errors import NotReady
from pratique.stores.linkage.spread import Spread

Array = np.ndarray[Any, Any]

MEMORY = "6GB"
THREADS = 2
_MANY = 2_000_000


class Engine(ABC):
    """Tables that are gone when it is closed. It understands the SQL of this package, which is DuckDB's."""

    others: Spread
    """Other processes for what is no SQL."""

    @abstractmethod
    def run(self, sql: str) -> None:
        """Run one statement to its end."""

    @abstractmethod
    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a query."""

    def value(self, sql: str) -> Any:
        """The only value of a query."""
        return self.rows(sql)[0][0]

    @abstractmethod
    def columns(self, sql: str) -> list[Array]:
        """The columns of a query without NULL, as arrays."""

    @abstractmethod
    def lists(self, sql: str) -> list[list[Any]]:
        """The columns of a query as lists; NULL is None."""

    @abstractmethod
    def table(self, name: str, columns: Mapping[str, Array | Sequence[Any]], types: str) -> None:
        """Make a table of these columns. `types` declares them in SQL (``id INTEGER, text VARCHAR``)."""

    @abstractmethod
    def fill(self, name: str, columns: Mapping[str, Array | Sequence[Any]]) -> None:
        """Add these rows to a table."""

    @abstractmethod
    def pack(self) -> None:
        """Make the tables smaller, where that pays."""

    @abstractmethod
    def open_parquet(self, name: str, file: Path) -> list[str] | None:
        """Make a view of a Parquet file and its `file_row_number`; its columns, or None where it is no Parquet file."""

    @abstractmethod
    def write_parquet(self, sql: str, file: Path) -> None:
        """Write the rows of a query as one Parquet file."""


class DuckEngine(Engine):
    """One in-memory database. Open with `engine()`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, threads: int = 1) -> None:
        self.connection = connection
        self.others = Spread(threads)

    def run(self, sql: str, values: Sequence[object] = ()) -> None:
        """Run one statement to its end."""
        self.connection.execute(sql, list(values)).fetchall()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self.connection.execute(sql).fetchall()

    def pack(self) -> None:
        """Make the tables smaller. It takes time, so only where there are many rows."""
        if self.value("SELECT coalesce(max(estimated_size), 0) FROM duckdb_tables()") >= _MANY:
            self.run("CHECKPOINT")

    def columns(self, sql: str) -> list[Array]:
        """The columns of a query without NULL, as arrays."""
        return list(self.connection.execute(sql).fetchnumpy().values())

    def lists(self, sql: str) -> list[list[Any]]:
        """The columns of a query as lists; NULL is None."""
        return [column.tolist() for column in self.connection.execute(sql).fetchnumpy().values()]

    def table(self, name: str, columns: Mapping[str, Array | Sequence[Any]], types: str) -> None:
        """Make a table of these columns."""
        self.run(f"CREATE TABLE {name} ({types})")
        self.fill(name, columns)

    def fill(self, name: str, columns: Mapping[str, Array | Sequence[Any]]) -> None:
        """Add these rows to a table."""
        arrays = {key: value if isinstance(value, np.ndarray) else _objects(value) for key, value in columns.items()}
        self.connection.register("_columns", arrays)
        self.run(f"INSERT INTO {name} ({', '.join(columns)}) SELECT {', '.join(columns)} FROM _columns")
        self.connection.unregister("_columns")

    def open_parquet(self, name: str, file: Path) -> list[str] | None:
        """Make a view of a Parquet file; its columns, or None where it is no Parquet file."""
        read = f"read_parquet({_quoted(file)}, file_row_number = true)"
        try:
            there = [str(row[0]) for row in self.rows(f"DESCRIBE SELECT * EXCLUDE (file_row_number) FROM {read}")]
            self.run(f"CREATE VIEW {name} AS SELECT * FROM {read}")
        except duckdb.Error:
            return None
        return there

    def write_parquet(self, sql: str, file: Path) -> None:
        """Write the rows of a query as one Parquet file."""
        self.run(f"COPY ({sql}) TO {_quoted(file)} (FORMAT parquet)")


@contextmanager
def engine(memory: str = MEMORY, threads: int = THREADS) -> Iterator[DuckEngine]:
    """An engine; all it held is gone when it is closed. What does not fit into its memory raises NotReady."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "temp_directory": "",  # clear text meets no disk; DuckDB can encrypt what it spills with an extension only
        "memory_limit": memory,
        "threads": str(threads),
        "preserve_insertion_order": "false",
    }
    with duckdb.connect(":memory:", config=config) as connection:
        # A long statement must not draw on the terminal, which may be a pipe.
        connection.execute("SET enable_progress_bar = false")
        # DuckDB 2.0.0 fails an assertion where joins of a million rows hand on dictionaries ("dict-surviving cache").
        connection.execute("SET enable_caching_operators = false")
        work = DuckEngine(connection, threads)
        try:
            yield work
        except duckdb.OutOfMemoryException:
            # Without the engine's own words: they may quote cells.
            raise NotReady(
                "The table does not fit into memory.", f"Link fewer records at once: {memory} are used."
            ) from None
        finally:
            work.others.close()


def _quoted(file: Path) -> str:
    return "'" + str(file).replace("'", "''") + "'"


def _objects(values: Sequence[Any]) -> Array:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array
