"""One leg of a case: who was aboard, on which cabin, and who of them is a contact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from pratique.desk import CaseFile
from pratique.desk.case_file import LegRecord
from pratique.model.casework import Journey
from pratique.model.movement import NOBODY, Leg, Presence, State
from pratique.model.seating import read_place, read_seat, read_unit
from pratique.model.tracing import CabinUsed, Completeness, Reason, because
from pratique.rules.boarding import Folded, presences
from pratique.rules.cabin import choose_cabin, with_seats
from pratique.rules.contact import Verdict, assess, seats_of
from pratique.rules.nearby import in_units
from pratique.rules.parts import leg_parts, part_sets
from pratique.rules.period import follow_up_end, time_limits
from pratique.rules.rule import Rule, escalated
from pratique.rules.zone import Zone, covered_seats

_ABSENT = frozenset({"cancelled", "not_boarded"})


@dataclass(slots=True)
class LegFinding:
    """What was found on one leg, before anybody is named or looked for elsewhere."""

    leg: Leg
    rule: Rule
    case_seats: tuple[str, ...]
    cabin: CabinUsed | None
    verdicts: list[Verdict]
    completeness: Completeness
    others: int
    absent: int
    occupied: frozenset[str]
    messages: frozenset[int]
    states: dict[int, State]
    """Everybody ever listed on the leg, by identity, with the state last known."""
    notes: list[Reason] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Aboard:
    """One leg read together: who was there, which of them is the case, on which cabin. No rule yet."""

    record: LegRecord
    folded: Folded
    case: tuple[Presence, ...]
    """The case's own presences, and where the notice puts it besides."""
    listed: bool
    """Whether a manifest lists the case as aboard."""
    others: tuple[Presence, ...]
    cabin: CabinUsed | None
    decks: Mapping[str, CabinUsed]
    hours: float | None
    second: dict[int, int]
    """Identities aboard that are another confirmed case of the same disease."""
    notes: tuple[Reason, ...]


def board(
    file: CaseFile,
    record: LegRecord,
    *,
    case_identities: frozenset[int],
    journeys: Sequence[Journey],
    cabins: Mapping[str, str],
    ground_minutes: int = 0,
) -> Aboard:
    """Who was aboard this leg, with the cabin and the time they spent together."""
    leg = record.leg
    folded = presences(record.lines, record.events, record.told)
    there = [p for p in folded.presences if p.state not in _ABSENT]
    case = [p for p in there if case_identities & set(p.identities)]
    others = [p for p in there if p not in case]
    noted = [p for j in journeys if (p := _as_notified(leg, j)) and not any(_same_place(p, own) for own in case)]
    notes: list[Reason] = []
    if noted and case and any(p.seat for p in case):
        notes.append(
            because("case_seat_differs", "The notice and the manifest give the case different seats; both are used.")
        )
    if not case:
        notes.append(_not_listed(folded, case_identities))
    every = [*there, *noted]
    cabin: CabinUsed | None = None
    decks: dict[str, CabinUsed] = {}
    if leg.conveyance == "aircraft":
        main = [p for p in every if not p.unit]
        stated = [seats] if (seats := seats_of(main)) else []
        cabin = choose_cabin(cabins, leg.flight, stated)
        if cabin is None or cabin.inferred:
            # Only a cabin the site does not know needs the seats of earlier days.
            cabin = choose_cabin(cabins, leg.flight, [*stated, *file.earlier_seats(leg)])
        cabin = with_seats(cabin, seats_of(main)) if cabin else None
        for unit in sorted({p.unit for p in every if p.unit}):
            here = seats_of([p for p in every if p.unit == unit])
            if deck := choose_cabin(cabins, leg.flight, [here] if here else [], unit=unit):
                decks[unit] = with_seats(deck, here)
    people = {i for p in others for i in p.identities}
    return Aboard(
        record=record,
        folded=folded,
        case=(*case, *noted),
        listed=bool(case),
        others=tuple(others),
        cabin=cabin,
        decks=decks,
        hours=_hours(leg, ground_minutes),
        second=file.other_cases(people) if people else {},
        notes=tuple(notes),
    )


def examine_leg(
    file: CaseFile, aboard: Aboard, rule: Rule, *, reported: frozenset[str] = frozenset(), today: date
) -> LegFinding:
    """The contacts on this leg by the rule, with what the answer rests on."""
    leg, folded = aboard.record.leg, aboard.folded
    notes = list(aboard.notes)
    zone = escalated(rule, bool(aboard.second), reported=reported)
    if zone != rule.zone:
        notes.append(because("escalated", "The rule widens here: another case was aboard, or symptoms were reported."))
    operated = not folded.cancelled
    verdicts = judge(aboard, rule, zone) if operated else []
    contacts = {id(v.presence) for v in verdicts}
    others = [p for p in aboard.others if id(p) not in contacts]
    if not operated:
        notes.append(because("cancelled", "The carrier says this flight did not operate; nobody on it is a contact."))
    if aboard.hours is not None and rule.min_exposure_h and aboard.hours < rule.min_exposure_h:
        notes.append(
            because(
                "too_short",
                "Nobody is a contact by seat: {hours} h aboard, and the rule counts from {least} h.",
                hours=f"{aboard.hours:.1f}",
                least=f"{rule.min_exposure_h:g}",
            )
        )
    notes += _limits(rule, exposure_moment(leg).date(), today)
    absent = sum(p.state in _ABSENT for p in folded.presences)
    return LegFinding(
        leg=leg,
        rule=rule,
        case_seats=case_places(aboard),
        cabin=_framed(aboard, zone),
        verdicts=verdicts,
        completeness=completeness_of(file, aboard),
        others=len(others),
        absent=absent,
        occupied=frozenset(s for p in others if not p.unit for s in _seats(p)),
        messages=frozenset(aboard.record.told),
        states={i: p.state for p in folded.presences for i in p.identities},
        notes=notes,
    )


def case_places(aboard: Aboard) -> tuple[str, ...]:
    """Where the case sat, as shown: ``14C``, ``5/12F`` (coach or deck first)."""
    return tuple(dict.fromkeys(label for p in aboard.case for label in _labels(p)))


def judge(aboard: Aboard, rule: Rule, zone: Zone) -> list[Verdict]:
    """Everybody aboard whom the rule covers, or may cover, with the reasons."""
    leg = aboard.record.leg
    verdicts = assess(
        rule,
        aboard.cabin,
        aboard.case,
        aboard.others,
        leg_hours=aboard.hours,
        conveyance=leg.conveyance,
        zone=zone,
        decks=aboard.decks,
    )
    if not aboard.listed:
        verdicts = _with_seat_holder(verdicts, aboard)
    also = because("also_case", "is a notified case of the same disease too")
    return [
        Verdict(v.presence, (*v.reasons, also), v.certain) if aboard.second.keys() & set(v.presence.identities) else v
        for v in verdicts
    ]


def _framed(aboard: Aboard, zone: Zone) -> CabinUsed | None:
    """The cabin with the seats of the zone marked, for the map."""
    if aboard.cabin is None or in_units(zone) or zone.type == "decision_required":
        return aboard.cabin
    seats = [s for p in aboard.case if not p.unit for s in _seats(p)]
    return replace(
        aboard.cabin,
        zone=frozenset(s for own in seats for s in covered_seats(zone, aboard.cabin, own, hours=aboard.hours)),
    )


def _as_notified(leg: Leg, journey: Journey) -> Presence | None:
    """Where the notice puts the case on this leg; None where it gives no place."""
    place = (read_seat if leg.conveyance == "aircraft" else read_place)(journey.seat)
    unit = read_unit(journey.unit) or ""
    unit = "" if unit == "MAIN" else unit
    if not place.seat and not unit:
        return None
    return Presence(
        leg_id=leg.leg_id,
        identity_id=NOBODY,
        identities=(),
        role="passenger",
        state="unknown",
        seat=place.seat or "",
        seat_status=place.status,
        seats_stated=(place.seat,) if place.seat else (),
        party_keys=frozenset(),
        embark="",
        debark="",
        messages=(),
        first_learnt=_NEVER,
        last_learnt=_NEVER,
        unit=unit,
        travel_class=journey.travel_class or "",
    )


_NEVER = datetime(1, 1, 1, tzinfo=UTC)


def _same_place(noted: Presence, own: Presence) -> bool:
    """Whether the manifest says nothing else than the notice: same seat, and no other coach."""
    return noted.seat in (*_seats(own), "") and (not noted.unit or not own.unit or noted.unit == own.unit)


def _labels(presence: Presence) -> list[str]:
    """Where somebody sat, as shown: ``14C``, ``5/12F``."""
    prefix = f"{presence.unit}/" if presence.unit else ""
    return [f"{prefix}{seat}" for seat in _seats(presence)] or ([presence.unit] if presence.unit else [])


def _limits(rule: Rule, exposure: date, today: date) -> Iterator[Reason]:
    """What the list is still good for today, and until when contacts are followed."""
    for limit in time_limits(rule, exposure, today):
        if limit.open:
            yield because("limit_open", "{what}: until {day}", what=limit.allows, day=limit.last_day.isoformat())
        else:
            yield because(
                "limit_past", "Too late for: {what} (last day {day})", what=limit.allows, day=limit.last_day.isoformat()
            )
    if end := follow_up_end(rule, exposure):
        yield because("follow_up_end", "Follow-up of contacts of this leg ends on {day}.", day=end.isoformat())


def _seats(presence: Presence) -> tuple[str, ...]:
    return presence.seats_stated or ((presence.seat,) if presence.seat else ())


def _not_listed(folded: Folded, case_identities: frozenset[int]) -> Reason:
    gone = [p for p in folded.presences if case_identities & set(p.identities)]
    if gone:
        return because(
            "case_not_aboard",
            "The manifest lists the case but says it did not travel on this leg; the notice's account is used.",
        )
    return because(
        "case_not_listed",
        "The notice puts the case on this flight; no manifest held lists its papers. The seat of the notice is used.",
    )


def _with_seat_holder(verdicts: list[Verdict], aboard: Aboard) -> list[Verdict]:
    """Whoever the manifest puts in the seat that the notice gives the case: the case under other papers, or near it."""
    reason = because(
        "holds_notified_seat",
        "The manifest gives this traveller the seat that the notice gives the case: it may be the case, under papers "
        "the notice does not name.",
    )
    noted = {(p.unit, seat) for p in aboard.case for seat in _seats(p)}
    holders = [p for p in aboard.others if any((p.unit, seat) in noted for seat in _seats(p))]
    known = {id(v.presence): v for v in verdicts}
    for holder in holders:
        before = known.get(id(holder))
        known[id(holder)] = Verdict(holder, (reason, *(before.reasons if before else ())), certain=False)
    return list(known.values())


def _hours(leg: Leg, ground_minutes: int) -> float | None:
    """Hours aboard: between the stated times, and what an officer knows of waiting on the ground besides."""
    if leg.departure and leg.arrival:
        aboard = leg.arrival - leg.departure
    elif leg.conveyance != "aircraft" and leg.departure_local and leg.arrival_local:
        # Stations and stops have no zone here: a ground journey is taken to stay within one.
        aboard = leg.arrival_local - leg.departure_local
    else:
        return None
    if aboard.total_seconds() <= 0:
        return None  # the times contradict each other: intake has said so
    return aboard.total_seconds() / 3600 + ground_minutes / 60


def completeness_of(file: CaseFile, aboard: Aboard) -> Completeness:
    """What the list of this leg rests on, and what it lacks."""
    folded = aboard.folded
    there = [p for p in folded.presences if p.state not in _ABSENT]
    received, missing, numbers, final, declared = leg_parts(part_sets(aboard.record.told.values()))
    identities = {p.identity_id for p in there} - {NOBODY}
    return Completeness(
        parts_received=received,
        parts_missing=missing,
        missing_parts=numbers,
        final_part_seen=final,
        declared=declared,
        present=len(folded.presences),
        with_seat=sum(bool(p.seat) for p in there),
        with_phone=len(file.with_phone(identities)),
        boarding_known=sum(p.state in ("boarded", "not_boarded") for p in folded.presences),
        erased=len(file.erased(identities)),
        contradictions=folded.contradictions,
    )


def exposure_moment(leg: Leg) -> datetime:
    """When exposure on this leg ended: its arrival, else its departure, else its day (UTC)."""
    return leg.arrival or leg.departure or datetime(leg.day.year, leg.day.month, leg.day.day, tzinfo=UTC)
