"""`trace`: one case's contacts, with reasons, where each is now, and what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from pratique.cli.context import Form, FormOption, door, moment
from pratique.errors import Conflict


def trace(
    ctx: typer.Context,
    reference: Annotated[str, typer.Argument(help="The case's reference.", show_default=False)],
    form: FormOption = Form.TABLE,
    as_of: Annotated[
        str | None, typer.Option(metavar="WHEN", help="As known at that time: 2026-11-20 or 2026-11-20T10:00.")
    ] = None,
    report: Annotated[Path | None, typer.Option(metavar="FILE.html", help="Also write the page to print.")] = None,
    authority: Annotated[
        str | None, typer.Option(metavar="RULE", help="Another authority's rule, for this run.")
    ] = None,
) -> None:
    """The close contacts of a case, split by where each is now. Names only once the case is confirmed."""
    from pratique.cli.render import tracing_table, write
    from pratique.flow.trace import trace_case
    from pratique.model.access import Purpose, SubjectKind
    from pratique.present.contract import tracing_csv, tracing_json
    from pratique.present.report import render_report

    if report and report.is_dir():
        raise Conflict(f"{report} is a folder.", "Give the file to write.")
    entry = door(ctx)
    with entry.site() as site:
        known_at = moment(as_of, site.settings["zone"])
        with entry.desk(Purpose.CONTACT_TRACING, SubjectKind.CASE, reference, known_at, site) as desk:
            tracing = trace_case(desk, authority=authority)
            page = render_report(
                tracing,
                site=desk.here.name or desk.here.code,
                purpose="contact tracing",
                actor=desk.actor.id,
                printed_at=desk.now(),
            )
    if report:
        report.write_text(page, encoding="utf-8")
        report.chmod(0o600)
    match form:
        case Form.JSON:
            write(json.dumps(tracing_json(tracing), ensure_ascii=False, indent=1) + "\n")
        case Form.CSV:
            write(tracing_csv(tracing))
        case Form.TABLE:
            tracing_table(tracing)
    if report:
        typer.echo(f"The page is in {report}.", err=True)
