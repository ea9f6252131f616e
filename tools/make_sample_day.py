"""Write the sample day at a port: invented people in files as dirty as real ones, and the truth about them.

``python tools/make_sample_day.py`` rewrites ``pratique/samples/day/`` and ``tests/data/sample_day_truth.json``.
Seeded: two runs give the same bytes. It shares no code with the package, so that a fault there cannot hide here.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import datetime, timedelta

from sample_day_files import (
    DAY,
    NARROW,
    OUT,
    RND,
    ROOT,
    ROWS,
    TOLD,
    WIDE,
    Crossing,
    Flight,
    Person,
    Signs,
    at,
    booked,
    chinese,
    crew_of_seven,
    english,
    hop,
    infant,
    interchange,
    load,
    message,
    person,
    put,
    put_crossings,
    put_csv,
    put_paxlst,
    type_b,
    western,
)
from sample_day_ground import breadth
from sample_day_words import GERMAN, README, SPANISH

TRUTH = ROOT / "tests" / "data" / "sample_day_truth.json"
BAND = [11, 12, 14, 15, 16]

ZZ305 = hop("ZZ305", "SIN", at(0, 8, 10), "CAN", at(0, 12, 20))
FOLDED = Signs(between="")
CASE_PARTY = ["14C", "14B", "14A", "22D"]
FAMILY = ["15C", "15D"]
LATE_PART = {"14F", "16F", "12F", "12B", "15A"}
EMPTY = ["1F", "4E", "5D", "7B", "9A", "10F", "14D", "17C", "19E", "23A", "26F", "31C"]
UNSTATED = ["6C", "8D", "11A", "12C", "15E", "16B", "18B", "21E", "24C", "27A", "29D", "31A"]
TRANSIT, AIRSIDE = ["11E", "12B", "16D", "20F"], ["12A", "16F"]
LEFT, LEFT_AND_DUE, LEFT_BY_MANIFEST, STAYED, TO_LEAVE = ["11C", "15B"], ["16A"], ["12F"], ["11D"], ["14E"]
REMOVED, NO_SHOW, RESEATED, CORRECTED = ["15F", "28C"], ["12E", "30A", "3D"], "25D", "11B"
ALONE = [*REMOVED, RESEATED, CORRECTED, *NO_SHOW, *TRANSIT, *AIRSIDE, *LEFT, *LEFT_AND_DUE, *LEFT_BY_MANIFEST]
ALONE += [*STAYED, *TO_LEAVE, "14F", "15A"]


def case_flight() -> tuple[list[list[Person]], Person]:
    """All bookings of ZZ305, seated; and the case."""
    groups: list[list[Person]] = []

    def seated(people: list[Person], seats: list[str], young: int = 0) -> list[Person]:
        group = booked([*people, *(infant(people[0].nationality, people[0].surname) for _ in range(young))], "ZZ305")
        for one, seat in zip(group, seats, strict=False):
            one.seat = seat
        if people[0].chinese:
            for one in group:
                one.chinese = people[0].chinese[0] + one.chinese[1:]
        groups.append(group)
        return group

    head = person((30, 38), "MYS", "BINTI-RAHSYAM")
    head.sex, head.given, head.embark, head.phone = "F", "NURAQILA", "KUL", "+447700900417"
    friends = [person((30, 40), "MYS"), person((5, 9), "MYS", "BINTI-RAHSYAM"), person((28, 40), "SGP")]
    case = seated([head, *friends], CASE_PARTY)[0]
    for seat in ALONE:
        one = seated([person((20, 75))], [seat])[0]
        if seat in TRANSIT:
            one.kind, one.debark = "DDU", "NRT"
    first = person((26, 36))
    seated([first, person((26, 36), first.nationality, first.surname)], FAMILY, 1)
    taken = {*CASE_PARTY, *ALONE, *FAMILY, *EMPTY}
    free = [seat for seat in NARROW if seat not in taken]
    young = 0
    while free:
        size = min(len(free), RND.choices([1, 2, 3, 4], [40, 33, 15, 12])[0])
        first = person((20, 75))
        rest = [person((20, 70), first.nationality, first.surname)] if size > 1 else []
        rest += [person((3, 16), first.nationality, first.surname) for _ in range(size - 2)]
        baby = size == 2 and young < 3 and not {*free[:2]} & {*UNSTATED} and int(free[0][:-1]) >= (5, 18, 26)[young]
        young += baby
        seated([first, *rest], free[:size], int(baby))
        free = free[size:]
    babies = [one for group in groups for one in group if not one.seat]
    babies[-1].oddity = "inf"
    for group in groups:
        for one in group:
            one.seat_stated = one.seat not in UNSTATED
    return groups, case


def write_case_flight(groups: list[list[Person]], crew: list[Person], wrong: str) -> dict[int, list[Person]]:
    """All messages of ZZ305; returns who is in which part. `wrong` is the number the list first gave."""
    steady = {*REMOVED, *NO_SHOW, RESEATED, CORRECTED, "14C"}
    parts: dict[int, list[Person]] = {number: [] for number in range(1, 6)}
    order = sorted(groups, key=lambda _: RND.random())
    for group in order:
        seats = {one.seat for one in group}
        choices = [3] if seats & LATE_PART else [1, 2, 4, 5] if seats & steady else [1, 2, 3, 4, 5]
        parts[min(choices, key=lambda number: len(parts[number]))] += group
    everyone = [one for group in groups for one in group]
    by_seat = {one.seat: one for one in everyone if one.seat}
    corrected, moved = by_seat[CORRECTED], by_seat[RESEATED]
    right = corrected.number
    corrected.number = wrong
    letters = {1: "c1", 2: "a2", 3: "f3", 4: "b4", 5: "e5"}
    for number, people in parts.items():
        mark = "F" if number == 5 else "C" if number == 1 else ""
        body = message(ZZ305, people, part=(number, mark), declared=len(everyone), reference=f"ZZ305{number:02d}")
        for again in range(2 if number == 2 else 1):
            when = at(0, 5, 50 + number + 3 * again)
            text = interchange(FOLDED, "ZZDCS", when, f"2611140{number}{again}", [body])
            name = f"ZZ305_14NOV_{'d2' if again else letters[number]}.edi"
            put_paxlst(
                f"{'late' if number == 3 else 'manifests'}/{name}", type_b(text, when, "SIN", 64), FOLDED, len(people)
            )
    corrected.number = right
    later: list[tuple[str, str, str, list[Person], datetime]] = [
        ("crew", "250", "", crew, at(0, 6, 20)),
        ("rp", "745", "RP", [by_seat[seat] for seat in REMOVED], at(0, 6, 40)),
    ]
    put_later(later)
    moved.seat = "15F"
    put_later([("cp", "745", "CP", [moved, corrected], at(0, 7, 5))])
    boarded = [one for one in everyone if one is moved or one.seat not in {*REMOVED, *NO_SHOW}]
    put_later([("clob", "266", "CLOB", boarded, at(0, 8, 1))])
    return parts


def put_later(messages: list[tuple[str, str, str, list[Person], datetime]]) -> None:
    """Crew list, changes and close-out of ZZ305, one file each."""
    for index, (name, document, function, people, when) in enumerate(messages):
        body = message(ZZ305, people, document=document, function=function, reference=f"ZZ305{name.upper()}")
        text = interchange(FOLDED, "ZZDCS", when, f"26111{when:%H%M}{index}", [body])
        put_paxlst(f"manifests/ZZ305_14NOV_{name}.edi", type_b(text, when, "SIN", 64), FOLDED, len(people))


# ---------------------------------------------------------------- the other flights


def write_flight(
    name: str, flight: Flight, people: list[Person], signs: Signs, when: datetime, **options: object
) -> str:
    """A flight in one message and one file; returns the text."""
    directory = str(options.pop("directory", "05B"))
    encoding = str(options.pop("encoding", "ascii"))
    test = bool(options.pop("test", False))
    heading = str(options.pop("heading", ""))
    TOLD.flights.setdefault(flight.number, people)
    body = message(flight, people, directory=directory, **options)  # type: ignore[arg-type]
    reference = f"{when:%y%m%d%H%M}{len(TOLD.files):02d}"
    text = interchange(signs, f"{flight.number[:2]}DCS", when, reference, [body], directory=directory, test=test)
    text = type_b(text, when, heading) if heading else text
    put_paxlst(name, text, signs, len(people), int(options.get("miscount", 0)), encoding)  # type: ignore[call-overload]
    TOLD.people += 0 if options.get("function") else len(people)
    return text


def other_flights() -> tuple[Person, list[Person]]:
    """Every flight that is not the case's; returns the MERS case and the people of the afternoon's arrivals."""
    dollar = Signs(":", "*", "?", "$")
    qb611 = hop("QB611", "BKK", at(0, 9, 30), "CAN", at(0, 13, 20))
    arrivals = load(190, "QB611", WIDE, 0.8, tour=22)
    text = write_flight(
        "manifests/QB611_14NOV.edi", qb611, arrivals, dollar, at(0, 8, 40), directory="02B", padded=True
    )
    put("manifests/resend_0007.edi", text.encode("ascii"))

    bracket = Signs(":", "(", ")", "-", between="")
    xq881 = hop("XQ881", "NRT", at(0, 9, 55), "CAN", at(0, 14, 5))
    people = load(160, "XQ881", NARROW, 0.9)
    write_flight("manifests/XQ881_14NOV.txt", xq881, people, bracket, at(0, 9, 5), miscount=4, heading="NRT")

    sire = Signs(":", "+", "?", '"', announce=False, charset="SIRE:4")
    zq204 = hop("ZQ204", "SYD", at(-1, 10, 15), "CAN", at(-1, 17, 5))
    people = TOLD.flights["ZQ204"] = load(150, "ZQ204", WIDE, 0.65, tour=18)
    halves = [
        message(zq204, half, directory="02B", part=None, declared=150, reference=f"ZQ204{index}")
        for index, half in enumerate((people[:80], people[80:]), 1)
    ]
    text = interchange(sire, "ZQDCS", at(-1, 9, 30), "20411130930", halves, group=False, directory="02B")
    put_paxlst("manifests/ZQ204_13NOV.txt", text, sire, 150)

    stops = (("FRA", None, at(-1, 14, 25)), ("DXB", at(-1, 23, 30), at(0, 2, 50)), ("CAN", at(0, 14, 10), None))
    qz512 = Flight("QZ512", stops)
    people = load(230, "QZ512", WIDE, 0.85)
    for index, booking in enumerate(dict.fromkeys(one.booking for one in people)):
        embark, debark, kind = "FRA", "CAN", "FL"
        if index % 4 == 1:
            embark = "DXB"
        elif index % 9 == 3:
            debark = "DXB"
        elif index % 11 == 5:
            embark = "HAM"
        if index % 13 == 6 and debark == "CAN":
            debark, kind = "SYD", "DDU"
        for one in people:
            if one.booking == booking:
                one.embark, one.debark, one.kind = embark, debark, kind
    for index, oddity in ((17, "empty_doc"), (44, "empty_doc"), (61, "one_component"), (90, "one_component")):
        people[index].oddity = oddity
    people[61].given = "INÉS"
    grown = [one for one in people[100:] if one.born.year < 1990 and (one.embark, one.debark) == ("DXB", "CAN")]
    mers = grown[0]
    mers.seat_stated = True
    plain = Signs(announce=False)
    write_flight("manifests/QZ512_13NOV.edi", qz512, people, plain, at(-1, 13, 40), directory="10A", encoding="cp1252")

    qx418 = hop("QX418", "BKK", at(1, 7, 20), "CAN", at(1, 11, 10))
    text = write_flight("manifests/QX418_15NOV.edi", qx418, load(60, "QX418", NARROW, 1.0), Signs(), at(1, 6, 30))
    cut = text.index("DOC+", text.rindex("NAD+", 0, int(len(text) * 0.8))) + 9
    put("manifests/QX418_15NOV.edi", text[:cut].encode("ascii"))

    tried = load(40, "ZZ305", NARROW, 1.0)
    write_flight("manifests/ZZ305_14NOV_test.edi", ZZ305, tried, Signs(), at(0, 4, 0), test=True)
    tables()
    return mers, arrivals


def tables() -> None:
    """The manifests that come as CSV, and what must be asked about."""
    nine = hop("9Q126", "SIN", at(1, 9, 0), "CAN", at(1, 13, 5))
    people = load(150, "9Q126", NARROW, 0.95, tour=25)
    put_csv("manifests/9Q126_15NOV.csv", chinese(nine, people), "gb18030")

    flight = hop("X9330", "DXB", at(-1, 3, 40), "CAN", at(-1, 15, 0))
    TOLD.flights["X9330"] = load(140, "X9330", WIDE, 0.9)
    rows = western(flight, TOLD.flights["X9330"], SPANISH)
    broken = [list(row) for row in rows[-3:]]
    broken[0][7], broken[1][10], broken[2] = "31/02/1984", "1,23457E+17", broken[2][:5]
    title = [["MANIFIESTO DE PASAJEROS"], ["Compañía X9", "Vuelo X9330", "Día 13/11/2026"], []]
    rows = [*title, *rows[:-3], *broken, ["TOTAL", "140"]]
    put_csv("manifests/X9330_13NOV.csv", rows, "cp1252", ";")

    flight = hop("Q8710", "FRA", at(0, 10, 30), "CAN", at(1, 4, 45))
    rows = western(flight, load(60, "Q8710", NARROW, 0.75), GERMAN)
    rows = [["Passagierliste für die Behörde"], ["Flug Q8710", "14.11.2026"], *rows]
    put_csv("manifests/Q8710_14NOV.csv", rows, "cp1252", ";")

    for weeks in (2, 1):
        earlier = hop("ZZ305", "SIN", at(-7 * weeks, 8, 10), "CAN", at(-7 * weeks, 12, 20))
        people = load(138, "ZZ305", NARROW, 1.0)
        put_csv(f"earlier/ZZ305_{DAY - timedelta(days=7 * weeks)}.csv", english(earlier, people))
        TOLD.people += len(people)

    unsure = load(30, "8Q555", NARROW, 1.0)
    for one in unsure:
        one.born = one.born.replace(day=RND.choice([day for day in range(1, 13) if day != one.born.month]))
    flight = hop("8Q555", "BKK", at(-9, 9, 0), "CAN", at(-9, 12, 50))
    put_csv("ask/8Q555_ambiguous.csv", english(flight, unsure, "%d/%m/%Y"))
    put("ask/scan_0192.pdf", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n")
    TOLD.people += 150 + 150 + 140 + 60 + 30


def onward(people: dict[str, Person]) -> None:
    """Flights after the case's: transit the same day, away on the 16th and 19th, back on the 19th."""

    def again(seats: list[str], code: str, places: list[str]) -> list[Person]:
        copies = []
        for seat, place in zip(seats, places, strict=True):
            copy = replace(people[seat], seat=place, seat_stated=True, kind="FL", embark="", debark="", oddity="")
            copies += booked([copy], code)
        return copies

    zz880 = hop("ZZ880", "CAN", at(0, 15, 30), "NRT", at(0, 20, 40))
    transit = again(TRANSIT, "ZZ880", ["5A", "9C", "17F", "22B"])
    for one in transit:
        one.embark = "SIN"
    rest = load(40, "ZZ880", NARROW[120:], 1.0)
    write_flight("after/ZZ880_14NOV.edi", zz880, [*transit, *rest], Signs(), at(0, 14, 50))

    qb612 = hop("QB612", "CAN", at(2, 14, 40), "BKK", at(2, 16, 50))
    gone = again([*LEFT, *LEFT_AND_DUE, *LEFT_BY_MANIFEST, *STAYED], "QB612", ["4A", "6D", "9F", "12C", "15A"])
    rest = load(60, "QB612", NARROW[100:], 1.0)
    signs = Signs(":", "*", "?", "$")
    write_flight("after/QB612_16NOV.edi", qb612, [*gone, *rest], signs, at(2, 13, 30), reference="QB612A")
    boarded = [*gone[:4], *rest[:-2]]
    options: dict[str, object] = {"document": "266", "function": "CLOB", "reference": "QB612B"}
    write_flight("after/QB612_16NOV_clob.edi", qb612, boarded, signs, at(2, 14, 35), **options)

    leaving = hop("QB612", "CAN", at(5, 14, 40), "BKK", at(5, 16, 50))
    rest = load(45, "QB612", NARROW[60:], 1.0)
    going = [*again(TO_LEAVE, "QB612", ["7C"]), *rest]
    write_flight("after/QB612_19NOV.edi", leaving, going, Signs(), at(5, 8, 0), directory="15B")
    due = hop("QB611", "BKK", at(5, 18, 0), "CAN", at(5, 21, 50))
    rest = load(50, "QB611", NARROW[60:], 1.0)
    back = [*again([*LEFT_AND_DUE, *LEFT_BY_MANIFEST], "QB611", ["3C", "8A"]), *rest]
    write_flight("after/QB611_19NOV.edi", due, back, signs, at(5, 9, 30), directory="02B", padded=True)


def write_crossings(boarded: list[Person], crew: list[Person], seats: dict[str, Person], others: list[Person]) -> None:
    """Entries on the day and the next, exits on the 16th. Sets nobody's state: `where` says what they show."""
    away = {seats[seat].number for seat in [*TRANSIT, *AIRSIDE]} | {crew[-1].number}
    entries: list[Crossing] = []
    for index, one in enumerate([*boarded, *crew]):
        if one.number not in away:
            when = at(0, 12, 41) + timedelta(seconds=RND.randrange(3 * 3600))
            known = ("ZZ305", DAY.isoformat()) if index % 5 else ("", "")
            entries.append((one, when, "in", *known, index % 7 == 3))
    for index, one in enumerate(others):
        when = at(0, 13, 45) + timedelta(seconds=RND.randrange(2 * 3600))
        entries.append((one, when, "in", "QB611", DAY.isoformat(), index % 7 == 3))
    late = {one.number for one in boarded[7::40]}
    slow = [(o, w + timedelta(hours=20), *r) for o, w, *r in entries if o.number in late]
    put_crossings("crossings/CAN_2026-11-14_in.csv", [row for row in entries if row[0].number not in late])
    put_crossings("crossings/CAN_2026-11-15_in.csv", slow)  # type: ignore[arg-type]
    exits: list[Crossing] = []
    for seat in [*LEFT, *LEFT_AND_DUE]:
        when = at(2, 12, 30) + timedelta(seconds=RND.randrange(3600))
        exits.append((seats[seat], when, "out", "QB612", (DAY + timedelta(days=2)).isoformat(), seat == "15B"))
    for one in others[:25]:
        exits.append((one, at(2, 9, 0) + timedelta(seconds=RND.randrange(9 * 3600)), "out", "", "", False))
    put_crossings("crossings/CAN_2026-11-16_out.parquet", exits)


def notices(case: Person, mers: Person) -> None:
    """The two notices."""

    def notice(one: Person, **rest: object) -> dict[str, object]:
        told = {"surname": one.surname, "given": one.given, "sex": one.sex, "birth_date": one.born.isoformat()}
        papers = [{"type": "P", "number": one.number, "issuer": one.nationality}]
        phones = [one.phone] if one.phone else []
        return {**rest, "person": {**told, "nationality": one.nationality, "documents": papers, "phones": phones}}

    blank = dict.fromkeys(("onset", "rash", "specimen", "diagnosis", "notified"))
    dates = {"onset": "2026-11-12", "rash": "2026-11-16", "specimen": "2026-11-17", "diagnosis": "2026-11-18"}
    journeys = [
        {"flight": "QQ77", "date": "2026-11-13", "origin": "KUL", "destination": "SIN", "seat": None},
        {"flight": "ZZ305", "date": "2026-11-14", "origin": "SIN", "destination": "CAN", "seat": "14C"},
    ]
    told = notice(case, reference="GZ-2026-0117", disease="measles", classification="confirmed", authority=None)
    told |= {"dates": {**blank, **dates, "notified": "2026-11-19"}, "journeys": journeys}
    told["notifier"] = {"name": "Invented District Hospital", "jurisdiction": "CN-44"}
    put("notice.json", (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode())
    told = notice(mers, reference="GZ-2026-0118", disease="mers", classification="suspected", authority=None)
    journeys = [{"flight": "QZ512", "date": "2026-11-14", "origin": "DXB", "destination": "CAN", "seat": mers.seat}]
    told |= {"dates": {**blank, "onset": "2026-11-13", "notified": "2026-11-18"}, "journeys": journeys}
    told["notifier"] = {"name": "Invented Airport Clinic", "jurisdiction": "CN-44"}
    put("notice-mers.json", (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode())


# ---------------------------------------------------------------- the truth


def where(seat: str, number: str, airside_crew: str) -> tuple[str, list[str], str]:
    """What the files show on 19 November at 10:00, other answers that can be defended, and why."""
    if seat in TRANSIT:
        return "in_transit", ["departed"], "no entry; travels on to NRT, listed on ZZ880 the same afternoon"
    if seat in AIRSIDE or number == airside_crew:
        return "not_entered", ["unknown"], "no entry, no onward flight"
    if seat in LEFT:
        return "departed", [], "entered; exit on 16 November, on board QB612"
    if seat in LEFT_AND_DUE:
        return "departed", ["not_entered"], "entered; exit on 16 November; due back on QB611 on 19 November"
    if seat in LEFT_BY_MANIFEST:
        return (
            "departed",
            ["entered", "not_entered"],
            "entered; no exit row, but on board QB612 by its close-out; due back on QB611",
        )
    if seat in STAYED:
        return "entered", [], "listed on QB612 on 16 November, not on board by its close-out"
    if seat in TO_LEAVE:
        return "entered", ["departed"], "entered; listed on QB612 of 19 November, which has not left"
    return "entered", [], "entry at CAN"


def truth(
    groups: list[list[Person]], crew: list[Person], parts: dict[int, list[Person]], case: Person, wrong: str
) -> None:
    """Who is a contact and where each is, with counts before and after the late part."""
    everyone = [one for group in groups for one in group]
    original = {one.reference: RESEATED if one.seat == "15F" and one.seat_stated else one.seat for one in everyone}
    removed = [one for one in everyone if one.oddity == "removed"]
    original |= {one.reference: seat for one, seat in zip(removed, REMOVED, strict=True)}
    absent = [*removed, *(one for one in everyone if one.seat in NO_SHOW)]
    in_part = {one.number: number for number, people in parts.items() for one in people}
    boarded = [one for one in everyone if one not in absent]
    contacts = []
    for one in [*boarded, *crew]:
        if one is case:
            continue
        row = int(one.seat[:-1]) if one.seat else None
        reasons = ["row"] if row in BAND and one.seat_stated else []
        reasons += ["party"] if one.booking == case.booking else []
        reasons += ["infant"] if not one.seat and one.kind == "FL" else []
        reasons += ["crew"] if one.kind == "FM" else []
        reasons += ["seat_unknown"] if one.seat and not one.seat_stated else []
        if not reasons:
            continue
        state, others, note = where(original.get(one.reference, ""), one.number, crew[-1].number)
        role = {"FL": "passenger", "FM": "crew"}.get(one.kind, "in_transit_passenger")
        entry: dict[str, object] = {"document": one.number, "role": role}
        entry |= {"reference": one.reference or None, "part": in_part.get(one.number), "reasons": reasons}
        entry |= {"seat": one.seat if one.seat and one.seat_stated else None, "true_seat": one.seat or None}
        if "seat_unknown" in reasons:
            entry["truly_in_band"] = row in BAND
        if "infant" in reasons:
            beside = next(group for group in groups if one in group)
            entry["proxy_seats"] = sorted(other.seat for other in beside if other.seat)
        contacts.append(entry | {"where": state, "also_acceptable": others, "note": note})
    contacts.sort(key=lambda entry: str(entry["document"]))

    def counted(late: bool) -> dict[str, object]:
        def known(number: object) -> bool:
            return late or in_part.get(str(number)) != 3

        chosen = [entry for entry in contacts if known(entry["document"])]
        kinds = ("row", "party", "infant", "crew", "seat_unknown")
        listed = [one for one in everyone if known(one.number)]
        on_board = [one for one in boarded if known(one.number)]
        return {
            "parts_received": [1, 2, 3, 4, 5] if late else [1, 2, 4, 5],
            "parts_missing": [] if late else [3],
            "declared_passengers": len(everyone),
            "listed_passengers": len(listed),
            "on_board_passengers": len(on_board),
            "on_board_with_seat": sum(bool(one.seat) and one.seat_stated for one in on_board),
            "on_board_with_phone": sum(bool(one.phone) for one in on_board),
            "close_out_references": len(boarded),
            "close_out_unmatched": len(boarded) - len(on_board),
            "contacts": len(chosen),
            "by_reason": {kind: sum(kind in entry["reasons"] for entry in chosen) for kind in kinds},  # type: ignore[operator]
            "by_where": {
                state: sum(entry["where"] == state for entry in chosen)
                for state in ("entered", "not_entered", "departed", "in_transit")
            },
            "passengers_on_board_not_contacts": len(on_board) - 1 - sum(entry["role"] != "crew" for entry in chosen),
        }

    told = {
        "about": "Every person is invented. Written by tools/make_sample_day.py.",
        "site": {"point_of_entry": "CAN", "zone": "Asia/Shanghai", "country": "CN"},
        "look_at": "2026-11-19T10:00:00+08:00",
        "flight": "ZZ305",
        "day": DAY.isoformat(),
        "rule": {"disease": "measles", "authority": "measles.cdc", "window": ["2026-11-12", "2026-11-20"]},
        "cabin": {"rows": ROWS, "letters": "ABCDEF", "blocks": ["ABC", "DEF"], "band_rows": BAND},
        "case": {"document": case.number, "seat": case.seat, "party": case.booking},
        "corrected_document": {"wrong": wrong, "right": next(o.number for o in everyone if o.seat == CORRECTED)},
        "reseated": {"document": next(o.number for o in boarded if o.seat == "15F"), "from": RESEATED, "to": "15F"},
        "unknown_journey": {"flight": "QQ77", "date": "2026-11-13", "origin": "KUL", "destination": "SIN"},
        "on_board": sorted(one.number for one in boarded),
        "crew": sorted(one.number for one in crew),
        "removed": sorted(one.number for one in removed),
        "no_show": sorted(one.number for one in absent if one not in removed),
        "parts": {str(number): sorted(one.number for one in people) for number, people in parts.items()},
        "contacts": contacts,
        "before_late_part": counted(False),
        "after_late_part": counted(True),
    }
    TRUTH.parent.mkdir(parents=True, exist_ok=True)
    TRUTH.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> None:
    """Write everything anew."""
    shutil.rmtree(OUT, ignore_errors=True)
    groups, case = case_flight()
    crew = crew_of_seven()
    everyone = [one for group in groups for one in group]
    seats = {one.seat: one for one in everyone if one.seat}
    right = seats[CORRECTED].number
    wrong = right[:-2] + right[-1] + right[-2] if right[-1] != right[-2] else right[:-1] + "XQ"
    parts = write_case_flight(groups, crew, wrong)
    for seat in REMOVED:
        seats[seat].oddity, seats[seat].seat = "removed", ""
    TOLD.people += len(everyone) + len(crew)
    mers, arrivals = other_flights()
    onward(seats)
    boarded = [one for one in everyone if one.oddity != "removed" and one.seat not in NO_SHOW]
    write_crossings(boarded, crew, seats, arrivals[:150])
    notices(case, mers)
    truth(groups, crew, parts, case, wrong)
    breadth(mers)
    put("README.md", README.encode())
    print(f"{len(TOLD.files)} files, {sum(TOLD.files.values()):,} bytes, {TOLD.people:,} people listed")


if __name__ == "__main__":
    main()
