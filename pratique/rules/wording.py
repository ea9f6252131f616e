"""A rule in words: summaries, link names, windows, limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pratique.rules.zone import zone_words

if TYPE_CHECKING:
    from pratique.rules.rule import Example, FollowUp, Infectious, Rule, Susceptible
    from pratique.rules.zone import Zone

_LINK_WORDS: dict[str, str] = {
    "party": "people on the same booking",
    "care": "people who cared for the case",
    "infant_in_arms": "babies in arms anywhere on board",
    "crew_section": "crew of the case's section",
    "crew_all": "all crew",
    "crew_with_infected_crew": "crew who worked with an infected crew member",
    "crew_serving_that_cabin": "crew serving the case's cabin",
    "driver_and_crew": "driver and crew",
    "cleaner_section": "cleaners of the case's section",
    "cleaner_all": "all cleaners",
    "lavatory_users": "users of the same lavatory",
}
_KEY_WORDS: dict[str, str] = {
    "min_exposure_h": "the shortest exposure that counts",
    "infectious": "the infectious window",
    "infectious.anchor": "the date that the window counts from",
    "infectious.before_days": "the start of the window",
    "infectious.after_days": "the end of the window",
    "zone": "the seats covered",
    "zone.aisle": "whether an aisle parts neighbours",
    "zone.rows": "how many rows the zone reaches",
    "zone.classes": "which travel classes the zone is meant for",
    "alt_zone": "the other zone allowed",
    "links": "the people covered without a seat",
    "follow_up": "the follow-up",
    "time_limit": "the time limit",
    "susceptible": "who is susceptible",
    "susceptible.priority": "whom to reach first",
    "preconditions": "what must hold of the case",
    "protection": "what protects after exposure, and until when",
    "measure": "what contacts are offered",
    "exceptions": "the exceptions",
    "escalation": "when the rule widens",
    **{f"links.{link}": words for link, words in _LINK_WORDS.items()},
}


def key_words(key: str) -> str:
    """A key of a rule file in words; the key itself where there are none."""
    return _KEY_WORDS.get(key, key)


def known_keys() -> frozenset[str]:
    """The keys that have words: what `unverified` may name."""
    return frozenset(_KEY_WORDS)


def link_words(rule: Rule) -> tuple[str, ...]:
    """The rule's links in words, each with the condition its source sets."""
    notes = dict(rule.link_notes)
    return tuple(f"{_LINK_WORDS[x]} ({notes[x]})" if x in notes else _LINK_WORDS[x] for x in rule.links)


def summary(rule: Rule) -> str:
    """The rule in one sentence."""
    covered = [seats_words(rule.zone), *link_words(rule)]
    parts = [f"{rule.disease}: {window_words(rule.infectious)}", f"covers {', '.join(covered)}"]
    if rule.min_exposure_h:
        parts.append(f"from {rule.min_exposure_h:g} hours on board")
    if rule.follow_up:
        parts.append(f"follow-up {follow_up_words(rule.follow_up)}")
    if rule.superseded:
        parts.append(f"no longer followed as it stands: {rule.superseded.rstrip('.')}")
    if rule.unverified:
        parts.append(f"not verified against the source: {', '.join(rule.unverified_words())}")
    text = "; ".join(parts)
    return text[0].upper() + text[1:] + "."


def seats_words(zone: Zone) -> str:
    """The zone in words, to follow "covers"."""
    words = zone_words(zone)
    return f"seats within {words}" if zone.type in ("row_band", "seat_box") else words


def window_words(infectious: Infectious | None) -> str:
    """The infectious window in words."""
    if infectious is None:
        return "no infectious window given"
    before, after, day = infectious.before_days, infectious.after_days, f"the day of {infectious.anchor}"
    if infectious.or_anchor:
        day += f" (or of {infectious.or_anchor} where there is none)"
    start = f"from {_days(before)} before {day}" if before else f"from {day}"
    if after is None:
        return f"infectious {start}, with no end given"
    end = f"to {_days(after)} after it" if before else f"to {_days(after)} later"
    return f"infectious {start} {end}, both days included"


def follow_up_words(follow_up: FollowUp) -> str:
    """The follow-up in words."""
    kind = follow_up.kind.replace("_", " ")
    if follow_up.days is None:
        return f"by {kind}: {follow_up.schedule}"
    extra = " and one" if follow_up.end_convention == "day_after" else ""
    return f"{_days(follow_up.days)}{extra} after exposure"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def details(rule: Rule) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Everything the rule says, as headings with lines; what its source does not give is said to be missing."""
    follow_up, susceptible = rule.follow_up, rule.susceptible
    applies = [*rule.conveyances]
    if rule.sealed_air_conditioned is not None:
        applies.append("closed windows, air-conditioned" if rule.sealed_air_conditioned else "windows that open")
    shortest = "none given" if rule.min_exposure_h is None else f"{rule.min_exposure_h:g} hours"
    if rule.min_exposure_h == 0:
        shortest = "none: any time on board counts"
    lines: list[tuple[str, tuple[str, ...]]] = [
        ("No longer followed as it stands", (rule.superseded,) if rule.superseded else ()),
        ("For", (", ".join(applies) or "any conveyance",)),
        ("To be confirmed first", rule.preconditions),
        ("Window", (_window_line(rule.infectious),)),
        ("Shortest exposure", (shortest,)),
        ("Covers", (seats_words(rule.zone),)),
        ("Other zone allowed", (seats_words(rule.alt_zone),) if rule.alt_zone else ()),
        ("Also covers", (*link_words(rule), *(("after any time on board",) if rule.links_any_duration else ()))),
        ("Others on board", (rule.others_on_board.replace("_", " "),) if rule.others_on_board else ()),
        ("Widens", tuple(f"{e.on}: {_WIDENED[e.to]}" for e in rule.escalations)),
        ("Contacts are offered", (rule.measure,) if rule.measure else ()),
        ("Protects", tuple(f"{p.what} within {p.within} {p.unit}" for p in rule.protection)),
        ("Time limit", tuple(f"up to {_days(x.days)} after exposure: {x.allows}" for x in rule.time_limits)),
        ("Follow-up", (_follow_up_line(follow_up) if follow_up else "none given",)),
        ("Susceptible", (_susceptible_line(susceptible),) if susceptible else ()),
        ("Exception", rule.exceptions),
        ("Note", rule.notes),
        ("Not checked against the source", (", ".join(rule.unverified_words()),) if rule.unverified else ()),
        (
            "Source",
            tuple(f"{s.title} ({s.address})" if s.address else s.title for s in rule.sources) or ("none found",),
        ),
        ("Example", tuple(_example_line(example) for example in rule.examples)),
    ]
    return tuple((heading, found) for heading, found in lines if found)


_WIDENED = {
    "whole": "everybody on board",
    "any_duration": "however short the time",
    "lavatory_users": "also everybody who may have used the same lavatory",
}


def _window_line(infectious: Infectious | None) -> str:
    note = f" ({infectious.note})" if infectious and infectious.note else ""
    return window_words(infectious) + note


def _follow_up_line(follow_up: FollowUp) -> str:
    if follow_up.days is None:
        return follow_up_words(follow_up)
    extra = 1 if follow_up.end_convention == "day_after" else 0
    shown = "as the source shows" if follow_up.end_standing == "verified" else "the project's reading"
    last = f"the last day is the day of exposure plus {follow_up.days + extra} ({shown})"
    return f"{follow_up.kind.replace('_', ' ')}, {follow_up_words(follow_up)}; {last}"


def _susceptible_line(susceptible: Susceptible) -> str:
    parts = [susceptible.words or susceptible.who.replace("_", " ")]
    if susceptible.priority:
        parts.append(f"first: {', '.join(susceptible.priority)}")
    return "; ".join(part.rstrip(".") for part in parts)


def _example_line(example: Example) -> str:
    if example.case:
        return f"{example.text} Case at {example.case}."
    hours = "" if example.hours is None else f", {_clock(example.hours)} on board"
    count = "nobody" if not example.covered else "1 seat" if example.covered == 1 else f"{example.covered} seats"
    return f"{example.text} Cabin {example.cabin}, case in {example.seat}{hours}: {count}."


def _clock(hours: float) -> str:
    whole, minutes = divmod(round(hours * 60), 60)
    return f"{whole} h {minutes:02d}"
