"""kill -9 inside an erasure: the next one does the rest, its certificate is right, and no destroyed key is back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from pratique.desk.upkeep import check_site
from pratique.guard import certificate as certificates
from pratique.guard.certificate import Certificate, as_text
from pratique.stores.register import erasing, leg_lines, tables
from tests.durability.conftest import ENGINES
from tests.durability.site import ALL_DUE, SECOND, Place, erase, forget
from tests.durability.test_kill_points import ERASING

RETENTION = [*(name for name in ERASING if name.startswith("erase-")), "erase-rewritten@2"]
PERSON = [*(name for name in ERASING if name.startswith("person-")), "erase-rewritten"]
COMMITTED = ("erase-committed", "erase-rewritten", "erase-movements", "erase-scrubbed", "erase-before-finish")
"""From here on the keys are destroyed."""


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def stored(place: Place) -> list[Certificate]:
    with place.site() as site, site.register.reading() as connection:
        return [
            certificates.opened(row.erasure_id, row.at, row.finished_at, row.actor, row.content)
            for row in erasing.certificates(connection)
        ]


def wrapped(place: Place) -> dict[str, bytes | None]:
    """Every key of something that is erased, as it is stored."""
    with place.site() as site, site.register.reading() as connection:
        rows = connection.execute(select(tables.data_key).where(tables.data_key.c.kind.in_(("period", "raw", "case"))))
        return {f"{row.kind} {row.label}": row.wrapped for row in rows}


def holding(folder: Path, needles: list[bytes]) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            yield from (path.name for needle in needles if needle in data)


def held(place: Place) -> dict[str, int]:
    """How much of what an erasure takes is there."""
    with place.site() as site, site.register.reading() as connection:
        found = {
            name: len(connection.execute(select(table)).all())
            for name, table in (("identities", tables.identity), ("observations", tables.observation))
        }
        return found | {str(name): rows for name, rows in site.movements.count().items()}


@pytest.mark.parametrize("failpoint", RETENTION)
def test_killed_while_erasing_what_is_due(engine: str, full: Place, failpoint: str):
    before, there = wrapped(full), held(full)
    keys = [key for key in before.values() if key]
    assert len(keys) >= 3
    if engine == "sqlite":
        assert len(set(holding(full.folder, keys))) >= 1
    killed = full.run(what="erase", failpoint=failpoint)
    assert killed.returncode == -9, f"{failpoint} was not reached: {killed.stderr}"
    gone = failpoint.startswith(COMMITTED)
    assert set(wrapped(full).values()) == ({None} if gone else set(keys)), "all keys, or none"
    left = stored(full)
    assert [one.finished_at for one in left] == ([None] if gone else [])
    assert all("NOT FINISHED" in as_text(one) and not one.holds for one in left)

    with full.site() as site:
        done = erase(site)
    assert done.failed == []
    (certificate,) = stored(full)
    assert done.certificate == certificate
    assert certificate.holds, certificate
    assert [(step.category, step.periods) for step in certificate.steps] == [
        ("contact", ("case 1",)),
        ("raw_file", ("2026-03-10",)),
        ("traveller", ("2026-W11",)),
    ]
    assert certificate.steps[-1].erased == there | {"records": there["identities"]}
    assert set(wrapped(full).values()) == {None}
    assert wrapped(full).keys() == before.keys(), "no key was made again"
    if engine == "sqlite":
        assert list(holding(full.folder, keys)) == []
    with full.site() as site:
        assert site.movements.count() == {"lines": 0, "crossings": 0}
        assert check_site(site, lambda: ALL_DUE).faults == []
        assert erase(site).certificate is None


def test_what_an_upgrade_fills_between_the_halves_of_an_erasure_goes_with_the_other_half(engine: str, full: Place):
    killed = full.run(what="erase", failpoint="erase-committed")
    assert killed.returncode == -9, killed.stderr
    with full.site() as site:
        with site.register.writing() as connection:
            leg_lines.fill(connection, site.movements.lines_by_leg())
            assert leg_lines.count(connection) > 0
        assert erase(site).failed == []
        with site.register.reading() as connection:
            assert leg_lines.count(connection) == 0
    (certificate,) = stored(full)
    assert certificate.holds, certificate


@pytest.mark.parametrize("failpoint", PERSON)
def test_killed_while_erasing_a_person(engine: str, place: Place, failpoint: str):
    killed = place.run(what="forget", failpoint=failpoint)
    assert killed.returncode == -9, f"{failpoint} was not reached: {killed.stderr}"
    committed = failpoint != "person-before-commit"
    assert [one.finished_at for one in stored(place)] == ([None] if committed else [])
    with place.site() as site:
        if not committed:
            assert forget(site)
        else:
            # Nothing is found under the papers any more: the daily work does what is left.
            assert forget(site) is None
            assert erase(site, SECOND).failed == []
    (certificate,) = stored(place)
    assert certificate.holds, certificate
    (step,) = certificate.steps
    assert step.erased == {"identities": 1, "files": 1, "notices": 0, "lines": 1, "crossings": 0}
    with place.site() as site:
        assert sum(site.movements.about(step.identities).values()) == 0
        assert check_site(site, lambda: SECOND).faults == []
