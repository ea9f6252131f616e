"""Storing a batch of read files: pending in the register, then the movement rows, then done."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Literal

from pratique.desk import Desk, profiles
from pratique.desk.look_again import news_came
from pratique.flow.identity.link import Links, link_batch, store_links
from pratique.flow.identity.normal import profiles_of
from pratique.flow.identity.statements import IdentityDraft, MessageDraft, draft_message
from pratique.flow.uncollected import uncollected
from pratique.model.facts import Message, ReadFile
from pratique.model.movement import Crossing, Line, utc
from pratique.model.profile import Profile
from pratique.stores.failpoint import reach
from pratique.stores.register import crossings, evidence, leg_lines, people, receipts
from pratique.stores.register.register import Connection, take_ids
from pratique.stores.register.tables import identity, leg_message, message, observation, received_file

Outcome = Literal["loaded", "duplicate", "rejected", "test"]


@dataclass(frozen=True, slots=True)
class Item:
    """A file that has been read and waits to be stored. `live` are its messages that are no tests."""

    name: str
    data: bytes
    sha256: str
    read: ReadFile
    live: tuple[Message, ...]
    table: receipts.MovementTable

    @property
    def rows(self) -> int:
        """About how many movement rows it brings."""
        return sum(len(m.people) * max(1, len(m.legs)) + len(m.crossings) for m in self.live)


@dataclass(slots=True)
class Stored:
    """What became of one file of the batch."""

    file_id: int
    outcome: Outcome
    drafts: list[tuple[int, MessageDraft]]
    """Message id and what it adds."""

    @property
    def people(self) -> int:
        """People named on legs."""
        return sum(len(draft.message.people) for _, draft in self.drafts)

    @property
    def crossings(self) -> int:
        """Crossings taken."""
        return sum(len(draft.crossings) for _, draft in self.drafts)


def store_batch(desk: Desk, items: Sequence[Item], *, link: bool = True) -> list[Stored]:
    """Store these files as one unit; what became of each, in their order, once all is acknowledged.

    Without `link` whose papers they bring is left open, as after an upgrade: `identity resolve` makes up for it.
    """
    with uncollected():
        return _store_batch(desk, items, link=link)


def _store_batch(desk: Desk, items: Sequence[Item], *, link: bool) -> list[Stored]:
    site, now = desk.site, desk.now()
    table = next((item.table for item in items if item.table != "none"), items[0].table)
    with site.register.writing() as connection:
        batch_id = receipts.begin_batch(connection, table, now)
        reach("pending-batch")
        stored = _store_files(desk, connection, batch_id, items, now)
        drafts = [pair for file in stored for pair in file.drafts]
        legs = _store_legs(connection, stored)
        reach("pending-legs")
        identities, born = _store_identities(desk, connection, stored, now)
        _store_observations(connection, drafts, identities, now)
        crossed = [row for pair in drafts for row in _crossings(connection, *pair, identities, now)]
        crossings.add(connection, crossed)
        reach("pending-crossings")
        lines = [row for pair in drafts for row in _lines(*pair, legs, identities, now)]
        leg_lines.add(connection, lines)
        reach("pending-lines")
        reach("pending-before-commit")
    reach("pending-committed")

    reach("movements-before-commit")
    if lines:
        site.movements.append_lines(batch_id, lines)
    if crossed:
        site.movements.append_crossings(batch_id, crossed)
    reach("movements-committed")

    links = link_batch(desk, batch_id, born) if link else Links(batch_id, 0)
    with site.register.writing() as connection:
        receipts.finish_batch(connection, batch_id, desk.now())
        linked = store_links(desk, connection, links, now)
        if drafts:
            news_came(desk, connection, drafts[0][0] - 1, now)
        reach("recheck-written")
        detail: dict[str, int] = {"batch": batch_id, "lines": len(lines), "crossings": len(crossed)}
        detail.update(Counter(str(file.outcome) for file in stored))
        desk.log(connection, "intake.load", detail | linked)
        reach("done-before-commit")
    reach("done-committed")
    return stored


# -- files and messages -------------------------------------------------------------------------------------------


def _store_files(
    desk: Desk, connection: Connection, batch_id: int, items: Sequence[Item], now: datetime
) -> list[Stored]:
    loaded = receipts.files_loaded(connection, {item.sha256 for item in items})
    known = receipts.messages_known(connection, {m.digest for item in items for m in item.live})
    file_ids = take_ids(connection, "file", len(items))
    key_id = desk.sealer.raw_key(connection, now.date(), now)
    stored: list[Stored] = []
    for item, file_id in zip(items, file_ids, strict=True):
        again = item.sha256 in loaded
        fresh = [] if again else [m for m in item.live if _told(m) not in known]
        known.update(_told(m) for m in fresh)
        outcome = _outcome(item, again, bool(fresh))
        if outcome in ("loaded", "test"):
            loaded[item.sha256] = file_id
        drafts = [draft_message(m, desk.sealer, desk.site.places, desk.here) for m in fresh]
        ids = take_ids(connection, "message", len(drafts)) if drafts else range(0)
        stored.append(Stored(file_id, outcome, list(zip(ids, drafts, strict=True))))
    receipts.add_rows(
        connection,
        received_file,
        [
            {
                "file_id": file.file_id,
                "batch_id": batch_id,
                "sha256": item.sha256,
                "size": len(item.data),
                "outcome": file.outcome,
                "received_at": now,
                "received_by": desk.actor.id,
                "key_id": key_id,
                "raw": desk.sealer.seal(key_id, _raw(item, file.outcome), f"file:{file.file_id}"),
                "report": _report(item, file),
            }
            for item, file in zip(items, stored, strict=True)
        ],
    )
    reach("pending-raw")
    rows = [
        _message_row(message_id, file.file_id, ordinal, draft.message, now)
        for file in stored
        for ordinal, (message_id, draft) in enumerate(file.drafts, 1)
    ]
    receipts.add_rows(connection, message, rows)
    reach("pending-messages")
    return stored


def _outcome(item: Item, again: bool, fresh: bool) -> Outcome:
    if again:
        return "duplicate"
    if item.read.error or not item.read.messages:
        return "rejected"
    if not item.live:
        return "test"
    return "loaded" if fresh else "duplicate"


def _told(told: Message) -> tuple[str, str, str]:
    """The same content under the same control reference from the same sender is one message."""
    return (told.sender or "")[:64], (told.control_reference or "")[:64], told.digest


def _raw(item: Item, outcome: Outcome) -> bytes:
    """The file's name and bytes, packed to be sealed; a file known already is not kept twice."""
    return item.name.encode() + b"\0" + (b"" if outcome == "duplicate" else zlib.compress(item.data, 1))


def _report(item: Item, file: Stored) -> dict[str, Any]:
    """What the intake log shows: flights and counts, codes of findings, numbers of rejected rows. No personal data."""
    findings = Counter(f.code for m in item.read.messages for f in m.findings)
    findings.update(f.code for _, draft in file.drafts for f in draft.findings)
    legs = sorted({f"{leg.flight} {leg.day} {leg.origin}-{leg.destination}" for _, d in file.drafts for leg in d.legs})
    return {
        "kind": next((m.kind for m in item.read.messages), None),
        "legs": legs[:20],
        "people": file.people,
        "crossings": file.crossings,
        "findings": dict(sorted(findings.items())),
        "rejected": [[row.row, row.reason] for row in item.read.rejected[:100]],
        "error": item.read.error,
    }


def _message_row(message_id: int, file_id: int, ordinal: int, told: Message, now: datetime) -> dict[str, Any]:
    part = told.part
    return {
        "message_id": message_id,
        "file_id": file_id,
        "ordinal": ordinal,
        "kind": told.kind,
        "dialect": told.dialect[:60],
        "document": (told.document or "")[:8],
        "function": (told.function or "")[:8],
        "set_key": _set_key(told, message_id),
        "sender": (told.sender or "")[:64],
        "control_reference": (told.control_reference or "")[:64],
        "part": part.number if part else None,
        "final": part.final if part else True,
        "declared_passengers": told.declared.passengers,
        "declared_crew": told.declared.crew,
        "said_at": utc(told.prepared) if told.prepared else now,
        "learnt_at": now,
        "digest": told.digest,
    }


def _set_key(told: Message, message_id: int) -> str:
    """Which set of parts a message belongs to: sender, common reference, flight, day, document and function.

    The common access reference alone does not do: some senders put the bare flight number there, every day the same.
    A message that says it is the first and last part is a set of its own.
    """
    if told.part is None or (told.part.number == 1 and told.part.final):
        return f"m{message_id}"
    leg = told.legs[0] if told.legs else None
    names = (
        told.sender,
        told.common_reference,
        leg and leg.flight,
        leg and (leg.departure or leg.arrival or "")[:10],
        told.document,
        told.function,
    )
    return sha256("\x1f".join(name or "" for name in names).encode()).hexdigest()[:32]


# -- legs and identities ------------------------------------------------------------------------------------------


def _store_legs(connection: Connection, stored: Iterable[Stored]) -> dict[receipts.LegKey, int]:
    brought: dict[receipts.LegKey, tuple[int, str]] = {}
    for file in stored:
        for _, draft in file.drafts:
            for leg in draft.legs:
                brought.setdefault(leg.key, (file.file_id, leg.conveyance))
    ids = receipts.legs_by_key(connection, brought)
    rows: dict[tuple[int, int], dict[str, Any]] = {}
    for file in stored:
        for message_id, draft in file.drafts:
            for leg in draft.legs:
                rows[ids[leg.key], message_id] = {
                    "leg_id": ids[leg.key],
                    "message_id": message_id,
                    "event": draft.event,
                    "departure_local": leg.departure_local.isoformat() if leg.departure_local else None,
                    "arrival_local": leg.arrival_local.isoformat() if leg.arrival_local else None,
                    "departure": leg.departure,
                    "arrival": leg.arrival,
                    "registration": leg.registration,
                }
    receipts.add_rows(connection, leg_message, list(rows.values()))
    return ids


def _store_identities(
    desk: Desk, connection: Connection, stored: Iterable[Stored], now: datetime
) -> tuple[dict[int, int], dict[int, list[Profile]]]:
    """Every identity of the batch by content hash, with its id; known ones are kept, and kept longer if seen later.

    Also the facts of the new ones, by id, in the form in which they are compared.
    """
    latest: dict[int, tuple[IdentityDraft, int]] = {}
    for file in stored:
        for _, draft in file.drafts:
            for content_hash, one in draft.identities.items():
                known = latest.get(content_hash)
                if known is None or one.day > known[0].day:
                    latest[content_hash] = (one, known[1] if known else file.file_id)
    there = people.known_identities(connection, latest.keys())
    later: list[tuple[int, int, bytes, bytes]] = []
    new: list[tuple[IdentityDraft, int]] = []
    for content_hash, (one, file_id) in latest.items():
        if content_hash not in there:
            new.append((one, file_id))
        elif there[content_hash].erased or there[content_hash].key_label < _week(one):
            key_id = desk.sealer.period_key(connection, one.day, now)
            facts = profiles_of(one.person)
            sealed = _sealed(desk, key_id, one), _sealed_facts(desk, key_id, one, facts)
            later.append((there[content_hash].identity_id, key_id, *sealed))
    people.keep_longer(connection, later)
    ids = take_ids(connection, "identity", len(new)) if new else range(0)
    rows = []
    born: dict[int, list[Profile]] = {}
    for (one, file_id), identity_id in zip(new, ids, strict=True):
        key_id = desk.sealer.period_key(connection, one.day, now)
        born[identity_id] = profiles_of(one.person)
        rows.append(
            {
                "identity_id": identity_id,
                "content_hash": one.content_hash,
                "key_id": key_id,
                "payload": _sealed(desk, key_id, one),
                "profile": _sealed_facts(desk, key_id, one, born[identity_id]),
                "has_phone": one.has_phone,
                "first_file_id": file_id,
            }
        )
    receipts.add_rows(connection, identity, rows)
    reach("pending-identities")
    keyed = [(key, int(kind), i) for (one, _), i in zip(new, ids, strict=True) for key, kind in one.keys]
    evidence.add_keys(connection, sorted(keyed))
    reach("pending-keys")
    held = {content_hash: row.identity_id for content_hash, row in there.items()}
    return held | {one.content_hash: i for (one, _), i in zip(new, ids, strict=True)}, born


def _week(one: IdentityDraft) -> str:
    year, week, _ = one.day.isocalendar()
    return f"{year}-W{week:02d}"


def _sealed(desk: Desk, key_id: int, one: IdentityDraft) -> bytes:
    return desk.sealer.seal(key_id, one.content, f"identity:{one.content_hash}")


def _sealed_facts(desk: Desk, key_id: int, one: IdentityDraft, facts: Iterable[Profile]) -> bytes:
    return desk.sealer.seal(key_id, profiles.packed(facts), profiles.about(one.content_hash))


def _store_observations(
    connection: Connection, drafts: Iterable[tuple[int, MessageDraft]], ids: dict[int, int], now: datetime
) -> None:
    rows = [
        {"identity_id": ids[one.content_hash], "message_id": message_id, "seen_on": one.day, "received_at": now}
        for message_id, draft in drafts
        for one in draft.identities.values()
    ]
    receipts.add_rows(connection, observation, rows)
    reach("pending-observations")


# -- movement rows ------------------------------------------------------------------------------------------------


def _lines(
    message_id: int, draft: MessageDraft, legs: dict[receipts.LegKey, int], ids: dict[int, int], now: datetime
) -> Iterable[Line]:
    said = utc(draft.message.prepared) if draft.message.prepared else now
    for seq, line in enumerate(draft.lines):
        leg = draft.legs[line.leg]
        yield Line(
            leg_id=legs[leg.key],
            day=leg.day,
            identity_id=ids[line.content_hash] if line.content_hash else 0,
            ref_key=line.ref_key,
            party_key=line.party_key,
            role=line.role,
            state=line.state,
            seat=line.seat,
            seat_status=line.seat_status,
            seat_raw=line.seat_raw,
            embark=line.embark,
            debark=line.debark,
            unit=line.unit,
            travel_class=line.travel_class,
            table_no=line.table_no,
            message_id=message_id,
            seq=seq,
            said_at=said,
            learnt_at=now,
        )


def _crossings(
    connection: Connection, message_id: int, draft: MessageDraft, ids: dict[int, int], now: datetime
) -> Iterable[Crossing]:
    by_flight: dict[tuple[str, date], list[tuple[int, date, str, str]]] = {}
    for seq, one in enumerate(draft.crossings):
        leg_id = 0
        if one.leg_key:
            if one.leg_key not in by_flight:
                found = receipts.find_legs(connection, one.leg_key[0], one.leg_key[1], one.leg_key[1])
                # Locator forms name no origin: a leg of theirs is no second flight.
                by_flight[one.leg_key] = [leg for leg in found if leg[2]] or found
            # A through-flight has one number and several legs: the one that ends, or begins, at this border.
            legs = by_flight[one.leg_key]
            here = [leg for leg in legs if leg[3 if one.direction == "in" else 2] == one.point_of_entry]
            meant = here if len(legs) > 1 else legs
            leg_id = meant[0][0] if len(meant) == 1 else 0
        yield Crossing(
            identity_id=ids[one.content_hash],
            day=one.at.date(),
            at=one.at,
            point_of_entry=one.point_of_entry,
            direction=one.direction,
            leg_id=leg_id,
            message_id=message_id,
            seq=seq,
            learnt_at=now,
        )
