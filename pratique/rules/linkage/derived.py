"""What is worked out of a normalised name and number once, so that comparing two of them is quick."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby
from typing import Final, NamedTuple

from pratique.rules.linkage.spellings import spellings


class Name(NamedTuple):
    """The forms of one name that are compared. Empty text: that part is not stated."""

    surname: str
    """Without spaces, so that a name written as one word or two is one."""
    given: str
    first_surname: str
    first_given: str
    letters: str
    """All letters of the name, sorted: equal whatever the order and the gaps of its words."""
    skeleton: str
    """The consonants of the name in classes that romanisations confuse, sorted; empty for fewer than three."""
    surname_known: str
    """The surname with each word replaced by the one that stands for its known spellings."""
    given_known: str
    surname_key: str
    """The word that stands for the spellings of the first surname."""
    given_key: str


@lru_cache(maxsize=1 << 18)
def name_of(surname: str | None, given: str | None) -> Name:
    """The forms of this name."""
    surnames, givens = (surname or "").split(), (given or "").split()
    surname_one, given_one = "".join(surnames), "".join(givens)
    known_surnames, known_givens = [*map(_SURNAMES.get, surnames, surnames)], [*map(_GIVENS.get, givens, givens)]
    return Name(
        surname_one,
        given_one,
        surnames[0] if surnames else "",
        givens[0] if givens else "",
        "".join(sorted(surname_one + given_one)),
        skeleton(f"{surname_one} {given_one}"),
        "".join(known_surnames),
        "".join(known_givens),
        known_surnames[0] if surnames else "",
        known_givens[0] if givens else "",
    )


_PAIRS: Final = re.compile("SHCH|SCH|TCH|KH|GH|PH|CK|TH|SH|ZH|CH|HS|TS|DZ|DJ|NG|QU")
_PAIR: Final = {
    **dict.fromkeys(("SHCH", "SCH", "SH", "HS"), "S"),
    **dict.fromkeys(("TCH", "ZH", "CH", "TS", "DZ", "DJ"), "J"),
    **dict.fromkeys(("KH", "GH", "CK", "QU"), "K"),
    "PH": "F",
    "TH": "T",
    "NG": "N",
}
# Korean and Chinese romanisations differ in voicing, Arabic and Russian ones in vowels, Y, W and H.
_CLASSES: Final = str.maketrans("BDGQCXZRV", "PTKKKSJLF", "AEIOUYWH ")
_SURNAMES: Final = spellings("surname")
_GIVENS: Final = spellings("given")


def skeleton(name: str) -> str:
    """Its consonants in classes that romanisations confuse, doubled ones once, sorted; empty for fewer than three."""
    classes = _PAIRS.sub(lambda found: _PAIR[found[0]], name).translate(_CLASSES)
    kept = [this for this, _ in groupby(classes)]
    return "".join(sorted(kept)) if len(kept) > 2 else ""


_LOOK_ALIKES: Final = str.maketrans("OIBSZGQDL", "018526001")


def folded(number: str) -> str:
    """A number in which characters that look alike are one."""
    return number.translate(_LOOK_ALIKES)


def one_slip(one: str, other: str) -> bool:
    """Whether two different texts differ by one character put in, left out or mistaken, or two neighbours swapped."""
    if one == other:
        return False
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    more = len(long) - len(short)
    if more > 1:
        return False
    at = 0
    while at < len(short) and short[at] == long[at]:
        at += 1
    if more:
        return short[at:] == long[at + 1 :]
    rest = at + 1
    return short[rest:] == long[rest:] or (
        short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    )


def swapped(birth: str) -> str:
    """A full date with day and month in rising order: equal for a date and the same with the two swapped."""
    month, day = birth[5:7], birth[8:10]
    return f"{birth[:4]}-{min(month, day)}-{max(month, day)}"
