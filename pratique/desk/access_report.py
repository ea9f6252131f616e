"""Who looked at somebody's record and for what, told to that person: no case reference, no flight, nobody else.

The person's papers lead to the record by exact keys and are stored nowhere. What is told comes from the audit log and
from the contact lists: when, in which role, for which purpose, and among how many contacts. Where the person has been
is not told, nor whether a record is held that nobody has opened.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pratique.desk.look_again import opened_run
from pratique.desk.notice_keys import person_keys
from pratique.desk.travellers import travellers
from pratique.desk.work import Desk
from pratique.errors import NotReadable
from pratique.guard.vault import ErasedError
from pratique.model.casework import CasePerson
from pratique.rules.linking import joined_through, number_key, same_traveller
from pratique.stores.register import audit_log, cases
from pratique.stores.register.register import Connection, Row

Looked = Literal["notice read", "listed", "name opened", "paper opened"]
Subject = Literal["case", "contact", "paper"]


@dataclass(frozen=True, slots=True)
class Occasion:
    """One look at the record."""

    at: datetime
    role: str
    officer: str
    """Working name. For inspectors and supervisors; not part of what the person is handed."""
    purpose: str
    subject: Subject
    """As what the person was looked at; ``paper``: as one of the papers that were compared with those of a case or a
    contact, which may have been found to be another person's."""
    looked: Looked
    contacts: int | None
    """Of how many contacts the person was one; None where only the notice, or a paper, was read."""


def access_report(desk: Desk, person: CasePerson) -> list[Occasion]:
    """Every occasion on which the record of the holder of these papers was looked at, oldest first.

    Logged before it is handed over. Raises NotReadable unless a document number and its issuer are given: a name alone
    may be somebody else's.
    """
    if not any(number_key(document.number) and document.issuer for document in person.documents):
        raise NotReadable(
            "The papers are not enough: a document number and the State that issued it are needed.",
            "Take them from the document itself; a name alone may be somebody else's.",
        )
    keys = person_keys(person, desk.sealer)
    with desk.site.register.reading() as connection:
        found = [*_as_contact(desk, connection, keys), *_as_case(connection, keys), *_as_paper(connection, keys)]
    with desk.site.register.writing() as connection:
        desk.log(connection, "guard.access_report", {"occasions": len(found)})
    return [occasion for _, occasion in sorted(found, key=lambda pair: pair[0])]


_Found = tuple[int, Occasion]
"""With the number of its entry in the log."""


def _as_contact(desk: Desk, connection: Connection, keys: list[Any]) -> Iterable[_Found]:
    """The traces that listed this person, and the openings of names after them."""
    listed: dict[int, dict[str, int]] = {}
    for row in cases.listings(connection, travellers(connection, {0: keys})[0]):
        refs = listed.setdefault(row.case_id, {})
        refs[row.contact_ref] = min(row.first_run_id, refs.get(row.contact_ref, row.first_run_id))
    rows = {row.reference: row for row in cases.by_ids(connection, listed)}
    key_of = {row.case_id: row.key_id for row in rows.values()}
    desk._vault.load(connection, key_of.values())
    runs = cases.runs(connection, listed)
    on = {run.run_id: _lists(desk, key_of[run.case_id], run, listed[run.case_id]) for run in runs}
    latest: dict[str, tuple[bool, int]] = {}
    for entry in audit_log.about_cases(connection, rows.keys(), ("case.trace", "case.names")):
        detail = json.loads(entry.detail)
        if entry.action == "case.trace":
            latest[entry.subject_ref] = on.get(detail["run"], False), detail["contacts"]
        # Names are opened on the list that the trace before has made.
        was_on, contacts = latest.get(entry.subject_ref, (False, 0))
        if was_on:
            looked: Looked = "listed" if entry.action == "case.trace" else "name opened"
            yield entry.seq, _occasion(entry, "contact", looked, contacts)


def _lists(desk: Desk, key_id: int, run: Row[Any], refs: Mapping[str, int]) -> bool:
    """Whether a trace put one of these contacts on its list; where that is erased, whether it may have."""
    try:
        return not refs.keys().isdisjoint(opened_run(desk, key_id, run).contacts)
    except ErasedError:
        return int(run.run_id) >= min(refs.values())


def _as_case(connection: Connection, keys: list[Any]) -> Iterable[_Found]:
    """The readings of a notice that names this person by the newest version of it."""
    named = cases.holding_keys(connection, joined_through(keys) | set(keys))
    holders = {case for ids in named.values() for case in ids}
    theirs = same_traveller(keys, named, cases.keys_of(connection, holders))
    references = {row.reference for row in cases.by_ids(connection, theirs)}
    for entry in audit_log.about_cases(connection, references, ("case.read",)):
        yield entry.seq, _occasion(entry, "case", "notice read", None)


def _as_paper(connection: Connection, keys: list[Any]) -> Iterable[_Found]:
    """The openings of papers to compare them, where one of them is this person's."""
    own = travellers(connection, {0: keys})[0]
    for entry in audit_log.of_action(connection, "identity.papers"):
        if not own.isdisjoint(json.loads(entry.detail)["identities"]):
            yield entry.seq, _occasion(entry, "paper", "paper opened", None)


def _occasion(entry: Row[Any], subject: Subject, looked: Looked, contacts: int | None) -> Occasion:
    return Occasion(entry.at, entry.role, entry.actor, entry.purpose, subject, looked, contacts)
