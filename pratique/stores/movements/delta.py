"""The movement store of every site: two Delta tables, read by this process's own in-memory DuckDB.

Writing goes through `deltalake` (one commit a batch, which carries the batch's number); reading names the Parquet
files, so no lock is shared between processes. DuckDB needs no extension and writes no file.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, datetime
from functools import cached_property, partial
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

import duckdb

from pratique.errors import Broken
from pratique.model.movement import Crossing, Line
from pratique.stores.movements import queries
from pratique.stores.movements.arrow import SHAPES, Reader, Shape, table_of
from pratique.stores.movements.base import RESTORE, TABLES, ArrowStream, Held, TableName, readable_path
from pratique.stores.movements.stored import StoredFile, by_day
from pratique.stores.movements.table import Table

_LINE_ORDER: Final = attrgetter("leg_id", "message_id", "seq")
_CROSSING_ORDER: Final = attrgetter("identity_id", "at", "message_id", "seq")
Kept = Callable[[Shape, list[str]], str]
"""The condition for rows to stay, over the files of one table."""
_PORTION: Final = 500_000


class DeltaMovements:
    """Lines and crossings under one folder. Implements `Movements`; threads may share it."""

    def __init__(self, folder: Path, *, threads: int = 2, memory: str = "512MB") -> None:
        self.folder = readable_path(folder)
        self._tables = {name: Table(self.folder / name, SHAPES[name]) for name in TABLES}
        self._threads = threads
        self._memory = memory

    @cached_property
    def _duckdb(self) -> duckdb.DuckDBPyConnection:
        """Made at the first question: most commands ask none. One thread, as it is asked for one day or one file."""
        return _connect(1, self._memory)

    def append_lines(self, batch_id: int, lines: Sequence[Line]) -> None:
        """Add the lines of one batch in one commit; ValueError unless its id is above the last."""
        self._tables["lines"].append(batch_id, table_of(SHAPES["lines"], lines))

    def append_crossings(self, batch_id: int, crossings: Sequence[Crossing]) -> None:
        """Add the crossings of one batch in one commit; ValueError unless its id is above the last."""
        self._tables["crossings"].append(batch_id, table_of(SHAPES["crossings"], crossings))

    def append_table(self, table: TableName, batch_id: int, data: ArrowStream) -> None:
        """Add one batch from Arrow columns, streamed."""
        self._tables[table].append(batch_id, data)

    def last_batch(self, table: TableName) -> int:
        """The highest batch of this table; 0 if none."""
        return self._tables[table].last_batch()

    def lines_by_leg(self) -> Iterator[list[Line]]:
        """Every line, in order of day and leg, in portions of about half a million."""
        for files in by_day(self._tables["lines"].files()).values():
            for rows in self._portions("lines", "leg_id", files):
                yield sorted((Line(*row) for row in rows), key=_LINE_ORDER)

    def crossings_by_person(self) -> Iterator[list[Crossing]]:
        """Every crossing, in order of person, in portions of about half a million."""
        for rows in self._portions("crossings", "identity_id", self._tables["crossings"].files()):
            yield sorted((Crossing(*row) for row in rows), key=_CROSSING_ORDER)

    def _portions(self, name: TableName, key: str, files: Sequence[StoredFile]) -> Iterator[list[list[Any]]]:
        """All rows of these files of one version, by ranges of a key."""
        shape = SHAPES[name]
        for first, last, rows in self._fetch(name, self._listed(name, files), partial(queries.ends, key=key)):
            step = (last - first) // (rows // _PORTION + 1) + 1 if rows else 1
            for start in range(first, last + 1, step) if rows else ():
                asked = partial(queries.between, shape, key=key, first=start, last=min(last, start + step - 1))
                yield self._values(shape, self._fetch(name, self._listed(name, files), asked))

    def _listed(self, name: TableName, files: Sequence[StoredFile]) -> Callable[[], list[str]]:
        """What lists these files at first, and then those of the newest version in their place."""
        known, days = iter([[file.path for file in files]]), {file.day for file in files}
        newest = self._tables[name].files
        return lambda: next(known, None) or [file.path for file in newest() if file.day in days]

    def count(self) -> dict[TableName, int]:
        """Rows of each table, from its log."""
        return {name: sum(file.rows for file in table.files()) for name, table in self._tables.items()}

    def check(self) -> list[str]:
        """What is wrong, one sentence each: every file is compared with its checksum and every value of it decoded."""
        faults: list[str] = []
        for table in self._tables.values():
            wrong = table.layout_faults()
            faults += wrong or self._check_files(table, table.files(), table.altered())
        return faults

    def due(self, until: date, held: Held, *, on_disk: bool = False) -> dict[TableName, int]:
        """Rows of the days up to `until` that are not held; `on_disk`: in any file, superseded or not."""
        return self._to_go(until, lambda shape, files: queries.is_held(shape, files, held), on_disk=on_disk)

    def erase(self, until: date, held: Held, now: datetime) -> dict[TableName, int]:
        """Remove those rows, and every superseded byte of them; how many there were."""
        return self._let_go(until, lambda shape, files: queries.is_held(shape, files, held), now)

    def about(self, identities: Collection[int]) -> dict[TableName, int]:
        """Rows about these people in any file on the disk."""
        return self._to_go(date.max, lambda shape, files: queries.is_not_of(shape, files, identities), on_disk=True)

    def forget(self, identities: Collection[int], now: datetime) -> dict[TableName, int]:
        """Remove every row about these people, and every superseded byte of it; how many there were."""
        return self._let_go(date.max, lambda shape, files: queries.is_not_of(shape, files, identities), now)

    def _to_go(self, until: date, kept: Kept, *, on_disk: bool) -> dict[TableName, int]:
        found = {}
        for name, table in self._tables.items():
            files = [file.path for file in table.files() if file.day <= until]
            if on_disk:
                # The day stands in the path, as Delta and DuckDB both read it.
                every = table.folder.glob("day=*/*.parquet")
                files = sorted(str(path) for path in every if _day_of(path) <= until)
            found[name] = self._count(files, kept(table.shape, files))
        return found

    def _let_go(self, until: date, kept: Kept, now: datetime) -> dict[TableName, int]:
        gone: dict[TableName, int] = {}
        for name, table in self._tables.items():
            with _connect(self._threads, "2GB") as own:

                def count(files: list[str], shape: Shape = table.shape) -> int:
                    return self._count(files, kept(shape, files))

                def rewrite(
                    files: list[str], shape: Shape = table.shape, own: duckdb.DuckDBPyConnection = own
                ) -> ArrowStream:
                    return own.sql(queries.kept_rows(shape, files, kept(shape, files)))

                gone[name] = table.erase(until, count, rewrite)
        self.maintain(now)
        return gone

    def _count(self, files: list[str], kept: str) -> int:
        if not files:
            return 0
        with self._duckdb.cursor() as cursor:
            row = cursor.execute(queries.rows_to_go(files, kept)).fetchone()
        return int(row[0]) if row else 0

    def maintain(self, now: datetime, *, force: bool = False) -> None:
        """Compact where more than 64 small files lie (or forced), then remove superseded files and shorten the log."""
        for table in self._tables.values():
            with _connect(self._threads, "2GB") as own:
                table.maintain(
                    now,
                    lambda files, shape=table.shape, own=own: own.sql(queries.ordered(shape, files)),  # type: ignore[misc]
                    force=force,
                )

    def bytes_on_disk(self) -> int:
        """Bytes of all files, logs included."""
        return sum(file.stat().st_size for file in self.folder.rglob("*") if file.is_file())

    def _values(self, shape: Shape, rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
        try:
            return list(map(Reader(shape).values, rows))
        except OverflowError:
            raise Broken(f"A moment in the {shape.name} table is none: a file is damaged.", RESTORE) from None

    def _fetch(
        self, name: TableName, listed: Callable[[], list[str]], text: Callable[[list[str]], str]
    ) -> list[tuple[Any, ...]]:
        """All rows of one statement over the files that matter, to the end, on a cursor of its own.

        Between listing and opening, maintenance may have replaced a file by one with the same rows: list once more.
        Broken, naming the file, where one cannot be read.
        """
        table = self._tables[name]
        for again in (False, True):
            files = listed()
            if not files:
                return []
            try:
                with self._duckdb.cursor() as cursor:
                    return cursor.execute(text(files)).fetchall()
            except (duckdb.Error, UnicodeDecodeError):
                if again:
                    break
                table.forget()
        named = [file for file in table.files() if file.path in files]
        faults = self._check_files(table, named, table.altered())
        # The library's own words may quote what it read.
        raise Broken(faults[0] if faults else f"The {name} table cannot be read.", RESTORE) from None

    def _check_files(self, table: Table, files: Sequence[StoredFile], altered: Collection[str]) -> list[str]:
        faults = []
        for file in files:
            path = Path(file.path)
            name = path.relative_to(self.folder)
            if not path.exists():
                faults.append(f"{name} is missing: {file.rows} rows of {table.shape.name} are lost.")
                continue
            if path.stat().st_size != file.size:
                faults.append(f"{name} has {path.stat().st_size} bytes; the log says {file.size}.")
                continue
            if path.relative_to(table.folder).as_posix() in altered:
                faults.append(f"{name} was altered or is damaged.")
                continue
            try:
                with self._duckdb.cursor() as cursor:
                    rows = cursor.execute(queries.rows_and_sum(table.shape, file.path)).fetchall()[0][0]
            except duckdb.Error:
                # The library's own words may quote what it read.
                faults.append(f"{name} cannot be read.")
                continue
            if rows != file.rows:
                faults.append(f"{name} holds {rows} rows; the log says {file.rows}.")
        return faults


def _day_of(path: Path) -> date:
    return date.fromisoformat(path.parent.name.removeprefix("day="))


def _connect(threads: int, memory: str) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(
        ":memory:",
        config={
            "threads": threads,
            "memory_limit": memory,
            "temp_directory": "",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    )
    connection.execute("set timezone = 'UTC'")
    connection.execute("set parquet_metadata_cache = true")
    # A long rewrite must not draw on the terminal, which may be a pipe that carries JSON.
    connection.execute("set enable_progress_bar = false")
    return connection
