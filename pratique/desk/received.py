"""The intake log: what came, with its file name opened for the officer who asks, and that logged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pratique.desk.work import Desk
from pratique.errors import NotAllowed
from pratique.guard.vault import ErasedError
from pratique.model.access import Role
from pratique.stores.register import receipts


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """One received file: counts, codes and flights. `name` is None once it has been erased."""

    file_id: int
    received_at: datetime
    received_by: str
    name: str | None
    outcome: str
    kind: str | None
    legs: Sequence[str]
    people: int
    crossings: int
    findings: Mapping[str, int]
    rejected: Sequence[tuple[int, str]]
    error: str | None


def received_files(desk: Desk, limit: int) -> list[ReceivedFile]:
    """The latest files of this site, newest first. Raises NotAllowed for a client, which is shown nothing."""
    if desk.actor.role is Role.CLIENT:
        raise NotAllowed("A client hands files in and is not shown what came.", "Have an officer look.")
    with desk.site.register.writing() as connection:
        rows = receipts.files_received(connection, limit)
        desk.log(connection, "intake.log", {"files": len(rows)})
    with desk.site.register.reading() as connection:
        desk._vault.load(connection, {row.key_id for row in rows})
    files = []
    for row in rows:
        try:
            raw = desk._vault.open(row.key_id, row.raw, f"file:{row.file_id}")
            name: str | None = raw.partition(b"\0")[0].decode()
        except ErasedError:
            name = None
        report = row.report
        files.append(
            ReceivedFile(
                file_id=row.file_id,
                received_at=row.received_at,
                received_by=row.received_by,
                name=name,
                outcome=row.outcome,
                kind=report["kind"],
                legs=report["legs"],
                people=report["people"],
                crossings=report["crossings"],
                findings=report["findings"],
                rejected=[(number, why) for number, why in report["rejected"]],
                error=report["error"],
            )
        )
    return files
