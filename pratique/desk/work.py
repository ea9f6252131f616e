"""One unit of work: who, in which role, for what, on which subject, where, when, and as known at what time."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from pratique.desk.site import Site
from pratique.errors import Broken, NotAllowed, TooOften
from pratique.guard import audit
from pratique.guard.clients import authenticate_client, claimed_client, load_token
from pratique.guard.device_key import load_device_key
from pratique.guard.officers import authenticate
from pratique.guard.permissions import permissions
from pratique.guard.vault import Vault
from pratique.model.access import Actor, Purpose, Role, Subject
from pratique.model.movement import utc
from pratique.model.places import PointOfEntry
from pratique.settings import Settings
from pratique.stores.movements import RESTORE, TABLES, Movements, TableName
from pratique.stores.register import audit_log, officers, receipts, review
from pratique.stores.register.register import Connection

Clock = Callable[[], datetime]
_HOUR = timedelta(hours=1)
_USES_MOVEMENTS = frozenset({Purpose.INTAKE})


class Sealer:
    """The writing half of the vault: seals and hashes, and can open nothing."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def hash(self, kind: str, *parts: str) -> int:
        """A keyed hash of the parts, by kind."""
        return self._vault.hash(kind, *parts)

    def hasher(self, kind: str, first: str) -> Callable[[str], int]:
        """The hash of two parts of which the first stays the same, for many of the second."""
        return self._vault.hasher(kind, first)

    def keyed(self, digest: str) -> str:
        """A digest of content made one that nobody without the key can compare."""
        return self._vault.keyed(digest)

    def period_key(self, connection: Connection, day: date, now: datetime) -> int:
        """The id of the key for the week of this day."""
        return self._vault.period_key(connection, day, now)

    def raw_key(self, connection: Connection, day: date, now: datetime) -> int:
        """The id of the key for files received on this day."""
        return self._vault.raw_key(connection, day, now)

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

    def sees(self, field: str) -> bool:
        """Whether this of a person's record may be handed over here: to this officer's role, for this purpose."""
        allowed = permissions()
        return allowed.shows_names(self.actor) and field in allowed.sees[self.purpose]

    def log(self, connection: Connection, action: str, detail: audit.Detail) -> int:
        """Write an audit entry in this transaction; what it allows may be handed over once that has committed.

        Raises TooOften where a proven officer or client has done this as often within the hour as one may.
        """
        limit = permissions().rate.get(action)
        # A name that is only claimed is nobody to count.
        if limit is not None and self.actor.authenticated:
            done = audit_log.count_since(connection, self.actor.id, action, self.now() - _HOUR)
            if done >= limit:
                raise TooOften(
                    f"You have done this {done} times within an hour ({action}): more is not allowed.",
                    "Wait, or share the work with another officer. The refusal is in the audit log.",
                )
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

    def one_state(self) -> AbstractContextManager[None]:
        """Everything this thread reads of the register in the block is of one state; nothing written since is seen."""
        return self.site.register.one_state()


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
    """A desk for one piece of work. Without an actor: whoever the device key, or a client's token, proves.

    Raises NotAllowed where nobody is proven, or the actor's role may not work for this purpose. That is logged, and so
    is whatever else is refused at this desk, and that a client came.
    """
    tick = clock or _now
    with _refusals_logged(site, purpose, subject, tick, actor):
        actor = actor or who_works(site, utc(tick()))
    with _refusals_logged(site, purpose, subject, tick, actor):
        if not permissions().may(actor, purpose):
            raise NotAllowed(
                f"Whoever is {_a(actor.role)} may not work for {purpose.replace('_', ' ')}.",
                "docs/reference/permissions.md says which role may do what.",
            )
        desk = _opened(site, purpose, subject, actor, tick, known_at)
        if actor.role is Role.CLIENT:
            with site.register.writing() as connection:
                desk.log(connection, "client.come", {})
        yield desk


def _opened(
    site: Site, purpose: Purpose, subject: Subject, actor: Actor, tick: Clock, known_at: datetime | None
) -> Desk:
    with site.register.reading() as connection:
        vault = Vault(connection, site.site_key)
        horizon, learnt_at = receipts.newest_message(connection)
        needed = TABLES if purpose in _USES_MOVEMENTS else ()
        promised = {table: review.last_acknowledged(connection, table) for table in needed}
    if promised:
        all_there(site.movements, promised)
    return Desk(
        site=site,
        actor=actor,
        purpose=purpose,
        subject=subject,
        clock=tick,
        # A clock set back must not hide what was learnt before that.
        known_at=utc(known_at) if known_at else max(utc(tick()), learnt_at or utc(tick())),
        horizon=horizon,
        sealer=Sealer(vault),
        _vault=vault,
    )


def all_there(movements: Movements, promised: Mapping[TableName, int]) -> None:
    """Broken where a movement table ends before what was acknowledged: nothing may be added to it, or taken from it."""
    for table, batch_id in promised.items():
        if (last := movements.last_batch(table)) < batch_id:
            raise Broken(
                f"The {table} table ends with batch {last}, and batch {batch_id} was acknowledged: its rows are lost.",
                RESTORE,
            )


def who_works(site: Site, now: datetime) -> Actor:
    """The client whose token the settings name; else the officer whom the device key of this user proves.

    At a site without officers, whoever claims to work there. Raises NotAllowed where there are officers and this user
    is none of them, and for a token that is not good.
    """
    token = load_token(site.settings)
    with site.register.reading() as connection:
        if token is not None:
            return authenticate_client(connection, token, now)
        if officers.any_key(connection):
            return authenticate(connection, load_device_key(site.settings))
    return actor_of(site.settings)


@contextmanager
def _refusals_logged(
    site: Site, purpose: Purpose, subject: Subject, tick: Clock, actor: Actor | None
) -> Iterator[None]:
    """Whatever is refused within is an entry of its own: what was refused has undone its transaction."""
    try:
        yield
    except NotAllowed as error:
        who = actor or _claimed(site)
        with site.register.writing() as connection:
            audit.append(
                connection,
                at=utc(tick()),
                actor=who,
                purpose=purpose,
                subject=subject,
                point_of_entry=site.here.code,
                action="desk.refused",
                detail={"code": error.code},
            )
        raise


def _a(word: str) -> str:
    return f"an {word}" if word[0] in "aeio" else f"a {word}"


def actor_of(settings: Settings, environ: Mapping[str, str] = os.environ) -> Actor:
    """Who works at a site without officers, as the operating system and the setting `actor` say: a claim, no proof."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = environ.get("USER", "unknown")
    named = settings["actor"].strip()
    return Actor(f"{named} ({user})" if named else user, Role.SUPERVISOR, authenticated=False)


def _claimed(site: Site) -> Actor:
    """The client whose token is not good, else the user of the operating system: for the entry about the refusal."""
    if (token := load_token(site.settings)) is not None:
        with site.register.reading() as connection:
            if client := claimed_client(connection, token):
                return client
    return replace(actor_of(site.settings), role=Role.OFFICER)


def _now() -> datetime:
    return datetime.now(UTC)
