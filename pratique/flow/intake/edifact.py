"""EDIFACT as it really arrives: separators found from evidence, noise cut away, text split at C speed.

Escaped separators are replaced, once per interchange, by control characters that were cut away as noise before, so
that splitting needs no look at release characters; `Syntax.restore` puts the real characters back.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass

from pratique.flow.intake.edifact_charset import decode

_NOISE = bytes([*range(0x09), 0x0B, 0x0C, 0x0E, 0x0F, 0x1A])
_BREAKS = b"\r\n"
# No \s here: Python counts 1C to 1F as blanks, and those are the separators of syntax level B.
_SEP = r"[^A-Za-z0-9 \t\r\n]"
_UNB_KNOWN = re.compile(rf"UNB ?({_SEP})[ \t]*(UNO[A-Z]|IAT[A-Z]|SIRE)(?:({_SEP})|(?=\1))")
_UNB_ANY = re.compile(rf"(?<![A-Z0-9])UNB[ \t]?({_SEP})[ \t]*([A-Z0-9]{{0,4}})(?:({_SEP})|)")
_HEADLESS = re.compile(rf"UN[GH][ \t]?({_SEP})(?:(?!\1).){{0,40}}?(?:\1[ \t]*PAXLST({_SEP}))", re.DOTALL)
_GROUP = re.compile(
    rf"UNG[ \t]?({_SEP})[ \t]*PAXLST\1.{{0,300}}?UNH[ \t]?\1(?:(?!\1).){{0,40}}?\1[ \t]*PAXLST({_SEP})", re.DOTALL
)
_UNH_ANY = re.compile(rf"(?<![A-Z0-9])UNH[ \t]?({_SEP})()")
_UNA = re.compile(r"UNA(.{6})[ \t]*\Z", re.DOTALL)
_UNA_HEADED = re.compile(r"UNA.{6}[ \t]*UN[BGH]")
_UNA_SHORT = re.compile(r"UNA(.{3,5}?)[ \t]*\Z", re.DOTALL)
_LINES = re.compile(
    rb"UN[BH] ?([^A-Za-z0-9 \t\r\n])[^\r\n]{0,400}[A-Za-z0-9][ \t]{0,9}[\r\n]+[ \t]*(?:UNG|UNH|BGM|RFF|NAD|TDT|CTA) ?\1"
)
_TAGS = "UNG|UNH|UNT|UNE|UNZ|BGM|RFF|NAD|TDT|CTA|LOC|DTM|ATT|NAT|DOC|COM|CNT|PDT|UNS|MEA|GEI|FTX|EMP"
_LINE_TAG = re.compile(rf"[\r\n][ \t]*(?:{_TAGS})[ \t]?[+*\x1d]".encode())
_MARK_TAG = re.compile(rf"'[ \t]*(?:{_TAGS})[ \t]?[+*\x1d]".encode())
_TYPOGRAPHIC = "\u2019\u2018\u00b4\u02bc"
# All of these are in `_NOISE`, so that no text holds them; and they are ASCII, so that text stays one byte a character.
_COMPONENT, _ELEMENT, _RELEASE, _TERMINATOR = _MARKS = "\x01\x02\x03\x04"
_ASIDE = "\x05\x06\x07"


@dataclass(frozen=True, slots=True)
class Syntax:
    """The four characters that structure one interchange; `release` is None where there is none."""

    component: str = ":"
    element: str = "+"
    release: str | None = "?"
    terminator: str = "'"

    def restore(self, text: str) -> str:
        """The value as the sender meant it: escaped separators come back as themselves."""
        return text if text.isprintable() else text.translate(self._literals())

    def elements(self, segment: str) -> list[list[str]]:
        """Every element of a segment as its list of components; element 0 is the tag."""
        parts = segment.split(self.element)
        parts[0] = parts[0].strip(" \t")
        return [[self.restore(value) for value in part.split(self.component)] for part in parts]

    def canonical(self, text: str) -> str:
        """The same segments with the default separators ``:+?'``: equal content gives equal text."""
        if self != Syntax():
            # Real separators step aside first, so that literal characters can be escaped without touching them.
            for mark, char in zip(_ASIDE, (self.component, self.element, self.terminator), strict=True):
                text = text.replace(char, mark)
            for char in "?:+'":
                if char in text:  # quicker than a replacement that finds nothing
                    text = text.replace(char, "?" + char)
            for mark, char in zip(_ASIDE, ":+'", strict=True):
                text = text.replace(mark, char)
        elif "?" in text:  # only a release at the very end is left as it is
            text = text.replace("?", "??")
        if any(mark in text for mark in _MARKS):
            for code, char in self._literals().items():
                text = text.replace(chr(code), "?" + char if char in ":+?'" else char)
        return text

    def _literals(self) -> dict[int, str]:
        return {
            ord(_COMPONENT): self.component,
            ord(_ELEMENT): self.element,
            ord(_RELEASE): self.release or "",
            ord(_TERMINATOR): self.terminator,
        }


@dataclass(frozen=True, slots=True)
class Interchange:
    """The text from one UNB (or, where there is none, UNG or UNH) up to the next, ready to split.

    `remarks` are (finding code, detail) about its characters.
    """

    syntax: Syntax
    text: str
    remarks: tuple[tuple[str, str], ...] = ()


def looks_like_edifact(data: bytes) -> bool:
    """Whether a file is EDIFACT: it holds a UNB, or a UNH of a passenger list, whatever noise stands before it."""
    return first_sign(data) is not None


def first_sign(data: bytes) -> int | None:
    """Where what makes a file EDIFACT begins, in bytes; control characters and line breaks hide nothing."""
    head = data[:200_000]
    text = _without_breaks(head).decode("latin-1")
    signs = [sign.start() for pattern in (_UNB_KNOWN, _HEADLESS, _UNA_HEADED) if (sign := pattern.search(text))]
    if not signs or not min(signs):
        return 0 if signs else None
    return bisect_right(range(len(head)), min(signs), key=lambda end: len(_without_breaks(head[:end]))) - 1


def interchanges(data: bytes) -> list[Interchange]:
    """Every interchange of a file in order; empty only if there is neither a UNB nor a UNH."""
    remarks: list[tuple[str, str]] = []
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = data.decode("utf-16", errors="replace").encode("utf-8")
        remarks.append(("utf-16", ""))
    by_line = b"\n" in data and _stands_by_line(data.translate(None, _NOISE))
    clean = data.translate(None, _NOISE + b"\r") if by_line else _without_breaks(data)
    text = clean.decode("latin-1")
    found = []
    starts = _starts(text)
    ends = [*(_una_start(text, after.start()) for after in starts[1:]), len(text)]
    for match, end in zip(starts, ends, strict=False):
        found.append(_interchange(text, match, end, by_line, remarks))
        remarks = []
    return found


def _stands_by_line(data: bytes) -> bool:
    """Whether every segment has a line of its own and nothing else ends it; one such line in a file is damage."""
    if not _LINES.search(data):
        return False
    return len(_LINE_TAG.findall(data)) > len(_MARK_TAG.findall(data))


def _without_breaks(data: bytes) -> bytes:
    # A line may be folded anywhere, even inside a tag or an escape: breaks go before anything is looked for.
    return data.translate(None, _NOISE + _BREAKS)


def _starts(text: str) -> list[re.Match[str]]:
    known = list(_UNB_KNOWN.finditer(text))
    if known:
        headless = _headless(text, known[0].start())
        return [headless, *known] if headless else known
    headless = _headless(text, len(text))
    first = next((m for m in _UNB_ANY.finditer(text) if not headless or m.start() < headless.start()), None)
    first = first or headless or _UNH_ANY.search(text)
    return [first] if first else []


def _headless(text: str, end: int) -> re.Match[str] | None:
    """The first group or message that no UNB stands before."""
    message, group = _HEADLESS.search(text, 0, end), _GROUP.search(text, 0, end)
    return group if group and message and group.start() < message.start() else message


def _una_start(text: str, start: int) -> int:
    match = _UNA.search(text, max(0, start - 40), start) or _UNA_SHORT.search(text, max(0, start - 40), start)
    return match.start() if match else start


def _interchange(
    text: str, match: re.Match[str], end: int, by_line: bool, remarks: list[tuple[str, str]]
) -> Interchange:
    remarks = list(remarks)
    start = match.start()
    una = _UNA.search(text, max(0, start - 40), start)
    head = text.startswith("UNB", start)
    body, code = decode(text[start:end].encode("latin-1"), match[2] if head else "")
    if code:
        remarks.append((code, ""))
    element = match[1]
    component = (match[3] if head else match[2]) or (una[1][0] if una else "\x1f" if element == "\x1d" else ":")
    release: str | None = None if element == "\x1d" else "?"
    expected = "\x1c" if element == "\x1d" else '"' if head and match[2] == "SIRE" else "'"
    if una:
        if una[1][0] != component or una[1][1] != element:
            remarks.append(("una-contradicted", ""))
        release = una[1][3] if una[1][3] not in " \t" else None
        expected = una[1][5]
    elif _UNA_SHORT.search(text, max(0, start - 40), start):
        remarks.append(("una-short", ""))
    if release in (component, element):
        release = None
    terminator = "\n" if by_line else _terminator(body, component, element, expected, remarks)
    if by_line:
        remarks.append(("terminator-differs", "Every segment stands on a line of its own."))
    if release == terminator:
        release = None
    body = _typographic(body, element, terminator, remarks)
    syntax = Syntax(component, element, release, terminator)
    return Interchange(syntax, _mark_escapes(body, syntax), tuple(remarks))


def _terminator(text: str, component: str, element: str, expected: str, remarks: list[tuple[str, str]]) -> str:
    """The expected terminator, unless tags plainly follow another character."""
    tag = re.compile(rf"({_SEP})[ \t]*(?:{_TAGS})[ \t]?{re.escape(element)}")
    seen: Counter[str] = Counter()
    for match in tag.finditer(text):
        if match[1] not in (element, component):
            seen[match[1]] += 1
            if match[1] == expected or seen.total() >= 40:
                break
    if expected in seen or not seen:
        return expected if expected not in " \t" else "'"
    terminator = seen.most_common(1)[0][0]
    remarks.append(("typographic-terminator" if terminator in _TYPOGRAPHIC else "terminator-differs", ""))
    return terminator


def _typographic(text: str, element: str, terminator: str, remarks: list[tuple[str, str]]) -> str:
    if terminator != "'" or text.isascii():
        return text
    pattern = rf"[{_TYPOGRAPHIC}](?=[ \t]*(?:{_TAGS})[ \t]?{re.escape(element)})"
    text, count = re.subn(pattern, "'", text)
    if count:
        remarks.append(("typographic-terminator", f"Places: {count}."))
    return text


def _mark_escapes(text: str, syntax: Syntax) -> str:
    release = syntax.release
    if release is None or release not in text:
        return text
    marks = {syntax.component: _COMPONENT, syntax.element: _ELEMENT, syntax.terminator: _TERMINATOR}
    first, *others = text.split(release)
    found = [first]
    rest = iter(others)
    for piece in rest:
        if piece:
            found.append(marks.get(piece[0], piece[0]) + piece[1:])
        elif (after := next(rest, None)) is not None:  # a doubled release: what follows is not escaped
            found.append(_RELEASE + after)
        else:  # the very last character escapes nothing
            found.append(release)
    return "".join(found)
