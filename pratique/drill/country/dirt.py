"""One person as a sender writes them down: what is true, and what became of it on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pratique.drill.country.rates import Dice
from pratique.drill.country.world import Paper, Place, Traveller

Script = Literal["latin", "both", "native"]
_SPELLINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "zh": (("ZH", "CH"), ("X", "HS"), ("Q", "CH"), ("YU", "YOO"), ("C", "TS"), ("Z", "TS"), ("NG", "N")),
    "ar": (("OU", "U"), ("EE", "I"), ("KH", "K"), ("Q", "K"), ("AA", "A"), ("U", "OU"), ("AL", "EL"), ("I", "EE")),
    "es": (("Z", "S"), ("V", "B"), ("Y", "I"), ("QU", "K"), ("B", "V"), ("J", "X"), ("LL", "Y")),
    "en": (("PH", "F"), ("CK", "K"), ("EI", "IE"), ("Y", "IE"), ("C", "K"), ("NN", "N"), ("LL", "L")),
    "ru": (("YU", "IU"), ("YA", "IA"), ("KH", "H"), ("ZH", "J"), ("Y", "I"), ("V", "W"), ("KS", "X"), ("E", "YE")),
    "ko": (("EO", "U"), ("AE", "E"), ("OO", "U"), ("K", "G"), ("G", "K"), ("J", "CH"), ("U", "OO")),
    "in": (("SH", "S"), ("TH", "T"), ("EE", "I"), ("V", "W"), ("AA", "A"), ("OO", "U"), ("A", "AA")),
}
"""Ways of writing the same sounds, by culture; each is tried where it fits."""
_DOUBLES = {"O": "0", "0": "O", "I": "1", "1": "I", "B": "8", "8": "B", "S": "5", "5": "S", "Z": "2", "2": "Z"}
_PLACEHOLDERS = ("000000000", "123456789", "XXXXXXXX", "UNKNOWN", "99999999")
_NAME_VARIANTS = (
    "name_romanised", "name_swapped", "name_glued", "name_truncated", "name_titled", "name_mistyped", "name_western",
)  # fmt: skip
_WESTERN = {"M": ("KEVIN", "JASON", "ERIC", "TONY", "LEO"), "F": ("AMY", "CINDY", "GRACE", "VIVIAN", "JOYCE")}
"""Names that some travellers from East Asia go by abroad."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What one list says of one person. Text as it will be written; empty where it says nothing."""

    traveller: int
    role: Literal["passenger", "crew"]
    surname: str
    given: str
    native: str
    """Both names in their own script, where the list has room for them."""
    sex: str
    birth: str
    """ISO date."""
    nationality: str
    document_type: str
    document: str
    issuer: str
    expiry: str
    """ISO date."""
    unit: str
    seat: str
    travel_class: str
    phone: str
    booking: str
    reference: str
    """The sender's own reference for this person on this leg."""
    embark: str
    debark: str
    flags: frozenset[str]
    """What was done to it, by the names of the error table; a name variant by its kind."""

    @property
    def form(self) -> list[str]:
        """Names and document as they stand in the file."""
        return [self.surname, self.given, self.native, self.document]


def state(
    traveller: Traveller,
    place: Place,
    dice: Dice,
    *,
    reference: str,
    seat_chance: float,
    afterwards: bool = False,
    script: Script = "latin",
) -> Stated:
    """What a list says of this person. `seat_chance` is how often this sender leaves a seat out.

    `afterwards`: the list is made after the journey, so that it can know what changed on board. `script` is what it
    has room for: Latin letters, these and the person's own script, or only one, the person's own where they have it.
    """
    flags: set[str] = set()
    if not place.boarded and dice.falls("no_show_kept"):
        flags.add("no_show_kept")
    native = "".join(traveller.native) if traveller.native and script != "latin" else ""
    surname, given = traveller.surname, traveller.given
    if script == "native" and native:
        surname, given, native = native, "", ""
    elif dice.falls("name_variant"):
        surname, given = _variant(traveller, dice, flags)
    paper = traveller.papers[place.paper]
    number = stated_document(paper, dice, flags)
    return Stated(
        traveller=traveller.number,
        role=place.role,
        surname=surname,
        given=given,
        native=native,
        sex=traveller.sex,
        birth=_birth(traveller.born, dice, flags),
        nationality=traveller.nationality,
        document_type=paper.kind if number else "",
        document=number,
        issuer=paper.issuer if number else "",
        expiry=paper.expires.isoformat() if number else "",
        unit=place.seat.unit if place.seat else "",
        seat=_seat(place, dice, flags, seat_chance, afterwards),
        travel_class=place.seat.travel_class if place.seat else "",
        phone=_phone(traveller, dice, flags),
        booking=place.booking,
        reference=reference,
        embark=place.embark,
        debark=place.debark,
        flags=frozenset(flags),
    )


def stated_document(paper: Paper, dice: Dice, flags: set[str]) -> str:
    """The number as typed at a counter; empty where none was."""
    if dice.falls("document_missing"):
        flags.add("document_missing")
        return ""
    number = paper.number
    if dice.falls("document_mistyped"):
        flags.add("document_mistyped")
        return mistyped(number, dice)
    double = [place for place, sign in enumerate(number) if sign in _DOUBLES]
    if double and dice.falls("document_lookalike"):
        flags.add("document_lookalike")
        place = dice.rng.choice(double)
        return number[:place] + _DOUBLES[number[place]] + number[place + 1 :]
    if dice.falls("document_placeholder"):
        flags.add("document_placeholder")
        return dice.rng.choice(_PLACEHOLDERS)
    return number


def mistyped(number: str, dice: Dice) -> str:
    """Another number than this one: a digit changed, two neighbours turned round, or a sign left out."""
    place = dice.rng.randrange(len(number) - 1)
    kind = dice.rng.randrange(3)
    if kind == 0:
        return number[:place] + number[place + 1 :]
    if kind == 1 and number[place] != number[place + 1]:
        return number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    other = dice.rng.choice([sign for sign in "0123456789" if sign != number[-1]])
    return number[:-1] + other


def name_variant(traveller: Traveller, dice: Dice) -> tuple[str, str, str]:
    """Surname, given names, and the kind of variant: one of those that change this name."""
    for kind in dice.rng.sample(_NAME_VARIANTS, len(_NAME_VARIANTS)):
        surname, given = _MAKERS[kind](traveller, dice)
        if (surname, given) != (traveller.surname, traveller.given):
            return surname, given, kind
    raise AssertionError("a title changes every name")


def _variant(traveller: Traveller, dice: Dice, flags: set[str]) -> tuple[str, str]:
    surname, given, kind = name_variant(traveller, dice)
    flags.add(kind)
    return surname, given


def _romanised(traveller: Traveller, dice: Dice) -> tuple[str, str]:
    whole = f"{traveller.surname}|{traveller.given}"
    fitting = [pair for pair in _SPELLINGS[traveller.culture] if pair[0] in whole]
    if not fitting:
        return traveller.surname, traveller.given
    surname, _, given = whole.replace(*dice.rng.choice(fitting)).partition("|")
    return surname, given


def _swapped(traveller: Traveller, dice: Dice) -> tuple[str, str]:
    del dice
    return (traveller.given, traveller.surname) if traveller.given else (traveller.surname, "")


def _glued(traveller: Traveller, dice: Dice) -> tuple[str, str]:
    del dice
    if " " in traveller.given:
        return traveller.surname, traveller.given.replace(" ", "")
    return traveller.surname + traveller.given, ""


def _truncated(traveller: Traveller, dice: Dice) -> tuple[str, str]:
    given = traveller.given
    return traveller.surname, given[: dice.rng.randrange(2, len(given) - 1)].rstrip() if len(given) > 4 else given


def _titled(traveller: Traveller, dice: Dice) -> tuple[str, str]:
    title = "MR" if traveller.sex == "M" else dice.rng.choice(("MRS", "MS"))
    return (traveller.surname, traveller.given + title) if traveller.given else (traveller.surname + title, "")


def _mistyped(traveller: Traveller, dice: Dice) -> tuple[str, str]:
    """A letter of the surname left out, or two turned round."""
    name = traveller.surname
    at = dice.rng.randrange(1, len(name)) if len(name) > 2 else 0
    if at and dice.rng.random() < 0.5:
        return name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :], traveller.given
    return (name[:at] + name[at + 1 :] if at else name), traveller.given


def _western(traveller: Traveller, dice: Dice) -> tuple[str, str]:
    goes_by = dice.rng.choice(_WESTERN[traveller.sex])
    return traveller.surname, goes_by if traveller.culture in {"zh", "ko"} else traveller.given


_MAKERS: dict[str, Callable[[Traveller, Dice], tuple[str, str]]] = {
    "name_romanised": _romanised,
    "name_swapped": _swapped,
    "name_glued": _glued,
    "name_truncated": _truncated,
    "name_titled": _titled,
    "name_mistyped": _mistyped,
    "name_western": _western,
}


def _birth(born: date, dice: Dice, flags: set[str]) -> str:
    if dice.falls("birth_missing"):
        flags.add("birth_missing")
        return ""
    if dice.falls("birth_first_of_january"):
        flags.add("birth_first_of_january")
        return f"{born.year}-01-01"
    if dice.falls("birth_mistyped"):
        flags.add("birth_mistyped")
        return f"{born:%Y-%m}-{dice.rng.choice([day for day in range(1, 29) if day != born.day]):02}"
    if born.day <= 12 and born.day != born.month and dice.falls("birth_swapped"):
        flags.add("birth_swapped")
        return f"{born.year}-{born.day:02}-{born.month:02}"
    return born.isoformat()


def _seat(place: Place, dice: Dice, flags: set[str], chance: float, afterwards: bool) -> str:
    """The label given; a list made before departure cannot know of a change, and one made afterwards may not."""
    if place.seat is None:
        return ""
    if dice.falls("seat_missing", chance):
        flags.add("seat_missing")
        return ""
    if place.seat_booked is None:
        return place.seat.label
    if dice.falls("seat_old"):
        flags.add("seat_old")
        return place.seat_booked.label
    return place.seat.label if afterwards else place.seat_booked.label


def _phone(traveller: Traveller, dice: Dice, flags: set[str]) -> str:
    if not traveller.phones:
        return ""
    if dice.falls("phone_missing"):
        flags.add("phone_missing")
        return ""
    if dice.falls("phone_mistyped"):
        flags.add("phone_mistyped")
        return mistyped(traveller.phones[0], dice)
    return traveller.phones[0]
