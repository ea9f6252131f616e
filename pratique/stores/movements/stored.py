"""The files of one version of a Delta table, as its log describes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from deltalake import DeltaTable

from pratique.stores.movements.arrow import Shape

STATISTICS: Final = ("leg_id", "identity_id")
"""The columns whose smallest and largest value the log may tell."""
_ROWS_A_REWRITE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One Parquet file of the current version, as the log describes it."""

    path: str
    day: date
    rows: int
    size: int


def stored_files(folder: Path, delta: DeltaTable) -> list[StoredFile]:
    """The files of the version held by `delta`, by day."""
    actions = delta.get_add_actions(flatten=True)
    names = set(actions.schema.names)

    def column(name: str) -> list[Any]:
        return list(actions[name].to_pylist()) if name in names else [None] * actions.num_rows

    stored = zip(column("path"), column("partition.day"), column("num_records"), column("size_bytes"), strict=True)
    found = [StoredFile(f"{folder}/{path}", day, rows or 0, size) for path, day, rows, size in stored]
    return sorted(found, key=lambda file: (file.day, file.path))


def by_day(files: Iterable[StoredFile]) -> dict[date, list[StoredFile]]:
    """The files of each day."""
    found: dict[date, list[StoredFile]] = {}
    for file in files:
        found.setdefault(file.day, []).append(file)
    return found


def portions(days: dict[date, list[StoredFile]]) -> Iterable[list[date]]:
    """Days in order, grouped so that one rewrite holds a bounded number of rows (at least one day)."""
    portion: list[date] = []
    rows = 0
    for day in sorted(days):
        more = sum(file.rows for file in days[day])
        if portion and rows + more > _ROWS_A_REWRITE:
            yield portion
            portion, rows = [], 0
        portion.append(day)
        rows += more
    yield portion


def unreadable(shape: Shape, delta: DeltaTable) -> list[str]:
    """Why this table must not be read as plain files, one sentence each."""
    faults = []
    protocol, metadata = delta.protocol(), delta.metadata()
    settings = metadata.configuration
    features = [*(protocol.reader_features or ()), *(protocol.writer_features or ())]
    if (protocol.min_reader_version, protocol.min_writer_version) != (1, 2) or features:
        faults.append(
            f"The {shape.name} table asks for Delta protocol {protocol.min_reader_version}/"
            f"{protocol.min_writer_version}; only 1/2 without features can be read as plain files."
        )
    if settings.get("delta.enableDeletionVectors", "false").lower() != "false":
        faults.append(f"The {shape.name} table has deletion vectors enabled: removed rows would be shown.")
    if metadata.partition_columns != ["day"]:
        faults.append(f"The {shape.name} table is not partitioned by day.")
    return faults
