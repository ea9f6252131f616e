"""Who was near the case by place: seats of a cabin, or coaches, berths and ship cabins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from pratique.model.facts import Conveyance
from pratique.model.movement import Presence
from pratique.model.seating import row_of
from pratique.model.tracing import CabinUsed, Reason, because, marked
from pratique.rules.cabin import all_seats, section_rows
from pratique.rules.inference import is_label
from pratique.rules.rule import Rule
from pratique.rules.unit import Spot, bus_seat, near_in_units, same_unit
from pratique.rules.zone import UNIT_TYPES, Zone, covered_seats, row_distance, zone_for, zone_words

Place = tuple[str, str]
"""Deck or coach (empty: the only one, or not stated) and seat label."""
Found = tuple[list[Reason], list[Reason]]
"""Certain reasons, and reasons to be classified."""

SMALL_SEATS = 30
SMALL_SHARE = 0.8
"""The project's default, standing `default`, no authority's: an aircraft of at most so many seats, or a zone over more
than this share of the cabin's rows, makes everybody else on board somebody to be classified. Only on a cabin that the
site knows: an inferred one may be larger than it looks."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What all verdicts of a leg share."""

    rule: Rule
    zone: Zone
    hours: float | None
    conveyance: Conveyance
    cabins: dict[str, CabinUsed]
    """By deck or coach of the case."""
    spots: tuple[Spot, ...]
    """Where the case was, as stated; seats of a bus as row and letter."""
    reach: dict[Place, frozenset[str]]
    """Seat of the case to the seats covered around it."""
    core: dict[Place, frozenset[str]]
    """The same, but only seats that are covered however long the leg lasted."""
    within: frozenset[str]
    """Every seat of `reach`, those of the case with them: whoever has none of these was near in no deck."""
    zone_applies: bool
    duration_known: bool
    case_parties: frozenset[int]
    case_forms: frozenset[int]
    """Keys of the locator forms on which the case stands."""
    parties: dict[int, list[Presence]]
    """Party key to those aboard in that party who have a seat of their own."""
    small: Reason | None
    """Why everybody on a small aircraft is to be classified; None where it is not one."""


def reaches(zone: Zone, cabins: dict[str, CabinUsed], places: Iterable[Place], hours: float | None) -> tuple[
    dict[Place, frozenset[str]], dict[Place, frozenset[str]]
]:  # fmt: skip
    """For each seat of the case what may be covered, and what is covered whatever the hours."""
    may: dict[Place, frozenset[str]] = {}
    surely: dict[Place, frozenset[str]] = {}
    for unit, seat in places:
        each = [covered_seats(part, cabins[unit], seat) for part in zone_for(zone, hours)]
        may[unit, seat] = frozenset().union(*each)
        surely[unit, seat] = each[0].intersection(*each[1:])
    return may, surely


def in_units(zone: Zone) -> bool:
    """Whether the zone is told by coach, berth or ship cabin rather than by seats of a cabin."""
    return any(part.type in UNIT_TYPES for part in zone_for(zone))


def small_aircraft(zone: Zone, cabins: dict[str, CabinUsed], reach: dict[Place, frozenset[str]]) -> Reason | None:
    """Why the whole aircraft is taken by the project's default (see `SMALL_SEATS`); None: it is not."""
    plain = {part.type for part in zone_for(zone)}
    if not reach or not plain <= {"row_band", "seat_box", "same_row_adjacent"}:
        return None
    if any(cabin.inferred for cabin in cabins.values()):
        return None
    if (seats := sum(len(all_seats(cabin)) for cabin in cabins.values())) <= SMALL_SEATS:
        return because(
            "small_aircraft",
            "the aircraft has {seats} seats: by this project's default, no authority's, everybody on board is to be "
            "classified",
            seats=seats,
        )
    for (unit, seat), covered in reach.items():
        if len({row_of(s) for s in covered} | {row_of(seat)}) > SMALL_SHARE * len(cabins[unit].rows):
            return because(
                "small_aircraft",
                "the zone takes in more than {share}% of the rows: by this project's default, no authority's, "
                "everybody on board is to be classified",
                share=round(SMALL_SHARE * 100),
            )
    return None


def by_zone(scene: Scene, person: Presence) -> Found:
    """Reasons by place."""
    if scene.zone.type == "whole":
        return [because("whole", "was on board; the rule covers everybody on board")], []
    if in_units(scene.zone):
        return ([], []) if is_crew(person) else _by_unit(scene, person)
    if not scene.reach:
        return [], _case_unknown(scene, person)
    if seats := seats_here(person, scene.conveyance):
        found = ([], []) if scene.within.isdisjoint(seats) else _by_seat(scene, person, seats)
    elif is_infant(person):
        found = _infant_by_party(scene, person)
    else:
        found = [], [] if is_crew(person) else seat_unknown(scene)
    return found if any(found) or not scene.small or is_crew(person) else ([], [scene.small])


def _case_unknown(scene: Scene, person: Presence) -> list[Reason]:
    """The reason of everybody on board where the case's seat is not known, but for those in another coach or deck."""
    away = scene.spots and all(same_unit(spot.unit, person.unit) is False for spot in scene.spots)
    if scene.rule.seat_unknown.case != "whole" or away:
        return []
    return [because("case_seat_unknown", "the seat of the case is unknown, so anybody on board may have been near")]


def _by_seat(scene: Scene, person: Presence, seats: tuple[str, ...]) -> Found:
    hits = {seat: list(_near(scene, person.unit, seat)) for seat in seats}
    reasons = [near.reason for found in hits.values() for near in found]
    doubts = [near.doubt for found in hits.values() for near in found if near.doubt]
    if reasons and not all(hits.values()):
        text = marked("the senders contradict each other about the seat ({seats}); not all of these are in the zone")
        return [], [*reasons, because("seat_contradicted", text, seats=", ".join(seats))]
    sure = len(doubts) < len(reasons)
    return (reasons, []) if sure else ([], [*reasons, *dict.fromkeys(doubts)])


@dataclass(frozen=True, slots=True)
class _Near:
    """A reason by seat, and what keeps it from being certain."""

    reason: Reason
    doubt: Reason | None


def _near(scene: Scene, person_unit: str, seat: str) -> Iterator[_Near]:
    """One for each seat of the case that this seat is near to."""
    for (unit, case_seat), covered in scene.reach.items():
        together = _together(scene, unit, person_unit)
        if together is False or (seat != case_seat and seat not in covered):
            continue
        parts = zone_for(scene.zone, scene.hours)
        zone = zone_words(parts[0] if len(parts) == 1 else scene.zone)
        reason = _where(parts[0].type, scene.cabins[unit], case_seat, seat, zone)
        doubt = None
        if together is None:
            doubt = because("coach_unknown", "whether this was in the coach of the case is not stated")
        elif scene.zone.type == "section" and not section_rows(scene.cabins[unit], row_of(case_seat)):
            doubt = because("section_unknown", "where the sections of this cabin end is not known")
        elif seat != case_seat and seat not in scene.core[unit, case_seat]:
            doubt = because(
                "duration_unknown", "how long the leg lasted is unknown, and this seat counts for some durations only"
            )
        yield _Near(reason, doubt)


def _together(scene: Scene, case_unit: str, other_unit: str) -> bool | None:
    """Whether both were on one deck or in one coach. An aircraft's deck that is not named is the main one."""
    if case_unit == other_unit:
        return True
    return False if scene.conveyance == "aircraft" else same_unit(case_unit, other_unit)


def _where(kind: str, cabin: CabinUsed, case_seat: str, seat: str, zone: str) -> Reason:
    behind = row_distance(cabin, row_of(case_seat), row_of(seat))
    if seat == case_seat:
        return because(
            kind, "is stated in {seat}, the seat of the case itself; the rule covers {zone}", seat=seat, zone=zone
        )
    if behind == 0:
        text = marked("sat in {seat}, in the same row as the case in {case}; the rule covers {zone}")
        return because(kind, text, seat=seat, case=case_seat, zone=zone)
    # Counting is said where the numbers on the seats would suggest another distance.
    text = _ROWS_AWAY[behind > 0, behind == row_of(seat) - row_of(case_seat)]
    rows = "1 row" if abs(behind) == 1 else f"{abs(behind)} rows"
    return because(kind, text, seat=seat, case=case_seat, rows=rows, zone=zone)


_ROWS_AWAY = {
    (False, True): marked("sat in {seat}, {rows} ahead of the case in {case}; the rule covers {zone}"),
    (True, True): marked("sat in {seat}, {rows} behind the case in {case}; the rule covers {zone}"),
    (False, False): marked(
        "sat in {seat}, {rows} ahead of the case in {case}, counting only rows that exist; the rule covers {zone}"
    ),
    (True, False): marked(
        "sat in {seat}, {rows} behind the case in {case}, counting only rows that exist; the rule covers {zone}"
    ),
}


def _by_unit(scene: Scene, person: Presence) -> Found:
    """Coach, compartment, bay or ship cabin; what the ticket does not tell is to be classified."""
    if not scene.spots:
        text = marked("where the case was is unknown, so anybody on board may have been near")
        return [], [because("case_seat_unknown", text)] if scene.rule.seat_unknown.case == "whole" else []
    own = Spot(person.unit, person.travel_class, person.seat)
    sure, doubtful = [], []
    for case in scene.spots:
        parts = zone_for(scene.zone, scene.hours, case.travel_class)
        zone = zone_words(parts[0] if len(parts) == 1 else scene.zone)
        answer = near_in_units(scene.zone, case, own)
        if answer:
            text = marked("was in {place}, the case in {case}; the rule covers {zone}")
            kind = parts[0].type
            sure.append(because(kind, text, place=spot_words(own), case=spot_words(case), zone=zone))
        elif answer is None and scene.rule.seat_unknown.traveller == "classify":
            text = marked(
                "what is stated ({place}; of the case: {case}) does not tell whether the rule covers this traveller"
            )
            doubtful.append(because("seat_unknown", text, place=spot_words(own), case=spot_words(case)))
    return sure, doubtful


def spot_words(spot: Spot) -> str:
    """Where somebody was, as stated, coach before seat: ``hard sleeper 08/05下``."""
    place = "/".join(part for part in (spot.unit, spot.seat) if part)
    return " ".join(part for part in (spot.travel_class.replace("_", " "), place) if part) or "-"


def _infant_by_party(scene: Scene, person: Presence) -> Found:
    """An infant without a seat sits where an adult of its booking sits; the infant link needs no seat."""
    if "infant_in_arms" in scene.rule.links:
        return [], []
    family = {
        (adult.unit, seat)
        for key in person.party_keys - {0}
        for adult in scene.parties.get(key, ())
        if not is_infant(adult)
        for seat in seats_here(adult, scene.conveyance)
    }
    if not family:
        return [], seat_unknown(scene)
    inside = {place: found for place in family if (found := list(_near(scene, *place)))}
    if not inside:
        return [], []
    listed = ", ".join(sorted((seat for _, seat in inside), key=nose_to_tail))
    text = marked("infant without a seat; somebody on the same booking sat in {seats}, inside the rule's zone")
    reason = because("infant_proxy_seat", text, seats=listed)
    sure = len(inside) == len(family) and all(any(not n.doubt for n in found) for found in inside.values())
    return ([reason], []) if sure else ([], [reason])


def seat_unknown(scene: Scene) -> list[Reason]:
    """The reason of somebody whose distance cannot be told."""
    if scene.rule.seat_unknown.traveller != "classify":
        return []
    return [because("seat_unknown", "no usable seat is held, so the distance from the case is unknown")]


def is_crew(person: Presence) -> bool:
    """Whether the manifest lists this person as crew."""
    return "crew" in person.role


def is_infant(person: Presence) -> bool:
    """Whether this is an infant in arms: whoever keeps the lines has told by age who without a seat is one."""
    return person.seat_status == "infant"


def seats_here(person: Presence, conveyance: Conveyance = "aircraft") -> tuple[str, ...]:
    """Every usable seat stated for a person as row and letter, the accepted one first."""
    if person.seats_stated == (person.seat,) or not person.seats_stated:
        return (seat,) if (seat := usable(person.seat, conveyance)) else ()
    found = (usable(text, conveyance) for text in (person.seat, *person.seats_stated))
    return tuple(dict.fromkeys(seat for seat in found if seat))


@lru_cache(4096)  # asked several times of everybody on board; a cabin has a few hundred seats
def usable(stated: str, conveyance: Conveyance = "aircraft") -> str:
    """A stated seat as row and letter; empty: it is none (a berth is told by `unit`, not by rows)."""
    seat = bus_seat(stated) or "" if conveyance == "bus" else stated
    return seat if is_label(seat) else ""


def nose_to_tail(seat: str) -> tuple[int, str]:
    """Sorts seats by row, then by letter."""
    return row_of(seat), seat
