"""Which characters the bytes of a text file stand for, decided over the whole file, and how sure that is.

A byte order mark, strict UTF-8 and UTF-16 are certain. Everything else is a proposal: charset-normalizer and a short
list propose, the known column names in the text and the look of its letters decide, and the result says it is unsure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_USUAL = ("cp1252", "gb18030", "big5", "cp1250", "cp1251")
_LATIN = frozenset({"cp1252", "cp1250", "latin_1", "iso8859_2", "iso8859_15", "cp1254", "cp1257"})
_PUNCTUATION = frozenset("«»“”‘’„–—·•…°ºª¿¡€£№\u00a0\u3000、。，；：（）！？／－＃【】《》")
_SAMPLE = 65536


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and the charset it was read in; `sure` is False where the charset is only a proposal."""

    text: str
    charset: str
    sure: bool


def decode(data: bytes, evidence: Callable[[str], int], stated: str | None = None) -> Decoded | None:
    """The text of `data`, or None where it is no text. `stated` (a sender's profile) is used if it reads every byte.

    `evidence` counts what a right reading would show, such as known column names.
    """
    if stated and (text := _strict(data, stated)) is not None:
        return Decoded(text.removeprefix("\ufeff"), stated.lower(), True)
    for mark, charset in _MARKS:
        if data.startswith(mark) and (text := _strict(data[len(mark) :], charset)) is not None:
            return None if _is_binary(text) else Decoded(text, charset, True)
    if wide := _wide_without_mark(data):
        return wide
    data = data.rstrip(b"\0\x1a")  # padding of old transfer programs
    if b"\0" in data:
        return None
    if (text := _strict(data, "utf-8")) is not None:
        return None if _is_binary(text) else Decoded(text, "utf-8", True)
    return _propose(data, evidence)


def _strict(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset)
    except (UnicodeError, LookupError, ValueError):
        return None


def _is_binary(text: str) -> bool:
    head = text[:_SAMPLE]
    return sum(c < " " and c not in "\t\r\n\f\x1a" for c in head) > len(head) * 0.01


def _wide_without_mark(data: bytes) -> Decoded | None:
    """UTF-16 without its mark: ASCII separators and digits leave every other byte zero, on one side only."""
    head = data[:_SAMPLE]
    if len(data) % 2 or len(head) < 8:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    charset = "utf-16-le" if odd > 4 * even else "utf-16-be" if even > 4 * odd else None
    if charset is None or max(even, odd) * 10 < len(head) // 2:
        return None
    text = _strict(data, charset)
    return None if text is None or _is_binary(text) else Decoded(text, charset, True)


def _propose(data: bytes, evidence: Callable[[str], int]) -> Decoded | None:
    best: tuple[tuple[int, int], str, str] | None = None
    for charset in dict.fromkeys((*_USUAL, *_normalizer(data))):
        text = _strict(data, charset)
        if text is None or _is_binary(text):
            continue
        score = (-evidence(text[:_SAMPLE]), _unlikely(text[:_SAMPLE], charset))
        if best is None or score < best[0]:
            best = (score, charset, text)
    return Decoded(best[2], best[1], False) if best else None


def _normalizer(data: bytes) -> list[str]:
    from charset_normalizer import from_bytes

    return [match.encoding for match in from_bytes(data[: 4 * _SAMPLE])][:3]


def _unlikely(text: str, charset: str) -> int:
    """How many characters look wrong: signs for letters, scripts mixed within a word, ideographs nobody is named."""
    odd = sum(c > "\x7f" and not c.isalpha() and c not in _PUNCTUATION for c in text)
    if charset in _LATIN:
        return odd + sum(len(run) for run in re.findall(r"[^\W\x00-\x7f]{3,}", text))
    odd += len(re.findall(r"[A-Za-z][^\W\x00-\x7f]|[^\W\x00-\x7f][a-z]", text))
    if charset in ("gb18030", "gbk"):
        odd += sum(c.isalpha() and c > "\x7f" and _strict_encode(c, "gb2312") is None for c in text)
    elif charset.startswith("big5"):
        # Big5 keeps the common ideographs at lead bytes below C9.
        odd += sum(c > "\x7f" and (_strict_encode(c, "big5") or b"\xff")[0] >= 0xC9 for c in text)
    return odd


def _strict_encode(char: str, charset: str) -> bytes | None:
    try:
        return char.encode(charset)
    except UnicodeError:
        return None
