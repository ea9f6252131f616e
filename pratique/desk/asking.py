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
from pratique.desk.ties import confirmed
from pratique.desk.travellers import papers_of, travellers
from pratique.desk.work import Desk
from pratique.model.tracing import Reason
from pratique.rules.linkage.items import Item
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
    bits: float
    contacts: tuple[str, ...]
    parts: tuple[tuple[Reason, float], ...]
    first_reader: str | None
    first_answer: str | None


def questions(desk: Desk) -> list[Question]:
    """The pairs that the case this desk is for needs an answer about, the likeliest first; logged."""
    file = confirmed(desk)
    case_id = file.case.case_id
    with desk.site.register.writing() as connection:
        rechecks.in_turn(connection)
        refs = cases.contact_refs(connection, case_id)
        edges = _unclear(connection, {*refs, *file.identities()}, desk.known_at)
        reviews.raise_reviews(connection, case_id, _weighed(edges, "case"), desk.now())
        reviews.close_others(connection, case_id, edges.keys())
        rows = [row for row in reviews.of_case(connection, case_id) if row.state in reviews.WAITING]
        # A split or an undoing that waits for a second officer is about papers that are held for one traveller's.
        begun = {(row.a, row.b) for row in rows} - edges.keys()
        edges |= {(e.a, e.b): e for e in _edges(connection, {i for pair in begun for i in pair}) if (e.a, e.b) in begun}
        desk.log(connection, "identity.review", {"pairs": len(rows)})
    return [_question(row, edges.get((row.a, row.b)), refs) for row in rows]


def _question(row: Row[Any], edge: Edge | None, refs: Mapping[int, str]) -> Question:
    return Question(
        row.review_id,
        row.state,
        row.why,
        row.raised_at,
        edge.bits if edge else row.bits,
        tuple(sorted({refs[i] for i in (row.a, row.b) if i in refs})),
        tuple((Item(code, bits, n).reason, bits) for code, bits, n in (edge.items if edge else ())),
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
    """The pairs of these people that may be one traveller's, and are not surely so; none that an officer judged."""
    held = papers_of(connection, {i: frozenset({i}) for i in own}, known_at)
    judged = {(one.a, one.b) for one in evidence.judgements_of(connection, own)}
    found = {}
    for edge in _edges(connection, own):
        mine = {other for i, other in ((edge.a, edge.b), (edge.b, edge.a)) if i in held and other not in held[i].sure}
        if mine and (edge.a, edge.b) not in judged:
            found[edge.a, edge.b] = edge
    return found


def _edges(connection: Connection, of: Collection[int]) -> list[Edge]:
    return evidence.edges_of(connection, of, link_model().review)


def _weighed(edges: Mapping[Pair, Edge], why: reviews.Why) -> list[tuple[Pair, float, reviews.Why]]:
    return [(pair, edge.bits, why) for pair, edge in edges.items()]
