"""A received file's way through the steps: intake, identity, and (later) screening. One unit, whole or not at all.

1. the file is read; nothing is stored yet
2. *pending*: one register transaction holds the batch, its files sealed, messages, legs and identities
3. the movement rows go in as one commit that carries the batch's id
4. *done*: acknowledged, with whose papers it brings, an audit entry and whatever has to be looked at again

A process killed anywhere leaves a pending batch at most: `recover` finishes it if step 3 happened and sweeps it if
not. The claim is for a crash of the process, not for a loss of power.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pratique.desk import Desk
from pratique.desk.look_again import news_came
from pratique.flow.identity.link import link_batch, store_links
from pratique.flow.intake import read_file
from pratique.flow.intake.profile import GivenLeg, SenderProfile
from pratique.flow.store_batch import Item, store_batch
from pratique.model.facts import Message, ReadFile
from pratique.stores.failpoint import reach
from pratique.stores.register import receipts
from pratique.stores.register.lease import writer

Outcome = Literal["loaded", "duplicate", "rejected", "test"]
_ROWS_A_BATCH = 20_000
_FILES_A_BATCH = 64


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one file: how many people or crossings were taken, and what its reader found."""

    name: str
    sha256: str
    outcome: Outcome
    file_id: int
    people: int
    crossings: int
    read: ReadFile


def receive(
    desk: Desk,
    files: Iterable[tuple[str, bytes]],
    *,
    profile: SenderProfile | None = None,
    given: GivenLeg | None = None,
    link: bool = True,
) -> Iterator[Receipt]:
    """Load files, in batches; a receipt for each, given out once its batch is acknowledged.

    A file that cannot be read is kept (sealed) and reported, and stops no other. Without `link` people are left to
    their exact keys until `identity resolve`: only the drill asks for that. Raises Conflict while another process
    writes.
    """
    site = desk.site
    with writer(site.register, site.movement_folder, "loading files", desk.now()):
        reach("lease-taken")
        recover(desk)
        waiting: list[Item] = []
        for name, data in files:
            reach("receive-read")
            item = _item(desk, name, data, profile, given)
            reach("receive-parsed")
            if waiting and not _fits(waiting, item):
                yield from _stored(desk, waiting, link=link)
                waiting = []
            waiting.append(item)
        if waiting:
            yield from _stored(desk, waiting, link=link)
        site.movements.maintain(desk.now())
    reach("lease-released")


def recover(desk: Desk) -> int:
    """Settle what a killed process left pending; the number of batches settled. The caller is the one writer."""
    reach("recover-begin")
    site = desk.site
    with site.register.reading() as connection:
        pending = receipts.pending_batches(connection)
    for batch_id, table in pending:
        committed = table != "none" and site.movements.last_batch(table) == batch_id
        links = link_batch(desk, batch_id) if committed else None
        with site.register.writing() as connection:
            if links is not None:
                receipts.finish_batch(connection, batch_id, desk.now())
                store_links(desk, connection, links, desk.now())
                if (first := receipts.first_message(connection, batch_id)) is not None:
                    news_came(desk, connection, first - 1, desk.now())
            else:
                receipts.sweep_batch(connection, batch_id)
            desk.log(connection, "intake.recover", {"batch": batch_id, "finished": committed})
        reach("recover-finished" if committed else "recover-swept")
    return len(pending)


def _item(desk: Desk, name: str, data: bytes, profile: SenderProfile | None, given: GivenLeg | None) -> Item:
    read = read_file(data, name, desk.site.places, profile, given)
    keyed = desk.sealer.keyed
    live = tuple(replace(message, digest=keyed(message.digest)) for message in read.messages if not message.test)
    return Item(name, data, keyed(hashlib.sha256(data).hexdigest()), read, live, _table(live))


def _table(messages: Sequence[Message]) -> receipts.MovementTable:
    if any(message.kind == "crossings" for message in messages):
        return "crossings"
    return "lines" if messages else "none"


def _fits(waiting: Sequence[Item], item: Item) -> bool:
    tables = {other.table for other in (*waiting, item)} - {"none"}
    rows = sum(other.rows for other in waiting) + item.rows
    return len(tables) <= 1 and rows <= _ROWS_A_BATCH and len(waiting) < _FILES_A_BATCH


def _stored(desk: Desk, items: Sequence[Item], *, link: bool) -> Iterator[Receipt]:
    for item, stored in zip(items, store_batch(desk, items, link=link), strict=True):
        yield Receipt(
            name=item.name,
            sha256=item.sha256,
            outcome=stored.outcome,
            file_id=stored.file_id,
            people=stored.people,
            crossings=stored.crossings,
            read=replace(item.read, messages=item.read.messages),
        )
