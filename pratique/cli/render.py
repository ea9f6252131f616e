"""Values on a terminal: tables for people, CSV and JSON for programs."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pratique.cli.context import Form
from pratique.flow.receive import Receipt
from pratique.model.facts import LegFact, Message, ReadFile
from pratique.model.tracing import Contact, LegTrace, Reason, Tracing
from pratique.present.contract import inert
from pratique.present.words import ACTIONS, WHERE

T = TypeVar("T")


def write(text: str) -> None:
    """Data, to stdout, as it is."""
    sys.stdout.write(text)
    sys.stdout.flush()


def console() -> Console:
    """Where tables go; wide enough for a file or a pipe not to be cut."""
    out = Console(highlight=False)
    return out if out.is_terminal else Console(highlight=False, width=180)


def progress(items: Sequence[T], what: str) -> Iterable[T]:
    """The same items, with a bar on stderr while they are worked through, on a terminal only."""
    from rich.progress import track

    err = Console(stderr=True)
    return track(items, what, console=err, transient=True) if err.is_terminal and len(items) > 1 else items


def rows(form: Form, header: Sequence[str], lines: Sequence[Sequence[object]]) -> None:
    """A list in the form asked for."""
    if form is Form.JSON:
        write(json.dumps([dict(zip(header, line, strict=True)) for line in lines], ensure_ascii=False, indent=1) + "\n")
        return
    if form is Form.CSV:
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows([[inert(cell) for cell in line] for line in lines])
        write(out.getvalue())
        return
    table = Table(*header, box=box.SIMPLE_HEAD, pad_edge=False)
    for line in lines:
        table.add_row(*("" if cell is None else escape(str(cell)) for cell in line))
    console().print(table if lines else "Nothing.")


# -- intake -----------------------------------------------------------------------------------------------------


def check_table(reports: Sequence[tuple[Path, ReadFile]], form: Form) -> None:
    """What was read from each file: messages, legs, counts, findings."""
    if form is Form.CSV:
        lines = [
            (str(path), finding.severity, finding.code, finding.where, finding.text)
            for path, read in reports
            for message in read.messages
            for finding in message.findings
        ]
        rows(form, ("path", "severity", "code", "where", "text"), lines)
        return
    out = console()
    for path, read in reports:
        out.print(f"[bold]{escape(str(path))}[/]")
        if read.error:
            out.print(f"  [red]not read[/]: {escape(read.error)}")
            if read.hint:
                out.print(f"  {escape(read.hint)}")
        for message in read.messages:
            out.print(f"  {escape(_headline(message))}")
            for finding in message.findings:
                words = f"{escape(finding.where)}: {escape(finding.text)}"
                out.print(f"    {_MARK[finding.severity]} {words} [dim]{finding.code}[/]")
        for row in read.rejected:
            out.print(f"    [red]row {row.row} not taken[/]: {escape(row.reason)}")


_MARK = {"info": "[dim]note[/]   ", "warning": "[yellow]warning[/]", "error": "[red]error[/]  "}


def _headline(message: Message) -> str:
    names = {
        "745": "passenger list",
        "250": "crew list",
        "266": "flight status",
        "336": "master crew list",
        "655": "gate pass",
    }
    what = names.get(message.document or "", "crossings" if message.kind == "crossings" else "manifest")
    parts = [message.dialect, what]
    if message.function:
        parts.append(message.function)
    if message.part:
        parts.append(f"part {message.part.number}{' (last)' if message.part.final else ''}")
    if message.test:
        parts.append("TEST, never loaded")
    legs = ", ".join(_leg(leg) for leg in message.legs) or "no leg"
    counted = f"{len(message.crossings)} crossings" if message.kind == "crossings" else f"{len(message.people)} people"
    return (
        f"{' · '.join(parts)} · {legs} · {counted}"
        if message.kind != "crossings"
        else f"{' · '.join(parts)} · {counted}"
    )


def _leg(leg: LegFact) -> str:
    return (
        f"{leg.flight or '?'} {leg.origin or '?'}→{leg.destination or '?'} {leg.departure or leg.arrival or 'no time'}"
    )


def receipts_table(receipts: Sequence[Receipt]) -> None:
    """What became of each file."""
    out = console()
    table = Table("file", "outcome", "people", "crossings", "findings", box=box.SIMPLE_HEAD, pad_edge=False)
    for receipt in receipts:
        found = Counter(f.code for m in receipt.read.messages for f in m.findings if f.severity != "info")
        words = ", ".join(f"{code} {count}" if count > 1 else code for code, count in sorted(found.items()))
        table.add_row(
            escape(receipt.name),
            receipt.outcome,
            str(receipt.people),
            str(receipt.crossings),
            escape(receipt.read.error or words),
        )
    out.print(table)
    for receipt in receipts:
        if receipt.read.error and receipt.read.hint:
            out.print(f"{escape(receipt.name)}: {escape(receipt.read.hint)}")
        for row in receipt.read.rejected:
            out.print(f"{escape(receipt.name)} row {row.row} not taken: {escape(row.reason)}")


# -- trace ------------------------------------------------------------------------------------------------------


def tracing_table(tracing: Tracing) -> None:
    """A trace for reading: per leg the list, what it rests on, and what to do."""
    out = console()
    window = f"{tracing.window_from} to {tracing.window_to or 'open'}"
    out.print(f"[bold]{escape(tracing.case)}[/]  {escape(tracing.disease)}, infectious {window}")
    rule = tracing.rule
    out.print(f"Rule {rule.id} {rule.version} ({escape(rule.authority)}), standing: {rule.standing}")
    _notes(out, tracing.notes)
    counts = tracing.counts
    if not tracing.names_shown:
        out.print("[yellow]Not confirmed by a second officer: counts and completeness only, no names.[/]")
    out.print(
        f"{counts['contacts']} contacts: "
        + ", ".join(f"{counts[action]} {ACTIONS[action].short.lower()}" for action in ACTIONS)
    )
    for leg in tracing.legs:
        _leg_table(out, leg, shown=tracing.names_shown)


def _leg_table(out: Console, leg: LegTrace, *, shown: bool) -> None:
    seat = f", case in {', '.join(leg.case_seats)}" if leg.case_seats else ", case's seat not known"
    out.print(f"\n[bold]{leg.flight} {leg.origin or '?'}→{leg.destination or '?'} {leg.date}[/]{seat}")
    _notes(out, leg.notes)
    if leg.to_request:
        return
    if leg.cabin:
        kind = "inferred from manifests" if leg.cabin.inferred else "from the site's table"
        out.print(f"Cabin {leg.cabin.layout} ({kind})")
        _notes(out, leg.cabin.notes)
    if shown:
        table = Table("seat", "name", "why", "where now", "action", box=box.SIMPLE_HEAD, pad_edge=False)
        for contact in leg.contacts:
            table.add_row(
                contact.seat or "-",
                escape(_name(contact)),
                escape("\n".join(reason.text for reason in contact.reasons)),
                escape("\n".join((WHERE[contact.where_now.state], *(r.text for r in contact.where_now.evidence[:2])))),
                ACTIONS[contact.action].short,
            )
        out.print(table)
    else:
        out.print(f"{leg.counts['contacts']} contacts on this leg")
    out.print(
        f"{leg.others_on_board} others on board are not contacts and are not named; {leg.not_on_board} did not travel."
    )
    c = leg.completeness
    missing = (
        f"missing {', '.join(map(str, c.missing_parts)) or c.parts_missing}" if c.parts_missing else "none missing"
    )
    out.print(
        f"Rests on {c.parts_received} parts ({missing}{'' if c.final_part_seen else ', last part not seen'}); "
        f"declared {c.declared if c.declared is not None else '?'}, present {c.present}; with seat {c.with_seat}, "
        f"with phone {c.with_phone}; boarding known {c.boarding_known}; erased {c.erased}."
    )
    _notes(out, c.contradictions)


def _name(contact: Contact) -> str:
    if contact.record == "erased":
        return "(erased)"
    return ", ".join(part for part in (contact.surname, contact.given) if part) or "(no name given)"


def _notes(out: Console, notes: Iterable[Reason]) -> None:
    for note in notes:
        out.print(f"  [dim]{escape(note.text)}[/]")
