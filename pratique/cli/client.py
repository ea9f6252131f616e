"""`client`: machines that hand in files to this site."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from pratique.cli.context import Form, FormOption, door
from pratique.cli.group import InOrder

app = typer.Typer(cls=InOrder, help="Machines that hand in files unattended: add, list, disable.")


class ScopeOption(StrEnum):
    """What a client's token can be good for."""

    INTAKE = "intake"


@app.command()
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="How the log calls it, such as mail-fetcher.")],
    scope: Annotated[ScopeOption, typer.Option(help="What it may do: intake hands files in and is shown none.")] = (
        ScopeOption.INTAKE
    ),
    days: Annotated[int, typer.Option(min=1, max=366, help="How long its token is good.")] = 90,
) -> None:
    """Print a token with which a machine hands in files; the same name again gives it another one."""
    from pratique.desk.clients import add_client
    from pratique.model.access import Purpose, SubjectKind

    with door(ctx).desk(Purpose.ADMINISTRATION, SubjectKind.SITE, "clients") as desk:
        token = add_client(desk, name, Purpose(scope.value), days)
    typer.echo(token)
    typer.echo(
        f"Put this token in a file that only {name} may read, and name it with PRATIQUE_CLIENT_TOKEN_FILE. "
        f"It is shown this once and good for {days} days.",
        err=True,
    )


@app.command("list")
def show_all(ctx: typer.Context, form: FormOption = Form.TABLE) -> None:
    """Every token that was given to a machine, and until when it is good."""
    from pratique.cli.render import rows
    from pratique.desk.clients import list_clients
    from pratique.model.access import Purpose, SubjectKind

    with door(ctx).desk(Purpose.ADMINISTRATION, SubjectKind.SITE, "clients") as desk:
        found = list_clients(desk)
    rows(
        form,
        ("name", "scope", "standing", "added by", "added", "good until", "disabled"),
        [(c.name, c.scope, c.standing, c.added_by, c.added_at, c.expires_at, c.disabled_at) for c in found],
    )


@app.command()
def disable(ctx: typer.Context, name: Annotated[str, typer.Argument(metavar="NAME", help="Who is shut out.")]) -> None:
    """Shut a machine out at once, with every token it has."""
    from pratique.desk.clients import disable_client
    from pratique.model.access import Purpose, SubjectKind

    with door(ctx).desk(Purpose.ADMINISTRATION, SubjectKind.SITE, "clients") as desk:
        disable_client(desk, name)
    typer.echo(f"{name} is shut out.")
