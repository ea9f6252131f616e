"""Under which keys a profile is filed, so that it is compared with few others and with all that matter."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Final

from pratique.model.profile import Profile
from pratique.rules.linkage.derived import folded, name_of, swapped


class KeyKind(IntEnum):
    """What a key was made from. Numbers are stored: never reuse one."""

    ISSUER_NUMBER = 20
    NUMBER = 21
    NATIONAL_ID = 22
    PHONE = 23
    LETTERS_BIRTH = 24
    """All letters of the name, with the birth date: survives swapped and glued names, swapped day and month."""
    SKELETON_BIRTH = 25
    """Survives another romanisation."""
    SURNAME_BIRTH = 26
    """With the first letter of the given name: survives a slip, a nickname, an initial, a second name left out."""
    GIVEN_BIRTH = 27
    """With the sex: survives another surname after marriage."""
    NAME_YEAR = 28
    """Survives a mistyped day or month."""
    FULL_NAME = 29
    """All letters of a name: for records without a birth date. Only names that few bear are kept (`CAP`)."""
    NAME_DAY = 30
    """Survives a mistyped year."""


CAP: Final[Mapping[KeyKind, int]] = {
    KeyKind.ISSUER_NUMBER: 50,
    KeyKind.NUMBER: 50,
    KeyKind.NATIONAL_ID: 50,
    KeyKind.PHONE: 40,
    KeyKind.LETTERS_BIRTH: 100,
    KeyKind.SKELETON_BIRTH: 60,
    KeyKind.SURNAME_BIRTH: 60,
    KeyKind.GIVEN_BIRTH: 40,
    KeyKind.NAME_YEAR: 30,
    KeyKind.FULL_NAME: 12,
    KeyKind.NAME_DAY: 20,
}
"""Most profiles a key may lead to. A key with more is evidence of nothing: a placeholder, an agency's phone, a name
that many bear."""


def block_keys(profile: Profile) -> list[tuple[KeyKind, str]]:
    """Every key of this profile, each with its kind; distinct, in the order of the kinds."""
    keys = []
    number, birth = profile.doc_number, profile.birth
    if number:
        if profile.doc_issuer:
            keys.append((KeyKind.ISSUER_NUMBER, f"{profile.doc_issuer} {folded(number)}"))
        keys.append((KeyKind.NUMBER, folded(number)))
    if profile.nid:
        keys.append((KeyKind.NATIONAL_ID, f"{profile.nid_country or ''} {profile.nid}"))
    if profile.phone:
        keys.append((KeyKind.PHONE, profile.phone))
    name = name_of(profile.surname, profile.given)
    if not name.letters:
        return keys
    if birth and len(birth) == 10:
        keys.append((KeyKind.LETTERS_BIRTH, f"{name.letters} {swapped(birth)}"))
        if name.skeleton:
            keys.append((KeyKind.SKELETON_BIRTH, f"{name.skeleton} {birth}"))
        if name.surname:
            keys.append((KeyKind.SURNAME_BIRTH, f"{name.surname_key} {name.given_key[:1]} {birth}"))
        if name.given:
            keys.append((KeyKind.GIVEN_BIRTH, f"{name.given_key} {birth} {profile.sex or ''}"))
        keys.append((KeyKind.NAME_DAY, f"{name.letters} {birth[5:]}"))
    if birth:
        keys.append((KeyKind.NAME_YEAR, f"{name.letters} {birth[:4]}"))
    keys.append((KeyKind.FULL_NAME, name.letters))
    return keys
