"""Passenger lists as tables, in four languages, and lists of trains, as handling agents and railways send them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from pratique.drill.country.dirt import Stated
from pratique.drill.country.world import Leg

_MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),  # noqa: SIM905
    "es": "ene feb mar abr may jun jul ago sep oct nov dic".split(),  # noqa: SIM905
}


@dataclass(frozen=True, slots=True)
class Language:
    """How tables of one language look."""

    code: str
    encoding: str
    separator: str
    header: tuple[str, ...]
    preamble: tuple[str, ...]
    """Lines above the table, with ``{flight}`` and ``{day}``."""
    total: str
    men: str
    women: str
    passenger: str
    crew: str
    native: bool = False
    """Whether a column holds the name in its own script."""


LANGUAGES = (
    Language(
        "en",
        "utf-8-sig",
        ",",
        ("Flight", "Flight Date", "Departure", "Arrival Date", "Arrival", "Origin", "Destination", "Surname",
         "Given Names", "Sex", "Date of Birth", "Nationality", "Document Type", "Document Number", "Issuing Country",
         "Seat", "PNR", "Passenger Reference", "Phone", "Role"),
        (),
        "", "M", "F", "passenger", "crew",
    ),
    Language(
        "zh",
        "gb18030",
        ",",
        ("航班号", "航班日期", "起飞时间", "到达日期", "到达时间", "出发地", "目的地", "中文姓名", "姓", "名", "性别",
         "出生日期", "国籍", "证件类型", "证件号码", "签发国", "座位号", "订座记录", "旅客编号", "联系电话", 
         "人员类别"),
        (),
        "", "男", "女", "旅客", "机组", native=True,
    ),
    Language(
        "de",
        "cp1252",
        ";",
        ("Flug", "Flugdatum", "Abflugzeit", "Ankunftsdatum", "Ankunftszeit", "Abflugort", "Zielflughafen", "Nachname",
         "Vorname", "Geschlecht", "Geburtsdatum", "Staatsangehörigkeit", "Dokumentenart", "Dokumentnummer",
         "Ausstellungsland", "Sitzplatz", "Buchungscode", "Passagierreferenz", "Telefon", "Rolle"),
        ("Passagierliste für die Behörde", "Flug {flight};{day}"),
        "", "M", "W", "Passagier", "Besatzung",
    ),
    Language(
        "es",
        "cp1252",
        ";",
        ("Vuelo", "Fecha de vuelo", "Hora de salida", "Fecha de llegada", "Hora de llegada", "Origen", "Destino",
         "Apellidos", "Nombre", "Sexo", "Fecha de nacimiento", "Nacionalidad", "Tipo de documento",
         "Número de documento", "País emisor", "Asiento", "Localizador", "Referencia del pasajero", "Teléfono", "Rol"),
        ("MANIFIESTO DE PASAJEROS", "Vuelo {flight};Día {day}", ""),
        "TOTAL", "M", "F", "pasajero", "tripulante",
    ),
)  # fmt: skip
TRAIN = Language(
    "zh-train",
    "gb18030",
    ",",
    ("车次", "乘车日期", "开车时间", "到达日期", "到达时间", "出发站", "到达站", "车厢号", "座位号", "席别", "姓名",
     "性别", "出生日期", "证件类型", "证件号码", "人员类别", "联系电话"),
    (),
    "", "男", "女", "旅客", "列车员",
)  # fmt: skip
_CLASSES = {"first": "一等座", "second": "二等座", "business": "商务座"}


def table(leg: Leg, people: Sequence[Stated], language: Language) -> bytes:
    """The bytes of one flight's list in that language."""
    head = _legs_cells(leg, language)
    rows = []
    for one in people:
        names = [one.native, one.surname, one.given] if language.native else [one.surname, one.given]
        sex = language.men if one.sex == "M" else language.women
        rows.append(
            [
                *(*head, *names, sex, _birth(one.birth, language), one.nationality, _paper(one, language)),
                *(one.document, one.issuer, one.seat, one.booking, one.reference, one.phone),
                language.crew if one.role == "crew" else language.passenger,
            ]
        )
    day = _day(leg.departs_local, language)
    above = [line.format(flight=leg.flight, day=day).split(";") for line in language.preamble]
    below = [[language.total, str(len(rows))]] if language.total else []
    return _bytes([*above, language.header, *rows, *below], language)


def train_list(leg: Leg, people: Sequence[Stated], rng: Random) -> bytes:
    """The bytes of one train's list, in Chinese; coaches are written in three ways."""
    head = _legs_cells(leg, TRAIN)
    rows = []
    for one in people:
        # A Latin name stands in one cell, cut by a stroke; one in characters needs no cut.
        name = f"{one.surname}/{one.given}" if one.given else one.surname
        coach = one.unit and one.unit + rng.choice(("", "车厢", "号车厢"))
        seat = one.seat and one.seat + rng.choice(("", "号"))
        sex = TRAIN.men if one.sex == "M" else TRAIN.women
        place = [coach, seat, _CLASSES.get(one.travel_class, "")]
        rows.append([*head, *place, name, sex, one.birth, _paper(one, TRAIN), one.document])
        rows[-1] += [TRAIN.crew if one.role == "crew" else TRAIN.passenger, one.phone]
    return _bytes([TRAIN.header, *rows], TRAIN)


def _legs_cells(leg: Leg, language: Language) -> list[str]:
    leaves, lands = leg.departs_local, leg.arrives_local
    times = [_day(leaves, language), f"{leaves:%H:%M}", _day(lands, language), f"{lands:%H:%M}"]
    return [leg.flight, *times, leg.origin, leg.destination]


def _day(moment: datetime, language: Language) -> str:
    """A date that cannot be misread: the day of a flight stands alone in its column."""
    if language.code == "en":
        return f"{moment.day:02} {_MONTHS['en'][moment.month - 1]} {moment.year}"
    if language.code == "es":
        return f"{moment.day:02}-{_MONTHS['es'][moment.month - 1]}-{moment.year}"
    return f"{moment:%d.%m.%Y}" if language.code == "de" else f"{moment:%Y/%m/%d}"


def _birth(iso: str, language: Language) -> str:
    """Births in the order of the language: month first, day first, or year first; the column as a whole shows which."""
    if not iso:
        return ""
    year, month, day = iso[:4], iso[5:7], iso[8:]
    if language.code == "en":
        return f"{month}/{day}/{year}"
    if language.code == "es":
        return f"{day}/{month}/{year}"
    return f"{day}.{month}.{year}" if language.code == "de" else f"{year}/{month}/{day}"


def _paper(one: Stated, language: Language) -> str:
    if not one.document or not language.code.startswith("zh"):
        return one.document_type
    return "护照" if one.document_type == "P" else "身份证"


def _bytes(rows: Iterable[Sequence[str]], language: Language) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=language.separator, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode(language.encoding)
