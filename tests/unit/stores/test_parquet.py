"""Rows written as Parquet files: each with its columns, in order, nothing left beside them."""

import pytest

from pratique.stores.parquet import read_parquet_rows, write_parquet

ROWS = [("b", "王", None), ("c", "", "x'y"), ("a", None, "z")]


def test_each_file_has_its_columns_in_the_order_of_the_first(tmp_path):
    files = {tmp_path / "one.parquet": ("id", "name"), tmp_path / "o'two.parquet": ("id", "flag")}
    assert write_parquet(files, ("id", "name", "flag"), iter(ROWS)) == 3
    one, two = (read_parquet_rows(path.read_bytes()) for path in files)
    assert one == (["id", "name"], [["a", None], ["b", "王"], ["c", ""]])
    assert two == (["id", "flag"], [["a", "z"], ["b", None], ["c", "x'y"]])
    assert sorted(tmp_path.iterdir()) == sorted(files)


def test_no_rows_make_an_empty_file(tmp_path):
    assert write_parquet({tmp_path / "none.parquet": ("id",)}, ("id",), []) == 0
    assert read_parquet_rows((tmp_path / "none.parquet").read_bytes()) == (["id"], [])


def test_a_row_too_short_is_an_error_and_leaves_no_file(tmp_path):
    with pytest.raises(ValueError, match="zip"):
        write_parquet({tmp_path / "bad.parquet": ("id",)}, ("id", "name"), [("a", "b"), ("c",)])
    assert list(tmp_path.iterdir()) == []
