"""A file that was cut short or altered on the disk is found and named; no contact list is silently shorter for it."""

from __future__ import annotations

import json
import shutil

import pytest

from pratique.cli.main import run
from pratique.errors import Broken
from tests.durability import damage
from tests.durability.damage import cut, empty, flip
from tests.durability.messages import B, C
from tests.durability.site import SECOND, Place, listed, outcomes

pytestmark = pytest.mark.parametrize("engine", ["sqlite"])
FLIPS = {f"flip {seed}": flip(seed) for seed in range(4)}
DAMAGES = {"cut": cut, "empty": empty} | FLIPS


def told(place: Place, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command; no traceback is ever shown, nor a fault reported as ours."""
    code = run(["--site", str(place.folder), "--register-url", place.url, *words])
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    assert "A fault in pratique" not in said.err
    return code, said.out, said.err


def traced(place: Place, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict, str]:
    """Exit code, what the trace showed (nothing if it was refused), and what was complained of."""
    code, said, complaint = told(place, capsys, "trace", "D-1", "-o", "json")
    shown = json.loads(said) if said else {}
    return code, {name: shown.get(name) for name in ("counts", "legs")} if shown else {}, complaint


@pytest.mark.parametrize("how", DAMAGES)
@pytest.mark.parametrize("what", ["lines", "log", "checkpoint", "sums"])
def test_a_damaged_movement_file_is_named_by_the_check(full: Place, capsys, what: str, how: str):
    before = traced(full, capsys)
    file = getattr(damage, what)(full)
    DAMAGES[how](file)
    code, _, faults = told(full, capsys, "db", "check")
    assert code == 8
    assert f"lines/{file.relative_to(full.folder / 'movements' / 'lines').as_posix()}" in faults
    # What a trace reads is in the register.
    assert traced(full, capsys) == before


@pytest.mark.parametrize("how", DAMAGES)
def test_a_backup_of_a_damaged_file_is_refused(full: Place, capsys, how: str):
    file = damage.lines(full)
    DAMAGES[how](file)
    code, _, complaint = told(full, capsys, "db", "backup", str(full.folder.parent / "b.tar"))
    assert code == 8
    assert file.name in complaint
    assert not (full.folder.parent / "b.tar").exists()


def test_a_damaged_file_is_not_made_into_a_new_one(full: Place):
    flip(1)(file := damage.lines(full))
    with full.site() as site, pytest.raises(Broken, match=file.name):
        site.movements.maintain(SECOND, force=True)
    assert file.exists()


@pytest.mark.parametrize("lost", ["movements/lines", "movements/lines/_delta_log"])
def test_a_lost_table_is_named_and_changes_no_list(full: Place, capsys, lost: str):
    before = traced(full, capsys)
    shutil.rmtree(full.folder / lost)
    assert traced(full, capsys) == before
    code, _, faults = told(full, capsys, "db", "check")
    assert code == 8
    assert "lines" in faults


def test_an_earlier_state_of_a_table_is_named_and_changes_no_list(place: Place, capsys):
    shutil.copytree(place.folder / "movements", place.folder / "earlier")
    place.load(B, C)
    listed(place)
    before = traced(place, capsys)
    shutil.rmtree(place.folder / "movements")
    (place.folder / "earlier").rename(place.folder / "movements")
    assert traced(place, capsys) == before
    assert "its rows are lost" in told(place, capsys, "db", "check")[2]
    again = place.folder / B[0]
    again.write_bytes(B[1])
    assert told(place, capsys, "intake", "load", str(again))[0] == 8


def test_a_path_that_no_table_can_be_read_from_is_said_at_once(full: Place, capsys, monkeypatch):
    monkeypatch.setenv("PRATIQUE_MOVEMENTS", str(full.folder / "a=b"))
    for words in (("trace", "D-1"), ("doctor",)):
        code, said, complaint = told(full, capsys, *words)
        assert code == 3
        assert "movement folder" in said + complaint


# -- the register -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["cut", "empty"])
def test_a_register_cut_short_is_named(full: Place, capsys, how: str):
    DAMAGES[how](damage.register(full))
    for words in (("db", "check"), ("trace", "D-1"), ("case", "list")):
        code, said, complaint = told(full, capsys, *words)
        assert code in (3, 8)
        assert "register" in complaint + said
        assert "TEST" not in said


@pytest.mark.parametrize("seed", range(12))
def test_a_flipped_bit_in_the_register_is_found_or_changes_nothing(full: Place, capsys, seed: int):
    before = traced(full, capsys)
    flip(seed)(damage.register(full))
    code, _, faults = told(full, capsys, "db", "check")
    after = traced(full, capsys)
    assert code in (3, 8) or after[:2] == before[:2]
    if code:
        assert "register" in faults or "sealed record" in faults or "audit log" in faults or "key" in faults


# -- the key ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["gone", "another", *DAMAGES])
def test_a_key_that_is_not_the_right_one_is_named(full: Place, capsys, how: str):
    file = damage.key(full)
    if how == "gone":
        file.unlink()
    elif how == "another":
        file.write_text("QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoyMzQ1Njc=\n")
    else:
        DAMAGES[how](file)
    for words in (("db", "check"), ("trace", "D-1"), ("doctor",), ("case", "list")):
        code, said, complaint = told(full, capsys, *words)
        assert code == 3
        assert "site key" in said + complaint
        assert "TESTAAAG" not in said
    assert file.exists() == (how != "gone"), "a key was made"


# -- backups ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", DAMAGES)
def test_a_damaged_backup_restores_nothing_and_names_the_fault(place: Place, capsys, how: str):
    tar, new = place.folder.parent / "b.tar", place.folder.parent / "new"
    assert told(place, capsys, "db", "backup", str(tar))[0] == 0
    DAMAGES[how](tar)
    code, _, complaint = told(place, capsys, "db", "restore", str(tar), str(new))
    assert code in (4, 8)
    assert "backup" in complaint
    assert not new.exists()


def test_what_was_restored_is_checked_by_the_same_sums(full: Place, capsys):
    tar, new = full.folder.parent / "b.tar", full.folder.parent / "new"
    assert told(full, capsys, "db", "backup", str(tar))[0] == 0
    assert told(full, capsys, "db", "restore", str(tar), str(new))[0] == 0
    shutil.copy(damage.key(full), new / "keys" / "site.key")
    restored = Place(new, f"sqlite:///{new / 'register.sqlite'}")
    assert told(restored, capsys, "db", "check")[0] == 0
    assert listed(restored) == listed(full)
    flip(3)(file := damage.lines(restored))
    assert file.name in told(restored, capsys, "db", "check")[2]
    assert outcomes(full.load(B)) == ["duplicate"]
