"""What every command shares: finding the site, opening a desk, output formats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from pratique.settings import Settings, find_site, load_settings

if TYPE_CHECKING:
    from pratique.desk import Desk, Site
    from pratique.model.access import Purpose, SubjectKind


DEMONSTRATION = ".pratique-demo"
"""Marks the folder of a demonstration site."""


class Form(StrEnum):
    """How a list is given out."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


FormOption = Annotated[Form, typer.Option("--output", "-o", help="table for people, json and csv for programs.")]


@dataclass(frozen=True, slots=True)
class Door:
    """The options given before the command."""

    site_folder: Path | None
    flags: Mapping[str, str | None]

    def settings(self) -> Settings:
        """The settings of the site this command works at."""
        return load_settings(find_site(self.site_folder), self.flags)

    @contextmanager
    def site(self, *, remind: bool = True) -> Iterator[Site]:
        """The site this command works at, open.

        On standard error: a line for each supervisor who came with the site key alone; with `remind`, one where the
        daily work is overdue.
        """
        from pratique.cli import log
        from pratique.desk import open_site
        from pratique.desk.overdue import overdue
        from pratique.desk.recovery import unacknowledged

        settings = self.settings()
        log.to_file(settings.path("log_file"))
        with open_site(settings) as site:
            for told in unacknowledged(site):
                typer.echo(told, err=True)
            # A demonstration has its own present.
            reminded = remind and not (settings.site / DEMONSTRATION).exists()
            if reminded and (sentence := overdue(site, datetime.now(UTC))):
                typer.echo(sentence, err=True)
            yield site

    @contextmanager
    def desk(
        self, purpose: Purpose, kind: SubjectKind, ref: str, as_of: datetime | None = None, site: Site | None = None
    ) -> Iterator[Desk]:
        """A desk at this site for one purpose and subject, by the clock of the machine."""
        from pratique.desk import open_desk
        from pratique.model.access import Subject

        if site is not None:
            with open_desk(site, purpose=purpose, subject=Subject(kind, ref), known_at=as_of) as desk:
                yield desk
            return
        with self.site() as opened, self.desk(purpose, kind, ref, as_of, opened) as desk:
            yield desk


def moment(text: str | None, zone: str) -> datetime | None:
    """A date (its end) or a time, local to the point of entry unless it has an offset, as a moment in UTC.

    Raises typer.BadParameter for anything else.
    """
    if text is None:
        return None
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            "not a date or time: write 2026-11-20 or 2026-11-20T10:00.", param_hint="--as-of"
        ) from None
    if len(text) == 10:
        value = datetime.combine(value.date(), time.max)
    if value.tzinfo is None:
        value = value.replace(tzinfo=ZoneInfo(zone))
    return value.astimezone(UTC)


def door(ctx: typer.Context) -> Door:
    """The door this command came through."""
    found: Door = ctx.find_object(Door)  # type: ignore[assignment]
    return found
