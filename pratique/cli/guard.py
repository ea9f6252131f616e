"""`guard`: is what is held still what was written, and who looked at it?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pratique.cli import inspection, keeping
from pratique.cli.context import Form, FormOption, door
from pratique.cli.group import InOrder
from pratique.errors import NotFound, NotReadable

app = typer.Typer(cls=InOrder, help="Guard the data: the audit log, what is due for erasure, who looked at what.")
log = typer.Typer(cls=InOrder, help="The log of everything that was done and looked at.")
app.add_typer(log, name="audit")
app.command("access-report")(inspection.access_report)
app.command("holdings")(inspection.holdings)
app.command("due")(keeping.due)
app.command("erase")(keeping.erase)
app.command("certificate")(keeping.certificate)
app.command("erase-person")(keeping.erase_person)
app.command("erasures")(keeping.erasures)


@log.command()
def show(
    ctx: typer.Context,
    form: FormOption = Form.TABLE,
    limit: Annotated[int, typer.Option(help="How many, newest first.")] = 50,
) -> None:
    """Who did what, when, for which purpose, about which case or file. No names of travellers."""
    from pratique.cli.render import rows
    from pratique.desk.logbook import log_entries
    from pratique.model.access import Purpose, SubjectKind

    with door(ctx).desk(Purpose.INSPECTION, SubjectKind.SITE, "audit-log") as desk:
        found = log_entries(desk, limit)
    header = ("entry", "at", "actor", "proven", "role", "purpose", "subject", "action", "detail")
    rows(
        form,
        header,
        [(e.seq, e.at, e.actor, e.authenticated, e.role, e.purpose, e.subject, e.action, e.detail) for e in found],
    )


@log.command()
def sign(ctx: typer.Context) -> None:
    """Sign how far the log has come, and copy that to wherever the settings say."""
    from pratique.desk.logbook import sign_log
    from pratique.model.access import Purpose, SubjectKind

    with door(ctx).desk(Purpose.ADMINISTRATION, SubjectKind.SITE, "audit-log") as desk:
        head, failed = sign_log(desk)
    typer.echo(f"Signed up to entry {head.seq}." if head else "Nothing is new since the last signed head.")
    for sentence in failed:
        typer.echo(sentence, err=True)
    if failed:
        raise typer.Exit(3)


@log.command()
def verify(
    ctx: typer.Context,
    copy: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Signed heads kept elsewhere (`audit_copy`); may be repeated."),
    ] = None,
    key: Annotated[
        str | None, typer.Option(metavar="BASE64", help="Public key that heads must be signed with, as noted earlier.")
    ] = None,
) -> None:
    """Find what was changed, deleted, reordered or cut off in the log, and say where."""
    from pratique.desk.logbook import verify_log
    from pratique.guard.heads import read_heads
    from pratique.model.access import Purpose, SubjectKind

    heads = [head for path in copy or () for head in read_heads(_text(path))]
    with door(ctx).desk(Purpose.INSPECTION, SubjectKind.SITE, "audit-log") as desk:
        report = verify_log(desk, heads, key)
    typer.echo(f"Entries: {report.entries:,}; signed heads: {report.heads:,}, up to entry {report.last_signed:,}.")
    if report.begins:
        typer.echo(
            f"The log begins with entry {report.begins.seq + 1:,}: those before were erased on "
            f"{report.begins.at:%Y-%m-%d} when their period had ended. The signed hash of entry {report.begins.seq:,} "
            f"stands for them: {report.begins.hash}"
        )
    if report.key:
        typer.echo(f"Public key of the heads: {report.key}")
    for fault in report.faults:
        typer.echo(f"wrong: entry {fault.seq}: {fault.text}", err=True)
    if report.faults:
        raise typer.Exit(8)
    typer.echo("The log verifies.")


@app.command("rotate-key")
def rotate_key(ctx: typer.Context) -> None:
    """Give the site a new site key; every data key is wrapped under it. The old key is kept for you to destroy."""
    from pratique.desk.rotation import rotate_site_key
    from pratique.model.access import Purpose, SubjectKind

    with door(ctx).desk(Purpose.ADMINISTRATION, SubjectKind.SITE, "site-key") as desk:
        done = rotate_site_key(desk)
    typer.echo(f"The site has a new site key; {done.keys} data keys are wrapped under it.")
    if done.new:
        typer.echo(f"It lies in {done.new}: store it where the site gets its key from, then destroy that file.")
    if done.old:
        typer.echo(f"The old key is kept in {done.old}.")
    for sentence in done.left:
        typer.echo(f"Keys as they were wrapped before may still be in the register: {sentence}.", err=True)
    typer.echo(
        "Copy the new key to where you keep one, make a new backup, then destroy the old key: it opens every backup "
        "and copy made before now, and nothing since. docs/how-to/lost-key.md says more.",
        err=True,
    )


@app.command()
def emergencies(
    ctx: typer.Context,
    form: FormOption = Form.TABLE,
    every: Annotated[bool, typer.Option("--all", help="Also those that a supervisor has acknowledged.")] = False,
) -> None:
    """Cases that an officer confirmed alone, with --break-glass, and that no supervisor has acknowledged."""
    from pratique.cli.render import rows
    from pratique.desk.emergencies import list_emergencies
    from pratique.model.access import Purpose, SubjectKind

    with door(ctx).desk(Purpose.INSPECTION, SubjectKind.SITE, "emergencies") as desk:
        found = list_emergencies(desk)
    rows(
        form,
        ("reference", "confirmed by", "at", "acknowledged by", "acknowledged at"),
        [
            (one.reference, one.emergency.by, one.emergency.at, one.emergency.acknowledged_by,
             one.emergency.acknowledged_at)
            for one in found
            if every or one.emergency.acknowledged_at is None
        ],
    )  # fmt: skip


@app.command()
def acknowledge(
    ctx: typer.Context,
    reference: Annotated[str, typer.Argument(metavar="REFERENCE", help="The case's reference.", show_default=False)],
) -> None:
    """Say, as a supervisor, that you have looked at a case confirmed with --break-glass."""
    from pratique.desk.emergencies import acknowledge_emergency
    from pratique.model.access import Purpose, SubjectKind

    with door(ctx).desk(Purpose.INSPECTION, SubjectKind.CASE, reference) as desk:
        acknowledge_emergency(desk)
    typer.echo(f"{reference}: acknowledged.")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise NotFound(f"There is no file {path.name}.", "Check the path.") from None
    except (UnicodeDecodeError, OSError):
        raise NotReadable(f"{path.name} cannot be read as text.", "Give the file that `audit_copy` names.") from None
