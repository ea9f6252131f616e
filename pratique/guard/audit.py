"""The audit log: every entry holds the hash of the one before, so that a change shows.

An entry holds who, in which role, for what purpose, on which subject, what was done, and counts and opaque ids. Never
a name, a number, a phone or a health detail. The hash is SHA-256 over the canonical JSON of all of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pratique.model.access import Actor, Purpose, Subject
from pratique.stores.register import audit_log
from pratique.stores.register.register import Connection

GENESIS = "0" * 64
_CONTENT = tuple(name for name in audit_log.COLUMNS if name != "hash")

Detail = Mapping[str, int | str | bool | list[int] | list[str] | None]


@dataclass(frozen=True, slots=True)
class AuditFault:
    """Where the log stops verifying, and how."""

    seq: int
    text: str


def append(
    connection: Connection,
    *,
    at: datetime,
    actor: Actor,
    purpose: Purpose,
    subject: Subject,
    point_of_entry: str,
    action: str,
    detail: Detail,
) -> int:
    """Add an entry in the caller's transaction; its number. Entries are serialised by the counter's row lock."""
    seq, previous = audit_log.next_place(connection)
    row: dict[str, Any] = {
        "seq": seq,
        "at": at,
        "actor": actor.id,
        "authenticated": actor.authenticated,
        "role": str(actor.role),
        "purpose": str(purpose),
        "subject_kind": str(subject.kind),
        "subject_ref": subject.ref,
        "point_of_entry": point_of_entry,
        "action": action,
        "detail": json.dumps(dict(detail), sort_keys=True, separators=(",", ":")),
        "prev_hash": previous or GENESIS,
    }
    audit_log.add_entry(connection, {**row, "hash": _hash(row)})
    return seq


def verify(connection: Connection) -> list[AuditFault]:
    """Every place where the chain does not hold: an entry altered, missing or out of order. Empty if it verifies.

    That entries are missing at the very end no chain can tell; `check_site` compares with the numbers given out.
    """
    faults: list[AuditFault] = []
    expected_seq, previous = 1, GENESIS
    for row in audit_log.entries(connection):
        if row["seq"] != expected_seq:
            faults.append(AuditFault(expected_seq, f"entries {expected_seq} to {row['seq'] - 1} are missing"))
        elif row["prev_hash"] != previous:
            faults.append(AuditFault(row["seq"], "it does not follow from the entry before it"))
        if row["hash"] != _hash(row):
            faults.append(AuditFault(row["seq"], "its content was changed after it was written"))
        expected_seq, previous = row["seq"] + 1, row["hash"]
    return faults


def _hash(row: Mapping[str, Any]) -> str:
    content = {name: row[name] for name in _CONTENT}
    content["at"] = content["at"].isoformat(timespec="microseconds")
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
