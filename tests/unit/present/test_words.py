"""Can every state be told apart without colour, and read with it?"""

from __future__ import annotations

from typing import get_args

import pytest

from pratique.model.access import Purpose
from pratique.model.tracing import Action, Standing, WhereState
from pratique.present import words

LOOKS = (words.CASE, *words.ACTIONS.values())


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_action_state_standing_and_purpose_has_words():
    assert set(words.ACTIONS) == set(get_args(Action))
    assert set(words.WHERE) == set(get_args(WhereState))
    assert set(words.STANDING) == set(get_args(Standing))
    assert set(words.PURPOSES) == {p.value for p in Purpose}


def test_signs_and_words_differ():
    assert [words.ACTIONS[a].sign for a in ("order", "notify", "inform_abroad", "classify")] == ["–", "✉", "↗", "?"]
    for field in ("sign", "shape", "text", "kind"):
        assert len({getattr(look, field) for look in LOOKS}) == len(LOOKS)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.kind)
def test_a_sign_can_be_read_on_its_ground(look: words.Look):
    for sign, ground in (look.light, look.dark):
        light, dark = sorted((luminance(sign), luminance(ground)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5  # WCAG 2.2, 1.4.3
