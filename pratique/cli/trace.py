"""`trace`: one case's contacts, with reasons, where each is now, and what to do."""

from __future__ import annotations

import json
import os
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pratique.cli.context import Form, FormOption, door, moment
from pratique.errors import Conflict, NotFound

if TYPE_CHECKING:
    from pratique.rules.period import Window


class Trigger(StrEnum):
    """What an officer may report of a journey; some rules widen then."""

    SYMPTOMS_ON_BOARD = "symptoms_on_board"
    EXTENSIVE_PURULENT_RASH = "extensive_purulent_rash"
    SECOND_CASE_ABOARD = "second_case_aboard"


class Language(StrEnum):
    """Languages a trace can be read in."""

    EN = "en"
    ZH = "zh"


def trace(
    ctx: typer.Context,
    references: Annotated[
        list[str],
        typer.Argument(metavar="REFERENCE…", help="A case; several of one cluster make one list.", show_default=False),
    ],
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
    compare: Annotated[bool, typer.Option(help="Also count what the other authorities' rules would give.")] = False,
    sealed: Annotated[
        bool | None, typer.Option("--sealed/--open", help="Coach or bus: windows closed and air-conditioned, or not.")
    ] = None,
    window: Annotated[
        str | None, typer.Option(metavar="FROM..TO", help="Infectious days, where the rule's source gives none.")
    ] = None,
    reported: Annotated[
        list[Trigger] | None, typer.Option(help="What was reported that widens some rules; may be repeated.")
    ] = None,
    ground: Annotated[
        list[str] | None,
        typer.Option("--ground", metavar="ZZ305:DATE=MIN", help="Minutes waited on the ground with people aboard."),
    ] = None,
) -> None:
    """The close contacts of a case, split by where each is now. Names only once the case is confirmed."""
    from pratique.cli.render import private_file, write
    from pratique.cli.render_trace import tracing_table
    from pratique.flow.trace import Options, merge_traces, trace_case
    from pratique.model.access import Purpose, SubjectKind
    from pratique.present.contract import tracing_csv, tracing_json
    from pratique.present.language import translator
    from pratique.present.report import render_report

    if report:
        _can_be_written(report)
    options = Options(
        authority=authority,
        sealed=sealed,
        window=_window(window),
        reported=frozenset(trigger.value for trigger in reported or ()),
        ground_minutes=dict(_ground(text) for text in ground or ()),
        compare=compare,
    )
    entry = door(ctx)
    with entry.site() as site:
        spoken = translator(language.value if language else site.settings["language"]).language
        known_at = moment(as_of, site.here.zone)
        found = []
        for reference in dict.fromkeys(references):
            with entry.desk(Purpose.CONTACT_TRACING, SubjectKind.CASE, reference, known_at, site) as desk:
                found.append(trace_case(desk, options))
        tracing = merge_traces(found)
        if report:
            page = render_report(
                tracing,
                site=desk.here.name or desk.here.code,
                purpose="contact tracing",
                actor=desk.actor.id,
                printed_at=desk.now(),
                language=spoken,
            )
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


def _window(text: str | None) -> Window | None:
    from pratique.rules.period import Window

    if text is None:
        return None
    first, _, last = text.partition("..")
    try:
        return Window(date.fromisoformat(first), date.fromisoformat(last) if last else None)
    except ValueError:
        raise typer.BadParameter("write it as 2026-11-10..2026-11-18, or 2026-11-10.. for an open end") from None


def _ground(text: str) -> tuple[tuple[str, date], int]:
    from pratique.model.flights import normal_service

    named, _, minutes = text.partition("=")
    flight, _, day = named.rpartition(":")
    try:
        return (normal_service(flight) or "", date.fromisoformat(day)), int(minutes)
    except ValueError:
        raise typer.BadParameter("write it as ZZ305:2026-11-14=95: flight, day of departure, minutes") from None
