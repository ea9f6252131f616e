"""A leg's cabin as SVG: the case, the contacts by action, and everybody else as a grey shape without a name.

Nose on the left, one line per seat letter, aisles as gaps. Every seat is 26 px from the next (touch targets need 24)
as long as the cabin fits; a longer cabin is drawn compact away from the case and the contacts, and what still does
not fit is wrapped into strips. Sizes are CSS pixels; colours come from the page's style sheet (`static/seatmap.css`).
"""

from __future__ import annotations

from itertools import groupby, pairwise

from pratique.model.seating import letter_of, row_of
from pratique.model.tracing import CabinUsed, Contact, LegTrace
from pratique.present import words
from pratique.present._templates import environment
from pratique.present.language import Translator, translator
from pratique.present.places import flight, is_ground
from pratique.present.strips import AISLE, BOTTOM, NOSE, SMALL, TAIL, UNIT, Row, Strip, breaks, strips_of


def why_no_map(leg: LegTrace, t: Translator | None = None) -> str | None:
    """The sentence that stands where the map would; None where a map can be drawn."""
    t = t or translator("en")
    if leg.to_request or leg.leg is None:
        return t.say("No seat map and no list: no manifest of this flight is held.")
    if is_ground(leg):
        return t.say("No seat map is drawn for a train, bus or ship: the list below goes by coach or cabin.")
    if leg.cabin is None or not leg.cabin.rows or not any(leg.cabin.blocks):
        return t.say("No seat map: the cabin of this flight is not known.")
    if not leg.case_seats:
        return t.say("No seat map: the seat of the case on this flight is not known.")
    if not _case(leg):
        return t.say("No seat map: the case sat on another deck, and only the main deck is drawn.")
    return None


def off_map(leg: LegTrace) -> tuple[str, ...]:
    """Seats of the case and of contacts that the cabin layout does not have; they must be said in words."""
    if leg.cabin is None:
        return ()
    wanted = {*_case(leg), *(c.seat for c in drawn_contacts(leg) if c.seat)}
    return tuple(sorted((s for s in wanted if not _has(leg.cabin, s)), key=lambda s: (row_of(s), s)))


def drawn_contacts(leg: LegTrace) -> tuple[Contact, ...]:
    """The contacts whose seat is on the deck that is drawn: the one no manifest names."""
    return tuple(contact for contact in leg.contacts if contact.seat and not contact.presence.unit)


def _case(leg: LegTrace) -> tuple[str, ...]:
    """The case's seats on that deck."""
    return tuple(seat for seat in leg.case_seats if "/" not in seat and seat[:-1].isdigit())


def seat_map(leg: LegTrace, prefix: str = "", language: str = "en") -> str:
    """The cabin as one ``<svg>``; empty where `why_no_map` says why there is none.

    A contact's seat has the id ``{prefix}seat-44D`` and links to ``#{prefix}c-{contact}``. No name is in it.
    """
    if leg.cabin is None or why_no_map(leg):
        return ""
    cabin, t = leg.cabin, translator(language)
    # The rule covers the neighbours of the case and not its own seat, which would tear the frame apart.
    zone = cabin.zone | set(_case(leg)) if cabin.zone else frozenset()
    letters = _letter_lines(cabin)
    depth = max(letters.values()) + UNIT / 2
    strips = strips_of(_rows(leg, cabin), depth)
    return (
        environment(language)
        .get_template("seatmap.svg")
        .render(
            label=t.say(
                "Seat map of {flight}, {day}. Contacts are links to their row in the list below.",
                flight=flight(leg.flight),
                day=t.day(leg.date),
            ),
            width=max(s.right for s in strips) + TAIL,
            height=strips[-1].top + depth + BOTTOM,
            hulls=[_hull(s, depth) for s in strips],
            zones=[z for s in strips for z in _zones(s, zone, letters, depth)],
            numbers=[n for s in strips for n in _numbers(s)],
            letters=[(x, s.top + y, letter) for s in strips for x in s.letter_columns for letter, y in letters.items()],
            seats=[seat for s in strips for seat in _seats(s, leg, letters, prefix, t)],
        )
    )


def _has(cabin: CabinUsed, seat: str) -> bool:
    in_grid = row_of(seat) in cabin.rows and any(letter_of(seat) in block for block in cabin.blocks)
    return in_grid and seat not in cabin.absent


def _letter_lines(cabin: CabinUsed) -> dict[str, float]:
    """The middle of each letter's line, counted down from a strip's top."""
    lines, y = {}, 0.0
    for block in filter(None, cabin.blocks):
        for letter in block:
            lines[letter] = y + UNIT / 2
            y += UNIT
        y += AISLE
    return lines


def _rows(leg: LegTrace, cabin: CabinUsed) -> list[Row]:
    """The cabin's rows, nose to tail."""
    all_letters = frozenset(letter for block in cabin.blocks for letter in block)
    zone_rows = {row_of(seat) for seat in cabin.zone}
    told = {row_of(s) for s in _case(leg)} | {row_of(c.seat) for c in drawn_contacts(leg) if c.seat} | zone_rows
    return [
        Row(
            number,
            frozenset(x for x in all_letters if f"{number}{x}" not in cabin.absent),
            in_zone=number in zone_rows,
            told=number in told,
        )
        for number in cabin.rows
    ]


def _hull(strip: Strip, depth: float) -> str:
    """The outline: rounded at the nose and at the tail, cut straight where the cabin goes on in another strip."""
    top, bottom, middle = strip.top - 8, strip.top + depth + 8, strip.top + depth / 2
    left, right = NOSE + 2, strip.right + 6
    path = f"M{left:g} {top:g}H{right:g}"
    path += (
        f"C{right + 14:g} {top:g} {right + 24:g} {middle:g} {right + 24:g} {middle:g}"
        f"S{right + 14:g} {bottom:g} {right:g} {bottom:g}"
        if strip.last
        else f"V{bottom:g}"
    )
    path += f"H{left:g}"
    nose = left - 40
    path += (
        f"C{left - 26:g} {bottom:g} {nose:g} {middle + depth / 4:g} {nose:g} {middle:g}"
        f"S{left - 26:g} {top:g} {left:g} {top:g}z"
        if strip.first
        else "z"
    )
    return path


def _zones(
    strip: Strip, zone: frozenset[str], letters: dict[str, float], depth: float
) -> list[tuple[float, float, float, float]]:
    """Boxes (x, y, width, height): one round neighbouring rows wholly inside the zone, else one per seat."""
    boxes = []
    for whole, group in groupby(strip.rows, key=lambda r: all(f"{r.number}{x}" in zone for x in r.letters)):
        rows = list(group)
        if whole:
            left, right = rows[0].x - rows[0].pitch / 2, rows[-1].x + rows[-1].pitch / 2
            boxes.append((left - 2, strip.top - 5, right - left + 4, depth + 10))
            continue
        boxes += [
            (row.x - row.pitch / 2, strip.top + letters[x] - UNIT / 2, row.pitch, UNIT)
            for row in rows
            for x in sorted(row.letters)
            if f"{row.number}{x}" in zone
        ]
    return boxes


def _numbers(strip: Strip) -> list[tuple[float, float, int, bool]]:
    """Row numbers as (x, y, number, in zone): each row in full, of compact stretches the ends and every fifth."""
    ends = {strip.rows[0].number, strip.rows[-1].number}
    for a, b in pairwise(strip.rows):
        if a.full != b.full or breaks(a, b):
            ends |= {row.number for row in (a, b) if not row.full}
    shown: list[Row] = []
    for row in strip.rows:
        fifth = row.number % 5 == 0 and all(abs(row.x - other.x) > 2 * SMALL for other in strip.rows if other.full)
        if row.full or row.number in ends:
            while shown and not shown[-1].full and row.x - shown[-1].x < 20 and shown[-1].number not in ends:
                shown.pop()
            if not shown or row.full or row.x - shown[-1].x >= 20:
                shown.append(row)
        elif fifth and (not shown or row.x - shown[-1].x >= 20):
            shown.append(row)
    return [(row.x, strip.top - 14, row.number, row.in_zone) for row in shown]


def _seats(
    strip: Strip, leg: LegTrace, letters: dict[str, float], prefix: str, t: Translator
) -> list[dict[str, object]]:
    order = list(words.ACTIONS)
    by_seat: dict[str, list[Contact]] = {}
    for contact in sorted(drawn_contacts(leg), key=lambda c: order.index(c.action)):
        if contact.seat:
            by_seat.setdefault(contact.seat, []).append(contact)
    seats: list[dict[str, object]] = []
    for row in strip.rows:
        for letter, line in letters.items():
            seat = f"{row.number}{letter}"
            if letter not in row.letters:
                continue
            here, is_case = by_seat.get(seat, []), seat in leg.case_seats
            look = words.CASE if is_case else words.ACTIONS[here[0].action] if here else None
            height = UNIT if row.full else 18.0
            seats.append(
                {
                    "kind": "other" if seat in leg.occupied else "empty",
                    "look": look,
                    "label": _label(seat, here, is_case, t),
                    "id": f"{prefix}seat-{seat}",
                    "href": f"#{prefix}c-{here[0].contact}" if here else "",
                    "more": len(here) + is_case if len(here) + is_case > 1 else 0,
                    "cx": row.x,
                    "cy": strip.top + line,
                    "w": row.pitch - 2.5,
                    "h": height - 2.5,
                    "r": 4 if row.full else 2,
                }
            )
    return seats


def _label(seat: str, here: list[Contact], is_case: bool, t: Translator) -> str:
    """What a screen reader and a pointer are told: the seat and what to do, never who."""
    if is_case and not here:
        return t.say("{seat}: the case", seat=seat)
    if not here:
        return ""
    first = t.say(words.CASE.text if is_case else words.ACTIONS[here[0].action].text)
    more = len(here) if is_case else len(here) - 1
    if more:
        return t.say(
            "{seat}: {action}, and {more}",
            seat=seat,
            action=first,
            more=t.count("{n} more contact at this seat", "{n} more contacts at this seat", more),
        )
    return t.say("{seat}: {action}", seat=seat, action=first)
