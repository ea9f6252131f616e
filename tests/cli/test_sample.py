"""`pratique sample`: a folder written once, and refused with a sentence where it cannot be."""

import json

from pratique.stores.parquet import read_parquet_rows


def test_a_drill_is_written_and_its_files_can_be_read(pratique):
    ran = pratique("sample", "make", "drill", "--lines", "1000", "--days", "12", "--cases", "2", "--seed", "4")
    assert ran.code == 0
    assert "2 notices" in ran.out
    assert ran.err == ""
    checked = pratique("intake", "check", "drill/files", "-o", "json")
    assert checked.code == 0
    assert not any(one["error"] or one["rejected"] for one in checked.json["files"])


def test_the_same_options_write_the_same_folder(pratique, tmp_path):
    for name in ("one", "two"):
        options = ("--lines", "1000", "--days", "12", "--cases", "1", "--profile", "hard")
        assert pratique("sample", "make", name, *options).code == 0
    one, two = (
        {p.name: p.read_bytes() for p in (tmp_path / "work" / n).rglob("*.*") if p.is_file()} for n in ("one", "two")
    )
    assert one == two
    assert json.loads(one["make.json"])["profile"] == "hard"


def test_a_folder_in_use_is_left_alone(pratique, tmp_path):
    kept = tmp_path / "work" / "drill" / "mine.txt"
    kept.parent.mkdir()
    kept.write_text("mine")
    ran = pratique("sample", "make", "drill")
    assert ran.code == 7
    assert "drill is not empty." in ran.err
    assert [path.name for path in kept.parent.iterdir()] == ["mine.txt"]
    assert pratique("sample", "make", "drill/mine.txt").code == 7


def test_what_cannot_be_made_is_said_and_nothing_is_written(pratique, tmp_path):
    for options, said in (
        (("--lines", "999"), "1000"),
        (("--profile", "filthy"), "clean"),
        (("--days", "6"), "equal to 7"),
        (("--home", "XXQ"), "knows no airport XXQ"),
        (("--lines", "1000", "--days", "7", "--cases", "500"), "too small"),
    ):
        ran = pratique("sample", "make", "drill", *options)
        assert ran.code == 2, options
        assert said in ran.err
        assert not (tmp_path / "work" / "drill").exists(), options


def test_a_table_of_travellers_is_written_with_who_is_who_beside_it(pratique, tmp_path):
    ran = pratique("sample", "travellers", "flat", "--records", "300", "--seed", "7", "--profile", "hard")
    assert ran.code == 0
    assert "300 records" in ran.out
    folder = tmp_path / "work" / "flat"
    assert sorted(path.name for path in folder.iterdir()) == ["records.parquet", "truth.parquet"]
    names, records = read_parquet_rows((folder / "records.parquet").read_bytes())
    assert names[:5] == ["record_id", "source", "seen_on", "surname", "given"]
    columns, truth = read_parquet_rows((folder / "truth.parquet").read_bytes())
    assert columns == ["record_id", "person_id", "flags"]
    numbers = [row[0] for row in records]
    assert numbers == sorted(numbers) == [row[0] for row in truth]
    assert len(set(numbers)) == 300
    assert pratique("sample", "travellers", "flat").code == 7
