"""What an officer sees of papers that are compared: odds in words, and their texts side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pratique.desk.source_texts import SourceText

_MOST = 20
"""From so many bits on, the weights are no longer good for a number: a million to one."""
Parts = Sequence[tuple[str, float]]
"""Sentences with their bits."""


def odds(bits: float) -> str:
    """So many bits as odds in words, never as a percentage: ``about 1,000 to 1``, ``about 20 to 1 against``."""
    if abs(bits) < 0.6:
        return "even odds"
    against = "" if bits > 0 else " against"
    if abs(bits) >= _MOST:
        return f"more than a million to 1{against}"
    many = 2 ** abs(bits)
    size = 10 ** (len(str(int(many))) - 1)
    return f"about {max(round(many / size) * size, 2):,} to 1{against}"


def strongest(parts: Parts, most: int = 3) -> tuple[list[tuple[str, float]], list[tuple[str, float]], float]:
    """The strongest that speaks for, the strongest that speaks against, and what all the rest adds; the start apart."""
    by_weight = sorted(parts, key=lambda part: -abs(part[1]))
    speaks_for = [part for part in by_weight if part[1] > 0][:most]
    against = [part for part in by_weight if part[1] < 0][:most]
    told = {*speaks_for, *against}
    return speaks_for, against, sum(bits for part, bits in parts if (part, bits) not in told)


def side_by_side(texts: Mapping[int, SourceText], numbers: Sequence[int]) -> list[tuple[str, ...]]:
    """A row for each kind of fact: its name, what each of these papers has, and whether they differ.

    A fact that none of them states is left out.
    """
    rows = []
    for name, stated in _ROWS.items():
        there = {n: stated(texts[n]) for n in numbers if n in texts}
        told = {compared for cell, compared in there.values() if cell}
        if told:
            cells = [_printable(there[n][0]) if n in there else "(erased)" for n in numbers]
            rows.append((name, *cells, "differ" if len(told) > 1 else ""))
    return rows


def _name(text: str | None, read_as: str) -> tuple[str, str]:
    """A name as it is written, with how it is read where one cannot see that, and as it is compared."""
    written = text or ""
    plain = written.upper()
    shown = f"{written} (read as {read_as})" if read_as and not plain.isascii() else written
    return shown, read_as or plain


def _plain(text: str | None) -> tuple[str, str]:
    return text or "", (text or "").upper()


_ROWS: dict[str, Callable[[SourceText], tuple[str, str]]] = {
    "surname": lambda text: _name(text.surname, text.read_as[0]),
    "given name": lambda text: _name(text.given, text.read_as[1]),
    "born": lambda text: _plain(text.born),
    "sex": lambda text: _plain(text.sex),
    "nationality": lambda text: _plain(text.nationality),
    "document": lambda text: _plain("; ".join(text.documents)),
    "phone": lambda text: _plain("; ".join(text.phones)),
}
"""What stands in a cell, and what tells whether two cells differ."""


def _printable(text: str) -> str:
    """A sender may put anything in a name, and a terminal obeys some of it."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
