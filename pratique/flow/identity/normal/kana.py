"""Kana in the Hepburn letters of Japanese passports: long vowels written once."""

from __future__ import annotations

import re

from anyascii import anyascii

_SMALL = {"ャ": "A", "ュ": "U", "ョ": "O", "ァ": "A", "ィ": "I", "ゥ": "U", "ェ": "E", "ォ": "O"}
_LONG = re.compile(r"O[UO]|UU")
_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}


def from_kana(text: str) -> str:
    """Latin capitals for each word."""
    return " ".join(_word(word) for word in text.translate(_TO_KATAKANA).split())


def _word(word: str) -> str:
    found = ""
    doubled = False
    for letter in word:
        if letter in _SMALL and found:
            sharp = found.endswith(("SHI", "CHI", "JI"))
            found = found[:-1] + ("Y" if letter in "ャュョ" and not sharp else "") + _SMALL[letter]
        elif letter == "ッ":
            doubled = True
        elif letter != "ー":
            sound = anyascii(letter).upper()
            found += ("T" if sound.startswith("CH") else sound[:1]) * doubled + sound
            doubled = False
    found = _LONG.sub(lambda long: long[0][0], found)
    return re.sub("N(?=[BMP])", "M", found)
