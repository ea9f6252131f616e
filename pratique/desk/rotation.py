"""Giving a site another site key."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pratique.desk.work import Desk
from pratique.errors import Conflict
from pratique.guard.site_key import in_file, load_site_key, make_site_key, new_key_file, put_in_place
from pratique.guard.vault import rewrap
from pratique.stores.register.lease import writer
from pratique.stores.register.scrub import scrub


@dataclass(frozen=True, slots=True)
class Rotation:
    """What a change of the site key did."""

    keys: int
    """Data keys that are wrapped under the new key."""
    old: Path | None
    """Where the old key is kept, to be destroyed; None where it is kept outside the site."""
    new: Path | None
    """Where the new key lies until it is stored where the settings look for it; None where it is there."""
    left: tuple[str, ...]
    """Why the register may still keep keys as they were wrapped before; empty where it does not."""


def rotate_site_key(desk: Desk) -> Rotation:
    """Give the site a new key and wrap all data keys under it, in one transaction that is logged.

    The new key is on the disk before that commits and the old one stays there after it: at whatever moment the process
    ends, one of them opens the site. Raises Conflict while another process writes, or while the key of an earlier
    change is not yet where the settings look for it.
    """
    site, settings = desk.site, desk.site.settings
    beside = new_key_file(settings)
    with writer(site.register, site.movement_folder, "changing the site key", desk.now()):
        if load_site_key(settings).fingerprint != site.site_key.fingerprint:
            raise Conflict(
                f"The key of the last change still lies in {beside.name} only.",
                "Store it where site_key_command or PRATIQUE_SITE_KEY has it from, then try again.",
            )
        # What a change that was interrupted before it committed has left there opens nothing.
        beside.unlink(missing_ok=True)
        new = make_site_key(beside)
        with site.register.writing() as connection:
            keys = rewrap(connection, site.site_key, new)
            desk.log(connection, "site_key.rotate", {"keys": keys})
        moved = in_file(settings)
        old = put_in_place(settings, site.site_key) if moved else None
        return Rotation(keys, old=old, new=None if moved else beside, left=tuple(scrub(site.register)))
