"""`intake`: files in. Check without storing, load, watch a folder, show what came."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pratique.cli.context import Form, FormOption, door
from pratique.errors import NotFound, NotReadable

if TYPE_CHECKING:
    from pratique.flow.intake.profile import GivenLeg, SenderProfile
    from pratique.flow.receive import Receipt
    from pratique.model.places import Place

app = typer.Typer(no_args_is_help=True, help="Manifests, close-outs and crossings: check, load, watch, log.")

Files = Annotated[list[Path], typer.Argument(help="Files, or folders whose files are all taken.", show_default=False)]
Sender = Annotated[str | None, typer.Option(metavar="NAME", help="Whose files: settings for them are kept by name.")]
Dates = Annotated[str | None, typer.Option(metavar="ORDER", help="Order of dates in tables: dmy, mdy or ymd.")]
Columns = Annotated[
    list[str] | None, typer.Option("--column", metavar="HEADER=FIELD", help="What a column of a table means.")
]
Flight = Annotated[str | None, typer.Option(metavar="ZZ123", help="Flight of a table that does not name it.")]
Day = Annotated[str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="Its local date of departure.")]
Origin = Annotated[str | None, typer.Option("--from", metavar="CODE", help="Its airport of departure.")]
Destination = Annotated[str | None, typer.Option("--to", metavar="CODE", help="Its airport of arrival.")]


@app.command()
def check(
    ctx: typer.Context,
    files: Files,
    form: FormOption = Form.TABLE,
    sender: Sender = None,
    dates: Dates = None,
    column: Columns = None,
    flight: Flight = None,
    day: Day = None,
    origin: Origin = None,
    destination: Destination = None,
) -> None:
    """Read files and say what they hold and what is wrong with them; nothing is stored.

    The JSON form is a documented contract and shows what each message says, names included: it is for the person who
    already holds the file. Needs no site.
    """
    import json

    from pratique.cli.render import check_table, write
    from pratique.flow.intake import read_file
    from pratique.flow.intake.contract import check_json
    from pratique.stores.places import Places

    folder = _site_folder(ctx)
    profile = _profile(folder, sender, dates, column)
    given = _given(flight, day, origin, destination)
    places = Places(_overrides(folder))
    reports = []
    worst = 0
    for path, data in _contents(files):
        read = read_file(data, path.name, places, profile, given)
        worst = max(worst, 4 if read.error or read.rejected else 0)
        reports.append((path, read))
    if form is Form.JSON:
        write(json.dumps({"files": [check_json(str(p), r) for p, r in reports]}, ensure_ascii=False, indent=1) + "\n")
    else:
        check_table(reports, form)
    if worst:
        raise typer.Exit(worst)


@app.command()
def load(
    ctx: typer.Context,
    files: Files,
    sender: Sender = None,
    dates: Dates = None,
    column: Columns = None,
    flight: Flight = None,
    day: Day = None,
    origin: Origin = None,
    destination: Destination = None,
) -> None:
    """Take files into this site. Each is wholly stored or not at all, and never twice."""
    from pratique.cli.render import progress, receipts_table
    from pratique.flow.intake.profile import save_profile
    from pratique.flow.receive import receive
    from pratique.model.access import Purpose, SubjectKind

    with door(ctx).site() as site:
        profile = _profile(site.settings.site, sender, dates, column)
        if profile and sender and (dates or column):
            save_profile(site.settings.site / "senders", profile)
        given = _given(flight, day, origin, destination)
        paths = list(_paths(files))
        got: list[Receipt] = []
        with door(ctx).desk(Purpose.INTAKE, SubjectKind.REQUEST, "intake-load", site=site) as desk:
            reading = ((path.name, _bytes(path)) for path in progress(paths, "Loading"))
            for receipt in receive(desk, reading, profile=profile, given=given):
                got.append(receipt)
    receipts_table(got)
    if any(r.outcome == "rejected" or r.read.rejected for r in got):
        raise typer.Exit(4)


@app.command()
def watch(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Folder that files arrive in.")],
    every: Annotated[float, typer.Option(metavar="SECONDS", help="How often to look.")] = 5.0,
    once: Annotated[bool, typer.Option(help="Look until nothing more waits, then stop.")] = False,
    sender: Sender = None,
) -> None:
    """Load files as they arrive. A file is taken when its size has stopped changing; it is left where it is."""
    from pratique.cli.render import receipts_table
    from pratique.flow.receive import receive
    from pratique.model.access import Purpose, SubjectKind

    if not folder.is_dir():
        raise NotFound(f"There is no folder {folder}.", "Make it, or name another.")
    sizes: dict[Path, tuple[int, float]] = {}
    taken: dict[Path, tuple[int, float]] = {}
    while True:
        now = {path: (path.stat().st_size, path.stat().st_mtime) for path in _paths([folder])}
        settled = [p for p, stamp in now.items() if sizes.get(p) == stamp and taken.get(p) != stamp]
        waiting = [p for p, stamp in now.items() if taken.get(p) != stamp]
        sizes = now
        if settled:
            with door(ctx).site() as site:
                profile = _profile(site.settings.site, sender, None, None)
                with door(ctx).desk(Purpose.INTAKE, SubjectKind.REQUEST, "intake-watch", site=site) as desk:
                    reading = ((path.name, _bytes(path)) for path in settled)
                    receipts_table(list(receive(desk, reading, profile=profile)))
            taken.update({path: now[path] for path in settled})
        elif once and not waiting:
            return
        time.sleep(0.2 if once else every)


@app.command("log")
def show_log(
    ctx: typer.Context,
    form: FormOption = Form.TABLE,
    limit: Annotated[int, typer.Option(help="How many, newest first.")] = 50,
) -> None:
    """What came, when, from whom, and what was rejected and why. No names."""
    from pratique.cli.render import rows
    from pratique.desk.received import received_files
    from pratique.model.access import Purpose, SubjectKind

    with door(ctx).desk(Purpose.INTAKE, SubjectKind.REQUEST, "intake-log") as desk:
        files = received_files(desk, limit)
    rows(
        form,
        ("file", "received", "by", "name", "outcome", "kind", "legs", "people", "crossings", "findings", "rejected"),
        [
            (
                f.file_id,
                f"{f.received_at:%Y-%m-%d %H:%M}",
                f.received_by,
                f.name,
                f.outcome,
                f.kind or "",
                "; ".join(f.legs),
                f.people,
                f.crossings,
                ", ".join(f"{code} {count}" if count > 1 else code for code, count in f.findings.items()),
                f.error or "; ".join(f"row {row}: {why}" for row, why in f.rejected),
            )
            for f in files
        ],
    )


# -- options to values ------------------------------------------------------------------------------------------


def _site_folder(ctx: typer.Context) -> Path | None:
    from pratique.errors import NotReady
    from pratique.settings import find_site

    named = door(ctx).site_folder
    try:
        return find_site(named)
    except NotReady:
        if named:
            raise
        return None


def _overrides(folder: Path | None) -> Mapping[str, Place] | None:
    from pratique.stores.places import read_places

    return read_places(folder / "tables" / "places.toml") if folder else None


def _profile(
    folder: Path | None, sender: str | None, dates: str | None, columns: list[str] | None
) -> SenderProfile | None:
    from dataclasses import replace

    from pratique.flow.intake.profile import SenderProfile, load_profile

    if dates not in (None, "dmy", "mdy", "ymd"):
        raise NotReadable("--dates takes dmy, mdy or ymd.", "dmy reads 01/02/1990 as the first of February.")
    given: dict[str, str] = {}
    for pair in columns or ():
        header, equals, field = pair.rpartition("=")
        if not equals or not header:
            raise NotReadable("--column takes HEADER=FIELD.", 'Such as --column "Doc No=document_number".')
        given[header] = field
    profile = load_profile(folder / "senders", sender) if folder and sender else None
    if profile is None and (sender or dates or given):
        profile = SenderProfile(name=sender or "this file")
    if profile is None:
        return None
    order: Any = dates or profile.dates
    return replace(profile, dates=order, columns={**profile.columns, **given})


def _given(flight: str | None, day: str | None, origin: str | None, destination: str | None) -> GivenLeg | None:
    from datetime import date

    from pratique.flow.intake.profile import GivenLeg
    from pratique.model.flights import normal_flight

    if flight is None and day is None and origin is None and destination is None:
        return None
    normal = normal_flight(flight)
    if flight and normal is None:
        raise NotReadable("--flight is no flight number.", "A carrier and up to four digits, such as ZZ123.")
    try:
        when = date.fromisoformat(day) if day else None
    except ValueError:
        raise NotReadable("--date is not a date.", "Write it as 2026-11-14.") from None
    return GivenLeg(
        flight=normal,
        date=when,
        origin=origin.upper() if origin else None,
        destination=destination.upper() if destination else None,
    )


def _paths(given: Iterable[Path]) -> Iterator[Path]:
    """Every file named, and every file in a folder named, in order of name; hidden files are left out."""
    for path in given:
        if path.is_dir():
            yield from (f for f in sorted(path.rglob("*")) if f.is_file() and not f.name.startswith("."))
        else:
            yield path


def _contents(given: Iterable[Path]) -> Iterator[tuple[Path, bytes]]:
    for path in _paths(given):
        yield path, _bytes(path)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise NotFound(f"There is no file {path}.", "Check the path.") from None
    except (PermissionError, IsADirectoryError):
        raise NotReadable(f"The file {path} cannot be opened.", "Check its permissions.") from None
