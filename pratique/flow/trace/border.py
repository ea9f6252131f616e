"""What the border says of how a contact came, beside the carrier's list and the traveller's own form."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from pratique.model.movement import Crossing, Leg
from pratique.model.tracing import WhereNow, because

_DAY = timedelta(days=1)


def with_border(
    where: WhereNow, leg: Leg, parts: Collection[int], until: datetime, crossings: Iterable[Crossing]
) -> WhereNow:
    """The same with the flight that the first entry after this leg names, as evidence where it contradicts the leg.

    `parts` is every id of the leg; an entry more than a day after its arrival, or after `until`, is of another journey.
    """
    begins = leg.departure or leg.arrival or datetime.combine(leg.day, time(), UTC)
    ends = min((leg.arrival or begins + _DAY) + _DAY, until)
    entries = [one for one in crossings if one.direction == "in" and begins <= one.at <= ends]
    if not entries:
        return where
    first = min(entries, key=lambda one: (one.at, one.message_id, one.seq))
    # A crossing without a leg may have named this flight before the first list of it was loaded: the two say the same.
    if first.leg_id in parts or not first.leg_id:
        return replace(where, border="entry")
    differs = because(
        "border_differs", "The border has them arriving by another flight than {flight}", flight=leg.flight
    )
    return replace(where, border="another_leg", evidence=(*where.evidence, differs))
