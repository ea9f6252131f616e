"""Who of a form and who of its booking are left over, and who of them are one."""

from datetime import UTC, date, datetime

import pytest

from pratique.model.movement import Line
from pratique.rules.own_forms import companions, left_over

HEAD, COMPANION, LISTED, COUSIN, STRANGER = 1, 2, 11, 12, 13
FORM, BOOKING, OTHER = 70, 80, 81


NOW = datetime(2026, 11, 15, tzinfo=UTC)


def line(identity, party, ref=0, state="listed", message=1):
    where = (1, date(2026, 11, 15))
    return Line(*where, identity, ref, party, "passenger", state, "", "none", "", "", "", message, identity, NOW, NOW)


def on_form(identity, party=FORM):
    return line(identity, party, state="declared", message=9)


def on_list(identity, party=BOOKING, ref=0):
    return line(identity, party, ref or identity)


LINES = [on_form(HEAD), on_form(COMPANION), on_list(LISTED), on_list(COUSIN), on_list(STRANGER, OTHER)]
JOINED = [frozenset({HEAD, LISTED}), frozenset({COMPANION})]


def left(lines, groups=JOINED):
    return [(set(one.forms), set(one.listed)) for one in left_over(lines, groups)]


def test_a_companion_may_be_whoever_of_the_booking_is_on_no_form():
    assert left(LINES) == [({COMPANION}, {COUSIN})]


def test_the_head_may_be_on_the_list_word_for_word():
    same = [on_form(LISTED), on_form(COMPANION), on_list(LISTED), on_list(COUSIN)]
    assert left(same, [frozenset({COMPANION})]) == [({COMPANION}, {COUSIN})]


@pytest.mark.parametrize(
    ("lines", "groups"),
    [
        (LINES, [frozenset({HEAD}), frozenset({COMPANION})]),
        (LINES, [frozenset({HEAD, LISTED}), frozenset({COMPANION, COUSIN})]),
        ([*LINES[:3], on_list(STRANGER, OTHER)], JOINED),
        ([*LINES[:3], on_list(COUSIN, ref=LISTED)], JOINED),
        ([on_form(HEAD), on_form(COMPANION), on_list(LISTED, 0), on_list(COUSIN, 0)], JOINED),
    ],
    ids=["head on no list", "all found", "nobody else booked", "the head again by a change", "no booking"],
)
def test_nobody_is_left_over(lines, groups):
    assert left(lines, groups) == []


@pytest.mark.parametrize(
    ("likeness", "found"),
    [
        ({(1, 11): 1}, [{1, 11}]),
        ({(1, 11): 0}, []),
        ({(1, 11): 2, (1, 12): 1, (2, 12): 1, (2, 11): 1}, [{1, 11}, {2, 12}]),
        ({(1, 11): 2, (2, 11): 2}, []),
        ({(1, 11): 2, (1, 12): 2}, [{1, 11, 12}]),
    ],
    ids=["alike", "not alike", "most alike first", "two on forms like one", "one like two"],
)
def test_the_most_alike_are_one_and_whoever_two_are_like_is_neither(likeness, found):
    assert companions(likeness) == [frozenset(group) for group in found]
