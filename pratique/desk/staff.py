"""The officers of a site, at the desk: the first one, invitations, who is there, who is shut out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pratique.desk.site import Site
from pratique.desk.work import Desk, actor_of
from pratique.errors import Conflict, NotAllowed
from pratique.guard import audit, officers
from pratique.guard.device_key import DeviceKey, key_file, load_device_key, make_device_key
from pratique.guard.officers import Invitation
from pratique.model.access import Actor, Purpose, Role, Subject, SubjectKind
from pratique.settings import Settings
from pratique.stores.register import officers as stored
from pratique.stores.register.register import Connection


@dataclass(frozen=True, slots=True)
class OfficerLine:
    """An officer in the list."""

    name: str
    role: str
    keys: int
    added_by: str
    added_at: datetime
    disabled_at: datetime | None


def first_officer(site: Site, name: str, now: datetime) -> Actor:
    """Make whoever makes the site its first supervisor, with a key on this device. Raises Conflict if there is one."""
    key = own_key(site.settings)
    with site.register.writing() as connection:
        if stored.any_key(connection):
            raise Conflict(
                "This site has officers already.", "One of them invites the others: `pratique officer invite`."
            )
        maker = Actor(name, Role.SUPERVISOR)
        invitation = officers.invite(connection, name=name, role=Role.SUPERVISOR, by=maker, now=now)
        actor = officers.join(connection, invitation.code, key, now)
        log_officers(connection, site, actor, "officer.first", now)
    return actor


def invite_officer(desk: Desk, name: str, role: Role) -> Invitation:
    """An invitation for an officer of this name and role; the code is shown this once."""
    with desk.site.register.writing() as connection:
        invitation = officers.invite(connection, name=name, role=role, by=desk.actor, now=desk.now())
        desk.log(connection, "officer.invite", {"officer": name, "role": role})
    return invitation


def join_site(site: Site, code: str, now: datetime) -> Actor:
    """Take up an invitation with the key of this device, which is made if there is none; who one is from now on.

    An attempt that fails is logged with what was wrong, without the code.
    """
    key = own_key(site.settings)
    try:
        with site.register.writing() as connection:
            actor = officers.join(connection, code, key, now)
            log_officers(connection, site, actor, "officer.join", now)
    except (NotAllowed, Conflict) as error:
        stranger = Actor(actor_of(site.settings).id, Role.OFFICER)
        with site.register.writing() as connection:
            why = {"code": error.code, "invitation": officers.why_not_good(connection, code, now)}
            log_officers(connection, site, stranger, "officer.join_refused", now, why)
        raise
    return actor


def list_officers(desk: Desk) -> list[OfficerLine]:
    """Everybody who works or worked here."""
    with desk.site.register.reading() as connection:
        return [
            OfficerLine(row.name, row.role, row.keys, row.added_by, row.added_at, row.disabled_at)
            for row in stored.listed(connection)
        ]


def disable_officer(desk: Desk, name: str) -> None:
    """Shut an officer out: every key and open invitation ends at once."""
    with desk.site.register.writing() as connection:
        officers.shut_out(connection, name, by=desk.actor.id, now=desk.now())
        desk.log(connection, "officer.disable", {"officer": name})


def own_key(settings: Settings) -> DeviceKey:
    """The key of this user on this device, made if there is none."""
    return load_device_key(settings) or make_device_key(key_file(settings))


def log_officers(
    connection: Connection, site: Site, actor: Actor, action: str, now: datetime, detail: audit.Detail | None = None
) -> int:
    """Log what somebody does about officers who has no desk yet; the number of the entry."""
    return audit.append(
        connection,
        at=now,
        actor=actor,
        purpose=Purpose.ADMINISTRATION,
        subject=Subject(SubjectKind.SITE, "officers"),
        point_of_entry=site.here.code,
        action=action,
        detail=detail or {"role": actor.role},
    )
