"""Who of the truth each contact on a list is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pratique.drill.truth import Booked, name_key
from pratique.model.tracing import Contact


def matched(contacts: Sequence[Contact], aboard: Sequence[Booked]) -> tuple[dict[int, Contact], list[Contact]]:
    """Each contact of one leg by the number of the traveller it is; and those who are nobody, or somebody again.

    By the name as written, then by its letters; where several bear it, by the seat, and whoever is given none by being
    given none on any list. The surest are matched first, so that the order of the list decides nothing.
    """
    by_name: defaultdict[str, list[Booked]] = defaultdict(list)
    for one in aboard:
        for name in {name_key(*form) for form in one.forms}:
            by_name[name].append(one)
    pairs = [
        (_unlikeness(contact, one), place, one.traveller)
        for place, contact in enumerate(contacts)
        for one in by_name.get(name_key(contact.surname, contact.given), [])
    ]
    found: dict[int, Contact] = {}
    placed: set[int] = set()
    for _, place, traveller in sorted(pairs):
        if place not in placed and traveller not in found:
            found[traveller] = contacts[place]
            placed.add(place)
    return found, [contact for place, contact in enumerate(contacts) if place not in placed]


def _unlikeness(contact: Contact, one: Booked) -> tuple[bool, bool, bool]:
    """By the seat, by the writing, and by whether both are given a seat at all."""
    return (
        not contact.seat or _place(contact.presence.unit, contact.seat) != _true_place(one),
        ((contact.surname or "").upper(), (contact.given or "").upper()) not in one.forms,
        (contact.seat is None) is one.seat_written,
    )


def _true_place(one: Booked) -> tuple[str, str] | None:
    if one.seat is None:
        return None
    unit, _, label = one.seat.rpartition(" ")
    return _place(unit, label)


def _place(unit: str, label: str) -> tuple[str, str]:
    """A coach is written with a nought before it or without."""
    return unit.lstrip("0"), label
