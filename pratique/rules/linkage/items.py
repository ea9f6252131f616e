"""One agreement or contradiction between two records, as a plain sentence with its bits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from pratique.model.tracing import Reason, because, marked


class Item(NamedTuple):
    """What one comparison says. It holds codes and counts, never a name or a number of a paper."""

    code: str
    bits: float
    number: int = 0
    """The count in the sentence, where it has one: travellers, or names on a phone."""

    @property
    def reason(self) -> Reason:
        """The sentence, such as "born on the same day"."""
        return because(self.code, SENTENCES[self.code], **({"number": f"{self.number:,}"} if self.number else {}))


def bits_of(items: tuple[Item, ...]) -> float:
    """The sum: how sure it is that two records are one traveller's."""
    return sum(item.bits for item in items)


COMPARED: Final = {
    "name": "name",
    "birth": "birth date",
    "document": "document",
    "national": "national identity number",
    "phone": "phone",
    "sex": "sex",
    "nationality": "nationality",
}
"""The kinds of fact, as the codes of what they say begin, each in words."""


def silent(codes: Iterable[str]) -> tuple[str, ...]:
    """The kinds of fact, in words, of which none of these codes tells: not stated in both, or not to be compared."""
    told = {"name" if code.startswith("twin") else code.partition("-")[0] for code in codes}
    return tuple(words for kind, words in COMPARED.items() if kind not in told)


SENTENCES: Final[dict[str, str]] = {
    "start": marked("starting odds: 1 in {number} travellers"),
    "name-same": marked("same name"),
    "name-letters": marked("same name, its words in another order or written together"),
    "name-swapped": marked("surname and given name change places"),
    "name-sound": marked("names with the same consonants: spellings of one name, perhaps"),
    "name-first": marked("same surname and given name, one of them shortened"),
    "name-known": marked("known spellings of one name"),
    "name-slip": marked("same name but for one letter"),
    "name-cut": marked("same surname, given name cut short"),
    "name-initial": marked("same surname, given name as an initial"),
    "name-part": marked("one part of the name is the same, the other is not stated"),
    "name-kin": marked("same surname, another given name"),
    "twin-given": marked("same surname and birth date, another given name: as with twins"),
    "twin-risk": marked("same surname and birth date, given names only alike: twins are named like that"),
    "name-married": marked("same given name, another surname, as after a marriage"),
    "name-given": marked("same given name, another surname"),
    "name-other": marked("other names"),
    "birth-same": marked("born on the same day"),
    "birth-part": marked("birth dates agree as far as they are stated"),
    "birth-swapped": marked("birth dates agree if day and month are swapped"),
    "birth-slip": marked("birth dates differ by one digit"),
    "birth-year": marked("born in the same year, on another day"),
    "birth-filler": marked("born in the same year; one date is the first of January, which may stand for the year"),
    "birth-other": marked("other birth dates"),
    "birth-generation": marked("born a generation apart"),
    "document-same": marked("same document"),
    "document-no-issuer": marked("same document number, one without its issuer"),
    "document-two-issuers": marked("same document number from two issuers"),
    "document-slip": marked("document numbers of one issuer that differ by one character or by look-alikes"),
    "document-same-time": marked("two passports of one issuer, valid at the same time"),
    "document-renewed": marked("two passports of one issuer, one after the other, as after a renewal"),
    "document-other": marked("two passports of one issuer"),
    "document-two-states": marked("passports of two issuers"),
    "national-id-same": marked("same national identity number"),
    "national-id-slip": marked("national identity numbers that differ by one character"),
    "national-id-other": marked("other national identity numbers"),
    "phone-same": marked("same phone"),
    "phone-shared": marked("same phone, which {number} names share"),
    "phone-family": marked("same phone, as in a family: counts for nothing"),
    "phone-many": marked("same phone, which {number} names share: counts for nothing"),
    "phone-other": marked("other phones"),
    "sex-same": marked("same sex stated"),
    "sex-other": marked("other sex stated"),
    "nationality-same": marked("same nationality stated"),
    "nationality-other": marked("other nationality stated"),
}
