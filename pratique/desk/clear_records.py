"""People's records opened for a case that is confirmed: each one's own, or the copy kept under the key of the case.

The caller has asked whether the case may reach these people, and has logged that it looks.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from contextlib import suppress
from typing import Any

from pratique.desk.work import Desk
from pratique.errors import NotAllowed
from pratique.guard.vault import ErasedError
from pratique.stores.register import cases, people
from pratique.stores.register.register import Connection, Row


def only_if_confirmed(connection: Connection, reference: str, *, confirmed: bool, what: str) -> None:
    """Pass if the case was confirmed when it was opened, and is at this moment; else NotAllowed, saying `what`."""
    row = cases.by_reference(connection, reference)
    if not confirmed or row is None or row.status != "confirmed":
        raise NotAllowed(
            f"{what} are shown for a confirmed case only.", "A second officer confirms with `pratique case confirm`."
        )


def clear_records(
    desk: Desk, connection: Connection, identities: Collection[int], copies: Iterable[Row[Any]]
) -> dict[int, dict[str, Any]]:
    """What is stated of these people; who is erased, and of whom the case keeps no copy, is left out.

    `copies` are rows of the case's list.
    """
    own = {row.identity_id: row for row in people.sealed(connection, identities)}
    kept = {row.identity_id: row for row in copies}
    vault = desk._vault
    vault.load(connection, {row.key_id for row in (*own.values(), *kept.values()) if row.key_id is not None})
    found = {}
    for i in identities:
        for row, about in (
            (own.get(i), "identity:{0.content_hash}"),
            (kept.get(i), "contact:{0.case_id}:{0.identity_id}"),
        ):
            if row is not None and i not in found:
                with suppress(ErasedError):
                    found[i] = json.loads(vault.open(row.key_id, row.payload, about.format(row)))
    return found
