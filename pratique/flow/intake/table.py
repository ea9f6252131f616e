"""Rows of text cells from the bytes of a delimited file: nothing is typed, nothing is trimmed, no row is joined.

The row number is the one a spreadsheet shows: blank rows count, a quoted line break does not.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pratique.flow.intake.charset import UNREAD, decode
from pratique.flow.intake.headers import known_words
from pratique.flow.intake.profile import SenderProfile
from pratique.model.findings import Finding

SEPARATORS = (",", ";", "\t", "|")
_HEAD = 40


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file, its cells as text, and what was wrong with its quoting (then no cells)."""

    number: int
    cells: tuple[str, ...]
    broken: str | None = None
    numeric: frozenset[int] = frozenset()
    """Places of cells that hold a number, not text: what stood before its first digit is lost."""


@dataclass(frozen=True, slots=True)
class Table:
    """All rows of one sheet or file. `dialect` says how they were read (``csv utf-8 ;``)."""

    rows: tuple[Row, ...]
    dialect: str
    findings: tuple[Finding, ...] = ()


def read_table(data: bytes, profile: SenderProfile | None = None) -> Table | None:
    """The table in a delimited text file, or None where the bytes are no text."""
    decoded = decode(data, known_words, profile.charset if profile else None)
    if decoded is None:
        return None
    separator = (profile.separator if profile else None) or choose_separator(decoded.text)
    findings = []
    if profile and profile.charset and decoded.charset != profile.charset.lower():
        findings.append(
            Finding(
                "charset-not-as-kept",
                "warning",
                "file",
                f"the charset kept for this sender ({profile.charset}) does not read this file; {decoded.charset} does",
            )
        )
    if not decoded.sure:
        findings.append(
            Finding(
                "charset-proposed",
                "warning",
                "file",
                f"the charset is only a proposal ({decoded.charset}): look at a name with accents or characters, and "
                "keep the right charset for this sender if it is wrong",
            )
        )
    shown = "tab" if separator == "\t" else separator
    return Table(tuple(split_rows(decoded.text, separator)), f"csv {decoded.charset} {shown}", tuple(findings))


def choose_separator(text: str) -> str:
    """The separator under which the first rows show the most known column names, then the evenest rows.

    Where that leaves several, csv.Sniffer decides, and else the first of ``, ; tab |``.
    """
    lines = text[:65536]
    scores = {}
    for separator in SEPARATORS:
        widths = []
        known = 0
        for row in _first(split_rows(lines, separator), _HEAD):
            known = max(known, known_words(*row.cells) if len(row.cells) > 1 else 0)
            if any(cell.strip() for cell in row.cells):
                widths.append(len(row.cells))
        width, times = Counter(widths).most_common(1)[0] if widths else (1, 0)
        scores[separator] = (known, times if width > 1 else 0)
    best = max(scores.values())
    left = [separator for separator in SEPARATORS if scores[separator] == best]
    if len(left) == 1:
        return left[0]
    try:
        return csv.Sniffer().sniff(lines[:8192], "".join(left)).delimiter
    except csv.Error:
        return left[0]


def _first(rows: Iterator[Row], count: int) -> Iterator[Row]:
    for _, row in zip(range(count), rows, strict=False):
        yield row


def split_rows(text: str, separator: str) -> Iterator[Row]:
    """Rows of `text`. A quotation mark that is never closed costs its own row only, and that row says so."""
    lines = list(io.StringIO(text.removesuffix("\x1a"), newline=""))
    at = 0
    number = 0

    def feed() -> Iterator[str]:
        nonlocal at
        while at < len(lines):
            at += 1
            yield lines[at - 1]

    reader = csv.reader(feed(), delimiter=separator, strict=True)
    while at < len(lines):
        start = at
        number += 1
        try:
            cells = tuple(next(reader))
        except StopIteration:
            return
        except csv.Error:
            at = start + 1
            yield _loosely(number, lines[start], separator)
            reader = csv.reader(feed(), delimiter=separator, strict=True)
        else:
            yield _whole(number, cells)


def _whole(number: int, cells: tuple[str, ...]) -> Row:
    if any(UNREAD.search(cell) for cell in cells):
        return Row(number, (), "it holds bytes that are no text")
    return Row(number, cells)


def _loosely(number: int, line: str, separator: str) -> Row:
    if line.count('"') % 2:
        return Row(number, (), "a quotation mark is opened and not closed")
    try:
        return _whole(number, tuple(next(csv.reader([line], delimiter=separator))))
    except (csv.Error, StopIteration):
        return Row(number, (), "a cell is too long")


def clean(cell: str) -> str:
    """A cell without the blanks around it; runs of blanks and line breaks inside become one blank."""
    return re.sub(r"\s+", " ", cell.replace("\0", " ")).strip()
