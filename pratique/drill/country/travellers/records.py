"""What five sources write of a person: one row each, with the gaps of the source and the errors of the day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, NamedTuple

from pratique.drill.country.dirt import mistyped, stated_document
from pratique.drill.country.rates import Dice, Rates
from pratique.drill.country.travellers import numbers
from pratique.drill.country.travellers.naming import Naming
from pratique.drill.country.travellers.person import FIRST, Person
from pratique.drill.country.travellers.rates import gaps
from pratique.drill.country.travellers.spelling import Latin
from pratique.drill.country.world import Paper

Source = Literal["api", "crossing", "locator", "csv", "case"]
SOURCES: tuple[Source, ...] = ("api", "crossing", "locator", "csv", "case")
_RESIDENCES = ("CHN", "GBR", "USA", "ARE", "SGP")
_SIMPLE_TRAITS = frozenset(("twin", "sibling", "father_and_son", "namesake"))
"""Traps that every record of a person is flagged with; others only where the record shows them."""


class Record(NamedTuple):
    """One row; the columns of the table in their order, without those that say who it is and where it is from."""

    surname: str | None
    given: str | None
    full_name_native: str | None
    birth_date: str | None
    sex: str | None
    nationality: str | None
    doc_type: str | None
    doc_issuer: str | None
    doc_number: str | None
    doc_issued: str | None
    doc_expiry: str | None
    national_id_country: str | None
    national_id: str | None
    phone: str | None


class Writer:
    """Writes records by one dice: equal calls in equal order give equal records."""

    def __init__(self, dice: Dice) -> None:
        self._dice, self._rng = dice, dice.rng
        self._naming = Naming(dice)
        self._gaps = {source: gaps(source) for source in SOURCES}

    def write(self, person: Person, source: Source, day: int) -> tuple[Record, set[str]]:
        """What a source writes on a day of the period, and what is to be known about it."""
        typed, left_out = source != "crossing", self._gaps[source]
        flags = set(person.traits & _SIMPLE_TRAITS)
        paper, latin, nationality = self._shown(person, source, day, flags)
        surname, given, native = self._naming.written(person, latin, typed, left_out["native"], flags)
        bare = typed and self._dice.falls("bare")
        nid = None if bare else self._national_id(person, typed, left_out, flags)
        record = Record(
            surname=surname or None,
            given=given or None,
            full_name_native=native,
            birth_date=self._birth(person.born, source, 1 / 3 if bare else left_out["birth"], flags),
            sex=self._sex(person, typed, left_out["sex"]),
            nationality=self._nationality(nationality, typed, left_out["nationality"]),
            doc_type=None,
            doc_issuer=None,
            doc_number=None,
            doc_issued=None,
            doc_expiry=None,
            national_id_country=person.nation if nid else None,
            national_id=nid,
            phone=None if bare else self._phone(person, day, left_out["phone"], flags),
        )
        if bare or self._falls(left_out["document"]):
            flags.add("document_missing")
        else:
            record = self._document(record, person, paper, typed, left_out, flags)
        if source in {"locator", "csv"} and self._falls(0.6):
            record = self._as_typed(record)
        if not nid and not record.phone and (record.doc_number is None or "document_placeholder" in flags):
            flags.add("no_number")
        return record, flags

    def _falls(self, share: float) -> bool:
        return self._rng.random() < share

    def _shown(self, person: Person, source: Source, day: int, flags: set[str]) -> tuple[Paper, Latin, str]:
        """The paper shown, and name and nationality as it states them."""
        rng = self._rng
        latin = person.latin
        if person.married_on is not None and person.before is not None:
            if day < person.married_on:
                latin = person.before[1], latin[1]
            else:
                flags.add("married_name")
        if person.card and rng.random() < (0.35 if source in {"csv", "case"} else 0.08):
            flags.add("card")
            return person.card, latin, person.nation
        if person.second and person.second_passport and rng.random() < 0.45:
            flags.add("dual")
            state, name = person.second
            surname = latin[0] if person.married_on is not None else name[0]
            return person.second_passport, (surname, name[1]), state
        when = FIRST + timedelta(days=day)
        usable = [paper for paper in person.passports if paper.issued <= when]
        paper = usable[-1] if usable else person.passports[0]
        if len(usable) > 1:
            flags.add("renewed")
        return paper, latin, person.nation

    def _birth(self, born: date, source: Source, gap: float, flags: set[str]) -> str | None:
        if self._falls(gap) or (source != "crossing" and self._dice.falls("birth_missing")):
            flags.add("birth_missing")
            return None
        if (born.month, born.day) == (1, 1):
            flags.add("born_first_of_january")
        if source == "crossing":
            return born.isoformat()
        written = born.isoformat()
        if self._dice.falls("birth_mistyped"):
            flags.add("birth_mistyped")
            written = self._birth_slip(born)
        elif born.day <= 12 and born.day != born.month and self._dice.falls("birth_swapped"):
            flags.add("birth_swapped")
            written = f"{born.year}-{born.day:02}-{born.month:02}"
        elif (born.month, born.day) != (1, 1) and self._dice.falls("birth_first_of_january"):
            flags.add("birth_first_of_january")
            written = f"{born.year}-01-01"
        elif source in {"locator", "case"} and self._dice.falls("birth_year_only"):
            flags.add("birth_year_only")
            written = f"{born.year}"
        return written

    def _birth_slip(self, born: date) -> str:
        rng = self._rng
        kind = rng.randrange(4)
        year, month, day = born.year, born.month, born.day
        if kind == 0:
            year += rng.choice((-10, -1, 1, 10))
        elif kind == 1:
            month = rng.choice([other_one for other_one in range(1, 13) if other_one != month])
        else:
            day = rng.choice([other_one for other_one in range(1, 29) if other_one != day])
        return date(min(year, FIRST.year), month, min(day, 28)).isoformat()

    def _sex(self, person: Person, typed: bool, gap: float) -> str | None:
        if self._falls(gap):
            return None
        if typed and self._dice.falls("sex_wrong"):
            return "F" if person.sex == "M" else "M"
        return person.sex

    def _nationality(self, true: str, typed: bool, gap: float) -> str | None:
        if self._falls(gap):
            return None
        return self._rng.choice(_RESIDENCES) if typed and self._dice.falls("nationality_wrong") else true

    def _document(
        self, record: Record, person: Person, paper: Paper, typed: bool, left_out: Rates, flags: set[str]
    ) -> Record:
        number = stated_document(paper, self._dice, flags) if typed else paper.number
        if not number:
            return record
        if "number_of_two_issuers" in person.traits and paper is person.passports[0]:
            flags.add("number_of_two_issuers")
        gone = self._falls(left_out["issuer"]) or (typed and self._dice.falls("issuer_missing"))
        if gone:
            flags.add("issuer_missing")
        return record._replace(
            doc_type=paper.kind,
            doc_issuer=None if gone else paper.issuer,
            doc_number=number,
            doc_issued=None if self._falls(left_out["issued"]) else paper.issued.isoformat(),
            doc_expiry=None if self._falls(left_out["expiry"]) else paper.expires.isoformat(),
        )

    def _national_id(self, person: Person, typed: bool, left_out: Rates, flags: set[str]) -> str | None:
        number = person.national_id
        if number is None or self._falls(left_out["national_id"]):
            return None
        if self._dice.falls("national_id_missing"):
            flags.add("national_id_missing")
            return None
        if typed and self._dice.falls("national_id_mistyped"):
            flags.add("national_id_mistyped")
            return mistyped(number, self._dice)
        return number

    def _phone(self, person: Person, day: int, gap: float, flags: set[str]) -> str | None:
        if self._falls(gap):
            return None
        since, nation, phone = next(one for one in reversed(person.phones) if one[0] <= day)
        if since and self._dice.falls("old_phone"):
            flags.add("old_phone")
            since, nation, phone = person.phones[0]
        for trait, true in (
            ("agency_phone", "agency_phone" in person.traits),
            ("family_phone", "family_phone" in person.traits and not since),
            ("recycled_phone", "recycled_phone" in person.traits and since > 0),
        ):
            if true:
                flags.add(trait)
        if self._dice.falls("phone_mistyped"):
            flags.add("phone_mistyped")
            phone = phone[0], mistyped(phone[1], self._dice)
        return numbers.dialled(nation, phone, self._rng)

    def _as_typed(self, record: Record) -> Record:
        """As people type: small letters, blanks in numbers."""
        surname = record.surname.title() if record.surname else None
        given = record.given.title() if record.given else None
        number = record.doc_number
        if number and self._rng.random() < 0.1:
            number = f"{number[:2]} {number[2:]}"
        return record._replace(surname=surname, given=given, doc_number=number)
