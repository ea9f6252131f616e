"""A trace for programs: the documented JSON, and a CSV line a contact."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from typing import Any

from pratique.model.tracing import Completeness, Contact, LegTrace, Reason, Tracing

_CSV = (
    "case",
    "flight",
    "date",
    "origin",
    "destination",
    "contact",
    "seat",
    "surname",
    "given",
    "phones",
    "reasons",
    "where_now",
    "evidence",
    "action",
    "boarding",
    "unit",
)


def tracing_json(tracing: Tracing) -> dict[str, Any]:
    """The trace as docs/reference/trace-json.md describes it; absent values are None."""
    return {
        "case": tracing.case,
        "disease": tracing.disease,
        "contacts_shown": tracing.contacts_shown,
        "names_shown": tracing.names_shown,
        "known_at": tracing.known_at.isoformat(timespec="seconds"),
        "window": {
            "from": tracing.window_from.isoformat() if tracing.window_from else None,
            "to": tracing.window_to.isoformat() if tracing.window_to else None,
        },
        "legs": [_leg(leg) for leg in tracing.legs],
        "counts": dict(tracing.counts),
        "without_seat": {name: tracing.without_seat.get(name, 0) for name in tracing.counts},
        "notes": _reasons(tracing.notes),
        "since": tracing.since.isoformat(timespec="seconds") if tracing.since else None,
        "changes": [
            {"contact": change.contact, "kind": change.kind, "code": change.why.code, "text": change.why.text}
            for change in tracing.changes
        ],
        "alternatives": [
            {
                "rule": {"id": other.rule.id, "version": other.rule.version, "standing": other.rule.standing},
                "legs": [{"leg": leg, "contacts": sure, "classify": unsure} for leg, sure, unsure in other.legs],
                "notes": _reasons(other.notes),
            }
            for other in tracing.alternatives
        ],
    }


def _leg(leg: LegTrace) -> dict[str, Any]:
    return {
        "flight": leg.flight,
        "date": leg.date.isoformat(),
        "conveyance": leg.leg.conveyance if leg.leg else None,
        "origin": leg.origin,
        "destination": leg.destination,
        "case_seat": leg.case_seats[0] if leg.case_seats else None,
        "case_seats": list(leg.case_seats),
        "manifest": "to_be_requested" if leg.to_request else "held",
        "rule": {"id": leg.rule.id, "version": leg.rule.version, "standing": leg.rule.standing},
        "cabin": {
            "layout": leg.cabin.layout,
            "inferred": leg.cabin.inferred,
            "rows": list(leg.cabin.rows),
            "notes": _reasons(leg.cabin.notes),
        }
        if leg.cabin
        else None,
        "completeness": _completeness(leg.completeness),
        "contacts": [_contact(contact) for contact in leg.contacts],
        "counts": dict(leg.counts),
        "without_seat": {name: leg.without_seat.get(name, 0) for name in leg.counts},
        "others_on_board": leg.others_on_board,
        "not_on_board": leg.not_on_board,
        "notes": _reasons(leg.notes),
    }


def _completeness(completeness: Completeness) -> dict[str, Any]:
    return {
        "parts_received": completeness.parts_received,
        "parts_missing": completeness.parts_missing,
        "missing_parts": list(completeness.missing_parts),
        "final_part_seen": completeness.final_part_seen,
        "declared": completeness.declared,
        "present": completeness.present,
        "with_seat": completeness.with_seat,
        "with_phone": completeness.with_phone,
        "boarding_known": completeness.boarding_known,
        "erased": completeness.erased,
        "contradictions": [reason.text for reason in completeness.contradictions],
        "forms": asdict(completeness.forms),
    }


def _contact(contact: Contact) -> dict[str, Any]:
    return {
        "contact": contact.contact,
        "seat": contact.seat,
        "unit": contact.presence.unit or None,
        "surname": contact.surname,
        "given": contact.given,
        "phones": list(contact.phones),
        "role": contact.presence.role,
        "boarding": contact.presence.state,
        "sources": _sources(contact),
        "reasons": _reasons(contact.reasons),
        "where_now": {"state": contact.where_now.state, "evidence": [r.text for r in contact.where_now.evidence]},
        "action": contact.action,
        "record": contact.record,
    }


def _sources(contact: Contact) -> dict[str, Any]:
    """Which seats the lists give, and which the traveller's own form (None: does not name them); the border's word."""
    there = contact.presence
    seats = there.seats_stated or ((there.seat,) if there.seat else ())
    return {
        "lists": None if there.state == "declared" else [seat for seat in seats if seat not in there.unlisted_seats],
        "form": list(there.form_seats) if there.has_form else None,
        "border": contact.where_now.border,
    }


def _reasons(reasons: tuple[Reason, ...]) -> list[dict[str, str]]:
    return [{"code": reason.code, "text": reason.text} for reason in reasons]


def tracing_csv(tracing: Tracing) -> str:
    """One line a contact and leg, with a header; cells that a spreadsheet would take for a formula are quoted off."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_CSV)
    for leg in tracing.legs:
        for contact in leg.contacts:
            writer.writerow(
                [
                    inert(value)
                    for value in (
                        tracing.case,
                        leg.flight,
                        leg.date.isoformat(),
                        leg.origin,
                        leg.destination,
                        contact.contact,
                        contact.seat,
                        contact.surname,
                        contact.given,
                        " ".join(contact.phones),
                        "; ".join(reason.text for reason in contact.reasons),
                        contact.where_now.state,
                        "; ".join(reason.text for reason in contact.where_now.evidence),
                        contact.action,
                        contact.presence.state,
                        contact.presence.unit,
                    )
                ]
            )
    return out.getvalue()


def inert(value: object) -> str:
    """A cell that no spreadsheet runs: text beginning with = + - @ gets a leading apostrophe."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
