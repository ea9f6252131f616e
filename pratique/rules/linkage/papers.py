"""What two documents, two national numbers and two phones say."""

from __future__ import annotations

from typing import Final

from pratique.model.profile import Profile
from pratique.rules.linkage.derived import folded, one_slip

RENEWAL_YEARS: Final = 4
"""Passports of one issuer whose expiries lie further apart than this follow each other; our own decision: most are
valid for five or ten years, and one replaced early keeps less of its time."""


def compare_documents(a: Profile, b: Profile, *, kin: bool = False) -> str | None:
    """The code of what two documents say; None where that is nothing.

    `kin`: the names are of two people. A family's passports are issued in a row: then one digit apart is no slip.
    """
    one, other = a.doc_number, b.doc_number
    if not one or not other:
        return None
    issuers = a.doc_issuer and b.doc_issuer
    if one == other:
        return (
            "document-no-issuer"
            if not issuers
            else "document-same"
            if a.doc_issuer == b.doc_issuer
            else "document-two-issuers"
        )
    if a.doc_issuer == b.doc_issuer or not issuers:
        if not kin and (folded(one) == folded(other) or one_slip(one, other)):
            return "document-slip"
        if not issuers:
            return None
    if (a.doc_type or "P") != "P" or (b.doc_type or "P") != "P":
        return None
    return same_issuer(a, b) if a.doc_issuer == b.doc_issuer else "document-two-states"


def same_issuer(a: Profile, b: Profile) -> str:
    """What two different passports of one issuer say, by when they were valid."""
    if a.doc_expiry and b.doc_expiry:
        if a.doc_issued and b.doc_issued:
            together = a.doc_issued < b.doc_expiry and b.doc_issued < a.doc_expiry
            apart = abs(_years(a.doc_issued) - _years(b.doc_issued)) >= RENEWAL_YEARS
            return "document-same-time" if together and not apart else "document-renewed"
        apart = abs(_years(a.doc_expiry) - _years(b.doc_expiry)) >= RENEWAL_YEARS
        return "document-renewed" if apart else "document-same-time"
    return "document-other"


def _years(day: str) -> int:
    return int(day[:4])


def compare_national_ids(a: Profile, b: Profile) -> str | None:
    """The code of what two national numbers say; None where they are not of one State."""
    if not a.nid or not b.nid or (a.nid_country and b.nid_country and a.nid_country != b.nid_country):
        return None
    if a.nid == b.nid:
        return "national-id-same"
    return "national-id-slip" if one_slip(a.nid, b.nid) else "national-id-other"
