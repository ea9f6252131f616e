"""What files said and what became of them, for reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.markup import escape

from pratique.cli.context import Form
from pratique.cli.render import console, rows, table
from pratique.desk.received import ReceivedFile
from pratique.flow.receive import Receipt
from pratique.model.facts import LegFact, Message, ReadFile
from pratique.model.findings import Finding
from pratique.present.language import translator

_MARK = {"info": "[dim]note[/]   ", "warning": "[yellow]warning[/]", "error": "[red]error[/]  "}
_SAY = translator("en")
_PLACES = 3
"""So many places of one finding are named; the JSON names them all."""


def check_table(reports: Sequence[tuple[Path, ReadFile]], form: Form) -> None:
    """What was read from each file: messages, legs, counts, findings."""
    if form is Form.CSV:
        rows(form, ("path", "severity", "code", "where", "text"), _findings(reports))
        return
    out = console()
    for path, read in reports:
        out.print(f"[bold]{escape(str(path))}[/]")
        if read.error:
            out.print(f"  [red]not read[/]: {escape(_SAY.sentence(read.error))}")
            if read.hint:
                out.print(f"  {escape(_SAY.sentence(read.hint))}")
        for message in read.messages:
            out.print(f"  {escape(_headline(message))}")
            for finding, places in _together(message.findings):
                out.print(f"    {_MARK[finding.severity]} {escape(places)}: {escape(_SAY.sentence(finding.text))}")
        for row in read.rejected:
            out.print(f"    [red]row {row.row} not taken[/]: {escape(_SAY.sentence(row.reason))}")


def _findings(reports: Sequence[tuple[Path, ReadFile]]) -> list[tuple[str, ...]]:
    lines: list[tuple[str, ...]] = []
    for path, read in reports:
        if read.error:
            lines.append((str(path), "error", "not-read", "file", f"{read.error}: {read.hint or ''}".rstrip(": ")))
        lines += [(str(path), f.severity, f.code, f.where, f.text) for m in read.messages for f in m.findings]
        lines += [(str(path), "error", "row-not-taken", f"row {row.row}", row.reason) for row in read.rejected]
    return lines


def _together(findings: Sequence[Finding]) -> list[tuple[Finding, str]]:
    """Findings that say the same of several places, once, with the first places and how many more."""
    found: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        found.setdefault((finding.severity, finding.code, finding.text), []).append(finding)
    shown = []
    for same in found.values():
        more = f" and {len(same) - _PLACES} more" if len(same) > _PLACES else ""
        shown.append((same[0], ", ".join(f.where for f in same[:_PLACES]) + more))
    return shown


def _headline(message: Message) -> str:
    names = {
        "745": "passenger list",
        "250": "crew list",
        "266": "flight status",
        "336": "master crew list",
        "655": "gate pass",
    }
    kinds = {"crossings": "crossings", "locator": "locator forms"}
    what = names.get(message.document or "", kinds.get(message.kind, "manifest"))
    parts = [message.dialect, what]
    if message.function and message.kind != "locator":
        parts.append(message.function)
    if message.part:
        parts.append(f"part {message.part.number}{' (last)' if message.part.final else ''}")
    if message.test:
        parts.append("TEST, never loaded")
    if message.kind == "crossings":
        parts.append(f"{len(message.crossings)} crossings")
    else:
        parts += [", ".join(_leg(leg) for leg in message.legs) or "no leg", f"{len(message.people)} people"]
    return " · ".join(parts)


def _leg(leg: LegFact) -> str:
    when = (leg.departure or leg.arrival or "no time").replace("T", " ")
    return f"{leg.flight or '?'} {leg.origin or '?'}→{leg.destination or '?'} {when}"


def receipts_table(receipts: Sequence[Receipt]) -> None:
    """What became of each file, then of all of them; what was not taken comes with what to do."""
    lines = []
    for receipt in receipts:
        found = Counter(f.code for m in receipt.read.messages for f in m.findings if f.severity != "info")
        notes = _SAY.sentence(receipt.read.error) if receipt.read.error else _codes(found)
        lines.append((receipt.name, receipt.outcome, _taken(receipt.people, receipt.crossings), notes))
    table(("file", "outcome", "taken", "notes"), lines)
    out = console()
    for receipt in receipts:
        if receipt.read.error and receipt.read.hint:
            out.print(f"{escape(receipt.name)}: {escape(_SAY.sentence(receipt.read.hint))}")
        for row in receipt.read.rejected:
            out.print(f"{escape(receipt.name)}, row {row.row} not taken: {escape(_SAY.sentence(row.reason))}")
    tally = Counter(receipt.outcome for receipt in receipts)
    taken = _taken(sum(r.people for r in receipts), sum(r.crossings for r in receipts))
    out.print(", ".join(f"{n} {outcome}" for outcome, n in tally.items()) + (f": {taken}." if taken else "."))


def log_table(files: Sequence[ReceivedFile]) -> None:
    """The intake log for reading."""
    lines = [
        (
            f.file_id,
            f"{f.received_at:%Y-%m-%d %H:%M} {f.received_by}",
            f.name if f.name is not None else "(erased)",
            f.outcome,
            "; ".join(f.legs),
            _taken(f.people, f.crossings),
            "; ".join(filter(None, (_SAY.sentence(f.error or ""), *(f"row {row}: {why}" for row, why in f.rejected))))
            or _codes(f.findings),
        )
        for f in files
    ]
    table(("file", "received", "name", "outcome", "flights", "taken", "notes"), lines, "No files yet.")


def _taken(people: int, crossings: int) -> str:
    return ", ".join(f"{n:,} {what}" for n, what in ((people, "people"), (crossings, "crossings")) if n)


def _codes(found: Mapping[str, int]) -> str:
    return ", ".join(f"{code} {count}" if count > 1 else code for code, count in sorted(found.items()))
