"""Every worked example inside a rule file holds: the files are the specification."""

import pytest

from pratique.model.seating import row_of
from pratique.rules.cabin import parse_cabin
from pratique.rules.rule import Example, Rule
from pratique.rules.rulebook import load_book
from pratique.rules.zone import covered_seats

RULES = [rule for disease in load_book().diseases for rule in disease.rules.values()]
EXAMPLES = [(rule, example) for rule in RULES for example in rule.examples]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[f"{r.id}-{e.cabin}-{e.seat}" for r, e in EXAMPLES])
def test_the_rule_covers_what_its_example_says(rule: Rule, example: Example) -> None:
    covered = covered_seats(rule.zone, parse_cabin(example.cabin), example.seat)
    assert len(covered) == example.covered
    assert sorted({row_of(seat) for seat in covered} | {row_of(example.seat)}) == list(example.rows)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_a_source_and_an_example_in_a_sentence(rule: Rule) -> None:
    assert rule.sources
    assert rule.examples
    assert all(example.text.endswith(".") for example in rule.examples)
