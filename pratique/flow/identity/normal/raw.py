"""A record as a sender wrote it, and the profile made of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

from pratique.flow.identity.normal.dates import birth, day
from pratique.flow.identity.normal.names import names
from pratique.flow.identity.normal.national import national_id
from pratique.flow.identity.normal.numbers import doc_type, document_number
from pratique.flow.identity.normal.phones import phone
from pratique.flow.identity.normal.sexes import sex
from pratique.flow.identity.normal.states import country
from pratique.model.facts import DocumentFact, PersonFact
from pratique.model.profile import Profile


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One row of a flat table of travellers, word for word."""

    surname: str | None = None
    given: str | None = None
    full_name_native: str | None = None
    birth_date: str | None = None
    sex: str | None = None
    nationality: str | None = None
    doc_type: str | None = None
    doc_issuer: str | None = None
    doc_number: str | None = None
    doc_issued: str | None = None
    doc_expiry: str | None = None
    national_id_country: str | None = None
    national_id: str | None = None
    phone: str | None = None


def profile(raw: RawRecord) -> Profile:
    """The record in the form in which records are compared.

    A national number without a State is taken as one of the bearer's nationality; a phone number without a calling
    code as one of the nationality, else of the issuer of the document.
    """
    surname, given, native = names(raw.surname, raw.given, raw.full_name_native)
    nationality, issuer = country(raw.nationality), country(raw.doc_issuer)
    born, gender = birth(raw.birth_date), sex(raw.sex)
    stated = country(raw.national_id_country) or nationality
    nid_country, nid = national_id(raw.national_id, stated, born, gender)
    number = document_number(raw.doc_number)
    return Profile(
        surname=surname,
        given=given,
        native=native,
        birth=born,
        sex=gender,
        nationality=nationality,
        doc_type=doc_type(raw.doc_type),
        doc_issuer=issuer,
        doc_number=number,
        doc_issued=day(raw.doc_issued),
        doc_expiry=day(raw.doc_expiry),
        nid_country=nid_country,
        nid=nid,
        phone=phone(raw.phone, nationality, issuer),
    )


def profiles_of(person: PersonFact) -> list[Profile]:
    """One profile for each document or phone of a person, whichever are more; at least one.

    They are one person's by construction: the first document goes with the first phone, and so on.
    """
    surname, given, native = names(person.surname, person.given, None)
    nationality, residence = country(person.nationality), country(person.residence)
    born, gender = birth(person.birth_date or person.birth_date_raw), sex(person.sex)
    papers = zip_longest(person.documents or (DocumentFact(),), person.phones, fillvalue=None)
    found = []
    for document, number in papers:
        paper = document or DocumentFact()
        found.append(
            Profile(
                surname=surname,
                given=given,
                native=native,
                birth=born,
                sex=gender,
                nationality=nationality,
                doc_type=doc_type(paper.type),
                doc_issuer=country(paper.issuer),
                doc_number=document_number(paper.number),
                doc_expiry=day(paper.expiry),
                phone=phone(number, residence, nationality),
            )
        )
    return found
