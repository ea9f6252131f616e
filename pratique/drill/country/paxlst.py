"""Passenger lists in EDIFACT (PAXLST) as departure control systems of several makes write them.

The shape is that of the public directories and of published worked examples; what senders get wrong about it is done
on purpose and by the caller's wish only (wrong counts, test marks, parts that are not sent).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pratique.drill.country.dirt import Stated
from pratique.drill.country.world import Leg

Segments = list[str]


@dataclass(frozen=True, slots=True)
class Dialect:
    """The habits of one make of departure control system."""

    name: str
    directory: str = "05B"
    component: str = ":"
    element: str = "+"
    release: str = "?"
    end: str = "'"
    announced: bool = True
    """Whether UNA says which signs these are."""
    between: str = "\r\n"
    """What stands between two segments."""
    charset: str = "UNOA:4"
    group: bool = True
    """Whether UNG and UNE stand around the messages."""
    fold: int = 0
    """Width of lines that are cut anywhere; 0: not cut."""
    telegram: bool = False
    """Whether it comes as a Type-B telegram, with a heading and control characters."""
    padded: bool = False
    """Seats with zeros in front."""
    infants: bool = False
    """``INF`` as the seat of an infant."""
    us: bool = False
    """The older US shape: one PDT segment a person, without seat, booking or reference."""

    def escaped(self, text: str) -> str:
        """The text with its service characters released."""
        if text.isalnum():
            return text
        signs = (self.component, self.element, self.release, self.end)
        return "".join(self.release + sign if sign in signs else sign for sign in text)


DIALECTS = (
    Dialect("plain"),
    Dialect("folded", between="", fold=64, telegram=True),
    Dialect("dollar", directory="02B", element="*", end="$", padded=True),
    Dialect("bracket", element="(", release=")", end="-", between="", telegram=True),
    Dialect("sire", directory="02B", end='"', announced=False, charset="SIRE:4", group=False),
    Dialect("silent", directory="10A", announced=False, between="", infants=True),
)
US = Dialect("us", directory="000", us=True, group=False)


def list_message(
    leg: Leg,
    people: Sequence[Stated],
    dialect: Dialect,
    *,
    serial: str,
    document: str = "745",
    function: str = "",
    part: tuple[int, int] = (1, 1),
    declared: int = 0,
    off: int = 0,
    home: str = "",
) -> Segments:
    """UNH to UNT of a passenger list (745), a crew list (250) or a change of one (CP, RP, XR).

    `part` is its number and how many there are; `declared` the people of the whole flight; `off` what is added to
    both control counts by mistake; somebody who flies on from `home` is written as in transit.
    """
    write = _us_person if dialect.us else _person
    body = _head(leg, dialect, serial, document, function, part)
    for one in people:
        write(body, one, leg, dialect, home)
    e, c = dialect.element, dialect.component
    if not dialect.us:
        body.append(f"CNT{e}{'41' if document == '250' else '42'}{c}{(declared or len(people)) + off}")
    body.append(f"UNT{e}{len(body) + 1 + off}{e}{serial}")
    return body


def event(leg: Leg, boarded: Sequence[Stated], dialect: Dialect, *, serial: str, function: str = "CLOB") -> Segments:
    """UNH to UNT of a close-out (266, CLOB): those on board, by booking and reference alone; XF: it did not fly."""
    e, c = dialect.element, dialect.component
    body = _head(leg, dialect, serial, "266", function, (1, 1))
    for one in boarded:
        body.append(f"NAD{e}ZZZ")
        if one.booking:
            body.append(f"RFF{e}AVF{c}{one.booking}")
        body.append(f"RFF{e}ABO{c}{one.reference}")
    body.append(f"UNT{e}{len(body) + 1}{e}{serial}")
    return body


def interchange(
    messages: Sequence[Segments],
    dialect: Dialect,
    *,
    sender: str,
    origin: str,
    written: datetime,
    reference: str,
    test: bool = False,
) -> bytes:
    """The bytes of one file: service characters, envelope, messages, and how it is laid out on the wire."""
    e, c = dialect.element, dialect.component
    stamp = f"{written:%y%m%d}{c}{written:%H%M}"
    head = f"UNB{e}{dialect.charset.replace(':', c)}{e}{sender}{c}ZZ{e}PORTAPI{c}ZZ{e}{stamp}{e}{reference}{e}{e}PAXLST"
    segments = [head + (f"{e}{e}{e}{e}1" if test else "")]
    if dialect.group:
        segments.append(f"UNG{e}PAXLST{e}{sender}{e}PORTAPI{e}{stamp}{e}{reference}{e}UN{e}D{c}{dialect.directory}")
    for message in messages:
        segments += message
    if dialect.group:
        segments.append(f"UNE{e}{len(messages)}{e}{reference}")
    segments.append(f"UNZ{e}{1 if dialect.group else len(messages)}{e}{reference}")
    text = (dialect.end + dialect.between).join([*segments, ""])
    if dialect.announced:
        text = f"UNA{c}{e}.{dialect.release} {dialect.end}{text}"
    if dialect.fold:
        text = "\r\n".join(text[start : start + dialect.fold] for start in range(0, len(text), dialect.fold))
    if dialect.telegram:
        text = f"\x01QK PORTAZZ\r\n.{origin}DCZZ {written:%d%H%M}\r\n\x02{text}\r\n\x03"
    return text.encode("ascii")


def _head(leg: Leg, dialect: Dialect, serial: str, document: str, function: str, part: tuple[int, int]) -> Segments:
    e, c = dialect.element, dialect.component
    leaves, lands = leg.departs_local, leg.arrives_local
    access = dialect.escaped(f"{leg.flight}/{leaves:%y%m%d/%H%M}")
    number, last = part
    mark = f"{number:02}{c}F" if number == last else f"{number:02}{c}C" if number == 1 else f"{number:02}"
    if dialect.us:
        return [
            f"UNH{e}{serial}{e}PAXLST{c}001{c}000{e}{access}{e}{mark}",
            f"TDT{e}{e}{leg.flight}{e}40{e}{leg.flight[:2]}",
            f"LOC{e}5{e}{leg.origin}{c}50",
            f"DTM{e}136{e}{leaves:%y%m%d}{e}{leaves:%H%M}",
            f"LOC{e}8{e}{leg.destination}{c}50",
            f"DTM{e}132{e}{lands:%y%m%d}{e}{lands:%H%M}",
            f"UNS{e}D",
        ]
    parts = f"{e}{access}{e}{mark}" if document == "745" and not function else ""
    return [
        f"UNH{e}{serial}{e}PAXLST{c}D{c}{dialect.directory}{c}UN{c}IATA{parts}",
        f"BGM{e}{document}{e}{function}" if function else f"BGM{e}{document}",
        f"RFF{e}TN{c}{leg.flight}{leaves:%d%m}{document}{function}{serial}{c}{c}{c}1",
        f"NAD{e}MS{e}{e}{e}DEPARTURE CONTROL DESK",
        f"COM{e}{dialect.escaped('+12025550143')}{c}TE",
        f"TDT{e}20{e}{leg.flight}{e}{e}{e}{leg.flight[:2]}",
        f"LOC{e}125{e}{leg.origin}",
        f"DTM{e}189{c}{leaves:%y%m%d%H%M}{c}201",
        f"LOC{e}87{e}{leg.destination}",
        f"DTM{e}232{c}{lands:%y%m%d%H%M}{c}201",
    ]


def _person(body: Segments, one: Stated, leg: Leg, dialect: Dialect, home: str) -> None:
    e, c = dialect.element, dialect.component
    escaped = dialect.escaped
    name = escaped(one.surname)
    if one.given:
        name += c + c.join(map(escaped, one.given.split(" ", 1)))
    kind = "DDU" if leg.destination == home and one.debark != leg.destination else "FL"
    kind = "FM" if one.role == "crew" else kind
    body.append(f"NAD{e}{kind}{e}{e}{e}{name}")
    body.append(f"ATT{e}2{e}{e}{one.sex}")
    if one.birth:
        body.append(f"DTM{e}329{c}{_short(one.birth)}")
    if one.role == "crew":
        body.append(f"EMP{e}1{e}CR2{c}110{c}111")
    body.append(f"LOC{e}178{e}{one.embark or leg.origin}")
    body.append(f"LOC{e}179{e}{one.debark or leg.destination}")
    if one.phone:
        body.append(f"COM{e}{escaped(one.phone)}{c}TE")
    body.append(f"NAT{e}2{e}{one.nationality}")
    if one.booking:
        body.append(f"RFF{e}AVF{c}{one.booking}")
    if one.reference:
        body.append(f"RFF{e}ABO{c}{one.reference}")
    if one.seat:
        body.append(f"RFF{e}SEA{c}{one.seat.rjust(4, '0') if dialect.padded else escaped(one.seat)}")
    elif dialect.infants and one.role == "passenger" and "seat_missing" not in one.flags:
        body.append(f"RFF{e}SEA{c}INF")
    if one.document:
        body.append(f"DOC{e}{one.document_type}{c}110{c}111{e}{escaped(one.document)}")
        body.append(f"DTM{e}36{c}{_short(one.expiry)}")
        body.append(f"LOC{e}91{e}{one.issuer}")
    elif dialect.padded:  # this make sends the segments all the same, empty
        body += [f"DOC{e}{e}", f"DTM{e}36{c}", f"LOC{e}91{e}"]


def _us_person(body: Segments, one: Stated, leg: Leg, dialect: Dialect, home: str) -> None:
    del home
    e, c = dialect.element, dialect.component
    escaped = dialect.escaped
    paper = f"{one.document_type}/{escaped(one.document)}{c}{_short(one.expiry)}{c}{one.issuer}" if one.document else ""
    given, _, middle = one.given.partition(" ")
    name = c.join((escaped(one.surname), escaped(given), escaped(middle), _short(one.birth), one.sex))
    status = "CRW" if one.role == "crew" else "PAX"
    places = f"{one.embark or leg.origin}{c}{one.debark or leg.destination}"
    body.append(f"PDT{e}{paper}{e}{name}{e}{status}{e}{places}")


def _short(day: str) -> str:
    return day[2:4] + day[5:7] + day[8:10]
