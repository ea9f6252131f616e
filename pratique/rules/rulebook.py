"""The rule book: one TOML file a disease, read with care, asked by disease and authority.

A file that does not follow the form is refused with the file and the key named: a rule that was half understood
would give a wrong list.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import cast

from pratique.errors import NotFound, NotReadable
from pratique.model.casework import ANCHORS
from pratique.model.tracing import Standing
from pratique.rules.rule import (
    END_CONVENTIONS,
    LINKS,
    STANDINGS,
    CaseFallBack,
    EndConvention,
    Example,
    FollowUp,
    Infectious,
    Link,
    Rule,
    SeatUnknown,
    Source,
    TimeLimit,
    TravellerFallBack,
)
from pratique.rules.table import Table
from pratique.rules.zone import WIDTHS, ZONE_TYPES, Width, Zone, ZoneType

__all__ = ["Book", "Disease", "Rule", "load_book"]


@dataclass(frozen=True, slots=True)
class Disease:
    """One disease with its rules, by id, and the authority followed where nobody chose another."""

    name: str
    aliases: tuple[str, ...]
    default_authority: str
    rules: Mapping[str, Rule]


@dataclass(frozen=True, slots=True)
class Book:
    """Every rule this site has."""

    diseases: tuple[Disease, ...]

    def rule(self, disease: str, authority: str | None = None) -> Rule:
        """The rule for a disease, by default its own default authority's.

        Names and aliases ignore case. `authority` is a rule's id (``measles.cdc``) or its short form (``cdc``).
        Raises NotFound, saying what there is.
        """
        found = self.disease(disease)
        wanted = (authority or found.default_authority).strip().casefold()
        for rule in found.rules.values():
            if wanted in (rule.id.casefold(), rule.id.partition(".")[2].casefold()):
                return rule
        raise NotFound(
            f"The rule book has no rule of that authority for {found.name}.",
            f"It has {', '.join(found.rules)}.",
        )

    def disease(self, name: str) -> Disease:
        """A disease by its name or an alias. Raises NotFound, saying which diseases there are."""
        wanted = name.strip().casefold()
        for disease in self.diseases:
            if wanted in (disease.name.casefold(), *(alias.casefold() for alias in disease.aliases)):
                return disease
        # The name asked for is not repeated: it comes from a notice, where anything may stand.
        raise NotFound(
            "The rule book has no rule for this disease.",
            f"It has {', '.join(sorted((d.name for d in self.diseases), key=str.casefold))}.",
        )


def load_book(folder: Path | None = None) -> Book:
    """The rules shipped with the product, with those of a site's own folder added or put in their place.

    A site's file for a known disease adds rules, replaces those with the same id and sets the default authority.
    Raises NotReadable, naming file and key.
    """
    diseases: dict[str, Disease] = {}
    sources: list[Traversable] = [files("pratique.rules").joinpath("book")]
    if folder is not None:
        if not folder.is_dir():
            raise NotReadable("The site's rule folder does not exist.", "Create it, or take it out of the settings.")
        sources.append(folder)
    for source in sources:
        for entry in sorted(source.iterdir(), key=lambda e: e.name):
            if entry.name.endswith(".toml"):
                _add(diseases, _read(entry), entry.name)
    return Book(tuple(diseases.values()))


def _add(diseases: dict[str, Disease], new: Disease, file: str) -> None:
    key = new.name.casefold()
    if old := diseases.get(key):
        aliases = tuple(dict.fromkeys(old.aliases + new.aliases))
        new = replace(new, name=old.name, aliases=aliases, rules={**old.rules, **new.rules})
    if new.default_authority not in new.rules:
        raise NotReadable(
            f"Rule file {file}, key default_authority: no rule has this id.", f"The ids are {', '.join(new.rules)}."
        )
    diseases[key] = new


def _read(entry: Traversable) -> Disease:
    try:
        content = tomllib.loads(entry.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NotReadable(f"Rule file {entry.name} is not valid TOML: {error}.", "Correct the file.") from None
    table = Table(entry.name, "", content)
    name = table.text("disease")
    rules: dict[str, Rule] = {}
    for item in table.tables("rule"):
        rule = _rule(item, name)
        if rule.id in rules:
            raise item.wrong("id", "is used by two rules")
        rules[rule.id] = rule
    disease = Disease(name, table.texts("aliases"), table.text("default_authority"), rules)
    table.done()
    return disease


def _rule(table: Table, disease: str) -> Rule:
    zone = _zone(table.required_table("zone"))
    rule = Rule(
        id=table.text("id"),
        disease=disease,
        authority=table.text("authority"),
        version=table.text("version"),
        standing=cast(Standing, table.choice("standing", STANDINGS)),
        zone=zone,
        infectious=_infectious(table.table("infectious")),
        min_exposure_h=table.optional_number("min_exposure_h"),
        links=cast(tuple[Link, ...], table.choices("links", LINKS)),
        follow_up=_follow_up(table.table("follow_up")),
        time_limits=tuple(_time_limit(item) for item in table.tables("time_limit")),
        susceptible=table.text("susceptible", ""),
        seat_unknown=_seat_unknown(table.table("seat_unknown")),
        unverified=table.texts("unverified"),
        conveyances=table.texts("conveyances"),
        sources=tuple(_source(item) for item in table.tables("source")),
        examples=tuple(_example(item) for item in table.tables("example")),
    )
    table.done()
    return rule


def _zone(table: Table) -> Zone:
    kind = cast(ZoneType, table.choice("type", ZONE_TYPES))
    zone = Zone(kind)
    if kind == "row_band":
        width = cast(Width, table.choice("width", WIDTHS))
        zone = Zone(kind, table.whole_number("ahead"), table.whole_number("behind"), width)
    table.done()
    return zone


def _infectious(table: Table | None) -> Infectious | None:
    if table is None:
        return None
    found = Infectious(
        table.choice("anchor", ANCHORS), table.whole_number("before_days"), table.optional_whole_number("after_days")
    )
    table.done()
    return found


def _follow_up(table: Table | None) -> FollowUp | None:
    if table is None:
        return None
    convention = cast(EndConvention, table.choice("end_convention", END_CONVENTIONS))
    found = FollowUp(table.text("kind"), table.whole_number("days"), convention, table.text("source", ""))
    table.done()
    return found


def _time_limit(table: Table) -> TimeLimit:
    found = TimeLimit(table.whole_number("days"), table.text("allows"), table.text("source", ""))
    table.done()
    return found


def _seat_unknown(table: Table | None) -> SeatUnknown:
    if table is None:
        return SeatUnknown()
    found = SeatUnknown(
        cast(CaseFallBack, table.choice("case", ("whole", "none"))),
        cast(TravellerFallBack, table.choice("traveller", ("classify", "none"))),
        cast(Standing, table.choice("standing", STANDINGS)),
    )
    table.done()
    return found


def _source(table: Table) -> Source:
    found = Source(table.text("key"), table.text("title"), table.text("address", ""))
    table.done()
    return found


def _example(table: Table) -> Example:
    found = Example(
        table.text("text"),
        table.text("cabin"),
        table.text("seat"),
        table.whole_number("covered"),
        table.whole_numbers("rows"),
    )
    table.done()
    return found
