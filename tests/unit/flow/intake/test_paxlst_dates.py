"""The quick ways of reading a date of birth and of expiry answer as the general ones do."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.flow.intake.paxlst_dates import any_birth, any_expiry, plain_birth, plain_expiry, read_birth, read_expiry

FLIGHT = date(2026, 11, 22)
six = st.builds(lambda year, day: f"{year:02}{day:%m%d}", st.integers(0, 99), st.dates())
sent = st.one_of(six, six, six, st.text("0123456789 X٣", max_size=8))
flights = st.dates(date(1900, 1, 1), date(2105, 12, 31))


@given(sent, flights)
@settings(max_examples=1000)
def test_a_quick_way_never_answers_otherwise(raw, day):
    assert plain_birth(raw, day) in (None, any_birth(raw, day))
    assert plain_expiry(raw, day) in (None, any_expiry(raw, day))
    assert read_birth(raw, day) == any_birth(raw, day)
    assert read_expiry(raw, day) == any_expiry(raw, day)


@given(sent)
@settings(max_examples=50)
def test_without_a_flight_day_there_is_no_quick_way(raw):
    assert plain_birth(raw, None) is None
    assert plain_expiry(raw, None) is None


@pytest.mark.parametrize(
    ("raw", "birth"), [("850412", ("1985-04-12", None)), ("150412", ("2015-04-12", "birth-century")), ("850230", None)]
)
def test_the_quick_way_is_taken_for_ordinary_dates(raw, birth):
    assert plain_birth(raw, FLIGHT) == birth
    assert plain_expiry("310412", FLIGHT) == ("2031-04-12", None)
    assert plain_expiry("850412", FLIGHT) is None
