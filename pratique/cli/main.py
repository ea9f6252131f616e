"""`pratique`: the commands in the order of the work, one way to fail, one place that turns errors into exit codes."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Annotated

import typer
from typer.main import get_command

from pratique import __version__
from pratique.cli import (
    case,
    client,
    demo,
    drill,
    guard,
    identity,
    intake,
    keeping,
    officer,
    rules,
    sample,
    site,
    trace,
)
from pratique.cli.context import Door
from pratique.cli.group import BRING, FIND, GUARD, RUN, START, InOrder
from pratique.errors import PratiqueError

app = typer.Typer(
    cls=InOrder,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="From one notified case to the right list of people, and nobody else's data touched on the way.",
)
app.command("demo", rich_help_panel=START)(demo.demo)
app.command("init", rich_help_panel=START)(site.init)
app.command("doctor", rich_help_panel=START)(site.doctor)
app.add_typer(intake.app, name="intake", rich_help_panel=BRING)
app.add_typer(identity.app, name="identity", rich_help_panel=BRING)
app.add_typer(case.app, name="case", rich_help_panel=FIND)
app.command("trace", rich_help_panel=FIND)(trace.trace)
app.add_typer(guard.app, name="guard", rich_help_panel=GUARD)
app.add_typer(rules.app, name="rules", rich_help_panel=RUN)
app.add_typer(officer.app, name="officer", rich_help_panel=RUN)
app.add_typer(client.app, name="client", rich_help_panel=RUN)
app.command("work", rich_help_panel=RUN)(keeping.work)
app.add_typer(site.db, name="db", rich_help_panel=RUN)
app.add_typer(sample.app, name="sample", rich_help_panel=RUN)
app.add_typer(drill.app, name="drill", rich_help_panel=RUN)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"pratique {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    ctx: typer.Context,
    site_folder: Annotated[
        Path | None,
        typer.Option("--site", metavar="FOLDER", help="The site; else PRATIQUE_SITE, else here."),
    ] = None,
    register_url: Annotated[str | None, typer.Option(metavar="URL", help="Another register than the site's.")] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    del version
    ctx.obj = Door(site_folder, {"register_url": register_url})


def command_names() -> frozenset[str]:
    """Every command by its whole name (``trace``, ``intake load``), and the groups."""
    return frozenset(_names(app, ""))


def _names(group: typer.Typer, before: str) -> Iterator[str]:
    for command in group.registered_commands:
        yield f"{before}{command.name or getattr(command.callback, '__name__', '')}"
    for inner in group.registered_groups:
        yield f"{before}{inner.name}"
        if inner.typer_instance:
            yield from _names(inner.typer_instance, f"{before}{inner.name} ")


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and end the process with the exit code that docs/reference/exit-codes.md gives."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Run one command; its exit code. Nothing but that command's own output reaches stdout."""
    from pratique.cli import log

    try:
        return _ended(_parser()(arguments, standalone_mode=False, prog_name="pratique"))
    except PratiqueError as error:
        typer.echo(f"{error.sentence}", err=True)
        if error.hint:
            typer.echo(error.hint, err=True)
        log.failed(arguments, error.code)
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        typer.echo("Stopped.", err=True)
        return 130
    except (BrokenPipeError, SystemExit):
        # The libraries end the process themselves when whoever reads stdout has gone; nothing else of ours does.
        return _reader_gone()
    except Exception as error:
        if callable(show := getattr(error, "show", None)):
            # The parser's own complaint about an option; its class is private to the version of the library.
            show()
            return 2
        log.fault(arguments, error)
        typer.echo(f"A fault in pratique ({type(error).__name__}); its place is in the log.", err=True)
        typer.echo("Please report it: the log holds no personal data.", err=True)
        return 1


@cache
def _parser() -> Callable[..., object]:
    """All commands with their options, made ready once a process: it takes longer than many a command."""
    return get_command(app)


def _ended(code: object) -> int:
    if code == 130:
        typer.echo("Stopped.", err=True)
    return code if isinstance(code, int) else 0


def _reader_gone() -> int:
    """Whoever read stdout has read enough (`| head`): no fault, and nothing to be said when Python flushes at exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
