"""The truth as it is read back from the drill's folder."""

import json

import pytest

from pratique.drill.truth import read_booked
from pratique.errors import NotReadable

ROW = {
    "leg": "ZZ305 2026-09-03 SIN-CAN", "traveller": 1, "contact": True, "why": "same row", "where": "entered",
    "actions": ["notify"], "where_told": True, "where_known": False, "role": "passenger", "conveyance": "aircraft",
    "seat": "14C", "seat_written": True, "seat_known": True, "listed": True, "name": ["TAN", "WEI"], "written": [],
    "dirty": [], "legs_of_case": 1,
}  # fmt: skip


@pytest.fixture
def drill(tmp_path):
    def of(row):
        path = tmp_path / "truth" / "exposed" / "GZ-0001.jsonl"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(row) + "\n", "utf-8")
        return tmp_path

    return of


def test_whether_it_could_be_known_is_read(drill):
    (one,) = read_booked(drill(ROW), "GZ-0001")
    assert (one.where_told, one.where_known) == (True, False)


def test_a_drill_made_before_that_was_written_has_to_be_made_again(drill):
    old = {name: value for name, value in ROW.items() if name != "where_known"}
    with pytest.raises(NotReadable) as refused:
        read_booked(drill(old), "GZ-0001")
    assert "made by another version" in refused.value.hint
