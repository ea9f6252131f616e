"""Can every state be told apart without colour, and read with it?"""

from __future__ import annotations

import re
import string
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
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


def test_counting_sentences_come_in_pairs_with_the_same_placeholders():
    for key, one in words.ONE.items():
        assert _placeholders(one) == _placeholders(words.TEXTS[key])
    assert words.count("contacts", 1) == "1 contact"
    assert words.count("contacts", 0) == "0 contacts"


def test_a_missing_value_or_sentence_is_an_error_and_never_a_hole():
    with pytest.raises(KeyError):
        words.say("title")
    with pytest.raises(KeyError):
        words.say("no such sentence")


def test_every_sentence_is_used():
    folder = Path(words.__file__).parent
    used = " ".join(
        p.read_text(encoding="utf-8") for p in folder.rglob("*") if p.suffix in {".py", ".html"} and p.stem != "words"
    )
    own = Path(words.__file__).read_text(encoding="utf-8")
    unused = [k for k in words.TEXTS if f'"{k}"' not in used and f'say("{k}"' not in own]
    assert unused == []


def test_a_fragment_becomes_a_sentence():
    assert words.sentence("sat in 2A; close") == "Sat in 2A; close."
    assert words.sentence("Seats differ.") == "Seats differ."
    assert words.sentence("") == ""


def test_dates_and_times_cannot_be_misread():
    assert words.day(date(2026, 3, 4)) == "4 Mar 2026"
    assert words.moment(datetime.fromisoformat("2026-03-04T05:06")) == "4 Mar 2026 05:06"
    assert words.moment(datetime(2026, 3, 4, 5, 6, tzinfo=UTC)) == "4 Mar 2026 05:06 UTC"
    newfoundland = timezone(-timedelta(hours=3, minutes=30))
    assert words.moment(datetime(2026, 3, 4, 5, 6, tzinfo=newfoundland)).endswith(" UTC-03:30")
    assert words.moment(datetime(2026, 3, 4, 5, 6, tzinfo=timezone(timedelta(hours=8)))).endswith(" UTC+08:00")
    assert words.moment(None) == words.day(None) == "not known"


def _placeholders(text: str) -> set[str]:
    assert not re.search(r"%\w", text)
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
