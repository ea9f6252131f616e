"""Why a leg has no contact at all, in a sentence: an empty list must never look like one that was forgotten."""

from __future__ import annotations

from pratique.flow.trace.aboard import ABSENT, Aboard, seats_stated
from pratique.flow.trace.together import Judged
from pratique.model.tracing import Reason, because, marked
from pratique.rules.zone import zone_words


def why_nobody(one: Judged) -> Reason:
    """The first thing that keeps everybody on this leg from being a contact."""
    aboard, rule = one.aboard, one.rule
    if aboard.nobody_exposed and not aboard.elsewhere:
        return _not_exposed(aboard)
    if not aboard.others:
        return _alone(aboard)
    if one.too_short:
        return too_short(one)
    if one.zone.type == "none":
        return because(
            "links_only",
            "Nobody is a contact: the rule counts nobody by place, and nobody has a link to the case that it names.",
        )
    placed = any(p.unit or seats_stated(p) for p in aboard.case)
    if not placed and rule.seat_unknown.case != "whole":
        return because(
            "case_not_placed",
            "Nobody is a contact by seat: where the case was is not known, and the rule then counts nobody.",
        )
    single = marked(
        "Nobody is a contact: the one other person on board was outside the zone ({zone}) and has no link to the case "
        "that the rule names."
    )
    several = marked(
        "Nobody is a contact: the {n} others on board were outside the zone ({zone}) and have no link to the case that "
        "the rule names."
    )
    n = len(aboard.others)
    return because("nobody_near", single if n == 1 else several, n=n, zone=zone_words(one.zone))


def nobody_yet(aboard: Aboard, perhaps: int) -> Reason:
    """That so many would be contacts, if it was the case after all that another paper names here (`elsewhere`)."""
    single = marked(
        "Nobody is a contact yet: the case is on this list by another paper, and its journey on {flight} does not fit "
        "this one (where the first ended, the next did not begin). Ask whether it was the case. If so, add the journey "
        "to the notice: 1 person on board is then a contact."
    )
    several = marked(
        "Nobody is a contact yet: the case is on this list by another paper, and its journey on {flight} does not fit "
        "this one (where the first ended, the next did not begin). Ask whether it was the case. If so, add the journey "
        "to the notice: {n} people on board are then contacts."
    )
    return because("case_elsewhere", single if perhaps == 1 else several, flight=aboard.elsewhere, n=perhaps)


def _not_exposed(aboard: Aboard) -> Reason:
    if aboard.folded.cancelled:
        return because("cancelled", "The carrier says this flight did not operate; nobody on it is a contact.")
    return because(
        "case_left_behind",
        "Nobody is a contact: the list names the case, the carrier says since that it did not travel on this leg, "
        "and the notice does not name the journey. If the case was on board, add the journey to the notice.",
    )


def _alone(aboard: Aboard) -> Reason:
    own = {i for p in aboard.case for i in p.identities}
    if any(p.state in ABSENT and own.isdisjoint(p.identities) for p in aboard.folded.presences):
        return because(
            "nobody_travelled",
            "Nobody is a contact: everybody else on the lists was taken off them or did not board.",
        )
    return because("nobody_else", "Nobody is a contact: the lists held name nobody else on this journey.")


def too_short(one: Judged) -> Reason:
    """That the leg alone is too short for the rule, so that nobody counts by seat."""
    return because(
        "too_short",
        "Nobody is a contact by seat: {hours} h aboard, and the rule counts from {least} h.",
        hours=f"{one.hours:.1f}",
        least=f"{one.least:g}",
    )
