"""Names in their own script, turned into Latin capitals."""

from __future__ import annotations

from bisect import bisect_right
from typing import Literal

from anyascii import anyascii

from pratique.flow.identity.normal import arabic, cyrillic
from pratique.flow.identity.normal.chinese import from_chinese, split_chinese
from pratique.flow.identity.normal.kana import from_kana
from pratique.flow.identity.normal.korean import from_korean, split_korean
from pratique.flow.identity.normal.latin import capitals

Script = Literal["latin", "cyrillic", "greek", "arabic", "hangul", "kana", "han", "other"]
_STARTS: tuple[tuple[int, Script], ...] = (
    (0x0000, "latin"),
    (0x02B0, "other"),
    (0x0370, "greek"),
    (0x0400, "cyrillic"),
    (0x0530, "other"),
    (0x0600, "arabic"),
    (0x0700, "other"),
    (0x0750, "arabic"),
    (0x0780, "other"),
    (0x08A0, "arabic"),
    (0x0900, "other"),
    (0x1C80, "cyrillic"),
    (0x1C90, "other"),
    (0x1D00, "latin"),
    (0x1F00, "greek"),
    (0x2000, "latin"),
    (0x2DE0, "cyrillic"),
    (0x2E00, "latin"),
    (0x2E80, "han"),
    (0x3040, "kana"),
    (0x3100, "other"),
    (0x31F0, "kana"),
    (0x3200, "other"),
    (0x3400, "han"),
    (0xA000, "other"),
    (0xA640, "cyrillic"),
    (0xA6A0, "other"),
    (0xA700, "latin"),
    (0xA800, "other"),
    (0xAB30, "latin"),
    (0xAB70, "other"),
    (0xAC00, "hangul"),
    (0xD7A4, "other"),
    (0xF900, "han"),
    (0xFB00, "latin"),
    (0xFB07, "other"),
    (0xFB50, "arabic"),
    (0xFE00, "other"),
    (0xFE70, "arabic"),
    (0xFF00, "latin"),
    (0xFF66, "kana"),
    (0xFFA0, "other"),
    (0x20000, "han"),
    (0x40000, "other"),
)
_CODES = [start for start, _ in _STARTS]
_JAPANESE_ONLY = "々〆ヶ"


class _Scripts(dict[str, Script | None]):
    """The script of a letter, looked up when it is first met; None for what is no letter."""

    def __missing__(self, letter: str) -> Script | None:
        script = _STARTS[bisect_right(_CODES, ord(letter)) - 1][1] if letter.isalpha() else None
        self[letter] = script
        return script


_SCRIPT = _Scripts()


def scripts_of(text: str) -> set[Script]:
    """The scripts of its letters."""
    return {script for letter in text if (script := _SCRIPT[letter])}


def romanised(words: list[str], whole: list[str], is_surname: bool = False) -> str:
    """Latin capitals for part of a name in capitals; `whole` is all of it, whose letters tell the language.

    Empty where the reading cannot be known: Chinese characters among kana are read the Japanese way.
    """
    text, scripts = " ".join(words), scripts_of("".join(whole))
    if "han" in scripts and ("kana" in scripts or any(sign in word for word in whole for sign in _JAPANESE_ONLY)):
        return ""
    if "cyrillic" in scripts:
        text = cyrillic.from_cyrillic(text, " ".join(whole))
    if "arabic" in scripts:
        text = arabic.from_arabic(text)
    if "hangul" in scripts:
        text = from_korean(text, is_surname)
    if "han" in scripts:
        text = from_chinese(text, is_surname)
    if "kana" in scripts:
        text = from_kana(text)
    if "greek" in scripts:
        text = anyascii(text.replace("ΟΥ", "OU").replace("ΟΎ", "OU")).upper()
    return capitals(text)


def surname_and_given(words: list[str]) -> tuple[list[str], list[str]]:
    """The words of a full name cut in two, both still in their own script."""
    scripts = scripts_of("".join(words))
    if len(words) == 1:
        if scripts == {"han"}:
            return split_chinese(words[0])
        return split_korean(words[0]) if scripts == {"hangul"} else (words, [])
    if scripts & {"han", "hangul", "kana"}:
        return words[:1], words[1:]
    if "cyrillic" in scripts:
        place = cyrillic.surname_at(words)
        return words[place : place + 1], words[:place] + words[place + 1 :]
    place = arabic.surname_at(words)
    return words[place:], words[:place]
