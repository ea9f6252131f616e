"""Facts of earlier registers, made comparable: sealed again in the form in which people are compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pratique.desk.profiles import about, packed
from pratique.desk.work import Desk
from pratique.guard.vault import ErasedError
from pratique.model.profile import Profile
from pratique.stores.register import people
from pratique.stores.register.register import Connection


def fill_profiles(desk: Desk, connection: Connection, make: Callable[[bytes], Iterable[Profile]]) -> int:
    """Seal the profiles of everybody who has none yet, in the caller's transaction; how many. `make` keeps nothing."""
    rows = people.sealed(connection, people.without_profile(connection))
    vault = desk._vault
    vault.load(connection, {row.key_id for row in rows})
    filled = []
    for row in rows:
        try:
            clear = vault.open(row.key_id, row.payload, f"identity:{row.content_hash}")
        except ErasedError:
            continue
        sealed = vault.seal(row.key_id, packed(make(clear)), about(row.content_hash))
        filled.append((row.identity_id, sealed))
    people.add_profiles(connection, filled)
    return len(filled)
