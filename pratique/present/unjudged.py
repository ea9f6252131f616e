"""Journeys on which nobody was judged, because there is no rule or it is hardly the case's: they are in no count."""

from __future__ import annotations

from pratique.model.tracing import LegTrace, Tracing
from pratique.present.language import Translator


def is_unjudged(leg: LegTrace) -> bool:
    """Whether no rule was there to judge by, or nobody has said yet that the case was there at all."""
    return any(note.code in ("no_rule", "case_elsewhere") for note in leg.notes)


def unjudged_of(tracing: Tracing, t: Translator) -> str:
    """How many journeys the counts of a trace leave out; empty where they leave out none."""
    n = sum(map(is_unjudged, tracing.legs))
    if not n:
        return ""
    return t.count(
        "Nobody was judged on {n} journey: its people are not in this count. The journey says what is missing.",
        "Nobody was judged on {n} journeys: their people are not in this count. Each journey says what is missing.",
        n,
    )
