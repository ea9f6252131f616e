"""Movement tables hold keys only, and their log tells the range of keys only."""

import json
from dataclasses import fields

import duckdb
import pytest
from deltalake import DeltaTable

from pratique.model.facts import TRAVEL_CLASSES
from pratique.model.movement import Crossing, Line

MAY_BE_TEXT = {
    "lines": {
        "role",
        "state",
        "seat",
        "seat_status",
        "seat_raw",
        "embark",
        "debark",
        "unit",
        "travel_class",
        "table_no",
    },
    "crossings": {"point_of_entry", "direction"},
}
NOUNS = {"lines": Line, "crossings": Crossing}


def test_a_line_and_a_crossing_have_these_fields_and_no_other():
    """A new field here is a decision about privacy: it is taken in this test too."""
    assert [field.name for field in fields(Line)] == [
        *("leg_id", "day", "identity_id", "ref_key", "party_key", "role", "state", "seat", "seat_status", "seat_raw"),
        *("embark", "debark", "message_id", "seq", "said_at", "learnt_at", "unit", "travel_class", "table_no"),
    ]
    assert [field.name for field in fields(Crossing)] == [
        *("identity_id", "day", "at", "point_of_entry", "direction", "leg_id", "message_id", "seq", "learnt_at"),
    ]


@pytest.mark.parametrize("name", ["lines", "crossings"])
def test_the_files_have_exactly_the_models_columns(loaded_folder, name):
    folder = loaded_folder / "movements" / name
    wanted = [field.name for field in fields(NOUNS[name]) if field.name != "day"]
    files = DeltaTable(folder).file_uris()
    assert files
    with duckdb.connect() as connection:
        for file in files:
            described = connection.execute(
                "describe select * from read_parquet(?, hive_partitioning = false)", [file]
            ).fetchall()
            assert [row[0] for row in described] == wanted
            assert {row[0] for row in described if row[1] == "VARCHAR"} == MAY_BE_TEXT[name]


@pytest.mark.parametrize("name", ["lines", "crossings"])
def test_text_columns_hold_codes_only(loaded_folder, name):
    """Whatever a sender puts into a seat or a place, at most six signs of a code are kept."""
    files = DeltaTable(loaded_folder / "movements" / name).file_uris()
    with duckdb.connect() as connection:
        for column in sorted(MAY_BE_TEXT[name]):
            query = f"select distinct {column} from read_parquet(?)"
            values = {row[0] for row in connection.execute(query, [files]).fetchall()}
            match column:
                case "role":
                    assert values <= {"passenger", "crew", "in_transit_passenger", "in_transit_crew", "unknown"}
                case "state":
                    assert values <= {"listed", "boarded", "not_boarded", "cancelled", "unknown"}
                case "seat_status":
                    assert values <= {"assigned", "none", "infant", "jumpseat", "standby", "unusable"}
                case "direction":
                    assert values <= {"in", "out"}
                case "travel_class":
                    assert values <= {"", *TRAVEL_CLASSES}
                case _:
                    assert all(len(value) <= 6 for value in values), column


@pytest.mark.parametrize("name", ["lines", "crossings"])
def test_the_log_tells_ranges_of_keys_only_and_knows_no_deletion_vectors(loaded_folder, name):
    log = loaded_folder / "movements" / name / "_delta_log"
    said = [json.loads(line) for path in sorted(log.glob("*.json")) for line in path.read_text("utf-8").splitlines()]
    adds = [action["add"] for action in said if "add" in action]
    assert adds
    keys = {"leg_id", "identity_id"}
    for add in adds:
        told = json.loads(add["stats"])
        assert set(told["minValues"]) | set(told["maxValues"]) | set(told["nullCount"]) <= keys
        assert add.get("deletionVector") is None
    assert {tuple(sorted(add["partitionValues"])) for add in adds} == {("day",)}
    table = DeltaTable(loaded_folder / "movements" / name)
    assert table.metadata().configuration.get("delta.enableDeletionVectors", "false") == "false"
    assert not (table.protocol().reader_features or []) + (table.protocol().writer_features or [])
    checkpoints = sorted(log.glob("*.checkpoint.parquet"))
    assert checkpoints
    with duckdb.connect() as connection:
        for checkpoint in checkpoints:
            for (stats,) in connection.execute(
                "select add.stats from read_parquet(?) where add is not null", [str(checkpoint)]
            ).fetchall():
                told = json.loads(stats)
                assert set(told["minValues"]) | set(told["maxValues"]) | set(told["nullCount"]) <= keys
