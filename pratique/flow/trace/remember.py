"""What a trace found, kept for the next one, and what changed since the one before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from pratique.desk import CaseFile
from pratique.flow.trace.leg import LegFinding, exposure_moment
from pratique.model.movement import Leg, State
from pratique.model.tracing import Change, Contact, Reason, because
from pratique.rules.difference import LegKey, LegRun, Run, difference
from pratique.rules.period import Window, follow_up_end
from pratique.rules.rule import Rule


def remembered(findings: Sequence[LegFinding], contacts: Iterable[Contact], rule: Rule, window: Window) -> Run:
    """This trace in keys: legs, messages, contact references and seats."""
    seats: dict[int, dict[str, str]] = {}
    for contact in contacts:
        seats.setdefault(contact.presence.leg_id, {})[contact.contact] = contact.seat or ""
    return Run(
        window=(window.from_.isoformat(), window.to.isoformat() if window.to else None),
        rule=f"{rule.id} {rule.version}",
        legs={
            _key(finding.leg): LegRun(finding.messages, finding.case_seats, seats.get(finding.leg.leg_id, {}))
            for finding in findings
        },
        until=_until(findings),
    )


def _until(findings: Iterable[LegFinding]) -> str | None:
    """The last day of follow-up of any leg; None where one has no end."""
    ends = [follow_up_end(finding.rule, exposure_moment(finding.leg).date()) for finding in findings]
    last = [end for end in ends if end is not None]
    return max(last).isoformat() if last and len(last) == len(ends) else None


def changed(file: CaseFile, before: Run, after: Run, findings: Sequence[LegFinding]) -> tuple[Change, ...]:
    """Who came onto the list and who left it since the trace before, each with the reason."""
    refs = file.known_refs()
    widened = {_key(f.leg) for f in findings if any(note.code == "escalated" for note in f.notes)}
    states: dict[tuple[str, LegKey], State] = {}
    for finding in findings:
        for identity, state in finding.states.items():
            if identity in refs:
                states[refs[identity], _key(finding.leg)] = state
    found = difference(before, after, states)
    added = (Change(ref, "added", _widened(ref, why, after, widened)) for ref, why in found.added)
    gone = (Change(ref, "gone", why) for ref, why in found.gone)
    return (*added, *gone)


def _widened(ref: str, why: Reason, after: Run, widened: Collection[LegKey]) -> Reason:
    """The reason, unless there is none and the rule widens on a leg of this contact."""
    if why.code == "record_changed":
        for key in sorted(widened):
            if ref in after.legs[key].contacts:
                return because("rule_widened", "the rule now reaches further on {leg}", leg=key)
    return why


def _key(leg: Leg) -> LegKey:
    return f"{leg.flight} {leg.day} {leg.origin}-{leg.destination}"
