"""Who on a leg is a contact of the case, with every reason.

A verdict is *certain* where a rule plainly covers the person. Where a seat or a duty position is missing it is not:
the person is then to be classified by an officer, never dropped and never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pratique.model.facts import Conveyance
from pratique.model.movement import Presence
from pratique.model.tracing import CabinUsed, Reason, because, marked
from pratique.rules import nearby
from pratique.rules.cabin import infer_cabin, with_seats
from pratique.rules.nearby import Place, Scene, by_zone, is_crew, is_infant, nose_to_tail, seats_here
from pratique.rules.rule import Rule, decided
from pratique.rules.unit import Spot, class_of_coach
from pratique.rules.zone import Zone


@dataclass(frozen=True, slots=True)
class Verdict:
    """One contact with all its reasons, strongest first. Not `certain`: the action can only be ``classify``."""

    presence: Presence
    reasons: tuple[Reason, ...]
    certain: bool


@dataclass(frozen=True, slots=True)
class Together:
    """Why somebody's hours near the case reach the rule's minimum over several legs; `certain` if near on all of them
    is."""

    reason: Reason
    certain: bool


def assess(
    rule: Rule,
    cabin: CabinUsed | None,
    case: Sequence[Presence],
    aboard: Sequence[Presence],
    *,
    leg_hours: float | None = None,
    added_up: Mapping[int, Together] | None = None,
    conveyance: Conveyance = "aircraft",
    zone: Zone | None = None,
    decks: Mapping[str, CabinUsed] | None = None,
    small_aircraft: bool = True,
) -> list[Verdict]:
    """The contacts among those aboard, in the order given; people without any reason are left out.

    `case` holds the case's own presences on this leg (several, or none), and where the notice puts it besides. The
    zone is the union over all of the case's seats. `aboard` is everybody else who is not known to have stayed behind,
    in transit or not. `leg_hours` below the rule's minimum leaves only those identities whose hours near the case are
    `added_up` over several legs to the minimum, and links where the rule counts them for any time; None counts as long
    enough, and each reason by seat then says so. Seats that the cabin lacks are added to it.

    `zone` stands in place of the rule's own once the rule has widened (see `escalated`). `decks` holds the cabins of
    decks or coaches other than the one not named. `small_aircraft` False leaves out the project's default for small
    aircraft. Raises NotReadable where the rule leaves its zone open.
    """
    zone = decided(rule).zone if zone is None else zone
    spots = _spots(case, aboard)
    places = _places(case, conveyance)
    cabins = _cabins(cabin, decks or {}, places, (*case, *aboard), conveyance)
    minimum = rule.min_exposure_h or 0
    by_rows = zone.type not in ("whole", "none") and not nearby.in_units(zone)
    reach, core = nearby.reaches(zone, cabins, places, leg_hours) if by_rows else ({}, {})
    small = nearby.small_aircraft(zone, cabins, reach) if small_aircraft and conveyance == "aircraft" else None
    scene = Scene(
        rule=rule,
        zone=zone,
        hours=leg_hours,
        conveyance=conveyance,
        cabins=cabins,
        spots=spots,
        reach=reach,
        core=core,
        within=frozenset(seat for _, seat in reach).union(*reach.values()),
        zone_applies=zone.type != "none" and (leg_hours is None or leg_hours >= minimum),
        duration_known=leg_hours is not None or not minimum,
        case_parties=frozenset().union(*(p.party_keys for p in case)) - {0},
        case_forms=frozenset().union(*(p.form_parties for p in case)),
        parties=_parties((*case, *aboard), conveyance),
        small=small,
    )
    verdicts = (_verdict(scene, presence, added_up or {}) for presence in aboard)
    return [verdict for verdict in verdicts if verdict.reasons]


def companions(case: Sequence[Presence], aboard: Sequence[Presence]) -> int:
    """How many of those aboard stand on a booking or a locator form of the case."""
    parties = frozenset().union(*(p.party_keys for p in case)) - {0}
    forms = frozenset().union(*(p.form_parties for p in case))
    return sum(bool(p.party_keys & parties or p.form_parties & forms) for p in aboard)


def _spots(case: Sequence[Presence], aboard: Sequence[Presence]) -> tuple[Spot, ...]:
    """Where the case was, as stated; a coach or deck alone only where nobody gives a seat in it.

    A notice gives a coach and a seat, and hardly ever a class: where none is stated with a place, it is the one that is
    stated of the case in that coach, and else the one of everybody there.
    """
    stated = [Spot(p.unit, p.travel_class, s) for p in case for s in dict.fromkeys((p.seat, *p.seats_stated)) if s]
    seated = {spot.unit for spot in stated}
    bare = [Spot(p.unit, p.travel_class) for p in case if not p.seat and not p.seats_stated and p.unit not in seated]
    own, others = ([Spot(p.unit, p.travel_class) for p in people] for people in (case, aboard))
    classed = [
        spot
        if spot.travel_class
        else replace(spot, travel_class=class_of_coach(spot.unit, own) or class_of_coach(spot.unit, others))
        for spot in (*stated, *bare)
    ]
    return tuple(dict.fromkeys(classed))


def _places(case: Sequence[Presence], conveyance: Conveyance) -> list[Place]:
    stated = {(p.unit, seat) for p in case for seat in seats_here(p, conveyance)}
    return sorted(stated, key=lambda place: (place[0], nose_to_tail(place[1])))


def _cabins(
    cabin: CabinUsed | None,
    decks: Mapping[str, CabinUsed],
    places: Sequence[Place],
    people: Sequence[Presence],
    conveyance: Conveyance,
) -> dict[str, CabinUsed]:
    """The cabin of each deck or coach that the case sat in, with every seat stated there."""
    cabins = {}
    for unit in dict.fromkeys(("", *(unit for unit, _ in places))):
        near = (p for p in people if p.unit == unit or (conveyance != "aircraft" and not p.unit))
        seats = {s for p in near for s in seats_here(p, conveyance)} | {s for u, s in places if u == unit}
        known = decks.get(unit) or (cabin if not unit or conveyance != "aircraft" else None)
        cabins[unit] = with_seats(known, seats) if known else infer_cabin([seats]) or _NO_CABIN
    return cabins


_NO_CABIN = CabinUsed("unknown", True, (), ())


def _parties(people: Iterable[Presence], conveyance: Conveyance) -> dict[int, list[Presence]]:
    parties: dict[int, list[Presence]] = {}
    for presence in people:
        for key in presence.party_keys - {0}:
            if seats_here(presence, conveyance):
                parties.setdefault(key, []).append(presence)
    return parties


def _verdict(scene: Scene, person: Presence, added_up: Mapping[int, Together]) -> Verdict:
    together = next((added_up[i] for i in person.identities if i in added_up), None) if added_up else None
    near, near_doubtful = by_zone(scene, person) if scene.zone_applies or together else ([], [])
    if together and not together.certain:
        near, near_doubtful = [], near + near_doubtful
    short = scene.hours is not None and scene.hours < (scene.rule.min_exposure_h or 0)
    if short and not together and not scene.rule.links_any_duration:
        # The rule asks for no list of so short a leg. How many companions were aboard, the leg says.
        return Verdict(person, (), certain=False)
    linked, linked_doubtful = _by_link(scene, person)
    sure, doubtful = near + linked, linked_doubtful + near_doubtful
    notes = [together.reason] if together else []
    if (near or near_doubtful) and not scene.duration_known:
        text = marked("how long the leg lasted is unknown; the rule's zone counts from {hours} on board")
        notes.append(because("duration_unknown", text, hours=f"{scene.rule.min_exposure_h:g} hours"))
    return Verdict(person, (*sure, *doubtful, *notes), bool(sure))


def _by_link(scene: Scene, person: Presence) -> nearby.Found:
    """Reasons that need no seat: certain ones, and ones to be classified."""
    links, sure, doubtful = scene.rule.links, [], []
    if "party" in links and person.party_keys & scene.case_parties:
        sure.append(because("party", "travelled on the same booking as the case"))
    elif "party" in links and person.form_parties & scene.case_forms:
        sure.append(because("party", "stands on the same locator form as the case"))
    if "infant_in_arms" in links and is_infant(person):
        sure.append(because("infant_in_arms", "baby in arms; the rule covers these anywhere on board"))
    if is_crew(person):
        if {"crew_all", "driver_and_crew"} & set(links):
            sure.append(because("crew", "crew; the rule covers all crew"))
        elif "crew_section" in links:
            text = marked(
                "crew; cabin section unknown: duty positions are not in the manifest; classify with the carrier"
            )
            doubtful.append(because("crew", text))
        elif {"crew_serving_that_cabin", "crew_with_infected_crew"} & set(links):
            text = marked("crew; whom they served or worked with is not in the manifest; classify with the carrier")
            doubtful.append(because("crew", text))
    return sure, doubtful


_ASK = {
    "care": marked("Ask who cared for the case or met its body fluids on board: no manifest says."),
    "crew_with_infected_crew": marked("If the case is crew, ask the carrier who worked with it: no manifest says."),
    "cleaner_section": marked("Ask the airport who cleaned the case's section: cleaners are on no manifest."),
    "cleaner_all": marked("Ask the airport who cleaned the conveyance: cleaners are on no manifest."),
    "lavatory_users": marked("Ask who may have used the same lavatory: no manifest says."),
}


def to_ask_for(rule: Rule) -> tuple[Reason, ...]:
    """People the rule covers whom no manifest can name: what the officer has to ask, a sentence each."""
    wanted = [*rule.links, *(e.to for e in rule.escalations if e.to == "lavatory_users")]
    found = [because(f"ask_{link}", _ASK[link]) for link in dict.fromkeys(wanted) if link in _ASK]
    return (*found, *(because("confirm", "To be confirmed: {what}", what=text) for text in rule.preconditions))


def seats_of(people: Iterable[Presence], conveyance: Conveyance = "aircraft") -> frozenset[str]:
    """Every usable seat stated for these people: what `choose_cabin` and `with_seats` want."""
    return frozenset(seat for person in people for seat in seats_here(person, conveyance))
