"""The trace itself: from a case to its contacts, each with reasons, whereabouts and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from pratique.desk import CaseFile, Desk
from pratique.errors import Conflict
from pratique.flow.trace.case_legs import case_legs
from pratique.flow.trace.leg import LegFinding, examine_leg, exposure_moment
from pratique.flow.trace.whereabouts import Followed, whereabouts
from pratique.model.casework import Journey, Notice
from pratique.model.movement import Leg
from pratique.model.tracing import Completeness, Contact, LegTrace, Reason, RuleUsed, Tracing, WhereNow, because
from pratique.rules.contact import Verdict
from pratique.rules.entry import action_for
from pratique.rules.period import Window, follow_up_end, infectious_window
from pratique.rules.rule import Rule

ACTIONS = ("order", "notify", "inform_abroad", "classify")


@dataclass(frozen=True, slots=True)
class _Found:
    """A verdict on its leg, with the traveller it is about."""

    finding: LegFinding
    verdict: Verdict
    group: frozenset[int]


def trace_case(desk: Desk, *, authority: str | None = None) -> Tracing:
    """The trace of the case this desk is opened for, as known at the desk's time.

    `authority` chooses another authority's rule than the notice or the site does. Raises NotFound for an unknown case
    or rule, NotReadable where the notice lacks the date the rule counts from, Conflict for a withdrawn case. The
    trace, and the names it shows, are in the audit log before this returns.
    """
    file = CaseFile(desk)
    notice = file.case.notice
    if file.case.status == "withdrawn":
        raise Conflict(f"Case {notice.reference} was withdrawn; it is not traced.", "`pratique case show` says why.")
    rule, window = rule_and_window(desk, notice, authority=authority)
    disease = rule.disease
    here = ZoneInfo(desk.here.zone)
    identities = file.identities()
    legs = case_legs(file, identities, window, desk.known_at.astimezone(here).date())
    records = file.aboard(legs.legs)
    by_name = file.identities(by_name=True) if legs.journeys else identities
    findings = [
        examine_leg(
            file,
            record,
            rule,
            case_identities=frozenset(by_name if leg_id in legs.journeys else identities),
            journeys=legs.journeys.get(leg_id, ()),
            cabins=desk.site.settings.cabins,
        )
        for leg_id, record in sorted(records.items(), key=lambda pair: _order(pair[1].leg))
    ]
    found = _grouped(file, findings)
    refs = file.contact_refs({one.group for one in found})
    where = whereabouts(desk, file, [_followed(one, rule, desk.known_at) for one in found])
    contacts = [_contact(desk, one, refs[one.group], state) for one, state in zip(found, where, strict=True)]
    counts = _counts(contacts)
    flights = [(leg.flight, leg.day) for leg in legs.legs.values()] + [(j.flight, j.date) for j in legs.to_request]
    file.record(refs, rule=f"{rule.id} {rule.version}", counts=counts, flights=flights)
    if file.names_allowed:
        contacts = _named(file, contacts)
    used = rule.used()
    by_leg: dict[int, list[Contact]] = {}
    for one, contact in zip(found, contacts, strict=True):
        by_leg.setdefault(one.finding.leg.leg_id, []).append(contact)
    traced = [_leg_trace(f, by_leg.get(f.leg.leg_id, []), used, shown=file.names_allowed) for f in findings]
    traced += [_to_request(journey, used) for journey in legs.to_request]
    return Tracing(
        case=notice.reference,
        disease=disease,
        names_shown=file.names_allowed,
        window_from=window.from_,
        window_to=window.to,
        known_at=desk.known_at,
        rule=used,
        legs=tuple(sorted(traced, key=lambda t: (t.date, t.leg.departure if t.leg and t.leg.departure else _EARLY))),
        counts=counts,
        notes=(*_standing_notes(rule), *legs.notes, *_case_notes(identities, legs.legs)),
    )


def rule_and_window(desk: Desk, notice: Notice, *, authority: str | None = None) -> tuple[Rule, Window]:
    """The rule this site uses for a notice, and the infectious window by it.

    Raises NotFound for an unknown disease or authority, NotReadable where the notice lacks the date the rule needs.
    """
    disease = desk.site.book.disease(notice.disease).name
    rule = desk.site.book.rule(disease, authority or notice.authority or desk.site.settings.authority.get(disease))
    return rule, infectious_window(rule, notice.dates)


_EARLY = datetime(1, 1, 1, tzinfo=UTC)


def _order(leg: Leg) -> tuple[date, datetime, int]:
    return leg.day, leg.departure or _EARLY, leg.leg_id


def _grouped(file: CaseFile, findings: Iterable[LegFinding]) -> list[_Found]:
    """Each verdict with all identities of its traveller; travellers met under several identities are one."""
    pairs = [(finding, verdict) for finding in findings for verdict in finding.verdicts]
    kin = file.kin({i for _, verdict in pairs for i in verdict.presence.identities if i})
    groups: list[set[int]] = []
    for _, verdict in pairs:
        own = {j for i in verdict.presence.identities if i for j in kin[i]}
        for other in [g for g in groups if g & own]:
            own |= other
            groups.remove(other)
        groups.append(own)
    whole = {i: frozenset(group) for group in groups for i in group}
    return [_Found(f, v, whole[next(i for i in v.presence.identities if i)]) for f, v in pairs]


def _followed(one: _Found, rule: Rule, known_at: datetime) -> Followed:
    exposed = exposure_moment(one.finding.leg)
    end = follow_up_end(rule, exposed.date())
    until = min(known_at, datetime.combine(end, time.max, UTC)) if end else known_at
    return Followed(one.finding.leg, one.verdict.presence, one.group, until)


def _contact(desk: Desk, one: _Found, ref: str, where: WhereNow) -> Contact:
    leg = one.finding.leg
    place = desk.site.places.find(leg.destination) if leg.destination else None
    abroad = bool(place and place.country and desk.here.country and place.country != desk.here.country)
    presence = one.verdict.presence
    return Contact(
        contact=ref,
        identity_id=presence.identity_id,
        presence=presence,
        seat=presence.seat or None,
        reasons=one.verdict.reasons,
        where_now=where,
        action=action_for(where, one.verdict.certain, abroad),
    )


def _counts(contacts: Iterable[Contact]) -> dict[str, int]:
    """Distinct contacts, and each by the first action that is due in the order the officer works them."""
    best: dict[str, str] = {}
    for contact in contacts:
        known = best.get(contact.contact)
        if known is None or ACTIONS.index(contact.action) < ACTIONS.index(known):
            best[contact.contact] = contact.action
    tally = Counter(best.values())
    return {"contacts": len(best)} | {action: tally[action] for action in ACTIONS}


def _named(file: CaseFile, contacts: Iterable[Contact]) -> list[Contact]:
    todo = list(contacts)
    names = file.names({contact.contact for contact in todo})
    return [
        replace(
            contact,
            surname=record.surname,
            given=record.given,
            phones=record.phones,
            record="held",
        )
        if (record := names.get(contact.contact))
        else replace(contact, record="erased")
        for contact in todo
    ]


def _leg_trace(finding: LegFinding, contacts: list[Contact], rule: RuleUsed, *, shown: bool) -> LegTrace:
    leg = finding.leg
    return LegTrace(
        flight=leg.flight,
        date=leg.day,
        origin=leg.origin or None,
        destination=leg.destination or None,
        leg=leg,
        case_seats=finding.case_seats,
        rule=rule,
        cabin=finding.cabin,
        completeness=finding.completeness,
        contacts=tuple(sorted(contacts, key=_nose_to_tail)) if shown else (),
        counts=_counts(contacts),
        others_on_board=finding.others,
        not_on_board=finding.absent,
        occupied=finding.occupied if shown else frozenset(),
        notes=tuple(finding.notes),
    )


def _nose_to_tail(contact: Contact) -> tuple[bool, int, str, str]:
    seat = contact.seat
    return (seat is None, int(seat[:-1]) if seat else 0, seat[-1] if seat else "", contact.contact)


def _to_request(journey: Journey, rule: RuleUsed) -> LegTrace:
    return LegTrace(
        flight=journey.flight,
        date=journey.date,
        origin=journey.origin,
        destination=journey.destination,
        leg=None,
        case_seats=(journey.seat,) if journey.seat else (),
        rule=rule,
        cabin=None,
        completeness=Completeness(),
        counts=_counts(()),
        to_request=True,
        notes=(
            because(
                "manifest_to_request", "No manifest of this flight is held: it is to be requested from the carrier."
            ),
        ),
    )


def _standing_notes(rule: Rule) -> list[Reason]:
    notes = []
    if rule.unverified:
        listed = ", ".join(rule.unverified_words())
        notes.append(
            because("rule_partly_unverified", "Not checked against the rule's source: {listed}.", listed=listed)
        )
    return notes


def _case_notes(identities: Iterable[int], legs: Mapping[int, Leg]) -> list[Reason]:
    if not set(identities) and not legs:
        return [
            because(
                "case_unknown",
                "No file held knows the case's papers: its legs are found only through journeys that the notice names.",
            )
        ]
    return []
