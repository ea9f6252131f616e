"""What ``intake check -o json`` prints for one file: a documented shape in which every key is always there."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pratique.model.facts import LegFact, Message, PersonFact, ReadFile


def check_json(path: str, read: ReadFile) -> dict[str, Any]:
    """One entry of ``files``. `error` includes what to do.

    Absent values are None; times are local, without zone, as the message gives them.
    """
    return {
        "path": path,
        "sha256": read.sha256,
        "error": f"{read.error}: {read.hint}" if read.error and read.hint else read.error,
        "messages": [_message(message) for message in read.messages],
        "rejected": [{"row": row.row, "reason": row.reason} for row in read.rejected],
    }


def _message(message: Message) -> dict[str, Any]:
    return {
        "kind": message.kind,
        "dialect": message.dialect,
        "document": message.document,
        "function": message.function,
        "part": asdict(message.part) if message.part else None,
        "test": message.test,
        "legs": [_leg(leg) for leg in message.legs],
        "people": [_person(person) for person in message.people],
        "declared": asdict(message.declared),
        "present": asdict(message.present),
        "findings": [asdict(finding) for finding in message.findings],
        "crossings": len(message.crossings) if message.kind == "crossings" else None,
    }


def _leg(leg: LegFact) -> dict[str, str | None]:
    return {
        "flight": leg.flight,
        "origin": leg.origin,
        "destination": leg.destination,
        "departure": leg.departure,
        "arrival": leg.arrival,
        "conveyance": leg.conveyance,
        "registration": leg.registration,
    }


def _person(person: PersonFact) -> dict[str, Any]:
    return {
        "role": person.role,
        "surname": person.surname,
        "given": person.given,
        "sex": person.sex,
        "birth_date": person.birth_date,
        "birth_date_raw": person.birth_date_raw,
        "nationality": person.nationality,
        "residence": person.residence,
        "embark": person.embark,
        "debark": person.debark,
        "booking": person.booking,
        "reference": person.reference,
        "seat": person.seat,
        "seat_raw": person.seat_raw,
        "documents": [asdict(document) for document in person.documents],
        "phones": list(person.phones),
        "emails": list(person.emails),
        "unit": person.unit,
        "class": person.travel_class,
        "table": person.table,
    }
