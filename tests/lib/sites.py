"""Sites for tests: empty ones, and one that holds the whole sample day with its case confirmed and traced."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pratique.desk import Desk, Site, make_site, open_desk, open_site
from pratique.desk.cases import add_case, confirm_case
from pratique.flow.intake.notice import read_notice
from pratique.flow.receive import Receipt, receive
from pratique.flow.trace import trace_case
from pratique.model.access import Actor, Purpose, Role, Subject, SubjectKind
from pratique.model.casework import Notice
from pratique.model.tracing import Tracing
from pratique.samples import sample_day
from pratique.settings import load_settings

NOW = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
"""When the sample day is looked at: 10 in the morning, local time."""
STEPS = ("earlier", "manifests", "crossings", "after", "late", "ask")
TOML = 'point_of_entry = "CAN"\npoint_of_entry_name = "Sample port"\ncountry = "CN"\nzone = "Asia/Shanghai"\n'


def new_site(folder: Path, register_url: str | None = None) -> None:
    """An empty site in this folder, for the sample port."""
    make_site(folder, TOML, NOW, {"PRATIQUE_REGISTER_URL": register_url} if register_url else {})


def opened(folder: Path, register_url: str | None = None) -> Site:
    """The site in this folder; the test's own environment is not looked at."""
    return open_site(load_settings(folder, {"register_url": register_url}, {}))


@contextmanager
def desk_at(
    site: Site,
    ref: str = "test",
    *,
    actor: str = "first",
    kind: SubjectKind | None = None,
    purpose: Purpose | None = None,
    now: datetime = NOW,
    known_at: datetime | None = None,
) -> Iterator[Desk]:
    """A desk for a case (by its reference), or for intake where none is named."""
    is_case = ref != "test"
    with open_desk(
        site,
        purpose=purpose or (Purpose.CONTACT_TRACING if is_case else Purpose.INTAKE),
        subject=Subject(kind or (SubjectKind.CASE if is_case else SubjectKind.REQUEST), ref),
        actor=Actor(f"{actor} officer", Role.SUPERVISOR, authenticated=False),
        clock=lambda: now,
        known_at=known_at,
    ) as desk:
        yield desk


def load(site: Site, files: list[tuple[str, bytes]], now: datetime = NOW) -> list[Receipt]:
    """Load these files; what became of each."""
    with desk_at(site, now=now) as desk:
        return list(receive(desk, files))


def load_sample_day(site: Site) -> list[Receipt]:
    """Load the whole sample day, in the order it came."""
    return [receipt for step in STEPS for receipt in load(site, sample_files(step))]


def sample_files(step: str) -> list[tuple[str, bytes]]:
    """Name and bytes of each file of one step of the sample day."""
    return [(path.name, path.read_bytes()) for path in sorted((sample_day() / step).iterdir())]


def sample_notice() -> Notice:
    """The measles notice of the sample day."""
    return read_notice((sample_day() / "notice.json").read_bytes())


def add(site: Site, notice: Notice, *, actor: str = "first", now: datetime = NOW, **signed: Any) -> str:
    """Take in a notice."""
    with desk_at(site, notice.reference, actor=actor, now=now) as desk:
        return add_case(desk, notice, **signed)


def confirm(site: Site, reference: str, actor: str = "second", now: datetime = NOW) -> None:
    """Confirm a case, as another officer."""
    with desk_at(site, reference, actor=actor, now=now) as desk:
        confirm_case(desk)


def trace(site: Site, reference: str, now: datetime = NOW, known_at: datetime | None = None) -> Tracing:
    """Trace a case."""
    with desk_at(site, reference, now=now, known_at=known_at) as desk:
        return trace_case(desk)


def finish(site: Site) -> None:
    """The whole sample day, its measles case confirmed and traced with names."""
    load_sample_day(site)
    notice = sample_notice()
    add(site, notice)
    confirm(site, notice.reference)
    trace(site, notice.reference)


def copy_site(prepared: Path, folder: Path) -> Path:
    """A site of a test's own, as the prepared one was left."""
    shutil.copytree(prepared, folder)
    return folder
