"""Whether somebody on a list of a journey is the one whom a notice puts on that journey.

Elsewhere two records picked at random are one person's with odds of 1 in as many as there are travellers. Here the
notice says that its case was aboard, so that only those on the list come into question: a few hundred. Among so few a
birth date with a part of the name is enough, as long as it means one person; a twin would make it two.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pratique.model.profile import Profile
from pratique.rules.linkage.model import Counts
from pratique.rules.linkage.scoring import compare

_NOBODY: Final = Counts(1, {}, {})
"""Frequencies do not matter: only what agrees is looked at."""
_AGAINST: Final = frozenset({"name-other", "sex-other", "birth-year", "birth-other", "birth-generation"})
_NUMBERS: Final = frozenset(
    {"document-same", "document-no-issuer", "document-slip", "national-id-same", "national-id-slip"}
)
_WHOLE: Final = frozenset({"name-same", "name-letters", "name-swapped", "name-sound"})


def same_on_journey(own: Iterable[Profile], other: Iterable[Profile]) -> bool:
    """Whether any record of the one agrees with any of the other in enough, and in nothing against it."""
    others = tuple(other)
    return any(_agree(one, two) for one in own for two in others)


def _agree(one: Profile, other: Profile) -> bool:
    codes = {item.code for item in compare(one, other, _NOBODY)}
    named = any(code.startswith(("name", "twin")) for code in codes)
    if not named or codes & _AGAINST:
        return False
    # A name in full, where the birth date is mistyped or not stated; a part of it with the whole birth date.
    return "birth-same" in codes or bool(codes & (_NUMBERS | _WHOLE))
