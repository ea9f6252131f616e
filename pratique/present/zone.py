"""The seats a rule covers in a cabin, drawn: as text for a terminal, as SVG for a page. Nobody is on it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from html import escape

from pratique.model.seating import row_of
from pratique.model.tracing import CabinUsed

CASE, COVERED, FREE = "@", "#", "."
_MARGIN = 2
"""Rows drawn beyond the zone on either side."""
_UNIT, _AISLE, _LEFT, _TOP = 26, 13, 34, 46
_LEGEND = "Nose on the left. Cross: the case. Dot: covered. Empty: not covered."
_INK, _FILL, _PALE = "#1d1d1f", "#0b5d8a", "#ffffff"


def zone_text(cabin: CabinUsed, seat: str, covered: Collection[str]) -> str:
    """The rows around the zone, nose at the top: ``@`` the case, ``#`` covered, ``.`` not covered, blank: no seat."""
    rows = _rows(cabin, seat, covered)
    width = max(len(str(row)) for row in cabin.rows)
    lines = [f"{'':{width}}  {_spread(lambda letter: letter, cabin)}"]
    if rows[0] != cabin.rows[0]:
        lines.append(f"{'':{width}}  (rows {cabin.rows[0]} to {_before(cabin, rows[0])}: not covered)")
    for row in rows:
        signs = _spread(partial(_sign, cabin, seat, covered, row), cabin)
        lines.append(f"{row:>{width}}  {signs}".rstrip())
        if row in {part[-1] for part in cabin.sections[:-1]} and row != rows[-1]:
            lines.append(f"{'':{width}}  {'-' * len(lines[0].strip())}")
    if rows[-1] != cabin.rows[-1]:
        lines.append(f"{'':{width}}  (rows {_after(cabin, rows[-1])} to {cabin.rows[-1]}: not covered)")
    return "\n".join(lines)


def zone_svg(cabin: CabinUsed, seat: str, covered: Collection[str], title: str) -> str:
    """The same rows as one SVG that needs nothing else, nose on the left; `title` is its heading and its label."""
    rows = _rows(cabin, seat, covered)
    lines: dict[str, int] = {}
    y = _TOP
    for block in cabin.blocks:
        for letter in block:
            lines[letter] = y
            y += _UNIT
        y += _AISLE
    width = max(_LEFT + len(rows) * _UNIT + 8, 16 + 7 * max(len(title), len(_LEGEND)))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(title)}" '
        f'viewBox="0 0 {width} {y + 20}" width="{width}" height="{y + 20}" font-family="sans-serif" font-size="12">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{width}" height="{y + 20}" fill="{_PALE}"/>',
        f'<text x="8" y="16" font-weight="bold" fill="{_INK}">{escape(title)}</text>',
    ]
    parts += [f'<text x="12" y="{at + 17}" fill="{_INK}">{letter}</text>' for letter, at in lines.items()]
    for place, row in enumerate(rows):
        x = _LEFT + place * _UNIT
        parts.append(f'<text x="{x + 11}" y="{_TOP - 8}" text-anchor="middle" fill="{_INK}">{row}</text>')
        parts += [
            _seat(x, at, label, label == seat, label in covered)
            for letter, at in lines.items()
            if (label := f"{row}{letter}") not in cabin.absent
        ]
        if row in {part[-1] for part in cabin.sections[:-1]}:
            parts.append(f'<path d="M{x + 24} {_TOP - 2}V{y - _AISLE}" stroke="{_INK}" stroke-width="2"/>')
    parts.append(f'<text x="8" y="{y + 8}" fill="{_INK}">{_LEGEND}</text>')
    return "\n".join((*parts, "</svg>", ""))


def _seat(x: int, y: int, label: str, case: bool, covered: bool) -> str:
    """A seat told by shape as well as by colour."""
    fill = _FILL if covered else _PALE
    box = f'<rect x="{x + 1}" y="{y + 1}" width="20" height="20" rx="4" fill="{fill}" stroke="{_INK}"/>'
    if case:
        mark = f'<path d="M{x + 5} {y + 5}l12 12m0 -12l-12 12" stroke="{_INK}" stroke-width="3"/>'
    else:
        mark = f'<circle cx="{x + 11}" cy="{y + 11}" r="3" fill="{_PALE}"/>' if covered else ""
    state = "the case" if case else "covered" if covered else "not covered"
    return f"<g><title>{label}: {state}</title>{box}{mark}</g>"


def _rows(cabin: CabinUsed, seat: str, covered: Collection[str]) -> tuple[int, ...]:
    ranks = [cabin.rows.index(row) for row in {row_of(seat), *map(row_of, covered)}]
    return cabin.rows[max(min(ranks) - _MARGIN, 0) : max(ranks) + _MARGIN + 1]


def _spread(sign: Callable[[str], str], cabin: CabinUsed) -> str:
    return "   ".join(" ".join(sign(letter) for letter in block) for block in cabin.blocks)


def _sign(cabin: CabinUsed, seat: str, covered: Collection[str], row: int, letter: str) -> str:
    label = f"{row}{letter}"
    if label in cabin.absent:
        return " "
    return CASE if label == seat else COVERED if label in covered else FREE


def _before(cabin: CabinUsed, row: int) -> int:
    return cabin.rows[cabin.rows.index(row) - 1]


def _after(cabin: CabinUsed, row: int) -> int:
    return cabin.rows[cabin.rows.index(row) + 1]
