"""`sample`: invented travel with known truth, to practise on and to be measured by."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pratique.cli.group import InOrder
from pratique.errors import Conflict

app = typer.Typer(cls=InOrder, help="Invented travel with known truth.")


class Profile(StrEnum):
    """How dirty the files are."""

    CLEAN = "clean"
    DEFAULT = "default"
    HARD = "hard"


@app.command()
def make(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A new or empty folder.")],
    lines: Annotated[int, typer.Option(min=1000, max=50_000_000, help="People on lists, roughly.")] = 10_000,
    seed: Annotated[int, typer.Option(min=0, help="Equal seeds make equal files.")] = 1,
    profile: Annotated[Profile, typer.Option(help="How dirty the files are.")] = Profile.DEFAULT,
    days: Annotated[int, typer.Option(min=7, max=180, help="Days of travel.")] = 60,
    cases: Annotated[int, typer.Option(min=0, help="Cases notified.")] = 20,
    home: Annotated[str, typer.Option(metavar="CODE", help="Airport of the country.")] = "CAN",
) -> None:
    """Write the files of an invented country, its case notices, and the truth about both. Needs no site."""
    from rich.console import Console
    from rich.progress import Progress

    from pratique.drill.country.country import Country
    from pratique.drill.country.make import make as make_country

    _empty(folder)
    try:
        country = Country(seed, lines, days=days, home=home.upper())
        country.infections(cases)  # asked for again below; here a country too small for them is refused in time
    except ValueError as error:
        # The country's own sentence; it speaks of the numbers and codes asked for.
        raise typer.BadParameter(f"{error}.") from None
    err = Console(stderr=True)
    with Progress(console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("Writing", total=days)
        made = make_country(folder, country, profile.value, cases, lambda _: bar.advance(task))
    w = made.written
    typer.echo(f"{folder}: {w['files']:,} files with {w['lines']:,} people on lists and {w['crossings']:,} crossings;")
    typer.echo(
        f"{w['forms']:,} files of locator forms, {w['cases']:,} notices, {w['exposed']:,} people aboard with them."
    )
    typer.echo(f"Profile {profile.value}; what was done to them is counted in {folder / 'make.json'}.")
    typer.echo(f"The truth is in {folder / 'truth'}; a site for it is described in {folder / 'site.toml'}.")


class Dirt(StrEnum):
    """How dirty a table is."""

    DEFAULT = "default"
    HARD = "hard"


@app.command()
def travellers(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A new or empty folder.")],
    records: Annotated[int, typer.Option(min=1, max=50_000_000, help="Rows of the table.")] = 100_000,
    seed: Annotated[int, typer.Option(min=0, help="Equal seeds make equal tables.")] = 1,
    profile: Annotated[Dirt, typer.Option(help="How dirty the table is.")] = Dirt.DEFAULT,
) -> None:
    """Write one table of invented people's records, and beside it who is who. Needs no site.

    It is what `pratique identity evaluate` reads and is judged by.
    """
    from pratique.drill.country.travellers.make import COLUMNS, TRUTH
    from pratique.drill.country.travellers.make import travellers as make_travellers
    from pratique.stores.parquet import write_parquet

    _empty(folder)
    folder.mkdir(parents=True, exist_ok=True)
    files = {folder / "records.parquet": COLUMNS, folder / "truth.parquet": TRUTH}
    written = write_parquet(files, (*COLUMNS, *TRUTH[1:]), make_travellers(records, seed, profile.value))
    typer.echo(
        f"{folder}: {written:,} records in records.parquet; who is who, and what was done to them, in truth.parquet."
    )


def _empty(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise Conflict(f"{folder} is a file.", "Name a folder.")
    if folder.exists() and any(folder.iterdir()):
        raise Conflict(f"{folder} is not empty.", "Name a new folder; nothing is ever written over.")
