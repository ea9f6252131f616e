"""Seat labels as they really come, and the one form they are compared in.

Sources of the forms: public PAXLST parsers' tests (``56F``, ``056F``), boarding passes (``001A``), the ACI data
dictionary (``1A``: no leading zero, letter last), PNRGOV (``XXX``: no seat) and BCBP (``INF``: an infant's own pass).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

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
    "STANDING": "none",
    "NOSEAT": "none",
    "无座": "none",
    "無座": "none",
    "站票": "none",
    "无": "none",
    "無": "none",
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
_UNIT_WORD = (
    r"COACH|CARRIAGE|CAR|WAGON|WAGEN|VOITURE|COCHE|VAG[OÓ]N|CABINE|CABIN|CAMAROTE|KABINE|STATEROOM|DECK|ROOM|"
    r"第|[车車][厢廂]|舱房|艙房|客舱|客艙|舱室|艙室|房间|房間"
)
_LEVELS = {"LOWER": "L", "MIDDLE": "M", "UPPER": "U"}
_UNIT_AND_PLACE = re.compile(r"(0*[1-9][0-9]?)(?:号|號)?(?:[车車][厢廂]|[车車])(.+)")


def read_unit(raw: str | None) -> str | None:
    """A coach, ship cabin or deck in one form: ``05``, ``Coach 5``, ``5号车厢`` → ``5``; None if none is stated."""
    text = re.sub(r"[\s\-_.#]+", "", _wide(raw))
    text = re.sub(rf"^({_UNIT_WORD})(NUMBER|NUM|NO|NR|Nº|N°)?[:：]?(?=.)", "", text)
    text = re.sub(r"(号|號)?([车車][厢廂]|[车車]|节|節|舱房|艙房|房间|房間|舱|艙|室|房)?$", "", text)
    match = _UNIT.fullmatch(text)
    return match[1] if match else text[:12] or None


def read_place(raw: str | None) -> SeatLabel:
    """A place on a train, bus or ship: ``012F`` → ``12F``, ``7号`` → ``7``, ``05下铺`` → ``5下``; else a seat.

    A coach in front of it (``05车012F号``) is left out here: `unit_in_place` reads it.
    """
    text = re.sub(r"\s+", "", _wide(raw))
    if match := _UNIT_AND_PLACE.fullmatch(text):
        text = match[2]
    text = re.sub(r"^(SEAT|BERTH|BED)(NO)?[:：]?(?=.)", "", text)
    text = re.sub(r"(?<=.)(座位|座|铺|鋪|位)$", "", text) if text not in _TOKENS else text
    text = re.sub(r"号|號|排", "", text)
    if match := re.fullmatch(r"(0*[1-9][0-9]{0,2})[-/]?(LOWER|MIDDLE|UPPER)(BERTH)?", text):
        text = match[1] + _LEVELS[match[2]]
    if match := _BERTH.fullmatch(text):
        return SeatLabel(match[1] + (match[2] or ""), "assigned")
    return read_seat(text)


def unit_in_place(raw: str | None) -> str | None:
    """The coach that a ticket writes before its seat (``05车012F号`` → ``5``); None if it writes none."""
    match = _UNIT_AND_PLACE.fullmatch(re.sub(r"\s+", "", _wide(raw)))
    return read_unit(match[1]) if match else None


def _wide(raw: str | None) -> str:
    """Upper case, with full-width letters and digits as plain ones; ``º`` and ``°`` stay."""
    return unicodedata.normalize("NFKC", (raw or "").replace("º", "°")).upper()


@lru_cache(4096)  # asked of every seat for every other
def row_of(seat: str) -> int:
    """The row of a seat label (``14C``) or the number of a berth (``7``, ``5下``, ``8/5下``); 0 if there is none."""
    head = seat[:-1]
    if head.isdigit() and not seat[-1].isdigit():
        return int(head)
    match = _NUMBER.match(seat.rpartition("/")[2])
    return int(match[0]) if match else 0


def letter_of(seat: str) -> str:
    """The letter of a normal seat label, or the level of a berth; empty for a bare number."""
    return "" if not seat or seat[-1].isdigit() else seat[-1]


_NUMBER = re.compile(r"[0-9]+")
