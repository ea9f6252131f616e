"""Every worked example inside a rule file holds: the files are the specification."""

from dataclasses import replace

import pytest

from pratique.rules.examples import wrong_examples
from pratique.rules.rule import Rule
from pratique.rules.rulebook import load_book

RULES = [rule for disease in load_book().diseases for rule in disease.rules.values()]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_rule_does_what_its_examples_say(rule: Rule) -> None:
    assert wrong_examples(rule) == ()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_an_example_that_says_otherwise_is_found(rule: Rule) -> None:
    for example in rule.examples:
        if example.case:
            other = replace(example, inside=example.outside, outside=example.inside)
        else:
            other = replace(example, covered=example.covered + 1)
        assert wrong_examples(replace(rule, examples=(other,)))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_a_source_and_an_example_in_a_sentence(rule: Rule) -> None:
    assert rule.sources or rule.standing == "default"
    assert rule.examples or rule.zone.type == "decision_required"
    assert all(example.text.endswith(".") for example in rule.examples)
