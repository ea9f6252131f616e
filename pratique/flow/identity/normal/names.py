"""Surname and given name in Latin capitals, and the name in its own script."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pratique.flow.identity.normal.cyrillic import look_alikes
from pratique.flow.identity.normal.latin import capitals
from pratique.flow.identity.normal.scripts import romanised, scripts_of, surname_and_given
from pratique.flow.identity.normal.titles import ALONE, GLUED_ENDS, without_titles

Names = tuple[str | None, str | None, str | None]
_CAPITALS = dict.fromkeys(range(128), " ")
_CAPITALS |= {ord(letter): letter.upper() for letter in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_CAPITALS |= dict.fromkeys(map(ord, "0123456789'`\""), "")
_SYLLABLES = {"LV": "LYU", "NV": "NYU", "LVE": "LYUE", "NVE": "NYUE"}
"""Chinese syllables with Ü as passports wrote them before 2012, and as they do since."""
_LOOKED_AT = ALONE | frozenset(_SYLLABLES)
_BETWEEN = re.compile(r"<<|[/,，]")
_DOTS = re.compile(r"[·・•‧∙.,，]")
_OWN_TITLES = re.compile(r"(?<=.)(先生|女士|小姐)$")


def names(surname: str | None, given: str | None, native: str | None) -> Names:
    """Surname, given name and native name, normalised; None for what is not stated.

    Names in another script than Latin are put into Latin letters and kept as the native name, whichever column they
    stand in. Latin letters given beside a native name are what counts; where one of the two names is missing and the
    other agrees with the native name, it is taken from there.
    """
    if native or not ((surname or "").isascii() and (given or "").isascii()):
        return _of_scripts(surname, given, native)
    family, first = _field(surname, True), _field(given, False)
    if family is None or first is None:
        family, first = _halved(surname, given, family, first)
    return family, first, None


def surname_alone(text: str | None) -> str | None:
    """The surname, where its own column tells it: `names` gives the same if `given_alone` tells the given name, too."""
    latin, own = _by_script(text, True)
    return None if own else latin


def given_alone(text: str | None) -> str | None:
    """The given name, where its own column tells it."""
    latin, own = _by_script(text, False)
    return None if own else latin


@lru_cache(maxsize=1 << 16)
def _field(text: str | None, is_surname: bool) -> str | None:
    """The name in a field of plain ASCII."""
    return _words(text.translate(_CAPITALS).split(), is_surname) if text else None


def _words(words: list[str], is_surname: bool) -> str | None:
    if not words:
        return None
    one = words[0]
    if len(words) == 1 and one not in _LOOKED_AT and not one.endswith(GLUED_ENDS) and not one.startswith("XX"):
        return one
    return " ".join(_SYLLABLES.get(word, word) for word in without_titles(words, is_surname)) or None


def _halved(
    surname: str | None, given: str | None, family: str | None, first: str | None
) -> tuple[str | None, str | None]:
    """A whole name in one column: SMITH/JOHN, SMITH<<JOHN, SMITH, JOHN."""
    whole = surname if first is None else given
    if not whole or not (family or first) or not _BETWEEN.search(whole):
        return family, first
    before, _, after = _BETWEEN.sub("/", whole, count=1).partition("/")
    halves = _by_script(before, True)[0], _by_script(after, False)[0]
    return halves if all(halves) else (family, first)


@lru_cache(maxsize=1 << 16)
def _of_scripts(surname: str | None, given: str | None, native: str | None) -> Names:
    family, own_family = _by_script(surname, True)
    first, own_first = _by_script(given, False)
    plain, own_whole = _by_script(native, True)
    own = own_whole or own_family + own_first
    native_form = _own(own)
    if family or first or (own_family and own_first):
        family, first = family or _latin(own_family, True, own), first or _latin(own_first, False, own)
    # One column in another script holds the whole name.
    if not (family or first):
        family, first = _cut(own)
    elif native_form and not (family and first):
        family, first = _completed(family, first, native_form.split())
    if not (family or first):
        family = plain
    if not (family and first):
        family, first = _halved(surname, given, family, first)
    return family, first, native_form


def _by_script(text: str | None, is_surname: bool) -> tuple[str | None, list[str]]:
    """The Latin name in a field, and the words of it in another script."""
    if not text:
        return None, []
    if text.isascii():
        return _field(text, is_surname), []
    latin, own = [], []
    for stated in _DOTS.sub(" ", _upper(unicodedata.normalize("NFKC", text))).split():
        word, scripts = stated, scripts_of(stated)
        if scripts == {"latin", "cyrillic"}:
            word = look_alikes(word)
            scripts = scripts_of(word)
        if "latin" not in scripts:
            # Signs without letters belong to no script, and to no name.
            own += [_OWN_TITLES.sub("", word)] if scripts else []
        elif len(scripts) == 1:
            latin.append(word)
        else:
            latin.append("".join(letter if scripts_of(letter) == {"latin"} else " " for letter in word))
            own.append("".join(letter for letter in word if scripts_of(letter) != {"latin"}))
    return _words(capitals(" ".join(latin)).split(), is_surname), own


def _upper(text: str) -> str:
    if any("ა" <= letter <= "ჿ" for letter in text):
        return text  # Georgian has capitals, but nobody writes names in them
    return unicodedata.normalize("NFKC", text.upper())


def _latin(own: list[str], is_surname: bool, whole: list[str]) -> str | None:
    return _words(romanised(own, whole, is_surname).split(), is_surname)


def _cut(own: list[str]) -> tuple[str | None, str | None]:
    before, after = surname_and_given(own)
    return _latin(before, True, own), _latin(after, False, own)


def _completed(family: str | None, first: str | None, own: list[str]) -> tuple[str | None, str | None]:
    """Both names, where the one that is stated in Latin letters is part or all of the native name."""
    before, after = _cut(own)
    if before and after:
        one, other = before.replace(" ", ""), after.replace(" ", "")
        stated = (family or first or "").replace(" ", "")
        if stated in (one if family else other, one + other, other + one):
            return before, after
    return family, first


def _own(words: list[str]) -> str | None:
    """The native name: without gaps where the script has none."""
    gap = "" if scripts_of("".join(words)) <= {"han", "hangul", "kana"} else " "
    # Words that had Latin letters between theirs may now begin with a sign that belongs to the letter before.
    return unicodedata.normalize("NFKC", gap.join(words)) or None
