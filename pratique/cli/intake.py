"""`intake`: files in. Check without storing, load, watch a folder, show what came."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pratique.cli.context import Form, FormOption, door
from pratique.cli.files import contents, inside, paths_of
from pratique.cli.group import InOrder
from pratique.cli.reading import Reading, SenderOption, takes_reading
from pratique.errors import Conflict, NotFound

if TYPE_CHECKING:
    from pratique.flow.receive import Receipt
    from pratique.model.places import Place

app = typer.Typer(cls=InOrder, help="Manifests, close-outs and crossings: check, load, watch, log.")

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE", help="Files, or folders whose files are all taken; - is stdin.", show_default=False),
]


@app.command()
@takes_reading
def check(
    ctx: typer.Context,
    files: Files,
    form: FormOption = Form.TABLE,
    *,
    reading: Reading,
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
    profile, given = reading.profile(folder), reading.given()
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
@takes_reading
def load(ctx: typer.Context, files: Files, *, reading: Reading) -> None:
    """Take files into this site. Each is wholly stored or not at all, and never twice."""
    from pratique.cli.render import progress
    from pratique.cli.render_intake import receipts_table
    from pratique.flow.intake.profile import save_profile
    from pratique.flow.receive import receive
    from pratique.model.access import Purpose, SubjectKind

    paths = paths_of(files)
    with door(ctx).site() as site:
        profile, given = reading.profile(site.settings.site), reading.given()
        if profile and reading.settles:
            save_profile(site.settings.site / "senders", profile)
        got: list[Receipt] = []
        with door(ctx).desk(Purpose.INTAKE, SubjectKind.REQUEST, "intake-load", site=site) as desk:
            read = ((path.name, data) for path, data in contents(progress(paths, "Loading")))
            for receipt in receive(desk, read, profile=profile, given=given):
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
    sender: SenderOption = None,
) -> None:
    """Load files as they arrive. A file is taken when its size has stopped changing; it is left where it is."""
    if not folder.is_dir():
        raise NotFound(f"There is no folder {folder}.", "Make it, or name another.")
    with _stopping_between_files():
        rejected = _watch(ctx, folder, every, once, sender)
    if rejected:
        raise typer.Exit(4)


def _watch(ctx: typer.Context, folder: Path, every: float, once: bool, sender: str | None) -> bool:
    """Look at the folder again and again; with `once` until nothing waits: whether anything was not taken."""
    from pratique.flow.warm import warm_up

    seen: dict[Path, _Stamp] = {}
    taken: dict[Path, _Stamp] = {}
    rejected = False
    if not once:
        with door(ctx).site() as site:
            warm_up(site)
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
        _pause(0.2 if once else every)
    return rejected


def _pause(seconds: float) -> None:
    """Wait; Ctrl-C ends the program here, even if a library lost the signal while a file was loaded."""
    if _STOP.wait(seconds):
        raise KeyboardInterrupt


_STOP = threading.Event()


@contextlib.contextmanager
def _stopping_between_files() -> Iterator[None]:
    """Ctrl-C waits until what is being loaded is loaded: an exception would be lost where a library must not raise."""
    _STOP.clear()
    before = signal.signal(signal.SIGINT, lambda *_: _STOP.set())
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


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
        profile = Reading(sender=sender).profile(site.settings.site)
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


# -- the site, if there is one ---------------------------------------------------------------------------------


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
