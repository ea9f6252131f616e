"""Bringing a site of an older version to this one: its register, and what that repeats of the movement tables."""

from __future__ import annotations

from datetime import datetime

from pratique.desk.work import all_there
from pratique.errors import NotReady
from pratique.settings import Settings
from pratique.stores.movements import TABLES, open_movements
from pratique.stores.register import crossings, erasing, leg_lines, receipts, review
from pratique.stores.register.lease import writer
from pratique.stores.register.register import Register


def upgrade_site(settings: Settings, now: datetime) -> list[str]:
    """Do what is left to do; a sentence for each step done, none where the site is at this version already.

    An upgrade that was interrupted is finished. Raises NotReady for an empty register or one of a newer version,
    Conflict while another process writes, Broken where the movement tables lack what was acknowledged.
    """
    register = Register(settings.register_url)
    try:
        before, head = register.schema()
        if before is None:
            raise NotReady("This register is empty.", "Make a site with `pratique init`.")
        done = []
        if before != head:
            register.upgrade()
            done.append(f"The register was brought from {before} to {head}.")
        folder = settings.path("movements")
        movements = open_movements(folder)
        held = movements.count()
        with register.reading() as connection:
            # Between the halves of a load or an erasure the two differ, and whoever finishes it settles that.
            settled = not (receipts.pending_batches(connection) or erasing.unfinished(connection))
            crossed, listed = crossings.are_whole(connection), leg_lines.are_whole(connection)
            if settled:
                crossed &= crossings.count(connection) == held["crossings"]
                listed &= leg_lines.count(connection) == held["lines"]
            if not (crossed and listed):
                # What a damaged table has lost must not be taken from the register too.
                all_there(movements, {table: review.last_acknowledged(connection, table) for table in TABLES})
        if not crossed:
            with writer(register, folder, "upgrading", now), register.writing() as connection:
                crossings.fill(connection, movements.crossings_by_person())
                done.append(f"{crossings.count(connection):,} crossings were put in order of person.")
        if not listed:
            with writer(register, folder, "upgrading", now), register.writing() as connection:
                leg_lines.fill(connection, movements.lines_by_leg())
                done.append(f"{leg_lines.count(connection):,} lines were put in order of leg.")
        return done
    finally:
        register.close()
