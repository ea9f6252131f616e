"""Whether somebody on a list of a journey is the one whom a notice, a locator form or the border puts on it.

Elsewhere two records picked at random are one person's with odds of 1 in as many as there are travellers. Here the
notice says that its case was aboard, so that only those on the list come into question: a few hundred. Among so few a
birth date with a part of the name is enough, as long as it means one person; a twin would make it two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Final

from pratique.model.profile import Profile
from pratique.rules.linkage.model import Counts
from pratique.rules.linkage.names import KIN
from pratique.rules.linkage.scoring import compare

_NOBODY: Final = Counts(1, {}, {})
"""Frequencies do not matter: only what agrees is looked at."""
_AGAINST: Final = frozenset({"name-other", "sex-other", "birth-year", "birth-other", "birth-generation"})
_NUMBERS: Final = frozenset(
    {"document-same", "document-no-issuer", "document-slip", "national-id-same", "national-id-slip"}
)
_BY_SURNAME: Final = frozenset({KIN, "twin-given"})
_NEARLY: Final = frozenset({"name-first", "name-known", "name-slip", "name-cut"})
_WHOLE: Final = frozenset({"name-same", "name-letters", "name-swapped", "name-sound"})


def same_on_journey(own: Iterable[Profile], other: Iterable[Profile]) -> bool:
    """Whether any record of the one agrees with any of the other in enough, and in nothing against it."""
    others = tuple(other)
    return any(_agree(one, two) for one in own for two in others)


def alone_alike(pairs: Collection[tuple[int, int]]) -> dict[int, int]:
    """Of pairs of a first and a second that are alike: those in which neither is like anybody else."""
    firsts, seconds = (Counter(sides) for sides in zip(*pairs, strict=True)) if pairs else (Counter(), Counter())
    return {one: other for one, other in pairs if firsts[one] == 1 and seconds[other] == 1}


def alike_in_party(own: Iterable[Profile], other: Iterable[Profile]) -> int:
    """How alike two people of one party are by name, where nothing speaks against it: 2 by a given name, 1 by the
    surname alone, 0 not at all.

    Somebody left over of a form and somebody left over of its booking are few: a part of the name is enough. A surname
    says less than a given name, for brothers and sisters share it.
    """
    others = tuple(other)
    return max((_likeness(one, two) for whole in own for one in _in_parts(whole) for two in others), default=0)


def _in_parts(whole: Profile) -> Iterator[Profile]:
    """The same person, and where the form has one field for the name, each way in which it can be cut in two."""
    yield whole
    words = (whole.surname or "").split()
    if whole.given:
        return
    for at in range(1, len(words)):
        yield replace(whole, surname=" ".join(words[:at]), given=" ".join(words[at:]))


def _likeness(one: Profile, other: Profile) -> int:
    codes = {item.code for item in compare(one, other, _NOBODY)}
    names = {code for code in codes if code.startswith(("name", "twin"))}
    if not names or codes & _AGAINST:
        return 0
    return 1 if names & _BY_SURNAME else 2


def _agree(one: Profile, other: Profile) -> bool:
    codes = {item.code for item in compare(one, other, _NOBODY)}
    named = any(code.startswith(("name", "twin")) for code in codes)
    if not named or codes & _AGAINST:
        return False
    # A name in full, where the birth date is mistyped or not stated; a part of it with the whole birth date.
    if "birth-same" in codes or codes & (_NUMBERS | _WHOLE):
        return True
    # Both parts of a name, one of them cut short or with a slip, where no birth date is stated at all.
    return not any(code.startswith("birth") for code in codes) and bool(codes & _NEARLY) and "sex-same" in codes
