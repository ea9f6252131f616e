"""A disk that is full or may not be written: a sentence, nothing half stored, and the next load works."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from pratique.desk.upkeep import check_site
from tests.durability.messages import B, C, manifest
from tests.durability.site import Place, content, listed, outcomes, seen


def refused_whole(place: Place, done, words: str) -> None:
    """It stopped with a sentence, and the site holds and shows A alone."""
    assert (done.returncode, done.stdout) == (3, "ready\n"), done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    with place.site() as site:
        assert list(seen(site).values()) == [12]


def then_loads(place: Place, whole: list) -> None:
    place.load()
    assert content(place) == whole[0]
    assert outcomes(place.load(B, C)) == ["loaded", "loaded"]
    assert content(place) == whole[2]


@pytest.mark.parametrize("engine", ["sqlite"])
@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ("no-room-for-the-register", "The register cannot be written: the disk is full."),
        ("no-room-for-a-file", "The register cannot be written: the disk does not take it."),
    ],
)
def test_no_room_for_the_register(place: Place, whole: list, trouble: str, words: str):
    # So many people that the pages of the register have no room left for them.
    refused_whole(place, place.run(("many.edi", manifest(390, 150, 390)), trouble=trouble), words)
    then_loads(place, whole)


def test_no_room_for_the_movement_rows(place: Place, whole: list):
    refused_whole(place, place.run(B, C, trouble="no-room-for-movements"), "The movement tables cannot be written")
    then_loads(place, whole)


@pytest.mark.parametrize("engine", ["sqlite"])
@pytest.mark.parametrize(
    ("what", "words"),
    [("movements", "The movement folder cannot be written"), ("register.sqlite", "The register cannot be written")],
)
def test_a_folder_that_may_not_be_written(place: Place, whole: list, what: str, words: str):
    if what == "movements":
        held = [place.folder / what, *(place.folder / what).rglob("*")]
    else:
        held = [place.folder, *place.folder.glob(f"{what}*")]
    before = {path: path.stat().st_mode for path in held}
    for path, mode in before.items():
        path.chmod(mode & 0o555)
    try:
        done = place.run(B, C, trouble="no-privileges")
    finally:
        for path, mode in before.items():
            path.chmod(mode)
    refused_whole(place, done, words)
    then_loads(place, whole)


@pytest.mark.parametrize("engine", ["sqlite"])
@pytest.mark.parametrize("trouble", ["no-room-for-a-trace", "no-privileges"])
def test_a_trace_that_cannot_be_logged_shows_nothing(full: Place, lists: list, trouble: str):
    held = [full.folder, *full.folder.glob("register.sqlite*")]
    before = {path: path.stat().st_mode for path in held}
    if trouble == "no-privileges":
        for path, mode in before.items():
            path.chmod(mode & 0o555)
    try:
        done = full.run(trouble=trouble, what="retrace")
    finally:
        for path, mode in before.items():
            path.chmod(mode)
    assert (done.returncode, done.stdout) == (3, "ready\n"), done.stderr
    assert "The register cannot be written" in done.stderr
    with full.site() as site:
        assert check_site(site).faults == []
    assert listed(full) == lists[2]


@pytest.mark.parametrize("engine", [pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_a_database_that_only_reads(place: Place, whole: list):
    name = make_url(place.url).database
    engine = create_engine(place.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
    engine.dispose()
    done = place.run(B, C)
    with engine.connect() as connection:
        connection.execute(text("SET default_transaction_read_only = off"))
        connection.execute(text(f'ALTER DATABASE "{name}" RESET default_transaction_read_only'))
    engine.dispose()
    refused_whole(place, done, "The register cannot be written")
    then_loads(place, whole)
