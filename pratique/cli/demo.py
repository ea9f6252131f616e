"""`demo`: the main job on the sample day that ships with pratique."""

from __future__ import annotations

import shutil
import sys
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pratique.cli.context import DEMONSTRATION
from pratique.errors import Conflict

if TYPE_CHECKING:
    from pratique.desk import Desk
    from pratique.model.access import Actor
    from pratique.model.tracing import LegTrace, Tracing

_AS_OF = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
"""The moment the sample day is looked at: 10 in the morning, local time."""


def demo(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Folder for the demonstration site; it is made anew.")
    ] = Path("demo-site"),
) -> None:
    """Load a dirty day at a port, trace one measles case, print its contacts, write the page. Everybody is invented."""
    import os
    from dataclasses import replace

    from pratique.cli.render_intake import receipts_table
    from pratique.cli.render_trace import counted
    from pratique.cli.site import settings_file
    from pratique.desk import make_site, open_desk, open_site
    from pratique.desk.cases import add_case, confirm_case
    from pratique.desk.work import actor_of
    from pratique.flow.intake.notice import read_notice
    from pratique.flow.receive import receive
    from pratique.flow.trace import trace_case
    from pratique.model.access import Purpose, Subject, SubjectKind
    from pratique.present.report import render_report
    from pratique.samples import sample_day

    _empty(folder)
    day = sample_day()
    environ = {k: v for k, v in os.environ.items() if not k.startswith("PRATIQUE_")}
    settings = make_site(folder.resolve(), settings_file("CAN", name="Sample port"), _AS_OF, environ)
    with open_site(settings) as site:
        first = replace(actor_of(settings, environ), id="first officer (demonstration)")
        second = replace(first, id="second officer (demonstration)")
        notice = read_notice((day / "notice.json").read_bytes())
        case = Subject(SubjectKind.CASE, notice.reference)
        request = Subject(SubjectKind.REQUEST, "demo")

        def desk(purpose: Purpose, subject: Subject, actor: Actor = first) -> AbstractContextManager[Desk]:
            # The sample day has its own present.
            return open_desk(site, purpose=purpose, subject=subject, actor=actor, clock=lambda: _AS_OF)

        def load(*folders: str) -> None:
            paths = [path for one in folders for path in sorted((day / one).iterdir()) if path.is_file()]
            with desk(Purpose.INTAKE, request) as here:
                receipts_table(list(receive(here, ((path.name, path.read_bytes()) for path in paths))))

        _step(1, f"A site for the sample port, in {folder}. Now the files of its day, as dirty as they come:")
        load("earlier", "manifests", "crossings", "after", "ask")

        with desk(Purpose.CASE_INVESTIGATION, case) as here:
            add_case(here, notice)
        with desk(Purpose.CONTACT_TRACING, case) as here:
            before = trace_case(here)
        _step(2, f"A case of {before.disease} is notified, {notice.reference}. Not confirmed yet, so counts, no names:")
        typer.echo(counted(before.counts))
        for leg in before.legs:
            typer.echo(f"{leg.flight} of {leg.date}: {_held(leg)}.")

        _step(3, "The missing part of the list comes in, days late. The case is marked to be looked at again.")
        load("late")

        with desk(Purpose.CASE_INVESTIGATION, case, second) as here:
            confirm_case(here)
        with desk(Purpose.CONTACT_TRACING, case) as here:
            tracing = trace_case(here)
            page = render_report(
                tracing, site="Sample port", purpose="demonstration", actor=first.id, printed_at=here.now()
            )
    _step(4, "A second officer confirms the case. Its contacts, by what is to be done for each:")
    _show(folder, tracing, page)


def _show(folder: Path, tracing: Tracing, page: str) -> None:
    from pratique.cli.render import private_file
    from pratique.cli.render_trace import tracing_table

    tracing_table(tracing)
    report = folder / "report.html"
    private_file(report, page)
    _step(5, f"The page with the seat map is {report}: open it in a browser, it needs no network.")
    typer.echo(f"Go on with this site yourself: {_program()} --site {folder} case list")


def _program() -> str:
    """How this program was called, so that the line can be used as it is."""
    called = Path(sys.argv[0])
    if called.name != "pratique":
        return "pratique"
    return str(called.relative_to(Path.cwd()) if called.is_relative_to(Path.cwd()) else called)


def _step(number: int, text: str) -> None:
    typer.echo(f"\n{number}  {text}\n" if number < 5 else f"\n{number}  {text}")


def _held(leg: LegTrace) -> str:
    if leg.to_request:
        return "its list is to be requested from the carrier"
    c = leg.completeness
    missing = ", ".join(map(str, c.missing_parts))
    return f"{c.present} people listed of {c.declared} declared" + (
        f"; part {missing} of the list is missing" if missing else ""
    )


def _empty(folder: Path) -> None:
    """An empty folder that only an earlier demonstration may have used."""
    marker = folder / DEMONSTRATION
    if folder.exists() and not folder.is_dir():
        raise Conflict(f"{folder} is a file.", "Name a folder.")
    if folder.exists():
        if not marker.exists() and any(folder.iterdir()):
            raise Conflict(f"{folder} is there already and is no demonstration.", "Name another folder.")
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    marker.touch()
