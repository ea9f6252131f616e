"""Officers of a site, the public halves of their keys, and invitations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from pratique.stores.register.register import take_ids
from pratique.stores.register.tables import invitation, officer, officer_key


def add(connection: Connection, *, name: str, role: str, by: str, now: datetime) -> int:
    """Add an officer; the id."""
    officer_id = take_ids(connection, "officer", 1)[0]
    values = {"officer_id": officer_id, "name": name, "role": role, "added_by": by, "added_at": now}
    connection.execute(insert(officer).values(values))
    return officer_id


def by_name(connection: Connection, name: str) -> Row[Any] | None:
    """The officer of this name, disabled or not."""
    return connection.execute(select(officer).where(officer.c.name == name)).first()


def by_key(connection: Connection, fingerprint: str) -> Row[Any] | None:
    """The officer who holds the key with this fingerprint, with its public half."""
    query = select(officer, officer_key.c.public_key).join(
        officer_key, officer_key.c.officer_id == officer.c.officer_id
    )
    return connection.execute(query.where(officer_key.c.fingerprint == fingerprint)).first()


def listed(connection: Connection) -> Sequence[Row[Any]]:
    """Every officer with the number of their keys, in order of arrival."""
    held = func.count(officer_key.c.fingerprint).label("keys")
    query = select(officer, held).outerjoin(officer_key, officer_key.c.officer_id == officer.c.officer_id)
    return connection.execute(query.group_by(*officer.c).order_by(officer.c.officer_id)).all()


def any_key(connection: Connection) -> bool:
    """Whether anybody has joined this site with a key."""
    return connection.execute(select(officer_key.c.fingerprint).limit(1)).first() is not None


def disable(connection: Connection, officer_id: int, *, by: str, now: datetime) -> None:
    """Shut an officer out, with every key and open invitation."""
    connection.execute(
        update(officer).where(officer.c.officer_id == officer_id).values(disabled_by=by, disabled_at=now)
    )
    open_ones = (invitation.c.officer_id == officer_id) & invitation.c.used_at.is_(None)
    connection.execute(update(invitation).where(open_ones).values(used_at=now))


def add_key(connection: Connection, officer_id: int, *, fingerprint: str, public_key: str, now: datetime) -> None:
    """Note the public half of a key that an officer has made."""
    values = {"fingerprint": fingerprint, "officer_id": officer_id, "public_key": public_key, "added_at": now}
    connection.execute(insert(officer_key).values(values))


def invite(connection: Connection, officer_id: int, *, code_hash: str, expires_at: datetime) -> None:
    """Note an invitation by the hash of its code."""
    connection.execute(insert(invitation).values(code_hash=code_hash, officer_id=officer_id, expires_at=expires_at))


def invitation_of(connection: Connection, code_hash: str) -> Row[Any] | None:
    """The invitation whose code has this hash, used, expired or good."""
    return connection.execute(select(invitation).where(invitation.c.code_hash == code_hash)).first()


def use_invitation(connection: Connection, code_hash: str, now: datetime) -> Row[Any] | None:
    """The officer an unused, unexpired invitation is for; it is used up by this."""
    good = (invitation.c.code_hash == code_hash) & invitation.c.used_at.is_(None) & (invitation.c.expires_at > now)
    found = connection.execute(select(invitation.c.officer_id).where(good)).scalar()
    if found is None:
        return None
    connection.execute(update(invitation).where(invitation.c.code_hash == code_hash).values(used_at=now))
    return connection.execute(select(officer).where(officer.c.officer_id == found)).first()
