"""Why papers are held for one traveller's, to an officer who works on a confirmed case.

The subject is the case itself or one of its contacts. Papers are numbered. To a role that is shown names each comes as
its sender wrote it (`source_texts` says why that is within reach); everybody else who may ask is given the evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from pratique.desk.case_file import CaseFile
from pratique.desk.source_texts import SourceText, source_texts
from pratique.desk.travellers import papers_of
from pratique.desk.work import Desk
from pratique.errors import NotAllowed, NotFound
from pratique.model.tracing import Reason
from pratique.rules.linkage.items import Item, silent
from pratique.rules.linkage.model import link_model, verdict
from pratique.stores.register import cases, evidence, memberships
from pratique.stores.register.evidence import Edge
from pratique.stores.register.register import Connection


@dataclass(frozen=True, slots=True)
class Said:
    """What a pair of papers says: the sum in bits, and what it is the sum of, the starting odds first."""

    a: int
    b: int
    bits: float
    verdict: str
    """``certain``, ``likely``, ``possible`` or ``unlikely``."""
    parts: tuple[tuple[Reason, float], ...]
    missing: tuple[str, ...]
    """The kinds of fact that say nothing, in words: not stated in both, or not to be compared."""
    version: int
    """Of the link model."""


def said(edge: Edge, a: int, b: int) -> Said:
    """What is stored of a pair, in sentences, its papers under these numbers."""
    parts = tuple((Item(code, bits, number).reason, bits) for code, bits, number in edge.items)
    return Said(a, b, edge.bits, verdict(edge.bits), parts, silent(code for code, _, _ in edge.items), edge.version)


@dataclass(frozen=True, slots=True)
class Decided:
    """What an officer decided of a pair of papers, and the number to undo it by."""

    a: int
    b: int | None
    """None: a paper that is not held for this traveller's, as after a split."""
    same: bool
    decision: int
    by: str
    at: datetime
    undone_here: bool
    """Whether it was made for this case, and so can be undone for it."""


@dataclass(frozen=True, slots=True)
class Held:
    """Since when a paper is held for this traveller's, and who decided that; `by` None: the rules, unasked."""

    since: datetime
    by: str | None


@dataclass(frozen=True, slots=True)
class Explained:
    """A traveller's papers, numbered from 1, with what ties them and what was decided of them."""

    papers: tuple[int, ...]
    """Their identities; for the desk, never given out."""
    likely: tuple[int, ...]
    """The numbers of those that are only likely theirs."""
    held: Mapping[int, Held]
    """By the number of the paper; none for one that is not linked yet."""
    pairs: tuple[Said, ...]
    decided: tuple[Decided, ...]
    texts: Mapping[int, SourceText] | None
    """What stands in each, by its number; one that is erased is left out. None: not shown here."""


def explain(desk: Desk, contact: str | None = None) -> Explained:
    """What ties the papers of the case this desk is for, or of this contact of it; logged before it is told.

    Raises NotAllowed unless the case is confirmed, NotFound for a contact that is not on its list.
    """
    file = confirmed(desk)
    found = tied(desk, file, contact)
    texts = source_texts(desk, file, found.papers)
    if texts is None:
        return found
    return replace(found, texts={at: texts[i] for at, i in enumerate(found.papers, 1) if i in texts})


def tied(desk: Desk, file: CaseFile, contact: str | None) -> Explained:
    """The same, of a confirmed case, without what stands in the papers."""
    with desk.site.register.writing() as connection:
        desk.log(connection, "identity.explain", {"contact": contact})
    with desk.site.register.reading() as connection:
        own = subject(connection, file, contact)
        found = papers_of(connection, {0: own}, desk.known_at)[0]
        papers = tuple(sorted(found.exact | found.tied.keys()))
        at = {identity: number for number, identity in enumerate(papers, 1)}
        edges = [e for e in evidence.edges_of(connection, papers, link_model().review) if e.a in at and e.b in at]
        pairs = tuple(said(edge, at[edge.a], at[edge.b]) for edge in sorted(edges, key=lambda edge: -edge.bits))
        decided = _decided(connection, file, at)
        held = {
            at[row.identity_id]: Held(row.valid_from, row.actor if row.case_id is not None else None)
            for row in memberships.held_by(connection, papers)
        }
    return Explained(papers, tuple(at[i] for i in sorted(found.likely)), held, pairs, decided, None)


def _decided(connection: Connection, file: CaseFile, at: Mapping[int, int]) -> tuple[Decided, ...]:
    """What stands of what officers decided of these papers; papers of others that a split made are told as one."""
    found: dict[tuple[int, int, int | None], Decided] = {}
    for one in evidence.judgements_of(connection, at):
        row = memberships.decision(connection, one.decision_id)
        a, b = sorted((at.get(one.a), at.get(one.b)), key=lambda n: n or len(at) + 1)
        if row is not None and a is not None:
            here = row.case_id == file.case.case_id
            decided = Decided(a, b, one.same, one.decision_id, row.actor, row.at, here)
            found.setdefault((one.decision_id, a, b), decided)
    return tuple(found.values())


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
