"""What is said where a trace rests on another paper of somebody: which paper it is, and how surely it is theirs."""

from __future__ import annotations

from math import inf

from pratique.desk.travellers import Tie
from pratique.model.tracing import Reason, because, marked

_NUMBERS = frozenset({"document-same", "document-no-issuer", "document-two-issuers"})
_RENEWED = frozenset({"document-renewed", "document-same-time", "document-other"})
_WHICH = {
    "number": marked("Known here by the same document number, stated otherwise"),
    "slip": marked("Known here by a document number that differs by one character"),
    "passport": marked("Known here by another passport of the same State"),
    "state": marked("Known here by a passport of another State"),
    "other": marked("Known here by another paper"),
}
_BORDER = marked(
    "The border has them arriving by this journey under another paper: of all who did, they alone agree in name and "
    "birth date"
)
AT_THE_BORDER = Tie(inf, ("same-journey",))
"""What ties a contact to the papers of somebody who arrived by the same journey, on none of its lists."""
_MOST = 20
"""Bits beyond which odds say no more: a million to one."""


def is_presumed(tie: Tie) -> bool:
    """Whether it is a paper of another number, which no officer has said to be theirs."""
    return tie.bits < inf and _kind(set(tie.codes)) != "number"


def said_of(tie: Tie) -> tuple[Reason, ...]:
    """The reasons that tell an officer so."""
    if tie == AT_THE_BORDER:
        return (because("border_paper", _BORDER),)
    return because("other_paper", _WHICH[_kind(set(tie.codes))]), _how_surely(tie)


def case_said_of(tie: Tie) -> tuple[Reason, ...]:
    """The same of the case itself, on a leg whose list does not name the papers of the notice."""
    text = "The case is on this journey's list by another paper than its notice gives."
    return because("case_other_paper", text), *said_of(tie)


def _kind(codes: set[str]) -> str:
    if codes & _NUMBERS:
        return "number"
    if "document-slip" in codes:
        return "slip"
    if codes & _RENEWED:
        return "passport"
    return "state" if "document-two-states" in codes else "other"


def _how_surely(tie: Tie) -> Reason:
    if tie.bits == inf:
        return because("one_traveller", "An officer decided that the two papers are one traveller's")
    odds = f"{2 ** min(max(tie.bits, 0.0), _MOST):,.0f}"
    if tie.is_sure:
        return because(
            "one_traveller", "The two papers are one traveller's with odds of {odds} to 1 or more", odds=odds
        )
    return because(
        "perhaps_one_traveller",
        "That the two papers are one traveller's is likely and not certain (odds of about {odds} to 1): to be "
        "classified by an officer",
        odds=odds,
    )
