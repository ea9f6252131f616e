"""Odds are said in words, the strongest reasons come first, and what is left out is summed."""

import pytest

from pratique.desk.source_texts import SourceText
from pratique.present.papers import odds, side_by_side, strongest


@pytest.mark.parametrize(
    ("bits", "said"),
    [
        (0.3, "even odds"),
        (-1, "about 2 to 1 against"),
        (4.4, "about 20 to 1"),
        (10, "about 1,000 to 1"),
        (-13.9, "about 20,000 to 1 against"),
        (28.6, "more than a million to 1"),
        (-20, "more than a million to 1 against"),
    ],
)
def test_bits_are_said_as_odds(bits, said):
    assert odds(bits) == said


def test_three_each_way_are_told_and_the_rest_is_summed():
    parts = [("a", 1.0), ("b", 9.0), ("c", -2.0), ("d", 4.0), ("e", 5.0), ("f", 0.0)]
    speaks_for, against, rest = strongest(parts)
    assert [name for name, _ in speaks_for] == ["b", "e", "d"]
    assert (against, rest) == ([("c", -2.0)], 1.0)


def test_a_name_cannot_command_a_terminal():
    text = SourceText("EVIL\x1b[2J", None, None, None, None, (), (), ("EVIL", ""))
    ((_, cell, _),) = side_by_side({1: text}, (1,))
    assert "\x1b" not in cell
