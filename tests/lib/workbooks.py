"""Workbooks for tests, written byte by byte: also those that no spreadsheet program would write."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STYLES = (
    f'<styleSheet {_MAIN}><numFmts count="2"><numFmt numFmtId="170" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="171" formatCode="00000000"/></numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5">'
    '<xf numFmtId="0"/><xf numFmtId="170" applyNumberFormat="1"/><xf numFmtId="22" applyNumberFormat="1"/>'
    '<xf numFmtId="20" applyNumberFormat="1"/><xf numFmtId="171" applyNumberFormat="1"/></cellXfs></styleSheet>'
)
DATE, MOMENT, TIME, PADDED = 1, 2, 3, 4
"""Styles: a date, a date with its time, a time, a number shown with zeros before it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as the file holds it: the number or text, its style, its formula, its type."""

    value: str | float | None
    style: int = 0
    formula: str | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: rows of values (None: no cell at all), merged ranges, whether it is hidden."""

    rows: Sequence[Sequence[object]]
    merged: Sequence[str] = ()
    state: str = "visible"
    name: str = ""
    first_row: int = 1


def workbook(*pages: Page, since_1904: bool = False, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The bytes of a workbook of these sheets."""
    sheets = relations = types = ""
    parts: dict[str, str] = {}
    for number, page in enumerate(pages, 1):
        name = page.name or f"Sheet{number}"
        sheets += f'<sheet name="{name}" sheetId="{number}" state="{page.state}" r:id="rId{number}"/>'
        relations += f'<Relationship Id="rId{number}" Type="{_DOCUMENT}/worksheet" Target="worksheets/s{number}.xml"/>'
        types += (
            f'<Override PartName="/xl/worksheets/s{number}.xml" ContentType="application/vnd.openxmlformats-'
            'officedocument.spreadsheetml.worksheet+xml"/>'
        )
        parts[f"xl/worksheets/s{number}.xml"] = _sheet(page)
    relations += f'<Relationship Id="rId0" Type="{_DOCUMENT}/styles" Target="styles.xml"/>'
    packages = "http://schemas.openxmlformats.org/package/2006"
    parts |= {
        "xl/styles.xml": _STYLES,
        "xl/workbook.xml": (
            f'<workbook {_MAIN} xmlns:r="{_DOCUMENT}"><workbookPr date1904="{int(since_1904)}"/>'
            f"<sheets>{sheets}</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{packages}/relationships">{relations}</Relationships>',
        "_rels/.rels": (
            f'<Relationships xmlns="{packages}/relationships"><Relationship Id="rId1" Target="xl/workbook.xml" '
            f'Type="{_DOCUMENT}/officeDocument"/></Relationships>'
        ),
        "[Content_Types].xml": (
            f'<Types xmlns="{packages}/content-types"><Default Extension="rels" ContentType="application/vnd.'
            'openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            f'spreadsheetml.sheet.main+xml"/>{types}</Types>'
        ),
    }
    return packed(parts, packing)


def packed(parts: dict[str, str], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """These parts as one ZIP file, the same bytes every time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), text.encode(), packing)
    return out.getvalue()


def _sheet(page: Page) -> str:
    rows = ""
    for number, values in enumerate(page.rows, page.first_row):
        cells = "".join(_cell(value, f"{_letter(at)}{number}") for at, value in enumerate(values) if value is not None)
        rows += f'<row r="{number}">{cells}</row>'
    merged = "".join(f'<mergeCell ref="{where}"/>' for where in page.merged)
    merged = f'<mergeCells count="{len(page.merged)}">{merged}</mergeCells>' if merged else ""
    return f"<worksheet {_MAIN}><sheetData>{rows}</sheetData>{merged}</worksheet>"


def _cell(value: object, where: str) -> str:
    cell = value if isinstance(value, Cell) else Cell(value)  # type: ignore[arg-type]
    style = f' s="{cell.style}"' if cell.style else ""
    formula = f"<f>{escape(cell.formula)}</f>" if cell.formula else ""
    if isinstance(cell.value, str) and not cell.kind:
        return f'<c r="{where}"{style} t="inlineStr"><is><t xml:space="preserve">{escape(cell.value)}</t></is></c>'
    kind = f' t="{cell.kind}"' if cell.kind else ""
    shown = "" if cell.value is None else f"<v>{cell.value}</v>"
    return f'<c r="{where}"{style}{kind}>{formula}{shown}</c>'


def _letter(at: int) -> str:
    return chr(65 + at) if at < 26 else chr(64 + at // 26) + chr(65 + at % 26)
