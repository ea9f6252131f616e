"""A column of dates is read in one order, or asked about; no cell decides for itself."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.flow.intake.dates import bare_time, read_dates, split_time

FLIGHT = date(2026, 11, 14)


@pytest.mark.parametrize(
    ("texts", "read"),
    [
        (["1990-02-01", "1972-09-07"], ["1990-02-01", "1972-09-07"]),
        (["1990/2/1"], ["1990-02-01"]),
        (["19900201"], ["1990-02-01"]),
        (["13/01/1990", "02/03/1991"], ["1990-01-13", "1991-03-02"]),
        (["01/13/1990", "02/03/1991"], ["1990-01-13", "1991-02-03"]),
        (["01.02.1990"], ["1990-02-01"]),
        (["1990年2月1日"], ["1990-02-01"]),
        (["01-Feb-90", "13 ene 1985", "5 août 1970", "7-Mär-1960", "3 de mayo de 1999"],
         ["1990-02-01", "1985-01-13", "1970-08-05", "1960-03-07", "1999-05-03"]),
        (["Feb 1, 1990"], ["1990-02-01"]),
        (["01JAN85"], ["1985-01-01"]),
        (["31/12/85", "01/02/27"], ["1985-12-31", "1927-02-01"]),
        (["720907", "850132"], ["1972-09-07", None]),
        (["1990-02-01 00:00:00"], ["1990-02-01"]),
        (["", "1990-02-01"], [None, "1990-02-01"]),
        (["05/05/1990"], ["1990-05-05"]),
    ],
)  # fmt: skip
def test_columns_that_can_be_read(texts, read):
    column = read_dates(texts, FLIGHT)
    assert column.orders == ()
    assert list(column.values) == read


@pytest.mark.parametrize(
    ("texts", "orders"),
    [
        (["01/02/1990", "03/04/1991"], {"dmy", "mdy"}),
        (["01-02-1990"], {"dmy", "mdy"}),
        (["01/02/03"], {"ymd", "dmy", "mdy"}),
        (["13/01/1990", "01/13/1990", "14/01/1990", "01/14/1990"], {"ymd", "dmy", "mdy"}),
    ],
)
def test_columns_that_are_asked_about(texts, orders):
    column = read_dates(texts, FLIGHT)
    assert set(column.orders) == orders
    assert set(column.values) == {None}


def test_a_stated_order_settles_it():
    assert read_dates(["01/02/1990"], FLIGHT, "mdy").values == ("1990-01-02",)
    assert read_dates(["01/02/90"], FLIGHT, "dmy").values == ("1990-02-01",)


@pytest.mark.parametrize("text", ["1990-00-00", "00/00/1990", "1990", "unknown", "1990-02-30", "31.04.1990", "44927"])
def test_what_is_no_whole_date_is_listed_not_completed(text):
    column = read_dates(["13/01/1990", text], FLIGHT)
    assert column.values == ("1990-01-13", None)
    assert column.failed == (1,)


def test_one_slip_in_a_long_column_loses_that_value_only():
    texts = [f"{day:02}/01/1990" for day in range(1, 29)] + ["01/28/1990"]
    column = read_dates(texts, FLIGHT)
    assert column.failed == (28,)
    assert column.values[:2] == ("1990-01-01", "1990-01-02")


def test_a_few_doubtful_values_among_clear_ones_lose_themselves_only():
    column = read_dates(["2026-11-14"] * 8 + ["11/12/26"], FLIGHT)
    assert column.orders == ()
    assert column.failed == (8,)
    assert set(column.values[:8]) == {"2026-11-14"}


def test_doubtful_values_are_asked_about_where_they_are_many():
    assert read_dates(["2026-11-14"] * 8 + ["11/12/26", "10/12/26"], FLIGHT).orders


def test_two_digit_years_never_lie_after_the_limit():
    assert read_dates(["14.11.26", "15.11.26"], FLIGHT, "dmy").values == ("2026-11-14", "1926-11-15")
    assert read_dates(["14.11.85"], FLIGHT).two_digit
    assert not read_dates(["14.11.1926"], FLIGHT).two_digit


DAYS = st.lists(st.dates(date(1900, 1, 1), date(2026, 11, 14)), min_size=1, max_size=20)


@given(DAYS, st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d", "%d.%m.%Y", "%Y%m%d", "%d-%b-%Y", "%Y年%m月%d日"]))
def test_a_column_is_read_right_or_not_at_all(days, shape):
    column = read_dates([day.strftime(shape) for day in days], FLIGHT)
    if column.orders:
        assert shape in ("%d/%m/%Y", "%m/%d/%Y")
        assert all(day.day <= 12 for day in days)
    else:
        assert list(column.values) == [day.isoformat() for day in days]


@given(st.lists(st.text(max_size=14), max_size=10))
def test_any_text_is_read_without_raising(texts):
    column = read_dates(texts, FLIGHT)
    assert len(column.values) == len(texts)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2026-11-14T08:05:00+08:00", ("2026-11-14", "08:05", "+08:00")),
        ("2026-11-14 08:05:07Z", ("2026-11-14", "08:05:07", "Z")),
        ("14/11/2026 3:40 PM", ("14/11/2026", "15:40", "")),
        ("12:10 am", ("", "00:10", "")),
        ("2026-11-14", ("2026-11-14", None, "")),
        ("14/11/2026 13:40 PM", ("14/11/2026 13:40 PM", None, "")),
    ],
)
def test_date_and_time_in_one_cell(text, parts):
    assert split_time(text) == parts


@pytest.mark.parametrize(
    ("text", "time"), [("15:40", "15:40"), ("1540", "15:40"), ("15h40", "15:40"), ("3:40 PM", "15:40"), ("2540", None)]
)
def test_a_time_alone(text, time):
    assert bare_time(text) == time
