"""The audit log at the desk: read it, sign how far it has come, and see whether it holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pratique.desk.work import Desk
from pratique.guard import audit
from pratique.guard.audit import AuditFault
from pratique.guard.copies import send_copies
from pratique.guard.heads import Head, sign_head, stored_beginning, stored_heads
from pratique.stores.register import audit_log, review
from pratique.stores.register.snapshot import snapshot


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One entry as it can be shown: who did what for which purpose about which subject. It names nobody."""

    seq: int
    at: datetime
    actor: str
    authenticated: bool
    role: str
    purpose: str
    subject: str
    """Kind and opaque reference."""
    action: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class LogReport:
    """What a verification found. It holds if `faults` is empty."""

    entries: int
    begins: Head | None
    """What stands for the entries that were removed when their period had ended; None where none was."""
    heads: int
    """Signed heads that were held against it, copies among them."""
    last_signed: int
    """The last entry that a head vouches for; 0 for none."""
    key: str | None
    """Public key of the newest head in the register (base64)."""
    faults: tuple[AuditFault, ...]


def log_entries(desk: Desk, limit: int) -> list[LogEntry]:
    """The newest entries, newest first. Reading them is an entry itself."""
    with desk.site.register.writing() as connection:
        rows = audit_log.newest(connection, limit)
        desk.log(connection, "audit.show", {"entries": len(rows)})
    return [
        LogEntry(
            seq=row.seq,
            at=row.at,
            actor=row.actor,
            authenticated=row.authenticated,
            role=row.role,
            purpose=row.purpose,
            subject=f"{row.subject_kind} {row.subject_ref}",
            action=row.action,
            detail=json.loads(row.detail),
        )
        for row in rows
    ]


def sign_log(desk: Desk) -> tuple[Head | None, list[str]]:
    """Sign how far the log has come, and copy that outside; the head (None: nothing new), and copies that failed."""
    with desk.site.register.writing() as connection:
        head = sign_head(connection, desk._vault, desk.now())
    return head, send_copies(head, desk.site.settings) if head else []


def verify_log(desk: Desk, copies: Sequence[Head] = (), key: str | None = None) -> LogReport:
    """Hold the log against its chain, the heads in the register and those in `copies`; the check is logged after it.

    `key` is the public key that heads must be signed with, as the inspector noted it at an earlier time.
    """
    with snapshot(desk.site.register) as connection:
        heads = stored_heads(connection)
        begins = stored_beginning(connection)
        stored, given = review.last_audit_numbers(connection)
        faults = audit.verify(connection, [*heads, *copies], key)
    if stored < given and not any("missing at its end" in fault.text for fault in faults):
        faults.append(AuditFault(stored + 1, f"entries {stored + 1} to {given} are missing at its end"))
    with desk.site.register.writing() as connection:
        desk.log(connection, "audit.verify", {"entries": stored, "heads": len(heads), "faults": len(faults)})
    return LogReport(
        entries=stored - (begins.seq if begins else 0),
        begins=begins,
        heads=len({*heads, *copies}),
        last_signed=max((head.seq for head in (*heads, *copies)), default=0),
        key=heads[-1].public_key if heads else None,
        faults=tuple(faults),
    )
