"""One Delta table on disk: its files, its appends, its maintenance.

Invariants: partitioned by day; no deletion vectors (readers open the Parquet files of the table directly and would
show removed rows); statistics in the log on keys only; one writer at a time, any number of readers, no lock.
A version of the table is what its log says: a file that no version names is nobody's, and maintenance removes it.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final, TypeVar

from deltalake import (
    ColumnProperties,
    CommitProperties,
    DeltaTable,
    PostCommitHookProperties,
    Transaction,
    WriterProperties,
    write_deltalake,
)
from deltalake.exceptions import CommitFailedError, DeltaError

from pratique.errors import Broken, Conflict, NotReady
from pratique.stores.failpoint import reach
from pratique.stores.movements.arrow import Shape
from pratique.stores.movements.base import RESTORE, ArrowStream
from pratique.stores.movements.stored import (
    STATISTICS,
    StoredFile,
    by_day,
    portions,
    stored_files,
    unreadable,
)
from pratique.stores.movements.sums import Sums, checkpoint

_APP: Final = "pratique"
_ROW_GROUP: Final = 8_192
_SMALL_FILES: Final = 64
_FILE_BYTES: Final = 4 << 30
"""One file a day: a day is never split for its size."""
_CHECKPOINT_AGE: Final = timedelta(hours=1)
_PROPERTIES: Final[dict[str, str | None]] = {
    "delta.dataSkippingStatsColumns": ",".join(STATISTICS),
    # No time travel over personal data: a superseded log entry goes at the next maintenance.
    "delta.logRetentionDuration": "interval 0 days",
    "delta.deletedFileRetentionDuration": "interval 0 days",
}


_WAITS: Final = (0.0, 0.01, 0.05, 0.25)
"""Seconds between attempts to read a log that is being cleaned."""
Answer = TypeVar("Answer")


class Table:
    """One Delta table; missing until its first append. Threads may share it."""

    def __init__(self, folder: Path, shape: Shape) -> None:
        self.shape = shape
        self.folder = folder
        self._lock = threading.RLock()
        self._delta: DeltaTable | None = None
        self._version = -1
        self._files: list[StoredFile] = []
        self._batch = 0
        self._checked: dict[str, str] | None = None
        self._sums = Sums(folder)

    def files(self) -> list[StoredFile]:
        """The files of the newest version, by day. Broken if the table must not be read as plain files."""
        with self._lock:
            return self._again(self._list)

    def forget(self) -> None:
        """Read the log anew at the next question: a file named by the version held was not there any more."""
        with self._lock:
            self._delta, self._version, self._files, self._batch, self._checked = None, -1, [], 0, None

    def last_batch(self) -> int:
        """The highest batch committed; 0 if none."""
        with self._lock:
            return self._again(self._last)

    def append(self, batch_id: int, data: ArrowStream) -> None:
        """Add one batch in one commit. ValueError unless its id is above the last."""
        with self._lock:
            delta = self._again(self._newest) or self._create()
            last = _last_batch(delta)
            if batch_id <= last:
                raise ValueError(f"batch {batch_id} of {self.shape.name} is not above the last one, {last}")
            reach(f"delta-before-{self.shape.name}")
            try:
                write_deltalake(
                    delta,
                    data,
                    mode="append",
                    target_file_size=_FILE_BYTES,
                    writer_properties=_writer(self.shape),
                    commit_properties=CommitProperties(
                        custom_metadata={"batch": str(batch_id)}, app_transactions=[Transaction(_APP, batch_id)]
                    ),
                    post_commithook_properties=_HOOKS,
                )
            except CommitFailedError as error:
                raise self._busy() from error
            except DeltaError as error:
                if "LocalFileSystem" in str(error) or "os error" in str(error):
                    raise NotReady(
                        "The movement tables cannot be written: the disk is full, or does not take it.",
                        "Free some space; nothing was half stored.",
                    ) from None
                if "validation check" not in str(error):
                    raise
                # Delta's own words show the row.
                raise ValueError(f"batch {batch_id} of {self.shape.name} leaves values out") from None
            reach(f"delta-after-{self.shape.name}")
            self._sums.bring_up_to_date(self._names())
            reach("sums-after-append")

    def altered(self) -> list[str]:
        """The files of the newest version and of its log, by path below the folder, that are not as they were written.

        A file that is missing, or has no sum yet, is not told here.
        """
        with self._lock:
            return self._sums.altered([*self._names(), *self._sums.log_files()])

    def maintain(self, now: datetime, rewrite: Callable[[list[str]], ArrowStream], *, force: bool) -> None:
        """Rewrite days of several files into one in key order, remove what no version names, shorten the log.

        `rewrite` gives the ordered rows of some files. Only the one worker may call this: what another writer has
        written but not yet committed would be removed. An append that somebody else commits meanwhile is a Conflict,
        and nothing is lost.
        """
        with self._lock:
            if self._again(self._newest) is None:
                return
            self._sums.bring_up_to_date(self._names())
            reach("compact-before")
            done = self._rewrite_days(rewrite, force=force)
            reach("compact-after-rewrite")
            done = self._vacuum() or done
            reach("compact-after-vacuum")
            if done or force or self._checkpoint_due(now):
                delta = self._held()
                # The same checkpoint may be written anew, with other bytes: until then it has no sum.
                self._sums.bring_up_to_date(self._names(), leave_out=checkpoint(delta.version()))
                delta.create_checkpoint()
                delta.cleanup_metadata()
            reach("compact-after-checkpoint")
            self._sums.bring_up_to_date(self._names())

    def erase(self, until: date, count: Callable[[list[str]], int], rewrite: Callable[[list[str]], ArrowStream]) -> int:
        """Replace the days up to `until` by the rows that `rewrite` leaves of them; how many rows are gone.

        `count` tells how many of some files' rows will be. For the one worker, who calls `maintain` after it: until
        then the superseded files are still there.
        """
        with self._lock:
            if self._again(self._newest) is None:
                return 0
            self._sums.bring_up_to_date(self._names())
            old = {day: files for day, files in by_day(self.files()).items() if day <= until}
            gone = 0
            for days in portions(old):
                if rows := count([file.path for day in days for file in old[day]]):
                    self._replace(days, rewrite)
                    gone += rows
                    reach("erase-rewritten")
            return gone

    def layout_faults(self) -> list[str]:
        """What makes this table unfit to be read as plain files, or tells more in its log than keys."""
        with self._lock:
            try:
                return self._again(self._layout_faults)
            except Broken as error:
                return [error.sentence]

    def _layout_faults(self) -> list[str]:
        delta = self._newest()
        if delta is None:
            return []
        names = delta.get_add_actions(flatten=True).schema.names
        if {name.split(".", 1)[1] for name in names if name.startswith("min.")} <= set(STATISTICS):
            return []
        return [f"The log of the {self.shape.name} table holds statistics on more than its key columns."]

    def _again(self, read: Callable[[], Answer]) -> Answer:
        """The answer of `read`, tried anew from a newly read log while maintenance removes parts of the log."""
        for wait in _WAITS:
            try:
                return read()
            except (DeltaError, OSError):
                self.forget()
                time.sleep(wait)
        try:
            return read()
        except (DeltaError, OSError) as error:
            named = self._sums.unreadable_log() or f"The log of the {self.shape.name} table cannot be read."
            raise Broken(named, RESTORE) from error

    def _newest(self) -> DeltaTable | None:
        sums = self._sums.read()
        if self._delta is not None and sums is self._checked and not self._after(self._delta.version()).exists():
            # The next entry is cleaned away only after the sums have named it.
            return self._delta
        if self._delta is not None:
            self._delta.update_incremental()
        elif DeltaTable.is_deltatable(str(self.folder)):
            self._delta = DeltaTable(str(self.folder))
        elif sums:
            raise Broken(f"The log of the {self.shape.name} table is missing.", RESTORE)
        else:
            return None
        if self._delta.version() != self._version:
            faults = self._sums.log_faults(sums, self._delta.version()) or unreadable(self.shape, self._delta)
            if faults:
                self.forget()
                raise Broken(faults[0], RESTORE)
        self._checked = sums
        return self._delta

    def _after(self, version: int) -> Path:
        """Where the log's entry after this version will be."""
        return self.folder / "_delta_log" / f"{version + 1:020}.json"

    def _names(self) -> list[str]:
        return [self._name(file) for file in self.files()]

    def _name(self, file: StoredFile) -> str:
        return Path(file.path).relative_to(self.folder).as_posix()

    def _list(self) -> list[StoredFile]:
        self._read()
        return self._files

    def _last(self) -> int:
        self._read()
        return self._batch

    def _read(self) -> None:
        delta = self._newest()
        if delta is not None and delta.version() != self._version:
            self._files, self._batch = stored_files(self.folder, delta), _last_batch(delta)
            self._version = delta.version()

    def _held(self) -> DeltaTable:
        """The version held, not refreshed. Only after `_newest` or `_create` gave one."""
        if self._delta is None:
            raise AssertionError("no version of the table is held")
        return self._delta

    def _busy(self) -> Conflict:
        return Conflict(
            f"Somebody else wrote to the {self.shape.name} table meanwhile; nothing of this was kept.", "Run it again."
        )

    def _create(self) -> DeltaTable:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._delta = DeltaTable.create(
            str(self.folder),
            self.shape.schema,
            mode="ignore",
            partition_by=["day"],
            configuration=_PROPERTIES,
        )
        return self._delta

    def _rewrite_days(self, rewrite: Callable[[list[str]], ArrowStream], *, force: bool) -> bool:
        crowded = {day: files for day, files in by_day(self.files()).items() if len(files) > 1}
        if not crowded or not (force or sum(map(len, crowded.values())) > _SMALL_FILES):
            return False
        for days in portions(crowded):
            self._replace(days, rewrite)
        return True

    def _replace(self, days: Sequence[date], rewrite: Callable[[list[str]], ArrowStream]) -> None:
        # Listed from the very version that is overwritten, never a newer one: what somebody else adds meanwhile then
        # makes Delta refuse the commit instead of being overwritten unseen.
        delta = self._held()
        held = by_day(stored_files(self.folder, delta))
        files = [file for day in days for file in held[day]]
        # A damaged file must not become the content of a new one.
        for name in self._sums.altered(map(self._name, files)):
            raise Broken(f"{self.shape.name}/{name} was altered or is damaged.", RESTORE)
        try:
            write_deltalake(
                delta,
                rewrite([file.path for file in files]),
                mode="overwrite",
                predicate=f"day in ({', '.join(repr(day.isoformat()) for day in days)})",
                target_file_size=_FILE_BYTES,
                writer_properties=_writer(self.shape),
                post_commithook_properties=_HOOKS,
            )
        except CommitFailedError as error:
            raise self._busy() from error

    def _vacuum(self) -> bool:
        delta = self._held()
        if not _remove_unnamed(delta, dry_run=True):
            return False
        return bool(_remove_unnamed(delta, dry_run=False))

    def _checkpoint_due(self, now: datetime) -> bool:
        last = self.folder / "_delta_log" / "_last_checkpoint"
        if not last.exists():
            return True
        version = int(json.loads(last.read_text())["version"])
        written = datetime.fromtimestamp(last.stat().st_mtime, UTC)
        return self._held().version() > version and now - written > _CHECKPOINT_AGE


_HOOKS: Final = PostCommitHookProperties(create_checkpoint=True, cleanup_expired_logs=False)


def _writer(shape: Shape) -> WriterProperties:
    columns = {name: ColumnProperties(dictionary_enabled=False) for name in shape.plain}
    columns |= {
        name: ColumnProperties(dictionary_enabled=False, encoding="DELTA_BINARY_PACKED") for name in shape.counting
    }
    return WriterProperties(max_row_group_size=_ROW_GROUP, compression="ZSTD", column_properties=columns)


def _remove_unnamed(delta: DeltaTable, *, dry_run: bool) -> list[str]:
    """Files on disk that the current version does not name: superseded ones and those of a torn write."""
    return delta.vacuum(
        retention_hours=0,
        dry_run=dry_run,
        enforce_retention_duration=False,
        full=True,
        post_commithook_properties=_HOOKS,
    )


def _last_batch(delta: DeltaTable | None) -> int:
    return 0 if delta is None else delta.transaction_version(_APP) or 0
