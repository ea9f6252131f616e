"""`rules`: the rule book of this version, with standing and sources, its examples run, its zones drawn."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pratique.cli.context import Form, FormOption
from pratique.cli.group import InOrder

if TYPE_CHECKING:
    from pratique.rules.rulebook import Book

app = typer.Typer(cls=InOrder, help="The rule book: whose rule, how well checked, from which sources.")
Folder = Annotated[
    Path | None,
    typer.Option("--folder", metavar="FOLDER", help="A site's own rule files, added to the book."),
]
DiseaseArgument = Annotated[str, typer.Argument(metavar="DISEASE", help="A disease, such as measles.")]
Authority = Annotated[
    str | None, typer.Option(metavar="AUTHORITY", help="Another authority's rule than the default: cdc, ecdc, cn.air.")
]


@app.command("list")
def list_(form: FormOption = Form.TABLE, folder: Folder = None) -> None:
    """Every rule, with its standing; * marks a disease's default authority."""
    from pratique.cli.render import rows
    from pratique.rules.rulebook import load_book

    if form is Form.TABLE:
        _table(load_book(folder))
        return
    rows(
        form,
        ("rule", "disease", "authority", "version", "standing", "default"),
        [
            (
                rule.id,
                rule.disease,
                rule.authority,
                rule.version,
                rule.standing,
                "*" if rule.id == disease.default_authority else "",
            )
            for disease in load_book(folder).diseases
            for rule in disease.rules.values()
        ],
    )


def _table(book: Book) -> None:
    """Disease by disease, a rule a line, then what the marks mean."""
    from pratique.cli.render import told
    from pratique.present.words import STANDING

    width = max(len(rule) for disease in book.diseases for rule in disease.rules)
    for disease in book.diseases:
        told(", ".join((disease.name, *disease.aliases)))
        for rule in disease.rules.values():
            star = "*" if rule.id == disease.default_authority else " "
            told(f"{star} {rule.id:{width}}  {rule.standing:10}  {rule.authority}", width + 16)
        typer.echo()
    told("* is the rule followed where neither the notice nor the site's settings choose another.")
    for standing, (_, _, meaning) in STANDING.items():
        told(f"{standing}: {meaning[0].lower()}{meaning[1:]}", 4)
    told("`pratique rules show DISEASE` says what a rule covers and where that stands.")


@app.command()
def show(disease: DiseaseArgument, authority: Authority = None, folder: Folder = None) -> None:
    """One rule in words, with what of it is not verified and where it comes from."""
    from pratique.cli.render import told
    from pratique.present.words import STANDING
    from pratique.rules.rulebook import load_book
    from pratique.rules.wording import details

    book = load_book(folder)
    rule = book.rule(disease, authority)
    told(f"{rule.id}, version {rule.version}, standing: {rule.standing}. {STANDING[rule.standing][2]}")
    told(rule.authority)
    for heading, lines in details(rule):
        for line in lines:
            told(f"{heading}: {line}")
    for sentence in book.disease(disease).disagree:
        told(f"Authorities disagree: {sentence}")
    if others := [other for other in book.disease(disease).rules if other != rule.id]:
        told(f"Other rules: {', '.join(others)}")


@app.command()
def check(folder: Folder = None) -> None:
    """Read every rule and run its worked examples; a rule that does not do what its example says is named."""
    from pratique.errors import NotReadable
    from pratique.rules.examples import wrong_examples
    from pratique.rules.rulebook import load_book

    failed = 0
    rules = [rule for disease in load_book(folder).diseases for rule in disease.rules.values()]
    for rule in rules:
        wrong = wrong_examples(rule)
        failed += bool(wrong)
        count = len(rule.examples)
        ran = f"{count} example{'' if count == 1 else 's'}" if count else "no example"
        typer.echo(f"{'wrong' if wrong else 'ok':5}  {rule.id}  ({rule.standing}, {ran})")
        for sentence in wrong:
            typer.echo(f"       {sentence}")
    if failed:
        raise NotReadable(
            f"{failed} of {len(rules)} rules do not do what their examples say.", "Correct the rule or the example."
        )
    typer.echo(f"{len(rules)} rules, all examples hold.")


@app.command()
def zone(
    disease: DiseaseArgument,
    seat: Annotated[str, typer.Option(metavar="SEAT", help="The case's seat, such as 14C.")],
    cabin: Annotated[
        str, typer.Option(metavar="LAYOUT", help="The cabin: 3-3:1-12,14-30; a bar is a bulkhead: 3-3:1-5|6-30.")
    ],
    authority: Authority = None,
    hours: Annotated[float | None, typer.Option(metavar="HOURS", help="Hours on board, where the rule asks.")] = None,
    alternative: Annotated[bool, typer.Option("--alternative", help="The other zone the authority allows.")] = False,
    svg: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw it into this file as well.")] = None,
    folder: Folder = None,
) -> None:
    """The seats a rule covers around a case in a full cabin, counted and drawn."""
    from pratique.cli.render import told
    from pratique.errors import NotReadable
    from pratique.model.seating import read_seat
    from pratique.present.zone import zone_svg, zone_text
    from pratique.rules.cabin import parse_cabin, with_seats
    from pratique.rules.rule import decided
    from pratique.rules.rulebook import load_book
    from pratique.rules.zone import covered_seats, zone_for, zone_words

    rule = load_book(folder).rule(disease, authority)
    area = rule.alt_zone if alternative else decided(rule).zone
    if area is None:
        raise NotReadable(f"The rule {rule.id} allows no other zone.", "Leave out --alternative.")
    if hours is not None and not hours >= 0:
        raise NotReadable("--hours must be a number of hours, 0 or more.", "Write 2.5 for two and a half hours.")
    label = read_seat(seat).seat
    if label is None:
        raise NotReadable("--seat is no seat label.", "Write row and letter, such as 14C.")
    layout = with_seats(parse_cabin(cabin), (label,))
    short = rule.min_exposure_h is not None and hours is not None and hours < rule.min_exposure_h
    covered = frozenset() if short else covered_seats(area, layout, label, hours=hours)
    parts = zone_for(area, hours)
    words = zone_words(parts[0] if len(parts) == 1 else area)
    rows = sorted({int(s[:-1]) for s in covered}, key=layout.rows.index)
    count = f"{len(covered)} seat{'' if len(covered) == 1 else 's'}"
    where = f" in row{'' if len(rows) == 1 else 's'} {', '.join(map(str, rows))}" if rows else ""
    lines = [
        f"{rule.id} ({rule.authority}), standing: {rule.standing}"
        + (f"; not checked against the source: {', '.join(rule.unverified_words())}" if rule.unverified else ""),
        f"Covers {words}.",
        f"Case in {label}: {count} covered{where}, if every seat is taken.",
    ]
    if short:
        lines.append(f"{hours:g} hours is less than the {rule.min_exposure_h:g} the rule asks: nobody counts by seat.")
    elif rule.min_exposure_h and hours is None:
        lines.append(f"Only from {rule.min_exposure_h:g} hours on board; less, and nobody counts by seat.")
    elif len(parts) > 1:
        lines.append("The hours on board decide; without --hours the widest zone is shown.")
    if area.type == "section" and not layout.sections:
        lines.append("Where the sections end is not known, so the whole cabin is shown; a bar in --cabin says it.")
    lines += [note.text[0].upper() + note.text[1:] + "." for note in layout.notes]
    for line in lines:
        told(line)
    typer.echo(f"\n{zone_text(layout, label, covered)}\n\n@ the case   # covered   . not covered")
    if svg:
        svg.write_text(zone_svg(layout, label, covered, f"{rule.id}: {count} around {label}"), encoding="utf-8")
        typer.echo(f"Drawn into {svg}.")
