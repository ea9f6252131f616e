"""Spark behind the interface of `Engine`: the batch on the cores of a machine, or on the machines that Spark knows.

Importing this needs the extra `pratique[spark]`. What does not fit into memory is encrypted, the web page that would
show statements is off, and Spark's log, which quotes values, is silent.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

import pyarrow
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.logger import PySparkLogger
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import StructType

from pratique.errors import NotReady
from pratique.stores.linkage.engine import MEMORY, THREADS, Array, Engine
from pratique.stores.linkage.spark_sql import MADE, NotInCommon, statement
from pratique.stores.linkage.spread import Spread

T = TypeVar("T")

_JAVA: Final = "Install Java 17 or 21, such as Debian's default-jre-headless."
_SETTINGS: Final = {
    "spark.app.name": "pratique",
    "spark.authenticate": "true",
    "spark.driver.memory": MEMORY.removesuffix("B"),
    "spark.io.encryption.enabled": "true",  # of what is spilt, shuffled, or handed over by Python
    "spark.log.level": "OFF",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


class SparkEngine(Engine):
    """The temporary views of one session. Open with `spark_engine()`."""

    def __init__(self, session: SparkSession) -> None:
        self.session = session
        self.others = Spread(THREADS)
        self._held: dict[str, DataFrame] = {}
        for made in MADE.values():
            session.sql(made)

    def run(self, sql: str) -> None:
        """Run one statement to its end."""
        to_do = statement(sql)
        match to_do.verb:
            case "view":
                _quietly(lambda: self.session.sql(to_do.text).createOrReplaceTempView(to_do.name))
            case "keep" if to_do.columns:
                self._hold(to_do.name, _quietly(lambda: self.session.createDataFrame([], to_do.columns)))
            case "keep":
                self._hold(to_do.name, self._computed(to_do.text))
            case "add":
                self._add(to_do.name, self._computed(to_do.text))
            case "drop":
                self._drop(to_do.name)
            case "rename":
                self._hold(to_do.text, self._drop(to_do.name))
            case "narrow":
                self._hold(to_do.name, self._held[to_do.name].drop(to_do.text))
            case _:
                raise NotInCommon("A query has rows: ask for them.")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return list(zip(*self.lists(sql), strict=True))

    def columns(self, sql: str) -> list[Array]:
        """The columns of a query without NULL, as arrays."""
        return [column.to_numpy() for column in self._arrow(sql)]

    def lists(self, sql: str) -> list[list[Any]]:
        """The columns of a query as lists; NULL is None."""
        return [column.to_pylist() for column in self._arrow(sql)]

    def table(self, name: str, columns: Mapping[str, Array | Sequence[Any]], types: str) -> None:
        """Make a table of these columns."""
        self._hold(name, self._frame(columns, StructType.fromDDL(statement(f"CREATE TABLE {name} ({types})").columns)))

    def fill(self, name: str, columns: Mapping[str, Array | Sequence[Any]]) -> None:
        """Add these rows to a table."""
        held = self._held[name]
        self._hold(name, held.union(self._frame(columns, held.schema)))

    def pack(self) -> None:
        """Nothing: Spark's rows are packed as they are."""

    def open_parquet(self, name: str, file: Path) -> list[str] | None:
        """Make a view of a Parquet file; its columns, or None where it is no Parquet file."""
        try:
            frame = self.session.read.parquet(_address(file))
            frame.select("*", frame["_metadata"]["row_index"].alias("file_row_number")).createOrReplaceTempView(name)
        except (PySparkException, Py4JError):
            return None
        return list(frame.columns)

    def write_parquet(self, sql: str, file: Path) -> None:
        """Write the rows of a query as one Parquet file."""
        text = statement(sql).text
        with tempfile.TemporaryDirectory(prefix=".pratique-", dir=file.parent) as folder:
            parts = Path(folder) / "parts"
            _quietly(lambda: self.session.sql(text).coalesce(1).write.parquet(_address(parts)))
            (part,) = parts.glob("part-*.parquet")
            part.rename(file)

    def _computed(self, text: str) -> DataFrame:
        """The rows of a query, computed now and never again: the numbers that rows were given stay theirs."""
        return _quietly(lambda: self.session.sql(text).localCheckpoint())

    def _frame(self, columns: Mapping[str, Array | Sequence[Any]], schema: StructType) -> DataFrame:
        """Rows from here, by way of Arrow."""
        table = pyarrow.table({column: pyarrow.array(columns[column]) for column in schema.names})
        return _quietly(lambda: self.session.createDataFrame(table, schema))

    def _hold(self, name: str, frame: DataFrame) -> None:
        frame.createOrReplaceTempView(name)
        self._held[name] = frame

    def _add(self, name: str, rows: DataFrame) -> None:
        held = self._held[name]
        cast = (rows[place].cast(field.dataType) for place, field in enumerate(held.schema))
        self._hold(name, held.union(rows.select(*cast)))

    def _drop(self, name: str) -> DataFrame:
        self.session.catalog.dropTempView(name)
        return self._held.pop(name)

    def _arrow(self, sql: str) -> list[Any]:
        """The columns of a query, in Arrow's form."""
        text = statement(sql).text

        def fetched() -> list[Any]:
            frame = self.session.sql(text)
            return list(frame.toDF(*map(str, range(len(frame.columns)))).toArrow().columns)

        return _quietly(fetched)


@contextmanager
def spark_engine(**settings: str) -> Iterator[SparkEngine]:
    """An engine in a Spark session of its own, with Spark's own settings where any are given.

    `spark-defaults.conf` says on which machines it runs; without it, on the cores of this one. Raises NotReady where
    Spark does not start.
    """
    with tempfile.TemporaryDirectory(prefix="pratique-") as folder:
        session = _session({**_SETTINGS, "spark.local.dir": folder, "spark.sql.warehouse.dir": folder, **settings})
        work = SparkEngine(session)
        try:
            yield work
        finally:
            work.others.close()
            session.stop()


def _session(settings: Mapping[str, str]) -> SparkSession:
    if not os.environ.get("JAVA_HOME") and not shutil.which("java"):
        raise NotReady("Spark needs Java, and there is none here.", _JAVA)
    for name in ("DataFrameQueryContextLogger", "SQLQueryContextLogger"):
        PySparkLogger.getLogger(name).disabled = True  # they print errors, and with them cells
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")  # a driver of one machine listens on no other address
    builder = SparkSession.builder
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except PySparkException:
        pass
    raise NotReady("Spark does not start.", _JAVA)


def _quietly(action: Callable[[], T]) -> T:
    """What an action gives. Spark's own words may quote cells: they do not travel with the error."""
    try:
        return action()
    except PySparkException as error:
        code = error.getCondition() or type(error).__name__
    except Py4JError as error:
        code = type(error).__name__
    raise NotReady(f"Spark could not finish: {code}.", "Leave out `--engine`: DuckDB does the same.")


def _address(file: Path) -> str:
    """A path as Hadoop reads it: never as a pattern, always on this machine's disks."""
    return "file://" + re.sub(r"([][{}*?\\])", r"\\\1", str(file.resolve()))
