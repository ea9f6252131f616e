"""One leg of a case: who was aboard, on which cabin, and who of them is a contact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from pratique.desk import CaseFile
from pratique.desk.case_file import LegRecord
from pratique.model.casework import Journey
from pratique.model.movement import NOBODY, Leg, Presence
from pratique.model.seating import read_seat
from pratique.model.tracing import CabinUsed, Completeness, Reason, because
from pratique.rules.boarding import Folded, presences
from pratique.rules.cabin import choose_cabin, with_seats
from pratique.rules.contact import Verdict, assess, seats_of
from pratique.rules.parts import leg_parts, part_sets
from pratique.rules.rule import Rule
from pratique.rules.zone import covered_seats

_ABSENT = frozenset({"cancelled", "not_boarded"})


@dataclass(slots=True)
class LegFinding:
    """What was found on one leg, before anybody is named or looked for elsewhere."""

    leg: Leg
    case_seats: tuple[str, ...]
    cabin: CabinUsed | None
    verdicts: list[Verdict]
    completeness: Completeness
    others: int
    absent: int
    occupied: frozenset[str]
    operated: bool
    notes: list[Reason] = field(default_factory=list)


def examine_leg(
    file: CaseFile,
    record: LegRecord,
    rule: Rule,
    *,
    case_identities: frozenset[int],
    journeys: Sequence[Journey],
    cabins: Mapping[str, str],
) -> LegFinding:
    """The contacts on this leg by the rule, with what the answer rests on."""
    leg = record.leg
    folded = presences(record.lines, record.events, record.told)
    there = [p for p in folded.presences if p.state not in _ABSENT]
    case = [p for p in there if case_identities & set(p.identities)]
    aboard = [p for p in there if p not in case]
    notes: list[Reason] = []
    noted = tuple(dict.fromkeys(s for j in journeys if (s := read_seat(j.seat).seat)))
    case_seats = tuple(dict.fromkeys((*(s for p in case for s in _seats(p)), *noted)))
    if noted and case and set(noted) - {s for p in case for s in _seats(p)}:
        notes.append(
            because("case_seat_differs", "The notice and the manifest give the case different seats; both are used.")
        )
    if not case:
        notes.append(_not_listed(folded, case_identities))
    manifests = [seats_of(there), *file.earlier_seats(leg)]
    cabin = choose_cabin(cabins, leg.flight, [seats for seats in manifests if seats])
    if cabin:
        cabin = with_seats(cabin, seats_of(there) | set(noted))
        zone = frozenset(seat for own in case_seats for seat in covered_seats(rule.zone, cabin, own))
        cabin = replace(cabin, zone=zone)
    operated = not folded.cancelled
    verdicts = assess(rule, cabin, case, aboard, leg_hours=_hours(leg), notice_seats=set(noted)) if operated else []
    if not case:
        verdicts = _with_seat_holder(verdicts, aboard, noted)
    contacts = {id(v.presence) for v in verdicts}
    others = [p for p in aboard if id(p) not in contacts]
    if not operated:
        notes.append(because("cancelled", "The carrier says this flight did not operate; nobody on it is a contact."))
    return LegFinding(
        leg=leg,
        case_seats=case_seats,
        cabin=cabin,
        verdicts=verdicts,
        completeness=_completeness(file, record, folded, there),
        others=len(others),
        absent=len(folded.presences) - len(there),
        occupied=frozenset(s for p in others for s in _seats(p)),
        operated=operated,
        notes=notes,
    )


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


def _with_seat_holder(verdicts: list[Verdict], aboard: Sequence[Presence], noted: Sequence[str]) -> list[Verdict]:
    """Whoever the manifest puts in the seat that the notice gives the case: the case under other papers, or near it."""
    reason = because(
        "holds_notified_seat",
        "The manifest gives this traveller the seat that the notice gives the case: it may be the case, under papers "
        "the notice does not name.",
    )
    holders = [p for p in aboard if set(_seats(p)) & set(noted)]
    known = {id(v.presence): v for v in verdicts}
    for holder in holders:
        before = known.get(id(holder))
        known[id(holder)] = Verdict(holder, (reason, *(before.reasons if before else ())), certain=False)
    return list(known.values())


def _hours(leg: Leg) -> float | None:
    if leg.departure is None or leg.arrival is None:
        return None
    return (leg.arrival - leg.departure).total_seconds() / 3600


def _completeness(file: CaseFile, record: LegRecord, folded: Folded, there: Sequence[Presence]) -> Completeness:
    received, missing, numbers, final, declared = leg_parts(part_sets(record.told.values()))
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
