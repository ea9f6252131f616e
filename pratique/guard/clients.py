"""Clients: machines that hand in files unattended, each by a token that is good for one purpose and for some days.

The token is 256 random bits. It is shown once, kept by the machine in a file that only its owner may read, and known to
the register by its hash alone.
"""

from __future__ import annotations

import hashlib
import secrets
import stat
from datetime import datetime, timedelta
from pathlib import Path

from pratique.errors import Conflict, NotAllowed, NotFound, NotReady
from pratique.guard.officers import check_name
from pratique.guard.permissions import permissions
from pratique.model.access import Actor, Purpose, Role
from pratique.settings import Settings
from pratique.stores.register import clients
from pratique.stores.register.register import Connection

_MARK = "pratique-"
"""What a token begins with, so that it is recognised where it should not be."""
_ACTOR = "client "
"""Clients stand in the log under this word and their name: no officer's name begins so."""


def add_client(
    connection: Connection, *, name: str, scope: Purpose, period: timedelta, by: Actor, now: datetime
) -> str:
    """Add a client, or another token of one: the token, which is kept nowhere in clear.

    Raises NotReadable for a name that the log could not show, Conflict for a client that was shut out, NotAllowed for
    a purpose that is no client's or not that of whoever adds it.
    """
    check_name(name)
    allowed = permissions()
    if scope not in allowed.purposes[Role.CLIENT] or not allowed.may(by, scope):
        raise NotAllowed(
            f"You cannot give a client the scope {scope}.", "docs/reference/permissions.md says who may do what."
        )
    if any(row.disabled_at is not None for row in clients.listed(connection, name)):
        raise Conflict(f"The client {name} was shut out.", "Give the new client another name.")
    token = _MARK + secrets.token_urlsafe(32)
    clients.add(
        connection,
        {
            "token_hash": _hash(token),
            "name": name,
            "scope": str(scope),
            "added_by": by.id,
            "added_at": now,
            "expires_at": now + period,
        },
    )
    return token


def authenticate_client(connection: Connection, token: str, now: datetime) -> Actor:
    """The client whose token this is, proven. Raises NotAllowed for an unknown, expired or disabled one."""
    found = clients.by_token(connection, _hash(token))
    if found is None:
        raise NotAllowed("This token is of no client of this site.", "Have a supervisor add one.")
    if found.disabled_at is not None:
        raise NotAllowed(f"The client {found.name} has been shut out of the site.", "Ask a supervisor.")
    if found.expires_at <= now:
        raise NotAllowed(
            f"The token of client {found.name} was good until {found.expires_at:%Y-%m-%d %H:%M} UTC.",
            "Have a supervisor run `pratique client add` with the same name, and put the new token in its file.",
        )
    scope = next((purpose for purpose in Purpose if purpose == found.scope), None)
    if scope is None:
        raise NotAllowed(
            "This client's scope is none that pratique knows: the register was changed by other means.",
            "Compare it with a backup, and look at the audit log.",
        )
    return Actor(_ACTOR + found.name, Role.CLIENT, authenticated=True, scope=scope)


def claimed_client(connection: Connection, token: str) -> Actor | None:
    """The client whose token this is, good or not, for the entry about its refusal; None for an unknown token."""
    found = clients.by_token(connection, _hash(token))
    return None if found is None else Actor(_ACTOR + found.name, Role.CLIENT)


def disable_client(connection: Connection, name: str, *, by: str, now: datetime) -> None:
    """Shut out a client with every token. Raises NotFound where none is left to shut out."""
    if not clients.disable(connection, name, by=by, now=now):
        raise NotFound("There is no client of that name.", "`pratique client list` shows them.")


def load_token(settings: Settings) -> str | None:
    """The token that `client_token_file` names; None where no client works here.

    Raises NotReady where the file is missing or others than its owner may read it.
    """
    if not settings["client_token_file"]:
        return None
    path = settings.site / Path(settings["client_token_file"]).expanduser()
    try:
        mode, text = path.stat().st_mode, path.read_text()
    except FileNotFoundError:
        raise NotReady(
            "The client's token is missing.", "Put it where client_token_file says, or have a supervisor add one."
        ) from None
    except (OSError, UnicodeDecodeError):
        raise NotReady("The client's token cannot be read.", "Run as its owner; check the file.") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise NotReady(
            f"Others than its owner may read the client's token ({stat.filemode(mode)}).",
            "chmod 600 it; if somebody may have read it, have the client disabled and added under another name.",
        )
    return text.strip()


def _hash(token: str) -> str:
    # 256 random bits: nothing is gained by a slow hash.
    return hashlib.sha256(token.strip().encode()).hexdigest()
