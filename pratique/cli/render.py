"""Values on a terminal: tables for people, CSV and JSON for programs."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pratique.cli.context import Form
from pratique.present.contract import inert

T = TypeVar("T")


def write(text: str) -> None:
    """Data, to stdout, as it is."""
    sys.stdout.write(text)
    sys.stdout.flush()


def private_file(path: Path, text: str) -> None:
    """A file with names in it: only its owner may read it, from its first byte on."""
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write(text)


def console() -> Console:
    """Where tables go; wide enough for a file or a pipe not to be cut, unless COLUMNS says how wide it is."""
    out = Console(highlight=False)
    return out if out.is_terminal or os.environ.get("COLUMNS") else Console(highlight=False, width=180)


def told(text: str, indent: int = 2) -> None:
    """A sentence on the terminal, broken between words at its width; what follows the first line is indented."""
    for line in textwrap.wrap(
        text, console().width, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False
    ):
        write(f"{line}\n")


def progress(items: Sequence[T], what: str) -> Iterable[T]:
    """The same items, with a bar on stderr while they are worked through, on a terminal only."""
    from rich.progress import track

    err = Console(stderr=True)
    return track(items, what, console=err, transient=True) if err.is_terminal and len(items) > 1 else items


def rows(form: Form, header: Sequence[str], lines: Sequence[Sequence[object]]) -> None:
    """A list in the form asked for. JSON keeps numbers, lists and `null`; table and CSV have one text a cell."""
    if form is Form.JSON:
        keys = [name.replace(" ", "_") for name in header]
        value = [dict(zip(keys, map(_plain, line), strict=True)) for line in lines]
        write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")
    elif form is Form.CSV:
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows([[inert(words(cell)) for cell in line] for line in lines])
        write(out.getvalue())
    else:
        table(header, lines)


def table(header: Sequence[str], lines: Sequence[Sequence[object]], empty: str = "Nothing.") -> None:
    """Rows for reading. The first column, by which the others are found, is never broken or cut."""
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for at, name in enumerate(header):
        shown.add_column(name, no_wrap=at == 0, overflow="fold")
    for line in lines:
        shown.add_row(*(escape(words(cell)) for cell in line))
    console().print(shown if lines else empty)


def words(value: object) -> str:
    """A value in one text: lists with semicolons, times to the minute, nothing for what is absent."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case Mapping():
            return ", ".join(f"{name} {words(item)}" for name, item in value.items() if item not in (None, "", [], {}))
        case list() | tuple():
            return "; ".join(words(item) for item in value)
    return str(value)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return list(value) if isinstance(value, tuple) else value
