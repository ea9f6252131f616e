"""`demo`: the main job on the sample day that ships with pratique."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from pratique.errors import Conflict

_AS_OF = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
"""The moment the sample day is looked at: 10 in the morning, local time."""


def demo(
    folder: Annotated[Path, typer.Argument(help="Folder for the demonstration site; it is made anew.")] = Path(
        "demo-site"
    ),
) -> None:
    """Load a dirty day at a port, trace one measles case, print its contacts, write the page. Everybody is invented."""
    import os
    from dataclasses import replace

    from pratique.cli.render import receipts_table, tracing_table
    from pratique.cli.site import _toml
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
    toml = _toml("CAN", name="Sample port", country=None, zone=None, register_url=None)
    settings = make_site(folder.resolve(), toml, _AS_OF, environ)
    typer.echo(f"1  A site for the sample port, in {folder}.\n")
    clock = lambda: _AS_OF  # noqa: E731 -- the sample day has its own present
    with open_site(settings) as site:
        first = replace(actor_of(settings, environ), id="first officer (demonstration)")
        second = replace(first, id="second officer (demonstration)")
        typer.echo("2  The day's files: several dialects, parts out of order, a part missing, a close-out, crossings.")
        with open_desk(
            site, purpose=Purpose.INTAKE, subject=Subject(SubjectKind.REQUEST, "demo"), actor=first, clock=clock
        ) as desk:
            for step in ("earlier", "manifests", "crossings", "after", "late", "ask"):
                files = [(f.name, f.read_bytes()) for f in sorted((day / step).iterdir()) if f.is_file()]
                typer.echo(f"\n   {step}/")
                receipts_table(list(receive(desk, files)))
        data = (day / "notice.json").read_bytes()
        notice = read_notice(data)
        case = Subject(SubjectKind.CASE, notice.reference)
        with open_desk(site, purpose=Purpose.CASE_INVESTIGATION, subject=case, actor=first, clock=clock) as desk:
            add_case(desk, notice)
        typer.echo(
            f"3  Case {notice.reference}, notified. Before a second officer confirms it, a trace gives counts only:\n"
        )
        with open_desk(site, purpose=Purpose.CONTACT_TRACING, subject=case, actor=first, clock=clock) as desk:
            counted = trace_case(desk)
        typer.echo(f"   {counted.counts['contacts']} contacts on {len(counted.legs)} legs, no names.\n")
        with open_desk(site, purpose=Purpose.CASE_INVESTIGATION, subject=case, actor=second, clock=clock) as desk:
            confirm_case(desk)
        typer.echo("4  Confirmed by the second officer. Its contacts:\n")
        with open_desk(site, purpose=Purpose.CONTACT_TRACING, subject=case, actor=first, clock=clock) as desk:
            tracing = trace_case(desk)
            page = render_report(
                tracing, site="Sample port", purpose="demonstration", actor=first.id, printed_at=desk.now()
            )
    tracing_table(tracing)
    report = folder / "report.html"
    report.write_text(page, encoding="utf-8")
    typer.echo(f"\n5  The page with the seat map: {report}\n   Open it in a browser; it needs no network.")
    typer.echo(f"   Go on with the site yourself: .venv/bin/pratique --site {folder} case list")


def _empty(folder: Path) -> None:
    """An empty folder that only an earlier demonstration may have used."""
    marker = folder / ".pratique-demo"
    if folder.exists():
        if not marker.exists() and any(folder.iterdir()):
            raise Conflict(f"{folder} is there already and is no demonstration.", "Name another folder.")
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    marker.touch()
