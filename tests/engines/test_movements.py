"""Do the reference in memory and the engine on disk answer alike, and does each answer what it should?"""

from __future__ import annotations

from datetime import date, timedelta, timezone
from pathlib import Path

import pytest

from pratique.stores.movements import Movements
from pratique.stores.movements.arrow import SHAPES, table_of
from tests.engines.movements import (
    DAY,
    NOON,
    all_crossings,
    all_lines,
    crossing,
    line,
    lines_of,
    make,
)

DAYS = timedelta(days=1)


@pytest.fixture(params=["memory", "delta"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Movements:
    return make(request.param, tmp_path)


def test_a_store_without_tables_is_empty(store: Movements):
    assert all_lines(store) == []
    assert all_crossings(store) == []
    assert store.count() == {"lines": 0, "crossings": 0}
    assert store.last_batch("lines") == store.last_batch("crossings") == 0
    assert store.check() == []
    assert store.bytes_on_disk() == 0
    store.maintain(NOON, force=True)


def test_every_field_comes_back_as_it_went_in(store: Movements):
    one = line(2**63 - 1, -(2**63), 7, 3, seat_raw="O'14\"c\\ é座", seat="", seat_status="unusable", state="boarded")
    other = crossing(-1, 7, 3, point_of_entry="港'", direction="out", leg_id=2**63 - 1)
    store.append_lines(1, [one])
    store.append_crossings(1, [other])
    assert lines_of(store, [(2**63 - 1, DAY)]) == [one]
    assert all_crossings(store) == [other]


def test_moments_of_another_zone_come_back_as_the_same_moment(store: Movements):
    there = NOON.astimezone(timezone(timedelta(hours=9)))
    store.append_lines(1, [line(said_at=there)])
    assert lines_of(store, [(1, DAY)])[0].said_at == NOON


def test_lines_come_by_leg_message_and_position_across_batches(store: Movements):
    store.append_lines(1, [line(2, 1, 1, 5), line(1, 1, 1, 9), line(1, 1, 1, 2)])
    store.append_lines(4, [line(1, 2, 4, 0), line(1, 3, 1, 4)])
    found = all_lines(store)
    assert [(one.leg_id, one.message_id, one.seq) for one in found] == [
        (1, 1, 2),
        (1, 1, 4),
        (1, 1, 9),
        (1, 4, 0),
        (2, 1, 5),
    ]


def test_a_batch_number_is_used_once_and_in_order(store: Movements):
    store.append_lines(3, [line()])
    for stale in (3, 2):
        with pytest.raises(ValueError, match="not above the last one, 3"):
            store.append_lines(stale, [line(seq=1)])
    assert store.count()["lines"] == 1
    store.append_crossings(1, [crossing()])
    assert (store.last_batch("lines"), store.last_batch("crossings")) == (3, 1)


def test_an_empty_batch_is_recorded(store: Movements):
    store.append_lines(1, [])
    store.append_crossings(2, [])
    assert (store.last_batch("lines"), store.last_batch("crossings")) == (1, 2)
    assert store.count() == {"lines": 0, "crossings": 0}
    assert lines_of(store, [(1, DAY)]) == []


def test_arrow_columns_are_stored_as_rows_are(store: Movements):
    lines = [line(n % 4, n, 1, n) for n in range(10)]
    crossings = [crossing(n, 1, n) for n in range(10)]
    store.append_table("lines", 1, table_of(SHAPES["lines"], lines))
    store.append_table("crossings", 1, table_of(SHAPES["crossings"], crossings))
    assert all_lines(store) == sorted(lines, key=lambda one: (one.leg_id, one.seq))
    assert all_crossings(store) == crossings
    with pytest.raises(ValueError, match="not above"):
        store.append_table("lines", 1, table_of(SHAPES["lines"], lines))


def test_years_far_away_are_days_like_any_other(store: Movements):
    old = line(1, day=date(1950, 1, 2))
    store.append_lines(1, [old])
    assert all_lines(store) == [old]
