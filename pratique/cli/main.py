"""`pratique`: the commands in the order of the work, one way to fail, one place that turns errors into exit codes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from pratique import __version__
from pratique.cli import case, demo, intake, rules, site, trace
from pratique.cli.context import Door
from pratique.errors import PratiqueError

_ORDER = ("demo", "init", "doctor", "intake", "case", "trace", "rules", "db")


class _InOrder(TyperGroup):
    """Lists commands in the order of the work, groups and plain commands alike."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The commands as an officer meets them."""
        return sorted(super().list_commands(ctx), key=lambda name: _ORDER.index(name) if name in _ORDER else 99)


app = typer.Typer(
    cls=_InOrder,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="From one notified case to the right list of people, and nobody else's data touched on the way.",
)
START, BRING, FIND, RUN = "Start", "Bring data in", "Find people", "Run"
app.command("demo", rich_help_panel=START)(demo.demo)
app.command("init", rich_help_panel=START)(site.init)
app.command("doctor", rich_help_panel=START)(site.doctor)
app.add_typer(intake.app, name="intake", rich_help_panel=BRING)
app.add_typer(case.app, name="case", rich_help_panel=FIND)
app.command("trace", rich_help_panel=FIND)(trace.trace)
app.add_typer(rules.app, name="rules", rich_help_panel=RUN)
app.add_typer(site.db, name="db", rich_help_panel=RUN)


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


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and end the process with the exit code that docs/reference/exit-codes.md gives."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Run one command; its exit code. Nothing but that command's own output reaches stdout."""
    from pratique.cli import log

    try:
        code = app(arguments, standalone_mode=False, prog_name="pratique")
    except PratiqueError as error:
        typer.echo(f"{error.sentence}", err=True)
        if error.hint:
            typer.echo(error.hint, err=True)
        log.failed(arguments, error.code)
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        typer.echo("Stopped.", err=True)
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception as error:
        if callable(show := getattr(error, "show", None)):
            # The parser's own complaint about an option; its class is private to the version of the library.
            show()
            return 2
        log.fault(arguments, error)
        typer.echo(f"A fault in pratique ({type(error).__name__}); its place is in the log.", err=True)
        typer.echo("Please report it: the log holds no personal data.", err=True)
        return 1
    return code if isinstance(code, int) else 0
