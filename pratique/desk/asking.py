"""What a confirmed case asks its officers about papers: pairs that may be one traveller's and are not surely so.

The queue is filled by need, not by whatever is unclear in the register: pairs of the case's own papers and of those of
its contacts. It is filled when an officer looks at it, and when a file comes in that brings such a pair, for as long as
the case is followed. A pair is two numbers, its bits and a case: whoever is asked reads it at a desk for that case.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pratique.desk.due import still_followed
from pratique.desk.source_texts import SourceText, source_texts
from pratique.desk.ties import Said, confirmed, said
from pratique.desk.travellers import papers_of, travellers
from pratique.desk.work import Desk
from pratique.errors import NotFound
from pratique.rules.linkage.model import link_model
from pratique.stores.register import cases, evidence, memberships, rechecks, reviews
from pratique.stores.register.evidence import Edge, Pair
from pratique.stores.register.register import Connection, Row


@dataclass(frozen=True, slots=True)
class Question:
    """A pair an officer is asked about. `contacts`: whom it concerns, by reference; none for the case's own papers."""

    number: int
    state: str
    why: str
    """``case``: it was there when an officer looked; ``arrival``: a file brought it since the case was traced."""
    raised_at: datetime
    papers: Pair
    """Their identities, one of this case's people first; for the desk, never given out."""
    contacts: tuple[str, ...]
    said: Said | None
    """What they say, as papers 1 and 2; None where no pair is stored, and an officer brought it up."""
    first_reader: str | None
    first_answer: str | None


def questions(desk: Desk) -> list[Question]:
    """The pairs that the case this desk is for needs an answer about, the likeliest first; logged."""
    file = confirmed(desk)
    case_id = file.case.case_id
    with desk.site.register.writing() as connection:
        rechecks.in_turn(connection)
        refs = cases.contact_refs(connection, case_id)
        own = {*refs, *file.identities()}
        edges = _unclear(connection, own, desk.known_at)
        reviews.raise_reviews(connection, case_id, _weighed(edges, "case"), desk.now())
        reviews.close_others(connection, case_id, edges.keys())
        rows = [row for row in reviews.of_case(connection, case_id) if row.state in reviews.WAITING]
        # A split or an undoing that waits for a second officer is about papers that are held for one traveller's.
        begun = {(row.a, row.b) for row in rows} - edges.keys()
        edges |= {(e.a, e.b): e for e in _edges(connection, {i for pair in begun for i in pair}) if (e.a, e.b) in begun}
        desk.log(connection, "identity.review", {"pairs": len(rows)})
    asked = [_question(row, edges.get((row.a, row.b)), own, refs) for row in rows]
    return sorted(asked, key=lambda one: -one.said.bits if one.said else 0.0)


def question(desk: Desk, number: int) -> tuple[Question, Mapping[int, SourceText] | None]:
    """One of them, with what stands in the two papers, by 1 and 2: None where this role or purpose sees no names.

    Raises NotFound for a question that does not wait for this case. The second paper may be a stranger's; why it is
    shown all the same, `source_texts` says.
    """
    found = next((one for one in questions(desk) if one.number == number), None)
    if found is None:
        raise NotFound("There is no such question waiting for this case.", "`pratique identity review list`.")
    texts = source_texts(desk, confirmed(desk), found.papers)
    return found, None if texts is None else {at: texts[i] for at, i in enumerate(found.papers, 1) if i in texts}


def _question(row: Row[Any], edge: Edge | None, own: Collection[int], refs: Mapping[int, str]) -> Question:
    papers = (row.a, row.b) if row.a in own else (row.b, row.a)
    return Question(
        row.review_id,
        row.state,
        row.why,
        row.raised_at,
        papers,
        tuple(sorted({refs[i] for i in papers if i in refs})),
        said(edge, 1, 2) if edge else None,
        row.first_reader,
        row.first_answer,
    )


def ask_on_arrival(desk: Desk, connection: Connection, brought: Collection[Edge], now: datetime) -> int:
    """Ask about the pairs that files brought, of the people of cases that are followed today; about how many new ones.

    To be called in the transaction that acknowledges the files, after it is written down whose papers they are. What
    concerns no such case is asked of nobody. Nothing is opened of the people, and of a case only until when it follows
    its contacts.
    """
    ends = {i for edge in brought for i in (edge.a, edge.b)}
    held = memberships.travellers_of(connection, ends)
    act = link_model().act
    perhaps = {(e.a, e.b): e for e in brought if e.bits < act or held.get(e.a) != held.get(e.b)}
    ends = {i for pair in perhaps for i in pair}
    if not ends:
        return 0
    around = memberships.members(connection, {held[i] for i in ends if i in held}).values()
    traced = rechecks.cases_of(connection, ends.union(*around))
    asked = 0
    for case_id in sorted(still_followed(desk, connection, traced)):
        own = {*cases.contact_refs(connection, case_id), *_papers_of_case(connection, case_id)}
        edges = _unclear(connection, own & ends)
        new = {pair: edge for pair, edge in edges.items() if pair in perhaps}
        asked += reviews.raise_reviews(connection, case_id, _weighed(new, "arrival"), now)
    return asked


def _papers_of_case(connection: Connection, case_id: int) -> set[int]:
    """The identities that are the case's, by the keys of its newest notice and the travellers known."""
    keys = [(v, k) for v, k in cases.keys_of(connection, [case_id]).get(case_id, ()) if k > cases.JOURNEY]
    own = papers_of(connection, travellers(connection, {0: keys}))[0]
    return set(own.exact | own.tied.keys())


def _unclear(connection: Connection, own: Collection[int], known_at: datetime | None = None) -> dict[Pair, Edge]:
    """The pairs of these people that may be one traveller's, and are not surely so; none that an officer judged.

    Papers that are surely one person's are asked about once together, by the pair that says most.
    """
    held = papers_of(connection, {i: frozenset({i}) for i in own}, known_at)
    edges = _edges(connection, own)
    judged = evidence.judgements_of(connection, own)
    around = {i for edge in edges for i in (edge.a, edge.b)} | {i for one in judged for i in (one.a, one.b)}
    of = {i: -i for i in around} | memberships.travellers_of(connection, around, known_at)
    answered = {(one.a, one.b) for one in judged}
    apart = {frozenset((of[one.a], of[one.b])) for one in judged if not one.same}
    surely = {i: min(held[i].sure) if i in held else i for i in around}
    found: dict[Pair, Edge] = {}
    for edge in sorted(edges, key=lambda one: (-one.bits, one.a, one.b)):
        mine = any(other not in held[i].sure for i, other in ((edge.a, edge.b), (edge.b, edge.a)) if i in held)
        if mine and (edge.a, edge.b) not in answered and frozenset((of[edge.a], of[edge.b])) not in apart:
            found.setdefault(evidence.pair(surely[edge.a], surely[edge.b]), edge)
    return {(edge.a, edge.b): edge for edge in found.values()}


def _edges(connection: Connection, of: Collection[int]) -> list[Edge]:
    return evidence.edges_of(connection, of, link_model().review)


def _weighed(edges: Mapping[Pair, Edge], why: reviews.Why) -> list[tuple[Pair, float, reviews.Why]]:
    return [(pair, edge.bits, why) for pair, edge in edges.items()]
