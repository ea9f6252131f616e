"""The page on who may do what says what the permissions say, and speaks of every command."""

from tools.make_permissions_page import OPEN, PAGE, PURPOSE, commands, page


def test_the_page_is_up_to_date():
    assert PAGE.read_text("utf-8") == page(), "run tools/make_permissions_page.py"


def test_every_command_has_a_purpose_or_a_reason_to_need_none():
    """A new command belongs into one of the two tables of tools/make_permissions_page.py."""
    assert sorted([*PURPOSE, *OPEN]) == sorted(commands())
    assert all(reason.strip() for reason in OPEN.values())
