"""The facts that tell who somebody is, in the form in which they are compared."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """One record's identifying facts, normalised. None: not stated, or nothing that tells anybody apart.

    Names are Latin capitals A-Z, words apart by one space, without titles and fillers. Dates are ISO, cut to what is
    known (``1990-02-14``, ``1990-02``, ``1990``). States are ISO 3166 alpha-3.
    """

    surname: str | None = None
    given: str | None = None
    native: str | None = None
    """The name in its own script (NFKC), where one was given."""
    birth: str | None = None
    sex: str | None = None
    """``M`` or ``F``."""
    nationality: str | None = None
    doc_type: str | None = None
    """``P`` passport, ``I`` card, ``V`` visa, else its own letters."""
    doc_issuer: str | None = None
    doc_number: str | None = None
    """Capitals A-Z and digits only."""
    doc_issued: str | None = None
    doc_expiry: str | None = None
    nid_country: str | None = None
    nid: str | None = None
    """National identity number, compact."""
    phone: str | None = None
    """E.164, with the plus."""
