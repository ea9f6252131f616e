"""Several notices of one cluster: one list, in which a contact near two cases stands once, with both reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pratique.errors import NotReadable
from pratique.flow.trace.tracing import counted, seatless
from pratique.model.tracing import Change, Contact, LegTrace, Reason, Tracing, because


def merge_traces(tracings: Sequence[Tracing]) -> Tracing:
    """The traces of several cases as one; a single one is given back as it is.

    Raises NotReadable for cases of different diseases. Contacts are shown only if every case is confirmed.
    """
    first = tracings[0]
    if len(tracings) == 1:
        return first
    if len({tracing.disease for tracing in tracings}) > 1:
        raise NotReadable("These cases are of different diseases: one rule cannot hold for them.", "Trace them apart.")
    shown = all(tracing.contacts_shown for tracing in tracings)
    ref_of = _one_ref_each(tracings)
    apart = len({(leg.rule.id, leg.rule.version) for tracing in tracings for leg in tracing.legs}) > 1
    legs: dict[object, LegTrace] = {}
    for tracing in tracings:
        for leg in tracing.legs:
            mine = _of_case(leg, tracing.case, ref_of, apart=apart)
            key = leg.leg.leg_id if leg.leg else (leg.flight, leg.date)
            legs[key] = _both(legs[key], mine) if key in legs else mine
    starts = [t.window_from for t in tracings if t.window_from]
    ends = [t.window_to for t in tracings]
    merged = [leg if shown else replace(leg, contacts=(), occupied=frozenset()) for leg in legs.values()]
    return replace(
        first,
        case=" + ".join(tracing.case for tracing in tracings),
        contacts_shown=shown,
        names_shown=all(tracing.names_shown for tracing in tracings),
        window_from=min(starts, default=None),
        window_to=None if None in ends else max(end for end in ends if end is not None),
        legs=tuple(sorted(merged, key=lambda leg: leg.date)),
        counts=counted(contact for leg in legs.values() for contact in leg.contacts)
        if shown
        else {name: max(t.counts[name] for t in tracings) for name in first.counts},
        without_seat=counted(seatless([contact for leg in legs.values() for contact in leg.contacts]))
        if shown
        else _larger(tracings, {}),
        notes=(
            *dict.fromkeys(note for tracing in tracings for note in tracing.notes),
            *_rules_apart(tracings),
            *_not_added(shown),
            *_compared_apart(tracings),
        ),
        since=min((t.since for t in tracings if t.since), default=None),
        changes=_changes(tracings, ref_of),
        alternatives=(),
    )


def _not_added(shown: bool) -> tuple[Reason, ...]:
    if shown:
        return ()
    return (
        because("cluster_unconfirmed", "One of these cases is not confirmed: each count is that of the larger list."),
    )


def _rules_apart(tracings: Sequence[Tracing]) -> tuple[Reason, ...]:
    if len({(tracing.rule.id, tracing.rule.version) for tracing in tracings}) == 1:
        return ()
    return (because("rules_apart", "These cases were judged by different rules: each journey says by which."),)


def _compared_apart(tracings: Sequence[Tracing]) -> tuple[Reason, ...]:
    if not any(tracing.alternatives for tracing in tracings):
        return ()
    return (because("compared_apart", "Other authorities' rules are compared for one case at a time."),)


def _changes(tracings: Sequence[Tracing], ref_of: Mapping[str, str]) -> tuple[Change, ...]:
    """Each change once, however many of the cases it is one of; what one case lost and another holds is not gone."""
    here = {ref_of[contact.contact] for t in tracings for leg in t.legs for contact in leg.contacts}
    found: dict[tuple[str, str], Change] = {}
    for change in (change for tracing in tracings for change in tracing.changes):
        ref = ref_of.get(change.contact, change.contact)
        if change.kind == "added" or ref not in here:
            found.setdefault((ref, change.kind), replace(change, contact=ref))
    return tuple(found.values())


def _one_ref_each(tracings: Sequence[Tracing]) -> dict[str, str]:
    """Contact references that mean one traveller, each mapped to the first of them."""
    owner: dict[int, str] = {}
    ref_of: dict[str, str] = {}
    for tracing in tracings:
        for contact in (c for leg in tracing.legs for c in leg.contacts):
            known = next((owner[i] for i in sorted(contact.group) if i in owner), contact.contact)
            ref_of[contact.contact] = ref_of.get(contact.contact, known)
            for identity in contact.group:
                owner.setdefault(identity, ref_of[contact.contact])
    return ref_of


def _of_case(leg: LegTrace, case: str, ref_of: dict[str, str], *, apart: bool) -> LegTrace:
    near = because("near_case", "by case {case}:", case=case)
    contacts = (replace(c, contact=ref_of[c.contact], reasons=(near, *c.reasons)) for c in leg.contacts)
    notes = (*_judged_by(leg, case), *leg.notes) if apart and leg.leg else leg.notes
    return replace(leg, contacts=tuple(contacts), notes=notes)


def _judged_by(leg: LegTrace, case: str) -> tuple[Reason, ...]:
    """By which rule a case was judged on a leg, where not all were judged by one."""
    if _unjudged(leg):
        return (because("case_no_rule", "Of case {case} no contact was looked for here.", case=case),)
    return (
        because(
            "case_rule",
            "Of case {case} contacts were found by the rule {id} {version} ({authority}).",
            case=case,
            id=leg.rule.id,
            version=leg.rule.version,
            authority=leg.rule.authority,
        ),
    )


def _unjudged(leg: LegTrace) -> bool:
    return any(note.code == "no_rule" for note in leg.notes)


def _both(one: LegTrace, other: LegTrace) -> LegTrace:
    """One leg of two cases: contacts of either, once; whoever is a contact is no longer merely aboard."""
    contacts: dict[str, Contact] = {contact.contact: contact for contact in one.contacts}
    for contact in other.contacts:
        before = contacts.get(contact.contact)
        contacts[contact.contact] = (
            replace(
                contact,
                reasons=(*before.reasons, *contact.reasons),
                action=before.action if contact.action == "classify" else contact.action,
            )
            if before
            else contact
        )
    seats = {contact.seat for contact in contacts.values() if contact.seat}
    if _unjudged(one) != _unjudged(other):
        # What no rule says of the one case must not be said of the leg.
        one, other = (replace(leg, notes=_but_no_rule(leg.notes)) for leg in (one, other))
    # A contact of the one who is the case of the other was never among the others on board.
    new = sum(c.contact not in {b.contact for b in one.contacts} and not _also_case(c) for c in other.contacts)
    counts = counted(contacts.values())
    if not (one.contacts and other.contacts):
        # Of an unconfirmed case there are counts only.
        counts = {name: max(one.counts[name], other.counts[name], counts[name]) for name in counts}
    cabin = one.cabin and other.cabin and replace(one.cabin, zone=one.cabin.zone | other.cabin.zone)
    return replace(
        one,
        case_seats=tuple(dict.fromkeys((*one.case_seats, *other.case_seats))),
        cabin=cabin or one.cabin or other.cabin,
        contacts=tuple(contacts.values()),
        counts=counts,
        without_seat=_larger((one, other), counted(c for c in contacts.values() if c.seat is None)),
        others_on_board=max(0, one.others_on_board - new),
        occupied=(one.occupied & other.occupied) - seats,
        notes=tuple(dict.fromkeys((*one.notes, *other.notes))),
    )


def _but_no_rule(notes: Sequence[Reason]) -> tuple[Reason, ...]:
    """The notes without the one that nobody was judged; why there is no rule for one of the cases stays."""
    why = [replace(note, code="case_no_rule") for note in notes if note.code == "no_rule"][1:]
    return (*(note for note in notes if note.code != "no_rule"), *why)


def _also_case(contact: Contact) -> bool:
    return any(reason.code == "also_case" for reason in contact.reasons)


def _larger(parts: Sequence[LegTrace | Tracing], own: Mapping[str, int]) -> dict[str, int]:
    """Counts of those without a seat; where one list is hidden, each that of the larger one."""
    if all(isinstance(part, LegTrace) and part.contacts for part in parts):
        return dict(own)
    names = dict.fromkeys(name for part in (own, *(part.without_seat for part in parts)) for name in part)
    return {name: max(part.get(name, 0) for part in (own, *(p.without_seat for p in parts))) for name in names}
