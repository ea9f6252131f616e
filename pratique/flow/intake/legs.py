"""Which flight each record is on: from its columns, from the profile, or from what the officer states."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from pratique.flow.intake.dates import FAR, bare_time, read_dates, split_time
from pratique.flow.intake.persons import place_code
from pratique.flow.intake.profile import DateOrder, GivenLeg
from pratique.flow.intake.sheet import Sheet
from pratique.flow.intake.table import Row, clean
from pratique.model.facts import Conveyance, LegFact
from pratique.model.flights import normal_flight, normal_service

_FLIGHT_WORD = re.compile(
    r"(?:flight|flt|vuelo|vol|flug|航班)\w*[\s.:#：号號-]*(?:no|nr|number)?[\s.:#：]*((?:[A-Z]{3}|[A-Z][A-Z0-9]|[0-9][A-Z])\s?\d{1,4}[A-Z]?)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_FLIGHT_ALONE = re.compile(r"(?<![A-Za-z0-9])((?:[A-Z][A-Z0-9]|[0-9][A-Z])\s?\d{1,4}[A-Z]?)(?![A-Za-z0-9])")
_DATES_IN_TEXT = (
    re.compile(r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日?|(?<!\d)\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?!\d)"),
    re.compile(r"(?<![^\W_])\d{1,2}[\s-]?[^\W\d_]{3,10}[\s-]?\d{2,4}(?!\d)|(?<!\d)\d{8}(?!\d)"),
)


def read_legs(sheet: Sheet, given: GivenLeg | None, order: DateOrder | None) -> list[LegFact | None] | str:
    """The leg of every record, None where a record names none, or a sentence if none can be placed at all."""
    flights = _flights(sheet, given)
    if flights is None:
        return "the file has no flight column"
    days, departures, why = _departures(sheet, given, order)
    if why:
        return why
    arrivals = _arrivals(sheet, order)
    origins, destinations = sheet.column("origin"), sheet.column("destination")
    legs: list[LegFact | None] = []
    for place, flight in enumerate(flights):
        mine = given is not None and (given.flight is None or normal_flight(given.flight) == flight)
        day = days[place] or (given.date.isoformat() if given and given.date and mine else None)
        if flight is None or day is None:
            legs.append(None)
            continue
        origin = place_code(origins[place]) or (given.origin if given and mine else None)
        destination = place_code(destinations[place]) or (given.destination if given and mine else None)
        time = departures[place]
        departure = f"{day}T{time}" if time else day
        legs.append(LegFact(flight, origin, destination, departure, arrivals[place], _conveyance(sheet, place)))
    return legs


def leg_reason(sheet: Sheet, place: int) -> str:
    """Why a record has no leg, for the list of rejected rows."""
    named = [name for name in ("flight", *_SERVICES) if name in sheet.cells]
    if named and not any(sheet.cell(name, place) for name in named):
        return "no flight is named in this row" if named == ["flight"] else "no conveyance is named in this row"
    if "flight" in sheet.cells and _flight_of(sheet, place) is None:
        return "the flight cell holds no flight number"
    return "the row has no date of flight that can be read"


def title_proposal(rows: list[Row]) -> tuple[str | None, str | None, int | None]:
    """Flight, date (ISO) and row number that the lines above a table seem to name: to be confirmed, never used."""
    flight = day = number = None
    for row in rows:
        text = " ".join(clean(cell) for cell in row.cells)
        match = _FLIGHT_WORD.search(text) or _FLIGHT_ALONE.search(text)
        if flight is None and match and (found := normal_flight(match[1])):
            flight, number = found, row.number
        for candidate in [found for shape in _DATES_IN_TEXT for found in shape.findall(text)] if day is None else ():
            if value := read_dates([candidate]).values[0]:
                day, number = value, number or row.number
                break
    return flight, day, number


def latest_day(legs: Sequence[LegFact | None]) -> date | None:
    """The last date of departure among the legs."""
    days = [date.fromisoformat(leg.departure[:10]) for leg in legs if leg and leg.departure]
    return max(days, default=None)


_SERVICES: dict[str, Conveyance] = {"train": "train", "bus": "bus", "voyage": "ship"}
"""Columns that name a conveyance which is no aircraft."""


def _conveyance(sheet: Sheet, place: int) -> Conveyance:
    """What the record travelled on, told by which column names it."""
    if sheet.cell("flight", place):
        return "aircraft"
    return next((kind for column, kind in _SERVICES.items() if sheet.cell(column, place)), "aircraft")


def _flight_of(sheet: Sheet, place: int) -> str | None:
    if sheet.cell("flight", place):
        return normal_flight(sheet.cell("flight", place), sheet.cell("carrier", place))
    named = next((cell for column in _SERVICES if (cell := sheet.cell(column, place))), None)
    return normal_service(named)


def _flights(sheet: Sheet, given: GivenLeg | None) -> list[str | None] | None:
    if any(any(sheet.column(name)) for name in ("flight", *_SERVICES)):
        return [_flight_of(sheet, place) for place in range(len(sheet.numbers))]
    stated = normal_flight(given.flight) if given else None
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
