"""People, PAXLST bytes and tables of the sample day: what `make_sample_day.py` builds with.

It shares no code with the package, so that a fault there cannot hide here.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from sample_day_words import COUNTRIES, HANZI_GIVEN, HANZI_SURNAME, NAMES

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "pratique" / "samples" / "day"
DAY = date(2026, 11, 14)
RND = random.Random(20261114)
ROWS = [row for row in range(1, 32) if row != 13]
WIDE = [f"{row}{letter}" for row in range(11, 42) for letter in "ABCDEFGHJK"]
NARROW = [f"{row}{letter}" for row in ROWS for letter in "ABCDEF"]
_numbers: set[str] = set()
_references: set[str] = set()


@dataclass(slots=True)
class Person:
    """One invented person on one flight."""

    surname: str
    given: str
    chinese: str
    sex: str
    born: date
    nationality: str
    number: str
    expiry: date
    second: tuple[str, str] | None = None
    phone: str = ""
    booking: str = ""
    reference: str = ""
    seat: str = ""
    seat_stated: bool = True
    kind: str = "FL"
    job: str = ""
    embark: str = ""
    debark: str = ""
    oddity: str = ""


@dataclass(frozen=True, slots=True)
class Signs:
    """The service characters of one interchange, and how it is announced and laid out."""

    component: str = ":"
    element: str = "+"
    release: str = "?"
    end: str = "'"
    announce: bool = True
    between: str = "\r\n"
    charset: str = "UNOA:4"

    def una(self) -> str:
        """The service string advice, or nothing."""
        return f"UNA{self.component}{self.element}.{self.release} {self.end}" if self.announce else ""

    def text(self, segment: Iterable[str | tuple[str, ...]]) -> str:
        """One segment as text: an element is a string or a tuple of components."""
        special = {self.component, self.element, self.release, self.end}

        def escaped(value: str) -> str:
            return "".join(self.release + sign if sign in special else sign for sign in value)

        parts = [
            self.component.join(map(escaped, item)) if isinstance(item, tuple) else escaped(item) for item in segment
        ]
        return self.element.join(parts) + self.end


@dataclass(frozen=True, slots=True)
class Flight:
    """A flight with its stops: (airport, local arrival, local departure)."""

    number: str
    stops: tuple[tuple[str, datetime | None, datetime | None], ...]

    @property
    def origin(self) -> str:
        """Where it starts."""
        return self.stops[0][0]

    @property
    def destination(self) -> str:
        """Where it ends."""
        return self.stops[-1][0]


@dataclass(slots=True)
class Truth:
    """What is collected along the way."""

    people: int = 0
    files: dict[str, int] = field(default_factory=dict)
    flights: dict[str, list[Person]] = field(default_factory=dict)
    """Who is listed on a flight, by its number; of the first day it is written for."""


TOLD = Truth()


def at(days: int, hour: int, minute: int) -> datetime:
    """A local moment, counted from the day of the case's flight."""
    return datetime.combine(DAY + timedelta(days=days), datetime.min.time()).replace(hour=hour, minute=minute)


def hop(number: str, origin: str, leaves: datetime, destination: str, lands: datetime) -> Flight:
    """A flight of one leg."""
    return Flight(number, ((origin, None, leaves), (destination, lands, None)))


def once(pool: set[str], letters: str, digits: int, head: str = "") -> str:
    """A code nobody else has."""
    while True:
        code = head + "".join(RND.choice(letters) for _ in range(digits))
        if code not in pool:
            pool.add(code)
            return code


def number_for(nationality: str) -> str:
    """An invented document number; the first letters are ones that the State does not use."""
    if nationality in {"THA", "DEU"} and RND.random() < 0.3:
        return once(_numbers, "0123456789", 6, "00")
    return once(_numbers, "0123456789", 7, RND.choice(["XQ", "QX", "ZX", "X", "Q"]))


def phone() -> str:
    """A number from the ranges kept free for fiction."""
    if RND.random() < 0.5:
        return f"+447700900{RND.randrange(1000):03d}"
    return f"+1{RND.randrange(212, 990)}55501{RND.randrange(100):02d}"


def person(age: tuple[int, int] = (3, 84), nation: str | None = None, surname: str | None = None) -> Person:
    """Somebody invented."""
    nationality = nation or RND.choices(list(COUNTRIES), weights=list(COUNTRIES.values()))[0]
    sex = RND.choices("MFX", weights=[50, 49, 1])[0]
    chinese = ""
    if nationality == "CHN":
        family, first = RND.choice(HANZI_SURNAME), RND.choice(HANZI_GIVEN)
        again = RND.choice(HANZI_GIVEN) if RND.random() < 0.6 else ("", "")
        family_name, given, chinese = family[0], first[0] + again[0], family[1] + first[1] + again[1]
    else:
        family_name, given = (RND.choice(names) for names in NAMES[nationality])
        if RND.random() < 0.15:
            given += " " + RND.choice(NAMES[nationality][1])
    days = RND.randrange(age[0] * 365 + 20, age[1] * 365)
    second = None
    if RND.random() < 0.22:
        second = (RND.choice(["V", "I"]), once(_numbers, "0123456789", 8, RND.choice("XQZ")))
    return Person(
        surname=surname or family_name,
        given=given,
        chinese=chinese,
        sex=sex,
        born=DAY - timedelta(days=days),
        nationality=nationality,
        number=number_for(nationality),
        expiry=DAY + timedelta(days=RND.randrange(100, 3400)),
        second=second,
        phone=phone() if RND.random() < 0.3 else "",
    )


def infant(nationality: str, surname: str) -> Person:
    """A child without a seat."""
    return replace(person((3, 4), nationality, surname), born=DAY - timedelta(days=RND.randrange(40, 640)), second=None)


def crew_of_seven() -> list[Person]:
    """Two in the cockpit, five in the cabin; no seats, no booking, no reference."""
    people = [person((25, 60), nation) for nation in ["SGP", "AUS", "SGP", "THA", "CHN", "MYS", "SGP"]]
    for index, one in enumerate(people):
        one.kind, one.job, one.second = "FM", "CR1" if index < 2 else "CR2", None
    return people


def booked(people: list[Person], flight: str) -> list[Person]:
    """The same people on one booking, each with a reference of their own."""
    code = once(_references, "ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 6)
    for one in people:
        one.booking = code
        one.reference = once(_references, "0123456789", 5, flight)
    return people


def parties(count: int, flight: str, tour: int = 0) -> list[list[Person]]:
    """Bookings of together `count` people: singles, couples, families, perhaps a tour."""
    made: list[list[Person]] = []
    left = count
    while left:
        size = min(tour, left) if tour and not made else min(left, RND.choices([1, 2, 3, 4], [45, 30, 13, 12])[0])
        head = person((20, 80))
        if tour and not made:
            others = [person((20, 80), head.nationality) for _ in range(size - 1)]
        else:
            grown = [person((20, 75), head.nationality, head.surname)] if size > 1 else []
            others = grown + [person((3, 17), head.nationality, head.surname) for _ in range(size - 2)]
        if head.nationality == "CHN" and not tour:
            hanzi = dict(HANZI_SURNAME)[head.surname]
            for one in others:
                one.chinese = hanzi + one.chinese[1:]
        made.append(booked([head, *others], flight))
        left -= size
    return made


def load(count: int, flight: str, seats: list[str], stated: float, tour: int = 0) -> list[Person]:
    """A flight's people, seated booking by booking; the seat is stated for that share of them."""
    groups = parties(count, flight, tour)
    free = sorted(RND.sample(range(len(seats)), count)) if count <= len(seats) else list(range(count))
    people = [one for group in groups for one in group]
    for one, place in zip(people, free, strict=True):
        one.seat = seats[place]
        one.seat_stated = RND.random() < stated
    return people


# ---------------------------------------------------------------- PAXLST


def day6(value: date) -> str:
    """YYMMDD."""
    return value.strftime("%y%m%d")


def travel(flight: Flight) -> list[tuple[object, ...]]:
    """TDT groups: one a leg, the last leg with 125 and 87."""
    out: list[tuple[object, ...]] = []
    legs = list(zip(flight.stops, flight.stops[1:], strict=False))
    for index, ((origin, _, leaves), (destination, lands, _)) in enumerate(legs):
        last = index == len(legs) - 1
        out.append(("TDT", "20", flight.number, "", "", flight.number[:2]))
        out.append(("LOC", "125" if last else "92", origin))
        out.append(("DTM", ("189", f"{leaves:%y%m%d%H%M}", "201")))
        out.append(("LOC", "87" if last else "92", destination))
        out.append(("DTM", ("232", f"{lands:%y%m%d%H%M}", "201")))
    return out


def person_segments(one: Person, flight: Flight, padded: bool) -> list[tuple[object, ...]]:
    """SG4 of one person."""
    name: object = (one.surname, *one.given.split(" ", 1)) if one.given else one.surname
    if one.oddity == "one_component":
        name = f"{one.surname} {one.given}"
    out: list[tuple[object, ...]] = [("NAD", one.kind, "", "", name), ("ATT", "2", "", one.sex)]
    out.append(("DTM", ("329", day6(one.born))))
    if one.job:
        out.append(("EMP", "1", (one.job, "110", "111")))
    out.append(("LOC", "178", one.embark or flight.origin))
    out.append(("LOC", "179", one.debark or flight.destination))
    if one.phone:
        out.append(("COM", (one.phone, "TE")))
    nation = "D" if one.nationality == "DEU" and flight.number == "QZ512" else one.nationality
    out.append(("NAT", "2", nation))
    if one.booking:
        out.append(("RFF", ("AVF", one.booking)))
    if one.reference:
        out.append(("RFF", ("ABO", one.reference)))
    if one.seat and one.seat_stated:
        out.append(("RFF", ("SEA", one.seat.rjust(4, "0") if padded else one.seat)))
    elif one.oddity == "inf":
        out.append(("RFF", ("SEA", "INF")))
    if one.oddity == "empty_doc":
        return [*out, ("DOC", "", ""), ("DTM", ("36", "")), ("LOC", "91", "")]
    out += [("DOC", ("P", "110", "111"), one.number), ("DTM", ("36", day6(one.expiry))), ("LOC", "91", nation)]
    if one.second:
        out += [("DOC", (one.second[0], "110", "111"), one.second[1]), ("LOC", "91", nation)]
    return out


def message(
    flight: Flight,
    people: list[Person],
    *,
    directory: str = "05B",
    document: str = "745",
    function: str = "",
    part: tuple[int, str] | None = (1, "F"),
    declared: int | None = None,
    reference: str = "1",
    miscount: int = 0,
    padded: bool = False,
) -> list[tuple[object, ...]]:
    """UNH to UNT of one message."""
    leaves = flight.stops[0][2]
    access = f"{flight.number}/{leaves:%y%m%d/%H%M}"
    head = ["UNH", reference, ("PAXLST", "D", directory, "UN", "IATA")]
    if part and not function and document == "745":
        head += [access, (f"{part[0]:02d}", part[1]) if part[1] else f"{part[0]:02d}"]
    body: list[tuple[object, ...]] = [tuple(head)]
    body.append(("BGM", document, function) if function else ("BGM", document))
    body.append(("RFF", ("TN", f"{flight.number}{leaves:%d%m}{document}{function}{reference}", "", "", "1")))
    body.append(("NAD", "MS", "", "", "DEPARTURE CONTROL DESK"))
    body.append(("COM", ("+12025550143", "TE"), ("desk@carrier.example", "EM")))
    body += travel(flight)
    for one in people:
        if function == "CLOB":
            body += [("NAD", "ZZZ"), ("RFF", ("AVF", one.booking)), ("RFF", ("ABO", one.reference))]
        else:
            body += person_segments(one, flight, padded)
    if function != "CLOB":
        body.append(("CNT", ("41" if document == "250" else "42", str(declared or len(people)))))
    body.append(("UNT", str(len(body) + 1 + miscount), reference))
    return body


def interchange(
    signs: Signs,
    sender: str,
    when: datetime,
    reference: str,
    messages: list[list[tuple[object, ...]]],
    *,
    group: bool = True,
    directory: str = "05B",
    test: bool = False,
) -> str:
    """UNA to UNZ as text, one segment after another with the sign's separator between them."""
    stamp = (f"{when:%y%m%d}", f"{when:%H%M}")
    head: list[object] = ["UNB", tuple(signs.charset.split(":")), (sender, "ZZ"), ("CNPORTAPI", "ZZ"), stamp]
    head += [reference, "", "PAXLST"] + (["", "", "", "1"] if test else [])
    segments: list[tuple[object, ...]] = [tuple(head)]
    if group:
        segments.append(("UNG", "PAXLST", sender, "CNPORTAPI", stamp, reference, "UN", ("D", directory)))
    for one in messages:
        segments += one
    if group:
        segments.append(("UNE", str(len(messages)), reference))
    segments.append(("UNZ", "1" if group else str(len(messages)), reference))
    texts = [signs.text(segment) for segment in segments]  # type: ignore[arg-type]
    return signs.between.join([signs.una() + texts[0], *texts[1:]])


def type_b(text: str, when: datetime, origin: str, fold: int = 0) -> str:
    """The same text as a Type-B telegram, folded at so many columns."""
    if fold:
        text = "\r\n".join(text[start : start + fold] for start in range(0, len(text), fold))
    return f"\x01QK CANPHZZ\r\n.{origin}DCZZ {when:%d%H%M}\r\n\x02{text}\r\n\x03"


def check(text: str, signs: Signs, people: int, miscount: int = 0) -> None:
    """Read the bytes back by the plainest means and count: tags, people, and every UNT."""
    flat = re.sub(r"[\r\n]", "", text)
    flat = flat[flat.index("UNB") :]
    pieces, current, skip = [], "", False
    for sign in flat:
        if skip or sign == signs.release:
            current, skip = current + sign, not skip
        elif sign == signs.end:
            pieces.append(current.lstrip())
            current = ""
        else:
            current += sign
    tags = [piece[:3] for piece in pieces]
    lead = tuple(f"NAD{signs.element}{kind}" for kind in ("FL", "FM", "DDU", "ZZZ"))
    found = sum(piece.startswith(lead) for piece in pieces)
    assert found == people, (found, people)
    for start in [index for index, tag in enumerate(tags) if tag == "UNH"]:
        stop = tags.index("UNT", start)
        stated = int(pieces[stop].split(signs.element)[1])
        assert stated == stop - start + 1 + miscount, (stated, stop - start + 1)


def put(name: str, data: bytes) -> None:
    """One file of the day."""
    path = OUT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    TOLD.files[name] = len(data)


def put_paxlst(name: str, text: str, signs: Signs, people: int, miscount: int = 0, encoding: str = "ascii") -> None:
    """One PAXLST file, checked before it is written."""
    check(text, signs, people, miscount)
    put(name, text.encode(encoding))


# ---------------------------------------------------------------- tables


def put_csv(name: str, rows: list[list[str]], encoding: str = "utf-8", separator: str = ",") -> None:
    """One CSV file; a cell with the separator or a quote is quoted."""

    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if separator in text or '"' in text else text

    put(name, "".join(separator.join(map(cell, row)) + "\r\n" for row in rows).encode(encoding))


def english(flight: Flight, people: list[Person], dates: str = "%Y-%m-%d") -> list[list[str]]:
    """A plain manifest table in English."""
    leaves, lands = flight.stops[0][2], flight.stops[-1][1]
    head = "Flight,Flight Date,Departure,Arrival Date,Arrival,Origin,Destination,Surname,Given Names,Sex,Date of Birth"
    rows = [[*head.split(","), "Nationality", "Document Type", "Document Number", "Issuing Country"]]
    rows[0] += ["Seat", "PNR", "Phone"]
    for one in people:
        row = [flight.number, leaves.strftime(dates), f"{leaves:%H:%M}", lands.strftime(dates), f"{lands:%H:%M}"]
        row += [flight.origin, flight.destination, one.surname, one.given, one.sex, one.born.strftime(dates)]
        row += [one.nationality, "P", one.number, one.nationality]
        rows.append([*row, one.seat if one.seat_stated else "", one.booking, one.phone])
    return rows


def chinese(flight: Flight, people: list[Person]) -> list[list[str]]:
    """A manifest table in Chinese, names in characters beside Latin letters."""
    head = "序号 航班号 航班日期 出发地 目的地 中文姓名 姓 名 性别 出生日期 国籍".split()  # noqa: SIM905
    rows = [[*head, "证件类型", "证件号码", "座位号", "订座记录", "联系电话"]]
    sex = {"M": "男", "F": "女", "X": ""}
    for index, one in enumerate(people, 1):
        row = [str(index), flight.number, f"{flight.stops[0][2]:%Y/%m/%d}", flight.origin, flight.destination]
        row += [one.chinese, one.surname, one.given, sex[one.sex], f"{one.born:%Y/%m/%d}", one.nationality, "护照"]
        rows.append([*row, one.number, one.seat if one.seat_stated else "", one.booking, one.phone])
    return rows


def accented(text: str) -> str:
    """The same name with the letters that a Latin-1 sender would write."""
    for plain, marked in (
        ("UE", "Ü"),
        ("OE", "Ö"),
        ("AE", "Ä"),
        ("NUN", "NUÑ"),
        ("BEGONA", "BEGOÑA"),
        ("MARIA", "MARÍA"),
    ):
        text = text.replace(plain, marked)
    return text


def western(flight: Flight, people: list[Person], kind: tuple[str, str, dict[str, str]]) -> list[list[str]]:
    """A manifest table in Spanish or German, without its title rows."""
    dates, head, sexes = kind
    rows = [head.split(";")]
    for one in people:
        row = [flight.number, flight.stops[0][2].strftime(dates), flight.origin, flight.destination]
        local = one.nationality in {"DEU", "ESP"}
        row += [accented(name) if local else name for name in (one.surname, one.given)]
        row += [sexes[one.sex], one.born.strftime(dates), one.nationality, "P", one.number]
        rows.append([*row, one.seat if one.seat_stated else "", one.booking, one.phone])
    return rows


Crossing = tuple[Person, datetime, str, str, str, bool]


def crossing_columns(rows: list[Crossing]) -> dict[str, list[object]]:
    """Columns of a crossings file; a row by document only has no name."""
    names = (
        "document_type document_number issuing_country surname given_names birth_date sex time point_of_entry direction"
    )
    out: dict[str, list[object]] = {name: [] for name in [*names.split(), "flight", "flight_date"]}
    for one, when, direction, flight, flight_date, bare in rows:
        row: list[object] = ["P", one.number, one.nationality, *([""] * 4 if bare else [one.surname, one.given])]
        row = row if bare else [*row, one.born.isoformat(), one.sex]
        for name, value in zip(out, [*row, when, "CAN", direction, flight, flight_date], strict=True):
            out[name].append(value)
    return out


def put_crossings(name: str, rows: list[Crossing]) -> None:
    """Crossings as CSV or Parquet, by the file's ending."""
    columns = crossing_columns(sorted(rows, key=lambda row: (row[1], row[0].number)))
    if name.endswith(".parquet"):
        import pyarrow as pa
        import pyarrow.parquet as pq

        sink = pa.BufferOutputStream()
        pq.write_table(pa.table(columns), sink, compression="zstd")
        put(name, sink.getvalue().to_pybytes())
        return
    lines = [list(columns)]
    for row in zip(*columns.values(), strict=True):
        lines.append([f"{item:%Y-%m-%d %H:%M:%S}" if isinstance(item, datetime) else str(item) for item in row])
    put_csv(name, lines)
