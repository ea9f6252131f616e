from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pratique.errors import Broken
from pratique.stores.movements.sums import LIST, Sums


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("_delta_log/00000000000000000000.json", "_delta_log/_last_checkpoint", "day=2026-03-10/a.parquet"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    Sums(tmp_path).bring_up_to_date(["day=2026-03-10/a.parquet", "day=2026-03-10/gone.parquet"])
    return tmp_path


def test_the_list_holds_stored_files_and_the_log_and_sha256sum_reads_it(folder: Path):
    assert list(Sums(folder).read()) == ["_delta_log/00000000000000000000.json", "day=2026-03-10/a.parquet"]
    checked = subprocess.run(["sha256sum", "--check", "--quiet", LIST], cwd=folder, capture_output=True, check=False)
    assert checked.returncode == 0


def test_a_sum_once_taken_stays_and_a_new_file_gets_one(folder: Path):
    before = Sums(folder).read()
    (folder / "day=2026-03-10" / "a.parquet").write_text("altered")
    (folder / "day=2026-03-10" / "b.parquet").write_text("new")
    Sums(folder).bring_up_to_date(["day=2026-03-10/a.parquet", "day=2026-03-10/b.parquet"])
    after = Sums(folder).read()
    assert before.items() < after.items()
    assert Sums(folder).altered(after) == ["day=2026-03-10/a.parquet"]


@pytest.mark.parametrize("at", range(0, 230, 9))
def test_a_list_with_another_byte_is_refused_and_named(folder: Path, at: int):
    data = bytearray((folder / LIST).read_bytes())
    data[at] ^= 4
    (folder / LIST).write_bytes(data)
    with pytest.raises(Broken, match=LIST):
        Sums(folder).read()


def test_a_log_that_ends_too_early_or_was_altered_is_named(folder: Path):
    sums = Sums(folder)
    assert sums.log_faults(sums.read(), version=0) == []
    entry = "_delta_log/00000000000000000000.json"
    (folder / entry).write_text("altered")
    assert Sums(folder).log_faults(sums.read(), version=0) == [f"{folder.name}/{entry} was altered or is damaged."]
    assert Sums(folder).log_faults(sums.read(), version=-1) == [
        f"{folder.name}/{entry} is missing: what it added is lost."
    ]
    assert Sums(folder).unreadable_log() == f"{folder.name}/{entry} was altered or is damaged."
    (folder / entry).unlink()
    assert Sums(folder).unreadable_log() == f"{folder.name}/{entry} is missing."
