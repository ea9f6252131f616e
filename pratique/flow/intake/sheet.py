"""The records under a header: which rows are people, which are not, and why; the same for CSV, XLSX and Parquet."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from pratique.flow.intake.dates import FAR, DateColumn, read_dates
from pratique.flow.intake.headers import Header, is_header_again, normal_header
from pratique.flow.intake.profile import DateOrder
from pratique.flow.intake.table import Row, clean
from pratique.model.facts import RejectedRow
from pratique.model.findings import Finding, Severity

_TOTAL_WORDS = (
    "total, totals, grand total, subtotal, sub total, total pax, total passengers, total passagers, total pasajeros, "
    "total general, total général, totales, suma, somme, summe, gesamt, gesamtsumme, gesamtzahl, insgesamt, "
    "合计, 合計, 总计, 總計, 小计, 小計, 总数, 總數, 共计, 共計"
)
_OFTEN_ZEROS = ("doc_number", "phone", "booking", "form")
"""Fields whose values may begin with zeros."""
_TOTALS = frozenset(normal_header(word) for word in _TOTAL_WORDS.split(", "))


@dataclass(slots=True)
class Sheet:
    """Records in file order: `numbers` are row numbers, `cells` the cleaned text of every known column by record."""

    header: Header
    numbers: list[int] = field(default_factory=list)
    cells: dict[str, list[str]] = field(default_factory=dict)
    rejected: list[RejectedRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def column(self, name: str) -> list[str]:
        """The cells of a field, empty text where there are none or no such column."""
        return self.cells[name] if name in self.cells else [""] * len(self.numbers)

    def cell(self, name: str, place: int) -> str:
        """One cell of a field by record, empty where there is none."""
        return self.cells[name][place] if name in self.cells else ""

    def keep(self, wanted: Callable[[int], str | None]) -> None:
        """Drop the records for which `wanted` gives a reason; each is listed as rejected."""
        kept = []
        for place, number in enumerate(self.numbers):
            if reason := wanted(place):
                self.rejected.append(RejectedRow(number, reason))
            else:
                kept.append(place)
        self.numbers = [self.numbers[place] for place in kept]
        self.cells = {name: [cells[place] for place in kept] for name, cells in self.cells.items()}

    def all_rejected(self) -> tuple[RejectedRow, ...]:
        """Every rejected row so far, in file order."""
        return tuple(sorted(self.rejected, key=lambda row: row.row))

    def where(self, places: Sequence[int], name: str | None = None) -> str:
        """``rows 7, 9, column Seat``: where the records stand in the file."""
        shown = ", ".join(str(self.numbers[p]) for p in places[:20]) + (" …" if len(places) > 20 else "")
        rows = f"row{'s' if len(places) > 1 else ''} {shown}"
        return f"{rows}, column {self.header.titles.get(name, name)}" if name else rows

    def note(self, code: str, severity: Severity, places: Sequence[int], text: str, name: str | None = None) -> None:
        """Add one finding for all the records it is true of; none where there are none."""
        if places:
            self.findings.append(Finding(code, severity, self.where(places, name), text))

    def dates(
        self, name: str, stated: DateOrder | None, texts: Sequence[str] | None = None, latest: date = FAR
    ) -> DateColumn:
        """A column of dates, with a finding for what could not be read."""
        column = read_dates(texts if texts is not None else self.column(name), latest, stated)
        title = self.header.titles.get(name, name)
        if column.orders:
            orders = " or ".join(column.orders)
            self.findings.append(
                Finding(
                    "ambiguous-dates",
                    "error",
                    f"column {title}",
                    f"the dates can be read as {orders} with different results, so none was read; say which with "
                    "--dates dmy, --dates mdy or --dates ymd (it is kept for this sender)",
                )
            )
        self.note("unreadable-date", "warning", column.failed, "not a whole date; the row is kept without it", name)
        return column


def read_sheet(rows: Sequence[Row], header: Header) -> Sheet:
    """The records below `header`. Blank rows, repeated headers and totals are no records; bad rows are rejected."""
    sheet = Sheet(header, cells={name: [] for name in header.columns}, findings=list(header.findings))
    totals: list[int] = []
    after = 0
    numbers: dict[str, list[int]] = {}
    for row in rows[header.index + 1 :]:
        cells = [clean(cell) for cell in row.cells]
        filled = [cell for cell in cells if cell]
        if row.broken:
            sheet.rejected.append(RejectedRow(row.number, row.broken))
        elif not filled or is_header_again(header, row.cells):
            continue
        elif _is_total(filled):
            totals.append(row.number)
        elif any(cells[header.width :]):
            extra = len(cells) - header.width
            sheet.rejected.append(
                RejectedRow(row.number, f"{extra} more cells than the header has: cells have slipped")
            )
        elif len(filled) == 1 and len(header.columns) >= 3:
            sheet.rejected.append(RejectedRow(row.number, "only one cell is filled: not a record"))
        else:
            after += bool(totals)
            for name in _OFTEN_ZEROS if row.numeric else ():
                if header.columns.get(name) in row.numeric:
                    numbers.setdefault(name, []).append(len(sheet.numbers))
            sheet.numbers.append(row.number)
            for name, place in header.columns.items():
                sheet.cells[name].append(cells[place] if place < len(cells) else "")
    for name, places in numbers.items():
        text = "the cell holds a number, not text: zeros that it began with are lost; compare it with the paper"
        sheet.note("number-for-text", "warning", places, text, name)
    if after:
        where = f"row {totals[0]}"
        sheet.findings.append(
            Finding("rows-after-total", "info", where, f"{after} rows below a total were read as well")
        )
    return sheet


def _is_total(filled: list[str]) -> bool:
    """``TOTAL``, ``合计: 180``: the word alone, with numbers at most; never a person of that name."""
    first, *rest = filled
    word = normal_header(re.sub(r"[\d.,:：=\s]+$", "", first))
    return word in _TOTALS and all(re.fullmatch(r"[\d.,\s]+", cell) for cell in rest)
