"""The answer to a trace: legs, contacts with reasons, where each is now, and how complete the picture is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from pratique.model.movement import Leg, Presence

WhereState = Literal["not_entered", "entered", "departed", "in_transit", "unknown"]
BorderSays = Literal["none", "entry", "another_leg"]
Action = Literal["order", "notify", "inform_abroad", "classify"]
Standing = Literal["verified", "partly", "unverified", "default"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody is a contact, or why something is so: a stable code and a whole sentence.

    `template` and `values` are what the sentence was made from, so that it can be said in another language; a reason
    without them is shown as it is. Make one with `because`.
    """

    code: str
    text: str
    template: str = ""
    values: tuple[tuple[str, str | int], ...] = ()


def because(code: str, template: str, /, **values: str | int) -> Reason:
    """A reason whose sentence is a template (``"sat in {seat}"``) with values put in."""
    return Reason(code, template.format(**values), template, tuple(sorted(values.items())))


def marked(template: str) -> str:
    """The same sentence, marked for translation where it stands in a table instead of in the call that says it."""
    return template


@dataclass(frozen=True, slots=True)
class WhereNow:
    """Where a contact is as far as the site knows, with the evidence it rests on, newest first."""

    state: WhereState
    evidence: tuple[Reason, ...] = ()
    border: BorderSays = "none"
    """Of the first entry within a day of the leg's arrival: by which flight it says that they came."""


@dataclass(frozen=True, slots=True)
class RuleUsed:
    """The rule behind a result, with its standing: shown wherever the result is shown."""

    id: str
    version: str
    standing: Standing
    authority: str
    sources: tuple[str, ...] = ()
    summary: str = ""
    facts: tuple[Reason, ...] = ()
    """The summary as whole sentences, for pages in any language."""


@dataclass(frozen=True, slots=True)
class CabinUsed:
    """Which cabin the distances were counted on. `rows` is nose to tail; `blocks` are seat letters between aisles."""

    layout: str
    inferred: bool
    rows: tuple[int, ...]
    blocks: tuple[tuple[str, ...], ...]
    absent: frozenset[str] = frozenset()
    """Seats (``12C``) that the grid of rows and letters would give but that this cabin does not have."""
    notes: tuple[Reason, ...] = ()
    """What had to be assumed, such as a row that never occurs."""
    zone: frozenset[str] = frozenset()
    """Every seat of this cabin inside the rule's zone, taken or empty: framed on the map."""
    sections: tuple[tuple[int, ...], ...] = ()
    """Rows between bulkheads, nose to tail; empty where the bulkheads are not known."""


@dataclass(frozen=True, slots=True)
class OwnForms:
    """Of the people aboard a leg: how many filled in a locator form, and what these add to the lists."""

    people: int = 0
    unlisted: int = 0
    """Of them, those on no list: aboard by their own form alone."""
    seats: int = 0
    """Of them, those who have a seat by their form alone."""
    differ: int = 0
    """Of them, those whom form and list give different seats."""


@dataclass(frozen=True, slots=True)
class Completeness:
    """What the list of a leg rests on, and what it lacks."""

    parts_received: int = 0
    parts_missing: int = 0
    missing_parts: tuple[int, ...] = ()
    final_part_seen: bool = False
    declared: int | None = None
    present: int = 0
    with_seat: int = 0
    with_phone: int = 0
    boarding_known: int = 0
    erased: int = 0
    contradictions: tuple[Reason, ...] = ()
    forms: OwnForms = OwnForms()
    """Everything else counts the people of the lists."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who was close to the case on one leg. Names are None until the desk may show them."""

    contact: str
    """Opaque id, the same on every leg of this case."""
    identity_id: int
    presence: Presence
    seat: str | None
    reasons: tuple[Reason, ...]
    where_now: WhereNow
    action: Action
    surname: str | None = None
    given: str | None = None
    phones: tuple[str, ...] = ()
    record: Literal["held", "erased", "not_shown"] = "not_shown"
    group: frozenset[int] = frozenset()
    """All identities of this contact: joins the lists of several cases; never given out."""


@dataclass(frozen=True, slots=True)
class LegTrace:
    """One leg of the case in its infectious window. `leg` is None where no manifest knows the journey."""

    flight: str
    date: date
    origin: str | None
    destination: str | None
    leg: Leg | None
    case_seats: tuple[str, ...]
    rule: RuleUsed
    cabin: CabinUsed | None
    completeness: Completeness
    contacts: tuple[Contact, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    """Contacts by action: all there is to see before a case is confirmed."""
    others_on_board: int = 0
    not_on_board: int = 0
    """Listed once, then cancelled or closed out as not on board."""
    to_request: bool = False
    """No manifest is held: it is to be requested from the carrier."""
    occupied: frozenset[str] = frozenset()
    """Seats taken by people outside the rule: drawn, never named."""
    notes: tuple[Reason, ...] = ()
    without_seat: dict[str, int] = field(default_factory=dict)
    """Of `counts`, the contacts without a usable seat: their own stratum."""


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody who came onto the list, or left it, since the trace before."""

    contact: str
    kind: Literal["added", "gone"]
    why: Reason


@dataclass(frozen=True, slots=True)
class Alternative:
    """What another authority's rule would give: contacts that are certain, and to be classified, by leg."""

    rule: RuleUsed
    legs: tuple[tuple[str, int, int], ...] = ()
    """Flight with date, certain contacts, contacts to be classified."""
    notes: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Tracing:
    """A finished trace. `legs` in order of departure; `counts` over distinct contacts."""

    case: str
    disease: str
    contacts_shown: bool
    """Contacts are given one by one: the case is confirmed. Before that there are counts."""
    names_shown: bool
    """They are named as well: to a role that is shown names."""
    window_from: date | None
    window_to: date | None
    known_at: datetime
    rule: RuleUsed
    legs: tuple[LegTrace, ...]
    counts: dict[str, int]
    notes: tuple[Reason, ...] = ()
    since: datetime | None = None
    """As known when the trace before this one was made; None for a first trace."""
    changes: tuple[Change, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    without_seat: dict[str, int] = field(default_factory=dict)
    """Of `counts`, the contacts without a usable seat on any of their legs."""
