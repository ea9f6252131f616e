"""What changed between two traces of one case, and why: who came onto the list, who left it.

A run is remembered as keys only: contact references, legs, seats, codes. Nobody is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pratique.model.movement import State
from pratique.model.tracing import Reason, because, marked

LegKey = str
"""``ZZ305 2026-11-14 SIN-CAN``."""


@dataclass(frozen=True, slots=True)
class LegRun:
    """One leg of a run: the messages it rested on, the case's seats, and each contact's seat on it."""

    messages: frozenset[int]
    case_seats: tuple[str, ...]
    contacts: Mapping[str, str]
    """Contact reference to seat (empty: none)."""


@dataclass(frozen=True, slots=True)
class Run:
    """One trace as remembered: its window, its rule, its legs."""

    window: tuple[str, str | None]
    rule: str
    legs: Mapping[LegKey, LegRun]
    until: str | None = None
    """The last day for which whereabouts of a contact count; None: no end is known."""

    @property
    def contacts(self) -> frozenset[str]:
        """Every contact of the run."""
        return frozenset(ref for leg in self.legs.values() for ref in leg.contacts)


@dataclass(frozen=True, slots=True)
class Difference:
    """Contacts added and gone since the run before, each with the reason."""

    added: tuple[tuple[str, Reason], ...]
    gone: tuple[tuple[str, Reason], ...]

    @property
    def empty(self) -> bool:
        """Whether the list is the same as before."""
        return not self.added and not self.gone


def difference(before: Run, after: Run, states: Mapping[tuple[str, LegKey], State]) -> Difference:
    """What changed from one run to the next.

    `states` tells, for contacts that are gone, their state now on the legs they were on (absent: not listed there).
    """
    added = tuple((ref, _why_added(ref, before, after)) for ref in sorted(after.contacts - before.contacts))
    gone = tuple((ref, _why_gone(ref, before, after, states)) for ref in sorted(before.contacts - after.contacts))
    return Difference(added, gone)


def _why_added(ref: str, before: Run, after: Run) -> Reason:
    return next(_added(before, after, [key for key, leg in after.legs.items() if ref in leg.contacts]))


def _added(before: Run, after: Run, legs: Sequence[LegKey]) -> Iterator[Reason]:
    """Every reason that fits, the weightiest first; the last always fits."""
    if before.rule != after.rule:
        yield because("rule_changed", "another rule was used: {rule}", rule=after.rule)
    for key in legs:
        if key not in before.legs and before.window != after.window:
            yield because("window_changed", "the infectious window changed and now holds {leg}", leg=key)
        elif key not in before.legs:
            yield because("leg_new", "{leg} was not known before", leg=key)
    for key in legs:
        if before.legs[key].case_seats != after.legs[key].case_seats:
            yield because("case_seat_changed", "the case's seat on {leg} changed", leg=key)
    for key in legs:
        if new := len(after.legs[key].messages - before.legs[key].messages):
            text = marked("{count} more message about {leg} came in")
            many = marked("{count} more messages about {leg} came in")
            yield because("late_message", text if new == 1 else many, count=new, leg=key)
    yield because("record_changed", "what is known of this traveller or of the journey changed")


def _why_gone(ref: str, before: Run, after: Run, states: Mapping[tuple[str, LegKey], State]) -> Reason:
    legs = [key for key, leg in before.legs.items() if ref in leg.contacts]
    return next(_gone(before, after, {key: states.get((ref, key)) for key in legs}))


def _gone(before: Run, after: Run, legs: Mapping[LegKey, State | None]) -> Iterator[Reason]:
    """Every reason that fits, the weightiest first; the last always fits."""
    if before.rule != after.rule:
        yield because("rule_changed", "another rule was used: {rule}", rule=after.rule)
    for key in legs:
        if key not in after.legs and before.window != after.window:
            yield because("window_changed", "the infectious window changed and no longer holds {leg}", leg=key)
        elif key not in after.legs:
            yield because("leg_gone", "{leg} is no longer one of the case's", leg=key)
    for key, state in legs.items():
        if state == "cancelled":
            yield because("withdrawn", "the carrier withdrew this traveller from {leg}", leg=key)
        if state == "not_boarded":
            yield because("not_on_board", "closed out as not on board of {leg}", leg=key)
    for key in legs:
        if before.legs[key].case_seats != after.legs[key].case_seats:
            yield because("case_seat_changed", "the case's seat on {leg} changed", leg=key)
    for key, state in legs.items():
        if state is not None:
            yield because("seat_changed", "the seat on {leg} is now outside the rule", leg=key)
    yield because("record_changed", "what is known of this traveller or of the journey changed")
