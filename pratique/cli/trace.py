"""`trace`: one case's contacts, with reasons, where each is now, and what to do."""

from __future__ import annotations

import json
import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pratique.cli.context import Form, FormOption, door, moment
from pratique.errors import Conflict, NotFound


class Language(StrEnum):
    """Languages a trace can be read in."""

    EN = "en"
    ZH = "zh"


def trace(
    ctx: typer.Context,
    reference: Annotated[str, typer.Argument(metavar="REFERENCE", help="The case's reference.", show_default=False)],
    form: FormOption = Form.TABLE,
    as_of: Annotated[
        str | None, typer.Option(metavar="WHEN", help="As known at that time: 2026-11-20 or 2026-11-20T10:00.")
    ] = None,
    report: Annotated[Path | None, typer.Option(metavar="FILE.html", help="Also write the page to print.")] = None,
    authority: Annotated[
        str | None, typer.Option(metavar="RULE", help="Another authority's rule, for this run.")
    ] = None,
    language: Annotated[
        Language | None,
        typer.Option(help="Language of the table and the page; else the site's. JSON and CSV stay as they are."),
    ] = None,
) -> None:
    """The close contacts of a case, split by where each is now. Names only once the case is confirmed."""
    from pratique.cli.render import private_file, write
    from pratique.cli.render_trace import tracing_table
    from pratique.flow.trace import trace_case
    from pratique.model.access import Purpose, SubjectKind
    from pratique.present.contract import tracing_csv, tracing_json
    from pratique.present.language import translator
    from pratique.present.report import render_report

    if report:
        _can_be_written(report)
    entry = door(ctx)
    with entry.site() as site:
        spoken = translator(language.value if language else site.settings["language"]).language
        known_at = moment(as_of, site.here.zone)
        with entry.desk(Purpose.CONTACT_TRACING, SubjectKind.CASE, reference, known_at, site) as desk:
            tracing = trace_case(desk, authority=authority)
            page = render_report(
                tracing,
                site=desk.here.name or desk.here.code,
                purpose="contact tracing",
                actor=desk.actor.id,
                printed_at=desk.now(),
                language=spoken,
            )
    if report:
        private_file(report, page)
    match form:
        case Form.JSON:
            write(json.dumps(tracing_json(tracing), ensure_ascii=False, indent=1) + "\n")
        case Form.CSV:
            write(tracing_csv(tracing))
        case Form.TABLE:
            tracing_table(tracing, spoken)
    if report:
        typer.echo(f"The page is in {report}.", err=True)


def _can_be_written(report: Path) -> None:
    """Settled before names are read: they are not logged as shown for a page that nobody gets."""
    if report.is_dir():
        raise Conflict(f"{report} is a folder.", "Give the file to write.")
    if not report.parent.is_dir():
        raise NotFound(f"There is no folder {report.parent} to write the page in.", "Make it, or name another file.")
    if not os.access(report if report.exists() else report.parent, os.W_OK):
        raise Conflict(f"{report} cannot be written.", "Check the permissions, or name another file.")
