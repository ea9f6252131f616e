"""What a reader noticed while reading: never an exception, never a name or a number of a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One observation about a received file, in a sentence an officer can act on.

    `code` is stable and documented; `where` locates it (``segment 12``, ``row 7, column Seat``);
    `text` says what is wrong and what was done about it, without quoting personal data.
    """

    code: str
    severity: Severity
    where: str
    text: str
