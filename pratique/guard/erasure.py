"""Erasing a period: its key is destroyed, and what a living case still needs is kept under that case's key first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pratique.errors import NotFound
from pratique.guard.vault import Vault
from pratique.stores.register import cases, keys, people
from pratique.stores.register.register import Connection


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure did, in counts: records that were under the key, and contacts' records kept for cases."""

    records: int
    kept: int


def destroy_period(connection: Connection, vault: Vault, key_id: int, now: datetime) -> Erasure:
    """Destroy the key of a period in the caller's transaction, which also logs it.

    Before that, the record of every contact of a living case (not withdrawn, its key not destroyed) is sealed again
    under the case's key. Afterwards everything else under the period's key can be read by nobody. Raises NotFound if
    this is no period's key, or it is destroyed already.
    """
    found = [key for key in keys.find(connection, {key_id}) if key.kind == "period" and key.wrapped is not None]
    if not found:
        raise NotFound("There is no such period to erase: its key is unknown or destroyed already.", "")
    identities = people.under_key(connection, key_id)
    contacts = cases.contacts_of_identities(connection, identities)
    vault.load(connection, {key_id} | {row.case_key for row in contacts})
    for sealed in people.sealed(connection, {row.identity_id for row in contacts}):
        clear = vault.open(key_id, sealed.payload, f"identity:{sealed.content_hash}")
        for row in contacts:
            if row.identity_id == sealed.identity_id:
                again = vault.seal(row.case_key, clear, f"contact:{row.case_id}:{row.identity_id}")
                cases.keep_record(connection, row.case_id, row.identity_id, row.case_key, again)
    destroy_key(connection, vault, key_id, now)
    return Erasure(len(identities), len(contacts))


def destroy_key(connection: Connection, vault: Vault, key_id: int, now: datetime) -> None:
    """Destroy a key in the caller's transaction, which also logs it: what is sealed under it is gone for good."""
    keys.destroy(connection, key_id, now)
    vault.forget(key_id)
