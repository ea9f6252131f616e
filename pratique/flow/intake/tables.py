"""Tables of any file: what each is a table of, and the several sheets of a workbook as one file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from pratique.errors import NotReadable
from pratique.flow.intake.crossings import crossings_from_table, looks_like_crossings
from pratique.flow.intake.csv_manifest import MAP_HINT, NO_HEADER, NO_TEXT, manifest_from_table
from pratique.flow.intake.headers import find_header
from pratique.flow.intake.locator import forms_from_table, looks_like_forms
from pratique.flow.intake.profile import GivenLeg, SenderProfile
from pratique.flow.intake.table import Table, read_table
from pratique.flow.intake.workbook import Workbook, read_workbook
from pratique.model.facts import Message, ReadFile
from pratique.model.findings import Finding

_HIDDEN = "the sheet is hidden and was not read: show it and save the workbook if it belongs to the list"
_MIXED = "lists and crossings cannot be loaded from one workbook: save this sheet as a file of its own"
_Read = tuple[int, ReadFile]
"""The place of a sheet in its workbook, and what it says."""


def from_delimited(
    data: bytes, sha256: str, profile: SenderProfile | None = None, given: GivenLeg | None = None
) -> ReadFile:
    """What a delimited text file says."""
    table = read_table(data, profile)
    if table is None:
        return ReadFile(sha256, error=NO_TEXT, hint="send PAXLST, CSV in UTF-8, XLSX, JSON or Parquet")
    return _from_table(table, sha256, profile, given)


def from_workbook(
    data: bytes, sha256: str, profile: SenderProfile | None = None, given: GivenLeg | None = None
) -> ReadFile:
    """What every visible sheet with a table says; what is not read is a finding on the first message that is."""
    try:
        book = read_workbook(data)
    except NotReadable as error:
        return ReadFile(sha256, error=error.sentence, hint=error.hint)
    tables = [page for page in book.pages if find_header([row.cells for row in page.table.rows], profile)]
    if not tables:
        hidden = "; a hidden sheet was not looked at" if book.hidden else ""
        return ReadFile(sha256, error=NO_HEADER + hidden, hint=MAP_HINT)
    reads = [(page.number, _from_table(page.table, sha256, profile, given)) for page in tables]
    if len(reads) > 1:
        reads = [(number, _of_sheet(read, number)) for number, read in reads]
    rejected = tuple(row for _, read in reads for row in read.rejected)
    messages = [message for _, read in reads for message in read.messages]
    if not messages:
        return replace(reads[0][1], rejected=rejected)
    # A file's movements go into one table, in one commit.
    messages = [message for message in messages if _crossed(message) == _crossed(messages[0])]
    bare = {page.number for page in book.pages} - {number for number, _ in reads}
    notes = tuple(_notes(book, reads, sorted(bare), crossed=_crossed(messages[0])))
    first = replace(messages[0], findings=(*notes, *messages[0].findings))
    return ReadFile(sha256, (first, *messages[1:]), rejected=rejected)


def _crossed(message: Message) -> bool:
    return message.kind == "crossings"


def _notes(book: Workbook, reads: Sequence[_Read], bare: Sequence[int], *, crossed: bool) -> Iterator[Finding]:
    """What was not read of a workbook from which something was."""
    for number in book.hidden:
        yield Finding("hidden-sheet", "warning", f"sheet {number}", _HIDDEN)
    for number in bare:
        yield Finding("sheet-without-table", "info", f"sheet {number}", f"not read: {NO_HEADER}")
    for number, read in reads:
        where = f"sheet {number}"
        if read.error:
            yield Finding("sheet-not-read", "error", where, f"{read.error}; {read.hint}")
        elif any(_crossed(message) != crossed for message in read.messages):
            yield Finding("sheet-not-read", "error", where, _MIXED)


def _of_sheet(read: ReadFile, number: int) -> ReadFile:
    """The same with the sheet named wherever a row is."""
    where = f"sheet {number}, "
    return replace(
        read,
        messages=tuple(
            replace(m, findings=tuple(replace(f, where=where + f.where) for f in m.findings)) for m in read.messages
        ),
        rejected=tuple(replace(row, reason=f"sheet {number}: {row.reason}") for row in read.rejected),
    )


def _from_table(table: Table, sha256: str, profile: SenderProfile | None, given: GivenLeg | None) -> ReadFile:
    header = find_header([row.cells for row in table.rows], profile)
    if header and looks_like_forms(header):
        return forms_from_table(table, sha256, profile, given)
    if header and looks_like_crossings(header):
        return crossings_from_table(table, sha256, profile, datetime.now(UTC))
    return manifest_from_table(table, sha256, profile, given)
