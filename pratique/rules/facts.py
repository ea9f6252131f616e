"""A rule as whole sentences, so that each can be said in another language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pratique.model.tracing import Reason, because, marked
from pratique.rules.wording import link_words
from pratique.rules.zone import zone_words

if TYPE_CHECKING:
    from pratique.rules.rule import FollowUp, Infectious, Rule


def rule_facts(rule: Rule) -> tuple[Reason, ...]:
    """Window, seats, links, shortest exposure, follow-up, and what of it was not verified: only what the rule gives."""
    facts = [*_window(rule.infectious)]
    if rule.zone.type in ("row_band", "seat_box"):
        facts.append(because("zone", "Covers seats within {zone}.", zone=zone_words(rule.zone)))
    else:
        facts.append(because("zone", "Covers {zone}.", zone=zone_words(rule.zone)))
    if rule.links:
        facts.append(because("links", "Also covers {links}.", links=", ".join(link_words(rule))))
    if rule.min_exposure_h:
        facts.append(because("min_exposure", "Counts from {hours} on board.", hours=_many(rule.min_exposure_h, "hour")))
    if rule.follow_up:
        facts.append(_follow_up(rule.follow_up))
    if rule.superseded:
        facts.append(because("superseded", "No longer followed as it stands: {why}", why=rule.superseded))
    if rule.unverified:
        listed = ", ".join(rule.unverified_words())
        facts.append(because("unverified", "Not checked against the rule's source: {listed}.", listed=listed))
    return tuple(facts)


def _window(infectious: Infectious | None) -> list[Reason]:
    if infectious is None:
        return [because("window", "The source gives no infectious window.")]
    anchor, last = infectious.anchor, infectious.after_days
    before, after = _many(infectious.before_days, "day"), _many(last or 0, "day")
    if last is not None and infectious.before_days:
        text = because(
            "window",
            "Infectious from {before} before to {after} after the day of {anchor}, both days included.",
            before=before,
            after=after,
            anchor=anchor,
        )
    elif last is not None:
        text = because(
            "window",
            "Infectious from the day of {anchor} to {after} later, both days included.",
            after=after,
            anchor=anchor,
        )
    elif infectious.before_days:
        open_end = marked("Infectious from {before} before the day of {anchor}; the source gives no end.")
        text = because("window", open_end, before=before, anchor=anchor)
    else:
        text = because("window", "Infectious from the day of {anchor}; the source gives no end.", anchor=anchor)
    if not infectious.or_anchor:
        return [text]
    other = because(
        "anchor", "Without a day of {anchor}, the day of {other} counts.", anchor=anchor, other=infectious.or_anchor
    )
    return [text, other]


def _follow_up(follow_up: FollowUp) -> Reason:
    if follow_up.days is None:
        kind = follow_up.kind.replace("_", " ")
        return because("follow_up", "Contacts are followed by {kind}: {how}.", kind=kind, how=follow_up.schedule)
    days = _many(follow_up.days, "day")
    if follow_up.end_convention == "day_after":
        return because("follow_up", "Contacts are followed for {days} and one more after exposure.", days=days)
    return because("follow_up", "Contacts are followed for {days} after exposure.", days=days)


def _many(count: float, noun: str) -> str:
    return f"{count:g} {noun}" if count == 1 else f"{count:g} {noun}s"
