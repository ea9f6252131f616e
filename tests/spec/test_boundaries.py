"""Where one minute or one day decides, and the counts that were published; by the rules of the book."""

from datetime import date, timedelta

import pytest

from pratique.rules.cabin import all_seats, parse_cabin
from pratique.rules.contact import assess
from pratique.rules.period import follow_up_end, infectious_window
from pratique.rules.rulebook import load_book
from pratique.rules.zone import covered_seats
from tests.lib.aboard import person

BOOK = load_book()
CABIN = parse_cabin("3-3:1-30")
FULL = [person(i, seat) for i, seat in enumerate(sorted(all_seats(CABIN) - {"14C"}), 2)]
CASE = [person(1, "14C")]


@pytest.mark.parametrize(
    ("disease", "hours", "contacts"),
    [
        ("meningococcal disease", 7 + 59 / 60, 0),
        ("meningococcal disease", 8, 1),
        ("tuberculosis", 7 + 59 / 60, 0),
        ("tuberculosis", 8, 29),
        ("mpox", 3, 8),
        ("mpox", 3 + 1 / 60, 24),
        ("measles", 0.5, 29),
        ("MERS", 12, 29),
        ("SARS", 12, 41),
        ("Ebola", 12, 5),
        ("plague", 1, 24),
        ("pertussis", 1, 14),
        ("smallpox", 1, 179),
        ("anthrax", 12, 0),
    ],
)
def test_contacts_on_a_full_single_aisle_cabin(disease: str, hours: float, contacts: int) -> None:
    verdicts = assess(BOOK.rule(disease), CABIN, CASE, FULL, leg_hours=hours)
    assert len(verdicts) == contacts
    assert all(verdict.certain for verdict in verdicts)


def test_unknown_hours_leave_the_outer_ring_of_mpox_to_an_officer() -> None:
    verdicts = assess(BOOK.rule("mpox"), CABIN, CASE, FULL)
    assert sum(v.certain for v in verdicts) == 8
    assert {v.reasons[-1].code for v in verdicts if not v.certain} == {"duration_unknown"}
    assert len(verdicts) == 24


def test_the_flight_from_casablanca_had_at_most_29_contacts_and_ends_on_18_january() -> None:
    rule = BOOK.rule("Ebola", "phe2014")
    assert len(covered_seats(rule.zone, CABIN, "14C")) == 29
    assert follow_up_end(rule, date(2014, 12, 28)) == date(2015, 1, 18)


@pytest.mark.parametrize(("offset", "inside"), [(-3, False), (-2, True), (7, True), (8, False)])
def test_the_british_window_of_2020_is_the_flight_seen_from_onset(offset: int, inside: bool) -> None:
    onset = date(2020, 2, 10)
    assert infectious_window(BOOK.rule("COVID-19"), {"onset": onset}).holds(onset + timedelta(days=offset)) is inside
