"""One unit of work: who, in which role, for what, on which subject, where, when, and as known at what time."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from pratique.desk.site import Site
from pratique.guard import audit
from pratique.guard.vault import Vault
from pratique.model.access import Actor, Purpose, Subject
from pratique.model.movement import utc
from pratique.model.places import PointOfEntry
from pratique.settings import Settings
from pratique.stores.register import receipts
from pratique.stores.register.register import Connection

Clock = Callable[[], datetime]


class Sealer:
    """The writing half of the vault: seals and hashes, and can open nothing."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def hash(self, kind: str, *parts: str) -> int:
        """A keyed hash of the parts, by kind."""
        return self._vault.hash(kind, *parts)

    def period_key(self, connection: Connection, day: date, now: datetime) -> int:
        """The id of the key for the week of this day."""
        return self._vault.period_key(connection, day, now)

    def seal(self, key_id: int, payload: bytes, about: str) -> bytes:
        """The payload encrypted, bound to what it is about."""
        return self._vault.seal(key_id, payload, about)


@dataclass(frozen=True, slots=True)
class Desk:
    """What every step is given. Get one from `open_desk`; `CaseFile` reads a case at it."""

    site: Site
    actor: Actor
    purpose: Purpose
    subject: Subject
    clock: Clock
    known_at: datetime
    """Nothing learnt after this moment is used."""
    horizon: int
    """The newest message acknowledged when this desk was opened: what comes in meanwhile waits for the next desk."""
    sealer: Sealer
    _vault: Vault = field(repr=False)
    """For the guard and the desk only."""

    @property
    def here(self) -> PointOfEntry:
        """The point of entry this desk stands at."""
        return self.site.here

    def now(self) -> datetime:
        """The present moment, UTC."""
        return utc(self.clock())

    def log(self, connection: Connection, action: str, detail: audit.Detail) -> int:
        """Write an audit entry in this transaction; what it allows may be handed over once that has committed."""
        return audit.append(
            connection,
            at=self.now(),
            actor=self.actor,
            purpose=self.purpose,
            subject=self.subject,
            point_of_entry=self.here.code,
            action=action,
            detail=detail,
        )


@contextmanager
def open_desk(
    site: Site,
    *,
    purpose: Purpose,
    subject: Subject,
    actor: Actor | None = None,
    clock: Clock | None = None,
    known_at: datetime | None = None,
) -> Iterator[Desk]:
    """A desk for one piece of work. Without an actor: the one the system and PRATIQUE_ACTOR name, unauthenticated."""
    tick = clock or _now
    with site.register.reading() as connection:
        vault = Vault(connection, site.site_key)
        horizon, learnt_at = receipts.newest_message(connection)
    yield Desk(
        site=site,
        actor=actor or actor_of(site.settings),
        purpose=purpose,
        subject=subject,
        clock=tick,
        # A clock set back must not hide what was learnt before that.
        known_at=utc(known_at) if known_at else max(utc(tick()), learnt_at or utc(tick())),
        horizon=horizon,
        sealer=Sealer(vault),
        _vault=vault,
    )


def actor_of(settings: Settings, environ: Mapping[str, str] = os.environ) -> Actor:
    """Who works here, as the operating system and the setting `actor` say: a claim, not a proof."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = environ.get("USER", "unknown")
    named = settings["actor"].strip()
    return Actor(f"{named} ({user})" if named else user, authenticated=False)


def _now() -> datetime:
    return datetime.now(UTC)
