"""Flight numbers in one form: carrier, number without leading zeros, optional suffix (``AA123``, ``CA339A``).

Beside them what else a conveyance is called by: a carrier, a train or ship, the registration of an aircraft.
"""

from __future__ import annotations

import re
import unicodedata


def normal_service(text: str | None) -> str | None:
    """A train, bus or ship by its number or name: upper case, blanks folded (``g 17次`` → ``G17``); None if empty."""
    flat = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text or "")).strip().upper()
    flat = re.sub(r"^(?:第 ?)?([A-Z]{0,3} ?[0-9]+[A-Z]?) ?次(?:列车|列車)?$", r"\1", flat)
    if re.fullmatch(r"[A-Z]{0,3}[ \-]?[0-9]+[A-Z]?", flat):
        flat = re.sub(r"[ \-]", "", flat)
    return flat[:40] or None


_CARRIER = r"[A-Z]{3}|[A-Z][A-Z0-9]|[0-9][A-Z]"
_FLIGHT = re.compile(rf"({_CARRIER})0*([0-9]{{1,4}})([A-Z]?)")
_NUMBER = re.compile(r"0*([0-9]{1,4})([A-Z]?)")


def normal_flight(text: str | None, carrier: str | None = None) -> str | None:
    """``"aa 0123"`` → ``"AA123"``; None where it is no flight number.

    A stated `carrier` splits the text only if the text begins with it (one published example states another), or
    where the text is a bare number. A carrier is two characters, one of which may be a digit, or three letters; then
    one to four digits and perhaps a letter.
    """
    flat = re.sub(r"[\s\-_/.]+", "", text or "").upper()
    stated = re.sub(r"\s+", "", carrier or "").upper()
    if not flat:
        return None
    if stated and flat.startswith(stated) and (rest := _NUMBER.fullmatch(flat[len(stated) :])):
        return f"{stated}{rest[1]}{rest[2]}"
    if match := _FLIGHT.fullmatch(flat):
        return "".join(match.groups())
    if stated and (rest := _NUMBER.fullmatch(flat)):
        return f"{stated}{rest[1]}{rest[2]}"
    return None


def normal_carrier(text: str) -> str | None:
    """``"zz"`` → ``"ZZ"``; None where it is no carrier's code as flight numbers begin with."""
    flat = text.strip().upper()
    return flat if re.fullmatch(_CARRIER, flat) else None


_REGISTRATION = re.compile(
    r"[A-Z]{5}|[BZ][A-Z]{3}|N[1-9][0-9A-Z]{1,4}|(?=.*[0-9])[A-Z][0-9A-Z]{4,8}|[0-9][A-Z][0-9A-Z]{3,7}"
)


def normal_registration(text: str | None) -> str | None:
    """An aircraft's registration (tail number) by its letters and digits: ``"b-1234"`` → ``"B1234"``.

    None where it is none. A mark begins with a letter, or with a digit and a letter, and has five characters or more;
    fewer only after N, and where three letters follow B or Z. So types (``A320``), most words (``UNKNOWN``) and bare
    numbers are told apart.
    """
    flat = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text or "")).upper()
    return flat if _REGISTRATION.fullmatch(flat) else None
