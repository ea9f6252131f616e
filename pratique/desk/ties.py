"""Why papers are held for one traveller's, to an officer who works on a confirmed case: evidence, never a record.

The subject is the case itself or one of its contacts. Papers are numbered; nothing tells what stands in one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pratique.desk.case_file import CaseFile
from pratique.desk.travellers import papers_of
from pratique.desk.work import Desk
from pratique.errors import NotAllowed, NotFound
from pratique.model.tracing import Reason
from pratique.rules.linkage.items import Item
from pratique.rules.linkage.model import link_model
from pratique.stores.register import cases, evidence, memberships
from pratique.stores.register.register import Connection


@dataclass(frozen=True, slots=True)
class Said:
    """What a pair of papers says: the sum in bits, and what it is the sum of, the starting odds first."""

    a: int
    b: int
    bits: float
    parts: tuple[tuple[Reason, float], ...]
    version: int
    """Of the link model."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What an officer decided of a pair of papers, and the number to undo it by."""

    a: int
    b: int
    same: bool
    decision: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Explained:
    """A traveller's papers, numbered from 1, with what ties them and what was decided of them."""

    papers: tuple[int, ...]
    """Their identities; for the desk, never given out."""
    likely: tuple[int, ...]
    """The numbers of those that are only likely theirs."""
    pairs: tuple[Said, ...]
    decided: tuple[Decided, ...]


def explain(desk: Desk, contact: str | None = None) -> Explained:
    """What ties the papers of the case this desk is for, or of this contact of it; logged before it is told.

    Raises NotAllowed unless the case is confirmed, NotFound for a contact that is not on its list.
    """
    file = confirmed(desk)
    with desk.site.register.writing() as connection:
        desk.log(connection, "identity.explain", {"contact": contact})
    with desk.site.register.reading() as connection:
        own = subject(connection, file, contact)
        found = papers_of(connection, {0: own}, desk.known_at)[0]
        papers = tuple(sorted(found.exact | found.tied.keys()))
        at = {identity: number for number, identity in enumerate(papers, 1)}
        edges = [e for e in evidence.edges_of(connection, papers, link_model().review) if e.a in at and e.b in at]
        said = tuple(
            Said(
                at[edge.a],
                at[edge.b],
                edge.bits,
                tuple((Item(code, bits, number).reason, bits) for code, bits, number in edge.items),
                edge.version,
            )
            for edge in sorted(edges, key=lambda edge: -edge.bits)
        )
        decided = []
        for one in evidence.judgements_of(connection, papers):
            row = memberships.decision(connection, one.decision_id)
            if row is not None and one.a in at and one.b in at:
                decided.append(Decided(at[one.a], at[one.b], one.same, one.decision_id, row.actor, row.at))
    return Explained(papers, tuple(at[i] for i in sorted(found.likely)), said, tuple(decided))


def confirmed(desk: Desk) -> CaseFile:
    """The file of the case this desk is for. NotAllowed unless it is confirmed."""
    file = CaseFile(desk)
    if not file.confirmed:
        raise NotAllowed(
            "Papers are compared for a confirmed case only.", "A second officer confirms with `pratique case confirm`."
        )
    return file


def subject(connection: Connection, file: CaseFile, contact: str | None) -> frozenset[int]:
    """The identities of the case, or of this contact on its list."""
    if contact is None:
        own = frozenset(file.identities())
        if not own:
            raise NotFound("No file held knows the case's papers.", "")
        return own
    rows = cases.contacts(connection, file.case.case_id, [contact])
    if not rows:
        raise NotFound("There is no such contact on the list of this case.", "`pratique trace` shows the references.")
    return frozenset(row.identity_id for row in rows)
