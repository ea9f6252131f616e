"""Small invented files: passenger lists with changes, and crossings. Nobody and no carrier in them exists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from pratique.model.casework import CaseDocument, CasePerson, Journey, Notice

DAY = date(2026, 3, 10)
"""A Tuesday; the other days used stay within its week."""


def person(number: int, seat: str = "", document: str | None = None) -> str:
    """The segments of one traveller; the same number is the same person."""
    paper = document or f"XX{number:06}"
    return (
        f"NAD+FL+++TEST{_letters(number)}:SAMPLE'ATT+2++{'MF'[number % 2]}'"
        f"DTM+329:{70 + number % 30}0{1 + number % 9}15'"
        f"LOC+178+SIN'LOC+179+CAN'NAT+2+SGP'RFF+AVF:BK{number:04}'RFF+ABO:{paper}R'"
        + (f"RFF+SEA:{seat}'" if seat else "")
        + f"DOC+P:110:111+{paper}'DTM+36:301231'LOC+91+SGP'"
    )


def message(reference: str, flight: str, day: date, people: Sequence[str], function: str = "") -> str:
    """One PAXLST message, from UNH to UNT."""
    body = (
        f"BGM+745{'+' + function if function else ''}'TDT+20+{flight}+++{flight[:2]}'"
        f"LOC+125+SIN'DTM+189:{day:%y%m%d}0810:201'LOC+87+CAN'DTM+232:{day:%y%m%d}1220:201'"
        + "".join(people)
        + f"CNT+42:{len(people)}'"
    )
    return f"UNH+{reference}+PAXLST:D:05B:UN:IATA'{body}UNT+{body.count(chr(39)) + 2}+{reference}'"


def interchange(reference: str, messages: Sequence[str], day: date = DAY, at: str = "0700") -> bytes:
    """One interchange around these messages, written at this time of day."""
    head = f"UNA:+.? 'UNB+UNOA:4+ZZDCS:ZZ+CNPORT:ZZ+{day:%y%m%d}:{at}+{reference}++PAXLST'"
    return f"{head}{''.join(messages)}UNZ+{len(messages)}+{reference}'".encode()


def manifest(number: int, people: int = 12, first: int = 0, day: date = DAY) -> bytes:
    """A list for flight ZZ<number>."""
    told = [person(first + i, f"{1 + i}A") for i in range(people)]
    return interchange(f"M{number:05}", [message(f"L{number}", f"ZZ{number}", day, told)], day)


def flight_of_case(number: int) -> tuple[str, bytes]:
    """A list for flight ZZ<number> with the case in 9A and one more person, beside it in 9B."""
    told = [person(8, "9A"), person(1000 + number, "9B")]
    return f"m{number}.edi", interchange(f"N{number:05}", [message(f"N{number}", f"ZZ{number}", DAY, told)])


def crossings(numbers: Sequence[int], flight: str = "", day: date = DAY) -> bytes:
    """Entries at CAN of these travellers, by document."""
    rows = ["document_type,document_number,issuing_country,surname,time,point_of_entry,direction,flight,flight_date"]
    rows += [
        f"P,XX{n:06},SGP,TEST{_letters(n)},{day} 12:{30 + i % 30}:00,CAN,in,{flight},{day if flight else ''}"
        for i, n in enumerate(numbers)
    ]
    return "\n".join([*rows, ""]).encode()


def _letters(number: int) -> str:
    return "".join(chr(65 + int(digit)) for digit in f"{number:04}")


A = ("a.edi", manifest(301))
"""Loaded and acknowledged before anything is killed."""
B = (
    "b.edi",
    interchange(
        "M00302",
        [
            message("L302", "ZZ302", DAY, [person(6 + i, f"{2 + i}C") for i in range(12)]),
            message("C302", "ZZ302", DAY, [person(7, "30F"), person(8, "31F")], "CP"),
        ],
    ),
)
"""A list and a change to it; half of its people are known from A."""
C = ("c.csv", crossings([0, 1, 7, 9, 40, 41], "ZZ302"))
"""Crossings of people from A and B, and of two that nobody listed."""
NOTICE = Notice(
    reference="D-1",
    disease="measles",
    classification="confirmed",
    authority=None,
    dates={"rash": DAY + timedelta(days=2)},
    person=CasePerson(
        surname="TESTAAAI",
        given="SAMPLE",
        sex="M",
        birth_date="1978-09-15",
        documents=(CaseDocument("P", "XX000008", "SGP"),),
    ),
    journeys=(Journey("ZZ301", DAY, "SIN", "CAN", "9A"),),
)
"""A case aboard A's flight, and aboard B's."""
