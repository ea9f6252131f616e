"""Every visible word: what a state or an action is called, its sign and colours, and the sentences of the pages.

Signs and colours stand in one table, because colour alone never carries a meaning. Sentences are whole, with named
placeholders, and come in pairs where they count (`one`, `many`), so that a catalogue can replace them one for one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pratique.model.tracing import Action, Standing, WhereState


@dataclass(frozen=True, slots=True)
class Look:
    """How one kind of seat or person is told apart: words, a sign, a drawing of it, and colours.

    `text` says state and action, `short` the action alone, `next_step` adds when or to whom.
    `shape` is an SVG path in a 16 by 16 box around 0,0. Colours are (sign, ground) for light and for dark pages.
    """

    kind: str
    text: str
    short: str
    next_step: str
    sign: str
    shape: str
    stroked: bool
    light: tuple[str, str]
    dark: tuple[str, str]


ACTIONS: dict[Action, Look] = {
    "classify": Look(
        "classify",
        "Unclear: decide by hand",
        "Decide by hand",
        "First: they may add orders or notices.",
        "?",
        "M-2.7-2.6a2.7 2.7 0 1 1 4 2.3C.4.4 0 .9 0 1.9M0 4.6V5.2",
        True,
        ("#ffffff", "#6b2c91"),
        ("#131a20", "#c792ea"),
    ),
    "order": Look(
        "order",
        "Not entered: health order",
        "Health order",
        "For their next arrival.",
        "–",
        "M-5 0H5",
        True,
        ("#ffffff", "#b23a00"),
        ("#131a20", "#ff8a4d"),
    ),
    "notify": Look(
        "notify",
        "Entered: notify the district",
        "Notify district",
        "The district where they stay.",
        "✉",
        "M-5.5-4H5.5V4H-5.5zM-5.5-4 0 1 5.5-4",
        True,
        ("#0b57a4", "#e9f1fa"),
        ("#8cc2ff", "#172a3f"),
    ),
    "inform_abroad": Look(
        "inform_abroad",
        "Left the country: inform abroad",
        "Inform abroad",
        "Through the national focal point.",
        "↗",
        "M-4.5 4.5 4 -4M-1.8-4.3H4.3V1.8",
        True,
        ("#1f5c3d", "#e4f3ea"),
        ("#7fd1a0", "#16301f"),
    ),
}
"""By action, in the order of work: what is not decided comes first, because it may add to the rest."""

CASE = Look(
    "case", "The case", "case", "", "◆", "M0-6 6 0 0 6-6 0z", False, ("#ffffff", "#14202b"), ("#131a20", "#eef2f5")
)

WHERE: dict[WhereState, str] = {
    "not_entered": "Not entered",
    "entered": "Entered",
    "departed": "Left the country",
    "in_transit": "In transit",
    "unknown": "Not known",
}

STANDING: dict[Standing, tuple[str, str, str]] = {
    "verified": ("✓", "verified", "Its numbers were checked against the source."),
    "partly": ("◐", "partly verified", "Some of its numbers could not be checked against the source."),
    "unverified": (
        "!",
        "unverified",
        "Its numbers were not checked against the source: ask a supervisor before acting.",
    ),
    "default": ("!", "default", "No authority gave these numbers: they are a default, ask a supervisor before acting."),
}

PURPOSES = {
    "intake": "intake",
    "case_investigation": "case investigation",
    "contact_tracing": "contact tracing",
    "administration": "administration",
}

ONE: dict[str, str] = {
    "purpose_names": "{n} named traveller on this page.",
    "contacts": "{n} contact",
    "others": "{n} other was on board; they are not a contact and are not named here.",
    "not_on_board": "{n} person was listed, then cancelled or closed out as not on board.",
    "rows_hidden": "{n} more contact at this seat",
    "contradictions": "{n} contradiction between senders",
    "parts_missing": "{received} received, part {missing} is missing",
    "parts_missing_n": "{received} received, {n} is missing",
}
TEXTS: dict[str, str] = {
    "title": "Case {case}",
    "skip": "Skip to main content",
    "heading": "Case {case}",
    "purpose": "Purpose",
    "purpose_what": "{purpose}, case {case}.",
    "purpose_names": "{n} named travellers on this page.",
    "purpose_no_names": "No names on this page.",
    "purpose_logged": "Opening it was logged to {actor}.",
    "window": "Infectious window",
    "window_dates": "{first} to {last}",
    "window_open": "not known",
    "known_at": "As known at",
    "printed": "Made at {site}",
    "rule": "Rule",
    "rule_version": "{id}, version {version}",
    "rule_authority": "Authority: {authority}",
    "sources": "Sources",
    "no_sources": "The rule names no source.",
    "contacts": "{n} contacts",
    "no_contacts": "No contacts: nobody on the list of this flight is inside the rule.",
    "summary": "What to do",
    "summary_once": "Each person is counted once, however many flights they shared with the case.",
    "to_request": "Manifest to be requested from the carrier",
    "to_request_short": "Manifest to request",
    "to_request_step": "Until it is here, nobody on this flight can be traced.",
    "names_hidden": "Names are not shown. This case is not confirmed: until a second officer, or a notifier this site "
    "trusts, confirms it, this page gives counts and completeness only.",
    "flights": "Flights in the infectious window",
    "no_flights": "No flight of this case lies in the infectious window.",
    "leg_heading": "{flight} {origin} → {destination}",
    "departure": "Departure",
    "arrival": "Arrival",
    "local": "{when} local time",
    "day": "Date",
    "unknown": "not known",
    "case_seat": "Seat of the case",
    "map_heading": "Who sat close to the case",
    "map_label": "Seat map of {flight}, {day}. Contacts are links to their row in the list below.",
    "map_scroll": "Seat map of {flight}, scrolls sideways",
    "no_map_cabin": "No seat map: the cabin of this flight is not known.",
    "no_map_seat": "No seat map: the seat of the case on this flight is not known.",
    "no_map_leg": "No seat map and no list: no manifest of this flight is held.",
    "off_map": "Not on this map, because this cabin layout does not have the seat: {seats}.",
    "seat_contact": "{seat}: {action}",
    "seat_more": "{seat}: {action}, and {more}",
    "seat_case": "{seat}: the case",
    "rows_hidden": "{n} more contacts at this seat",
    "key_case": "the case",
    "key_other": "taken, outside the rule: no name here",
    "key_empty": "empty",
    "key_zone": "inside the rule",
    "list_heading": "Contacts",
    "by_seat": "By seat",
    "seat": "Seat",
    "traveller": "Traveller",
    "why": "Why a contact",
    "where": "Where now",
    "action": "Action",
    "also_stated": "also stated: {seats}",
    "name_erased": "Erased by retention",
    "name_none": "Name not held",
    "no_evidence": "No later crossing or manifest is known.",
    "no_seat": "no seat",
    "to_map": "{seat}, show on the seat map",
    "crew": "Crew",
    "infants": "Infants without a seat of their own",
    "seat_unknown": "Seat not known",
    "completeness": "How complete this is",
    "parts": "Parts of the manifest",
    "parts_none": "none received",
    "parts_all": "{received} received, none missing",
    "parts_missing": "{received} received, parts {missing} are missing",
    "parts_missing_n": "{received} received, {n} are missing",
    "final_part": "Last part",
    "final_seen": "received",
    "final_not_seen": "not received: more people may follow",
    "declared": "People on the list",
    "declared_same": "{present}, as declared",
    "declared_differs": "{present} on the list, {declared} declared by the sender",
    "declared_none": "{present} on the list, the sender declared no number",
    "with_seat": "With a seat",
    "with_phone": "With a phone number",
    "share": "{n} of {total}",
    "boarding": "Boarding known",
    "boarding_none": "for nobody: on the list does not mean on board",
    "erased": "Erased by retention",
    "none": "none",
    "contradictions": "{n} contradictions between senders",
    "contradictions_none": "Contradictions between senders",
    "lacking": "Incomplete",
    "others": "{n} others were on board; they are not contacts and are not named here.",
    "not_on_board": "{n} people were listed, then cancelled or closed out as not on board.",
    "layout": "Cabin layout {layout}.",
    "layout_inferred": "Cabin layout {layout}, inferred from the seats on this flight's manifests.",
    "notes": "Notes",
    "foot": "This page is health information about named people. Keep it as long as the case needs it, then destroy "
    "it: it is outside the site's retention once printed or saved.",
    "foot_counts": "This page holds counts only. Once printed or saved it is outside the site's retention.",
}

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def say(key: str, **values: object) -> str:
    """The sentence `key` with its placeholders filled; a wrong key or a missing value is a `KeyError`."""
    return TEXTS[key].format_map(values)


def count(key: str, n: int, **values: object) -> str:
    """The counting sentence `key` for `n`: its singular for 1, else its plural."""
    return (ONE if n == 1 else TEXTS)[key].format_map({"n": n, **values})


def sentence(text: str) -> str:
    """A reason's text as a sentence: a capital first, a full stop last."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".") if text else ""


def day(value: date | None) -> str:
    """``19 Nov 2026``: month in letters, so that day and month cannot be exchanged."""
    return say("unknown") if value is None else f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime | None) -> str:
    """``19 Nov 2026 15:20``, with ``UTC`` or the offset where the value has one."""
    if value is None:
        return say("unknown")
    zone = ""
    if (offset := value.utcoffset()) is not None:
        minutes = int(offset.total_seconds()) // 60
        sign, size = ("-" if minutes < 0 else "+"), abs(minutes)
        zone = f" UTC{sign}{size // 60:02d}:{size % 60:02d}" if minutes else " UTC"
    return f"{day(value.date())} {value:%H:%M}{zone}"
