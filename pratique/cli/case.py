"""`case`: notices in, confirmed by a second officer, shown, listed, withdrawn."""

from __future__ import annotations

import base64
import binascii
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pratique.cli.context import Form, FormOption, door
from pratique.cli.group import InOrder
from pratique.errors import NotFound, NotReadable

if TYPE_CHECKING:
    from pratique.model.casework import Emergency, Journey

app = typer.Typer(cls=InOrder, help="Case notices: add, confirm, show, list, withdraw.")
Reference = Annotated[str, typer.Argument(metavar="REFERENCE", help="The case's reference.", show_default=False)]


@app.command()
def add(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Option("--file", help="The notice, JSON; - reads it from stdin.")] = None,
    signature: Annotated[
        Path | None,
        typer.Option(help="The notifier's Ed25519 signature of the file, base64."),
    ] = None,
) -> None:
    """Take in a case notice. It shows nobody's name until a second officer confirms it."""
    from pratique.desk.cases import add_case, trusted_notifier
    from pratique.flow.intake.notice import read_notice
    from pratique.flow.trace import rule_and_window
    from pratique.model.access import Purpose, SubjectKind
    from pratique.rules.reference import names_disease

    data = _stdin() if file is None or str(file) == "-" else _bytes(file)
    notice = read_notice(data)
    cannot: NotReadable | None = None
    with door(ctx).desk(Purpose.CASE_INVESTIGATION, SubjectKind.CASE, notice.reference) as desk:
        disease = desk.site.book.disease(notice.disease)
        signer = trusted_notifier(desk, data, _signature(signature)) if signature else None
        what = add_case(desk, notice, signer)
        try:
            rule_and_window(desk, notice)
        except NotReadable as error:
            cannot = error
    if what == "known":
        typer.echo(f"{notice.reference}: this notice was known already; nothing changed.")
    elif signer:
        typer.echo(f"{notice.reference}: {what}, confirmed by the signature of {signer}.")
    else:
        typer.echo(f"{notice.reference}: {what}, waits to be confirmed by a second officer.")
    if names_disease(notice.reference, (disease.name, *disease.aliases)):
        typer.echo(
            "warning: the reference names the disease. References stand in lists and logs in clear: give cases neutral "
            "ones, such as GZ-2026-0117.",
            err=True,
        )
    if cannot:
        typer.echo(f"It cannot be traced yet. {cannot.sentence} {cannot.hint}", err=True)


@app.command()
def confirm(
    ctx: typer.Context,
    reference: Reference,
    break_glass: Annotated[
        bool,
        typer.Option("--break-glass", help="Confirm a case you added yourself, in an emergency: a supervisor sees it."),
    ] = False,
    reason: Annotated[
        str | None, typer.Option(help="Why it cannot wait; asked for if it is not given. No names, please.")
    ] = None,
) -> None:
    """Confirm a case, as a second officer. From then on its trace shows names."""
    from pratique.desk.cases import confirm_case
    from pratique.model.access import Purpose, SubjectKind

    if reason is not None and not break_glass:
        raise typer.BadParameter("goes with --break-glass.", param_hint="--reason")
    if break_glass and reason is None and sys.stdin.isatty():
        reason = typer.prompt("Reason", err=True)
    with door(ctx).desk(Purpose.CASE_INVESTIGATION, SubjectKind.CASE, reference) as desk:
        confirm_case(desk, (reason or "") if break_glass else None)
        typer.echo(f"{reference}: confirmed by {desk.actor.id}.")
    if break_glass:
        typer.echo("It is listed for a supervisor, who has to acknowledge it: `pratique guard emergencies`.", err=True)


@app.command()
def show(ctx: typer.Context, reference: Reference, form: FormOption = Form.TABLE) -> None:
    """One case and its notice, the person's name included."""
    from pratique.cli.render import rows, write
    from pratique.desk.cases import marks_of, read_case
    from pratique.model.access import Purpose, SubjectKind
    from pratique.present.changes import LOOK_AGAIN

    with door(ctx).desk(Purpose.CASE_INVESTIGATION, SubjectKind.CASE, reference) as desk:
        case, marks = read_case(desk), marks_of(desk)
    notice = case.notice
    value: dict[str, Any] = {
        "reference": notice.reference,
        "status": case.status,
        "disease": notice.disease,
        "classification": notice.classification,
        "authority": notice.authority,
        "dates": {anchor: day.isoformat() for anchor, day in notice.dates.items()},
        "person": {
            "surname": notice.person.surname,
            "given": notice.person.given,
            "sex": notice.person.sex,
            "birth_date": notice.person.birth_date,
            "nationality": notice.person.nationality,
            "documents": [{"type": d.type, "number": d.number, "issuer": d.issuer} for d in notice.person.documents],
            "phones": list(notice.person.phones),
        },
        "journeys": [
            {
                "flight": j.flight,
                "date": j.date.isoformat(),
                "origin": j.origin,
                "destination": j.destination,
                "seat": j.seat,
                **_beyond_flights(j),
            }
            for j in notice.journeys
        ],
        "notifier": {"name": notice.notifier_name, "jurisdiction": notice.notifier_jurisdiction},
        "added_by": case.added_by,
        "added_at": case.added_at.isoformat(timespec="seconds"),
        "confirmed_by": case.confirmed_by,
        "emergency": _emergency(case.emergency),
        "withdrawn_by": case.withdrawn_by,
        "withdrawn_reason": case.withdrawn_reason,
        "look_again": list(marks),
    }
    if form is Form.JSON:
        write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")
        return
    value["look_again"] = [LOOK_AGAIN[why] for why in marks]
    flat = [(name, _words(item)) for name, item in value.items() if item not in (None, [], {})]
    rows(form, ("field", "value"), flat)


@app.command("list")
def list_(
    ctx: typer.Context,
    form: FormOption = Form.TABLE,
    for_supervisor: Annotated[
        bool, typer.Option(help="Only cases withdrawn after names had been shown for them.")
    ] = False,
) -> None:
    """Every case and its standing; what has to be looked at again; no names."""
    from pratique.cli.render import rows, table
    from pratique.desk.cases import list_cases
    from pratique.model.access import Purpose, SubjectKind
    from pratique.present.changes import LOOK_AGAIN

    with door(ctx).desk(Purpose.CASE_INVESTIGATION, SubjectKind.SITE, "cases") as desk:
        lines = list_cases(desk)
    shown = [line for line in lines if not for_supervisor or (line.withdrawn_at and line.names_shown_at)]
    if form is Form.TABLE:
        table(
            ("reference", "status", "disease", "added", "confirmed by", "names shown", "look again"),
            [
                (
                    line.reference,
                    f"withdrawn by {line.withdrawn_by}" if line.withdrawn_by else line.status,
                    line.disease,
                    f"{line.added_at:%Y-%m-%d} {line.added_by}",
                    f"{line.confirmed_by} (emergency)" if line.emergency else line.confirmed_by,
                    line.names_shown_at is not None,
                    [*(LOOK_AGAIN[why] for why in line.look_again), *_asked(line.questions)],
                )
                for line in shown
            ],
            "No cases." if not lines else "None of them.",
        )
        return
    rows(
        form,
        (
            "reference",
            "status",
            "disease",
            "added_at",
            "added_by",
            "confirmed_by",
            "emergency",
            "names_shown_at",
            "withdrawn_at",
            "withdrawn_by",
            "look_again",
            "questions",
        ),
        [
            (
                line.reference,
                line.status,
                line.disease,
                line.added_at,
                line.added_by,
                line.confirmed_by,
                line.emergency is not None,
                line.names_shown_at,
                line.withdrawn_at,
                line.withdrawn_by,
                list(line.look_again),
                line.questions,
            )
            for line in shown
        ],
    )


@app.command()
def withdraw(
    ctx: typer.Context,
    reference: Reference,
    reason: Annotated[str | None, typer.Option(help="Why; asked for if it is not given. No names, please.")] = None,
) -> None:
    """Withdraw a case: it is traced no more. If names had been shown for it, a supervisor sees that."""
    from pratique.desk.cases import withdraw_case
    from pratique.model.access import Purpose, SubjectKind

    if reason is None and sys.stdin.isatty():
        reason = typer.prompt("Reason", err=True)
    with door(ctx).desk(Purpose.CASE_INVESTIGATION, SubjectKind.CASE, reference) as desk:
        shown = withdraw_case(desk, reason or "")
    after = " Names had been shown for it: it is listed for the supervisor." if shown else ""
    typer.echo(f"{reference}: withdrawn.{after}")


def _asked(questions: int) -> list[str]:
    """That papers wait for an answer, for whoever looks at the list."""
    pairs = "pair" if questions == 1 else "pairs"
    return [f"{questions} {pairs} of papers to answer: identity review list"] if questions else []


def _emergency(emergency: Emergency | None) -> dict[str, Any] | None:
    """Of a confirmation without a second officer: why, and which supervisor has looked at it."""
    if emergency is None:
        return None
    return {"reason": emergency.reason, "acknowledged_by": emergency.acknowledged_by}


def _beyond_flights(journey: Journey) -> dict[str, str]:
    """What a notice gives beyond a plain flight and its seat, under the notice's own names."""
    given = {
        "conveyance": None if journey.conveyance == "aircraft" else journey.conveyance,
        "cabin" if journey.conveyance == "ship" else "coach": journey.unit,
        "class": journey.travel_class,
        "registration": journey.registration,
    }
    return {name: value for name, value in given.items() if value is not None}


def _words(item: Any) -> str:
    if isinstance(item, dict):
        return ", ".join(f"{name} {_words(value)}" for name, value in item.items() if value not in (None, [], {}))
    if isinstance(item, list):
        return "; ".join(_words(one) for one in item)
    return str(item)


def _stdin() -> bytes:
    if sys.stdin.isatty():
        typer.echo("Reading the notice from the terminal; end it with Ctrl-D.", err=True)
    return sys.stdin.buffer.read()


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise NotFound(f"There is no file {file}.", "Check the path.") from None
    except IsADirectoryError:
        raise NotReadable(f"{file} is a folder.", "Give the file with the notice.") from None
    except OSError:
        raise NotReadable(f"The file {file} cannot be opened.", "Check its permissions.") from None


def _signature(file: Path) -> bytes:
    try:
        return base64.b64decode(_bytes(file).strip(), validate=True)
    except binascii.Error:
        raise NotReadable("The signature is not base64.", "It is the 64-byte Ed25519 signature, in base64.") from None
