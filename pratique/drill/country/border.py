"""Who crossed the border at one point of entry on one day, as its posts send it the night after."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from pratique.drill.country.dirt import mistyped
from pratique.drill.country.rates import Dice
from pratique.drill.country.world import Crossing, Traveller

_HEADERS = {
    "en": "document_type,document_number,issuing_country,surname,given_names,birth_date,sex,time,point_of_entry,"
    "direction,flight,flight_date",
    "zh": "证件类型,证件号码,签发国,姓,名,出生日期,性别,出入境时间,口岸,出入境,航班号,航班日期",
}
_WAYS = {"en": {"in": "in", "out": "out"}, "zh": {"in": "入境", "out": "出境"}}
_PAPERS = {"en": {"P": "P", "I": "I"}, "zh": {"P": "护照", "I": "身份证"}}
_SEXES = {"en": {"M": "M", "F": "F"}, "zh": {"M": "男", "F": "女"}}
_ENCODINGS = {"en": "utf-8", "zh": "gb18030"}


@dataclass(frozen=True, slots=True)
class Passage:
    """A crossing, who crossed, and the flight they came or went on where the post asked for it."""

    crossing: Crossing
    traveller: Traveller
    flight: str
    flight_date: date | None


class Noted(NamedTuple):
    """A crossing as its post wrote it down: the number of the document, and whether a name beside it."""

    crossing: Crossing
    number: str
    named: bool


def crossings_file(passages: Iterable[Passage], language: str, dice: Dice) -> tuple[bytes, list[Noted]]:
    """The bytes of one file in English (``en``) or Chinese (``zh``), and the crossings that it holds."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_HEADERS[language].split(","))
    noted = []
    for passage in passages:
        if dice.falls("crossing_lost"):
            continue
        row = _row(passage, language, dice)
        writer.writerow(row)
        _, number, _, surname, *_ = row
        noted.append(Noted(passage.crossing, number, bool(surname)))
    return out.getvalue().encode(_ENCODINGS[language]), noted


def _row(passage: Passage, language: str, dice: Dice) -> list[str]:
    crossing, traveller = passage.crossing, passage.traveller
    paper = traveller.papers[crossing.paper]
    number = mistyped(paper.number, dice) if dice.falls("crossing_mistyped") else paper.number
    person = [traveller.surname, traveller.given, traveller.born.isoformat(), _SEXES[language][traveller.sex]]
    if dice.falls("crossing_bare"):
        person = [""] * 4
    flight = [passage.flight, passage.flight_date.isoformat() if passage.flight_date else ""]
    if passage.flight and dice.falls("crossing_no_flight"):
        flight = ["", ""]
    time, way = _moment(crossing.at), _WAYS[language][crossing.direction]
    kind = _PAPERS[language][paper.kind]
    return [kind, number, paper.issuer, *person, time, crossing.point_of_entry, way, *flight]


def _moment(at: datetime) -> str:
    """UTC, and said to be."""
    return f"{at:%Y-%m-%dT%H:%M:%S}Z"
