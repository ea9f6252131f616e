"""`identity`: which papers are one traveller's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pratique.cli.context import door
from pratique.cli.group import InOrder

if TYPE_CHECKING:
    from pratique.desk.deciding import Outcome

app = typer.Typer(cls=InOrder, help="Which papers are one traveller's.")
review = typer.Typer(cls=InOrder, help="Pairs of papers that a case needs an officer's answer about.")
app.add_typer(review, name="review")
CaseRef = Annotated[str, typer.Argument(metavar="CASE", help="The case's reference.", show_default=False)]
ContactRef = Annotated[
    str | None,
    typer.Argument(metavar="CONTACT", help="A contact's reference on its list; none: the case itself."),
]
ReasonOption = Annotated[str, typer.Option(help="Why; kept sealed with the case. No names, please.")]


@app.command()
def evaluate(
    source: Annotated[Path, typer.Option("--input", metavar="FILE", help="Parquet: one row for each record.")],
    output: Annotated[Path, typer.Option("--output", metavar="FILE", help="A new Parquet file: ids only.")],
    index: Annotated[
        Path | None,
        typer.Option("--index", metavar="FILE", help="Parquet: records known already; link the input to them."),
    ] = None,
    engine: Annotated[
        Literal["duckdb", "spark"], typer.Option(help="What computes; spark is an extra, and gives the same.")
    ] = "duckdb",
) -> None:
    """Measure who is taken for whom, on a table of your own. Needs no site; writes ids, keeps nothing.

    Columns are text and may be empty: record_id, source, seen_on, surname, given, full_name_native, birth_date, sex,
    nationality, doc_type, doc_issuer, doc_number, doc_issued, doc_expiry, national_id_country, national_id, phone.
    Only record_id must be there. Out come record_id and traveller_id; with --index also bits and verdict.
    """
    from pratique.flow.identity.evaluate import evaluate as run

    if index and engine != "duckdb":
        raise typer.BadParameter("does not go with --index: only DuckDB holds one.", param_hint="--engine")
    done = run(source, output, index, engine)
    if done.missing:
        typer.echo(f"Columns that are not there, and count as never stated: {', '.join(done.missing)}.", err=True)
    said = ", ".join(f"{count:,} {verdict}" for verdict, count in done.verdicts.items())
    typer.echo(f"{output}: {done.records:,} records, {done.travellers:,} travellers{': ' if said else '.'}{said}")


@app.command()
def resolve(ctx: typer.Context) -> None:
    """Link everybody of this site anew, by frequencies counted in its own register.

    To be run once after an upgrade, and when the site has grown much since the last time.
    """
    from pratique.flow.identity.resolve import resolve as run
    from pratique.model.access import Purpose, SubjectKind

    with (
        door(ctx).site() as site,
        door(ctx).desk(Purpose.ADMINISTRATION, SubjectKind.SITE, site.here.code, None, site) as desk,
    ):
        done = run(desk)
    typer.echo(
        f"Link model {done.version}: {done.identities:,} papers, {done.travellers:,} travellers. {done.united:,} were "
        f"united with another and {done.parted:,} parted; cases concerned are marked to be traced again."
    )


AllOption = Annotated[bool, typer.Option("--all", help="Everything that was weighed, not the strongest only.")]


@app.command()
def explain(ctx: typer.Context, case: CaseRef, contact: ContactRef = None, everything: AllOption = False) -> None:
    """Why papers are held for one traveller's: what speaks for and against, from the starting odds to the sum.

    Ten bits are a thousand times. Papers are numbered, and stand side by side as their senders wrote them, where names
    may be shown; that they were opened is logged.
    """
    from pratique.cli.render_papers import show_explained
    from pratique.desk.ties import explain as run
    from pratique.model.access import Purpose, SubjectKind

    with door(ctx).desk(Purpose.CONTACT_TRACING, SubjectKind.CASE, case) as desk:
        show_explained(run(desk, contact), case, everything=everything)


@review.command("list")
def review_list(ctx: typer.Context, case: CaseRef) -> None:
    """The pairs this case needs an answer about: its own papers, and those of its contacts."""
    from pratique.cli.render_papers import show_questions
    from pratique.desk.asking import questions
    from pratique.model.access import Purpose, SubjectKind

    with door(ctx).desk(Purpose.CASE_INVESTIGATION, SubjectKind.CASE, case) as desk:
        asked = questions(desk)
    if not asked:
        typer.echo("Nothing is asked.")
        return
    show_questions(asked)
    typer.echo(f"Both papers of one: pratique identity review show {case} NUMBER")


@review.command("show")
def review_show(
    ctx: typer.Context,
    case: CaseRef,
    number: Annotated[int, typer.Argument(help="As `review list` shows it.", show_default=False)],
    everything: AllOption = False,
) -> None:
    """Both papers of one of these pairs side by side, what speaks for and against, and how to answer."""
    from pratique.cli.render_papers import show_question
    from pratique.desk.asking import question
    from pratique.model.access import Purpose, SubjectKind

    with door(ctx).desk(Purpose.CASE_INVESTIGATION, SubjectKind.CASE, case) as desk:
        show_question(*question(desk, number), case, everything=everything)


@review.command("decide")
def review_decide(
    ctx: typer.Context,
    case: CaseRef,
    number: Annotated[int, typer.Argument(help="As `review list` shows it.", show_default=False)],
    answer: Annotated[Literal["same", "different", "unsure"], typer.Argument(show_default=False)],
    reason: ReasonOption = "",
) -> None:
    """Say that two papers are the same person's, another one's, or that you are not sure."""
    from pratique.desk.deciding import answer as run
    from pratique.model.access import Purpose, SubjectKind

    with door(ctx).desk(Purpose.CASE_INVESTIGATION, SubjectKind.CASE, case) as desk:
        _tell_outcome(run(desk, number, answer, reason))


@app.command()
def split(
    ctx: typer.Context,
    case: CaseRef,
    contact: ContactRef = None,
    paper: Annotated[list[int] | None, typer.Option(help="As `explain` numbers them; may be repeated.")] = None,
    reason: ReasonOption = "",
) -> None:
    """Part papers from a traveller, lastingly: nothing that comes in later joins them again."""
    from pratique.desk.deciding import split as run
    from pratique.model.access import Purpose, SubjectKind

    with door(ctx).desk(Purpose.CASE_INVESTIGATION, SubjectKind.CASE, case) as desk:
        _tell_outcome(run(desk, contact, paper or [], reason))


@app.command()
def undo(
    ctx: typer.Context,
    case: CaseRef,
    decision: Annotated[int, typer.Argument(help="Its number, as `explain` shows it.", show_default=False)],
    reason: ReasonOption = "",
) -> None:
    """Take back an officer's decision about papers, made for this case."""
    from pratique.desk.deciding import undo as run
    from pratique.model.access import Purpose, SubjectKind

    with door(ctx).desk(Purpose.CASE_INVESTIGATION, SubjectKind.CASE, case) as desk:
        _tell_outcome(run(desk, decision, reason))


def _tell_outcome(outcome: Outcome) -> None:
    if outcome.waits_for_second:
        typer.echo("A contact of a confirmed case is concerned: it is done once a second officer says the same.")
    elif outcome.decision is None:
        typer.echo("Kept as not sure.")
    else:
        typer.echo(f"Decision {outcome.decision}. Cases that relied on what it changes are marked to be traced again.")
