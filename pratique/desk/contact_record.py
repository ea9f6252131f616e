"""Who a contact is, made of what was stated, and cut down to what a desk may see of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from pratique.desk.work import Desk


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """Who a contact is, as last stated."""

    surname: str | None
    given: str | None
    phones: tuple[str, ...]


NAMING = tuple(one.name for one in fields(ContactRecord))


def as_stated(contents: Mapping[int, dict[str, object]], spoken: Sequence[int] | None) -> ContactRecord:
    """The first identity with a name speaks; phone numbers of all that may speak are kept together."""
    order = sorted(contents, reverse=True) if spoken is None else [i for i in spoken if i in contents]
    in_order = [contents[i] for i in order]
    named = next((c for c in in_order if c.get("surname") or c.get("given")), {})
    phones = [str(phone) for c in in_order for phone in _texts(c.get("phones"))]
    return ContactRecord(_text(named.get("surname")), _text(named.get("given")), tuple(dict.fromkeys(phones)))


def seen_at(desk: Desk, record: ContactRecord) -> ContactRecord:
    """The record without what this desk may not see of it."""
    return ContactRecord(
        record.surname if desk.sees("surname") else None,
        record.given if desk.sees("given") else None,
        record.phones if desk.sees("phones") else (),
    )


def _text(value: object) -> str | None:
    return str(value) if value else None


def _texts(value: object) -> list[object]:
    return value if isinstance(value, list) else []
