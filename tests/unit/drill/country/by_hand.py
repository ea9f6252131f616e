"""A country small enough to be written by hand: what `make` asks of one, without the generator of truth."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from pratique.drill.country.world import (
    Cabin,
    Crossing,
    Day,
    Exposure,
    Infection,
    Leg,
    Paper,
    Place,
    Sailing,
    Seat,
    Traveller,
)

FIRST = date(2026, 9, 1)
CABIN = Cabin(
    "3-3",
    tuple(
        Seat(f"{row}{letter}", row, column, column // 4, "", 0, "economy")
        for row in range(1, 31)
        for column, letter in enumerate("ABCDEF", 1)
    ),
)
TRAIN = Cabin(
    "train",
    tuple(
        Seat(f"{row}{letter}", row, column, 0, f"{coach:02}", coach, "second")
        for coach in (1, 2)
        for row in range(1, 11)
        for column, letter in enumerate("ABCDF", 1)
    ),
)
NAMES = {
    "zh": (("ZHANGLIN", "XUEBAO"), ("XIAO MING", "QIU YUE", "WEI")),
    "ar": (("AL MAZROUEIN",), ("MOHAMMEDIN KHALED", "NOURAH")),
    "es": (("OLMEDAL VAZQUEZ",), ("JUAN ANTONIN", "BEGONA")),
    "en": (("O'DARRAGH", "FITZ-MARLING"), ("PHILIPPA", "BRYN")),
    "ru": (("YURASHEVICH",), ("KSENIYA", "ZHANNA")),
    "ko": (("KWEONG",), ("JAE EUNOO",)),
    "in": (("SHANTHAREE",), ("VEENAA", "THARUNA")),
}


class ByHand:
    """Twelve services and a train a day for some days; travellers are made from their number."""

    home = "CAN"

    def __init__(self, length: int = 4, people: int = 90, services: int = 12, seed: int = 7) -> None:
        self.seed = seed
        self._length, self._people, self._services = length, people, services
        self._sailings = {number: self._made(number) for number in range(1, length * (services + 1) + 1)}

    def days(self) -> Iterator[Day]:
        for offset in range(self._length):
            sailings = [one for number, one in self._sailings.items() if (number - 1) // (self._services + 1) == offset]
            crossings = [
                Crossing(place.traveller, place.paper, one.leg.arrives, "CAN", "in", one.leg.number)
                for one in sailings
                for place in one.places
                if one.leg.conveyance == "aircraft" and place.boarded
            ]
            yield Day(FIRST + timedelta(days=offset), tuple(sailings), tuple(crossings))

    def leg(self, number: int) -> Leg:
        return self._sailings[number].leg

    def sailing(self, number: int) -> Sailing:
        return self._sailings[number]

    def traveller(self, number: int) -> Traveller:
        rng = Random(number)
        culture = list(NAMES)[number % 7]
        surname, given = (rng.choice(names) for names in NAMES[culture])
        papers = [Paper("P", f"XQ{number * 76543 % 10**7:07}", "UTO", date(2020, 1, 1), date(2029, 12, 31))]
        if number % 5 == 0:
            papers.append(Paper("P", f"ZX{number * 76543 % 10**7:07}", "XXA", date(2021, 1, 1), date(2030, 12, 31)))
        return Traveller(
            number, culture, surname, given, ("邱", "月雪") if culture == "zh" else None, "MF"[number % 2],
            date(1950, 1, 1) + timedelta(days=rng.randrange(20000)), "UTO", tuple(papers),
            ("+447700900417",), "someone@carrier.example", True, "D01", number, frozenset(),
        )  # fmt: skip

    def movements(self, traveller: int, first: date, last: date) -> tuple[list[tuple[Leg, Place]], list[Crossing]]:
        found = [
            (one.leg, place)
            for one in self._sailings.values()
            for place in one.places
            if place.traveller == traveller and first <= one.leg.departs_local.date() <= last
        ]
        return found, []

    def infections(self, count: int) -> list[Infection]:
        found = []
        for number in range(1, count + 1):
            place = self._sailings[number].places[number]
            told = FIRST + timedelta(days=self._length + 2)
            notified = datetime(told.year, told.month, told.day, 4, number, tzinfo=UTC)
            dates = {"onset": FIRST, "rash": FIRST, "notified": told}
            last = FIRST + timedelta(days=self._length)
            parent = f"CASE-{number - 1:04}" if number > 1 else None
            found.append(
                Infection(f"CASE-{number:04}", "measles", place.traveller, dates, FIRST, last, notified, parent)
            )
        return found

    def exposures(self, infection: Infection) -> list[Exposure]:
        legs, _ = self.movements(infection.traveller, infection.infectious_from, infection.infectious_to)
        return [
            Exposure(
                infection.reference, leg.number, other.traveller, False, "far away", "entered", "none", leg.departs
            )
            for leg, _ in legs
            for other in self._sailings[leg.number].places
            if other.traveller != infection.traveller
        ]

    def _made(self, number: int) -> Sailing:
        day, service = divmod(number - 1, self._services + 1)
        train = service == self._services
        flight = "G9123" if train else f"{('ZZ', 'QQ', 'XB', 'Q8', '9Q', 'ZX')[service % 6]}{300 + service}"
        leaves = datetime.combine(FIRST, time(8, 10)) + timedelta(days=day, minutes=7 * service)
        lands = leaves + timedelta(hours=17)
        leg = Leg(
            number, "train" if train else "aircraft", flight, "", "Guangzhou South" if train else "SIN",
            "Wuhan" if train else "CAN", leaves, lands, (leaves - timedelta(hours=8)).replace(tzinfo=UTC),
            (lands - timedelta(hours=8)).replace(tzinfo=UTC), TRAIN if train else CABIN,
        )  # fmt: skip
        cabin = leg.cabin.seats
        places = []
        for index in range(self._people):
            traveller = service * 1000 + index + 1 + 400 * (day % 2)
            seat = cabin[index]
            booked = cabin[-1 - index] if index % 30 == 3 else None
            places.append(
                Place(traveller, "passenger", seat, 0, "" if train else f"BK{index // 3:04}", index % 25 != 24,
                      leg.origin, "NRT" if index % 20 == 19 and not train else leg.destination, 0, booked)
            )  # fmt: skip
        if not train:
            infant = service * 1000 + 901
            places.append(Place(infant, "passenger", None, 0, "BK0000", True, "SIN", "CAN", places[0].traveller))
            crew = service * 1000 + 951
            places += [Place(crew + n, "crew", None, 0, "", True, "SIN", "CAN") for n in range(6)]
        return Sailing(leg, tuple(places))
