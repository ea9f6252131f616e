"""Published counts stand in the book as sums that close; a number misread from its source does not load."""

import pytest

from pratique.errors import NotReadable
from pratique.rules.rulebook import load_book

PUBLISHED = {
    "mpox.cdc": [934, 604, 1538, 1046, 299],
    "ebola.cdc2014": [268],
    "mers.cdc2014": [89, 521],
}


@pytest.mark.parametrize("rule_id", PUBLISHED)
def test_the_book_holds_what_was_published(rule_id):
    rules = {rule.id: rule for disease in load_book().diseases for rule in disease.rules.values()}
    assert [counted.total for counted in rules[rule_id].reported] == PUBLISHED[rule_id]
    assert all(sum(counted.parts) == counted.total for counted in rules[rule_id].reported)


def test_parts_that_do_not_add_up_are_refused(tmp_path):
    (tmp_path / "mill-fever.toml").write_text(
        """
disease = "mill fever"
default_authority = "mill-fever.test"
why = "the only one"
[[rule]]
id = "mill-fever.test"
authority = "Nobody"
version = "1"
standing = "default"
  [rule.zone]
  type = "whole"
  [[rule.reported]]
  text = "contacts"
  parts = [1, 2]
  total = 4
"""
    )
    with pytest.raises(NotReadable, match="add up to 3"):
        load_book(tmp_path)
