"""The page on the rule book says what the rule book says."""

import importlib.util
from pathlib import Path

from pratique.rules.rulebook import load_book

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_is_up_to_date():
    spec = importlib.util.spec_from_file_location("make_rules_page", ROOT / "tools" / "make_rules_page.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.PAGE.read_text("utf-8") == tool.page(), "run tools/make_rules_page.py"


def test_every_rule_and_every_disagreement_is_on_it():
    page = (ROOT / "docs" / "reference" / "rules.md").read_text("utf-8")
    for disease in load_book().diseases:
        assert f"## {disease.name}" in page
        assert all(sentence in page for sentence in disease.disagree)
        for rule in disease.rules.values():
            assert f"`{rule.id}`" in page
            assert all(example.text in page for example in rule.examples)
