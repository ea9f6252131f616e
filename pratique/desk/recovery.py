"""When all supervisors are lost: one more is invited with the site key alone, and everybody is told of it.

Whoever holds the site key and the site's files could read everything anyhow; this way it stands in the log, and every
command says so until another supervisor has acknowledged it.
"""

from __future__ import annotations

from datetime import datetime

from pratique.desk.site import Site
from pratique.desk.staff import log_officers
from pratique.desk.work import Desk, actor_of
from pratique.errors import Conflict, NotAllowed, NotFound
from pratique.guard import officers
from pratique.guard.officers import Invitation
from pratique.model.access import Actor, Role
from pratique.stores.register import officers as stored
from pratique.stores.register import recoveries


def recover_supervisor(site: Site, name: str, now: datetime) -> Invitation:
    """An invitation for one new supervisor, by whoever could open this site with its key; logged as what it is.

    Raises Conflict at a site without officers, and for a name that is somebody's.
    """
    actor = Actor(actor_of(site.settings).id, Role.SYSTEM)
    with site.register.writing() as connection:
        if not stored.any_key(connection):
            raise Conflict("Nobody is lost: this site has no officers yet.", "Use `pratique officer invite`.")
        if stored.by_name(connection, name) is not None:
            raise Conflict("There is an officer of that name already.", "Give the new supervisor another name.")
        invitation = officers.invite_again(connection, name=name, by=actor, now=now)
        entry = log_officers(connection, site, actor, "officer.recover", now, {"officer": name})
        recoveries.add(connection, name, by=actor.id, now=now, entry=entry)
    return invitation


def unacknowledged(site: Site) -> list[str]:
    """One sentence for each supervisor who was invited this way and whom no other has acknowledged."""
    with site.register.reading() as connection:
        rows = recoveries.waiting(connection)
    return [
        f"ATTENTION: on {row.at:%Y-%m-%d %H:%M} UTC {row.claimed_by} made {row.name} a supervisor with the site key, "
        f"without any officer (entry {row.entry} of the log). Until another supervisor runs "
        f"`pratique officer acknowledge {row.name}`, every command says so."
        for row in rows
    ]


def acknowledge_recovery(desk: Desk, name: str) -> None:
    """Another supervisor has looked at how this one came.

    Raises NotFound where nothing waits under this name; NotAllowed for anybody but a proven supervisor who did not come
    this way.
    """
    with desk.site.register.writing() as connection:
        waiting = {row.name for row in recoveries.waiting(connection)}
        if name not in waiting:
            raise NotFound("Nothing waits to be acknowledged under this name.", "Every command says what does.")
        if desk.actor.role is not Role.SUPERVISOR or not desk.actor.authenticated or desk.actor.id in waiting:
            raise NotAllowed(
                "A recovery is acknowledged by a supervisor who did not come this way.",
                "Have another supervisor run this; where there is none, invite one.",
            )
        recoveries.acknowledge(connection, name, by=desk.actor.id, now=desk.now())
        desk.log(connection, "officer.acknowledge", {"officer": name})
