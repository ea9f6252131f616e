"""Dates: as much of a text as is certain, and no more."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.flow.identity.normal import birth
from pratique.flow.identity.normal.dates import _certain, _readings, day

WHOLE = (
    "1990-02-14|19900214|1990/02/14|1990.2.14|14FEB1990|14FEB90|14-Feb-1990|14 February 1990|February 14, 1990|"
    "14 de febrero de 1990|14 février 1990|14/02/1990|02/14/1990|14.02.1990|14.02.90|14/02/90|900214|140290|14021990|"
    "1990年2月14日|1990년 2월 14일|1990-02-14T00:00:00|1990-02-14 00:00|１９９０-０２-１４|١٤/٠٢/١٩٩٠|2533-02-14|"
    "1990-14-02| 1990-02-14 |14th Feb 1990"
)
CUT = {
    "1990-02": "1990-02", "1990-02-00": "1990-02", "19900200": "1990-02", "900200": "1990-02", "FEB1990": "1990-02",
    "02/1990": "1990-02", "1990-02-XX": "1990-02", "9002<<": "1990-02", "199002": "1990-02",
    "1990": "1990", "1990-00-00": "1990", "1990XXXX": "1990", "03/04/1990": "1990", "1990-02-30": "1990",
    "1991-02-29": "1991", "1990-99-99": "1990", "03.04.1990": "1990-04-03", "02/02/1990": "1990-02-02",
    "1900-01-02": "1900-01-02", "1988-02-29": "1988-02-29",
}  # fmt: skip
NONE = (
    "1900-01-01|1900|9999-12-31|0001-01-01|0000-00-00|00000000|1812-05-06|2999-01-01|010203|31/02/1990|FEB|unknown|N/A|"
    "14 Foo 1990|32918|-|1990-1990-1990|12345678901"
)


@pytest.mark.parametrize("text", WHOLE.split("|"))
def test_whole_dates(text):
    assert birth(text) == "1990-02-14"


@pytest.mark.parametrize(("text", "expected"), CUT.items())
def test_dates_cut_to_what_is_certain(text, expected):
    assert birth(text) == expected


@pytest.mark.parametrize("text", [*NONE.split("|"), "", None])
def test_no_date(text):
    assert birth(text) is None


def test_documents_expire_in_days_to_come():
    assert birth("2064-05-06") is None
    assert [day(text) for text in ("2064-05-06", "640506", "06MAY64", "9999-12-31")] == ["2064-05-06"] * 3 + [None]


@given(st.dates(min_value=date(1880, 1, 1), max_value=date(2150, 12, 31)))
def test_what_is_plain_is_read_as_letter_by_letter(stated):
    text, now = stated.isoformat(), datetime.now(UTC)
    born = _certain(_readings(text, now.year, 1900), now.year)
    assert birth(text) == (None if born is None or born in ("1900-01-01", "1900") or born > f"{now:%Y-%m-%d}" else born)
    assert day(text) == _certain(_readings(text, 2079, 1950), 2099)
