"""Officers: invited by a supervisor or administrator, proven by a key of their own, shut out when they leave."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pratique.errors import Conflict, NotAllowed, NotFound, NotReadable
from pratique.guard.device_key import DeviceKey
from pratique.guard.permissions import permissions
from pratique.model.access import Actor, Role
from pratique.stores.register import officers
from pratique.stores.register.register import Connection, Row

_VALID = timedelta(days=3)
_LONGEST = 80
_OTHERS = ("notifier ", "client ")
"""Whoever confirmed a case by signature, and machines, stand in the log under these words and a name."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time code for an officer to come; shown once, kept nowhere in clear."""

    name: str
    role: Role
    code: str
    expires_at: datetime


def invite(connection: Connection, *, name: str, role: Role, by: Actor, now: datetime) -> Invitation:
    """Invite an officer, or one who is known to another device. Raises Conflict for a disabled or other officer.

    The first one at a site has to be a supervisor, or nobody could ever invite to every role. Nobody invites to a role
    that is shown names without being shown them: they could take up the invitation themselves. Raises NotAllowed.
    """
    check_name(name)
    shown = permissions().shown_names
    if role in shown and by.role not in shown:
        raise NotAllowed(
            "Who is not shown names does not invite to a role that is.", "Have a supervisor invite this officer."
        )
    if role is not Role.SUPERVISOR and not any(map(_supervises, officers.listed(connection))):
        raise Conflict("There is no supervisor here yet.", "Invite a supervisor first, who joins first.")
    known = officers.by_name(connection, name)
    if known is not None and (known.disabled_at is not None or known.role != role):
        raise Conflict(
            f"There is an officer {name} already, with another role or shut out.", "Give the new officer another name."
        )
    officer_id = known.officer_id if known else officers.add(connection, name=name, role=role, by=by.id, now=now)
    return _invited(connection, officer_id, name, role, now)


def invite_again(connection: Connection, *, name: str, by: Actor, now: datetime) -> Invitation:
    """Invite a new supervisor where none is left: nobody who could invite is asked for. The name has to be new."""
    check_name(name)
    officer_id = officers.add(connection, name=name, role=Role.SUPERVISOR, by=by.id, now=now)
    return _invited(connection, officer_id, name, Role.SUPERVISOR, now)


def _invited(connection: Connection, officer_id: int, name: str, role: Role, now: datetime) -> Invitation:
    code = "-".join(secrets.token_hex(2) for _ in range(6))
    officers.invite(connection, officer_id, code_hash=_hash(code), expires_at=now + _VALID)
    return Invitation(name, role, code, now + _VALID)


def check_name(name: str) -> None:
    """Raises NotReadable for a name that the log could not show as one officer's."""
    if not 0 < len(name) <= _LONGEST or not name.isprintable() or name != name.strip() or name.startswith(_OTHERS):
        raise NotReadable(
            f"That is no name for an officer: up to {_LONGEST} characters, as the log is to show it.",
            "Such as wang.li.",
        )


def join(connection: Connection, code: str, key: DeviceKey, now: datetime) -> Actor:
    """Take up an invitation with a device's key; who that makes one.

    Raises NotAllowed for a code that is not good, Conflict for a key that is somebody's here already.
    """
    found = officers.use_invitation(connection, _hash(code.strip().lower()), now)
    if found is None or found.disabled_at is not None:
        raise NotAllowed("This code is not good: mistyped, used, or too old.", "Ask for a new invitation.")
    held = officers.by_key(connection, key.fingerprint)
    if held is not None:
        raise Conflict(
            f"The key of this device is that of {held.name} here already.",
            "Each officer works with a key of their own: name another file with PRATIQUE_DEVICE_KEY_FILE.",
        )
    officers.add_key(connection, found.officer_id, fingerprint=key.fingerprint, public_key=key.public, now=now)
    return _actor(found)


def why_not_good(connection: Connection, code: str, now: datetime) -> str:
    """What is wrong with the code of an invitation, in one word for the log: unknown, used, or expired."""
    row = officers.invitation_of(connection, _hash(code.strip().lower()))
    if row is None:
        return "unknown"
    return "used" if row.used_at is not None else "expired" if row.expires_at <= now else "good"


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
    """Disable an officer with all keys and invitations. Raises NotFound, and Conflict for the last supervisor."""
    found = officers.by_name(connection, name)
    if found is None:
        raise NotFound("There is no officer of that name.", "`pratique officer list` shows them.")
    left = [row for row in officers.listed(connection) if _supervises(row) and row.officer_id != found.officer_id]
    if not left:
        raise Conflict("That is the last supervisor here.", "Invite another one before, who has to have joined.")
    officers.disable(connection, found.officer_id, by=by, now=now)


def _supervises(row: Row[Any]) -> bool:
    """Whether this officer, as stored, is a supervisor and has a key to work with."""
    return row.disabled_at is None and row.keys > 0 and row.role == Role.SUPERVISOR


def _actor(row: Row[Any]) -> Actor:
    role = next((role for role in Role if role == row.role), None)
    if role is None:
        raise NotAllowed(
            "This officer's role is none that pratique knows: the register was changed by other means.",
            "Compare it with a backup, and look at the audit log.",
        )
    return Actor(row.name, role, authenticated=True)


def _hash(code: str) -> str:
    # 96 random bits: nothing is gained by a slow hash.
    return hashlib.sha256(code.encode()).hexdigest()
