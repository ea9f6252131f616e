"""Signed heads of the audit log: statements that it reached an entry with a hash, which nobody can take back later.

A chain alone can be cut off at its end, or written anew by whoever holds the register. A head signed with the site's
Ed25519 key cannot be made without the site key, and a copy of it kept elsewhere cannot be taken away with the register.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import ClassVar, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from pratique.errors import NotReadable
from pratique.guard.vault import Vault
from pratique.model.movement import utc
from pratique.stores.register import audit_log
from pratique.stores.register.register import Connection


@dataclass(frozen=True, slots=True)
class Head:
    """The log reached entry `seq` with this `hash`, signed `at` a time (UTC). Keys and signatures are base64."""

    word: ClassVar[str] = "head"
    seq: int
    hash: str
    at: datetime
    public_key: str
    signature: str

    @property
    def genuine(self) -> bool:
        """Whether the signature is that of the key named in it."""
        try:
            key = Ed25519PublicKey.from_public_bytes(base64.b64decode(self.public_key, validate=True))
            key.verify(
                base64.b64decode(self.signature, validate=True), _signed(self.word, self.seq, self.hash, self.at)
            )
        except (InvalidSignature, binascii.Error, ValueError):
            return False
        return True

    def line(self) -> str:
        """The head as one line of JSON, to be kept elsewhere; `read_heads` reads it again."""
        return json.dumps(asdict(self) | {"at": self.at.isoformat()})


@dataclass(frozen=True, slots=True)
class Beginning(Head):
    """The log was cut up to entry `seq`, which had this `hash`: their period had ended. No head can pass for one."""

    word: ClassVar[str] = "beginning"


_Statement = TypeVar("_Statement", bound=Head)


def sign_head(connection: Connection, vault: Vault, now: datetime) -> Head | None:
    """Sign how far the log has come, in the caller's transaction; None where nothing is new since the last head."""
    newest = audit_log.newest(connection, 1)
    if not newest or any(head.seq == newest[0].seq for head in audit_log.heads(connection)[-1:]):
        return None
    head = _stated(Head, connection, vault, newest[0].seq, newest[0].hash, now)
    audit_log.add_head(connection, asdict(head))
    return head


def sign_beginning(connection: Connection, vault: Vault, seq: int, digest: str, now: datetime) -> Beginning:
    """Sign and store, in the caller's transaction, that the log is cut up to this entry with this hash."""
    beginning = _stated(Beginning, connection, vault, seq, digest, now)
    audit_log.add_beginning(connection, asdict(beginning))
    return beginning


def stored_beginning(connection: Connection) -> Beginning | None:
    """What stands for the entries that were cut off; None where the log was never cut."""
    row = audit_log.beginning(connection)
    return None if row is None else Beginning(**row._mapping)


def stored_heads(connection: Connection) -> list[Head]:
    """The heads in the register, in order."""
    return [Head(**row._mapping) for row in audit_log.heads(connection)]


def read_heads(text: str) -> Iterator[Head]:
    """The heads in a copy kept elsewhere, a line each. Raises NotReadable, naming the line, for anything else."""
    for number, line in enumerate(text.splitlines(), 1):
        try:
            value = json.loads(line)
            yield Head(**value | {"seq": int(value["seq"]), "at": datetime.fromisoformat(value["at"])})
        except (ValueError, TypeError, KeyError):
            raise NotReadable(
                f"Line {number} of the copy is no signed head of an audit log.",
                "Give the file that `audit_copy` names, unchanged.",
            ) from None


def _stated(
    kind: type[_Statement], connection: Connection, vault: Vault, seq: int, digest: str, now: datetime
) -> _Statement:
    key = vault.signing_key(connection, now)
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    return kind(seq, digest, now, public, base64.b64encode(key.sign(_signed(kind.word, seq, digest, now))).decode())


def _signed(word: str, seq: int, digest: str, at: datetime) -> bytes:
    return f"pratique audit {word}\n{seq}\n{digest}\n{utc(at).isoformat(timespec='microseconds')}".encode()
