"""What is worked out of a normalised name and number once, so that comparing two of them is quick."""

from __future__ import annotations

import re
from collections.abc import Mapping
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


class Part(NamedTuple):
    """The forms of a surname or of a given name."""

    whole: str
    """Without spaces."""
    first: str
    known: str
    key: str
    letters: str
    """Sorted."""
    sounds: str
    """Its consonants in classes that romanisations confuse, in their order, doubled ones once."""


@lru_cache(maxsize=1 << 18)
def name_of(surname: str | None, given: str | None) -> Name:
    """The forms of this name."""
    one, other = surname_of(surname), given_of(given)
    letters, skeleton = whole_of(one.letters, other.letters, one.sounds, other.sounds)
    return Name(
        one.whole, other.whole, one.first, other.first, letters, skeleton, one.known, other.known, one.key, other.key
    )


@lru_cache(maxsize=1 << 17)
def surname_of(text: str | None) -> Part:
    """The forms of this surname."""
    return _part(text, _SURNAMES)


@lru_cache(maxsize=1 << 17)
def given_of(text: str | None) -> Part:
    """The forms of this given name."""
    return _part(text, _GIVENS)


def whole_of(letters: str, others: str, sounds: str, other_sounds: str) -> tuple[str, str]:
    """Letters and skeleton of a name, from the letters and sounds of its two parts."""
    kept = sounds + (other_sounds[1:] if sounds[-1:] == other_sounds[:1] else other_sounds)
    return "".join(sorted(letters + others)), "".join(sorted(kept)) if len(kept) > 2 else ""


def _part(text: str | None, spellings: Mapping[str, str]) -> Part:
    if not text:
        return Part("", "", "", "", "", "")
    words = text.split()
    whole = "".join(words)
    known = [spellings.get(word, word) for word in words]
    return Part(whole, words[0], "".join(known), known[0], "".join(sorted(whole)), _sounds(whole))


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
_CLASSES: Final = str.maketrans("BDGQCXZRV", "PTKKKSJLF", "AEIOUYWH")
_SURNAMES: Final = spellings("surname")
_GIVENS: Final = spellings("given")


def _sounds(name: str) -> str:
    classes = _PAIRS.sub(lambda found: _PAIR[found[0]], name).translate(_CLASSES)
    return "".join(this for this, _ in groupby(classes))


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
