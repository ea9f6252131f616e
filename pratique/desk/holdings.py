"""What a site holds, by kind: how many, since when, how much of it can be read by nobody any more. No names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pratique.desk.due import terms_of
from pratique.desk.work import Desk
from pratique.rules.keeping import Category
from pratique.stores.register import holdings


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of record or key."""

    kind: str
    records: int
    erased: int | None
    """Of these, how many are under a destroyed key; None where there is nothing to erase in them."""
    first: datetime | None
    last: datetime | None
    kept: str
    """Until when it may be kept, in words; empty where it is kept as long as the site."""


def site_holdings(desk: Desk) -> list[Holding]:
    """What is held, kind by kind; that somebody asked is logged before."""
    terms = terms_of(desk.site.settings)

    def kept(kind: str) -> str:
        term = terms.get(_CATEGORY[kind]) if kind in _CATEGORY else None
        return f"{term.words} after {term.start}" if term else ""

    with desk.site.register.writing() as connection:
        desk.log(connection, "guard.holdings", {})
    with desk.site.register.reading() as connection:
        found = [
            Holding(kind, held.records, held.erased, held.first, held.last, kept(kind))
            for kind, held in holdings.held(connection).items()
        ]
    movements = {f"movement {table}": rows for table, rows in desk.site.movements.count().items()}
    return [*found, *(Holding(kind, rows, None, None, None, kept(kind)) for kind, rows in movements.items())]


_CATEGORY: dict[str, Category] = {
    "received files": "raw_file",
    "people's records": "traveller",
    "movement lines": "traveller",
    "movement crossings": "traveller",
    "case notices": "contact",
    "contacts on lists": "contact",
    "traces": "contact",
    "audit entries": "audit",
}
