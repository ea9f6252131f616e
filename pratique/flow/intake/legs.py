"""Which flight each record is on: from its columns, from the profile, or from what the officer states."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pratique.flow.intake.dates import FAR, bare_time, read_dates, split_time
from pratique.flow.intake.headers import normal_header
from pratique.flow.intake.persons import place_code
from pratique.flow.intake.profile import DateOrder, GivenLeg
from pratique.flow.intake.sheet import Sheet
from pratique.flow.intake.table import Row, clean
from pratique.model.facts import Conveyance, LegFact
from pratique.model.flights import normal_flight, normal_registration, normal_service

NO_SERVICE = "the file has no flight column"
_FLIGHT_WORD = re.compile(
    r"(?:flight|flt|vuelo|vol|flug|航班)\w*[\s.:#：号號-]*(?:no|nr|number)?[\s.:#：]*((?:[A-Z]{3}|[A-Z][A-Z0-9]|[0-9][A-Z])\s?\d{1,4}[A-Z]?)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_FLIGHT_ALONE = re.compile(r"(?<![A-Za-z0-9])((?:[A-Z][A-Z0-9]|[0-9][A-Z])\s?\d{1,4}[A-Z]?)(?![A-Za-z0-9])")
_NUMBER_OF_IT = r"[\s.:#：号號]*(?:no|nr|number)?[\s.:#：]*([A-Z]{0,3}[\s-]?\d{1,5}[A-Z]?)(?![A-Za-z0-9])"
_SERVICE_WORDS: dict[Conveyance, re.Pattern[str]] = {
    "train": re.compile(
        rf"(?:\b(?:train|tren|zug)|车次|車次|列车|列車){_NUMBER_OF_IT}",
        re.IGNORECASE,
    ),
    "bus": re.compile(rf"(?:\b(?:bus|autobús|autocar|coach service)|班次){_NUMBER_OF_IT}", re.IGNORECASE),
}
_TRAIN_ALONE = re.compile(r"(?<![A-Za-z0-9])([A-Z]?\d{1,4})\s?次(?!数|會|会)", re.IGNORECASE)
_DATES_IN_TEXT = (
    re.compile(r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日?|(?<!\d)\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?!\d)"),
    re.compile(r"(?<![^\W_])\d{1,2}[\s-]?[^\W\d_]{3,10}[\s-]?\d{2,4}(?!\d)|(?<!\d)\d{8}(?!\d)"),
)


def read_legs(sheet: Sheet, given: GivenLeg | None, order: DateOrder | None) -> list[LegFact | None] | str:
    """The leg of every record, None where a record names none, or a sentence if none can be placed at all."""
    flights = _flights(sheet, given)
    if flights is None:
        return NO_SERVICE
    days, departures, why = _departures(sheet, given, order)
    if why:
        return why
    arrivals = _arrivals(sheet, order)
    registrations = _registrations(sheet, given)
    origins, destinations = sheet.column("origin"), sheet.column("destination")
    legs: list[LegFact | None] = []
    for place, flight in enumerate(flights):
        mine = given is not None and (given.flight is None or given_service(given) == flight)
        day = days[place] or (given.date.isoformat() if given and given.date and mine else None)
        if flight is None or day is None:
            legs.append(None)
            continue
        origin = place_code(origins[place]) or (given.origin if given and mine else None)
        destination = place_code(destinations[place]) or (given.destination if given and mine else None)
        time = departures[place]
        departure = f"{day}T{time}" if time else day
        conveyance = _conveyance(sheet, place, given)
        legs.append(LegFact(flight, origin, destination, departure, arrivals[place], conveyance, registrations[place]))
    return legs


def form_legs(sheet: Sheet, given: GivenLeg | None, order: DateOrder | None) -> list[LegFact | None] | str:
    """The same for locator forms, which are dated by their arrival: then the leg has no departure."""
    none: list[str | None] = [None] * len(sheet.numbers)
    stated = any(sheet.column("flight_date")) or any(sheet.column("departure"))
    days, times, why = _departures(sheet, given, order) if stated else (none, none, None)
    if why:
        return why
    arrivals = _arrivals(sheet, order)
    if doubt := next((finding for finding in sheet.findings if finding.code == "ambiguous-dates"), None):
        return f"{doubt.where}: {doubt.text}"
    legs: list[LegFact | None] = []
    for place, arrival in enumerate(arrivals):
        means = _MEANS.get(normal_header(sheet.cell("means", place))) or _conveyance(sheet, place, given)
        named = _flight_of(sheet, place) if means == "aircraft" else normal_service(_service_cell(sheet, place))
        flight = named or given_service(given)
        mine = given is not None and (given.flight is None or given_service(given) == flight)
        day = days[place] or (given.date.isoformat() if given and given.date and mine else None)
        if flight is None or not (day or arrival):
            legs.append(None)
            continue
        departure = f"{day}T{times[place]}" if day and times[place] else day
        origin = place_code(sheet.cell("origin", place)) or (given.origin if given and mine else None)
        destination = place_code(sheet.cell("destination", place)) or (given.destination if given and mine else None)
        legs.append(LegFact(flight, origin, destination, departure, arrival, means))
    return legs


def _service_cell(sheet: Sheet, place: int) -> str | None:
    return next((cell for name in ("flight", *_SERVICES) if (cell := sheet.cell(name, place))), None)


def leg_reason(sheet: Sheet, place: int) -> str:
    """Why a record has no leg, for the list of rejected rows."""
    named = [name for name in ("flight", *_SERVICES) if name in sheet.cells]
    if named and not any(sheet.cell(name, place) for name in named):
        return "no flight is named in this row" if named == ["flight"] else "no conveyance is named in this row"
    if "flight" in sheet.cells and _flight_of(sheet, place) is None:
        return "the flight cell holds no flight number"
    return "the row has no date of flight that can be read"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the lines above a table seem to name, and the row that names it: to be confirmed, never used."""

    service: str | None = None
    conveyance: Conveyance = "aircraft"
    day: str | None = None
    """ISO."""
    row: int | None = None


def title_proposal(rows: list[Row]) -> Proposal:
    """The first flight, train or bus, and the first date, that the lines above a table seem to name."""
    service = day = number = None
    conveyance: Conveyance = "aircraft"
    for row in rows:
        text = " ".join(clean(cell) for cell in row.cells)
        if service is None and (named := _named_in(text)):
            (service, conveyance), number = named, row.number
        for candidate in [found for shape in _DATES_IN_TEXT for found in shape.findall(text)] if day is None else ():
            if value := read_dates([candidate]).values[0]:
                day, number = value, number or row.number
                break
    return Proposal(service, conveyance, day, number)


def _named_in(text: str) -> tuple[str, Conveyance] | None:
    if match := _TRAIN_ALONE.search(text):
        return str(normal_service(match[1])), "train"
    for kind, shape in _SERVICE_WORDS.items():
        if (match := shape.search(text)) and (found := normal_service(match[1])):
            return found, kind
    match = _FLIGHT_WORD.search(text) or _FLIGHT_ALONE.search(text)
    found = normal_flight(match[1]) if match else None
    return (found, "aircraft") if found else None


def latest_day(legs: Sequence[LegFact | None]) -> date | None:
    """The last date among the legs: of departure, or of arrival where that is all there is."""
    stated = [leg.departure or leg.arrival for leg in legs if leg]
    days = [date.fromisoformat(text[:10]) for text in stated if text]
    return max(days, default=None)


_MEANS_WORDS: dict[Conveyance, str] = {
    "aircraft": "aircraft, plane, airplane, air, flight, avión, avion, flugzeug, 飞机, 航空",
    "train": "train, rail, tren, zug, bahn, 火车, 列车, 高铁, 动车, 铁路",
    "bus": "bus, coach, autobús, autocar, reisebus, 客车, 大巴, 汽车客运",
    "ship": "ship, ferry, boat, sea, barco, bateau, schiff, fähre, 船, 船舶, 轮渡",
}
_MEANS = {normal_header(word): kind for kind, words in _MEANS_WORDS.items() for word in words.split(", ")}
_SERVICES: dict[str, Conveyance] = {"train": "train", "bus": "bus", "voyage": "ship"}
"""Columns that name a conveyance which is no aircraft."""


def given_service(given: GivenLeg | None) -> str | None:
    """The flight, train, bus or ship that the officer states, in normal form."""
    if given is None:
        return None
    return (normal_flight if given.conveyance == "aircraft" else normal_service)(given.flight)


def _conveyance(sheet: Sheet, place: int, given: GivenLeg | None) -> Conveyance:
    """What the record travelled on, told by which column names it, or by the officer where none does."""
    if sheet.cell("flight", place):
        return "aircraft"
    stated = given.conveyance if given else "aircraft"
    return next((kind for column, kind in _SERVICES.items() if sheet.cell(column, place)), stated)


def _flight_of(sheet: Sheet, place: int) -> str | None:
    if sheet.cell("flight", place):
        return normal_flight(sheet.cell("flight", place), sheet.cell("carrier", place))
    named = next((cell for column in _SERVICES if (cell := sheet.cell(column, place))), None)
    return normal_service(named)


def _flights(sheet: Sheet, given: GivenLeg | None) -> list[str | None] | None:
    if any(any(sheet.column(name)) for name in ("flight", *_SERVICES)):
        return [_flight_of(sheet, place) for place in range(len(sheet.numbers))]
    stated = given_service(given)
    return [stated] * len(sheet.numbers) if stated else None


def _departures(
    sheet: Sheet, given: GivenLeg | None, order: DateOrder | None
) -> tuple[list[str | None], list[str | None], str | None]:
    """Date and time of departure by record, and a sentence if the column cannot be read at all."""
    cells = [split_time(cell) for cell in sheet.column("departure")]
    times = [time or bare_time(raw) for (_, time, _), raw in zip(cells, sheet.column("departure"), strict=True)]
    name = "flight_date" if any(sheet.column("flight_date")) else "departure"
    texts = [split_time(cell) for cell in sheet.column("flight_date")] if name == "flight_date" else cells
    if name == "flight_date":
        times = [time or other[1] for time, other in zip(times, texts, strict=True)]
    dates = [text if bare_time(text) is None or len(text) > 5 else "" for text, _, _ in texts]
    if not any(dates):
        if given is None or given.date is None:
            return [], [], "the file has no date of flight"
        return [None] * len(dates), times, None
    column = sheet.dates(name, order, dates, FAR)
    if column.orders:
        title = sheet.header.titles.get(name, name)
        return [], [], f"the dates of flight in column {title} can be read as {' or '.join(column.orders)}"
    return list(column.values), times, None


def _registrations(sheet: Sheet, given: GivenLeg | None) -> list[str | None]:
    """The aircraft of every record; the mark of a bus, or a cell that is no registration, is noted and left out."""
    cells = sheet.column("registration")
    read = [normal_registration(cell) for cell in cells]
    read = [found if _conveyance(sheet, place, given) == "aircraft" else None for place, found in enumerate(read)]
    odd = [place for place, cell in enumerate(cells) if cell and read[place] is None]
    text = "not the registration of an aircraft, such as B-1234 or N123AB; the people are kept without it"
    sheet.note("not-a-registration", "warning", odd, text, "registration")
    return read


def _arrivals(sheet: Sheet, order: DateOrder | None) -> list[str | None]:
    """Arrivals with date and time; a time alone is left out: flights cross midnight and the date line."""
    cells = [split_time(cell) for cell in sheet.column("arrival")]
    times = [time or bare_time(raw) for (_, time, _), raw in zip(cells, sheet.column("arrival"), strict=True)]
    name = "arrival_date" if any(sheet.column("arrival_date")) else "arrival"
    texts = (
        [split_time(cell)[0] for cell in sheet.column("arrival_date")]
        if name == "arrival_date"
        else [c[0] for c in cells]
    )
    texts = [text if bare_time(text) is None or len(text) > 5 else "" for text in texts]
    days = sheet.dates(name, order, texts, FAR).values if any(texts) else (None,) * len(texts)
    undated = [place for place, time in enumerate(times) if time and not days[place]]
    sheet.note("arrival-without-date", "info", undated, "an arrival time without its date is not used", "arrival")
    return [(f"{d}T{t}" if t else d) if d else None for d, t in zip(days, times, strict=True)]
