"""`init`, `doctor`, `db`: a site made, looked over, kept."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import available_timezones

import typer

from pratique.cli.context import door
from pratique.cli.group import InOrder
from pratique.errors import NotReadable, NotReady, PratiqueError

if TYPE_CHECKING:
    from pratique.desk import Site
    from pratique.settings import Settings

db = typer.Typer(cls=InOrder, help="The stores of this site: check, upgrade, back up, restore.")


def init(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of the new site.")] = Path(),
    point_of_entry: Annotated[str | None, typer.Option(metavar="CODE", help="Its code, such as CAN.")] = None,
    name: Annotated[str | None, typer.Option(help="Its name on reports.")] = None,
    country: Annotated[str | None, typer.Option(metavar="XX", help="Country it protects; else the airport's.")] = None,
    zone: Annotated[str | None, typer.Option(metavar="AREA/CITY", help="Time zone; else the airport's.")] = None,
    register_url: Annotated[str | None, typer.Option(metavar="URL", help="PostgreSQL instead of a file.")] = None,
    officer: Annotated[
        str | None, typer.Option(metavar="NAME", help="You, as the log calls you; else your user's name.")
    ] = None,
) -> None:
    """Make a new, empty site: folder, keys, register, point of entry, tables to fill in, and you as its supervisor."""
    import getpass

    from pratique.desk import make_site, open_site
    from pratique.desk.staff import first_officer
    from pratique.guard.officers import check_name

    you = getpass.getuser() if officer is None else officer
    check_name(you)
    code = point_of_entry or os.environ.get("PRATIQUE_POINT_OF_ENTRY")
    if code is None and sys.stdin.isatty() and sys.stderr.isatty():
        code = typer.prompt("Code of the point of entry (such as CAN)", err=True)
    settings = make_site(
        folder.resolve(),
        settings_file(code, name=name, country=country, zone=zone, register_url=register_url),
        datetime.now(UTC),
        os.environ,
    )
    with open_site(settings) as site:
        actor = first_officer(site, you, datetime.now(UTC))
    typer.echo(
        f"A site for {settings['point_of_entry'] or 'a point of entry not yet named'} is ready in {folder.resolve()}."
    )
    typer.echo(f"You are its first supervisor, {actor.id}; `pratique officer invite` brings in others.")
    if not settings["country"]:
        typer.echo(
            "It does not know its country yet, so it cannot tell who has entered: set point_of_entry, country and zone "
            "in pratique.toml.",
            err=True,
        )
    if not (settings["site_key"] or settings["site_key_command"]):
        typer.echo(
            f"Keep a copy of {settings['site_key_file']} in another safe place: without it nothing that identifies "
            "people can be read again, and whoever has it and the register can read everything.",
            err=True,
        )


def settings_file(
    code: str | None,
    *,
    name: str | None = None,
    country: str | None = None,
    zone: str | None = None,
    register_url: str | None = None,
) -> str:
    """The settings file of a new site; what an airport's entry in the built-in table tells need not be given."""
    from pratique.stores.places import Places

    place = Places().find(code.upper()) if code else None
    if code and place is None and not (country and zone):
        raise NotReady(
            f"The built-in table of airports has no code {code.upper()}.",
            "Check the code; for a place that is no airport give --country and --zone with it.",
        )
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise typer.BadParameter("two letters, such as CN.", param_hint="--country")
    if zone and zone not in available_timezones():
        raise typer.BadParameter("no such time zone: an IANA name, such as Asia/Shanghai.", param_hint="--zone")
    values = {
        "point_of_entry": code.upper() if code else None,
        "point_of_entry_name": name or (place.name if place else None),
        "country": country.upper() if country else (place.country if place else None),
        "zone": zone or (place.zone if place else None),
        "register_url": register_url,
    }
    lines = ["# Settings of this site; docs/reference/settings.md explains each.", ""]
    lines += [f"{key} = {_quoted(value)}" for key, value in values.items() if value]
    lines += [
        "",
        "# Whose contact rule counts here; else the rule book's default.",
        "[authority]",
        '# measles = "measles.cdc"',
        "",
        "# Cabins that are known, nose to tail: of an aircraft by its registration, of a flight or a whole carrier.",
        "[aircraft]",
        '# B-1234 = "3-3:1-12,14-31"',
        "[cabins]",
        '# ZZ305 = "3-3:1-12,14-31"',
        "",
    ]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def doctor(ctx: typer.Context) -> None:
    """Check this installation and this site, and say what to fix."""
    from pratique.cli.render import table
    from pratique.desk import open_site
    from pratique.settings import SETTINGS

    settings = door(ctx).settings()
    typer.echo(f"Site: {settings.site}")
    lines = []
    for setting in SETTINGS:
        shown = "(set)" if setting.secret and settings[setting.name] else settings[setting.name] or "-"
        lines.append((setting.name, _without_password(shown), settings.origin[setting.name]))
    table(("setting", "value", "from"), lines)
    bad = False
    checks: dict[str, Callable[[], str]] = {
        "register and key": lambda: _open(open_site(settings)),
        "disk": lambda: _disk(settings.site),
        "cabins": lambda: _cabins(settings),
        "retention": lambda: _retention(settings),
    }
    for label, look in checks.items():
        try:
            typer.echo(f"ok     {label}{look()}")
        except PratiqueError as error:
            bad = True
            typer.echo(f"wrong  {label}: {error.sentence} {error.hint}")
    if bad:
        raise typer.Exit(3)


def _open(site: Site) -> str:
    with site:
        if not site.here.country:
            return "\nnote   country is not set: the site cannot tell who has entered; set it in pratique.toml"
        return f"; {site.here.code or 'a place without a code'}, {site.here.country}, {site.here.zone}"


def _cabins(settings: Settings) -> str:
    """The layouts of `[aircraft]` and `[cabins]`, each with its size. NotReady names all that cannot be read."""
    from pratique.rules.cabin import all_seats, parse_cabin

    lines, wrong = [""], []
    for name, table in (("aircraft", settings.aircraft), ("cabins", settings.cabins)):
        for key, layout in table.items():
            try:
                cabin = parse_cabin(layout)
            except NotReadable as error:
                wrong.append(f"{key} in [{name}]: {error.sentence} {error.hint}")
            else:
                lines.append(f"       {key}: {cabin.layout}, {len(cabin.rows)} rows, {len(all_seats(cabin))} seats")
    if wrong:
        raise NotReady(" ".join(wrong))
    return "\n".join(lines) if len(lines) > 1 else "; none is known, they are inferred from the lists"


def _retention(settings: Settings) -> str:
    from pratique.desk.due import terms_of

    return "; " + ", ".join(f"{name} {term.words}" for name, term in terms_of(settings).items())


def _without_password(text: str) -> str:
    scheme, at, rest = text.partition("@")
    return f"{scheme.rsplit(':', 1)[0]}:…@{rest}" if at and "://" in scheme and scheme.count(":") > 1 else text


def _disk(folder: Path) -> str:
    if shutil.disk_usage(folder).free < 200_000_000:
        raise NotReady("Less than 200 MB of disk are free.", "Free some space.")
    if not os.access(folder, os.W_OK):
        raise NotReady("The site's folder cannot be written.", "Check its permissions.")
    return ""


@db.command()
def check(ctx: typer.Context) -> None:
    """Read everything that is stored and say what does not verify: audit chain, movement files, sealed records."""
    from pratique.desk.upkeep import check_site

    with door(ctx).site() as site:
        report = check_site(site)
    for line in report.facts:
        typer.echo(line)
    for fault in report.faults:
        typer.echo(f"wrong: {fault}", err=True)
    if report.faults:
        raise typer.Exit(8)


@db.command()
def upgrade(ctx: typer.Context) -> None:
    """Bring an older register to this version. Make a backup first."""
    from pratique.desk.upgrading import upgrade_site

    done = upgrade_site(door(ctx).settings(), datetime.now(UTC))
    for line in done or ["This site is at this version already."]:
        typer.echo(line)


@db.command()
def backup(
    ctx: typer.Context, file: Annotated[Path, typer.Argument(metavar="FILE.tar", help="The new backup, a .tar file.")]
) -> None:
    """Copy register and movement files, as of one moment, into one file. The site key is not in it."""
    from pratique.desk.backup import back_up

    with door(ctx).site() as site:
        size = back_up(site, file, datetime.now(UTC))
    typer.echo(f"{file}: {size:,} bytes. The site key is not in it: keep that apart.")


@db.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE.tar", help="A backup made by `pratique db backup`.")],
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A new folder for the restored site.")],
    erasures: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What `guard erasures` printed: persons erased since are erased again."),
    ] = None,
) -> None:
    """Make a site again from a backup, in a new folder. Put its site key there before working with it."""
    from pratique.desk.backup import restore_site

    restore_site(file, folder, _erasures(erasures) if erasures else None)
    typer.echo(
        f"Restored to {folder}. Put the site key at keys/site.key there, mode 600, then run `pratique db check`, and "
        "`pratique work --once`, which erases again what fell due since."
    )
    if erasures is None:
        typer.echo(
            "Persons who had their record erased since the backup was made are in it again. If the site of then can "
            "still be read, restore with the list that `pratique guard erasures` prints there (--erasures).",
            err=True,
        )


def _erasures(path: Path) -> dict[str, list[int]]:
    """The list of erased numbers in a file. Raises NotReadable for anything else."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return {name: [int(number) for number in told[name]] for name in ("identities", "files")}
    except (OSError, ValueError, KeyError, TypeError):
        raise NotReadable(
            f"{path.name} is no list of erasures.", "Give what `pratique guard erasures` printed, unchanged."
        ) from None
