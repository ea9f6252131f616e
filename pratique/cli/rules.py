"""`rules`: the rule book of this version, with standing and sources."""

from __future__ import annotations

from typing import Annotated

import typer

from pratique.cli.context import Form, FormOption

app = typer.Typer(no_args_is_help=True, help="The rule book: whose rule, how well checked, from which sources.")


@app.command("list")
def list_(form: FormOption = Form.TABLE) -> None:
    """Every rule, with its standing; * marks a disease's default authority."""
    from pratique.cli.render import rows
    from pratique.rules.rulebook import load_book

    rows(
        form,
        ("rule", "disease", "authority", "version", "standing", "default"),
        [
            (rule.id, rule.disease, rule.authority, rule.version, rule.standing, "*" if default else "")
            for disease in load_book().diseases
            for rule in disease.rules.values()
            if (default := rule.id == disease.default_authority) or True
        ],
    )


@app.command()
def show(
    disease: Annotated[str, typer.Argument(help="A disease, such as measles.")],
    authority: Annotated[str | None, typer.Option(help="Another authority's rule than the default.")] = None,
) -> None:
    """One rule in words, with what of it is not verified and where it comes from."""
    from pratique.rules.rulebook import load_book

    rule = load_book().rule(disease, authority)
    used = rule.used()
    typer.echo(f"{rule.id}, version {rule.version}, standing: {rule.standing}")
    typer.echo(f"{rule.authority}")
    typer.echo(used.summary)
    if rule.unverified:
        typer.echo(f"Not checked against the source: {', '.join(rule.unverified_words())}.")
    for source in used.sources:
        typer.echo(f"Source: {source}")
    for example in rule.examples:
        typer.echo(f"Example: {example.text}")
