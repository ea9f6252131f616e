"""Passenger lists in EDIFACT (PAXLST): bytes in, facts and findings out.

Nothing in a file makes this reader fail: what cannot be read becomes a finding, and the rest is kept. Ticket
numbers, bags, fares and free text are never stored, not even in a finding.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import replace

from pratique.flow.intake.edifact import Interchange, Syntax, interchanges, looks_like_edifact
from pratique.flow.intake.paxlst_body import Body, at, read_body
from pratique.flow.intake.paxlst_envelope import Block, Envelope, blocks, check_trailers
from pratique.flow.intake.paxlst_notes import CODES, Notes, place
from pratique.flow.intake.paxlst_us import is_us, read_us_body
from pratique.model.facts import Counts, Message, Part, PersonFact, ReadFile, Role

__all__ = ["CODES", "looks_like_edifact", "read_paxlst"]

_PASSENGERS: tuple[Role, ...] = ("passenger", "in_transit_passenger")
_CREW: tuple[Role, ...] = ("crew", "in_transit_crew")


def read_paxlst(data: bytes) -> ReadFile:
    """Every message of a file. `error` is set only if it holds neither a UNB nor a UNH."""
    sha256 = hashlib.sha256(data).hexdigest()
    found = interchanges(data)
    if not found:
        return ReadFile(
            sha256,
            error="This is no EDIFACT file: it has neither an interchange header (UNB) nor a message header (UNH).",
            hint="Check that the whole file was sent, and that it is a passenger list in EDIFACT (PAXLST).",
        )
    return ReadFile(sha256, tuple(message for one in found for message in _messages(one)))


def _messages(interchange: Interchange) -> list[Message]:
    syntax = interchange.syntax
    envelope, found = Envelope(), list[Message]()
    notes = Notes()
    for code, detail in interchange.remarks:
        notes.add(code, "interchange", detail)
    listed = blocks(interchange)
    if not any(block.tag == "UNB" for block in listed):
        notes.add("no-unb", "interchange")
    for block in listed:
        if block.tag in ("UNB", "UNG"):
            envelope = envelope.opened(block.tag, syntax.elements(block.text))
        elif block.tag == "UNH":
            found.append(_message(block, syntax, envelope, notes))
            notes = Notes()
    if not found:
        notes.add("no-message", "interchange")
        found.append(_placed(Message("paxlst", "none"), envelope, notes))
    check_trailers(listed, syntax, notes := Notes())
    late = notes.finish()
    found[-1] = replace(found[-1], findings=found[-1].findings + late)
    return found


def _message(block: Block, syntax: Syntax, envelope: Envelope, notes: Notes) -> Message:
    segments = block.segments
    head = syntax.elements(segments[0]) if block.has_head else []
    type_ = at(head, 2)
    if not block.has_head:
        notes.add("no-unh", "message")
    elif not type_:
        notes.add("no-message-type", place(1, "UNH"))
    if not block.has_trailer:
        notes.add("no-unt", "message")
    if block.cut:
        notes.add("unterminated", "message")
    trailer = syntax.elements(segments[-1]) if block.has_trailer else []
    content = segments[: -1 if block.has_trailer else None]
    if type_ not in ("", "PAXLST"):
        notes.add("other-message-type", place(1, "UNH"))
        body, dialect = Body(), "other"
    elif "PDT" in block.text and is_us(content):
        body, dialect = read_us_body(content, syntax, notes, envelope.prepared), "US PDT"
    else:
        dialect = f"UN {at(head, 2, 1) or '?'}:{at(head, 2, 2) or '?'}"
        body = read_body(content, syntax, notes, envelope.prepared)
    present = _present(body.people, len(segments) - (not block.has_head))
    declared = Counts(body.passengers, body.crew, _number(at(trailer, 1)))
    _compare(declared, present, notes)
    _compare_references(at(head, 1), at(trailer, 2), len(segments), notes)
    message = Message(
        kind="paxlst",
        dialect=dialect,
        document=body.document,
        function=body.function,
        part=_part(head, notes),
        message_reference=at(head, 1) or None,
        common_reference=at(head, 3) or None,
        transaction=body.transaction,
        legs=body.legs,
        people=body.people,
        declared=declared,
        present=present,
        digest=_digest(content[1:], syntax),
    )
    return _placed(message, envelope, notes)


def _placed(message: Message, envelope: Envelope, notes: Notes) -> Message:
    """The message with what its envelope says, and all findings."""
    if envelope.test == "0":
        notes.add("test-indicator-zero", "interchange")
    elif envelope.test:
        notes.add("test-indicator", "interchange")
    return replace(
        message,
        test=envelope.test not in ("", "0"),
        sender=envelope.sender,
        recipient=envelope.recipient,
        prepared=envelope.prepared,
        control_reference=envelope.reference,
        findings=notes.finish(),
    )


def _part(head: list[list[str]], notes: Notes) -> Part | None:
    number = at(head, 4)
    if not number and not at(head, 4, 1):
        return None
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        notes.add("bad-part", place(1, "UNH"))
        return None
    return Part(int(number), at(head, 4, 1).upper() == "F")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _present(people: tuple[PersonFact, ...], segments: int) -> Counts:
    roles = Counter(person.role for person in people)
    return Counts(sum(map(roles.__getitem__, _PASSENGERS)), sum(map(roles.__getitem__, _CREW)), segments)


def _compare(declared: Counts, present: Counts, notes: Notes) -> None:
    for code, tag, said, counted in (
        ("passenger-count", "CNT", declared.passengers, present.passengers),
        ("crew-count", "CNT", declared.crew, present.crew),
        ("segment-count", "UNT", declared.segments, present.segments),
    ):
        if said is not None and said != counted:
            notes.add(code, tag, f"Declared: {said}. Counted: {counted}.")


def _compare_references(head: str, trailer: str, number: int, notes: Notes) -> None:
    if not trailer or not head or trailer == head:
        return
    blank = re.sub(r"[ \t]", "", trailer) == re.sub(r"[ \t]", "", head)
    notes.add("fold-blank" if blank else "unt-reference", place(number, "UNT"))


def _digest(segments: list[str], syntax: Syntax) -> str:
    text = syntax.canonical(syntax.terminator.join(segments))
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()
