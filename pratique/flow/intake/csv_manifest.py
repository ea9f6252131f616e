"""Passenger and crew lists from delimited files: one message for each flight, date and route they hold."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, fields, replace

from pratique.flow.intake.dates import FAR
from pratique.flow.intake.headers import Header, find_header
from pratique.flow.intake.legs import NO_SERVICE, given_service, latest_day, leg_reason, read_legs, title_proposal
from pratique.flow.intake.persons import has_name, read_people
from pratique.flow.intake.profile import GivenLeg, SenderProfile
from pratique.flow.intake.sheet import Sheet, read_sheet
from pratique.flow.intake.table import Table, read_table
from pratique.model.facts import Counts, DocumentFact, LegFact, Message, PersonFact, ReadFile
from pratique.model.findings import Finding

NO_TEXT = "the file is no text in a charset this reader knows"
NO_HEADER = "no row of the first 40 names at least three known columns, one of them a name"
MAP_HINT = (
    'write the column names this sender uses into the profile kept for it, such as [columns] "Pax" = "name", '
    '"Born" = "birth_date", "Place" = "seat", and read the file with that profile'
)


def read_csv_manifest(data: bytes, profile: SenderProfile | None = None, given: GivenLeg | None = None) -> ReadFile:
    """Everything a delimited manifest says. Never raises on content; bad rows come back with reasons."""
    sha256 = hashlib.sha256(data).hexdigest()
    table = read_table(data, profile)
    if table is None:
        return ReadFile(sha256, error=NO_TEXT, hint="save it as CSV in UTF-8 and load that")
    return manifest_from_table(table, sha256, profile, given)


def manifest_from_table(
    table: Table, sha256: str, profile: SenderProfile | None = None, given: GivenLeg | None = None
) -> ReadFile:
    """The same from rows of text cells, whatever file they came from."""
    header = find_header([row.cells for row in table.rows], profile)
    if header is None:
        return ReadFile(sha256, error=NO_HEADER, hint=MAP_HINT)
    sheet = read_sheet(table.rows, _with_route(header, table))
    order = profile.dates if profile else None
    sheet.keep(lambda place: None if has_name(sheet, place) else "no name in this row")
    legs = read_legs(sheet, given, order)
    rejected = sheet.all_rejected()
    if not sheet.numbers:
        hint = "look at the reasons given for the rows" if rejected else "ask the sender whether it is complete"
        return ReadFile(sha256, error="the table holds no person", hint=hint, rejected=rejected)
    if isinstance(legs, str):
        sentence, hint = _unplaced(legs, table, header)
        return ReadFile(sha256, error=sentence, hint=hint, rejected=rejected)
    reasons = {place: leg_reason(sheet, place) for place, leg in enumerate(legs) if leg is None}
    sheet.keep(reasons.get)
    rejected = sheet.all_rejected()
    placed = [leg for leg in legs if leg is not None]
    if not placed:
        return ReadFile(sha256, error="no row names its flight and date", hint=MAP_HINT, rejected=rejected)
    stated = given_service(given)
    if stated and stated not in {leg.flight for leg in placed}:
        text = f"the file names its flights itself and {stated} is not among them; the file's own are used"
        sheet.findings.append(Finding("stated-flight-not-used", "warning", "file", text))
    people = read_people(sheet, order, latest_day(placed) or FAR, [leg.conveyance for leg in placed])
    sender = (profile and profile.name) or None
    return ReadFile(sha256, messages=tuple(_messages(sheet, placed, people, table, sender)), rejected=rejected)


def canonical_digest(*values: object) -> str:
    """SHA-256 over values written in one form: the same content twice gives the same digest."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _with_route(header: Header, table: Table) -> Header:
    """Columns called departure and arrival hold airports in some files, times in others: their cells tell."""
    columns, titles = dict(header.columns), dict(header.titles)
    for name, field in (("departure", "origin"), ("arrival", "destination")):
        place = columns.get(name)
        if place is None or field in columns:
            continue
        cells = [row.cells[place].strip() for row in table.rows[header.index + 1 :] if place < len(row.cells)]
        if any(cells) and not any(character.isdigit() for cell in cells for character in cell):
            columns[field], titles[field] = columns.pop(name), titles.pop(name)
    return replace(header, columns=columns, titles=titles)


def _unplaced(why: str, table: Table, header: Header) -> tuple[str, str]:
    """The sentence and the hint for a file whose rows belong to no flight yet."""
    if "can be read as" in why:
        return why, "say which with --dates dmy, --dates mdy or --dates ymd; it is kept for this sender"
    found = title_proposal(list(table.rows[: header.index]))
    kind = "flight" if found.conveyance == "aircraft" else found.conveyance
    seems = " on ".join(part for part in (f"{kind} {found.service}" if found.service else None, found.day) if part)
    why = why.replace("flight", kind) if why == NO_SERVICE else why
    option = f"--{kind} {found.service or '…'} --date {found.day or '…'}"
    if seems:
        return f"{why}; row {found.row} seems to say {seems}", f"confirm with {option}"
    other = "" if found.service else " (or --train, --bus, --ship)"
    return why, f"name the flight with {option}{other}, and its route with --from and --to"


def _messages(
    sheet: Sheet, legs: list[LegFact], people: list[PersonFact], table: Table, sender: str | None
) -> Iterator[Message]:
    groups: dict[tuple[str | None, str, str | None, str | None], list[int]] = {}
    for place, leg in enumerate(legs):
        # A flight is sold leg by leg; a coach is shared by people of many routes, who must not be torn apart.
        route = (leg.origin, leg.destination) if leg.conveyance == "aircraft" else (leg.conveyance, None)
        groups.setdefault((leg.flight, (leg.departure or "")[:10], *route), []).append(place)
    for places in groups.values():
        findings = [*table.findings, *sheet.findings]
        leg = _agreed([legs[place] for place in places], sheet, places, findings)
        kept: dict[PersonFact, int] = {}
        again = [place for place in places if kept.setdefault(people[place], place) != place]
        if again:
            where = sheet.where(again)
            text = f"{len(again)} rows repeat an earlier row word for word; each person is taken once"
            findings.append(Finding("duplicate-rows", "info", where, text))
        if leg.origin is None or leg.destination is None:
            findings.append(_no_route(leg, [legs[place] for place in places]))
        on_it = tuple(kept)
        crew = sum(person.role in ("crew", "in_transit_crew") for person in on_it)
        content = sorted(map(_stated, on_it))
        yield Message(
            kind="csv",
            dialect=table.dialect,
            sender=sender,
            legs=(leg,),
            people=on_it,
            present=Counts(passengers=len(on_it) - crew, crew=crew, segments=None),
            findings=tuple(findings),
            digest=canonical_digest("csv", _of_leg(leg), content),
        )


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
_PERSON = tuple(one.name for one in fields(PersonFact))
_DOCUMENT = tuple(one.name for one in fields(DocumentFact))


def _stated(person: PersonFact) -> str:
    """All that is stated of a person as canonical JSON: digests are made from it, so not a byte may ever change."""
    told = {name: getattr(person, name) for name in _PERSON}
    told["documents"] = [{name: getattr(one, name) for name in _DOCUMENT} for one in person.documents]
    return _CANONICAL(told)


def _of_leg(leg: LegFact) -> dict[str, object]:
    # Without a registration the digest is that of versions which read none: a list they stored is known again.
    return {name: value for name, value in asdict(leg).items() if name != "registration" or value}


def _no_route(leg: LegFact, stated: list[LegFact]) -> Finding:
    """Why the leg has no route: the file gives none, or its passengers got on and off at different stops."""
    if any(one.origin for one in stated) and any(one.destination for one in stated):
        text = (
            f"the passengers of {leg.flight} travelled between different stops; they are kept on one leg, so that "
            "those of one coach stay together, and whether one got off before another got on is not told apart"
        )
        return Finding("several-stops", "info", "file", text)
    what = "flight" if leg.conveyance == "aircraft" else leg.conveyance
    text = f"the file does not say where the {what} goes from and to; state it with --from and --to"
    return Finding("no-route", "warning", "file", text)


def _agreed(legs: list[LegFact], sheet: Sheet, places: list[int], findings: list[Finding]) -> LegFact:
    """One leg for rows of one flight and date; stops, times and aircraft on which the rows differ are left out."""
    first = legs[0]
    origins, destinations = ({getattr(leg, end) for leg in legs} - {None} for end in ("origin", "destination"))
    departures = {leg.departure for leg in legs if leg.departure and "T" in leg.departure}
    arrivals = {leg.arrival for leg in legs if leg.arrival}
    # Those who get on or off at different stops have different times by right.
    if (len(departures) > 1 or len(arrivals) > 1) and len(origins) < 2 and len(destinations) < 2:
        text = "the rows of this flight give different times; none of the differing times is used"
        findings.append(Finding("times-differ", "warning", sheet.where(places), text))
    aircraft = {leg.registration for leg in legs if leg.registration}
    if len(aircraft) > 1:
        text = "the rows of this flight name different aircraft; none of the differing registrations is used"
        findings.append(Finding("registrations-differ", "warning", sheet.where(places), text))
    day = (first.departure or "")[:10] or None
    departure = next(iter(departures)) if len(departures) == 1 else day
    return replace(
        first,
        origin=origins.pop() if len(origins) == 1 else None,
        destination=destinations.pop() if len(destinations) == 1 else None,
        departure=departure,
        arrival=next(iter(arrivals)) if len(arrivals) == 1 else None,
        registration=next(iter(aircraft)) if len(aircraft) == 1 else None,
    )
