"""What stands in papers, word for word, for the officer who has to tell whether they are one person's.

Nobody can say that of two papers without seeing both. So the papers that are held for the case's or a contact's own are
shown, and of a pair that is asked about also the other one, which may turn out to be a stranger's. That one is within
reach all the same: stored evidence ties it to a person of this confirmed case, the question is asked by that case's
need, and the officer sees one such paper for one question, not the candidates of a search. What is shown is what is
compared and nothing else: not where or on which list the paper was seen. Which identities were opened is in the audit
log before they are, so that whoever asks who looked at their record is told.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pratique.desk.case_file import CaseFile
from pratique.desk.clear_records import clear_records, only_if_confirmed
from pratique.desk.profiles import about, unpacked
from pratique.desk.travellers import papers_of
from pratique.desk.work import Desk
from pratique.errors import NotAllowed
from pratique.guard.vault import ErasedError
from pratique.stores.register import cases, people, reviews
from pratique.stores.register.register import Connection, Row

FIELD = "papers"
"""What a purpose must be allowed to see for it (`permissions.toml`)."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """One paper, as its sender wrote it. None or empty: not stated."""

    surname: str | None
    given: str | None
    born: str | None
    sex: str | None
    nationality: str | None
    documents: tuple[str, ...]
    phones: tuple[str, ...]
    read_as: tuple[str, str]
    """Surname and given name as they are compared, in Latin capitals; empty where that is not kept."""


def source_texts(desk: Desk, file: CaseFile, identities: Collection[int]) -> dict[int, SourceText] | None:
    """What stands in these papers, by identity; one that is erased is left out. Logged before one is opened.

    None where this officer's role, or this purpose, is shown no names. Raises NotAllowed unless the case is confirmed,
    at this moment too, and for a paper that is neither the case's nor a contact's nor one of a pair asked about for it.
    """
    if not desk.sees(FIELD):
        return None
    case_id = file.case.case_id
    if not set(identities) <= _reach(desk, file):
        raise NotAllowed("That paper is of nobody whom this case asks about.", "")
    with desk.site.register.writing() as connection:
        only_if_confirmed(connection, file.case.notice.reference, confirmed=file.confirmed, what="Papers")
        cases.change(connection, case_id, names_shown_at=desk.now())
        desk.log(connection, "identity.papers", {"identities": sorted(identities)})
    with desk.site.register.reading() as connection:
        return _opened(desk, connection, case_id, identities)


def _reach(desk: Desk, file: CaseFile) -> set[int]:
    """The papers of the case and of everybody on its list, as far as known, and of the pairs it was asked about."""
    with desk.site.register.reading() as connection:
        people_of_case = {*file.identities(), *cases.contact_refs(connection, file.case.case_id)}
        held = papers_of(connection, {i: frozenset({i}) for i in people_of_case}, desk.known_at)
        asked = {i for row in reviews.of_case(connection, file.case.case_id) for i in (row.a, row.b)}
    return asked.union(*((*own.exact, *own.tied) for own in held.values()))


def _opened(desk: Desk, connection: Connection, case_id: int, identities: Collection[int]) -> dict[int, SourceText]:
    compared = {row.identity_id: row for row in people.sealed_profiles(connection, identities)}
    refs = cases.contact_refs(connection, case_id)
    listed = cases.contacts(connection, case_id, {refs[i] for i in identities if i in refs})
    clear = clear_records(desk, connection, identities, listed)
    return {i: _text(stated, _read_as(desk, compared.get(i))) for i, stated in clear.items()}


def _read_as(desk: Desk, row: Row[Any] | None) -> tuple[str, str]:
    try:
        if row is None:
            raise ErasedError
        first, *_ = unpacked(desk._vault.open(row.key_id, row.profile, about(row.content_hash)))
    except ErasedError:
        return "", ""
    return first.surname or "", first.given or ""


def _text(content: Mapping[str, Any], read_as: tuple[str, str]) -> SourceText:
    return SourceText(
        content.get("surname"),
        content.get("given"),
        content.get("birth_date") or content.get("birth_date_raw"),
        content.get("sex"),
        content.get("nationality"),
        tuple(_document(one) for one in content.get("documents", ())),
        tuple(content.get("phones", ())),
        read_as,
    )


def _document(stated: Mapping[str, str | None]) -> str:
    words = [stated.get(name) for name in ("type", "number", "issuer")]
    until = [f"until {stated['expiry']}"] if stated.get("expiry") else []
    return " ".join([word for word in words if word] + until)
