"""Which close-out of a leg counts, whom it names, and whether all of it is here (formats 1.6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pratique.model.movement import LegEvent, Line, Told
from pratique.rules.parts import part_sets

Order = tuple[datetime, datetime, int, int]
"""Said, learnt, message, position."""


@dataclass(frozen=True, slots=True)
class CloseOut:
    """One close-out, all its parts together: with the people on board (CLOB) or not on board (CLNB)."""

    kind: Literal["CLOB", "CLNB"]
    lines: tuple[Line, ...]
    complete: bool
    order: Order
    """Of its latest part."""


def order_of(line: Line) -> Order:
    """The place of a statement among all statements of a leg."""
    return line.said_at, line.learnt_at, line.message_id, line.seq


def sender_of(message_id: int, told: Mapping[int, Told]) -> str:
    """Who sent a message; messages of unknown senders count as one sender's."""
    return told[message_id].sender if message_id in told else ""


def latest_closeout(lines: Sequence[Line], events: Iterable[LegEvent], told: Mapping[int, Told]) -> CloseOut | None:
    """The close-out said last, or None. Lines without the event of their message never make a complete one."""
    orders: dict[tuple[str, str, str], Order] = {}
    messages: defaultdict[tuple[str, str, str], set[int]] = defaultdict(set)
    announced: set[tuple[str, int]] = set()

    def add(kind: str, message_id: int, said_at: datetime, learnt_at: datetime) -> None:
        message = told.get(message_id)
        if message is None:
            key = (kind, "", f"message {message_id}")
        elif message.part is None or (message.part == 1 and message.final):
            # Interactive senders close out in many messages that each call themselves whole: what one sender
            # prepared at one moment is one close-out.
            key = (kind, message.sender, said_at.isoformat())
        else:
            key = (kind, message.sender, message.set_key)
        order = (said_at, learnt_at, message_id, -1)
        orders[key] = max(orders.get(key, order), order)
        messages[key].add(message_id)

    for event in events:
        if event.kind in ("CLOB", "CLNB"):
            add(event.kind, event.message_id, event.said_at, event.learnt_at)
            announced.add((event.kind, event.message_id))
    # Once for each message, not for each of its lines.
    for state, message_id, said_at, learnt_at in {
        (line.state, line.message_id, line.said_at, line.learnt_at)
        for line in lines
        if line.state in ("boarded", "not_boarded")
    }:
        add("CLOB" if state == "boarded" else "CLNB", message_id, said_at, learnt_at)
    if not orders:
        return None
    # Learnt late is not said late: a part that arrives after the next close-out must not bring the old one back.
    key = max(orders, key=lambda k: (orders[k], k))
    kind: Literal["CLOB", "CLNB"] = "CLOB" if key[0] == "CLOB" else "CLNB"
    state = "boarded" if kind == "CLOB" else "not_boarded"
    chosen = messages[key]
    whole = all(s.complete for s in part_sets(told[m] for m in chosen if m in told))
    return CloseOut(
        kind=kind,
        lines=tuple(line for line in lines if line.message_id in chosen and line.state == state),
        complete=whole and all((kind, message_id) in announced for message_id in chosen),
        order=orders[key],
    )
