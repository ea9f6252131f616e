"""A case notice as it comes (JSON), read into the one form a case is kept in.

Needed: a disease, a classification, one date. Everything else may be missing. Errors name the field, never its value.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from difflib import get_close_matches
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from pratique.errors import NotReadable
from pratique.flow.intake.classes import read_class
from pratique.model.casework import ANCHORS, CaseDocument, CasePerson, Journey, Notice
from pratique.model.facts import TRAVEL_CLASSES, Conveyance
from pratique.model.flights import normal_flight, normal_registration, normal_service
from pratique.model.seating import read_unit, unit_in_place
from pratique.rules.reference import names_person

_Text = str | None


def _written_date(value: Any) -> Any:
    """A number would be read as seconds since 1970, and other spellings by guesswork: only the one form is a date."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip()):
        return value.strip()
    raise PydanticCustomError("date_form", "not a date")


_Date = Annotated[date, BeforeValidator(_written_date)]


class _Model(BaseModel):
    # A misspelt field must not be dropped in silence, and no error may repeat what was entered.
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, str_strip_whitespace=True)

    @field_validator("*", mode="before")
    @classmethod
    def _empty_is_absent(cls, value: Any) -> Any:
        return None if isinstance(value, str) and not value.strip() else value


class _Document(_Model):
    type: _Text = None
    number: str
    issuer: _Text = None


class _Person(_Model):
    surname: _Text = None
    given: _Text = None
    sex: Literal["M", "F", "X"] | None = None
    birth_date: _Date | None = None
    nationality: _Text = None
    documents: list[_Document] = []
    phones: list[str] = []


class _Dates(_Model):
    onset: _Date | None = None
    rash: _Date | None = None
    specimen: _Date | None = None
    diagnosis: _Date | None = None
    notified: _Date | None = None


class _Journey(_Model):
    flight: str
    date: _Date
    origin: _Text = None
    destination: _Text = None
    seat: _Text = None
    conveyance: Conveyance | None = None
    coach: _Text = None
    cabin: _Text = None
    travel_class: _Text = Field(default=None, alias="class")
    # Left out where absent: a reference made from the notice stays what versions without this field made.
    registration: _Text = Field(default=None, exclude_if=lambda value: value is None)


class _Notifier(_Model):
    name: _Text = None
    jurisdiction: _Text = None


class _Notice(_Model):
    reference: str | None = Field(default=None, max_length=60, pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$")
    disease: str
    classification: Literal["confirmed", "probable", "suspected"]
    authority: _Text = None
    dates: _Dates
    person: _Person | None = None
    journeys: list[_Journey] | None = None
    notifier: _Notifier | None = None


def read_notice(data: bytes) -> Notice:
    """The notice in these bytes. Raises NotReadable, naming each field that is missing or wrong and what it needs.

    A notice without a reference is given one made from its content, so that the same notice sent twice is one case.
    """
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise NotReadable("The notice is not UTF-8 text.", "Save it as UTF-8 JSON.") from None
    except json.JSONDecodeError as error:
        raise NotReadable(
            f"The notice is not JSON: line {error.lineno}, column {error.colno}: {error.msg}.", "Correct that place."
        ) from None
    try:
        read = _Notice.model_validate(value)
    except ValidationError as error:
        raise NotReadable(f"The notice cannot be used: {_sentences(error)}.", _SHAPE) from None
    dates = {anchor: day for anchor in ANCHORS if (day := getattr(read.dates, anchor)) is not None}
    if not dates:
        raise NotReadable("The notice gives no date.", f"Give at least one of {', '.join(ANCHORS)} under dates.")
    person = read.person or _Person()
    if read.reference and names_person(read.reference, person.surname, [d.number for d in person.documents]):
        raise NotReadable(
            "The notice cannot be used: its reference holds the person's surname or document number.",
            "References stand in lists and logs in clear: give a neutral one, such as GZ-2026-0117.",
        )
    return Notice(
        reference=read.reference or _made_reference(read),
        disease=read.disease,
        classification=read.classification,
        authority=read.authority,
        dates=dates,
        person=_case_person(person),
        journeys=tuple(_journey(number, one) for number, one in enumerate(read.journeys or [], 1)),
        notifier_name=read.notifier.name if read.notifier else None,
        notifier_jurisdiction=read.notifier.jurisdiction if read.notifier else None,
    )


def read_person(data: bytes) -> CasePerson:
    """Somebody's papers in these bytes (JSON, as `person` of a notice); same errors as for a notice."""
    try:
        return _case_person(_Person.model_validate_json(data))
    except ValidationError as error:
        raise NotReadable(
            f"The papers cannot be used: {_sentences(error)}.",
            "Give surname, given, sex, birth_date and documents (type, number, issuer), as under `person` of a notice.",
        ) from None


def _case_person(person: _Person) -> CasePerson:
    return CasePerson(
        surname=person.surname,
        given=person.given,
        sex=person.sex,
        birth_date=person.birth_date.isoformat() if person.birth_date else None,
        nationality=person.nationality,
        documents=tuple(CaseDocument(d.type, d.number, d.issuer) for d in person.documents),
        phones=tuple(person.phones),
    )


def _journey(number: int, read: _Journey) -> Journey:
    where, kind = f"The notice cannot be used: journeys.{number}", read.conveyance or "aircraft"
    flight = normal_flight(read.flight) if kind == "aircraft" else normal_service(read.flight)
    if flight is None:
        raise NotReadable(
            f"{where}.flight is no flight number.",
            "A flight number is a carrier and up to four digits, such as ZZ305; for anything else give conveyance: "
            "train, bus or ship.",
        )
    if read.coach and read.cabin:
        raise NotReadable(f"{where} gives both a coach and a cabin.", "Give the one the person was in.")
    travel_class = read_class(read.travel_class) if read.travel_class else None
    if read.travel_class and travel_class is None:
        raise NotReadable(
            f"{where}.class is no class of travel this reader knows.",
            f"Use one of {', '.join(TRAVEL_CLASSES)}, or leave it out.",
        )
    registration = normal_registration(read.registration) if kind == "aircraft" else None
    if read.registration and registration is None:
        raise NotReadable(
            f"{where}.registration is not the registration of an aircraft.",
            "It is the mark on its tail, such as B-1234 or N123AB; leave it out where it is not known.",
        )
    # Stations and harbours have no codes: they stay as written.
    origin, destination = (
        (place.upper() if kind == "aircraft" else place) if place else None for place in (read.origin, read.destination)
    )
    unit = read_unit(read.coach or read.cabin) or (unit_in_place(read.seat) if kind != "aircraft" else None)
    return Journey(flight, read.date, origin, destination, read.seat, kind, unit, travel_class, registration)


def _made_reference(read: _Notice) -> str:
    digest = hashlib.sha256(read.model_dump_json().encode()).hexdigest()[:8].upper()
    return f"CASE-{digest}"


def _sentences(error: ValidationError) -> str:
    places = []
    for problem in error.errors(include_input=False, include_url=False, include_context=False):
        names = [str(part + 1) if isinstance(part, int) else part for part in problem["loc"]]
        # An unknown field's own name is the sender's text: it is shown only where it is plainly a field name.
        shown = [name if name.replace("_", "").isalnum() and len(name) <= 30 else "?" for name in names]
        what = _WRONG.get(problem["type"], problem["msg"])
        if problem["type"] == "extra_forbidden" and (near := get_close_matches(names[-1], _FIELDS, 1)):
            what += f" (perhaps {near[0]})"
        places.append(f"{'.'.join(shown)}: {what}" if shown else "it is not a JSON object")
    return "; ".join(places)


_WRONG = {
    "missing": "missing",
    "extra_forbidden": "no such field",
    "date_form": "not a date; write it as 2026-11-14",
    "date_from_datetime_parsing": "not a date; write it as 2026-11-14",
    "string_type": "not a text in quotes",
    "string_too_long": "too long",
    "string_pattern_mismatch": "only letters, digits and . _ / - without spaces; it must not be a name",
    "literal_error": "not one of the words it may be",
    "list_type": "not a list in [ ]",
    "model_type": "not an object in { }",
}
"""Plain words for what the library says of a field, by its kind of error; never the value."""
_FIELDS = sorted(
    {
        field.alias or name
        for model in (_Notice, _Dates, _Person, _Document, _Journey, _Notifier)
        for name, field in model.model_fields.items()
    }
)
_SHAPE = (
    "Needed: disease, classification (confirmed, probable or suspected) and one date; see docs/reference/case-json.md."
)
