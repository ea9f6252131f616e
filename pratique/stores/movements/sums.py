"""The SHA-256 of every file of a movement table, in a list beside its files: a bit that changed on the disk is found.

The list (`_sha256sums`) has the form that `sha256sum --check` reads; its last line is a comment with the sum of the
lines above. Only the one writer changes it, by a rename. A file committed by a process that was killed right after has
no line yet: the next writer adds it. A file is never changed once it has a line.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from pratique.errors import Broken

LIST: Final = "_sha256sums"
_LINE: Final = re.compile(r"([0-9a-f]{64})  ([^\n]+)")
_LOG: Final = "_delta_log"
_LOG_FILE: Final = re.compile(r"(\d{20})(\.json|\.checkpoint(\.[0-9a-f.-]+)?\.parquet)")


class Sums:
    """The list of one table's folder; empty until the first write."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[str, str] = {}
        self._stamp: tuple[int, ...] = ()
        self._verified: set[tuple[str, str]] = set()

    def read(self) -> dict[str, str]:
        """The sum of each file by its path below the folder; empty where there is no list. Broken if it was altered."""
        try:
            found = (self._folder / LIST).stat()
            stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
            if stamp != self._stamp:
                self._held, self._stamp = _parsed(self._folder, (self._folder / LIST).read_bytes()), stamp
        except FileNotFoundError:
            return {}
        return self._held

    def bring_up_to_date(self, stored: Iterable[str], *, leave_out: str = "") -> None:
        """Make the list one of the log and of these stored files: those known keep their sum, the others are read.

        A file that is gone gets no line, nor does the one `leave_out` (the beginning of a path). For the one writer.
        """
        known = self.read()
        names = [name for name in (*stored, *self.log_files()) if not (leave_out and name.startswith(leave_out))]
        sums = {
            name: known.get(name) or _sum(self._folder / name)
            for name in sorted(names)
            if (self._folder / name).exists()
        }
        if sums == known:
            return
        body = "".join(f"{value}  {name}\n" for name, value in sums.items()).encode()
        beside = self._folder / f"{LIST}.new"
        with beside.open("wb") as out:
            out.write(body + b"# " + _own(body))
            out.flush()
            os.fsync(out.fileno())
        beside.replace(self._folder / LIST)

    def log_files(self) -> list[str]:
        """The files of the table's log, by path below the folder."""
        found = sorted((self._folder / _LOG).glob("*"))
        return [f"{_LOG}/{file.name}" for file in found if _LOG_FILE.fullmatch(file.name)]

    def altered(self, names: Iterable[str]) -> list[str]:
        """Of these files, those that are not as they were written; one that is gone or has no sum is none of them."""
        sums = self.read()
        return [name for name in names if name in sums and not self._as_written(name, sums[name])]

    def log_faults(self, sums: dict[str, str], version: int) -> list[str]:
        """What is wrong with a log that ends with this version: a lost or altered entry could hide rows unseen.

        `sums` was read before the log was, so that every version it names was there. Each file is read once.
        """
        faults = []
        for name, expected in sums.items():
            found = _LOG_FILE.fullmatch(name.removeprefix(f"{_LOG}/"))
            if found is None or (name, expected) in self._verified:
                continue
            if int(found[1]) > version:
                faults.append(f"{self._folder.name}/{name} is missing: what it added is lost.")
            elif self._as_written(name, expected):
                self._verified.add((name, expected))
            else:
                faults.append(f"{self._folder.name}/{name} was altered or is damaged.")
        return faults

    def unreadable_log(self) -> str:
        """Which file of a log that cannot be read is altered, or else missing; "" if the sums do not tell."""
        listed = [name for name in self.read() if _LOG_FILE.fullmatch(name.removeprefix(f"{_LOG}/"))]
        for name in self.altered(listed):
            return f"{self._folder.name}/{name} was altered or is damaged."
        gone = (name for name in listed if not (self._folder / name).exists())
        return next((f"{self._folder.name}/{name} is missing." for name in gone), "")

    def _as_written(self, name: str, expected: str) -> bool:
        try:
            return _sum(self._folder / name) == expected
        except FileNotFoundError:
            return True


def checkpoint(version: int) -> str:
    """How the path of this version's checkpoint begins."""
    return f"{_LOG}/{version:020}.checkpoint"


def _parsed(folder: Path, data: bytes) -> dict[str, str]:
    body, _, own = data.rpartition(b"# ")
    lines = body.decode("utf-8", "replace").splitlines()
    found = [match for line in lines if (match := _LINE.fullmatch(line))]
    if own != _own(body) or len(found) != len(lines):
        raise Broken(
            f"{folder.name}/{LIST}, the checksums of the table's files, was altered or is damaged.",
            "Restore it from a backup; or remove it, and the next load takes the files as they then are.",
        )
    return {match[2]: match[1] for match in found}


def _sum(file: Path) -> str:
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def _own(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode() + b"\n"
