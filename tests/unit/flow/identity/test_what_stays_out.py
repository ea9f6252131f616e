"""What a sender writes is kept in movement rows only where it plainly is a code."""

import pytest

from pratique.flow.identity.statements import _border_post, _code, _reference
from pratique.model.places import PointOfEntry

HERE = PointOfEntry("CAN", "Baiyun", "CN", "Asia/Shanghai")


class Plain:
    def hash(self, kind, *parts):
        return hash((kind, *parts)) or 1


@pytest.mark.parametrize(
    ("stated", "kept"),
    [("CAN", "CAN"), ("hkg", "HKG"), (None, "CAN"), ("Baiyun", "CAN"), ("DESK OF OFFICER QUILLFEATHER", "OTHER")],
)
def test_a_point_of_entry_is_kept_as_a_code(stated, kept):
    assert _border_post(stated, HERE) == kept


@pytest.mark.parametrize(("stated", "kept"), [("5", "5"), ("upper", "UPPER"), ("Main", ""), ("QUILLFEATHER", "")])
def test_a_coach_or_deck_is_kept_as_a_code_and_the_main_deck_is_the_one_not_named(stated, kept):
    assert _code(stated) == kept


def test_a_running_number_means_something_only_to_a_named_sender():
    assert _reference("17", "", Plain()) == 0
    assert _reference("17", "ZZDCS", Plain()) != _reference("17", "ZZDCS|crew", Plain())
    assert _reference("ABC12345", "one", Plain()) == _reference("ABC12345", "other", Plain())
