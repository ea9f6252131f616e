"""The clients of a site, at the desk: machines that hand in files unattended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pratique.desk.work import Desk
from pratique.guard import clients
from pratique.model.access import Purpose
from pratique.stores.register import clients as stored


@dataclass(frozen=True, slots=True)
class ClientLine:
    """A token in the list, by its client. `standing` is good, expired or disabled."""

    name: str
    scope: str
    standing: str
    added_by: str
    added_at: datetime
    expires_at: datetime
    disabled_at: datetime | None


def add_client(desk: Desk, name: str, scope: Purpose, days: int) -> str:
    """A token for this client, good for so many days from now; it is shown this once."""
    with desk.site.register.writing() as connection:
        token = clients.add_client(
            connection, name=name, scope=scope, period=timedelta(days=days), by=desk.actor, now=desk.now()
        )
        desk.log(connection, "client.add", {"client": name, "scope": scope, "days": days})
    return token


def list_clients(desk: Desk) -> list[ClientLine]:
    """Every token that was given out, and how it stands."""
    with desk.site.register.reading() as connection:
        rows = stored.listed(connection)
    now = desk.now()
    return [
        ClientLine(
            name=row.name,
            scope=row.scope,
            standing="disabled" if row.disabled_at else "expired" if row.expires_at <= now else "good",
            added_by=row.added_by,
            added_at=row.added_at,
            expires_at=row.expires_at,
            disabled_at=row.disabled_at,
        )
        for row in rows
    ]


def disable_client(desk: Desk, name: str) -> None:
    """Shut a client out: every token of it ends at once."""
    with desk.site.register.writing() as connection:
        clients.disable_client(connection, name, by=desk.actor.id, now=desk.now())
        desk.log(connection, "client.disable", {"client": name})
