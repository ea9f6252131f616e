"""Flight numbers in one form: carrier, number without leading zeros, optional suffix (``AA123``, ``CA339A``)."""

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
