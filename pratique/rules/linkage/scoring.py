"""Two profiles compared: each agreement and contradiction in bits, from the starting odds to the sum.

The score is a function of the two profiles, the model and the counts, the same for (b, a). The batch does the same in
SQL (`pratique/stores/linkage`); a property test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log2
from typing import Final

from pratique.model.profile import Profile
from pratique.rules.linkage.derived import Name, name_of, one_slip, swapped
from pratique.rules.linkage.items import Item, bits_of
from pratique.rules.linkage.model import LinkModel, Rarity, link_model, starting_odds
from pratique.rules.linkage.names import ALIKE, KIN, compare_names
from pratique.rules.linkage.papers import compare_documents, compare_national_ids

__all__ = ["FEW_NAMES", "GENERATION_YEARS", "MANY_NAMES", "TOO_FAR_YEARS", "Item", "bits_of", "compare", "said"]

FEW_NAMES: Final = 2
MANY_NAMES: Final = 12
"""A phone with more names than this is an agency's, a school's, a filler: evidence of nothing."""
TOO_FAR_YEARS: Final = 2
GENERATION_YEARS: Final = 15
"""A parent may give a child its own name: born so far apart, a rare name is no evidence."""

_OTHER_PEOPLE: Final = frozenset({KIN, "name-given", "name-other"})
"""Names of two people: of a family, if they share a phone."""


def compare(a: Profile, b: Profile, rarity: Rarity, model: LinkModel | None = None) -> tuple[Item, ...]:
    """Everything the two records say about being one traveller's, the starting odds first. `bits_of` gives the sum."""
    return tuple(map(Item._make, said(a, b, rarity, model or link_model())))


def said(a: Profile, b: Profile, rarity: Rarity, model: LinkModel) -> Iterator[tuple[str, float, int]]:
    """The same as plain tuples, for the many pairs that nobody reads."""
    fixed = model.bits
    many, odds = starting_odds(rarity.travellers, model)
    yield "start", odds, many
    name_a, name_b = name_of(a.surname, a.given), name_of(b.surname, b.given)
    name = compare_names(name_a, name_b, rarity, model)
    birth = _birth(a.birth, b.birth)
    if name:
        yield from _name(name, (name_a, name_b), a.sex == b.sex == "F", birth == "birth-same", model)
    if birth == "birth-same" and a.birth:
        yield birth, log2(model.agree[birth] / rarity.share("birth", a.birth)), 0
    elif birth == "birth-part":
        known = min(len(a.birth or ""), len(b.birth or ""))
        yield birth, log2(model.agree[birth] * (80 if known == 4 else 960)), 0
    elif birth:
        yield birth, fixed[birth], 0
    document = compare_documents(a, b, kin=bool(name and name[0] == KIN))
    for code in (document, compare_national_ids(a, b)):
        if code:
            yield code, fixed[code], 0
    if a.phone and b.phone:
        yield _phone(a, b, name[0] if name else "", birth, rarity, model)
    if a.sex and b.sex:
        code = "sex-same" if a.sex == b.sex else "sex-other"
        yield code, fixed[code], 0
    if a.nationality and b.nationality:
        if a.nationality == b.nationality:
            code = "nationality-same"
            yield code, log2(model.agree[code] / rarity.share("nationality", a.nationality)), 0
        elif document != "document-two-states":
            yield "nationality-other", fixed["nationality-other"], 0


def _name(
    found: tuple[str, float], names: tuple[Name, Name], women: bool, same_day: bool, model: LinkModel
) -> Iterator[tuple[str, float, int]]:
    code, bits = found
    kin = same_day and names[0].surname_known == names[1].surname_known
    if code == KIN and kin:
        yield "twin-given", model.bits["twin-given"], 0
    elif code == "name-given" and women:
        yield "name-married", model.bits["name-married"], 0
    else:
        yield code, bits, 0
        if code in ALIKE and kin:
            yield "twin-risk", model.bits["twin-risk"], 0


def _birth(one: str | None, other: str | None) -> str | None:  # noqa: PLR0911  (a table of cases)
    """The code of what two birth dates say; None where one is not stated."""
    if not one or not other:
        return None
    if len(one) < 10 or len(other) < 10:
        shared = min(len(one), len(other))
        if one[:shared] == other[:shared]:
            return "birth-part"
        return "birth-other" if abs(int(one[:4]) - int(other[:4])) < GENERATION_YEARS else "birth-generation"
    if one == other:
        return "birth-same"
    if swapped(one) == swapped(other):
        return "birth-swapped"
    if one[:4] == other[:4] and "-01-01" in (one[4:], other[4:]):
        return "birth-filler"
    if one_slip(one, other):
        return "birth-slip"
    years = abs(int(one[:4]) - int(other[:4]))
    return "birth-year" if not years else "birth-other" if years < GENERATION_YEARS else "birth-generation"


def _phone(
    a: Profile, b: Profile, name: str, birth: str | None, rarity: Rarity, model: LinkModel
) -> tuple[str, float, int]:
    if a.phone != b.phone or not a.phone or not b.phone:
        return "phone-other", model.bits["phone-other"], 0
    names = rarity.names_on(a.phone)
    if names > MANY_NAMES:
        return "phone-many", 0.0, names
    apart = birth in ("birth-other", "birth-generation") and a.birth and b.birth
    if name in _OTHER_PEOPLE or (
        apart and abs(int(a.birth[:4]) - int(b.birth[:4])) >= TOO_FAR_YEARS  # type: ignore[index]
    ):
        return "phone-family", 0.0, 0
    if names <= FEW_NAMES:
        return "phone-same", model.bits["phone-same"], 0
    return "phone-shared", model.bits["phone-shared"], names
