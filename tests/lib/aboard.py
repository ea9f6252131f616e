"""People on a leg, made up: the smallest presence that can sit somewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pratique.model.movement import Presence

_NOW = datetime(2026, 3, 1, tzinfo=UTC)


def person(identity: int, seat: str = "", party: int = 0, **more: Any) -> Presence:
    """A passenger in this seat (none: seat unknown), on this booking (0: none)."""
    presence = Presence(
        leg_id=1,
        identity_id=identity,
        identities=(identity,),
        role="passenger",
        state="listed",
        seat=seat,
        seat_status="assigned" if seat else "none",
        seats_stated=(seat,) if seat else (),
        party_keys=frozenset({party}),
        embark="",
        debark="",
        messages=(1,),
        first_learnt=_NOW,
        last_learnt=_NOW,
    )
    return replace(presence, **more)
