"""A message turned into what is kept: identities by content, lines about legs, crossings.

Names stay in the sealed content of an identity; everything else is keys and codes.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from pratique.flow.identity.legs import LegDraft, draft_leg
from pratique.model.facts import BY_ARRIVAL, TRAVEL_CLASSES, CrossingFact, DocumentFact, LegFact, Message, PersonFact
from pratique.model.findings import Finding
from pratique.model.movement import Direction, SeatStatus, State
from pratique.model.places import PointOfEntry
from pratique.model.seating import read_seat
from pratique.rules.linking import Hasher, Kind, link_keys, name_key, number_key
from pratique.stores.countries import country_code
from pratique.stores.places import Places

_NOT_A_MANIFEST = frozenset({"336", "655"})
_CLOSE_OUT: dict[str, State] = {"CLOB": "boarded", "CLNB": "not_boarded"}
_RAW_SEAT = re.compile(r"[0-9A-Z \-./]{1,6}")
_UNIT = re.compile(r"[A-Z]?[0-9]{1,4}[A-Z]?|UPPER|MAIN|[A-Z]")
_PLACE = re.compile(r"[A-Z0-9]{3,5}")


@dataclass(frozen=True, slots=True)
class IdentityDraft:
    """One distinct set of identifying facts: its keyed content hash, its clear content to seal, its link keys."""

    content_hash: int
    content: bytes
    keys: tuple[tuple[int, Kind], ...]
    has_phone: bool
    day: date
    """The last day this message ties it to: decides the period its key belongs to."""
    person: PersonFact
    """Who the content was made of."""


@dataclass(frozen=True, slots=True)
class LineDraft:
    """A line before its leg, identity and message have ids. `content_hash` 0: it names nobody."""

    leg: int
    content_hash: int
    ref_key: int
    party_key: int
    role: str
    state: State
    seat: str
    seat_status: SeatStatus
    seat_raw: str
    embark: str
    debark: str
    unit: str
    travel_class: str
    table_no: str


@dataclass(frozen=True, slots=True)
class CrossingDraft:
    """A crossing before its identity has an id; `leg_key` is flight and local date where the file gives them."""

    content_hash: int
    at: datetime
    point_of_entry: str
    direction: Direction
    leg_key: tuple[str, date] | None


@dataclass(frozen=True, slots=True)
class MessageDraft:
    """Everything one message adds to the stores."""

    message: Message
    legs: tuple[LegDraft, ...] = ()
    event: str = ""
    identities: dict[int, IdentityDraft] = field(default_factory=dict)
    lines: tuple[LineDraft, ...] = ()
    crossings: tuple[CrossingDraft, ...] = ()
    findings: tuple[Finding, ...] = ()


def draft_message(message: Message, hasher: Hasher, places: Places, here: PointOfEntry) -> MessageDraft:
    """What this message says, in the shape it is kept in. Findings tell what could not be placed."""
    if message.kind == "crossings":
        return _draft_crossings(message, hasher, places, here)
    legs = [draft_leg(_landing(fact, message, places, here), message, places) for fact in message.legs]
    findings = tuple(
        Finding(
            "leg-without-date",
            "error",
            f"leg {number}",
            "The leg has no date, nor has its message: it and its people are kept with the file, not traced.",
        )
        for number, leg in enumerate(legs, 1)
        if leg is None
    )
    placed = {index: leg for index, leg in enumerate(legs) if leg is not None}
    position = {index: new for new, index in enumerate(placed)}
    identities: dict[int, IdentityDraft] = {}
    lines: list[LineDraft] = []
    seen: Counter[str] = Counter()
    state = _state(message)
    for person in message.people if state else ():
        on = [i for i in (person.legs if person.legs is not None else range(len(legs))) if i in placed]
        if not on or state is None:
            continue
        identity = _identity(person, placed[on[0]], max(placed[i].day for i in on), hasher=hasher, seen=seen)
        if identity:
            identities[identity.content_hash] = _newer(identities.get(identity.content_hash), identity)
        hashed = identity.content_hash if identity else 0
        about = (position[on[0]], placed[on[0]].day, hashed)
        said = _line(person, about, state, _numbering(message), hasher)
        if state == "declared":
            # The number on a form is the family's: it refers to nobody, and tells who travels together.
            said = replace(said, ref_key=0, party_key=hasher.hash("form", message.digest, person.reference or ""))
        lines += [said, *(replace(said, leg=position[i]) for i in on[1:])]
    return MessageDraft(
        message,
        tuple(placed.values()),
        message.function if message.document == "266" and message.function else "",
        identities,
        tuple(lines),
        findings=findings,
    )


def _landing(fact: LegFact, message: Message, places: Places, here: PointOfEntry) -> LegFact:
    """A form has no place for the airport of arrival: it is handed in there, so that it is here if here is one."""
    if message.function != BY_ARRIVAL or fact.destination or fact.conveyance != "aircraft":
        return fact
    return replace(fact, destination=here.code) if places.find(here.code) else fact


def _state(message: Message) -> State | None:
    if message.kind == "locator":
        return "declared"
    if message.document in _NOT_A_MANIFEST:
        return None
    if message.document == "266":
        return _CLOSE_OUT.get(message.function or "")
    return "cancelled" if message.function in ("XR", "RP") else "listed"


def _line(person: PersonFact, about: tuple[int, date, int], state: State, sender: str, hasher: Hasher) -> LineDraft:
    """The line of this person on one leg: `about` gives the leg's place, its day, and the identity's content hash."""
    leg, day, content_hash = about
    label = read_seat(person.seat_raw or person.seat)
    seat = person.seat or ""
    status: SeatStatus = "assigned" if seat else label.status if label.status != "assigned" else "unusable"
    if status == "none" and _lap_infant(person, day):
        status = "infant"
    raw = (person.seat_raw or "").upper().strip()
    return LineDraft(
        leg=leg,
        content_hash=content_hash,
        ref_key=_reference(person.reference, sender, hasher),
        party_key=hasher.hash("booking", person.booking) if person.booking else 0,
        role=person.role,
        state=state,
        seat=seat,
        seat_status=status,
        seat_raw=raw if _RAW_SEAT.fullmatch(raw) else "",
        embark=_place(person.embark),
        debark=_place(person.debark),
        unit=_code(person.unit),
        travel_class=person.travel_class if person.travel_class in TRAVEL_CLASSES else "",
        table_no=_code(person.table),
    )


def _numbering(message: Message) -> str:
    """Within what a sender's running numbers mean one person: its crew list is numbered apart from its passengers.

    The rows of a table are numbered anew in each file, so there they mean nobody.
    """
    if not message.sender or message.kind != "paxlst":
        return ""
    return f"{message.sender}|crew" if message.document == "250" else message.sender


def _reference(reference: str | None, sender: str, hasher: Hasher) -> int:
    """A passenger reference, hashed. A short or all-digit one is a running number: only its sender knows it."""
    if not reference:
        return 0
    running = len(reference) < 4 or (reference.isdigit() and len(reference) < 6)
    if running and not sender:
        return 0
    return hasher.hash("reference", reference, sender if running else "")


def _lap_infant(person: PersonFact, day: date) -> bool:
    """Under two years on the day and without a seat: carried in arms."""
    if not person.birth_date:
        return False
    born = date.fromisoformat(person.birth_date)
    return (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day) < 24 and born <= day


def _code(text: str | None) -> str:
    """A coach, cabin or table by its short code; whatever else a sender writes there might name somebody."""
    return text.upper() if text and _UNIT.fullmatch(text.upper()) and text.upper() != "MAIN" else ""


def _place(code: str | None) -> str:
    return code if code and _PLACE.fullmatch(code) else ""


def _identity(
    person: PersonFact, leg: LegDraft | None, day: date, *, hasher: Hasher, seen: Counter[str]
) -> IdentityDraft | None:
    """The identity of these facts; None where nothing is said of who it is (a close-out by reference)."""
    if not (person.surname or person.given or person.documents or person.birth_date):
        return None
    text = _content(person)
    numbered = any(number_key(document.number) for document in person.documents)
    apart = ""
    if not numbered and not (name_key(person) and person.birth_date):
        # A name alone does not tell two people apart: they are kept apart by flight, booking and their place in it.
        apart = "|".join((*map(str, leg.key if leg else ()), person.reference or person.booking or ""))
        seen[text + apart] += 1
        apart += f"|{seen[text + apart]}"
    return IdentityDraft(
        content_hash=hasher.hash("content", text, apart),
        content=text.encode(),
        keys=tuple(link_keys(person, hasher, country_code)),
        has_phone=bool(person.phones),
        day=day,
        person=person,
    )


def _content(person: PersonFact) -> str:
    """The identifying facts as canonical JSON. Hashes are made from it: not a byte of it may ever change."""
    content = {name: value for name in _IDENTIFYING if (value := getattr(person, name))}
    if person.documents:
        content["documents"] = [{name: getattr(one, name) for name in _OF_DOCUMENT} for one in person.documents]
    return _CANONICAL(content)


def person_of(content: bytes) -> PersonFact:
    """The identifying facts of a person, from the clear content of an identity."""
    facts: dict[str, Any] = json.loads(content)
    documents = tuple(DocumentFact(**one) for one in facts.pop("documents", ()))
    phones, emails = tuple(facts.pop("phones", ())), tuple(facts.pop("emails", ()))
    return PersonFact(documents=documents, phones=phones, emails=emails, **facts)


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_OF_DOCUMENT = tuple(one.name for one in fields(DocumentFact))
_IDENTIFYING = (
    "surname",
    "given",
    "sex",
    "birth_date",
    "birth_date_raw",
    "nationality",
    "residence",
    "documents",
    "phones",
    "emails",
)


def _newer(known: IdentityDraft | None, draft: IdentityDraft) -> IdentityDraft:
    return draft if known is None or draft.day >= known.day else known


def _draft_crossings(message: Message, hasher: Hasher, places: Places, here: PointOfEntry) -> MessageDraft:
    identities: dict[int, IdentityDraft] = {}
    crossings: list[CrossingDraft] = []
    seen: Counter[str] = Counter()
    for fact in message.crossings:
        at = _crossed_at(fact, places, here)
        identity = _identity(fact.person, None, at.date(), hasher=hasher, seen=seen)
        if identity is None:
            continue
        identities[identity.content_hash] = _newer(identities.get(identity.content_hash), identity)
        day = fact.flight_date or fact.time[:10]
        leg_key = (fact.flight, date.fromisoformat(day)) if fact.flight else None
        poe = _border_post(fact.point_of_entry, here)
        crossings.append(CrossingDraft(identity.content_hash, at, poe, fact.direction, leg_key))
    return MessageDraft(message, identities=identities, crossings=tuple(crossings))


def _border_post(stated: str | None, here: PointOfEntry) -> str:
    """The code of a point of entry; words that are no code may hold anything and stay with the sealed file."""
    text = (stated or here.code).strip().upper()
    if text in (here.code.upper(), here.name.upper()):
        return here.code
    return text if _PLACE.fullmatch(text) else "OTHER"


def _crossed_at(fact: CrossingFact, places: Places, here: PointOfEntry) -> datetime:
    """The moment in UTC: local at the point of entry if that is a known place, else local at this site."""
    moment = datetime.fromisoformat(fact.time)
    if len(fact.time) == 10:
        # Only the day is stated: the crossing is counted from its end, when it has happened for certain.
        moment = datetime.combine(moment.date(), time(23, 59, 59))
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    code = (fact.point_of_entry or "").upper()
    place = places.find(code) if _PLACE.fullmatch(code) else None
    return moment.replace(tzinfo=ZoneInfo((place and place.zone) or here.zone)).astimezone(UTC)
