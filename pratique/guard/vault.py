"""Sealing and opening what identifies people, and the keyed hashes it is found by.

AES-256-GCM with a fresh 96-bit nonce for every payload; what a payload belongs to is authenticated with it, so that a
row cannot be moved to another place. Data keys, one for a week of travel, for a day's received files and for a case,
are wrapped under the site key; destroying a wrapped key erases everything under it. Look-ups use BLAKE2b with a secret
and the kind.
Only the guard and the desk may import this module: a test holds them to it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable
from datetime import date, datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pratique.errors import Broken, NotReady
from pratique.guard.site_key import SiteKey
from pratique.stores.register import keys
from pratique.stores.register.register import Connection, meta, set_meta

_NONCE = 12


class ErasedError(Exception):
    """The key of this payload has been destroyed: the payload can never be read again."""


class Vault:
    """The keys of a site, opened with its site key."""

    def __init__(self, connection: Connection, site_key: SiteKey) -> None:
        self._site = AESGCM(site_key.secret)
        self._fingerprint = site_key.fingerprint
        self._keys: dict[int, AESGCM] = {}
        self._labels: dict[tuple[str, str], int] = {}
        self._secret = self._index_secret(connection)

    # -- keyed hashes ------------------------------------------------------------------------------------------

    def hash(self, kind: str, *parts: str) -> int:
        """A keyed 64-bit hash, signed and never 0: equal parts of one kind give equal numbers and tell nothing else."""
        digest = hashlib.blake2b(
            "\x1f".join(parts).encode(), digest_size=8, key=self._secret, person=kind.encode()[:16]
        )
        return int.from_bytes(digest.digest(), "big", signed=True) or 1

    def hasher(self, kind: str, first: str) -> Callable[[str], int]:
        """The hash of two parts of which the first stays the same, for many of the second."""
        base = hashlib.blake2b(f"{first}\x1f".encode(), digest_size=8, key=self._secret, person=kind.encode()[:16])

        def hashed(last: str) -> int:
            digest = base.copy()
            digest.update(last.encode())
            return int.from_bytes(digest.digest(), "big", signed=True) or 1

        return hashed

    def keyed(self, digest: str) -> str:
        """A digest of content made one that nobody without the key can compare; empty stays empty."""
        if not digest:
            return digest
        return hashlib.blake2b(digest.encode(), digest_size=32, key=self._secret, person=b"content").hexdigest()

    # -- keys --------------------------------------------------------------------------------------------------

    def period_key(self, connection: Connection, day: date, now: datetime) -> int:
        """The id of the key for the ISO week of `day`, made if it is new."""
        year, week, _ = day.isocalendar()
        return self._key(connection, "period", f"{year}-W{week:02d}", now)

    def raw_key(self, connection: Connection, day: date, now: datetime) -> int:
        """The id of the key for files received on this day, made if it is new."""
        return self._key(connection, "raw", day.isoformat(), now)

    def case_key(self, connection: Connection, case_id: int, now: datetime) -> int:
        """The id of the key of a case, made if it is new."""
        return self._key(connection, "case", str(case_id), now)

    def signing_key(self, connection: Connection, now: datetime) -> Ed25519PrivateKey:
        """The key under which heads of the audit log are signed, made if there is none yet."""
        stored = keys.by_label(connection, "signing", "audit")
        if stored is None:
            secret = secrets.token_bytes(32)
            keys.add(connection, "signing", "audit", self._wrap(connection, secret, "signing", "audit"), now)
        elif stored.wrapped is None:
            raise NotReady("The key that signs the audit log was destroyed.", "Compare the register with a backup.")
        else:
            secret = self._unwrap(stored.wrapped, "signing", "audit")
        return Ed25519PrivateKey.from_private_bytes(secret)

    def load(self, connection: Connection, key_ids: Iterable[int]) -> None:
        """Unwrap these keys for `open`; a destroyed one is left out."""
        wanted = set(key_ids) - self._keys.keys()
        for key in keys.find(connection, wanted):
            if key.wrapped is not None:
                self._keys[key.key_id] = AESGCM(self._unwrap(key.wrapped, key.kind, key.label))

    def forget(self, key_id: int) -> None:
        """Drop a key that has just been destroyed."""
        self._keys.pop(key_id, None)

    # -- payloads ----------------------------------------------------------------------------------------------

    def seal(self, key_id: int, payload: bytes, about: str) -> bytes:
        """The payload encrypted under a loaded or just made key, bound to what it is about."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._keys[key_id].encrypt(nonce, payload, about.encode())

    def open(self, key_id: int, sealed: bytes | None, about: str) -> bytes:
        """The payload in clear. Raises ErasedError if its key is gone, Broken if it was altered or moved."""
        if sealed is None or key_id not in self._keys:
            raise ErasedError
        try:
            return self._keys[key_id].decrypt(sealed[:_NONCE], sealed[_NONCE:], about.encode())
        except (InvalidTag, ValueError):  # ValueError: cut short
            raise Broken(
                "A record in the register does not verify: it was altered, moved or damaged.",
                "Compare with a backup; see docs/how-to/back-up.md.",
            ) from None

    # -- inside ------------------------------------------------------------------------------------------------

    def _key(self, connection: Connection, kind: str, label: str, now: datetime) -> int:
        if (known := self._labels.get((kind, label))) is not None and known in self._keys:
            return known
        stored = keys.by_label(connection, kind, label)
        if stored is None:
            secret = secrets.token_bytes(32)
            key_id = keys.add(connection, kind, label, self._wrap(connection, secret, kind, label), now)
        elif stored.wrapped is None:
            # Late data about an erased period: a new key of its own, so that the erasure stays one.
            return self._key(connection, kind, f"{label}+", now)
        else:
            key_id, secret = stored.key_id, self._unwrap(stored.wrapped, kind, label)
        self._keys[key_id] = AESGCM(secret)
        self._labels[kind, label] = key_id
        return key_id

    def _index_secret(self, connection: Connection) -> bytes:
        stored = keys.by_label(connection, "index", "index")
        if stored is None or stored.wrapped is None:
            raise NotReady(
                "This register has no index key: it was not made by `pratique init`.", "Make the site again."
            )
        return self._unwrap(stored.wrapped, "index", "index")

    def _wrap(self, connection: Connection, secret: bytes, kind: str, label: str) -> bytes:
        # A key wrapped under a site key that another process has just replaced could never be opened again.
        if meta(connection, "site_key", hold=True) != self._fingerprint:
            raise NotReady("The site key was replaced while this ran.", "Nothing was stored: run it again.")
        return wrap(self._site, secret, kind, label)

    def _unwrap(self, wrapped: bytes, kind: str, label: str) -> bytes:
        return unwrap(self._site, wrapped, kind, label)


def wrap(site: AESGCM, secret: bytes, kind: str, label: str) -> bytes:
    """A data key encrypted under the site key, bound to its kind and label."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + site.encrypt(nonce, secret, f"{kind}:{label}".encode())


def unwrap(site: AESGCM, wrapped: bytes, kind: str, label: str) -> bytes:
    """A data key in clear. Raises NotReady if it was not wrapped under this site key for this kind and label."""
    try:
        return site.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], f"{kind}:{label}".encode())
    except (InvalidTag, ValueError):
        raise NotReady(
            "The site key does not fit this register.",
            "Use the key that was made with it; `pratique doctor` tells.",
        ) from None


def make_index_key(connection: Connection, site_key: SiteKey, now: datetime) -> None:
    """The secret of all keyed hashes, made once for a new site, and the note of which site key is its own."""
    set_meta(connection, "site_key", site_key.fingerprint)
    wrapped = wrap(AESGCM(site_key.secret), secrets.token_bytes(32), "index", "index")
    keys.add(connection, "index", "index", wrapped, now)


def rewrap(connection: Connection, old: SiteKey, new: SiteKey) -> int:
    """Wrap every living data key under another site key, in the caller's transaction; how many there are.

    What is sealed under the data keys stays as it is. Raises NotReady if `old` is not the key of this register.
    """
    # Written first: whoever is adding a key holds this row, and is waited for; whoever comes later sees it changed.
    set_meta(connection, "site_key", new.fingerprint)
    before, after = AESGCM(old.secret), AESGCM(new.secret)
    living = keys.living(connection)
    for key in living:
        secret = unwrap(before, key.wrapped, key.kind, key.label)
        keys.wrap_again(connection, key.key_id, wrap(after, secret, key.kind, key.label))
    return len(living)
