"""The sheets of a workbook (XLSX) as rows of text cells, as far as the file itself tells what they hold.

A workbook is unpacked within limits and packed anew without compression before the library reads it: a small file that
unpacks to gigabytes, or one cell a million rows down, would fill the memory of the library, and that cannot be caught.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from xml.parsers import expat

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum, load_workbook

from pratique.errors import NotReadable
from pratique.flow.intake.table import Row, Table
from pratique.model.findings import Finding

MOST_BYTES = 100_000_000
"""Of a workbook unpacked: a hundred times the list of a full ship."""
MOST_CELLS = 2_000_000
"""Rows times columns of one sheet, empty cells among them."""
_MOST_PARTS = 1_000
_WHOLE_NUMBER = 10**15
"""From here on a spreadsheet has replaced digits by zeros: it calculates with fifteen."""
_OLD = b"\xd0\xcf\x11\xe0"
CONTAINERS = (b"PK\x03\x04", _OLD)
"""How files begin that are workbooks, or that are packed as workbooks are."""
_PROTECTED = ("the workbook is protected by a password", "ask the sender for one without")
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ASK = "ask the sender for it again, or for CSV in UTF-8"
_PLAIN = "save it as XLSX or as CSV in UTF-8 and load that"
_TOO_LARGE = "more than any list of people needs: ask the sender for the table alone, or for CSV in UTF-8"


@dataclass(frozen=True, slots=True)
class Page:
    """One visible sheet that holds something: its place in the workbook, from 1, and its rows."""

    number: int
    table: Table


@dataclass(frozen=True, slots=True)
class Workbook:
    """The visible sheets of a workbook in their order, and the places of the hidden ones."""

    pages: tuple[Page, ...]
    hidden: tuple[int, ...]


def read_workbook(data: bytes) -> Workbook:
    """The sheets of these bytes. Raises NotReadable for what is no workbook, is damaged, protected or too large."""
    if data.startswith(_OLD):
        # A workbook with a password lies in a container of the old kind.
        protected = "EncryptedPackage".encode("utf-16-le") in data
        raise NotReadable(*(_PROTECTED if protected else ("workbooks of the old kind (XLS) are not read", _PLAIN)))
    parts = _unpacked(data)
    findings = _looked_over(parts)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    packed.seek(0)
    try:
        with load_workbook(packed) as book:
            return _read(book, findings)
    except NotReadable:
        raise
    # The library raises many kinds of error, among them one for its own faults that is no Exception.
    except BaseException as error:
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        raise NotReadable("the workbook is damaged: its sheets cannot be read", _ASK) from None


def _unpacked(data: bytes) -> dict[str, bytes]:
    """Every XML part by its name."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _must_be_workbook(frozenset(archive.namelist()))
            entries = [entry for entry in archive.infolist() if entry.filename.endswith((".xml", ".rels"))]
            if any(entry.flag_bits & 1 for entry in entries):
                raise NotReadable(*_PROTECTED)
            if len(entries) > _MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_BYTES:
                raise NotReadable(f"the workbook unpacks to more than {MOST_BYTES // 1_000_000} MB", _TOO_LARGE)
            if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
                raise NotReadable("the workbook is packed in a way that workbooks are not", _ASK)
            return {entry.filename: _part(archive, entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        raise NotReadable("the workbook is damaged: it cannot be unpacked", _ASK) from None


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    # Asked for without a number of bytes, a part that is larger than it says would first be unpacked to its end.
    with archive.open(entry) as part:
        return part.read(entry.file_size + 1)


def _must_be_workbook(names: frozenset[str]) -> None:
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names:
        raise NotReadable("binary workbooks (XLSB) are not read", _PLAIN)
    if {"mimetype", "content.xml"} <= names:
        raise NotReadable("OpenDocument files are not read", _PLAIN)
    raise NotReadable("the file is packed (ZIP)", "unpack it and load what is inside")


# -- how far a sheet reaches, and cells whose content the file does not hold ---------------------------------------


@dataclass(slots=True)
class _Scan:
    """What is seen of one sheet while its XML goes by."""

    row: int = 0
    column: int = 0
    last_row: int = 0
    last_column: int = 0
    inside: str = ""
    held: bool = False
    formula: bool = False
    error: bool = False
    uncalculated: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "row":
            self.row = int(attributes["r"]) if "r" in attributes else self.row + 1
            self.column = 0
        elif tag == "c":
            self._cell(attributes)
        elif self.inside and tag in ("v", "is"):
            self.held = True
        elif self.inside and tag == "f":
            self.formula = True

    def _cell(self, attributes: dict[str, str]) -> None:
        self.column += 1
        if "r" in attributes:
            place = _PLACE.fullmatch(attributes["r"])
            if place is None:
                raise ValueError
            self.column, self.row = _column(place[1]), int(place[2])
        self.inside = attributes.get("r", f"row {self.row}")
        self.held = self.formula = False
        self.error = attributes.get("t") == "e"

    def end(self, tag: str) -> None:
        if tag.rpartition(":")[2] != "c":
            return
        if self.held or self.formula:
            self.last_row, self.last_column = max(self.last_row, self.row), max(self.last_column, self.column)
        if self.formula and not self.held:
            self.uncalculated.append(self.inside)
        elif self.error and self.held:
            self.errors.append(self.inside)
        self.inside = ""


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


def _looked_over(parts: dict[str, bytes]) -> tuple[Finding, ...]:
    """Findings on cells without content of their own. Raises NotReadable where a sheet reaches too far."""
    uncalculated, errors = [], []
    for content in parts.values():
        if b"\0" in content:
            raise NotReadable("the workbook is damaged: a part of it is no UTF-8 text", _ASK)
        if b"sheetData" not in content:
            continue
        scan = _scanned(content)
        if scan.last_row * scan.last_column > MOST_CELLS:
            text = f"a sheet reaches over {scan.last_row:,} rows and {scan.last_column:,} columns"
            raise NotReadable(text, _TOO_LARGE)
        uncalculated += scan.uncalculated
        errors += scan.errors
    return tuple(
        Finding(code, "warning", _cells(places), text)
        for code, places, text in (
            ("formula-without-value", uncalculated, _UNCALCULATED),
            ("formula-error", errors, "the spreadsheet could not calculate this; the cell counts as empty"),
        )
        if places
    )


_UNCALCULATED = "a formula whose result is not stored; the cell counts as empty: open, save and send the workbook again"


def _scanned(content: bytes) -> _Scan:
    scan = _Scan()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = scan.start, scan.end
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError):
        raise NotReadable("the workbook is damaged: a sheet is not well-formed", _ASK) from None
    return scan


def _refuse(*_: object) -> None:
    raise ValueError


def _cells(places: Sequence[str]) -> str:
    shown = ", ".join(places[:20]) + (" …" if len(places) > 20 else "")
    return f"cell{'s' if len(places) > 1 else ''} {shown}"


# -- cells as text ------------------------------------------------------------------------------------------------


def _read(book: CalamineWorkbook, findings: tuple[Finding, ...]) -> Workbook:
    pages, hidden = [], []
    for index, sheet in enumerate(book.sheets_metadata):
        if sheet.typ != SheetTypeEnum.WorkSheet:
            continue
        if sheet.visible != SheetVisibleEnum.Visible:
            hidden.append(index + 1)
            continue
        rows, merged = _rows(book.get_sheet_by_index(index))
        if rows:
            pages.append(Page(index + 1, Table(rows, "xlsx", (*findings, *merged))))
    return Workbook(tuple(pages), tuple(hidden))


def _rows(sheet: CalamineSheet) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    cells: list[list[str]] = []
    numeric: list[set[int]] = []
    for values in sheet.iter_rows():
        cells.append([_text(value) for value in values])
        # A yes or no is a number to Python.
        numeric.append({at for at, value in enumerate(values) if type(value) in (int, float)})
    filled = 0
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        content = cells[top][left] if top < len(cells) and left < len(cells[top]) else ""
        # Each cell is filled once at most, however the ranges overlap.
        for row in range(top + 1, min(bottom + 1, len(cells)) if content else 0):
            if cells[row][left]:
                break
            cells[row][left] = content
            numeric[row] |= numeric[top] & {left}
            filled += 1
    text = "a cell merged over several rows is read as if its content stood in each of them"
    findings = (Finding("merged-cells", "info", f"{filled} cells", text),) if filled else ()
    return tuple(_numbered(cells, numeric)), findings


def _numbered(cells: list[list[str]], numeric: list[set[int]]) -> Iterator[Row]:
    for number, (row, numbers) in enumerate(zip(cells, numeric, strict=True), 1):
        yield Row(number, tuple(row), numeric=frozenset(numbers))


def _text(value: int | float | str | bool | date | datetime | time | timedelta) -> str:
    """A cell as a person would read it out: dates year first, whole numbers without a point."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return _number(value)
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds()) // 60
        return f"{minutes // 60:02}:{minutes % 60:02}"
    return value.isoformat("T", "seconds") if isinstance(value, datetime) else value.isoformat()


def _number(value: float) -> str:
    if abs(value) >= _WHOLE_NUMBER:
        return f"{value:.14E}"
    return str(int(value)) if value % 1 == 0 else repr(value)
