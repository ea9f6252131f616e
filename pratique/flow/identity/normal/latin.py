"""Latin letters as the machine-readable zone of a travel document writes them (ICAO Doc 9303 part 3, section 6)."""

from __future__ import annotations

import unicodedata

from anyascii import anyascii

_LETTERS = {
    "Ä": "AE", "Å": "AA", "Æ": "AE", "Ö": "OE", "Ø": "OE", "Œ": "OE", "Ü": "UE", "ẞ": "SS", "ß": "SS", "Þ": "TH",
    "Ð": "D", "Đ": "D", "Ħ": "H", "Ł": "L", "Ŋ": "N", "Ŧ": "T", "Ĳ": "IJ", "İ": "I", "ı": "I", "ĸ": "K", "Ə": "A",
    "Ơ": "O", "Ư": "U", "Ɓ": "B", "Ɗ": "D", "Ƙ": "K",
}  # fmt: skip
_DELETED = "'’‘ʼʻ`´′ʹʺ\"“”ªº"
"""What stands inside a word: O’BRIEN is OBRIEN."""
_WITH_TONE = "ǕǗǙǛ"
_CHINESE = frozenset(("LÜ", "NÜ", "LÜE", "NÜE"))


class _Fold(dict[int, str]):
    """One character's Latin capitals, worked out when it is first met; a blank for what is no letter."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        self[code] = found = _one(letter)
        return found


def _one(letter: str) -> str:
    if letter in _LETTERS:
        return _LETTERS[letter]
    if letter in _DELETED or letter.isnumeric() or unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return ""
    if not letter.isalpha():
        return " "
    bare = unicodedata.normalize("NFKD", letter)[0]
    if bare != letter:
        return _one(bare.upper()) if len(bare.upper()) == 1 else ""
    plain = letter if letter.isascii() else anyascii(letter)
    return "".join(found for found in plain.upper() if "A" <= found <= "Z")


_FOLD = _Fold()


def capitals(text: str) -> str:
    """The words of a text in A-Z, apart by one space.

    Umlauts become two letters, as documents have it, so that MÜLLER is MUELLER; MULLER meets both by its consonants.
    Not after Spanish G before E or I (ARGÜELLES), and not in a Chinese syllable (LÜ is LYU).
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).upper()
        if any(letter in text for letter in "Ü" + _WITH_TONE):
            text = " ".join(_with_umlaut(word) for word in text.split())
    return " ".join(text.translate(_FOLD).split())


def _with_umlaut(word: str) -> str:
    word = word.replace("GÜE", "GUE").replace("GÜI", "GUI")
    if word in _CHINESE:
        return word.replace("Ü", "YU")
    for letter in _WITH_TONE:  # only Pinyin puts a tone on it
        word = word.replace(letter, "YU")
    return word
