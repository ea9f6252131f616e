"""People from the columns of a sheet: every field as stated, and columns of words read as a whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from pratique.flow.intake.classes import read_class
from pratique.flow.intake.dates import FAR, years_after
from pratique.flow.intake.headers import normal_header
from pratique.flow.intake.profile import DateOrder
from pratique.flow.intake.sheet import Sheet
from pratique.model.facts import Conveyance, DocumentFact, PersonFact, Role, Sex
from pratique.model.findings import Finding
from pratique.model.seating import SeatLabel, read_place, read_seat, read_unit, unit_in_place

_SPREADSHEET = re.compile(r"\d(?:[.,]\d+E\+?|E\+)\d+", re.IGNORECASE)
"""``1.23E+47``, as a spreadsheet leaves a long number behind. A booking code or a passport may well be ``1E4567``."""
_MALE = "male man masculino hombre varon masculin homme mannlich mann 男 男性"
_FEMALE = "female woman f femenino mujer feminin feminine femme weiblich frau 女 女性"
_OTHER = "x other otro otra autre divers nonbinary 其他"
_PHONES = ("phone", "work_phone", "home_phone", "other_phone")
_UNSTATED = frozenset({"u", "unknown", "unspecified", "undisclosed", "未知"})
_SEX: dict[str, Sex] = {normal_header(word): "M" for word in _MALE.split()}
_SEX |= {normal_header(word): "F" for word in _FEMALE.split()}
_SEX |= {normal_header(word): "X" for word in _OTHER.split()}
_ROLES: dict[Role, str] = {
    "passenger": "passenger, passengers, pax, p, pasajero, pasajera, passager, passagère, passagier, fluggast, "
    "reisender, 旅客, 乘客, 旅行者, adult, adt, child, chd, infant, inf, traveller, traveler, viajero, voyageur",
    "crew": "crew, c, crew member, cabin crew, flight crew, cockpit crew, cockpit, cabin, fm, tripulante, tripulación, "
    "équipage, membre d'équipage, besatzung, crewmitglied, besatzungsmitglied, 机组, 機組, "
    "机组人员, 機組人員, 乘务员, 乘務員, 机组成员, 列车员, 列车长, 列車員, 司机, 船员, 船員, 船长, driver, conductor, "
    "train crew, attendant, seafarer, steward, conductor de autobús, chauffeur, contrôleur, fahrer, zugbegleiter",
    "in_transit_passenger": "transit, in transit, transit passenger, in-transit passenger, tránsito, en tránsito, "
    "en transit, transitpassagier, 过境, 过境旅客, 過境旅客, ddu",
    "in_transit_crew": "transit crew, in-transit crew, ddt, 过境机组",
}
_ROLE: dict[str, Role] = {normal_header(word): role for role, words in _ROLES.items() for word in words.split(", ")}
_ROLE |= {"fl": "passenger"}
_DOCUMENT_TYPES = {
    normal_header(word): letter
    for letter, words in {
        "P": "passport, pasaporte, passeport, reisepass, 护照, 護照, ppt, pp",
        "I": "id card, identity card, identity, id, national id, documento de identidad, dni, carte d'identité, cni, "
        "personalausweis, 身份证, 身份證",
        "V": "visa, visado, visum, 签证, 簽證",
    }.items()
    for word in words.split(", ")
}
_PASSPORT_TITLE = re.compile(r"passport|pasaporte|passeport|reisepass|passn|护照|護照")


def read_people(
    sheet: Sheet, stated: DateOrder | None, latest: date, conveyances: Sequence[Conveyance] = ()
) -> list[PersonFact]:
    """One person per record, in order. `latest` (the last flight's date) settles centuries of births.

    `conveyances` says what each record travelled on, which decides how its place is written; empty: by air.
    """
    births = sheet.dates("birth_date", stated, latest=latest)
    if births.two_digit:
        text = f"years have two digits; each is read as the last that is not after {latest.isoformat()}"
        where = f"column {sheet.header.titles['birth_date']}"
        sheet.findings.append(Finding("two-digit-years", "info", where, text))
    expiries = sheet.dates("doc_expiry", stated, latest=min(FAR, years_after(latest, 40)))
    sexes = _sexes(sheet)
    roles = _roles(sheet)
    names = _names(sheet)
    units = [read_unit(cell) for cell in sheet.column("unit")]
    seats = _seats(sheet, conveyances, units)
    classes = _classes(sheet)
    numbers = _usable(sheet, "doc_number")
    phones = [_usable(sheet, name) for name in _PHONES]
    bookings = _usable(sheet, "booking")
    columns = {
        name: sheet.column(name)
        for name in ("nationality", "residence", "embark", "debark", "reference", "doc_type", "doc_issuer")
    }
    passports = bool(_PASSPORT_TITLE.search(normal_header(sheet.header.titles.get("doc_number", ""))))
    people = []
    for place in range(len(sheet.numbers)):
        at = {name: cells[place] or None for name, cells in columns.items()}
        document = DocumentFact(
            type=_document_type(at["doc_type"]) or ("P" if passports and numbers[place] else None),
            number=numbers[place],
            issuer=_upper_code(at["doc_issuer"]),
            expiry=expiries.values[place],
        )
        people.append(
            PersonFact(
                role=roles[place],
                surname=names[place][0],
                given=names[place][1],
                sex=sexes[place],
                birth_date=births.values[place],
                birth_date_raw=sheet.cell("birth_date", place) or None,
                nationality=_upper_code(at["nationality"]),
                residence=_upper_code(at["residence"]),
                embark=place_code(at["embark"]),
                debark=place_code(at["debark"]),
                booking=bookings[place],
                reference=at["reference"],
                seat=seats[place][0],
                seat_raw=seats[place][1],
                documents=(document,) if document.number or document.issuer or document.expiry else (),
                phones=_several(";".join(cells[place] or "" for cells in phones)),
                emails=_several(sheet.cell("email", place)),
                unit=units[place],
                travel_class=classes[place],
                table=sheet.cell("table", place)[:12] or None,
            )
        )
    return people


def has_name(sheet: Sheet, place: int) -> bool:
    """Whether a record names somebody at all."""
    return any(re.search(r"\w", sheet.cell(name, place)) for name in ("surname", "given", "name"))


def place_code(text: str | None) -> str | None:
    """``syd`` and ``Sydney (SYD)`` → ``SYD``; anything else stays as written."""
    flat = (text or "").strip()
    if re.fullmatch(r"[A-Za-z]{3,4}", flat):
        return flat.upper()
    match = re.search(r"[(（\[]([A-Z]{3})[)）\]]", flat) or re.match(r"([A-Z]{3})\s*[-–/]\s*\D", flat)
    return match[1] if match else flat or None


def _upper_code(text: str | None) -> str | None:
    return text.upper() if text and re.fullmatch(r"[A-Za-z]{1,3}", text) else text


def _document_type(text: str | None) -> str | None:
    return _DOCUMENT_TYPES.get(normal_header(text), text.upper()) if text else None


def _several(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for raw in re.split(r"[;,/|、；，]", text) if (part := raw.strip())))


def _usable(sheet: Sheet, name: str) -> list[str | None]:
    """Numbers as text, without those a spreadsheet has turned into powers of ten: their digits are gone."""
    cells: list[str | None] = [cell or None for cell in sheet.column(name)]
    destroyed = [place for place, cell in enumerate(cells) if cell and _SPREADSHEET.fullmatch(cell)]
    for place in destroyed:
        cells[place] = None
    text = "a spreadsheet has turned the number into a power of ten; it is not used: ask the sender for it as text"
    sheet.note("spreadsheet-number", "warning", destroyed, text, name)
    return cells


def _names(sheet: Sheet) -> list[tuple[str | None, str | None]]:
    """Surname and given name; one column for both is cut only where the sender has marked the cut."""
    surnames, givens, whole = sheet.column("surname"), sheet.column("given"), sheet.column("name")
    names: list[tuple[str | None, str | None]] = []
    uncut = []
    for place, full in enumerate(whole):
        surname, given = surnames[place], givens[place]
        if not surname and not given and full:
            surname, mark, given = full.partition(next((m for m in ",/，" if m in full), "\0"))
            if not mark:
                uncut.append(place)
        names.append((surname.strip() or None, given.strip() or None))
    text = "one column holds the whole name and nothing says where to cut it; it is kept whole as the surname"
    sheet.note("name-not-cut", "info", uncut, text, "name")
    return names


def _seats(
    sheet: Sheet, conveyances: Sequence[Conveyance], units: list[str | None]
) -> list[tuple[str | None, str | None]]:
    """Normal form and raw label of every seat, with one finding for each kind of odd one.

    A coach written before the seat (``05车012F号``) goes into `units` where no column of its own gives one.
    """
    labels: list[tuple[SeatLabel, str]] = []
    for place, cell in enumerate(sheet.column("seat")):
        ground = bool(conveyances) and conveyances[place] != "aircraft"
        labels.append(((read_place if ground else read_seat)(cell), cell))
        if ground and units[place] is None:
            units[place] = unit_in_place(cell)
    unsure = [place for place, (label, _) in enumerate(labels) if label.unsure]
    unusable = [place for place, (label, _) in enumerate(labels) if label.status == "unusable"]
    sheet.note("seat-unsure", "info", unsure, "the label was turned round, or a letter read as a digit", "seat")
    sheet.note("seat-unusable", "warning", unusable, "not a seat; the person is kept without one", "seat")
    return [(label.seat, cell or None) for label, cell in labels]


def _classes(sheet: Sheet) -> list[str | None]:
    """Classes of travel in one form; one this reader does not know stays as stated, and is noted."""
    cells = sheet.column("travel_class")
    read = [read_class(cell) for cell in cells]
    odd = [place for place, cell in enumerate(cells) if cell and read[place] is None]
    sheet.note("unknown-class", "info", odd, "no class of travel that this reader knows", "travel_class")
    return [known or cell.casefold()[:20] or None for known, cell in zip(read, cells, strict=True)]


def _sexes(sheet: Sheet) -> list[Sex | None]:
    """A column of sexes. ``M`` is a man beside F, H for hombre makes it a woman, W makes it a man; alone under a
    Spanish title it could be either, and is not read."""
    keys = [normal_header(cell) for cell in sheet.column("sex")]
    values = set(keys) - {""}
    letters: dict[str, Sex] = {"m": "M"}
    if "h" in values and not values & {"f", "w"}:
        letters = {"h": "M", "m": "F"}
    elif "w" in values and not values & {"f", "h"}:
        letters = {"m": "M", "w": "F"}
    elif "m" in values and not values & {"f", "w"} and normal_header(sheet.header.titles.get("sex", "")) == "sexo":
        letters = {}
        places = [place for place, key in enumerate(keys) if key == "m"]
        text = "M alone can be mujer or masculino in this column; it is not read"
        sheet.note("ambiguous-sex", "warning", places, text, "sex")
    known = _SEX | letters
    silent = _UNSTATED | ({"m"} if not letters else set())
    odd = [place for place, key in enumerate(keys) if key and key not in known and key not in silent]
    sheet.note("unreadable-sex", "warning", odd, "not a sex this reader knows; the person is kept without it", "sex")
    return [known.get(key) for key in keys]


def _roles(sheet: Sheet) -> list[Role]:
    """Roles as stated; a file without such a column says nothing about them."""
    keys = [normal_header(cell) for cell in sheet.column("role")]
    odd = [place for place, key in enumerate(keys) if key and key not in _ROLE]
    sheet.note("unknown-role", "warning", odd, "neither passenger nor crew in words this reader knows", "role")
    return [_ROLE.get(key, "unknown") for key in keys]
