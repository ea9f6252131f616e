"""Who on a leg is a contact of the case, with every reason.

A verdict is *certain* where a rule plainly covers the person. Where a seat or a duty position is missing it is not:
the person is then to be classified by an officer, never dropped and never guessed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pratique.model.movement import Presence
from pratique.model.seating import row_of
from pratique.model.tracing import CabinUsed, Reason
from pratique.rules.cabin import infer_cabin, with_seats
from pratique.rules.inference import is_label
from pratique.rules.rule import Rule
from pratique.rules.zone import covered_seats, row_distance, zone_words


@dataclass(frozen=True, slots=True)
class Verdict:
    """One contact with all its reasons, strongest first. Not `certain`: the action can only be ``classify``."""

    presence: Presence
    reasons: tuple[Reason, ...]
    certain: bool


@dataclass(frozen=True, slots=True)
class _Scene:
    """What all verdicts of a leg share."""

    rule: Rule
    cabin: CabinUsed
    reach: dict[str, frozenset[str]]
    """Seat of the case to the seats covered around it."""
    zone_applies: bool
    duration_known: bool
    case_parties: frozenset[int]
    parties: dict[int, list[Presence]]
    """Party key to those aboard in that party who have a seat of their own."""
    infants: frozenset[int]


def assess(
    rule: Rule,
    cabin: CabinUsed | None,
    case: Sequence[Presence],
    aboard: Sequence[Presence],
    infants: Collection[int] = frozenset(),
    *,
    leg_hours: float | None = None,
    notice_seats: Collection[str] = frozenset(),
) -> list[Verdict]:
    """The contacts among those aboard, in the order given; people without any reason are left out.

    `case` holds the case's own presences on this leg (several, or none); `notice_seats` are seats in normal form that
    the notice states besides. The zone is the union over all of the case's seats. `aboard` is everybody else who is
    not known to have stayed behind, in transit or not. `infants` are identities known to be infants by age; a
    presence whose seat status says so needs no mention. `leg_hours` below the rule's minimum leaves only links;
    None counts as long enough, and each reason by seat then says so. Seats that the cabin lacks are added to it.
    """
    case_seats = {s for p in case for s in _seats(p)} | {s for s in notice_seats if is_label(s)}
    every = case_seats | {s for p in aboard for s in _seats(p)}
    cabin = with_seats(cabin, every) if cabin else infer_cabin([every]) or CabinUsed("unknown", True, (), ())
    parties: dict[int, list[Presence]] = {}
    for presence in (*case, *aboard):
        for key in presence.party_keys - {0}:
            if _seats(presence):
                parties.setdefault(key, []).append(presence)
    minimum = rule.min_exposure_h or 0
    scene = _Scene(
        rule=rule,
        cabin=cabin,
        reach={seat: covered_seats(rule.zone, cabin, seat) for seat in sorted(case_seats, key=_nose_to_tail)},
        zone_applies=rule.zone.type != "none" and (leg_hours is None or leg_hours >= minimum),
        duration_known=leg_hours is not None or not minimum,
        case_parties=frozenset().union(*(p.party_keys for p in case)) - {0},
        parties=parties,
        infants=frozenset(infants),
    )
    verdicts = (_verdict(scene, presence) for presence in aboard)
    return [verdict for verdict in verdicts if verdict.reasons]


def _verdict(scene: _Scene, person: Presence) -> Verdict:
    near, near_doubtful = _by_zone(scene, person) if scene.zone_applies else ([], [])
    linked, linked_doubtful = _by_link(scene, person)
    sure, doubtful = near + linked, linked_doubtful + near_doubtful
    notes = []
    if (near or near_doubtful) and not scene.duration_known:
        hours = f"{scene.rule.min_exposure_h:g} hours"
        notes.append(
            Reason(
                "duration_unknown", f"how long the leg lasted is unknown; the rule's zone counts from {hours} on board"
            )
        )
    return Verdict(person, (*sure, *doubtful, *notes), bool(sure))


def _by_zone(scene: _Scene, person: Presence) -> tuple[list[Reason], list[Reason]]:
    """Reasons by seat: certain ones, and ones to be classified."""
    if scene.rule.zone.type == "whole":
        return [Reason("whole", "was on board; the rule covers everybody on board")], []
    if not scene.reach:
        text = "the seat of the case is unknown, so anybody on board may have been near"
        return [], [Reason("case_seat_unknown", text)] if scene.rule.seat_unknown.case == "whole" else []
    if seats := _seats(person):
        return _by_seat(scene, seats)
    if _is_infant(scene, person):
        return _infant_by_party(scene, person)
    return [], [] if _is_crew(person) else _seat_unknown(scene)


def _by_seat(scene: _Scene, seats: tuple[str, ...]) -> tuple[list[Reason], list[Reason]]:
    hits = {seat: list(_near(scene, seat)) for seat in seats}
    reasons = [reason for found in hits.values() for reason in found]
    if not reasons or all(hits.values()):
        return reasons, []
    text = f"the senders contradict each other about the seat ({', '.join(seats)}); not all of these are in the zone"
    return [], [*reasons, Reason("seat_contradicted", text)]


def _near(scene: _Scene, seat: str) -> Iterator[Reason]:
    kind, covers = scene.rule.zone.type, f"the rule covers {zone_words(scene.rule.zone)}"
    for case_seat, covered in scene.reach.items():
        if seat == case_seat:
            yield Reason(kind, f"is stated in {seat}, the seat of the case itself; {covers}")
        elif seat in covered:
            yield Reason(kind, f"sat in {seat}, {_where(scene.cabin, case_seat, seat)}; {covers}")


def _where(cabin: CabinUsed, case_seat: str, seat: str) -> str:
    behind = row_distance(cabin, row_of(case_seat), row_of(seat))
    if behind == 0:
        return f"in the same row as the case in {case_seat}"
    rows = "1 row" if abs(behind) == 1 else f"{abs(behind)} rows"
    words = f"{rows} {'behind' if behind > 0 else 'ahead of'} the case in {case_seat}"
    # Said where the numbers on the seats would suggest another distance.
    return words if behind == row_of(seat) - row_of(case_seat) else f"{words}, counting only rows that exist"


def _infant_by_party(scene: _Scene, person: Presence) -> tuple[list[Reason], list[Reason]]:
    """An infant without a seat sits where an adult of its booking sits; the infant link needs no seat."""
    if "infant_in_arms" in scene.rule.links:
        return [], []
    family = {
        seat
        for key in person.party_keys - {0}
        for adult in scene.parties.get(key, ())
        if not _is_infant(scene, adult)
        for seat in _seats(adult)
    }
    if not family:
        return [], _seat_unknown(scene)
    inside = sorted((s for s in family if any(_near(scene, s))), key=_nose_to_tail)
    if not inside:
        return [], []
    text = f"infant without a seat; somebody on the same booking sat in {', '.join(inside)}, inside the rule's zone"
    reason = Reason("infant_proxy_seat", text)
    return ([reason], []) if len(inside) == len(family) else ([], [reason])


def _by_link(scene: _Scene, person: Presence) -> tuple[list[Reason], list[Reason]]:
    """Reasons that need no seat: certain ones, and ones to be classified."""
    links, sure, doubtful = scene.rule.links, [], []
    if "party" in links and person.party_keys & scene.case_parties:
        sure.append(Reason("party", "travelled on the same booking as the case"))
    if "infant_in_arms" in links and _is_in_arms(scene, person):
        sure.append(Reason("infant_in_arms", "baby in arms; the rule covers these anywhere on board"))
    if _is_crew(person):
        if "crew_all" in links:
            sure.append(Reason("crew", "crew; the rule covers all crew"))
        elif "crew_section" in links:
            doubtful.append(
                Reason(
                    "crew",
                    "crew; cabin section unknown: duty positions are not in the manifest; classify with the carrier",
                )
            )
    return sure, doubtful


def _seat_unknown(scene: _Scene) -> list[Reason]:
    text = "no usable seat is held, so the distance from the case is unknown"
    return [Reason("seat_unknown", text)] if scene.rule.seat_unknown.traveller == "classify" else []


def _is_crew(person: Presence) -> bool:
    return "crew" in person.role


def _is_infant(scene: _Scene, person: Presence) -> bool:
    return person.seat_status == "infant" or not scene.infants.isdisjoint((person.identity_id, *person.identities))


def _is_in_arms(scene: _Scene, person: Presence) -> bool:
    return person.seat_status == "infant" or (_is_infant(scene, person) and not _seats(person))


def _seats(person: Presence) -> tuple[str, ...]:
    """Every usable seat stated for a person, the accepted one first."""
    return tuple(dict.fromkeys(s for s in (person.seat, *person.seats_stated) if is_label(s)))


def _nose_to_tail(seat: str) -> tuple[int, str]:
    return row_of(seat), seat


def seats_of(people: Iterable[Presence]) -> frozenset[str]:
    """Every usable seat stated for these people: what `choose_cabin` and `with_seats` want."""
    return frozenset(seat for person in people for seat in _seats(person))
