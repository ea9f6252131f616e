"""How a command is told to read tables: whose they are, how they write dates and columns, what they leave out."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

if TYPE_CHECKING:
    from pratique.flow.intake.profile import GivenLeg, SenderProfile
    from pratique.model.facts import Conveyance

SenderOption = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Who sent the tables: their later list replaces their earlier one."),
]


@dataclass(frozen=True, slots=True)
class Reading:
    """What an officer says of the tables in the files, option by option; `takes_reading` gives it to a command."""

    sender: SenderOption = None
    dates: Annotated[str | None, typer.Option(metavar="ORDER", help="Order of dates in tables: dmy, mdy or ymd.")] = (
        None
    )
    column: Annotated[
        list[str] | None, typer.Option("--column", metavar="HEADER=FIELD", help="What a column of a table means.")
    ] = None
    flight: Annotated[str | None, typer.Option(metavar="ZZ123", help="Flight of a table that does not name it.")] = None
    train: Annotated[str | None, typer.Option(metavar="G17", help="Train of a table that does not name it.")] = None
    bus: Annotated[str | None, typer.Option(metavar="NUMBER", help="Bus of a table that does not name it.")] = None
    ship: Annotated[
        str | None, typer.Option(metavar="NAME", help="Ship or voyage of a table that does not name it.")
    ] = None
    day: Annotated[str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="Its local date of departure.")] = None
    origin: Annotated[
        str | None, typer.Option("--from", metavar="CODE", help="Where it departs: airport or station.")
    ] = None
    destination: Annotated[
        str | None, typer.Option("--to", metavar="CODE", help="Where it arrives: airport or station.")
    ] = None

    @property
    def settles(self) -> bool:
        """Whether something is said that is worth keeping for this sender."""
        return bool(self.sender and (self.dates or self.column))

    def profile(self, folder: Path | None) -> SenderProfile | None:
        """The sender's profile as the site in this folder keeps it, with what is said here; None: nothing is known."""
        from pratique.flow.intake.headers import FIELDS
        from pratique.flow.intake.profile import SenderProfile, load_profile

        if self.dates not in (None, "dmy", "mdy", "ymd"):
            raise _wrong("--dates", "it is dmy, mdy or ymd; dmy reads 01/02/1990 as the first of February.")
        columns: dict[str, str] = {}
        for pair in self.column or ():
            header, equals, field = pair.rpartition("=")
            if not equals or not header:
                raise _wrong("--column", 'write HEADER=FIELD, such as "Doc No=doc_number".')
            if field and field not in FIELDS:
                raise _wrong("--column", f"there is no field {field}. Fields: {', '.join(sorted(FIELDS))}.")
            columns[header] = field
        profile = load_profile(folder / "senders", self.sender) if folder and self.sender else None
        if profile is None and (self.sender or self.dates or columns):
            profile = SenderProfile(name=self.sender or "")
        if profile is None:
            return None
        order: Any = self.dates or profile.dates
        return replace(profile, dates=order, columns={**profile.columns, **columns})

    def given(self) -> GivenLeg | None:
        """The flight, train, bus or ship that is stated for tables that do not say; None where none is."""
        from datetime import date

        from pratique.flow.intake.profile import GivenLeg
        from pratique.model.flights import normal_flight, normal_service

        named: dict[Conveyance, str | None] = {
            "aircraft": self.flight, "train": self.train, "bus": self.bus, "ship": self.ship,
        }  # fmt: skip
        services: dict[Conveyance, str] = {kind: text for kind, text in named.items() if text is not None}
        if not services and self.day is None and self.origin is None and self.destination is None:
            return None
        options = [f"--{'flight' if kind == 'aircraft' else kind}" for kind in services]
        if len(services) > 1:
            raise _wrong(" and ".join(options), "a table is of one conveyance; give one.")
        kind: Conveyance = next(iter(services), "aircraft")
        text = services.get(kind)
        normal = normal_flight(text) if kind == "aircraft" else normal_service(text)
        if text is not None and normal is None:
            hint = "no flight number: a carrier and up to four digits, such as ZZ123."
            raise _wrong(options[0], hint if kind == "aircraft" else "it is empty.")
        try:
            when = date.fromisoformat(self.day) if self.day else None
        except ValueError:
            raise _wrong("--date", "not a date: write it as 2026-11-14.") from None
        start, end = (
            (place.upper() if kind == "aircraft" else place) if place else None
            for place in (self.origin, self.destination)
        )
        return GivenLeg(flight=normal, date=when, origin=start, destination=end, conveyance=kind)


def takes_reading(command: Callable[..., None]) -> Callable[..., None]:
    """The command with an option for each field of `Reading`; it is called with them as one value, `reading`."""
    hints = get_type_hints(Reading, include_extras=True)
    own = [p for p in inspect.signature(command, eval_str=True).parameters.values() if p.name != "reading"]
    shared = [
        inspect.Parameter(one.name, inspect.Parameter.KEYWORD_ONLY, default=one.default, annotation=hints[one.name])
        for one in fields(Reading)
    ]

    @functools.wraps(command)
    def run(**given: Any) -> None:
        told = {one.name: given.pop(one.name) for one in fields(Reading)}
        command(**given, reading=Reading(**told))

    # The command line is built from the signature.
    run.__signature__ = inspect.Signature([*own, *shared])  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in (*own, *shared)}
    return run


def _wrong(option: str, what: str) -> typer.BadParameter:
    return typer.BadParameter(what, param_hint=option)
