"""What recovery decides, and what must not be forgotten on the way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from pratique.desk.upkeep import check_site
from pratique.errors import Conflict
from pratique.stores.register import leg_lines, receipts, rechecks
from pratique.stores.register.tables import data_key, health_case, trace_leg, trace_run
from tests.durability.messages import DAY, B, C, manifest
from tests.durability.site import FIRST, SECOND, Place, batches, content, listed, outcomes, seen


def traced(place: Place, flight: str, day: date) -> None:
    """A case whose trace has looked at this flight."""
    with place.site() as site, site.register.writing() as connection:
        key = {"key_id": 900, "kind": "case", "label": "1", "wrapped": b"", "created_at": FIRST}
        connection.execute(insert(data_key).values(key))
        connection.execute(
            insert(health_case).values(
                case_id=1,
                reference="T-1",
                status="confirmed",
                added_by="tester",
                added_at=FIRST,
                key_id=900,
                disease_key=1,
            )
        )
        run = {"run_id": 1, "case_id": 1, "at": FIRST, "known_at": FIRST, "actor": "tester", "run": b""}
        connection.execute(insert(trace_run).values(run | {"names_shown": False, "counts": {}}))
        connection.execute(insert(trace_leg).values(run_id=1, flight=flight, day=day))


@pytest.mark.parametrize("failpoint", ["movements-committed", "recheck-written", "done-committed"])
def test_a_case_is_looked_at_again_although_the_late_list_was_cut_short(place: Place, failpoint: str):
    traced(place, "ZZ302", DAY)
    assert place.run(B, failpoint=failpoint).returncode == -9
    place.load()
    with place.site() as site, site.register.reading() as connection:
        assert [(row.subject_ref, row.why) for row in rechecks.open_rechecks(connection)] == [("T-1", "late_manifest")]


@pytest.mark.parametrize("engine", ["sqlite"])
def test_a_case_is_left_alone_where_the_late_list_was_swept(place: Place):
    traced(place, "ZZ302", DAY)
    assert place.run(B, failpoint="pending-committed").returncode == -9
    place.load()
    with place.site() as site, site.register.reading() as connection:
        assert rechecks.open_rechecks(connection) == []


def test_what_is_pending_is_told_to_no_reader(place: Place):
    assert place.run(B, failpoint="movements-committed").returncode == -9
    with place.site() as site:
        assert list(seen(site).values()) == [12]
        with site.register.reading() as connection:
            assert len(receipts.files_received(connection, 10)) == 1
    place.load()
    with place.site() as site:
        assert sorted(seen(site).values()) == [12, 14]


@pytest.mark.parametrize("engine", ["sqlite"])
def test_a_writer_taken_for_dead_does_not_acknowledge(place: Place):
    assert place.run(B, failpoint="movements-before-commit").returncode == -9
    with place.site() as site:
        with site.register.reading() as connection:
            ((batch_id, _),) = receipts.pending_batches(connection)
        with site.register.writing() as connection:
            receipts.sweep_batch(connection, batch_id)
        with pytest.raises(Conflict), site.register.writing() as connection:
            receipts.finish_batch(connection, batch_id, SECOND)


@pytest.mark.parametrize("engine", ["sqlite"])
def test_a_torn_append_is_seen_by_nobody_and_cleaned_up(place: Place, whole: list):
    with place.site() as site:
        good = next(site.movement_folder.glob("lines/day=*/*.parquet"))
        torn = good.with_name("part-00000-torn.zstd.parquet")
        torn.write_bytes(good.read_bytes())
        cut = good.with_name("part-00001-torn.zstd.parquet")
        cut.write_bytes(good.read_bytes()[:100])
    assert content(place) == whole[0]
    with place.site() as site:
        assert site.movements.check() == []
        site.movements.maintain(SECOND)
    assert good.exists()
    assert not torn.exists()
    assert not cut.exists()
    assert outcomes(place.load(B, C)) == ["loaded", "loaded"]
    assert content(place) == whole[2]


def test_the_same_file_is_loaded_once_in_one_batch_in_two_and_under_another_name(place: Place, whole: list):
    again = ("other-name.edi", B[1])
    assert outcomes(place.load(B, again, B)) == ["loaded", "duplicate", "duplicate"]
    assert outcomes(place.load(again)) == ["duplicate"]
    assert outcomes(place.load(B)) == ["duplicate"]
    assert content(place) == whole[1]


@pytest.mark.parametrize("engine", ["sqlite"])
def test_a_clock_set_back_loses_nothing_and_keeps_the_order_of_what_was_said(place: Place):
    late, early = ("late.edi", manifest(321)), ("early.edi", manifest(322, first=20))
    assert outcomes(place.load(late, now=SECOND + timedelta(hours=5))) == ["loaded"]
    assert outcomes(place.load(early, now=SECOND - timedelta(hours=3))) == ["loaded"]
    assert outcomes(place.load(late, early, now=SECOND - timedelta(hours=4))) == ["duplicate", "duplicate"]
    assert batches(place) == {"done": 4}
    with place.site() as site, site.register.reading() as connection:
        assert sorted(seen(site).values()) == [12, 12, 12]
        legs = [leg_id for leg_id, *_ in receipts.find_legs(connection, "ZZ321", DAY, DAY)]
        lines = leg_lines.of_legs(connection, legs)
    # Said by the sender's clock, learnt by this site's: neither is bent to fit the other.
    assert {line.said_at for line in lines} == {_written(7)}
    assert {line.learnt_at for line in lines} == {SECOND + timedelta(hours=5)}


def test_a_trace_with_the_clock_set_back_shows_all_that_is_there(place: Place, lists: list):
    place.load(B, C, now=SECOND + timedelta(hours=5))
    for hours in (6, 5, 1, -30):
        assert listed(place, now=SECOND + timedelta(hours=hours)) == lists[2]
    with place.site() as site:
        assert check_site(site, lambda: SECOND - timedelta(hours=40)).faults == []


def _written(hour: int):
    return FIRST.replace(hour=hour, minute=0)
