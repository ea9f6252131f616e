"""Who on a list of a journey that the notice names is the case, where no list shows the papers of the notice."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pratique.desk import profiles as kept
from pratique.desk.work import Desk
from pratique.guard.vault import ErasedError
from pratique.model.profile import Profile
from pratique.rules.linkage.same_journey import same_on_journey
from pratique.stores.register import people


def recognised(desk: Desk, own: Sequence[Profile], aboard: Collection[int]) -> set[int]:
    """Those of these people aboard who agree with the notice's person in enough. Logged before a record is opened.

    Out go numbers of identities alone. The caller has made sure that these people are within reach.
    """
    with desk.site.register.writing() as connection:
        desk.log(connection, "case.recognise", {"compared": len(aboard)})
    found: set[int] = set()
    with desk.site.register.reading() as connection:
        rows = people.sealed_profiles(connection, aboard)
        desk._vault.load(connection, {row.key_id for row in rows})
        for row in rows:
            try:
                clear = desk._vault.open(row.key_id, row.profile, kept.about(row.content_hash))
            except ErasedError:
                continue
            if same_on_journey(own, kept.unpacked(clear)):
                found.add(row.identity_id)
    return found
