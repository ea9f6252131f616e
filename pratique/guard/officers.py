"""Officers: invited by a supervisor or administrator, proven by a key of their own, shut out when they leave."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pratique.errors import Conflict, NotAllowed, NotFound
from pratique.guard.device_key import DeviceKey
from pratique.model.access import Actor, Role
from pratique.stores.register import officers
from pratique.stores.register.register import Connection, Row

_VALID = timedelta(days=3)
INVITED = (Role.OFFICER, Role.SUPERVISOR, Role.EPIDEMIOLOGIST, Role.INSPECTOR, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time code for an officer to come; shown once, kept nowhere in clear."""

    name: str
    role: Role
    code: str
    expires_at: datetime


def invite(connection: Connection, *, name: str, role: Role, by: str, now: datetime) -> Invitation:
    """Invite an officer, or one who is known to another device. Raises Conflict for a disabled or other officer."""
    known = officers.by_name(connection, name)
    if known is not None and (known.disabled_at is not None or known.role != role):
        raise Conflict(
            f"There is an officer {name} already, with another role or shut out.", "Give the new officer another name."
        )
    officer_id = known.officer_id if known else officers.add(connection, name=name, role=role, by=by, now=now)
    code = "-".join(secrets.token_hex(2) for _ in range(6))
    officers.invite(connection, officer_id, code_hash=_hash(code), expires_at=now + _VALID)
    return Invitation(name, role, code, now + _VALID)


def join(connection: Connection, code: str, key: DeviceKey, now: datetime) -> Actor:
    """Take up an invitation with a device's key; who that makes one. Raises NotAllowed for a code that is not good."""
    found = officers.use_invitation(connection, _hash(code.strip().lower()), now)
    if found is None or found.disabled_at is not None:
        raise NotAllowed("This code is not good: mistyped, used, or too old.", "Ask for a new invitation.")
    officers.add_key(connection, found.officer_id, fingerprint=key.fingerprint, public_key=key.public, now=now)
    return _actor(found)


def authenticate(connection: Connection, key: DeviceKey | None) -> Actor:
    """Who holds this key, proven. Raises NotAllowed for nobody, an unknown key or an officer who was shut out."""
    if key is None:
        raise NotAllowed(
            "This user has no device key, and this site has officers: nobody works here unproven.",
            "Ask for an invitation, then run `pratique officer join`.",
        )
    found = officers.by_key(connection, key.fingerprint)
    if found is None or not key.proves(found.public_key):
        raise NotAllowed("This device key is of no officer of this site.", "Ask for an invitation to this site.")
    if found.disabled_at is not None:
        raise NotAllowed("This officer has been shut out of the site.", "Ask a supervisor.")
    return _actor(found)


def shut_out(connection: Connection, name: str, *, by: str, now: datetime) -> None:
    """Disable an officer with all keys and invitations. Raises NotFound, and Conflict for the last who may invite."""
    found = officers.by_name(connection, name)
    if found is None:
        raise NotFound("There is no officer of that name.", "`pratique officer list` shows them.")
    left = [row for row in officers.listed(connection) if may_invite(row) and row.officer_id != found.officer_id]
    if not left:
        raise Conflict(
            "That is the last one here who can invite others.", "Invite another supervisor or administrator before."
        )
    officers.disable(connection, found.officer_id, by=by, now=now)


def may_invite(row: Row[Any]) -> bool:
    """Whether this officer, as stored, can invite others and has a key to do it with."""
    return row.disabled_at is None and row.keys > 0 and row.role in (Role.SUPERVISOR, Role.ADMINISTRATOR)


def _actor(row: Row[Any]) -> Actor:
    return Actor(row.name, Role(row.role), authenticated=True)


def _hash(code: str) -> str:
    # 96 random bits: nothing is gained by a slow hash.
    return hashlib.sha256(code.encode()).hexdigest()
