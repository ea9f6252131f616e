"""Looking a site over: does everything that is stored still verify?

Every sealed payload is opened, none is handed on: the report holds counts and opaque numbers. Nothing is repaired.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pratique.desk.site import Site
from pratique.desk.work import Clock, Desk, open_desk
from pratique.errors import Broken, Conflict, NotReady
from pratique.guard import audit
from pratique.guard.heads import stored_beginning
from pratique.guard.vault import ErasedError
from pratique.model.access import Purpose, Subject, SubjectKind
from pratique.stores.movements import TABLES, TableName
from pratique.stores.register import crossings, erasing, leg_lines, receipts, review
from pratique.stores.register.lease import writer
from pratique.stores.register.snapshot import snapshot

_REPEATED_BY: dict[TableName, str] = {"lines": "leg", "crossings": "person"}
_NAMED = 20
"""So many faults of one kind are named; of the others, how many there are."""


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What a check found, in sentences without names: how much there is, and what does not verify."""

    facts: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def check_site(site: Site, clock: Clock | None = None) -> SiteReport:
    """Read everything of this site once. The check itself is logged before its report is handed over.

    Others may work meanwhile, and load files: what they change is not taken for a fault.
    """
    report = SiteReport()
    subject = Subject(SubjectKind.SITE, site.here.code)
    with open_desk(site, purpose=Purpose.ADMINISTRATION, subject=subject, clock=clock) as desk:
        for part in (_movements, _pending, _register, _leg_lines, _repeated, _audit_log, _sealed):
            with _told(report):
                part(desk, report)
        with site.register.writing() as connection:
            desk.log(connection, "site.check", {"faults": len(report.faults)})
    return report


@contextmanager
def _told(report: SiteReport) -> Iterator[None]:
    """What cannot be read at all is a fault like any other, and stops no other part of the check."""
    try:
        yield
    except Broken as error:
        if error.sentence not in report.faults:
            report.faults.append(error.sentence)


def _movements(desk: Desk, report: SiteReport) -> None:
    movements = desk.site.movements
    faults = movements.check()
    if faults:
        # Maintenance may have replaced files while they were read; what is wrong twice is wrong.
        again = set(movements.check())
        faults = [fault for fault in faults if fault in again]
    report.faults.extend(faults)
    counts = movements.count()
    report.facts.append(f"movement tables: {_listed(counts)}")


def _pending(desk: Desk, report: SiteReport) -> None:
    site = desk.site
    with site.register.reading() as connection:
        pending = receipts.pending_batches(connection)
    if not pending:
        return
    try:
        # Whoever can have the writer's place knows that nobody works on what is still pending.
        with (
            writer(site.register, site.movement_folder, "checking", desk.now()),
            site.register.reading() as connection,
        ):
            left = len(receipts.pending_batches(connection))
    except Conflict:
        report.facts.append("files are being loaded at this moment")
        return
    if left:
        report.facts.append(
            f"{left} {'batch' if left == 1 else 'batches'} of files pending since a process ended early: "
            "the next `pratique intake load` finishes or removes what it left"
        )


def _register(desk: Desk, report: SiteReport) -> None:
    with snapshot(desk.site.register) as connection:
        report.faults.extend(review.database_faults(connection))
        report.facts.append(f"register: {_listed(review.totals(connection))}")
        for table in TABLES:
            # Asked after the register's snapshot was taken: a batch that is done there is in the table by now.
            last = desk.site.movements.last_batch(table)
            lost = review.batches_beyond(connection, table, last)
            _name(
                report.faults,
                f"batch {{}} was acknowledged, but the {table} table ends with batch {last}: its rows are lost",
                lost,
            )


def _leg_lines(desk: Desk, report: SiteReport) -> None:
    with snapshot(desk.site.register) as connection:
        altered = leg_lines.altered(connection)
    _name(report.faults, "what the register holds of leg {} was altered, or is damaged", altered)


def _repeated(desk: Desk, report: SiteReport) -> None:
    """Whether the register repeats the movement tables; asked only while nothing is being stored or erased."""
    before = desk.site.movements.count()
    with snapshot(desk.site.register) as connection:
        rows: dict[TableName, int] = {"lines": leg_lines.count(connection), "crossings": crossings.count(connection)}
        busy = erasing.unfinished(connection) or receipts.pending_batches(connection)
        ends = {table: desk.site.movements.last_batch(table) for table in TABLES}
        lost = {table for table, last in ends.items() if review.batches_beyond(connection, table, last)}
    if busy or desk.site.movements.count() != before:
        return
    for table in TABLES:
        # A table that has lost rows is told of by its batches, and is nothing to put the register right by.
        if rows[table] != before[table] and table not in lost:
            report.faults.append(
                f"the register holds {rows[table]} {table} by {_REPEATED_BY[table]}, "
                f"the movement table {before[table]}: `pratique db upgrade` puts it right"
            )


def _audit_log(desk: Desk, report: SiteReport) -> None:
    with snapshot(desk.site.register) as connection:
        stored, given = review.last_audit_numbers(connection)
        begins = stored_beginning(connection)
        faults = [f"entry {fault.seq}: {fault.text}" for fault in audit.verify(connection)]
    cut = begins.seq if begins else 0
    if stored < given:
        faults.append(f"entries {stored + 1} to {given} are missing at its end")
    if not faults:
        report.facts.append(f"audit log: all {stored - cut} entries verify" + (f", from {cut + 1} on" if cut else ""))
    _name(report.faults, "audit log, {}", faults)


def _sealed(desk: Desk, report: SiteReport) -> None:
    opened: dict[str, int] = {}
    erased: dict[str, int] = {}
    altered: dict[str, list[str]] = {}
    shut: dict[str, int] = {}
    with snapshot(desk.site.register) as connection:
        damaged: dict[int, str] = {}
        for key in review.all_keys(connection):
            try:
                desk._vault.load(connection, [key.key_id])
            except NotReady:
                damaged[key.key_id] = key.name
        for record in review.sealed_records(connection):
            if record.key_id in damaged:
                _count(shut, record.kind)
                continue
            try:
                desk._vault.open(record.key_id, record.payload, record.about)
                _count(opened, record.kind)
            except ErasedError:
                _count(erased, record.kind)
            except Broken:
                altered.setdefault(record.kind, []).append(record.number)
    _name(report.faults, "key {} does not open with the site key: it was altered", sorted(damaged.values()))
    for kind, count in sorted(shut.items()):
        report.faults.append(f"sealed records ({kind}): {count} cannot be opened without these keys")
    for kind, numbers in sorted(altered.items()):
        _name(report.faults, f"{kind} {{}}: its sealed record was altered, moved or damaged", numbers)
    for kind in sorted(opened.keys() | erased.keys()):
        gone = f", {erased[kind]} erased" if kind in erased else ""
        report.facts.append(f"sealed records ({kind}): {opened.get(kind, 0)} open{gone}")


def _count(counts: dict[str, int], name: str) -> None:
    counts[name] = counts.get(name, 0) + 1


def _name(faults: list[str], sentence: str, found: list[str] | list[int]) -> None:
    """One fault for each that was found, up to a number; then how many more."""
    faults.extend(sentence.format(one) for one in found[:_NAMED])
    if len(found) > _NAMED:
        faults.append(f"and {len(found) - _NAMED} more like it: " + sentence.format("…"))


def _listed(counts: Mapping[Any, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())
