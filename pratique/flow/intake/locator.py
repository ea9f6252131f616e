"""Passenger locator forms: who travellers themselves say they are, on which flight, in which seat, by which phone.

Fields are those of the public health passenger locator form of ICAO and WHO (Annex 9, Appendix 13) and those of entry
registers. Only what a trace needs is read. Addresses, emergency contacts, travel histories and everything about health
stay in the sealed file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace

from pratique.flow.intake.csv_manifest import MAP_HINT, NO_HEADER, canonical_digest
from pratique.flow.intake.dates import FAR
from pratique.flow.intake.headers import Header, field_of, find_header, normal_header
from pratique.flow.intake.legs import form_legs, latest_day, leg_reason
from pratique.flow.intake.persons import has_name, read_people
from pratique.flow.intake.profile import GivenLeg, SenderProfile
from pratique.flow.intake.sheet import Sheet, read_sheet
from pratique.flow.intake.table import Table
from pratique.model.facts import BY_ARRIVAL, Counts, LegFact, Message, PersonFact, ReadFile
from pratique.model.findings import Finding

JSON_HINT = "the fields of a form are in docs/reference/locator-forms.md; a case notice goes to `pratique case add`"
_ONLY_ON_FORMS = frozenset(
    normal_header(name)
    for name in (
        "emergency contact", "emergency contact name", "temporary address", "temporary address city", "hotel name",
        "temporary address district", "beherbergungsbetrieb", "紧急联系人", "临时住址", "入境后住址",
    )
)  # fmt: skip
"""Columns that no carrier's list has: their cells are not read."""
_OF_THE_FORM = (
    "form", "carrier", "flight", "train", "bus", "voyage", "means", "flight_date", "departure", "arrival_date",
    "arrival", "origin", "destination",
)  # fmt: skip
"""What is true of everybody on a form."""
_TO_REACH = ("phone", "work_phone", "home_phone", "other_phone", "email")
"""What a family shares; a fellow traveller who is no family has a phone of their own."""


def looks_like_forms(header: Header) -> bool:
    """Whether a header belongs to locator forms: a number of the form, companions, or an address to stay at."""
    return bool({"form", "companions"} & set(header.columns)) or not _ONLY_ON_FORMS.isdisjoint(
        map(normal_header, header.cells)
    )


def looks_like_json(data: bytes) -> bool:
    """Whether a file is JSON: an object, or a list of objects."""
    return re.match(rb"(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{", data) is not None


def forms_from_table(
    table: Table, sha256: str, profile: SenderProfile | None = None, given: GivenLeg | None = None
) -> ReadFile:
    """The forms of a table, one a row; companions may stand in one cell, parted by strokes or semicolons."""
    header = find_header([row.cells for row in table.rows], profile)
    if header is None:
        return ReadFile(sha256, error=NO_HEADER, hint=MAP_HINT)
    sheet = read_sheet(table.rows, header)
    sheet.findings += table.findings
    people = _People(sheet.header)
    for place, number in enumerate(sheet.numbers):
        form = {name: cell for name in sheet.cells if (cell := sheet.cell(name, place))}
        head = {name: cell for name, cell in form.items() if name != "companions"}
        people.add(number, head)
        for name in re.split(r"\s*[|;、；]\s*", form.get("companions", "")):
            people.add(number, _companion(head, {"name": name}) if name else {})
    people.sheet.rejected, people.sheet.findings = sheet.rejected, sheet.findings
    return _read(people.sheet, table.dialect, sha256, profile, given)


def read_json_forms(
    data: bytes, sha256: str, profile: SenderProfile | None = None, given: GivenLeg | None = None
) -> ReadFile:
    """The forms of a JSON file: one object, a list of them, or a list under ``forms``. The row number counts forms."""
    try:
        value = json.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except json.JSONDecodeError as error:
        sentence = f"the file is not sound JSON: line {error.lineno}, column {error.colno}"
        return ReadFile(sha256, error=sentence, hint="correct that place, or ask the sender for it again")
    except (ValueError, RecursionError):
        return ReadFile(sha256, error="the file is not sound JSON", hint="ask the sender for it again, in UTF-8")
    if isinstance(value, dict) and isinstance(value.get("forms"), list):
        value = value["forms"]
    people, unread = _People(Header(0, 0, {}, {}, ())), dict[str, None]()
    for number, form in enumerate(value if isinstance(value, list) else [value], 1):
        if isinstance(form, dict):
            for cells in _of_one_form(form, unread):
                people.add(number, cells)
    if not people.sheet.numbers:
        return ReadFile(sha256, error="the JSON holds no locator form that this reader knows", hint=JSON_HINT)
    if unread:
        shown = [name for name in unread if name.replace("_", "").isalnum() and len(name) <= 40]
        more = " …" if len(shown) < len(unread) or len(shown) > 20 else ""
        text = f"{len(unread)} fields are not read and not stored: {', '.join(shown[:20])}{more}"
        people.sheet.findings.append(Finding("unknown-columns", "info", "file", text))
    return _read(people.sheet, "json", sha256, profile, given)


class _People:
    """A sheet that grows by people: each a mapping of field to text; nobody by an empty one."""

    def __init__(self, header: Header) -> None:
        self.sheet = Sheet(Header(header.index, header.width, {}, dict(header.titles), header.cells))

    def add(self, number: int, cells: Mapping[str, str]) -> None:
        """One more person, of the form in this row."""
        if not cells:
            return
        sheet = self.sheet
        for name in cells.keys() - sheet.cells.keys():
            sheet.cells[name] = [""] * len(sheet.numbers)
            sheet.header.columns[name] = len(sheet.header.columns)
            sheet.header.titles.setdefault(name, name)
        sheet.numbers.append(number)
        for name, column in sheet.cells.items():
            column.append(cells.get(name, ""))


def _companion(head: Mapping[str, str], own: Mapping[str, str], *, family: bool = True) -> dict[str, str]:
    """A companion's cells: their own, the form's, and, for family, the phones to reach them by."""
    shared = (*_OF_THE_FORM, *_TO_REACH) if family else _OF_THE_FORM
    return {name: head[name] for name in shared if name in head} | {k: v for k, v in own.items() if v}


# -- JSON -----------------------------------------------------------------------------------------------------------

_GROUPS = frozenset(
    normal_header(name)
    for name in (
        "flight", "flight information", "journey", "travel", "personal information", "person", "passenger", "traveller",
        "traveler", "contact", "contact information", "phone numbers", "phones",
    )
)  # fmt: skip
"""Objects within a form whose fields are the form's own. Any other object is not looked into."""
_COMPANIONS = {
    normal_header(name): family
    for family, names in (
        (True, "companions, travel companions, travel companions family, family, travellers, travelers, passengers"),
        (False, "travel companions non family, non family, nonfamily, group"),
    )
    for name in names.split(", ")
}
_SHORT = {"business": "work_phone", "home": "home_phone", "other": "other_phone"}
"""Field names that mean something on a form, and anything at the head of a table."""
_OF_DOCUMENT = {
    "number": "doc_number", "type": "doc_type", "issuer": "doc_issuer", "issuingcountry": "doc_issuer",
    "country": "doc_issuer", "expiry": "doc_expiry", "expirydate": "doc_expiry",
}  # fmt: skip


def _of_one_form(form: Mapping[str, object], unread: dict[str, None]) -> Iterator[dict[str, str]]:
    """Everybody on one form, whoever filled it in first; `unread` collects the fields that are not known."""
    head: dict[str, str] = {}
    others: list[tuple[object, bool]] = []
    _collect(form, head, others, unread)
    if any(name in head for name in ("surname", "given", "name")):
        yield head
    for one, family in others:
        own: dict[str, str] = {}
        if isinstance(one, dict):
            _collect(one, own, [], unread)
        elif isinstance(one, str):
            own["name"] = one
        if own:
            yield _companion(head, own, family=family)


def _collect(
    fields: Mapping[str, object], cells: dict[str, str], others: list[tuple[object, bool]], unread: dict[str, None]
) -> None:
    for name, value in fields.items():
        key = normal_header(name)
        field = _SHORT.get(key) or field_of(name)
        if key in _COMPANIONS and isinstance(value, (list, dict)):
            _gather(value, _COMPANIONS[key], others)
        elif key in _GROUPS and isinstance(value, dict):
            _collect(value, cells, others, unread)
        elif field in ("doc_number", "passport_number") and isinstance(value, dict):
            for part, text in value.items():
                if known := _OF_DOCUMENT.get(normal_header(part)):
                    cells.setdefault(known, _text(text))
        elif field:
            cells.setdefault("doc_number" if field == "passport_number" else field, _text(value))
            if field == "passport_number":
                cells.setdefault("doc_type", "P")
        else:
            unread[name] = None


def _gather(value: list[object] | dict[str, object], family: bool, others: list[tuple[object, bool]]) -> None:
    """Companions as a list, or as lists under ``family`` and ``non_family``."""
    if isinstance(value, list):
        others += [(one, family) for one in value]
        return
    for name, part in value.items():
        if isinstance(part, list):
            others += [(one, _COMPANIONS.get(normal_header(name), family)) for one in part]


def _text(value: object) -> str:
    if isinstance(value, list):
        return ";".join(_text(one) for one in value if isinstance(one, (str, int)))
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return re.sub(r"\s+", " ", str(value)).strip()
    return ""


# -- from people to messages ---------------------------------------------------------------------------------------


def _read(sheet: Sheet, dialect: str, sha256: str, profile: SenderProfile | None, given: GivenLeg | None) -> ReadFile:
    order = profile.dates if profile else None
    sheet.keep(lambda place: None if has_name(sheet, place) else "no name on this form")
    if not sheet.numbers:
        return ReadFile(sha256, error="no form names anybody", hint=JSON_HINT, rejected=sheet.all_rejected())
    legs = form_legs(sheet, given, order)
    if isinstance(legs, str):
        hint = "say which with --dates dmy, --dates mdy or --dates ymd; it is kept for this sender"
        return ReadFile(sha256, error=legs, hint=hint, rejected=sheet.all_rejected())
    sheet.keep({place: _no_leg(sheet, place) for place, leg in enumerate(legs) if leg is None}.get)
    placed = [leg for leg in legs if leg is not None]
    rejected = tuple(dict.fromkeys(sheet.all_rejected()))
    if not placed:
        sentence = "no form names a flight, train, bus or ship with its date"
        hint = "look at the reasons given for the rows" + (f"; {JSON_HINT}" if dialect == "json" else "")
        return ReadFile(sha256, error=sentence, hint=hint, rejected=rejected)
    people = read_people(sheet, order, latest_day(placed) or FAR, [leg.conveyance for leg in placed])
    sender = (profile and profile.name) or None
    return ReadFile(sha256, tuple(_messages(sheet, placed, people, dialect, sender)), rejected=rejected)


def _no_leg(sheet: Sheet, place: int) -> str:
    if any(sheet.cell(name, place) for name in ("flight", "train", "bus", "voyage")):
        if sheet.cell("arrival_date", place) or sheet.cell("flight_date", place):
            return leg_reason(sheet, place)
        return "the form has no date of arrival that can be read"
    return "no flight, train, bus or ship is named: the form tells of no journey with others"


def _messages(
    sheet: Sheet, legs: list[LegFact], people: list[PersonFact], dialect: str, sender: str | None
) -> Iterator[Message]:
    """One message for each flight and date that the forms name."""
    groups: dict[LegFact, dict[PersonFact, None]] = {}
    for place, (leg, person) in enumerate(zip(legs, people, strict=True)):
        numbered = sheet.cell("form", place) or str(sheet.numbers[place])
        groups.setdefault(leg, {})[replace(person, reference=numbered)] = None
    for leg, found in groups.items():
        content = sorted(json.dumps(asdict(person), ensure_ascii=False, sort_keys=True) for person in found)
        yield Message(
            kind="locator",
            dialect=f"locator form, {dialect}",
            function=None if leg.departure else BY_ARRIVAL,
            sender=sender,
            legs=(leg,),
            people=tuple(found),
            present=Counts(passengers=len(found)),
            findings=tuple(sheet.findings),
            digest=canonical_digest("locator", asdict(leg), content),
        )
