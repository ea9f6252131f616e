"""Seat labels as they really come, and the one form they are compared in.

Sources of the forms: public PAXLST parsers' tests (``56F``, ``056F``), boarding passes (``001A``), the ACI data
dictionary (``1A``: no leading zero, letter last), PNRGOV (``XXX``: no seat) and BCBP (``INF``: an infant's own pass).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pratique.model.movement import SeatStatus

_ROW_LETTER = re.compile(r"0*([1-9][0-9]{0,2})([A-Z])")
_LETTER_ROW = re.compile(r"([A-Z])0*([1-9][0-9]{0,2})")
_LOOKALIKE_ROW = re.compile(r"([0-9OI]{1,4})([A-Z])")
_TOKENS: dict[str, SeatStatus] = {
    "INF": "infant",
    "XXX": "none",
    "NONE": "none",
    "NA": "none",
    "N/A": "none",
    "GATE": "none",
    "STBY": "standby",
    "SBY": "standby",
    "JMP": "jumpseat",
    "JUMP": "jumpseat",
    "JS": "jumpseat",
}


@dataclass(frozen=True, slots=True)
class SeatLabel:
    """A seat as read: `seat` is ``14C`` or None; `unsure` says the label had to be turned round or a letter
    read as a digit."""

    seat: str | None
    status: SeatStatus
    unsure: bool = False


def read_seat(raw: str | None) -> SeatLabel:
    """The normal form of a seat label; anything that is not plainly a seat has no seat and says so.

    Upper-case, blanks and one of ``-/.`` between row and letter dropped, leading zeros dropped. ``O`` is read as 0
    and ``I`` as 1 in the row part only. Letter-first labels (``A12``) are accepted and marked unsure.
    """
    text = re.sub(r"\s+", "", raw or "").upper()
    if not text:
        return SeatLabel(None, "none")
    if text in _TOKENS:
        return SeatLabel(None, _TOKENS[text])
    text = re.sub(r"^([0-9A-Z]+)[-/.]([0-9A-Z]+)$", r"\1\2", text)
    if match := _ROW_LETTER.fullmatch(text):
        return SeatLabel(match[1] + match[2], "assigned")
    if match := _LETTER_ROW.fullmatch(text):
        return SeatLabel(match[2] + match[1], "assigned", unsure=True)
    if match := _LOOKALIKE_ROW.fullmatch(text):
        again = match[1].replace("O", "0").replace("I", "1") + match[2]
        if plain := _ROW_LETTER.fullmatch(again):
            return SeatLabel(plain[1] + plain[2], "assigned", unsure=True)
    return SeatLabel(None, "unusable")


_UNIT = re.compile(r"0*([1-9A-Z][0-9A-Z]*)")
_BERTH = re.compile(r"0*([1-9][0-9]{0,2})(上|中|下|[A-Z])?")


def read_unit(raw: str | None) -> str | None:
    """A coach, ship cabin or deck in one form: ``05``, ``Coach 5``, ``5号车厢`` → ``5``; None if none is stated."""
    text = re.sub(r"[\s\-_.]+", "", raw or "").upper()
    text = re.sub(r"^(COACH|CARRIAGE|CAR|WAGON|WAGEN|VOITURE|COCHE|CABIN|DECK)(?=.)", "", text)
    text = re.sub(r"(号|號)?(车厢|車廂|车|車|舱|艙|室)?$", "", text)
    match = _UNIT.fullmatch(text)
    return match[1] if match else text[:12] or None


def read_place(raw: str | None) -> SeatLabel:
    """A place on a train, bus or ship: ``012F`` → ``12F``, ``7号`` → ``7``, ``05下铺`` → ``5下``; else a seat."""
    text = re.sub(r"\s+", "", raw or "").upper()
    text = re.sub(r"(座|铺|鋪|位)$", "", text).replace("号", "").replace("號", "")
    if match := _BERTH.fullmatch(text):
        return SeatLabel(match[1] + (match[2] or ""), "assigned")
    return read_seat(raw)


def row_of(seat: str) -> int:
    """The row number of a normal seat label."""
    return int(seat[:-1])


def letter_of(seat: str) -> str:
    """The seat letter of a normal seat label."""
    return seat[-1]
