"""What stands around messages: UNB, UNG, UNE, UNZ; and the cut of an interchange into blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from pratique.flow.intake.edifact import Interchange, Syntax
from pratique.flow.intake.paxlst_body import at
from pratique.flow.intake.paxlst_dates import read_prepared
from pratique.flow.intake.paxlst_notes import Notes

_ORPHANS = "BGM|TDT|NAD|PDT"
_REPAIRED = frozenset({"", "NAD", "DOC"})
"""Segments that cannot stay as they are: empty, or a tag that opens something and stands alone."""


@dataclass(frozen=True, slots=True)
class Block:
    """One service segment, or one message from UNH to UNT (`tag` UNH) as its `segments`, blanks before tags gone."""

    tag: str
    text: str
    segments: list[str]
    has_head: bool = True
    """False: segments of a message stood without UNH; `segments[0]` is then empty."""
    has_trailer: bool = True
    cut: bool = False
    """The file ends inside a segment, which was left out."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sent an interchange to whom, and when."""

    sender: str | None = None
    recipient: str | None = None
    prepared: datetime | None = None
    reference: str | None = None
    test: str = ""

    def opened(self, tag: str, elements: list[list[str]]) -> Envelope:
        """The envelope after a UNB; a UNG only fills what no UNB stated."""
        if tag == "UNB":
            return Envelope(
                sender=at(elements, 2) or None,
                recipient=at(elements, 3) or None,
                prepared=read_prepared(at(elements, 4), at(elements, 4, 1)),
                reference=at(elements, 5) or None,
                test=at(elements, 11),
            )
        return replace(
            self,
            sender=self.sender or at(elements, 2) or None,
            recipient=self.recipient or at(elements, 3) or None,
            prepared=self.prepared or read_prepared(at(elements, 4), at(elements, 4, 1)),
        )


def blocks(interchange: Interchange) -> list[Block]:
    """The interchange as service segments and messages, in order; text after the last trailer is left out."""
    syntax, text = interchange.syntax, interchange.text
    element, end_mark = re.escape(syntax.element), re.escape(syntax.terminator)
    # A search for one rare character is much quicker than one for a pair that ends in a frequent one.
    if " " in text and " " + syntax.element in text:  # a blank between a tag and its first separator
        text = re.sub(rf"((?:\A|{end_mark})[ \t]*[A-Z]{{3}})[ \t]+(?={element})", r"\1", text)
    orphan = re.compile(rf"(?:\A|{end_mark})[ \t\n]*(?:{_ORPHANS})(?:{element}|{end_mark})")
    points = [
        (match[1], match.start())
        for match in re.finditer(rf"UN([BGHTEZ]){element}", text)
        if _begins_segment(text, match.start(), syntax)
    ]
    found: list[Block] = []
    position, opened = 0, -1
    for kind, start in [*points, ("", len(text))]:
        if opened >= 0:
            end = _end(text, start, syntax) if kind == "T" else start
            found.append(_message(text[opened:end], syntax, head=True, trailer=kind == "T", last=end == len(text)))
            opened, position = -1, end
            if kind == "T":
                continue
        elif orphan.search(text[max(0, position - 1) : start]):
            end = _end(text, start, syntax) if kind == "T" else start
            chunk = syntax.terminator + text[position:end].lstrip(syntax.terminator)
            found.append(_message(chunk, syntax, head=False, trailer=kind == "T", last=not kind))
            position = end
            if kind == "T":
                continue
        if kind == "H":
            opened = start
        elif kind in ("B", "G", "E", "Z"):
            end = _end(text, start, syntax)
            found.append(Block("UN" + kind, text[start:end].rstrip(syntax.terminator), []))
            position = end
    return found


def _begins_segment(text: str, start: int, syntax: Syntax) -> bool:
    before = text[max(0, start - 200) : start].rstrip(" \t\n" if syntax.terminator != "\n" else " \t")
    if not before or before[-1] == syntax.terminator:
        return True
    # Noise may stand before a header in the middle of a file (a teletype heading), with no terminator.
    pattern = (
        rf"UNH{re.escape(syntax.element)}[^{re.escape(syntax.element)}]{{0,40}}{re.escape(syntax.element)} ?PAXLST"
    )
    return re.compile(pattern).match(text, start) is not None


def _end(text: str, start: int, syntax: Syntax) -> int:
    end = text.find(syntax.terminator, start)
    return len(text) if end < 0 else end + 1


def _message(text: str, syntax: Syntax, *, head: bool, trailer: bool, last: bool) -> Block:
    pieces = text.split(syntax.terminator)
    # What follows the last terminator is cut off, unless it is the trailer, whose own end is often forgotten.
    rest = pieces.pop()
    cut = False
    if rest.strip(" \t\n"):
        if trailer and rest.strip(" \t\n").startswith("UNT"):
            pieces.append(rest)
        else:
            cut = last or not trailer
    if any(char in text and syntax.terminator + char in text for char in " \t\n"):
        pieces = [piece.lstrip(" \t\n") for piece in pieces]
    segments = pieces
    if not _REPAIRED.isdisjoint(pieces):
        # A bare tag still opens a person or a document: what follows must not fall to the one before.
        pieces = [piece + syntax.element if piece in ("NAD", "DOC") else piece for piece in pieces]
        segments = [piece for index, piece in enumerate(pieces) if piece or (index == 0 and not head)]
    if not segments:
        segments = [rest if head else ""]
    return Block("UNH", text, segments, head, trailer, cut)


def check_trailers(listed: list[Block], syntax: Syntax, notes: Notes) -> None:
    """Findings about UNE and UNZ: absent, or with counts and references that do not fit."""
    headers: dict[str, list[list[str]]] = {}
    groups = messages = in_group = 0
    for block in listed:
        if block.tag == "UNH":
            messages, in_group = messages + 1, in_group + 1
            continue
        elements = syntax.elements(block.text)
        if block.tag == "UNG":
            groups, in_group = groups + 1, 0
            headers["UNG"] = elements
        elif block.tag == "UNB":
            headers["UNB"] = elements
        elif block.tag == "UNE":
            _compare("une", "UNE", elements, in_group, at(headers.pop("UNG", []), 5), notes)
        elif block.tag == "UNZ":
            _compare("unz", "UNZ", elements, groups or messages, at(headers.pop("UNB", []), 5), notes)
    if "UNB" in headers:
        notes.add("no-unz", "interchange")
    elif "UNG" in headers:
        notes.add("no-une", "interchange")


def _compare(code: str, tag: str, elements: list[list[str]], counted: int, reference: str, notes: Notes) -> None:
    stated = at(elements, 1)
    if stated.isascii() and stated.isdigit() and stated.lstrip("0") != str(counted).lstrip("0"):
        notes.add(f"{code}-count", tag, f"Stated: {stated[:9]}. Counted: {counted}.")
    if reference and at(elements, 2) and at(elements, 2) != reference:
        notes.add(f"{code}-reference", tag)
