"""Maintenance changes no answer, keeps the layout, and leaves nothing that a reader or a searcher should not find."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from deltalake import DeltaTable

from pratique.errors import Broken, Conflict, NotReady
from pratique.stores.movements import Held, open_movements, queries
from pratique.stores.movements.arrow import SHAPES, table_of
from pratique.stores.movements.delta import DeltaMovements
from tests.engines.movements import (
    DAY,
    NOON,
    all_lines,
    batch_of_lines,
    crossing,
    legs_of_batches,
    line,
    lines_of,
    make,
)


@pytest.fixture
def store(tmp_path: Path) -> DeltaMovements:
    return make("delta", tmp_path)


def parquet(store: DeltaMovements, table: str = "lines") -> list[Path]:
    return sorted((store.folder / table).glob("day=*/*.parquet"))


def log(store: DeltaMovements, table: str = "lines") -> list[str]:
    return sorted(file.name for file in (store.folder / table / "_delta_log").iterdir() if file.suffix == ".json")


def test_forced_maintenance_leaves_one_sorted_file_a_day_and_a_short_log(store: DeltaMovements):
    for batch in (1, 2, 3):
        store.append_lines(batch, batch_of_lines(batch))
        store.append_crossings(batch, [crossing(200 - n, batch, n) for n in range(20)])
    legs = legs_of_batches()
    before = lines_of(store, legs)
    store.maintain(NOON, force=True)
    assert [file.parent.name for file in parquet(store)] == [f"day={day}" for _, day in legs]
    assert len(parquet(store, "crossings")) == 1
    assert len(log(store)) == len(log(store, "crossings")) == 1
    assert lines_of(store, legs) == before
    stored = duckdb.execute(f"select leg_id, message_id, seq from '{parquet(store)[0]}'").fetchall()
    assert stored == sorted(stored)
    people = duckdb.execute(f"select identity_id from '{parquet(store, 'crossings')[0]}'").fetchall()
    assert people == sorted(people)
    assert store.check() == []


def test_small_files_are_left_alone_until_there_are_more_than_64(store: DeltaMovements):
    for batch in range(1, 65):
        store.append_lines(batch, [line(message=batch)])
    store.maintain(NOON)
    assert len(parquet(store)) == 64
    store.append_lines(65, [line(message=65)])
    store.maintain(NOON)
    assert len(parquet(store)) == 1
    assert store.last_batch("lines") == 65
    assert len(lines_of(store, [(1, DAY)])) == 65


def test_the_last_batch_outlives_rewriting_vacuum_checkpoint_and_log_clean_up(store: DeltaMovements):
    store.append_lines(7, batch_of_lines(7))
    store.append_lines(9, batch_of_lines(9))
    for _ in range(3):
        store.maintain(NOON, force=True)
        assert store.last_batch("lines") == 9
        assert DeltaMovements(store.folder).last_batch("lines") == 9
    assert log(store)[0] > "00000000000000000003.json"
    with pytest.raises(ValueError, match="not above"):
        DeltaMovements(store.folder).append_lines(9, [])


def test_rewritten_files_keep_small_row_groups(store: DeltaMovements):
    for batch in (1, 2):
        store.append_lines(batch, [line(1, n * 7919, batch, n) for n in range(5000)])
    store.maintain(NOON, force=True)
    (file,) = parquet(store)
    facts = duckdb.execute(
        f"select row_group_num_rows from parquet_metadata('{file}') "
        "where path_in_schema = 'identity_id' order by row_group_id"
    ).fetchall()
    assert [rows for (rows,) in facts] == [8192, 1808]


def test_the_log_tells_the_range_of_keys_and_of_nothing_else(store: DeltaMovements):
    store.append_lines(1, batch_of_lines(1))
    store.append_crossings(1, [crossing()])
    for table in ("lines", "crossings"):
        names = DeltaTable(str(store.folder / table)).get_add_actions(flatten=True).schema.names
        assert {name for name in names if name.startswith(("min.", "max."))} == {
            f"{end}.{key}" for end in ("min", "max") for key in ("leg_id", "identity_id")
        }
        for entry in log(store, table):
            for row in (store.folder / table / "_delta_log" / entry).read_text().splitlines():
                assert "14C" not in json.dumps(json.loads(row).get("add", {}))


def test_a_torn_write_shows_nothing_and_is_swept(store: DeltaMovements):
    store.append_lines(1, batch_of_lines(1))
    whole = lines_of(store, legs_of_batches())
    kept = set(parquet(store))
    sums = (store.folder / "lines" / "_sha256sums").read_bytes()
    store.append_lines(2, batch_of_lines(2))
    (store.folder / "lines" / "_delta_log" / log(store)[-1]).unlink()  # files written, commit not
    (store.folder / "lines" / "_sha256sums").write_bytes(sums)
    torn = set(parquet(store)) - kept
    assert torn
    again = DeltaMovements(store.folder)
    assert lines_of(again, legs_of_batches()) == whole
    assert again.count()["lines"] == 20
    assert again.last_batch("lines") == 1
    again.maintain(NOON)
    assert set(parquet(again)) == kept
    again.append_lines(2, batch_of_lines(2))
    assert again.count()["lines"] == 40


def test_a_reader_left_behind_by_rewriting_and_log_clean_up_answers_as_before(store: DeltaMovements):
    store.append_lines(1, batch_of_lines(1))
    reader = DeltaMovements(store.folder)
    before = lines_of(reader, legs_of_batches())
    for batch in (2, 3):
        store.append_lines(batch, [line(9, message=batch)])
        store.maintain(NOON, force=True)
    assert lines_of(reader, legs_of_batches()) == before
    assert reader.count()["lines"] == 22


def test_a_file_that_vanishes_between_listing_and_reading_is_looked_up_again(store, monkeypatch):
    for batch in (1, 2):
        store.append_lines(batch, batch_of_lines(batch))
    reader = DeltaMovements(store.folder)
    before = lines_of(reader, legs_of_batches())
    table = reader._tables["lines"]
    listed = table.files()
    store.maintain(NOON, force=True)
    fresh, answers = table.files, [listed]
    monkeypatch.setattr(table, "files", lambda: answers.pop() if answers else fresh())
    assert lines_of(reader, legs_of_batches()) == before
    assert answers == []


def test_what_another_writer_adds_during_a_rewrite_is_never_lost(store: DeltaMovements, monkeypatch):
    for batch in (1, 2):
        store.append_lines(batch, batch_of_lines(batch))
    ordered = queries.ordered

    def while_somebody_appends(shape, files):
        DeltaMovements(store.folder).append_lines(3, batch_of_lines(3))
        return ordered(shape, files)

    monkeypatch.setattr(queries, "ordered", while_somebody_appends)
    with pytest.raises(Conflict, match="Somebody else wrote to the lines table"):
        store.maintain(NOON, force=True)
    monkeypatch.undo()
    assert store.count()["lines"] == 60
    assert store.last_batch("lines") == 3
    store.maintain(NOON, force=True)
    assert {one.message_id for one in lines_of(store, legs_of_batches())} == {1, 2, 3}


def test_two_writers_of_one_batch_store_it_once(store: DeltaMovements):
    store.append_lines(1, batch_of_lines(1))

    class SomebodyWasFaster:
        def __arrow_c_stream__(self, requested_schema=None):
            DeltaMovements(store.folder).append_lines(2, batch_of_lines(2))
            return table_of(SHAPES["lines"], batch_of_lines(2)).__arrow_c_stream__(requested_schema)

    with pytest.raises(Conflict):
        store.append_table("lines", 2, SomebodyWasFaster())
    assert store.count()["lines"] == 40


def test_a_bulk_writer_may_hand_over_a_duckdb_relation_in_any_column_order(store: DeltaMovements):
    columns = ", ".join(
        {"day": f"date '{DAY}'", "moment": "timestamptz '2026-03-10 14:00:00+02'", "key": "n", "text": "'x'"}[sort]
        + f' as "{name}"'
        for name, sort in reversed(SHAPES["lines"].columns.items())
    )
    with duckdb.connect() as connection:
        store.append_table("lines", 1, connection.sql(f"select {columns} from range(5) t(n)"))
    found = all_lines(store)
    assert [one.identity_id for one in found] == list(range(5))
    assert {one.learnt_at for one in found} == {NOON.replace(microsecond=0)}
    assert {one.seat for one in found} == {"x"}


def test_a_bulk_writer_may_not_leave_a_value_out(store: DeltaMovements):
    store.append_lines(1, [])
    columns = ", ".join(
        f'null::{ {"day": "date", "moment": "timestamptz", "key": "bigint", "text": "varchar"}[sort] } as "{name}"'
        if name != "day"
        else f"date '{DAY}' as day"
        for name, sort in SHAPES["lines"].columns.items()
    )
    with duckdb.connect() as connection, pytest.raises(ValueError, match=r"leaves values out$"):
        store.append_table("lines", 2, connection.sql(f"select {columns}"))
    assert store.count()["lines"] == 0
    assert store.last_batch("lines") == 1


def test_an_old_log_is_shortened_when_an_hour_has_passed(store: DeltaMovements):
    store.append_lines(1, [line()])
    store.maintain(NOON)
    assert len(log(store)) == 1
    store.append_lines(2, [line(message=2)])
    written = (store.folder / "lines" / "_delta_log" / "_last_checkpoint").stat().st_mtime
    moment = NOON.fromtimestamp(written, NOON.tzinfo)
    store.maintain(moment + timedelta(minutes=59))
    assert len(log(store)) == 2
    store.maintain(moment + timedelta(minutes=61))
    assert len(log(store)) == 1
    assert store.last_batch("lines") == 2


def damage_missing(file: Path) -> str:
    file.unlink()
    return "is missing: 7 rows"


def damage_short(file: Path) -> str:
    file.write_bytes(file.read_bytes()[:-9])
    return "bytes; the log says"


def damage_inside(file: Path) -> str:
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 3] + bytes(len(data) - len(data) // 3))
    return "was altered or is damaged"


@pytest.mark.parametrize("damage", [damage_missing, damage_short, damage_inside])
def test_check_names_the_file_that_is_wrong(store: DeltaMovements, damage):
    store.append_lines(1, batch_of_lines(1))
    assert store.check() == []
    file = parquet(store)[0]
    expected = damage(file)
    (sentence,) = DeltaMovements(store.folder).check()
    assert sentence.startswith(f"lines/{file.parent.name}/{file.name} ")
    assert expected in sentence


def test_a_log_that_cannot_be_read_is_a_sentence(store: DeltaMovements):
    store.append_lines(1, batch_of_lines(1))
    (store.folder / "lines" / "_delta_log" / log(store)[-1]).write_text("{")
    other = DeltaMovements(store.folder)
    fault = f"lines/_delta_log/{log(store)[-1]} was altered or is damaged."
    assert other.check() == [fault]
    with pytest.raises(Broken, match=fault):
        lines_of(other, [(1, DAY)])


def test_check_and_open_refuse_deletion_vectors(store: DeltaMovements):
    store.append_lines(1, batch_of_lines(1))
    DeltaTable(str(store.folder / "lines")).alter.set_table_properties({"delta.enableDeletionVectors": "true"})
    other = DeltaMovements(store.folder)
    assert any("deletion vectors" in sentence or "protocol" in sentence for sentence in other.check())
    for reader in (other, store):  # newly opened, and open since before
        with pytest.raises(Broken):
            lines_of(reader, [(1, DAY)])


def test_check_sees_statistics_on_other_columns(store: DeltaMovements):
    store.append_lines(1, batch_of_lines(1))
    DeltaTable(str(store.folder / "lines")).alter.set_table_properties({"delta.dataSkippingStatsColumns": "seat"})
    store.append_lines(2, batch_of_lines(2))
    (sentence,) = store.check()
    assert "statistics" in sentence


def test_what_is_erased_is_in_no_file_any_more(store: DeltaMovements):
    """Superseded files, entries of the log and checkpoints go with the rows; what is held is held with its words."""
    tell = 7_777_777_777_777
    lines = [
        line(1, 11, seq=0, ref_key=5, party_key=tell),
        line(1, 12, seq=1, ref_key=6, party_key=tell),
        line(1, 0, seq=2, ref_key=5, party_key=0),
        line(2, 13, seq=3, ref_key=7, party_key=tell),
        line(3, 14, seq=4, ref_key=8, party_key=tell, day=DAY + timedelta(days=1)),
    ]
    store.append_lines(1, lines)
    store.append_crossings(1, [crossing(11), crossing(12, seq=1)])
    held = Held(frozenset({2}), frozenset({11}))
    assert store.erase(DAY, held, NOON) == {"lines": 1, "crossings": 1}
    assert lines_of(store, [(1, DAY), (2, DAY), (3, DAY + timedelta(days=1))]) == [lines[n] for n in (0, 2, 3, 4)]
    assert store.erase(DAY + timedelta(days=1), Held(), NOON) == {"lines": 4, "crossings": 1}
    assert store.count() == {"lines": 0, "crossings": 0}
    assert store.last_batch("lines") == store.last_batch("crossings") == 1
    assert [path.name for path in store.folder.rglob("day=*/*")] == []
    logs = list(store.folder.rglob("_delta_log/*.json"))
    assert logs
    assert not any("add" in json.loads(row) for path in logs for row in path.read_text().splitlines())
    assert store.check() == []
    # What comes later is stored as ever.
    store.append_lines(2, [line(1, 11, 2)])
    assert store.count()["lines"] == 1


@pytest.mark.parametrize("name", ["day=1", "a*", "b[c]", "50%25"])
def test_a_folder_that_reads_as_a_pattern_is_refused(tmp_path: Path, name: str):
    with pytest.raises(NotReady, match="pattern"):
        open_movements(tmp_path / name)


@pytest.mark.parametrize("name", ["with space", "o'quote", "港 口", "a#b&c"])
def test_any_other_folder_will_do(tmp_path: Path, name: str):
    store = open_movements(tmp_path / name)
    store.append_lines(1, batch_of_lines(1))
    store.append_lines(2, batch_of_lines(2))
    store.maintain(NOON, force=True)
    assert len(lines_of(store, legs_of_batches())) == 40
    assert store.check() == []
