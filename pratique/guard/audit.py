"""The audit log: every entry holds the hash of the one before, so that a change shows.

An entry holds who, in which role, for what purpose, on which subject, what was done, and counts and opaque ids. Never
a name, a number, a phone or a health detail. The hash is SHA-256 over the canonical JSON of all of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pratique.guard.heads import Beginning, Head, sign_beginning, stored_beginning
from pratique.guard.vault import Vault
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


def verify(connection: Connection, heads: Iterable[Head] = (), key: str | None = None) -> list[AuditFault]:
    """Every place where the log does not hold: altered, missing, out of order, cut off, or written anew.

    The chain itself tells what was changed within it; signed heads (those of the register and of copies kept
    elsewhere) tell that it was cut off at its end or written anew as a whole. `key` is the public key (base64) that
    heads must be signed with, as the inspector knows it. Where entries were removed because their period had ended, a
    signed statement of the last of them stands for them, and the log is verified from there. Empty if it all verifies.
    """
    wanted, faults = _sorted_out(heads, key)
    begins = stored_beginning(connection)
    if begins is not None and (forged := _not_believed(begins, wanted, key)):
        faults.append(AuditFault(begins.seq, forged))
        begins = None
    expected_seq, previous, agreed = (begins.seq + 1, begins.hash, begins.seq) if begins else (1, GENESIS, 0)
    for row in audit_log.entries(connection):
        seq, said, found = row.seq, row.prev_hash, _hash(dict(row._mapping))
        if seq != expected_seq:
            faults.append(AuditFault(expected_seq, f"entries {expected_seq} to {seq - 1} are missing"))
        elif said != previous:
            faults.append(AuditFault(seq, "it does not follow from the entry before it"))
        if row.hash != found:
            faults.append(AuditFault(seq, "its content was changed after it was written"))
        for head in wanted.pop(seq, ()):
            if head.hash != row.hash:
                text = f"something in entries {agreed + 1} to {seq} was written anew: {seq} was signed on {_day(head)}"
                faults.append(AuditFault(seq, text))
            else:
                agreed = seq
        expected_seq, previous = seq + 1, row.hash
    lost = [head for seq, signed in wanted.items() if seq >= expected_seq for head in signed]
    if lost:
        last = max(lost, key=lambda head: head.seq)
        text = (
            f"entries {expected_seq} to {last.seq} are missing at its end; the last of them was signed on {_day(last)}"
        )
        faults.append(AuditFault(expected_seq, text))
    return faults


def cut(connection: Connection, vault: Vault, seq: int, digest: str, now: datetime) -> int:
    """Remove the entries up to this one, in the caller's transaction, and sign what it was; how many are gone."""
    sign_beginning(connection, vault, seq, digest, now)
    return audit_log.cut(connection, seq)


def _not_believed(begins: Beginning, wanted: Mapping[int, list[Head]], key: str | None) -> str:
    """Why the statement that stands for the beginning of the log proves nothing; empty where it does."""
    if not begins.genuine:
        return "the signed statement of where the log begins is forged or damaged"
    keys = {head.public_key for heads in wanted.values() for head in heads} | ({key} if key else set())
    if keys - {begins.public_key}:
        return "the statement of where the log begins is signed with another key than the heads"
    if any(head.hash != begins.hash for head in wanted.get(begins.seq, ())):
        return f"the log was written anew before it was cut: entry {begins.seq} was signed with another hash"
    return ""


def _sorted_out(heads: Iterable[Head], key: str | None) -> tuple[dict[int, list[Head]], list[AuditFault]]:
    """Heads by entry, each once; and those that prove nothing."""
    wanted: dict[int, list[Head]] = {}
    faults = []
    for head in dict.fromkeys(heads):
        if not head.genuine:
            faults.append(AuditFault(head.seq, "its signed head is forged or damaged"))
        elif key is not None and head.public_key != key:
            faults.append(AuditFault(head.seq, "its head is signed with another key than the one given"))
        else:
            wanted.setdefault(head.seq, []).append(head)
    return wanted, faults


def _day(head: Head) -> str:
    return f"{head.at:%Y-%m-%d %H:%M} UTC"


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def _hash(row: Mapping[str, Any]) -> str:
    content = {name: row[name] for name in _CONTENT}
    content["at"] = content["at"].isoformat(timespec="microseconds")
    return hashlib.sha256(_CANONICAL(content).encode()).hexdigest()
