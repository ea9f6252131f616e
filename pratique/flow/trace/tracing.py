"""The trace itself: from a case to its contacts, each with reasons, whereabouts and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from pratique.desk import CaseFile, Desk
from pratique.desk.keeping import erased_until
from pratique.desk.travellers import Tie
from pratique.errors import Conflict, PratiqueError
from pratique.flow.trace.aboard import MANIFEST_TO_REQUEST, Aboard, case_places, completeness_of
from pratique.flow.trace.case_legs import CaseLegs, within
from pratique.flow.trace.compare import alternatives
from pratique.flow.trace.leg import LegFinding, examine_leg, exposure_moment
from pratique.flow.trace.options import Options
from pratique.flow.trace.read_legs import EARLY, LegReader
from pratique.flow.trace.remember import changed, remembered
from pratique.flow.trace.rules_in_use import RulesInUse
from pratique.flow.trace.together import Judged, added_up, judged_by
from pratique.flow.trace.whereabouts import Followed, Whereabouts, place_named, whereabouts, zone_of
from pratique.flow.uncollected import uncollected
from pratique.model.casework import Journey, Notice
from pratique.model.tracing import Completeness, Contact, LegTrace, Reason, RuleUsed, Tracing, WhereNow, because, marked
from pratique.rules.contact import Verdict, to_ask_for
from pratique.rules.entry import action_for
from pratique.rules.period import Window, follow_up_end
from pratique.rules.rule import Rule
from pratique.rules.unusable import Unusable

ACTIONS = ("order", "notify", "inform_abroad", "classify")
_NOTHING = Options()


@dataclass(frozen=True, slots=True)
class _Found:
    """A verdict on its leg, with the traveller it is about."""

    finding: LegFinding
    verdict: Verdict
    group: frozenset[int]
    others: Mapping[int, Tie]
    """Of the group and beyond it: papers that are not theirs by exact keys, each with how surely it is theirs."""


@uncollected()
def trace_case(desk: Desk, options: Options = _NOTHING) -> Tracing:
    """The trace of the case this desk is opened for, as known at the desk's time.

    Raises NotFound for an unknown case or rule, NotReadable where the notice lacks the date the rule counts from,
    Conflict for a withdrawn case. The trace, and the names it shows, are in the audit log before this returns.
    """
    file = CaseFile(desk)
    notice = file.case.notice
    if file.case.status == "withdrawn":
        raise Conflict(f"Case {notice.reference} was withdrawn; it is not traced.", "`pratique case show` says why.")
    with desk.one_state():
        rules = RulesInUse(desk, notice, options.authority, options.sealed, options.window)
        rule, window, refused = _first_rule(rules, notice)
        today = desk.known_at.astimezone(ZoneInfo(desk.here.zone)).date()
        identities = file.identities()
        reader = LegReader(file, identities, options, today)
        legs, boarded = reader.within(window)
        judged: list[Judged] = []
        unruled: list[LegTrace] = []
        for aboard in boarded:
            answer = rules.of(aboard.record.leg.conveyance)
            if isinstance(answer, PratiqueError):
                unruled.append(_unruled(file, aboard, rule.used(), answer))
            elif within(aboard.record.leg, answer[1], answer[1].to or today):
                judged.append(judged_by(answer[0], aboard, options.reported))
        if refused and not judged:
            raise refused
        added = added_up(file, judged)
        findings = [examine_leg(file, one, added[one.aboard.record.leg.leg_id], today=today) for one in judged]
        found = _grouped(file, findings)
        refs = file.contact_refs({one.group for one in found})
        where = whereabouts(desk, file, [_followed(one, desk.known_at) for one in found])
        contacts = [_contact(desk, one, refs[one.group], state) for one, state in zip(found, where, strict=True)]
        counts = counted(contacts)
        # What changed tells of journeys and of people, which an unconfirmed case does not show.
        before = file.previous_run() if file.confirmed else None
    run = remembered(findings, contacts, rule, window)
    flights = [(part.flight, part.day) for one in legs.departures.values() for part in one.parts]
    flights += [(journey.flight, journey.date) for journey in legs.to_request]
    file.record(refs, run=run, counts=counts, flights=flights)
    if file.names_allowed:
        contacts = _named(file, contacts)
    by_leg: dict[int, list[Contact]] = {}
    for one, contact in zip(found, contacts, strict=True):
        by_leg.setdefault(one.finding.leg.leg_id, []).append(contact)
    traced = [_leg_trace(f, by_leg.get(f.leg.leg_id, []), shown=file.confirmed) for f in findings]
    traced += unruled
    hidden: tuple[Reason, ...] = ()
    if not file.confirmed:
        traced, hidden = _unconfirmed(traced, legs)
    traced += [*(_to_request(journey, rule.used()) for journey in legs.to_request)]
    return Tracing(
        case=notice.reference,
        disease=rule.disease,
        names_shown=file.names_allowed,
        contacts_shown=file.confirmed,
        window_from=window.from_,
        window_to=window.to,
        known_at=desk.known_at,
        rule=rule.used(),
        legs=tuple(sorted(traced, key=lambda t: (t.date, t.leg.departure if t.leg and t.leg.departure else EARLY))),
        counts=counts,
        notes=(
            *_emergency_notes(file),
            *_standing_notes(rule),
            *dict.fromkeys(ask for used in (rule, *(f.rule for f in findings)) for ask in to_ask_for(used)),
            *legs.notes,
            *hidden,
            *_erased_notes(desk, window),
            *_case_notes(identities, legs),
            *_clock_notes(desk, [one.where for one in where] if file.confirmed else ()),
        ),
        since=before[0] if before else None,
        changes=changed(file, before[1], run, findings) if before else (),
        without_seat=counted(seatless(contacts)),
        alternatives=alternatives(
            reader, desk.site.book.disease(rule.disease).rules.values(), {f.rule.id for f in findings} or {rule.id}
        )
        if options.compare and file.confirmed
        else (),
    )


def _unconfirmed(traced: list[LegTrace], legs: CaseLegs) -> tuple[list[LegTrace], tuple[Reason, ...]]:
    """What may be seen before a second officer confirms: legs the notice itself names, without seats of a manifest.

    A notice is not a tracking device: where else its papers were listed is a number until then.
    """
    seen = []
    for leg in traced:
        journeys = legs.journeys.get(leg.leg.leg_id, []) if leg.leg else []
        if journeys:
            seats = tuple(dict.fromkeys(journey.seat for journey in journeys if journey.seat))
            seen.append(replace(leg, case_seats=seats, cabin=None))
    hidden = len(traced) - len(seen)
    if not hidden:
        return seen, ()
    one = marked("{n} more leg was found by the papers of the case; it is shown once the case is confirmed.")
    many = marked("{n} more legs were found by the papers of the case; they are shown once the case is confirmed.")
    return seen, (because("legs_hidden", one if hidden == 1 else many, n=hidden),)


def _first_rule(rules: RulesInUse, notice: Notice) -> tuple[Rule, Window, PratiqueError | None]:
    """The rule of the whole trace and its window. A notice may forget the very journey that its authority speaks of:
    then what stands in the way of those it names comes beside, to be raised if no list has the case on such a one.
    """
    try:
        return *rules.first(journey.conveyance for journey in notice.journeys), None
    except PratiqueError as error:
        if (found := rules.elsewhere()) is None:
            raise
        return *found, error


def rule_and_window(desk: Desk, notice: Notice, *, authority: str | None = None) -> tuple[Rule, Window]:
    """The rule this site uses for a notice, and the infectious window by it.

    Raises NotFound for an unknown disease or authority, NotReadable where the notice lacks the date the rule needs.
    """
    return RulesInUse(desk, notice, authority, None, None).first(j.conveyance for j in notice.journeys)


def _grouped(file: CaseFile, findings: Iterable[LegFinding]) -> list[_Found]:
    """Each verdict with all identities of its traveller; travellers met under several identities are one."""
    pairs = [(finding, verdict) for finding in findings for verdict in finding.verdicts]
    papers = file.papers({i for _, verdict in pairs for i in verdict.presence.identities if i})
    groups: list[set[int]] = []
    for _, verdict in pairs:
        own = {j for i in verdict.presence.identities if i for j in papers[i].sure}
        for other in [g for g in groups if g & own]:
            own |= other
            groups.remove(other)
        groups.append(own)
    whole = {i: frozenset(group) for group in groups for i in group}
    found = []
    for finding, verdict in pairs:
        own_papers = [papers[i] for i in verdict.presence.identities if i]
        group = whole[next(i for i in verdict.presence.identities if i)]
        exact = {i for one in own_papers for i in one.exact}
        others = {i: tie for one in own_papers for i, tie in one.tied.items() if i not in exact}
        # Who is on the list for another presence is a contact of their own, unless the two are surely one.
        others = {i: tie for i, tie in others.items() if tie.is_sure or i not in whole}
        found.append(_Found(finding, verdict, group, others))
    return found


def _followed(one: _Found, known_at: datetime) -> Followed:
    exposed = exposure_moment(one.finding.leg)
    end = follow_up_end(one.finding.rule, exposed.date())
    until = min(known_at, datetime.combine(end, time.max, UTC)) if end else known_at
    return Followed(one.finding.leg, one.finding.parts, one.verdict.presence, one.group, until, one.others)


def _contact(desk: Desk, one: _Found, ref: str, found: Whereabouts) -> Contact:
    leg = one.finding.leg
    place = place_named(desk, leg.destination, leg.conveyance) if leg.destination else None
    abroad = bool(place and place.country and desk.here.country and place.country != desk.here.country)
    presence = one.verdict.presence
    return Contact(
        contact=ref,
        identity_id=presence.identity_id,
        presence=presence,
        seat=presence.seat or None,
        reasons=one.verdict.reasons,
        where_now=found.where,
        action=action_for(found.where, one.verdict.certain and found.certain, abroad),
        group=one.group,
    )


def counted(contacts: Iterable[Contact]) -> dict[str, int]:
    """Distinct contacts, and each by the first action that is due in the order the officer works them."""
    best: dict[str, str] = {}
    for contact in contacts:
        known = best.get(contact.contact)
        if known is None or ACTIONS.index(contact.action) < ACTIONS.index(known):
            best[contact.contact] = contact.action
    tally = Counter(best.values())
    return {"contacts": len(best)} | {action: tally[action] for action in ACTIONS}


def seatless(contacts: Sequence[Contact]) -> list[Contact]:
    """The contacts who have a seat on no leg: a stratum of their own in every count."""
    seated = {contact.contact for contact in contacts if contact.seat is not None}
    return [contact for contact in contacts if contact.contact not in seated]


def _named(file: CaseFile, contacts: Iterable[Contact]) -> list[Contact]:
    todo = list(contacts)
    spoken: dict[str, list[int]] = {}
    for contact in todo:
        own = [contact.identity_id, *contact.presence.identities, *sorted(contact.group, reverse=True)]
        spoken[contact.contact] = list(dict.fromkeys([*spoken.get(contact.contact, ()), *own]))
    names = file.names(spoken.keys(), spoken)
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


def _leg_trace(finding: LegFinding, contacts: list[Contact], *, shown: bool) -> LegTrace:
    leg = finding.leg
    return LegTrace(
        flight=leg.flight,
        date=leg.day,
        origin=leg.origin or None,
        destination=leg.destination or None,
        leg=leg,
        case_seats=finding.case_seats,
        rule=finding.rule.used(),
        cabin=finding.cabin,
        completeness=finding.completeness,
        contacts=tuple(sorted(contacts, key=_nose_to_tail)) if shown else (),
        counts=counted(contacts),
        others_on_board=finding.others,
        not_on_board=finding.absent,
        occupied=finding.occupied if shown else frozenset(),
        notes=tuple(finding.notes),
        without_seat=counted(contact for contact in contacts if contact.seat is None),
        to_request=not (finding.completeness.parts_received or finding.completeness.present)
        or any(note.code == "list_erased" for note in finding.notes),
    )


def _nose_to_tail(contact: Contact) -> tuple[bool, str, int, str, str]:
    digits = "".join(character for character in contact.seat or "" if character.isdigit())
    rest = (contact.seat or "").lstrip("0123456789")
    return contact.seat is None, contact.presence.unit.zfill(4), int(digits or 0), rest, contact.contact


def _unruled(file: CaseFile, aboard: Aboard, rule: RuleUsed, why: PratiqueError) -> LegTrace:
    """A leg the chosen authority has no rule for: shown, not judged."""
    leg = aboard.record.leg
    return LegTrace(
        flight=leg.flight,
        date=leg.day,
        origin=leg.origin or None,
        destination=leg.destination or None,
        leg=leg,
        case_seats=case_places(aboard),
        rule=rule,
        cabin=None,
        completeness=completeness_of(file, aboard),
        counts=counted(()),
        others_on_board=len(aboard.others),
        notes=(*aboard.notes, because("no_rule", "Nobody was judged here."), *_why(why)),
    )


def _why(error: PratiqueError) -> tuple[Reason, ...]:
    """Why there is no rule and what to do, under the code of the note that they explain."""
    told = (error.why, error.advice) if isinstance(error, Unusable) else (Reason("", error.sentence),)
    return tuple(replace(reason, code="no_rule") for reason in told)


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
        counts=counted(()),
        to_request=True,
        notes=(MANIFEST_TO_REQUEST,),
    )


def _emergency_notes(file: CaseFile) -> list[Reason]:
    """That no second officer confirmed the case, and whether a supervisor has looked at that since."""
    if not file.confirmed or file.case.emergency is None:
        return []
    if file.case.emergency.acknowledged_at is None:
        return [
            because(
                "emergency",
                "Confirmed in an emergency by the officer who added the case, without a second one; no supervisor has "
                "looked at that yet.",
            )
        ]
    return [
        because(
            "emergency",
            "Confirmed in an emergency by the officer who added the case, without a second one; a supervisor has "
            "looked at that since.",
        )
    ]


def _standing_notes(rule: Rule) -> list[Reason]:
    notes = []
    if rule.unverified:
        listed = ", ".join(rule.unverified_words())
        notes.append(
            because("rule_partly_unverified", "Not checked against the rule's source: {listed}.", listed=listed)
        )
    if rule.superseded:
        notes.append(because("superseded", "This rule was superseded: {what}", what=rule.superseded))
    return notes


def _clock_notes(desk: Desk, where: Iterable[WhereNow]) -> list[Reason]:
    """Whose clock the times of crossings are of, said once with its offset."""
    crossed = [e for one in where for e in one.evidence if e.code in ("crossing_in", "crossing_out")]
    found = {}
    for evidence in crossed:
        values = dict(evidence.values)
        code, day = str(values["place"]), datetime.fromisoformat(str(values["when"]))
        offset = f"{day.replace(tzinfo=zone_of(desk, code)):%z}"
        found[code, offset] = because(
            "local_times",
            "Times of crossings at {place} are on the clock there, UTC{offset}.",
            place=code,
            offset=f"{offset[:3]}:{offset[3:5]}",
        )
    return [found[key] for key in sorted(found)]


def _erased_notes(desk: Desk, window: Window) -> list[Reason]:
    """That lists of days in the window are gone: a journey nobody knows of any more must not look like none."""
    until = erased_until(desk)
    if until is None or window.from_ > until:
        return []
    text = (
        "Journeys up to {day} were erased when their retention ended: of those days this trace knows only what the "
        "notice names and what open cases rest on."
    )
    return [because("erased", marked(text), day=until.isoformat())]


def _case_notes(identities: Iterable[int], legs: CaseLegs) -> list[Reason]:
    if legs.departures:
        return []
    if not set(identities):
        return [
            because(
                "case_unknown",
                "No file held knows the case's papers: its legs are found only through journeys that the notice names.",
            )
        ]
    if legs.to_request:
        return []
    return [because("no_leg", "No list held has the case's papers on a journey in the infectious window.")]
