"""Whether a case's reference, which stands in lists and logs in clear, tells whom or what the case is about."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_PART = 4
"""From so many characters on, a word counts wherever it stands; a shorter one only by itself: LI is in many words."""


def names_person(reference: str, surname: str | None, numbers: Iterable[str]) -> bool:
    """Whether the reference holds the surname, a word of it, or a document number; accents, case and signs aside.

    A name of two letters is not looked for: places and years are written like that.
    """
    words = [word for word in _words(surname or "") if len(word) > 2]
    return any(
        _holds(reference, what) for what in (_flat(surname or ""), *words, *map(_flat, numbers)) if len(what) > 2
    )


def names_disease(reference: str, names: Iterable[str]) -> bool:
    """Whether the reference holds one of the disease's names."""
    return any(_holds(reference, _flat(name)) for name in names)


def _holds(reference: str, what: str) -> bool:
    return what in _words(reference) or (len(what) >= _PART and what in _flat(reference))


def _words(text: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    return [word for word in re.split(r"[\W_]+", plain) if word]


def _flat(text: str) -> str:
    return "".join(_words(text))
