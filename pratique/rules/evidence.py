"""Evidence of where somebody is: a sentence on each crossing and on each leg, with the local time where it is known."""

from __future__ import annotations

from datetime import datetime

from pratique.model.movement import Crossing, Leg
from pratique.model.tracing import Reason, because, marked

_CROSSED = {
    (True, True): marked("Entered at {place} on {when} local"),
    (True, False): marked("Entered at {place} on {when} UTC"),
    (False, True): marked("Left at {place} on {when} local"),
    (False, False): marked("Left at {place} on {when} UTC"),
}
"""Whether it was an entry, and whether the time is that of the clock at the point of entry."""
_INLAND = {
    (True, True): marked("{flight} {origin}→{destination} is a domestic journey: no border was crossed"),
    (False, True): marked(
        "{flight} {origin}→{destination} is taken for a domestic journey, on which no border was crossed: neither "
        "place is known to lie abroad"
    ),
    (False, False): marked(
        "{flight} is taken for a domestic journey, on which no border was crossed: none of its stops is known to lie "
        "abroad"
    ),
}
"""Whether both ends are known to be at home, and whether both are stated at all."""

_DEPARTING = {
    "left": (
        marked("Left on {flight} {origin}→{destination} departing {when} local"),
        marked("Left on {flight} {origin}→{destination} on {day}"),
    ),
    "boarded": (
        marked("On board {flight} {origin}→{destination} departing {when} local"),
        marked("On board {flight} {origin}→{destination} on {day}"),
    ),
    "listed": (
        marked("Listed on {flight} {origin}→{destination} departing {when} local (boarding not known)"),
        marked("Listed on {flight} {origin}→{destination} on {day} (boarding not known)"),
    ),
    "declared": (
        marked("By their own locator form on {flight} {origin}→{destination} departing {when} local"),
        marked("By their own locator form on {flight} {origin}→{destination} on {day}"),
    ),
    "ahead": (
        marked("Listed on {flight} {origin}→{destination} departing {when} local (not yet left)"),
        marked("Listed on {flight} {origin}→{destination} on {day} (not yet left)"),
    ),
}
_ARRIVING = {
    "awaited": (
        marked("No entry is known from {flight} {origin}→{destination} arriving {when} local"),
        marked("No entry is known from {flight} {origin}→{destination} on {day}"),
    ),
    "last_known": (
        marked("Last known at {destination}, from {flight} {origin}→{destination} arriving {when} local"),
        marked("Last known at {destination}, from {flight} {origin}→{destination} on {day}"),
    ),
    "boarded": (
        marked("On board {flight} {origin}→{destination} arriving {when} local"),
        marked("On board {flight} {origin}→{destination} on {day}"),
    ),
    "listed": (
        marked("Listed on {flight} {origin}→{destination} arriving {when} local (boarding not known)"),
        marked("Listed on {flight} {origin}→{destination} on {day} (boarding not known)"),
    ),
    "declared": (
        marked("By their own locator form on {flight} {origin}→{destination} arriving {when} local"),
        marked("By their own locator form on {flight} {origin}→{destination} on {day}"),
    ),
    "ahead": (
        marked("Listed on {flight} {origin}→{destination} arriving {when} local (not yet left)"),
        marked("Listed on {flight} {origin}→{destination} on {day} (not yet left)"),
    ),
}
"""Each sentence about a leg twice: with the local time, and with the day alone where no time is known."""


def crossed(crossing: Crossing, at: datetime, *, local: bool) -> Reason:
    """An entry or an exit at this moment, which is on the clock at the point of entry (`local`), or UTC."""
    came = crossing.direction == "in"
    code = "crossing_in" if came else "crossing_out"
    return because(code, _CROSSED[came, local], place=crossing.point_of_entry, when=f"{at:%Y-%m-%d %H:%M}")


def inland(leg: Leg, *, known: bool) -> Reason:
    """A ground journey on which no border was crossed; `known`: both its ends are known to be at home."""
    return because("domestic_leg", _INLAND[known, bool(leg.origin and leg.destination)], **_flight(leg))


def domestic(leg: Leg) -> Reason:
    """A leg between places at home on which somebody may be who has not entered yet."""
    return because(
        "domestic_leg", "{flight} {origin}→{destination} is a domestic leg and crosses no border", **_flight(leg)
    )


def departing(code: str, what: str, leg: Leg) -> Reason:
    """A leg told by its departure; `what` is ``left``, ``boarded``, ``listed`` or ``ahead``."""
    return _at(code, _DEPARTING[what], leg, leg.departure_local)


def arriving(code: str, what: str, leg: Leg) -> Reason:
    """A leg told by its arrival; `what` is ``awaited``, ``last_known``, ``boarded``, ``listed`` or ``ahead``."""
    return _at(code, _ARRIVING[what], leg, leg.arrival_local)


def _at(code: str, said: tuple[str, str], leg: Leg, when: datetime | None) -> Reason:
    timed, dated = said
    if when is None:
        return because(code, dated, day=leg.day.isoformat(), **_flight(leg))
    return because(code, timed, when=f"{when:%Y-%m-%d %H:%M}", **_flight(leg))


def _flight(leg: Leg) -> dict[str, str]:
    return {"flight": leg.flight, "origin": leg.origin, "destination": leg.destination}
