"""The files a command is given: which, and what is in them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import typer

from pratique.errors import NotFound


def paths_of(given: Iterable[Path]) -> list[Path]:
    """Every file named, and every file in a folder named, in order of name; hidden files are left out.

    Whether all of them are there is settled before the first is read: a slip of the pen stores nothing.
    """
    found: list[Path] = []
    for path in given:
        if path.is_dir():
            here = inside(path)
            if not here:
                raise NotFound(f"There are no files in {path}.", "Name files, or another folder.")
            found += here
        elif str(path) == "-" or path.exists():
            found.append(path)
        else:
            raise NotFound(f"There is no file {path}; nothing was read.", "Check the path.")
    return found


def inside(folder: Path) -> list[Path]:
    """The files of a folder and the folders in it, in order of name; hidden ones are left out."""
    return [f for f in sorted(folder.rglob("*")) if f.is_file() and not f.name.startswith(".")]


def contents(paths: Iterable[Path]) -> Iterator[tuple[Path, bytes]]:
    """The files' bytes; one that cannot be opened is reported and stops no other."""
    for path in paths:
        try:
            if str(path) == "-":
                yield Path("stdin"), sys.stdin.buffer.read()
            else:
                yield path, path.read_bytes()
        except OSError as error:
            typer.echo(f"{path}: not opened ({error.strerror}); check its permissions and try it again.", err=True)
