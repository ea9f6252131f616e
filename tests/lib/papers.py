"""Manifests of people under several papers, and who is whose in a register."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select

from pratique.desk import Site
from pratique.stores.register import tables
from tests.lib import sites

HEAD = (
    "Flight,Date,From,To,Seat,Surname,Given,Sex,Birth date,Nationality,Document type,Document number,Document issuer,"
    "Expiry,Phone"
)
DAY = date(2026, 11, 14)
Row = tuple[str, ...]
"""Surname, given, sex, birth date, nationality, document type, number, issuer, expiry, phone."""


def row(
    surname: str = "QUILLFEATHER",
    given: str = "ADELHEID",
    sex: str = "F",
    birth: str = "1980-02-13",
    nationality: str = "SWE",
    number: str = "Q8800114",
    *,
    issuer: str | None = None,
    expiry: str = "",
    phone: str = "",
    kind: str = "P",
) -> Row:
    """One person's row."""
    return surname, given, sex, birth, nationality, kind, number, issuer or nationality, expiry, phone


def manifest(
    rows: Sequence[Row], flight: str = "ZZ305", day: date = DAY, to: tuple[str, str] = ("SIN", "CAN")
) -> bytes:
    """A table of these people on this flight, one to a row of seats from 10A on."""
    lines = [HEAD]
    lines += [",".join((flight, str(day), *to, f"{10 + at}A", *one)) for at, one in enumerate(rows)]
    return "\n".join(lines).encode()


def load(site: Site, *files: Sequence[Row], day: date = DAY, now: datetime = sites.NOW, first: int = 1) -> None:
    """Each of these a manifest of a flight of its own, loaded in one go."""
    named = [(f"{n}.csv", manifest(rows, f"ZZ{n}", day)) for n, rows in enumerate(files, first)]
    assert {receipt.outcome for receipt in sites.load(site, named, now=now)} <= {"loaded", "duplicate"}


def partition(site: Site) -> set[frozenset[str]]:
    """Who is whose, each paper by what it says."""
    with site.register.reading() as connection:
        held = connection.execute(
            select(tables.membership.c.traveller_id, tables.membership.c.identity_id).where(
                tables.membership.c.valid_to.is_(None)
            )
        ).all()
    words = said(site)
    groups: dict[int, set[str]] = {}
    for traveller, identity in held:
        groups.setdefault(traveller, set()).add(words[identity])
    return {frozenset(group) for group in groups.values()}


def said(site: Site) -> dict[int, str]:
    """What each identity says: given name and numbers, so that a test can name it."""
    with sites.desk_at(site) as desk, site.register.reading() as connection:
        rows = connection.execute(select(tables.identity)).all()
        desk._vault.load(connection, {one.key_id for one in rows})
        found = {}
        for one in rows:
            facts = json.loads(desk._vault.open(one.key_id, one.payload, f"identity:{one.content_hash}"))
            numbers = [document["number"] for document in facts.get("documents", ())]
            found[one.identity_id] = " ".join(filter(None, [facts.get("given"), *numbers]))
    return found


def numbered(site: Site, words: str) -> int:
    """The number of the identity that says this."""
    (number,) = (number for number, told in said(site).items() if told == words)
    return number


def groups(*named: Iterable[str]) -> set[frozenset[str]]:
    """A partition, written down."""
    return {frozenset(one) for one in named}
