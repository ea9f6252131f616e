"""A rule file, read with care into a disease and its rules: every mistake names its file and key."""

from __future__ import annotations

import tomllib
from importlib.resources.abc import Traversable
from typing import Literal, cast

from pratique.errors import NotReadable
from pratique.model.casework import ANCHORS
from pratique.model.tracing import Standing
from pratique.rules.rule import (
    CONVEYANCES,
    END_CONVENTIONS,
    LINKS,
    STANDINGS,
    TRIGGERS,
    WIDENED,
    CaseFallBack,
    EndConvention,
    Escalation,
    Example,
    FollowUp,
    Infectious,
    Link,
    Others,
    Protection,
    Reported,
    Rule,
    SeatUnknown,
    Source,
    Susceptible,
    TimeLimit,
    TravellerFallBack,
    Trigger,
    Widened,
)
from pratique.rules.table import Table
from pratique.rules.wording import known_keys
from pratique.rules.zone import AISLES, WIDTHS, ZONE_TYPES, Aisle, Width, Zone, ZoneType


def read_content(entry: Traversable) -> Table:
    """The file as a table. Raises NotReadable where it is no TOML."""
    try:
        content = tomllib.loads(entry.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NotReadable(f"Rule file {entry.name} is not valid TOML: {error}.", "Correct the file.") from None
    return Table(entry.name, "", content)


def read_rule(table: Table, disease: str) -> Rule:
    """One ``[[rule]]``. Raises NotReadable, naming file and key."""
    zone = _zone(table.required_table("zone"))
    alt = table.table("alt_zone")
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
        links_any_duration=table.optional_yes_no("links_any_duration") or False,
        follow_up=_follow_up(table.table("follow_up")),
        time_limits=tuple(_time_limit(item) for item in table.tables("time_limit")),
        susceptible=_susceptible(table.table("susceptible")),
        seat_unknown=_seat_unknown(table.table("seat_unknown")),
        unverified=table.choices("unverified", known_keys()),
        conveyances=table.choices("conveyances", CONVEYANCES),
        sources=tuple(_source(item) for item in table.tables("source")),
        examples=tuple(_example(item) for item in table.tables("example")),
        alt_zone=None if alt is None else _zone(alt),
        link_notes=_link_notes(table.table("link_notes")),
        preconditions=table.texts("preconditions"),
        escalations=tuple(_escalation(item) for item in table.tables("escalation")),
        measure=table.text("measure", ""),
        protection=tuple(_protection(item) for item in table.tables("protection")),
        exceptions=table.texts("exceptions"),
        superseded=table.text("superseded", ""),
        sealed_air_conditioned=table.optional_yes_no("sealed_air_conditioned"),
        others_on_board=cast(Others, table.optional_choice("others_on_board", ("general_contact",))),
        notes=table.texts("notes"),
        reported=tuple(_reported(item) for item in table.tables("reported")),
    )
    if rule.standing == "verified" and rule.unverified:
        parts = f"{', '.join(rule.unverified)} {'is' if len(rule.unverified) == 1 else 'are'}"
        hint = "Write partly, or take out of `unverified` what was since read in the source."
        raise table.wrong("standing", f"must not be verified while {parts} unverified", hint)
    table.done()
    return rule


def _reported(table: Table) -> Reported:
    found = Reported(
        table.text("text"), table.whole_numbers("parts"), table.whole_number("total"), table.text("source", "")
    )
    if sum(found.parts) != found.total:
        raise table.wrong("total", f"is {found.total}, but the parts add up to {sum(found.parts)}")
    table.done()
    return found


def _zone(table: Table, *, within: str = "") -> Zone:
    kind = cast(ZoneType, table.choice("type", ZONE_TYPES))
    classes = table.texts("classes") if within == "any_of" else ()
    up_to_h = table.optional_number("up_to_h") if within == "by_duration" else None
    zone = Zone(kind, classes=classes, up_to_h=up_to_h)
    match kind:
        case "row_band":
            width = cast(Width, table.choice("width", WIDTHS))
            ahead, behind = table.whole_number("ahead"), table.whole_number("behind")
            zone = Zone(kind, ahead, behind, width, classes=classes, up_to_h=up_to_h)
        case "bay":
            zone = Zone(kind, table.whole_number("ahead"), table.whole_number("behind"), classes=classes)
        case "seat_box" | "same_row_adjacent":
            rows = table.whole_number("rows") if kind == "seat_box" else 0
            seats, aisle = table.whole_number("seats"), cast(Aisle, table.choice("aisle", AISLES))
            zone = Zone(kind, rows=rows, seats=seats, aisle=aisle, classes=classes, up_to_h=up_to_h)
        case "any_of" | "by_duration":
            parts = tuple(_zone(item, within=kind) for item in table.tables("of"))
            _check_parts(table, kind, parts)
            zone = Zone(kind, of=parts)
    table.done()
    return zone


def _check_parts(table: Table, kind: str, parts: tuple[Zone, ...]) -> None:
    if len(parts) < 2 or any(part.of for part in parts):
        raise table.wrong("of", "must hold two zones or more, none of them made of others")
    if kind == "any_of" and not all(part.classes for part in parts):
        raise table.wrong("of", "must name the classes of each zone")
    bounds = [part.up_to_h for part in parts]
    known = [bound for bound in bounds[:-1] if bound is not None]
    if kind == "by_duration" and (bounds[-1] is not None or len(known) < len(bounds) - 1 or known != sorted(known)):
        raise table.wrong("of", "must have up_to_h, rising, on each zone but the last")


def _infectious(table: Table | None) -> Infectious | None:
    if table is None:
        return None
    found = Infectious(
        table.choice("anchor", ANCHORS),
        table.whole_number("before_days"),
        table.optional_whole_number("after_days"),
        table.optional_choice("or_anchor", ANCHORS),
        table.text("note", ""),
    )
    table.done()
    return found


def _follow_up(table: Table | None) -> FollowUp | None:
    if table is None:
        return None
    found = FollowUp(
        table.text("kind"),
        table.optional_whole_number("days"),
        cast(EndConvention, table.choice("end_convention", END_CONVENTIONS)),
        table.text("source", ""),
        table.text("schedule", ""),
        cast(Standing, table.optional_choice("end_standing", STANDINGS) or "default"),
    )
    if found.days is None and not found.schedule:
        raise table.wrong("days", "is missing, and no schedule stands in its place")
    table.done()
    return found


def _time_limit(table: Table) -> TimeLimit:
    found = TimeLimit(table.whole_number("days"), table.text("allows"), table.text("source", ""))
    table.done()
    return found


def _susceptible(table: Table | None) -> Susceptible | None:
    if table is None:
        return None
    found = Susceptible(table.text("who"), table.text("words", ""), table.texts("priority"))
    table.done()
    return found


def _protection(table: Table) -> Protection:
    unit = cast(Literal["hours", "days"], table.choice("unit", ("hours", "days")))
    found = Protection(table.text("what"), table.whole_number("within"), unit, table.text("source", ""))
    table.done()
    return found


def _escalation(table: Table) -> Escalation:
    trigger = cast(Trigger, table.choice("trigger", TRIGGERS))
    found = Escalation(trigger, table.text("on"), cast(Widened, table.choice("to", WIDENED)))
    table.done()
    return found


def _link_notes(table: Table | None) -> tuple[tuple[str, str], ...]:
    if table is None:
        return ()
    found = tuple((link, note) for link in LINKS if (note := table.text(link, "")))
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
    text, case = table.text("text"), table.text("case", "")
    if case:
        found = Example(
            text,
            case=case,
            inside=table.texts("inside"),
            outside=table.texts("outside"),
            open=table.texts("open"),
        )
    else:
        found = Example(
            text,
            table.text("cabin"),
            table.text("seat"),
            table.whole_number("covered"),
            table.optional_whole_numbers("rows"),
            table.optional_number("hours"),
        )
    table.done()
    return found
