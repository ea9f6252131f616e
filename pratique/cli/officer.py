"""`officer`: who works at this site."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer

from pratique.cli.context import Form, FormOption, door
from pratique.cli.group import InOrder
from pratique.errors import NotAllowed

app = typer.Typer(cls=InOrder, help="Who works at this site: invite, join, list, disable, recover.")


_WARNING = "This is logged, and every command will say so until another supervisor acknowledges it. Type recover"


class RoleOption(StrEnum):
    """The roles an officer can be invited to."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    EPIDEMIOLOGIST = "epidemiologist"
    INSPECTOR = "inspector"
    ADMINISTRATOR = "administrator"


@app.command()
def invite(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="How the officer is called in the log, such as wang.li.")],
    role: Annotated[RoleOption, typer.Option(help="What the officer may do: docs/reference/permissions.md.")] = (
        RoleOption.OFFICER
    ),
) -> None:
    """Print a one-time code with which an officer joins from their own account or computer."""
    from pratique.desk.staff import invite_officer
    from pratique.model.access import Purpose, Role, SubjectKind

    with door(ctx).desk(Purpose.ADMINISTRATION, SubjectKind.SITE, "officers") as desk:
        invitation = invite_officer(desk, name, Role(role.value))
    typer.echo(invitation.code)
    typer.echo(
        f"Give this code to {name}, who runs `pratique officer join` within three days. It is shown this once.",
        err=True,
    )


@app.command()
def join(ctx: typer.Context) -> None:
    """Take up an invitation: makes a key on this device and asks for the code (or reads it from stdin)."""
    from pratique.desk.staff import join_site

    if sys.stdin.isatty():
        code = typer.prompt("Code of the invitation", hide_input=True, err=True)
    else:
        code = sys.stdin.buffer.readline().decode(errors="replace")
    with door(ctx).site() as site:
        actor = join_site(site, code, datetime.now(UTC))
        kept = site.settings["device_key_command"] or site.settings["device_key_file"]
    typer.echo(f"You are {actor.id}, {actor.role}, at this site. Your key: {kept}")


@app.command("list")
def show_all(ctx: typer.Context, form: FormOption = Form.TABLE) -> None:
    """Everybody who works or worked at this site."""
    from pratique.cli.render import rows
    from pratique.desk.staff import list_officers
    from pratique.model.access import Purpose, SubjectKind

    with door(ctx).desk(Purpose.ADMINISTRATION, SubjectKind.SITE, "officers") as desk:
        found = list_officers(desk)
    rows(
        form,
        ("name", "role", "keys", "added by", "added", "disabled"),
        [(one.name, one.role, one.keys, one.added_by, one.added_at, one.disabled_at) for one in found],
    )


@app.command()
def recover(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A new name, as the log is to show it.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for the word.")] = False,
) -> None:
    """Where every supervisor is lost: invite a new one with the site key alone. Everybody will be told of it."""
    from pratique.desk.recovery import recover_supervisor

    if not yes and typer.prompt(_WARNING, err=True).strip() != "recover":
        raise NotAllowed("Nobody was invited: the word was not typed.", "")
    with door(ctx).site() as site:
        invitation = recover_supervisor(site, name, datetime.now(UTC))
    typer.echo(invitation.code)
    typer.echo(
        f"{name} runs `pratique officer join` with this code within three days, and then invites another supervisor, "
        f"who runs `pratique officer acknowledge {name}`.",
        err=True,
    )


@app.command()
def acknowledge(
    ctx: typer.Context, name: Annotated[str, typer.Argument(metavar="NAME", help="The supervisor who came so.")]
) -> None:
    """Say, as another supervisor, that you know of one who was invited with `officer recover`."""
    from pratique.desk.recovery import acknowledge_recovery
    from pratique.model.access import Purpose, SubjectKind

    with door(ctx).desk(Purpose.ADMINISTRATION, SubjectKind.SITE, "officers") as desk:
        acknowledge_recovery(desk, name)
    typer.echo(f"{name}: acknowledged.")


@app.command()
def disable(ctx: typer.Context, name: Annotated[str, typer.Argument(metavar="NAME", help="Who is shut out.")]) -> None:
    """Shut an officer out at once, with every key and open invitation."""
    from pratique.desk.staff import disable_officer
    from pratique.model.access import Purpose, SubjectKind

    with door(ctx).desk(Purpose.ADMINISTRATION, SubjectKind.SITE, "officers") as desk:
        disable_officer(desk, name)
    typer.echo(f"{name} is shut out.")
