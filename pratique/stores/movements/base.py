"""What every movement store offers: lines and crossings, added in batches, read in order and removed again.

Rows are only ever added; a batch is wholly there or wholly absent. Stores differ in speed, never in an answer:
results are sorted, so that two of them can be compared as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal, Protocol

from pratique.errors import NotReady
from pratique.model.movement import Crossing, Line

TableName = Literal["lines", "crossings"]
TABLES: tuple[TableName, ...] = ("lines", "crossings")
RESTORE = "Restore the site from a backup; `pratique db check` says what else does not verify."
"""What to do about what is damaged."""


_UNSAFE = frozenset("=*?[]%")


def readable_path(folder: Path) -> Path:
    """The full path of a movement folder; NotReady for one that table readers would take for a pattern."""
    folder = folder.resolve()
    if _UNSAFE & set(str(folder)):
        raise NotReady(
            "The path of the movement folder holds one of = * ? [ ] %, which table readers take for a pattern.",
            "Choose a folder without these signs.",
        )
    return folder


@dataclass(frozen=True, slots=True)
class Held:
    """What a living case still rests on: whole legs, and people with all that is said of them on any leg."""

    legs: frozenset[int] = frozenset()
    identities: frozenset[int] = frozenset()


class ArrowStream(Protocol):
    """Anything that hands over a table by the Arrow capsule interface: a DuckDB relation, an Arrow table."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The stream as a capsule."""


class Movements(Protocol):
    """Lines and crossings, by day. Missing tables read as empty.

    Every moment is timezone-aware. All ids and keys are signed 64-bit integers. What a trace asks of a leg or of a
    person is answered by the register, which holds the same rows by leg and by person.
    """

    def append_lines(self, batch_id: int, lines: Sequence[Line]) -> None:
        """Add the lines of one batch in one atomic step; none at all still records the batch.

        ValueError if `batch_id` is not above the last batch of this table.
        """

    def append_crossings(self, batch_id: int, crossings: Sequence[Crossing]) -> None:
        """Add the crossings of one batch in one atomic step, as `append_lines` does."""

    def append_table(self, table: TableName, batch_id: int, data: ArrowStream) -> None:
        """Add one batch of many rows from Arrow, with the columns of `pratique.stores.movements.arrow`, by name.

        Rows should come in key order (day first): any order is correct, key order is read faster.
        """

    def last_batch(self, table: TableName) -> int:
        """The highest batch committed to this table; 0 if none."""

    def lines_by_leg(self) -> Iterator[list[Line]]:
        """Every line, by day, leg, message and position; in portions, a leg of a day in one."""

    def crossings_by_person(self) -> Iterator[list[Crossing]]:
        """Every crossing, by identity, moment, message, position; in portions."""

    def count(self) -> dict[TableName, int]:
        """Rows of each table."""

    def check(self) -> list[str]:
        """What is wrong with the stored files, one sentence each, naming the file; empty if all is well."""

    def due(self, until: date, held: Held, *, on_disk: bool = False) -> dict[TableName, int]:
        """Rows of the days up to `until` that are not held, by table; `on_disk`: in any file, superseded or not."""

    def erase(self, until: date, held: Held, now: datetime) -> dict[TableName, int]:
        """Remove those rows, and every superseded byte of them; how many there were. One worker at a time."""

    def about(self, identities: Collection[int]) -> dict[TableName, int]:
        """Rows about these people in any file: those that name them, or name nobody and bear their reference."""

    def forget(self, identities: Collection[int], now: datetime) -> dict[TableName, int]:
        """Remove those rows, and every superseded byte of them; how many there were. One worker at a time."""

    def maintain(self, now: datetime, *, force: bool = False) -> None:
        """Keep reading fast and leave no superseded byte: changes no answer. One worker at a time."""

    def bytes_on_disk(self) -> int:
        """Bytes of all files of the store, its log included."""
