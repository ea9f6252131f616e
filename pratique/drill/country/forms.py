"""Passenger locator forms of one arriving flight: one form a booking, families together, as travellers fill them in.

Field names follow the public health passenger locator form of ICAO and WHO (from memory).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence

from pratique.drill.country.rates import Dice
from pratique.drill.country.world import Leg, Place, Traveller

Form = dict[str, object]


def forms_of(leg: Leg, places: Iterable[Place], traveller: Callable[[int], Traveller], dice: Dice) -> dict[int, Form]:
    """The forms of the bookings that filled one in, by who did: the oldest who came; the others are companions."""
    bookings: dict[str, list[Place]] = {}
    for place in places:
        if place.boarded and place.booking:
            bookings.setdefault(place.booking, []).append(place)
    return dict(_form(leg, group, traveller) for group in bookings.values() if not dice.falls("form_missing"))


def as_json(forms: Iterable[Form]) -> bytes:
    """All forms of a flight as one JSON list."""
    return (json.dumps(list(forms), ensure_ascii=False, indent=1) + "\n").encode()


def as_csv(forms: Iterable[Form]) -> bytes:
    """The same as a table, one row a form; companions stand in one cell, parted by strokes."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*_FLAT, "travel_companions"])
    for form in forms:
        companions = form["travel_companions"]
        names = (
            [f"{one['last_name']} {one['first_name']}" for one in companions] if isinstance(companions, list) else []
        )
        writer.writerow([*(form[name] for name in _FLAT), "|".join(names)])
    return out.getvalue().encode()


_FLAT = (
    "airline", "flight_number", "seat_number", "date_of_arrival", "last_name", "first_name", "sex", "date_of_birth",
    "travel_document", "mobile", "email", "nationality", "temporary_address_district",
)  # fmt: skip


def _form(leg: Leg, group: Sequence[Place], traveller: Callable[[int], Traveller]) -> tuple[int, Form]:
    people = sorted(((traveller(place.traveller), place) for place in group), key=lambda pair: pair[0].born)
    head, place = people[0]
    values = (
        leg.flight[:2],
        leg.flight[2:],
        place.seat.label if place.seat else "",
        leg.arrives_local.date().isoformat(),
        head.surname,
        head.given,
        head.sex,
        head.born.isoformat(),
        head.papers[place.paper].number,
        head.phones[0] if head.phones else "",
        head.email or "",
        head.nationality,
        head.district,
    )
    # Families on one form share contacts, not seats: a companion's own seat is often left out, and is here.
    companions = [
        {
            "last_name": other.surname,
            "first_name": other.given,
            "under_18": (leg.arrives_local.date() - other.born).days < 6574,
        }
        for other, _ in people[1:]
    ]
    return head.number, {**dict(zip(_FLAT, values, strict=True)), "travel_companions": companions}
