"""`guard access-report` and `guard holdings`: what somebody may ask about their record, and an inspector about all."""

from __future__ import annotations

import json
import secrets
import sys
from typing import Annotated

import typer

from pratique.cli.context import Form, FormOption, door


def access_report(
    ctx: typer.Context,
    form: FormOption = Form.TABLE,
    officers: Annotated[
        bool, typer.Option(help="Name the officers too: for an inspection, not for the person to take away.")
    ] = False,
) -> None:
    """Who looked at somebody's record and for what, for that person. Asks for the papers, or reads JSON from stdin."""
    from pratique.cli.render import rows, table
    from pratique.desk.access_report import access_report as report
    from pratique.flow.intake.notice import read_person
    from pratique.model.access import Purpose, SubjectKind

    person = read_person(asked_papers())
    request = secrets.token_hex(4).upper()
    with door(ctx).desk(Purpose.INSPECTION, SubjectKind.REQUEST, request) as desk:
        found = report(desk, person)
    header = ["at", "role", "purpose", "as", "looked", "of contacts"]
    lines = [[o.at, o.role, o.purpose, o.subject, o.looked, o.contacts] for o in found]
    if officers:
        header.append("officer")
        lines = [[*line, o.officer] for line, o in zip(lines, found, strict=True)]
    typer.echo(f"Request {request}", err=True)
    if form is Form.TABLE:
        table(
            header,
            lines,
            "No look at a record under these papers is known here. What has been erased can no longer be told.",
        )
    else:
        rows(form, header, lines)


def holdings(ctx: typer.Context, form: FormOption = Form.TABLE) -> None:
    """What this site holds, by kind: how many, since when, until when, how much is erased. No names."""
    from pratique.cli.render import rows
    from pratique.desk.holdings import site_holdings
    from pratique.model.access import Purpose, SubjectKind

    with door(ctx).desk(Purpose.INSPECTION, SubjectKind.SITE, "holdings") as desk:
        found = site_holdings(desk)
    rows(
        form,
        ("kind", "held", "of these erased", "first", "last", "kept until"),
        [(one.kind, one.records, one.erased, one.first, one.last, one.kept) for one in found],
    )


def asked_papers() -> bytes:
    """Somebody's papers as JSON: from the prompt, or from standard input where that is no terminal."""
    return _asked() if sys.stdin.isatty() else sys.stdin.buffer.read()


def _asked() -> bytes:
    """The papers, asked for one by one: an argument would stay in the shell's history and in the list of processes."""
    told = {
        name: typer.prompt(words, default="", show_default=False, err=True).strip()
        for name, words in (
            ("surname", "Surname, as in the document"),
            ("given", "Given names"),
            ("sex", "Sex (M, F or X)"),
            ("birth_date", "Date of birth (2026-11-14)"),
        )
    }
    document = {
        "type": typer.prompt("Type of document", default="P", err=True).strip(),
        "number": typer.prompt("Its number", err=True).strip(),
        "issuer": typer.prompt("State that issued it (three letters)", err=True).strip(),
    }
    return json.dumps(told | {"documents": [document]}).encode()
