"""Worked examples of a rule, run: the book is its own specification."""

from __future__ import annotations

from pratique.model.seating import row_of
from pratique.rules.cabin import parse_cabin
from pratique.rules.rule import Example, Rule
from pratique.rules.unit import Spot, near_in_units
from pratique.rules.zone import covered_seats


def wrong_examples(rule: Rule) -> tuple[str, ...]:
    """What this rule's examples say that the rule does not do, a sentence each; empty: all hold.

    Raises NotReadable for a cabin that is no layout.
    """
    found = []
    for number, example in enumerate(rule.examples, 1):
        wrong = _in_units(rule, example) if example.case else _on_cabin(rule, example)
        found += [f"Example {number}: {text}" for text in wrong]
    return tuple(found)


def covered_by(rule: Rule, example: Example) -> frozenset[str]:
    """The seats the rule covers in an example on a cabin; nobody below the shortest exposure."""
    if example.hours is not None and rule.min_exposure_h is not None and example.hours < rule.min_exposure_h:
        return frozenset()
    return covered_seats(rule.zone, parse_cabin(example.cabin), example.seat, hours=example.hours)


def _on_cabin(rule: Rule, example: Example) -> list[str]:
    covered = covered_by(rule, example)
    wrong = []
    if len(covered) != example.covered:
        wrong.append(f"the rule covers {len(covered)} seats around {example.seat}, not {example.covered}.")
    rows = tuple(sorted({row_of(seat) for seat in covered} | {row_of(example.seat)}))
    if example.rows and rows != example.rows:
        wrong.append(f"the rule covers rows {', '.join(map(str, rows))}.")
    return wrong


def _in_units(rule: Rule, example: Example) -> list[str]:
    case = spot(example.case)
    expected = {True: example.inside, False: example.outside, None: example.open}
    words = {True: "covered", False: "not covered", None: "open"}
    return [
        f"{place} is {words[said]} around {example.case}, not {words[wanted]}."
        for wanted, places in expected.items()
        for place in places
        if (said := near_in_units(rule.zone, case, spot(place))) is not wanted
    ]


def spot(text: str) -> Spot:
    """``05/second/12F`` as coach, class and seat; each may be empty."""
    unit, travel_class, seat = (*text.split("/"), "", "")[:3]
    return Spot(unit, travel_class, seat)
