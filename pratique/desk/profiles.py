"""How the facts by which people are compared are kept: sealed with their record, and counted as keyed hashes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields
from operator import attrgetter
from typing import Final, get_args

from pratique.model.profile import Profile
from pratique.rules.linkage.derived import name_of
from pratique.rules.linkage.model import Counted
from pratique.rules.linking import Hasher

_VALUES: Final = attrgetter(*(field.name for field in fields(Profile)))
_ENCODED: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_COUNTED: Final[tuple[Counted, ...]] = get_args(Counted)


def about(content_hash: int) -> str:
    """What the sealed facts of an identity are bound to."""
    return f"profile:{content_hash}"


def packed(profiles: Iterable[Profile]) -> bytes:
    """Profiles as they are sealed."""
    return _ENCODED([_VALUES(one) for one in profiles]).encode()


def unpacked(clear: bytes) -> tuple[Profile, ...]:
    """Profiles that were sealed."""
    return tuple(Profile(*values) for values in json.loads(clear))


def counted_of(one: Profile) -> list[tuple[Counted, str]]:
    """Everything of a profile whose rarity counts, each with what it is."""
    name = name_of(one.surname, one.given)
    values = (name.letters, name.first_surname, name.first_given, name.skeleton, one.birth, one.nationality)
    return [(kind, text) for kind, text in zip(_COUNTED, values, strict=True) if text]


def frequency_key(hasher: Hasher, kind: Counted, text: str) -> tuple[int, int]:
    """The keyed hash under which a frequency is stored, with the number of its kind."""
    number = _COUNTED.index(kind)
    return hasher.hash("frequency", str(number), text), number
