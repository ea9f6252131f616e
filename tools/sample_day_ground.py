"""Trains, a bus and a ferry of the sample day, the notices for them and for the flights, and the truth about each.

Seeded by itself, so that the flights stay as they are. Who was near is told from the coaches, bays and cabins that are
laid out here, never by the package.
"""

from __future__ import annotations

import json
import random
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count

from sample_day_files import DAY, ROOT, TOLD, Person, accented, at, put, put_csv
from sample_day_words import HANZI_GIVEN, HANZI_SURNAME, NAMES

TRUTH = ROOT / "tests" / "data" / "sample_breadth_truth.json"
CHANCE = random.Random(20261115)
BLOCKS = ("ABC", "DEFG", "HJK")
LETTERS = "".join(BLOCKS)
_taken: set[str] = set()


@dataclass(slots=True)
class Traveller:
    """One invented person on a train, bus or ship. `bay` is where they truly are: row, bay, compartment."""

    name: tuple[str, str]
    sex: str
    born: date
    number: str
    phone: str = ""
    unit: str = ""
    seat: str = ""
    travel_class: str = ""
    bay: int | None = None
    table: str = ""
    role: str = ""
    stop: str = ""
    states_unit: bool = True
    states_seat: bool = True


@dataclass(frozen=True, slots=True)
class Service:
    """One journey of one conveyance with everybody on it."""

    file: str
    number: str
    kind: str
    leaves: datetime
    lands: datetime
    origin: str
    destination: str
    people: list[Traveller] = field(default_factory=list)


def somebody(chinese: bool = True) -> Traveller:
    """Somebody invented, of a name that nobody else on the ground has."""
    while True:
        if chinese:
            again = CHANCE.choice(HANZI_GIVEN)[1] if CHANCE.random() < 0.7 else ""
            name = (CHANCE.choice(HANZI_SURNAME)[1], CHANCE.choice(HANZI_GIVEN)[1] + again)
        else:
            surnames, givens = NAMES[CHANCE.choice(["SGP", "MYS", "THA", "IND", "JPN", "VNM"])]
            name = (CHANCE.choice(surnames), CHANCE.choice(givens))
        number = CHANCE.choice(["XQ", "QX", "ZX"]) + "".join(CHANCE.choice("0123456789") for _ in range(8))
        if key(*name) not in _taken and number not in _taken:
            break
    _taken.update((key(*name), number))
    born = DAY - timedelta(days=CHANCE.randrange(4 * 365, 80 * 365))
    phone = f"+447700900{CHANCE.randrange(1000):03d}" if CHANCE.random() < 0.3 else ""
    return Traveller(name, CHANCE.choice("MF"), born, number, phone)


def key(*parts: str | None) -> str:
    """A name as the truth writes it: letters only, without accents."""
    flat = unicodedata.normalize("NFKD", "".join(part or "" for part in parts)).upper()
    return "".join(c for c in flat if c.isalpha() and not unicodedata.combining(c))


# ---------------------------------------------------------------- who sits where


def fill(unit: str, travel_class: str, places: Iterable[tuple[str, int]], share: float) -> list[Traveller]:
    """People in that share of a coach's places, each given as label and row or bay."""
    people = []
    for seat, bay in places:
        if CHANCE.random() < share:
            one = somebody()
            one.unit, one.travel_class, one.seat, one.bay = unit, travel_class, seat, bay
            people.append(one)
    return people


def fast_train() -> Service:
    """Four coaches: 01 first class, the others second; people standing, and some whose coach is not stated."""
    first = [(f"{row}{letter}", row) for row in range(1, 8) for letter in "ACDF"]
    second = [(f"{row}{letter}", row) for row in range(1, 13) for letter in "ABCDF"]
    people = fill("01", "一等座", first, 0.8)
    for unit in ("02", "03", "04"):
        coach = fill(unit, "二等座", second, 0.85)
        standing = [somebody() for _ in range(2)]
        for one in standing:
            one.unit, one.travel_class, one.seat = unit, "无座", "无座"
        people += coach + standing
    for index, one in enumerate(people):
        one.stop = "虎门" if index % 8 == 3 else "深圳北"
        if one.travel_class == "二等座" and index % 41 == 7:
            one.states_unit = False
        if one.travel_class == "二等座" and index % 59 == 11:
            one.states_unit = one.states_seat = False
    service = Service("ground/G9123_16NOV.csv", "G9123", "train", at(2, 8, 5), at(2, 8, 41), "广州南", "深圳北", people)
    service.people.extend(staff("列车员", 3))
    return service


def sleeper_train() -> Service:
    """A night train: two hard sleeper coaches of eleven bays and one soft sleeper coach of nine compartments."""
    hard = [(f"{2 * bay + side:02d}{level}铺", bay) for bay in range(11) for side in (1, 2) for level in "下中上"]
    soft = [(f"{4 * room + berth}号", room) for room in range(9) for berth in (1, 2, 3, 4)]
    people = [one for unit in ("07", "08") for one in fill(unit, "硬卧", hard, 0.68)]
    people += fill("11", "软卧", soft, 0.8)
    for index, one in enumerate(people):
        one.stop = "桂林北"
        one.states_unit = index % 37 != 5
        one.states_seat = index % 43 != 8
    service = Service("ground/K9281_16NOV.csv", "K9281", "train", at(2, 20, 10), at(3, 6, 30), "广州", "桂林北", people)
    service.people.extend(staff("列车长", 2))
    return service


def coach_bus() -> Service:
    """45 seats, two and two, with five across the back; seats have numbers only."""
    people: list[Traveller] = []
    rows = [(number, (number - 1) // 4 + 1) for number in range(1, 41)] + [(number, 11) for number in range(41, 46)]
    for number, row in rows:
        if CHANCE.random() < 0.86:
            one = somebody(chinese=False)
            one.seat, one.bay, one.stop = str(number), row, "Sample City East"
            people.append(one)
    for one in (people[4], people[30]):
        one.states_seat = False
    service = Service(
        "ground/QB77_17NOV.csv", "QB77", "bus", at(3, 9, 30), at(3, 12, 45), "Sample Bay", "Sample City East", people
    )
    service.people.extend(staff("driver", 1, chinese=False))
    return service


def ferry() -> Service:
    """Cabins of four; tables of eight, which two cabins share."""
    people: list[Traveller] = []
    for index in range(24):
        for _ in range(CHANCE.choice([2, 3, 4])):
            one = somebody(chinese=False)
            one.unit, one.table, one.stop = f"{401 + index}", str(index // 2 + 1), "Second Pier"
            one.states_unit = len(people) % 29 != 13
            people.append(one)
    name = "QF AURORELLE"
    service = Service(
        "ground/QF_AURORELLE_17NOV.csv", name, "ship", at(3, 21, 0), at(4, 7, 0), "First Pier", "Second Pier", people
    )
    service.people.extend(staff("crew", 4, chinese=False))
    return service


def staff(role: str, count: int, chinese: bool = True) -> list[Traveller]:
    """Crew: no seat, no coach."""
    people = [somebody(chinese) for _ in range(count)]
    for one in people:
        one.role = role
    return people


def write(service: Service, encoding: str) -> None:
    """The list as its operator would send it: trains in Chinese, bus and ship in English."""
    chinese = service.kind == "train"
    if chinese:
        head = "车次 乘车日期 开车时间 出发站 到达站 车厢号 座位号 席别 姓名 性别 "
        head += "出生日期 证件类型 证件号码 人员类别 联系电话"
    else:
        head = "Bus no|Date|Departure|From|To|Seat no|Surname|Given name|Sex|Date of birth|Document no|Role|Phone"
        if service.kind == "ship":
            head = head.replace("Bus no", "Vessel").replace("Seat no", "Cabin no|Table")
    rows = [head.split(" " if chinese else "|")]
    forms = ("{}", "{}车厢", "{}号车厢")
    for index, one in enumerate(service.people):
        unit = one.unit if one.states_unit else ""
        seat = one.seat if one.states_seat else ""
        stop = one.stop or service.destination
        row = [service.number, f"{service.leaves:%Y-%m-%d}", f"{service.leaves:%H:%M}", service.origin, stop]
        if chinese:
            unit = forms[index % 3].format(unit) if unit else ""
            seat = (
                f"{seat}号"
                if seat[-1:].isalpha() and seat[0].isdigit() and index % 4 == 0 and "铺" not in seat
                else seat
            )
            row += [unit, seat, one.travel_class, "".join(one.name), {"M": "男", "F": "女"}[one.sex]]
            row += [f"{one.born:%Y-%m-%d}", "身份证", one.number, one.role or "旅客", one.phone]
        else:
            row += [unit, one.table] if service.kind == "ship" else [seat]
            row += [*one.name, one.sex, f"{one.born:%Y-%m-%d}", one.number, one.role or "passenger", one.phone]
        rows.append(row)
    put_csv(service.file, rows, encoding)


# ---------------------------------------------------------------- notices and truth

Answer = dict[str, object]
_told: list[Answer] = []
_NUMBERS = count(201)


def notice(name: str, person: Mapping[str, object], journey: Mapping[str, object], **rest: object) -> None:
    """One notice file."""
    dates = {**dict.fromkeys(("onset", "rash", "specimen", "diagnosis", "notified")), **rest.pop("dates")}  # type: ignore[dict-item]
    # Neutral: a reference stands in lists and logs in clear, so it names no disease.
    reference = f"GZ-2026-{next(_NUMBERS):04d}"
    told = {"reference": reference, **rest, "person": person, "dates": dates, "journeys": [journey]}
    told["notifier"] = {"name": "Invented District Hospital", "jurisdiction": "CN-44"}
    put(f"notices/{name}.json", (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode())


def sort_out(people: Iterable[Traveller], near: Callable[[Traveller], bool | None]) -> dict[str, list[str]]:
    """Who is certainly near, and who cannot be told; the rest are others."""
    people = list(people)
    answers = {key(*one.name): near(one) for one in people}
    return {
        "certain": sorted(name for name, answer in answers.items() if answer),
        "unsure": sorted(name for name, answer in answers.items() if answer is None),
    }


def on_ground(
    name: str, service: Service, case: Traveller, rules: dict[str, Callable[[Traveller], bool | None]]
) -> None:
    """The notice and the truth for a case on the ground; `rules` by ``sealed``, ``open`` or ``any``."""
    known = {"surname": case.name[0], "given": case.name[1]}
    if service.kind == "train":
        known = {"surname": "".join(case.name), "given": ""}
    papers = [{"type": "I" if service.kind == "train" else None, "number": case.number, "issuer": None}]
    person: dict[str, object] = {**known, "sex": case.sex, "birth_date": case.born.isoformat(), "documents": papers}
    person |= {"phones": [case.phone] if case.phone else []}
    journey: dict[str, object] = {"flight": service.number, "conveyance": service.kind}
    journey |= {"date": service.leaves.date().isoformat(), "origin": service.origin, "destination": service.destination}
    if case.unit:
        journey["cabin" if service.kind == "ship" else "coach"] = case.unit
    if case.seat:
        journey["seat"] = case.seat
    if case.travel_class:
        journey["class"] = case.travel_class
    dates = {"onset": (service.leaves.date() - timedelta(days=1)).isoformat(), "notified": "2026-11-18"}
    notice(name, person, journey, disease="covid-19", classification="confirmed", authority="covid.cn", dates=dates)
    rest = [one for one in service.people if one is not case]
    for sealed, near in rules.items():
        answer: Answer = {"notice": f"notices/{name}.json", "service": service.number, "conveyance": service.kind}
        answer |= {"sealed": {"sealed": True, "open": False, "any": None}[sealed], **sort_out(rest, near)}
        _told.append(answer | {"aboard": len(service.people), "key": "name"})


def together(case: Traveller, one: Traveller) -> bool | None:
    """One coach or cabin; None where it is not stated."""
    return one.unit == case.unit if one.states_unit and one.unit else None


def in_coach(case: Traveller) -> Callable[[Traveller], bool | None]:
    """The whole coach or cabin; crew are to be classified: where they worked is not stated."""
    return lambda one: None if one.role else together(case, one)


def in_bays(case: Traveller, reach: int) -> Callable[[Traveller], bool | None]:
    """The same coach, and so many bays, rows or compartments each way."""

    def near(one: Traveller) -> bool | None:
        if one.role:
            return None
        same = together(case, one)
        if same is False:
            return False
        if one.bay is None or not one.states_seat:
            return None
        # A number in another bay is in another bay, whichever the coach.
        return same if abs(one.bay - (case.bay or 0)) <= reach else False

    return near


def in_rows(case: Traveller, reach: int) -> Callable[[Traveller], bool | None]:
    """Rows of the bus; the driver counts wherever the case sat."""

    def near(one: Traveller) -> bool | None:
        if one.role:
            return True
        return None if not one.states_seat else abs((one.bay or 0) - (case.bay or 0)) <= reach

    return near


def pick(people: Iterable[Traveller], unit: str, seat: str) -> Traveller:
    """Somebody in the first taken place of this coach from this one on."""
    found = [one for one in people if one.unit == unit and one.states_unit and one.states_seat and one.bay is not None]
    return next(one for one in found if one.seat >= seat)


def ground() -> None:
    """Everything on the ground."""
    fast, night, bus, ship = fast_train(), sleeper_train(), coach_bus(), ferry()
    write(fast, "utf-8")
    write(night, "gb18030")
    write(bus, "utf-8")
    write(ship, "utf-8")
    TOLD.people += sum(len(one.people) for one in (fast, night, bus, ship))
    case = next(o for o in fast.people if (o.unit, o.bay) == ("03", 6) and o.states_unit and o.states_seat)
    on_ground("covid-train", fast, case, {"sealed": in_coach(case), "open": in_bays(case, 1)})
    case = next(o for o in night.people if (o.unit, o.bay) == ("08", 4) and o.states_unit and o.states_seat)
    on_ground("covid-sleeper", night, case, {"sealed": in_coach(case), "open": in_bays(case, 1)})
    case = next(o for o in night.people if (o.unit, o.bay) == ("11", 3) and o.states_unit and o.states_seat)
    on_ground("covid-soft-sleeper", night, case, {"sealed": in_bays(case, 0), "open": in_bays(case, 0)})
    case = next(one for one in bus.people if one.bay == 5 and one.states_seat)
    on_ground("covid-bus", bus, case, {"sealed": lambda one: True, "open": in_rows(case, 3)})
    stated = [one.unit for one in ship.people if one.states_unit]
    case = next(one for one in ship.people if one.states_unit and stated.count(one.unit) == 4)
    on_ground("covid-ship", ship, case, {"any": in_coach(case)})


# ---------------------------------------------------------------- the flights


def in_air(
    name: str,
    number: str,
    day: date,
    leg: tuple[str, str],
    near: Callable[[Person, Person], bool],
    *,
    party: bool = False,
    case: Person | None = None,
    aboard: Callable[[Person], bool] = lambda one: True,
    **rest: object,
) -> None:
    """A notice for somebody on a flight of the day, and who sat near by seats as they truly are."""
    people = [one for one in TOLD.flights[number] if aboard(one)]
    rows = {int(one.seat[:-1]) for one in people if stated(one, number)}
    assert rows >= set(range(12, 41)), sorted(set(range(12, 41)) - rows)
    bookings: dict[str, int] = {}
    for one in people:
        bookings[one.booking] = bookings.get(one.booking, 0) + 1
    if case is None:
        fit = [
            one
            for one in people[:-3]
            if stated(one, number)
            and one.born.year < 1995
            and one.sex in "MF"
            and not one.oddity
            and 16 <= int(one.seat[:-1]) <= 36
            and 1 < bookings[one.booking] < 5
        ]
        case = max(fit, key=lambda c: sum(near(c, one) and stated(one, number) for one in people))
    certain, unsure, actions = [], [], {}
    for index, one in enumerate(people):
        if one is case:
            continue
        label = one.seat if stated(one, number) else key(*written(one, number))
        if (stated(one, number) and near(case, one)) or (party and one.booking == case.booking):
            certain.append(label)
        elif not stated(one, number):
            unsure.append(label)
        else:
            continue
        actions[label] = "classify" if label in unsure else due(number, index, one)
    told = written(case, number)
    papers = [{"type": "P", "number": case.number, "issuer": case.nationality}]
    person: dict[str, object] = {
        "surname": told[0],
        "given": told[1],
        "sex": case.sex,
        "birth_date": case.born.isoformat(),
    }
    person |= {"nationality": case.nationality, "documents": papers, "phones": [case.phone] if case.phone else []}
    journey = {"flight": number, "date": day.isoformat(), "origin": leg[0], "destination": leg[1], "seat": case.seat}
    notice(name, person, journey, authority=None, **rest)
    answer: Answer = {"notice": f"notices/{name}.json", "service": number, "conveyance": "aircraft", "sealed": None}
    answer |= {"certain": sorted(certain), "unsure": sorted(unsure), "aboard": len(people), "key": "seat"}
    _told.append(answer | {"actions": dict(sorted(actions.items()))})


def written(one: Person, number: str) -> tuple[str, str]:
    """Surname and given name as the carrier of this flight writes them."""
    if number == "X9330":
        # The last row of that file is cut off behind the surname.
        given = "" if one is TOLD.flights[number][-1] else one.given
        return (accented(one.surname), accented(given)) if one.nationality in {"DEU", "ESP"} else (one.surname, given)
    return one.surname, one.given


def stated(one: Person, number: str) -> bool:
    """Whether the carrier's list gives a seat."""
    return one.seat_stated and not (number == "X9330" and one is TOLD.flights[number][-1])


def due(number: str, index: int, one: Person) -> str:
    """What the crossings of the day show: only those of QB611 crossed."""
    if number == "QB611" and index < 150:
        return "inform_abroad" if index < 25 else "notify"
    return "inform_abroad" if one.debark == "SYD" else "order"


def apart(case: Person, one: Person) -> tuple[int, int, bool]:
    """Rows and seats between two people, and whether no aisle lies between their seats."""
    a, b = case.seat[-1], one.seat[-1]
    block = any(a in block and b in block for block in BLOCKS)
    return abs(int(case.seat[:-1]) - int(one.seat[:-1])), abs(LETTERS.index(a) - LETTERS.index(b)), block


def box(rows: int, seats: int, blocked: bool) -> Callable[[Person, Person], bool]:
    """So many rows and seats in any direction; `blocked`: never across an aisle."""

    def near(case: Person, one: Person) -> bool:
        by_rows, by_seats, block = apart(case, one)
        return by_rows <= rows and by_seats <= seats and (block or not blocked)

    return near


def breadth(mers: Person) -> None:
    """All the notices beside the measles case, and the truth."""
    day, before = DAY, DAY - timedelta(days=1)
    in_air(
        "ebola",
        "X9330",
        before,
        ("DXB", "CAN"),
        box(1, 1, True),
        disease="ebola",
        classification="confirmed",
        dates={"onset": "2026-11-12", "notified": "2026-11-18"},
    )
    in_air(
        "mpox",
        "QB611",
        day,
        ("BKK", "CAN"),
        box(1, 1, False),
        disease="mpox",
        classification="confirmed",
        dates={"onset": "2026-11-13", "notified": "2026-11-18"},
    )
    in_air(
        "tb",
        "ZQ204",
        before,
        ("SYD", "CAN"),
        box(2, 99, False),
        disease="tuberculosis",
        classification="confirmed",
        party=True,
        dates={"diagnosis": "2026-11-18"},
    )
    in_air(
        "mers",
        "QZ512",
        day,
        ("DXB", "CAN"),
        box(2, 99, False),
        disease="mers",
        party=True,
        case=mers,
        classification="suspected",
        aboard=lambda one: one.debark != "DXB",
        dates={"onset": "2026-11-13", "notified": "2026-11-18"},
    )
    ground()
    told = {"about": "Every person is invented. Written by tools/make_sample_day.py.", "cases": _told}
    TRUTH.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
