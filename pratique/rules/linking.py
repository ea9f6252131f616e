"""The exact keys an identity is found by, and which key of another it may be joined through.

A document is known by type, issuer and number. A sender may leave out the type or the issuer: such a document joins
only with the complete one it can stand for, never two complete ones that disagree. Name, birth date and sex join
only where one side has no number at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import IntEnum
from typing import Protocol

from pratique.model.facts import DocumentFact, PersonFact


class Kind(IntEnum):
    """What a stored key was made from. Numbers are stored: never reuse one."""

    DOCUMENT = 1
    ISSUER_NUMBER = 2
    ISSUER_NUMBER_NO_TYPE = 3
    NUMBER = 4
    NUMBER_NO_ISSUER = 5
    NAME_WITH_NUMBER = 6
    NAME_NO_NUMBER = 7


JOINS: dict[Kind, tuple[Kind, ...]] = {
    Kind.DOCUMENT: (Kind.DOCUMENT,),
    Kind.ISSUER_NUMBER: (Kind.ISSUER_NUMBER_NO_TYPE,),
    Kind.ISSUER_NUMBER_NO_TYPE: (Kind.ISSUER_NUMBER, Kind.ISSUER_NUMBER_NO_TYPE),
    Kind.NUMBER: (Kind.NUMBER_NO_ISSUER,),
    Kind.NUMBER_NO_ISSUER: (Kind.NUMBER, Kind.NUMBER_NO_ISSUER),
    Kind.NAME_WITH_NUMBER: (Kind.NAME_NO_NUMBER,),
    Kind.NAME_NO_NUMBER: (Kind.NAME_WITH_NUMBER, Kind.NAME_NO_NUMBER),
}
"""A key of the left kind is looked for among keys of the right kinds, with the same value."""

_TYPES = {"PASSPORT": "P", "PP": "P", "PN": "P", "PASS": "P", "ID": "I", "IDENTITY": "I", "IDCARD": "I", "VISA": "V"}
_PLACEHOLDER = re.compile(r"(.)\1*|UNKNOWN|NONE|TBA|NIL|NULL|0*123456789?0?")


class Hasher(Protocol):
    """Makes keyed hashes."""

    def hash(self, kind: str, *parts: str) -> int:
        """A keyed hash of the parts, by kind."""
        ...


def number_key(number: str | None) -> str:
    """A document number as compared: NFKC, upper case, letters and digits only; empty for a placeholder."""
    if number and number.isascii() and number.isalnum():
        text = number.upper()
    else:
        text = re.sub(r"[^A-Z0-9]", "", unicodedata.normalize("NFKC", number or "").upper())
    return "" if not text or _PLACEHOLDER.fullmatch(text) else text


def document_type(text: str | None) -> str:
    """The class of a document type: ``P`` for every passport (``PN``, ``PASSPORT``), else its own letters."""
    flat = re.sub(r"[^A-Z]", "", (text or "").upper())
    if flat in _TYPES:
        return _TYPES[flat]
    return "P" if flat.startswith("P") else flat


def name_key(person: PersonFact) -> str:
    """Surname and given name as compared: letters only, upper case, without accents; empty if there is no name."""
    return "|".join(_letters(part) for part in (person.surname, person.given)).strip("|")


Country = Callable[[str], str | None]
"""The code a State is compared by, however its document writes it; None where it is not known."""


def link_keys(person: PersonFact, hasher: Hasher, country: Country) -> list[tuple[int, Kind]]:
    """Every exact key of these facts, each with its kind; distinct and sorted."""
    keys: set[tuple[int, Kind]] = set()
    for document in person.documents:
        keys.update(_document_keys(document, hasher, country))
    numbered = bool(keys)
    name = name_key(person)
    if name and person.birth_date:
        value = hasher.hash("name", name, person.birth_date, person.sex or "")
        keys.add((value, Kind.NAME_WITH_NUMBER if numbered else Kind.NAME_NO_NUMBER))
    return sorted(keys)


def _document_keys(document: DocumentFact, hasher: Hasher, country: Country) -> Iterator[tuple[int, Kind]]:
    number = number_key(document.number)
    if not number:
        return
    kind = document_type(document.type)
    issuer = (country(document.issuer) or document.issuer.upper()) if document.issuer else None
    alone = hasher.hash("number", number)
    if not issuer:
        yield alone, Kind.NUMBER_NO_ISSUER
        return
    yield alone, Kind.NUMBER
    value = hasher.hash("issuer-number", issuer, number)
    yield value, Kind.ISSUER_NUMBER if kind else Kind.ISSUER_NUMBER_NO_TYPE
    if kind:
        yield hasher.hash("document", kind, issuer, number), Kind.DOCUMENT


def joined_through(keys: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """The (value, kind) pairs under which identities that these keys join with are stored."""
    return {(value, int(other)) for value, kind in keys for other in JOINS[Kind(kind)]}


def same_traveller(
    keys: Iterable[tuple[int, int]],
    found: Mapping[tuple[int, int], Iterable[int]],
    keys_of: Mapping[int, Iterable[tuple[int, int]]],
) -> set[int]:
    """The identities these keys join with, out of those found.

    A number without an issuer joins only if all that hold it under an issuer hold it under one and the same: where
    two States gave out the number, it tells nobody apart and joins nobody.
    """
    joined: set[int] = set()
    for value, kind in keys:
        candidates = {i for other in JOINS[Kind(kind)] for i in found.get((value, int(other)), ())}
        if kind in (Kind.NUMBER, Kind.NUMBER_NO_ISSUER):
            holders = candidates | set(found.get((value, int(Kind.NUMBER)), ()))
            issued = [
                frozenset(v for v, k in keys_of.get(i, ()) if k in (Kind.ISSUER_NUMBER, Kind.ISSUER_NUMBER_NO_TYPE))
                for i in holders
            ]
            # Each holder's issuer-number values; holders with several documents share at least the one in question.
            stated = [values for values in issued if values]
            if stated and not frozenset.intersection(*stated):
                continue
        joined |= candidates
    return joined


def _letters(text: str | None) -> str:
    if text and text.isascii() and text.isalpha():
        return text.upper()
    flat = unicodedata.normalize("NFKD", text or "")
    return "".join(character for character in flat if character.isalpha()).upper()
