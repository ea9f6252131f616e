"""Where on board somebody was, in words: a seat on an aircraft, coach or cabin elsewhere, in an order to read."""

from __future__ import annotations

import re

from pratique.model.tracing import Contact, LegTrace
from pratique.present.language import Translator


def flight(number: str) -> str:
    """``ZZ 305`` for ``ZZ305``: as officers read it aloud."""
    cut = 3 if number[:3].isalpha() else 2
    return f"{number[:cut]} {number[cut:]}"


def service(leg: LegTrace) -> str:
    """A flight as read aloud; a train, bus or ship as it is written."""
    return leg.flight if is_ground(leg) or " " in leg.flight else flight(leg.flight)


def is_ground(leg: LegTrace) -> bool:
    """Whether this is a train, bus or ship."""
    return leg.leg is not None and leg.leg.conveyance != "aircraft"


def place_of(contact: Contact) -> str:
    """``14C``, ``5/12F`` with coach or deck, ``401`` with a cabin alone; empty where nothing is stated."""
    return "/".join(part for part in (contact.presence.unit, contact.seat) if part)


def unit_words(leg: LegTrace, unit: str, t: Translator) -> str:
    """``Coach 5``, ``Cabin 401``, ``Deck U``."""
    if not is_ground(leg):
        return t.say("Deck {unit}", unit=unit)
    if leg.leg and leg.leg.conveyance == "ship":
        return t.say("Cabin {unit}", unit=unit)
    return t.say("Coach {unit}", unit=unit)


def in_order(label: str) -> tuple[tuple[int, str], ...]:
    """Sorts ``2/9A`` before ``2/10A`` before ``11/1A``: numbers by size, the rest by letter."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in re.findall(r"[0-9]+|[^0-9]+", label))
