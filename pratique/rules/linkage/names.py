"""How alike two names are, and what that says in bits."""

from __future__ import annotations

from math import log2
from typing import Final

from pratique.rules.linkage.derived import Name, one_slip
from pratique.rules.linkage.model import LinkModel, Rarity

Likeness = tuple[str, float]
"""A code and its bits; the code of two parts is that of the part that agrees less."""

KIN: Final = "name-kin"
ALIKE: Final = frozenset({"name-first", "name-slip", "name-cut", "name-initial", "name-sound"})
"""Same surname, and a given name that a brother or a sister might have as well."""


def compare_names(a: Name, b: Name, rarity: Rarity, model: LinkModel) -> Likeness | None:  # noqa: PLR0911  (cases)
    """What two names say; None where one of them is not stated. The same for (b, a)."""
    if not a.letters or not b.letters:
        return None
    agree, most = model.agree, model.most
    if a.letters == b.letters:
        code = "name-same" if a.surname == b.surname and a.given == b.given else "name-letters"
        return code, min(log2(agree[code] / rarity.share("name", a.letters)), most)
    if not (a.surname and a.given and b.surname and b.given):
        return _one_part(a, b, rarity, model)
    given = _given(a, b, rarity, model)
    surname = _surname(a, b, rarity, model)
    sound = _sound(a, b, rarity, model)
    if surname and given:
        found = (_WORSE[max(_ORDER[surname[0]], _ORDER[given[0]])], min(surname[1] + given[1], most))
        return max(found, sound, key=_bits) if sound else found
    if a.first_surname == b.first_given and a.first_given == b.first_surname:
        shares = (rarity.share("surname", one.first_surname) * rarity.share("given", one.first_given) for one in (a, b))
        return "name-swapped", min(log2(agree["name-swapped"] / max(shares)), most)
    if sound:
        return sound
    if surname:
        return KIN, model.bits[KIN]
    if given and given[0] == "same":
        return "name-given", model.bits["name-given"]
    return "name-other", model.bits["name-other"]


def _bits(found: Likeness) -> float:
    return found[1]


_ORDER: Final = {"same": 0, "first": 1, "known": 2, "slip": 3, "cut": 4, "initial": 5}
_WORSE: Final = ("name-same", "name-first", "name-known", "name-slip", "name-cut", "name-initial")


def _surname(a: Name, b: Name, rarity: Rarity, model: LinkModel) -> Likeness | None:
    one, other = a.surname, b.surname
    share_a, share_b = rarity.share("surname", a.first_surname), rarity.share("surname", b.first_surname)
    rarer = min(share_a, share_b)
    if one == other:
        return "same", log2(model.agree["surname-same"] / rarer)
    if a.first_surname == b.first_surname and a.first_surname in (one, other):
        return "first", log2(model.agree["surname-first"] / rarer)
    if a.surname_known == b.surname_known:
        return "known", log2(model.agree["surname-known"] / max(share_a, share_b))
    if len(one) > 3 and len(other) > 3 and one_slip(one, other):
        return "slip", _slip(model.agree["surname-slip"], rarer, model)
    return None


def _given(a: Name, b: Name, rarity: Rarity, model: LinkModel) -> Likeness | None:  # noqa: PLR0911  (the same)
    one, other = a.given, b.given
    share_a, share_b = rarity.share("given", a.first_given), rarity.share("given", b.first_given)
    rarer, commoner = min(share_a, share_b), max(share_a, share_b)
    if one == other:
        return "same", log2(model.agree["given-same"] / rarer)
    short, long = (one, other) if len(one) < len(other) else (other, one)
    if a.first_given == b.first_given and a.first_given == short:
        return "first", log2(model.agree["given-first"] / rarer)
    if a.given_known == b.given_known:
        return "known", log2(model.agree["given-known"] / commoner)
    if len(short) == 1:
        return ("initial", log2(model.agree["given-initial"] / 0.06)) if long.startswith(short) else None
    if len(short) > 3 and one_slip(one, other):
        return "slip", _slip(model.agree["given-slip"], rarer, model)
    if len(short) > 2 and long.startswith(short):
        return "cut", _slip(model.agree["given-cut"], commoner, model)
    return None


def _slip(share: float, rarer: float, model: LinkModel) -> float:
    """A slip makes a rare word of a common one: two words that are both common are two names."""
    return max(model.slip_least, min(model.slip_most, log2(share / rarer)))


def _sound(a: Name, b: Name, rarity: Rarity, model: LinkModel) -> Likeness | None:
    if not a.skeleton or a.skeleton != b.skeleton:
        return None
    return "name-sound", min(log2(model.agree["name-sound"] / rarity.share("skeleton", a.skeleton)), model.most)


def _one_part(a: Name, b: Name, rarity: Rarity, model: LinkModel) -> Likeness:
    """One of the names has a single part: a surname alone, or a name in one field."""
    if a.surname and a.surname == b.surname:
        share = min(rarity.share("surname", one.first_surname) for one in (a, b))
    elif a.given and a.given == b.given:
        share = min(rarity.share("given", one.first_given) for one in (a, b))
    else:
        return "name-other", model.bits["name-other"]
    return "name-part", min(log2(model.agree["name-part"] / share), model.most)
