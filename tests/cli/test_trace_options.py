"""What an officer may state with `trace`: each is read, or refused with how to write it."""

import pytest

from tests.cli.conftest import CASE


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--window", "last week", "2026-11-10..2026-11-18"),
        ("--ground", "ZZ305=95", "ZZ305:2026-11-14=95"),
        ("--ground", "ZZ305:2026-11-14=long", "ZZ305:2026-11-14=95"),
        ("--reported", "nothing", "symptoms_on_board"),
    ],
)
def test_a_statement_that_cannot_be_read_is_refused_with_its_form(confirmed, option, value, said):
    ran = confirmed("trace", CASE, option, value)
    assert ran.code != 0
    assert ran.out == ""
    assert said in " ".join(ran.err.replace("│", " ").split())


def test_a_second_trace_and_a_comparison_are_in_the_table(confirmed):
    confirmed("trace", CASE)
    ran = confirmed("trace", CASE, "--compare")
    assert ran.code == 0
    assert "since the trace of" in ran.out.casefold()
    assert "What other authorities' rules would give" in ran.out
    assert "measles.ecdc (partly verified)" in ran.out


def test_one_case_named_twice_is_one_case(confirmed):
    assert confirmed("trace", CASE, CASE, "-o", "json").json["case"] == CASE
