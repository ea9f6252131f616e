"""`guard due`, `guard erase`, `guard certificate` and `work`: what is kept no longer goes, and that is proven."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Annotated

import typer

from pratique.cli.context import Form, FormOption, door
from pratique.errors import NotAllowed, NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pratique.desk.due import Due
    from pratique.flow.rounds import Rounds
    from pratique.guard.certificate import Certificate

_CONFIRM = "erase"


def due(ctx: typer.Context, form: FormOption = Form.TABLE) -> None:
    """What will have to be erased and when, by category and period: counts, never names."""
    from pratique.desk.due import what_is_due
    from pratique.model.access import Purpose, SubjectKind

    with door(ctx).desk(Purpose.INSPECTION, SubjectKind.SITE, "retention") as desk:
        found, now = what_is_due(desk), desk.now()
    _show(form, found, [one.at <= now for one in found], "Nothing is held that will have to be erased.")


def erase(
    ctx: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be erased now.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for the word.")] = False,
) -> None:
    """Erase what is due: destroy its keys, remove its rows, look for what is left, write a certificate."""
    from pratique.desk.due import what_is_due
    from pratique.desk.keeping import erase_due
    from pratique.guard.certificate import as_text
    from pratique.model.access import Purpose, SubjectKind

    with door(ctx).desk(Purpose.ADMINISTRATION, SubjectKind.SITE, "retention") as desk:
        found = [one for one in what_is_due(desk) if one.at <= desk.now()]
        if dry_run or not found:
            _show(Form.TABLE, found, [True] * len(found), "Nothing is due.")
            return
        if not yes:
            _show(Form.TABLE, found, [True] * len(found), "")
            _confirmed()
        certificate = erase_due(desk)
    if certificate is None:
        typer.echo("Nothing is due any more: somebody else has erased it.")
        return
    typer.echo(as_text(certificate), nl=False)
    _must_hold(certificate)


def certificate(
    ctx: typer.Context,
    number: Annotated[int | None, typer.Argument(metavar="NUMBER", help="Which one; else the newest.")] = None,
    form: FormOption = Form.TABLE,
) -> None:
    """A certificate of erasure, as text or JSON; `-o csv` lists all of them."""
    from dataclasses import asdict

    from pratique.cli.render import rows
    from pratique.desk.keeping import read_certificates
    from pratique.guard.certificate import as_text
    from pratique.model.access import Purpose, SubjectKind

    with door(ctx).desk(Purpose.INSPECTION, SubjectKind.SITE, "retention") as desk:
        found = read_certificates(desk, number)
    if not found:
        raise NotFound("There is no such certificate.", "`pratique guard erase` writes one for each erasure.")
    if form is Form.CSV:
        header = ("number", "at", "finished", "by", "role", "holds")
        rows(form, header, [(one.number, one.at, one.finished_at, one.by, one.role, one.holds) for one in found])
    elif form is Form.JSON:
        typer.echo(json.dumps(asdict(found[0]), default=lambda at: at.isoformat(), ensure_ascii=False, indent=2))
    else:
        typer.echo(as_text(found[0]), nl=False)


def erase_person(
    ctx: typer.Context, yes: Annotated[bool, typer.Option("--yes", help="Do not ask for the word.")] = False
) -> None:
    """Erase the record of somebody who asks for it. Asks for the papers, or reads JSON from stdin (with --yes)."""
    import secrets

    from pratique.cli.inspection import asked_papers
    from pratique.desk.persons import erase_person as erased
    from pratique.flow.intake.notice import read_person
    from pratique.guard.certificate import as_text
    from pratique.model.access import Purpose, SubjectKind

    with door(ctx).desk(Purpose.ADMINISTRATION, SubjectKind.REQUEST, secrets.token_hex(4).upper()) as desk:
        person = read_person(asked_papers())
        if not yes:
            _confirmed()
        certificate = erased(desk, person)
    if certificate is None:
        typer.echo("Nothing is held under these papers.")
        return
    typer.echo(as_text(certificate), nl=False)
    _must_hold(certificate)


def erasures(ctx: typer.Context) -> None:
    """The numbers of the records that persons had erased, as JSON for `db restore --erasures`. They name nobody."""
    from pratique.desk.persons import forgotten
    from pratique.model.access import Purpose, SubjectKind

    with door(ctx).desk(Purpose.ADMINISTRATION, SubjectKind.SITE, "retention") as desk:
        typer.echo(json.dumps(forgotten(desk)))


def work(
    ctx: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Do it once and end: for a timer.")] = False,
    every: Annotated[int, typer.Option(metavar="SECONDS", min=10, help="Else again and again, so far apart.")] = 3600,
) -> None:
    """The daily work: settle what a killed load left, tidy, erase what is due, say what waits, sign the log."""
    while True:
        done = _round(ctx)
        _say(done)
        if once:
            raise typer.Exit(8 if _still_there(done) else 3 if done.failed else 0)
        time.sleep(every)


def _round(ctx: typer.Context) -> Rounds:
    from pratique.desk import open_desk
    from pratique.flow.rounds import make_rounds
    from pratique.model.access import Actor, Purpose, Role, Subject, SubjectKind

    # Whoever holds the site key may have this done: it shows nothing to anybody, and does only what the rules say.
    actor = Actor("pratique work", Role.SYSTEM, authenticated=False)
    subject = Subject(SubjectKind.SITE, "work")
    with (
        door(ctx).site(remind=False) as site,
        open_desk(site, purpose=Purpose.ADMINISTRATION, subject=subject, actor=actor) as desk,
    ):
        return make_rounds(desk)


def _say(done: Rounds) -> None:
    if done.settled:
        typer.echo(f"Settled what a killed load left: {done.settled}.")
    typer.echo(
        f"Erased what was due: certificate {done.certificate.number}." if done.certificate else "Nothing was due."
    )
    typer.echo(f"Signed the log up to entry {done.head.seq}." if done.head else "Nothing new to sign.")
    for reminder in done.reminders:
        typer.echo(f"Waits: {reminder.sentence}")
    for sentence in done.failed:
        typer.echo(sentence, err=True)


def _still_there(done: Rounds) -> bool:
    return done.certificate is not None and not done.certificate.holds


def _confirmed() -> None:
    if typer.prompt(f"What is erased is gone for good. Type {_CONFIRM}", err=True).strip() != _CONFIRM:
        raise NotAllowed("Nothing was erased: the word was not typed.", "")


def _must_hold(certificate: Certificate) -> None:
    if not certificate.holds:
        typer.echo(
            "Something of what was erased was still found: run it again, then look at the certificate.", err=True
        )
        raise typer.Exit(8)


def _show(form: Form, found: Sequence[Due], now: Sequence[bool], nothing: str) -> None:
    from pratique.cli.render import rows, table

    header = ("category", "period", "due", "records", "of", "now")
    lines = [
        (one.category, one.period, one.at, one.records, one.of, "due" if is_due else "")
        for one, is_due in zip(found, now, strict=True)
    ]
    if form is Form.TABLE:
        table(header, lines, nothing)
    else:
        rows(form, header, lines)
