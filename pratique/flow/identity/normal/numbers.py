"""Document numbers and types."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from pratique.rules.linking import document_type, number_key

_SHORTEST = 5
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_COUNTING = "012345678901234567890"
_COUNTING_DOWN = "98765432109876543210"
_WORDS = (
    "UNKNOWN UNKNOWNN UNAVAILABLE NOTAVAILABLE NOTKNOWN NOTPROVIDED NOTGIVEN NOTAPPLICABLE NOPASSPORT NODOCUMENT "
    "NODOC NONUMBER NOINFO PASSPORT PASSPORTNO PENDING APPLIED INPROCESS TOBEADVISED TOFOLLOW TBANNOUNCED EXPIRED "
    "SAMPLE SPECIMEN TESTTEST TEST1 TEST12 TEST123 TEST1234 ABCDE ABCDEF ABCDEFG ABCDEFGH ABCDEFGHI ABC123 ABC1234 "
    "ABC12345 QWERTY ASDFG ASDFGH NNNNN NONENONE DUMMY"
)
_NO_NUMBER = frozenset(_WORDS.split())
_LOOK_ALIKE = str.maketrans("АВЕКМНОРСТУХІΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTYXIABEZHIKMNOPTYX")
"""Cyrillic and Greek capitals that were typed for the Latin ones printed in the document."""
_TYPES = {
    "IDENTITYCARD": "I",
    "NATIONALID": "I",
    "NATIONALIDCARD": "I",
    "IDENTIFICATION": "I",
    "CARD": "I",
    "NIC": "I",
    "DNI": "I",
    "VISUM": "V",
}
_OWN_TYPES = {
    "护照": "P",
    "護照": "P",
    "ПАСПОРТ": "P",
    "여권": "P",
    "旅券": "P",
    "جواز سفر": "P",
    "身份证": "I",
    "身份證": "I",
    "签证": "V",
    "簽證": "V",
}


def document_number(text: str | None) -> str | None:
    """The number in capitals A-Z and digits. None for placeholders and for fewer than five characters.

    A placeholder is a word (``UNKNOWN``), one repeated character, or digits counted up or down, also behind letters
    (``E00000000``, ``AB123456``).
    """
    if not text:
        return None
    key = number_key(text if text.isascii() else in_ascii(text))
    if len(key) < _SHORTEST or key in _NO_NUMBER:
        return None
    digits = key.lstrip(_LETTERS)
    if len(digits) < _SHORTEST:
        return key
    if digits in _COUNTING or digits in _COUNTING_DOWN or digits == digits[0] * len(digits):
        return None
    return key


def in_ascii(text: str) -> str:
    """Text with the digits of every script as 0-9, and capitals that look like Latin ones as those."""
    flat = unicodedata.normalize("NFKD", text).upper().translate(_LOOK_ALIKE)
    return "".join(letter if letter.isascii() else _digit(letter) for letter in flat)


def _digit(letter: str) -> str:
    value = unicodedata.digit(letter, None)
    return "" if value is None else str(value)


@lru_cache(maxsize=1 << 10)
def doc_type(text: str | None) -> str | None:
    """``P``, ``I``, ``V``, else the letters stated; None where nothing is."""
    if not text:
        return None
    flat = unicodedata.normalize("NFKC", text).strip().upper()
    if flat in _OWN_TYPES:
        return _OWN_TYPES[flat]
    kind = document_type(flat)
    return _TYPES.get(kind, kind) or None
