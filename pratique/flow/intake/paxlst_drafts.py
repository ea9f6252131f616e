"""Drafts of people, gathered segment by segment: as sent, before anything is decided."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pratique.flow.intake.edifact import Syntax
from pratique.flow.intake.paxlst_notes import Notes, place
from pratique.model.facts import Role

Draft = dict[str, Any]
"""A person as sent: field of `PersonFact` → raw text; `at`: segment number; `papers`: list of documents."""

ROLES: dict[str, Role] = {
    "FL": "passenger",
    "FM": "crew",
    "DDU": "in_transit_passenger",
    "DDT": "in_transit_crew",
    "ZZZ": "unknown",
}
_PLACES = {"178": "embark", "179": "debark", "174": "residence"}
_REFERENCES = {"AVF": "booking", "ABO": "reference", "SEA": "seat_raw"}
# Known and not stored: place of birth and of clearance; agency, customer, ticket and bag references; bags.
_PLACES_LEFT = {"180", "22"}
_REFERENCES_LEFT = {"AEA", "CR", "YZY", "TIK", "BAG"}
_DATES_LEFT = {"182"}
_SEGMENTS_LEFT = {"MEA", "GEI", "FTX", "EMP", "CTA", "CPI", "QTY", "GID", "GIS", "AUT"}
_PHONES = {"TE", "AL"}


def gather(  # noqa: PLR0912, PLR0915 - one loop without calls is what makes the reader quick
    segments: list[str],
    first: int,
    syntax: Syntax,
    notes: Notes,
    other: Callable[[int, str], bool],
    people: list[Draft],
) -> list[Draft]:
    """`people`, filled with the drafts from segment number `first` on; `other` takes what is not about a person.

    `other` sees the people met so far (the same list) and answers whether it knew the segment. This loop is the
    reader's hot path: one partition per segment.
    """
    element, component = syntax.element, syntax.component
    nad, rff, loc, dtm, att, nat, doc, com = (
        tag + element for tag in ("NAD", "RFF", "LOC", "DTM", "ATT", "NAT", "DOC", "COM")
    )
    references = {rff + code: slot for code, slot in _REFERENCES.items()}
    person: Draft = {"role": "unknown", "at": first}
    paper: list[str] | None = None
    # Places, sexes and nationalities repeat from person to person: a segment seen before needs no second reading.
    known: dict[str, tuple[str, str]] = {}
    for number, segment in enumerate(segments[first - 1 :], first):
        if segment in known:
            slot, value = known[segment]
            if not slot:
                continue
            if slot == "issuer":
                if paper is not None and not paper[2]:
                    paper[2] = value
                    continue
            elif slot not in person:
                person[slot] = value
                continue
            elif person[slot] == value:
                continue
        key = segment[:4]
        if key == rff:
            head, _, value = segment.partition(component)
            slot = references.get(head, "")
            if not slot:
                if head[4:] not in _REFERENCES_LEFT and not other(number, segment):
                    _repair_reference(person, segment, number, syntax, notes)
                continue
            if not value.isalnum():
                value = _plain(value, syntax)
        elif key == nad:
            parts = segment.split(element)
            code = parts[1] if parts[1] in ROLES else parts[1].strip(" \t")
            paper = None
            if code == "MS":  # the sender's own contact: no person of the flight, and not stored
                person = {"role": "unknown", "at": number}
                continue
            person = {"role": ROLES.get(code, "unknown"), "at": number}
            if code not in ROLES:
                notes.add("unknown-role", place(number, "NAD"))
            if len(parts) > 4:
                _name(person, parts[4], syntax, notes)
            people.append(person)
            continue
        elif key == doc:
            parts = segment.split(element)
            kind = parts[1].partition(component)[0]
            if not kind.isalnum():
                kind = _plain(kind, syntax)
            named = parts[2] if len(parts) > 2 else ""
            if not named.isalnum():
                named = _plain(named, syntax)
            paper = [kind, named, "", "", str(number)]
            if "papers" in person:
                person["papers"].append(paper)
            else:
                person["papers"] = [paper]
            if not kind and not named:
                notes.empty(number, "DOC")
            elif not named:
                notes.add("document-incomplete", place(number, "DOC"))
            continue
        elif key == loc:
            code, _, value = segment[4:].partition(element)
            if not value.isalnum():
                value = _plain(value, syntax)
            slot = _PLACES.get(code, "")
            if not slot:
                if code == "91":
                    if paper is None:
                        notes.add("document-missing", place(number, "LOC"))
                    elif not value:
                        notes.empty(number, "LOC")
                    elif not paper[2]:
                        paper[2] = value
                        known[segment] = ("issuer", value)
                    elif paper[2] != value:
                        notes.add("repeated-value", place(number, "LOC"))
                elif people and code in _PLACES_LEFT:
                    known[segment] = "", ""
                elif not other(number, segment) and code not in _PLACES_LEFT:
                    notes.unknown(number, "LOC")
                continue
            if value:
                known[segment] = slot, value
        elif key == dtm:
            code, _, value = segment[4:].partition(component)
            if element in code:
                code, _, value = code.partition(element)
                notes.add("wrong-separator", place(number, "DTM"))
            if not value.isdigit():
                value = _plain(value.partition(component)[0], syntax)
            if code == "36":
                if paper is None:
                    notes.add("document-missing", place(number, "DTM"))
                elif not value:
                    notes.empty(number, "DTM")
                elif not paper[3]:
                    paper[3] = value
                elif paper[3] != value:
                    notes.add("repeated-value", place(number, "DTM"))
                continue
            if code != "329":
                if code not in _DATES_LEFT and not other(number, segment):
                    notes.unknown(number, "DTM")
                continue
            slot = "birth_date_raw"
        elif key == att:
            slot, value = "sex", _nth(segment, 3, syntax).upper()
            if value not in ("M", "F", "X"):
                if value not in ("U", ""):
                    notes.add("unknown-sex", place(number, "ATT"))
                elif not value:
                    notes.empty(number, "ATT")
                continue
            known[segment] = slot, value
        elif key == nat:
            slot, value = "nationality", _nth(segment, 2, syntax)
            if value:
                known[segment] = slot, value
        elif key == com:
            _contact(person, segment, number, syntax, notes)
            continue
        else:
            tag = segment[:3]
            if tag in _SEGMENTS_LEFT:
                known[segment] = "", ""
                continue
            if other(number, segment):
                continue
            notes.unknown(number, tag)
            continue
        if not value:
            notes.empty(number, segment[:3])
        elif slot not in person:
            person[slot] = value
        elif person[slot] != value:
            code = {"nationality": "several-nationalities", "seat_raw": "several-seats"}.get(slot, "repeated-value")
            notes.add(code, place(number, segment[:3]))
    return people


def _plain(value: str, syntax: Syntax) -> str:
    return syntax.restore(value.partition(syntax.element)[0].partition(syntax.component)[0].strip(" \t"))


def _nth(segment: str, index: int, syntax: Syntax) -> str:
    parts = segment.split(syntax.element, index + 1)
    return syntax.restore(parts[index].partition(syntax.component)[0].strip(" \t")) if len(parts) > index else ""


def _name(person: Draft, text: str, syntax: Syntax, notes: Notes) -> None:
    component = syntax.component
    surname, _, rest = text.partition(component)
    if surname.strip():
        person["surname"] = surname if surname.isalnum() else syntax.restore(surname)
    if component not in rest and rest.strip():
        person["given"] = rest if rest.isalnum() else syntax.restore(rest)
    elif rest:
        # C080: five parts of a name, then a code for their order.
        given = [part for part in rest.split(component)[:4] if part.strip()]
        if given:
            person["given"] = syntax.restore(" ".join(given))
        if rest[-1] == component or len(given) == 0:
            notes.tail(person["at"], "NAD")
    if "given" not in person and " " in surname.strip():
        notes.add("whole-name", place(person["at"], "NAD"))


def _contact(person: Draft, segment: str, number: int, syntax: Syntax, notes: Notes) -> None:
    for part in segment.split(syntax.element)[1:]:
        value, _, code = part.rpartition(syntax.component)
        code = code.strip(" \t")
        if not value.strip():
            notes.empty(number, "COM")
        elif code in _PHONES:
            person.setdefault("phones", []).append(syntax.restore(value.strip(" \t")))
        elif code == "EM":
            person.setdefault("emails", []).append(syntax.restore(value.strip(" \t")))
        elif code != "FX":
            notes.unknown(number, "COM")


def _repair_reference(person: Draft, segment: str, number: int, syntax: Syntax, notes: Notes) -> None:
    code, separator, value = segment[4:].partition(syntax.element)
    if separator and (slot := _REFERENCES.get(code)) and (value := _plain(value, syntax)):
        notes.add("wrong-separator", place(number, "RFF"))
        person.setdefault(slot, value)
    elif code not in _REFERENCES_LEFT:
        notes.unknown(number, "RFF")
