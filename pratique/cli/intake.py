"""`intake`: files in. Check without storing, load, watch a folder, show what came."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pratique.cli.context import Form, FormOption, door
from pratique.cli.files import contents, inside, paths_of
from pratique.cli.group import InOrder
from pratique.errors import Conflict, NotFound

if TYPE_CHECKING:
    from pratique.flow.intake.profile import GivenLeg, SenderProfile
    from pratique.flow.receive import Receipt
    from pratique.model.facts import Conveyance
    from pratique.model.places import Place

app = typer.Typer(cls=InOrder, help="Manifests, close-outs and crossings: check, load, watch, log.")

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE", help="Files, or folders whose files are all taken; - is stdin.", show_default=False),
]
Sender = Annotated[str | None, typer.Option(metavar="NAME", help="Whose files: settings for them are kept by name.")]
Dates = Annotated[str | None, typer.Option(metavar="ORDER", help="Order of dates in tables: dmy, mdy or ymd.")]
Columns = Annotated[
    list[str] | None, typer.Option("--column", metavar="HEADER=FIELD", help="What a column of a table means.")
]
Flight = Annotated[str | None, typer.Option(metavar="ZZ123", help="Flight of a table that does not name it.")]
Train = Annotated[str | None, typer.Option(metavar="G17", help="Train of a table that does not name it.")]
Bus = Annotated[str | None, typer.Option(metavar="NUMBER", help="Bus of a table that does not name it.")]
Ship = Annotated[str | None, typer.Option(metavar="NAME", help="Ship or voyage of a table that does not name it.")]
Day = Annotated[str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="Its local date of departure.")]
Origin = Annotated[str | None, typer.Option("--from", metavar="CODE", help="Where it departs: airport or station.")]
Destination = Annotated[str | None, typer.Option("--to", metavar="CODE", help="Where it arrives: airport or station.")]


@app.command()
def check(
    ctx: typer.Context,
    files: Files,
    form: FormOption = Form.TABLE,
    sender: Sender = None,
    dates: Dates = None,
    column: Columns = None,
    flight: Flight = None,
    train: Train = None,
    bus: Bus = None,
    ship: Ship = None,
    day: Day = None,
    origin: Origin = None,
    destination: Destination = None,
) -> None:
    """Read files and say what they hold and what is wrong with them; nothing is stored.

    The JSON form is a documented contract and shows what each message says, names included: it is for the person who
    already holds the file. Needs no site.
    """
    import json

    from pratique.cli.render import progress, write
    from pratique.cli.render_intake import check_table
    from pratique.flow.intake import read_file
    from pratique.flow.intake.contract import check_json
    from pratique.stores.places import Places

    folder = _site_folder(ctx)
    profile = _profile(folder, sender, dates, column)
    given = _given({"aircraft": flight, "train": train, "bus": bus, "ship": ship}, day, origin, destination)
    places = Places(_overrides(folder))
    reports = []
    worst = 0
    paths = paths_of(files)
    for path, data in contents(progress(paths, "Reading")):
        read = read_file(data, path.name, places, profile, given)
        worst = max(worst, 4 if read.error or read.rejected else 0)
        reports.append((path, read))
    if len(reports) < len(paths):
        worst = 4
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
    train: Train = None,
    bus: Bus = None,
    ship: Ship = None,
    day: Day = None,
    origin: Origin = None,
    destination: Destination = None,
) -> None:
    """Take files into this site. Each is wholly stored or not at all, and never twice."""
    from pratique.cli.render import progress
    from pratique.cli.render_intake import receipts_table
    from pratique.flow.intake.profile import save_profile
    from pratique.flow.receive import receive
    from pratique.model.access import Purpose, SubjectKind

    paths = paths_of(files)
    with door(ctx).site() as site:
        profile = _profile(site.settings.site, sender, dates, column)
        if profile and sender and (dates or column):
            save_profile(site.settings.site / "senders", profile)
        given = _given({"aircraft": flight, "train": train, "bus": bus, "ship": ship}, day, origin, destination)
        got: list[Receipt] = []
        with door(ctx).desk(Purpose.INTAKE, SubjectKind.REQUEST, "intake-load", site=site) as desk:
            reading = ((path.name, data) for path, data in contents(progress(paths, "Loading")))
            for receipt in receive(desk, reading, profile=profile, given=given):
                got.append(receipt)
    receipts_table(got)
    if len(got) < len(paths) or any(r.outcome == "rejected" or r.read.rejected for r in got):
        raise typer.Exit(4)


@app.command()
def watch(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder that files arrive in.")],
    every: Annotated[float, typer.Option(metavar="SECONDS", help="How often to look.")] = 5.0,
    once: Annotated[bool, typer.Option(help="Look until nothing more waits, then stop.")] = False,
    sender: Sender = None,
) -> None:
    """Load files as they arrive. A file is taken when its size has stopped changing; it is left where it is."""
    if not folder.is_dir():
        raise NotFound(f"There is no folder {folder}.", "Make it, or name another.")
    seen: dict[Path, _Stamp] = {}
    taken: dict[Path, _Stamp] = {}
    rejected = False
    while True:
        now = _stamps(folder)
        waiting = [path for path, stamp in now.items() if taken.get(path) != stamp]
        settled = [path for path in waiting if seen.get(path) == now[path]]
        seen = now
        if settled:
            try:
                rejected |= _take(ctx, settled, sender)
            except Conflict as busy:
                # Another writer is at work: what waits is still here at the next look.
                if once:
                    raise
                typer.echo(f"{busy.sentence} Looking again in {every:g} seconds.", err=True)
            else:
                taken.update({path: now[path] for path in settled})
        elif once and not waiting:
            break
        time.sleep(0.2 if once else every)
    if rejected:
        raise typer.Exit(4)


_Stamp = tuple[int, float]


def _stamps(folder: Path) -> dict[Path, _Stamp]:
    """Size and time of change of every file there; a file that goes away meanwhile is left out."""
    found: dict[Path, _Stamp] = {}
    for path in inside(folder):
        with contextlib.suppress(FileNotFoundError):
            stat = path.stat()
            found[path] = (stat.st_size, stat.st_mtime)
    return found


def _take(ctx: typer.Context, paths: list[Path], sender: str | None) -> bool:
    """Load these files and show what became of them; whether any of them, or a row, was not taken."""
    from pratique.cli.render_intake import receipts_table
    from pratique.flow.receive import receive
    from pratique.model.access import Purpose, SubjectKind

    with door(ctx).site() as site:
        profile = _profile(site.settings.site, sender, None, None)
        with door(ctx).desk(Purpose.INTAKE, SubjectKind.REQUEST, "intake-watch", site=site) as desk:
            got = list(receive(desk, ((path.name, data) for path, data in contents(paths)), profile=profile))
    receipts_table(got)
    return any(r.outcome == "rejected" or r.read.rejected for r in got)


@app.command("log")
def show_log(
    ctx: typer.Context,
    form: FormOption = Form.TABLE,
    limit: Annotated[int, typer.Option(help="How many, newest first.")] = 50,
) -> None:
    """What came, when, from whom, and what was rejected and why. No names."""
    from pratique.cli.render import rows
    from pratique.cli.render_intake import log_table
    from pratique.desk.received import received_files
    from pratique.model.access import Purpose, SubjectKind

    with door(ctx).desk(Purpose.INTAKE, SubjectKind.REQUEST, "intake-log") as desk:
        files = received_files(desk, limit)
    if form is Form.TABLE:
        log_table(files)
        return
    rows(
        form,
        (
            "file",
            "received",
            "by",
            "name",
            "outcome",
            "kind",
            "legs",
            "people",
            "crossings",
            "findings",
            "rejected",
            "error",
        ),
        [
            (
                f.file_id,
                f.received_at,
                f.received_by,
                f.name,
                f.outcome,
                f.kind,
                list(f.legs),
                f.people,
                f.crossings,
                dict(f.findings),
                [{"row": row, "reason": why} for row, why in f.rejected],
                f.error,
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

    from pratique.flow.intake.headers import FIELDS
    from pratique.flow.intake.profile import SenderProfile, load_profile

    if dates not in (None, "dmy", "mdy", "ymd"):
        raise _wrong("--dates", "it is dmy, mdy or ymd; dmy reads 01/02/1990 as the first of February.")
    given: dict[str, str] = {}
    for pair in columns or ():
        header, equals, field = pair.rpartition("=")
        if not equals or not header:
            raise _wrong("--column", 'write HEADER=FIELD, such as "Doc No=doc_number".')
        if field and field not in FIELDS:
            raise _wrong("--column", f"there is no field {field}. Fields: {', '.join(sorted(FIELDS))}.")
        given[header] = field
    profile = load_profile(folder / "senders", sender) if folder and sender else None
    if profile is None and (sender or dates or given):
        profile = SenderProfile(name=sender or "this file")
    if profile is None:
        return None
    order: Any = dates or profile.dates
    return replace(profile, dates=order, columns={**profile.columns, **given})


def _given(
    named: Mapping[Conveyance, str | None], day: str | None, origin: str | None, destination: str | None
) -> GivenLeg | None:
    from datetime import date

    from pratique.flow.intake.profile import GivenLeg
    from pratique.model.flights import normal_flight, normal_service

    services: dict[Conveyance, str] = {kind: text for kind, text in named.items() if text is not None}
    if not services and day is None and origin is None and destination is None:
        return None
    if len(services) > 1:
        raise _wrong(
            " and ".join(f"--{_OPTIONS[kind]}" for kind in services), "a table is of one conveyance; give one."
        )
    kind: Conveyance = next(iter(services), "aircraft")
    text = services.get(kind)
    normal = normal_flight(text) if kind == "aircraft" else normal_service(text)
    if text is not None and normal is None:
        hint = "no flight number: a carrier and up to four digits, such as ZZ123."
        raise _wrong(f"--{_OPTIONS[kind]}", hint if kind == "aircraft" else "it is empty.")
    try:
        when = date.fromisoformat(day) if day else None
    except ValueError:
        raise _wrong("--date", "not a date: write it as 2026-11-14.") from None
    start, end = (
        (place.upper() if kind == "aircraft" else place) if place else None for place in (origin, destination)
    )
    return GivenLeg(flight=normal, date=when, origin=start, destination=end, conveyance=kind)


_OPTIONS: Mapping[Conveyance, str] = {"aircraft": "flight", "train": "train", "bus": "bus", "ship": "ship"}


def _wrong(option: str, what: str) -> typer.BadParameter:
    return typer.BadParameter(what, param_hint=option)
