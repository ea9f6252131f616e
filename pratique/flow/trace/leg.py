"""One leg of a case judged by a rule: who is a contact, and what the answer rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from pratique.desk import CaseFile
from pratique.flow.trace.aboard import ABSENT, Aboard, case_places, completeness_of, seats_stated
from pratique.flow.trace.nobody import nobody_yet, too_short, why_nobody
from pratique.flow.trace.together import AddedUp, Judged
from pratique.model.movement import Leg, Presence, State
from pratique.model.tracing import CabinUsed, Completeness, Reason, because, marked
from pratique.rules.contact import Verdict, assess, companions
from pratique.rules.nearby import in_units
from pratique.rules.period import follow_up_end, time_limits
from pratique.rules.rule import Rule
from pratique.rules.zone import Zone, covered_seats


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
    parts: frozenset[int]
    """Every id under which the register knows the leg."""
    notes: list[Reason] = field(default_factory=list)


def examine_leg(file: CaseFile, one: Judged, added: AddedUp, *, today: date) -> LegFinding:
    """The contacts on this leg by the rule, with what the answer rests on."""
    aboard, rule, zone = one.aboard, one.rule, one.zone
    leg, folded = aboard.record.leg, aboard.folded
    notes = list(aboard.notes)
    if zone != rule.zone:
        notes.append(because("escalated", "The rule widens here: another case was aboard, or symptoms were reported."))
    verdicts = judge(one, added) if not aboard.nobody_exposed else []
    perhaps = len(judge(one, added)) if aboard.elsewhere else 0
    if not aboard.sure:
        # Whether the case was there at all is not certain, so neither is that anybody was near it.
        verdicts = [replace(verdict, certain=False) for verdict in verdicts]
    contacts = {id(v.presence) for v in verdicts}
    others = [p for p in aboard.others if id(p) not in contacts]
    if not verdicts:
        notes.append(nobody_yet(aboard, perhaps) if perhaps else why_nobody(one))
    elif one.too_short and not added.people:
        notes.append(too_short(one))
    if one.too_short and not rule.links_any_duration and (n := companions(aboard.case, aboard.others)):
        notes.append(_companions_short(n))
    notes += added.notes
    notes += _limits(rule, exposure_moment(leg).date(), today)
    absent = sum(p.state in ABSENT for p in folded.presences)
    return LegFinding(
        leg=leg,
        rule=rule,
        case_seats=case_places(aboard),
        cabin=None if perhaps else _framed(aboard, zone),
        verdicts=verdicts,
        completeness=completeness_of(file, aboard),
        others=len(others),
        absent=absent,
        occupied=frozenset(s for p in others if not p.unit for s in seats_stated(p)),
        messages=frozenset(aboard.record.told),
        states={i: p.state for p in folded.presences for i in p.identities},
        parts=aboard.parts,
        notes=notes,
    )


def _companions_short(n: int) -> Reason:
    single = marked(
        "{n} person on the case's booking or form was on board. The rule asks for no list of so short a leg: ask the "
        "case whom it lives and travels with."
    )
    several = marked(
        "{n} people on the case's booking or form were on board. The rule asks for no list of so short a leg: ask the "
        "case whom it lives and travels with."
    )
    return because("companions_short", single if n == 1 else several, n=n)


def judge(one: Judged, added: AddedUp) -> list[Verdict]:
    """Everybody aboard whom the rule covers, or may cover, with the reasons."""
    aboard = one.aboard
    verdicts = assess(
        one.rule,
        aboard.cabin,
        aboard.case,
        aboard.others,
        leg_hours=aboard.hours,
        added_up=added.people,
        conveyance=aboard.record.leg.conveyance,
        zone=one.zone,
        decks=aboard.decks,
    )
    verdicts = _with_seat_holders(verdicts, aboard.seat_holders)
    verdicts = [_with_form(v, held=aboard.list_held) for v in verdicts]
    also = because("also_case", "is a notified case of the same disease too")
    return [
        Verdict(v.presence, (*v.reasons, also), v.certain) if aboard.second & set(v.presence.identities) else v
        for v in verdicts
    ]


def _with_form(verdict: Verdict, *, held: bool) -> Verdict:
    """The same with what the traveller's own locator form adds to the lists, or says against them.

    Where a list is `held` that does not name them, the form may be of somebody whom it names otherwise.
    """
    presence, reasons = verdict.presence, list(verdict.reasons)
    of_list = [seat for seat in presence.seats_stated if seat not in presence.unlisted_seats]
    form = ", ".join(presence.unlisted_seats)
    if presence.state == "declared":
        reasons.append(
            because("by_own_form", "was on board by their own locator form; no list of the carrier names them")
        )
    elif form and not of_list:
        reasons.append(
            because("seat_by_form", "seat {seat} is by their own locator form; no list gives one", seat=form)
        )
    elif form:
        text = marked("the list gives seat {listed}, their own locator form {form}; both are used")
        reasons.append(because("form_seat_differs", text, listed=", ".join(of_list), form=form))
    return Verdict(presence, tuple(reasons), verdict.certain and not (held and presence.state == "declared"))


def _framed(aboard: Aboard, zone: Zone) -> CabinUsed | None:
    """The cabin with the seats of the zone marked, for the map."""
    if aboard.cabin is None or in_units(zone) or zone.type == "decision_required":
        return aboard.cabin
    seats = [s for p in aboard.case if not p.unit for s in seats_stated(p)]
    return replace(
        aboard.cabin,
        zone=frozenset(s for own in seats for s in covered_seats(zone, aboard.cabin, own, hours=aboard.hours)),
    )


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


def _with_seat_holders(verdicts: list[Verdict], holders: Iterable[Presence]) -> list[Verdict]:
    """Whoever the manifest puts in the seat that the notice gives the case: the case under other papers, or near it."""
    reason = because(
        "holds_notified_seat",
        "The manifest gives this traveller the seat that the notice gives the case: it may be the case, under papers "
        "the notice does not name.",
    )
    known = {id(v.presence): v for v in verdicts}
    for holder in holders:
        before = known.get(id(holder))
        known[id(holder)] = Verdict(holder, (reason, *(before.reasons if before else ())), certain=False)
    return list(known.values())


def exposure_moment(leg: Leg) -> datetime:
    """When exposure on this leg ended: its arrival, else its departure, else its day (UTC)."""
    return leg.arrival or leg.departure or datetime(leg.day.year, leg.day.month, leg.day.day, tzinfo=UTC)
