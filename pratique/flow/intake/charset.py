"""Which characters the bytes of a text file stand for, decided over the whole file, and how sure that is.

A byte order mark, strict UTF-8 and UTF-16 are certain. Everything else is a proposal: charset-normalizer and a short
list propose, the known column names in the text and the look of its letters decide, and the result says it is unsure.
Where no charset reads every byte, the one that reads most lines is taken, and the other lines are told apart.
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
UNREAD = re.compile("[\udc80-\udcff]")
"""A byte that the charset of its file does not read."""


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
    if (text := _strict(data, "utf-8")) is not None:
        return None if _is_binary(text) else Decoded(text, "utf-8", True)
    return _propose(data, evidence)


def _strict(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset)
    except (UnicodeError, LookupError, ValueError):
        return None


_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")


def _is_binary(text: str) -> bool:
    """Whether most lines hold control characters. A few spoilt rows do not make a table something else."""
    lines = [line for line in re.split(r"[\r\n]+", text[:_SAMPLE]) if line]
    return 2 * sum(bool(_CONTROLS.search(line)) for line in lines) > len(lines)


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
    # A row of zeros in a table of bytes: the rest would read as ideographs without an end of a line.
    if text is None or _is_binary(text) or 2 * text.count("\n") < data.count(b"\n"):
        return None
    return Decoded(text, charset, True)


def _propose(data: bytes, evidence: Callable[[str], int]) -> Decoded | None:
    best: tuple[tuple[int, int], str, str] | None = None
    for charset in dict.fromkeys((*_USUAL, *_normalizer(data))):
        text = _strict(data, charset)
        if text is None or _is_binary(text):
            continue
        score = (-evidence(text[:_SAMPLE]), _unlikely(text[:_SAMPLE], charset))
        if best is None or score < best[0]:
            best = (score, charset, text)
    return Decoded(best[2], best[1], False) if best else _in_part(data)


def _in_part(data: bytes) -> Decoded | None:
    """The charset that reads the most lines, if it reads most; a byte it cannot read becomes a lone surrogate."""
    best: tuple[int, str, str] | None = None
    for charset in ("utf-8", *_USUAL):
        text = data.decode(charset, "surrogateescape")
        spoilt = sum(bool(UNREAD.search(line)) for line in text.split("\n"))
        if not _is_binary(text) and 2 * spoilt <= text.count("\n") and (best is None or spoilt < best[0]):
            best = spoilt, charset, text
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
