"""Which identities share a key, what their pairs score, and what officers said of pairs. No personal data is here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from pratique.stores.register.many import insert_plain, rows_for
from pratique.stores.register.tables import link_edge, link_judgement, link_key

_CHUNK = 900
_T = TypeVar("_T")
Key = tuple[int, int]
"""A keyed hash and its kind."""
Pair = tuple[int, int]
"""Two identities, the smaller number first."""


def pair(a: int, b: int) -> Pair:
    """Two identities as a pair is stored."""
    return (a, b) if a < b else (b, a)


@dataclass(frozen=True, slots=True)
class Edge:
    """A pair of identities that may be one traveller's: its bits, and what they are the sum of, as codes."""

    a: int
    b: int
    version: int
    bits: float
    items: tuple[tuple[str, float, int], ...]
    """Code, bits, and the count in its sentence, if it has one."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an officer said of a pair, and by which decision."""

    a: int
    b: int
    same: bool
    decision_id: int


# -- keys -------------------------------------------------------------------------------------------------------------


def counted(connection: Connection, keys: Collection[Key]) -> dict[Key, int]:
    """How many identities hold each of these keys; those that nobody holds are left out."""
    rows = rows_for(connection, _counts, {value for value, _ in keys})
    found = {(value, kind): count for value, kind, count in rows}
    return {key: found[key] for key in keys if key in found} if found else {}


def _counts(listed: FromClause) -> Select[Any]:
    query = select(link_key.c.key, link_key.c.kind, func.count())
    return query.join_from(listed, link_key, link_key.c.key == listed.c.value).group_by(link_key.c.key, link_key.c.kind)


def other_keys(connection: Connection, values: Collection[int], kind: int, other: int) -> dict[int, set[int]]:
    """Of those who hold each of these keys of one kind: their keys of another kind."""
    also = link_key.alias()
    found: dict[int, set[int]] = {}
    for part in _chunks(values):
        rows = connection.execute(
            select(link_key.c.key, also.c.key)
            .distinct()
            .join(also, also.c.identity_id == link_key.c.identity_id)
            .where(link_key.c.key.in_(part), link_key.c.kind == kind, also.c.kind == other)
        )
        for value, key in rows:
            found.setdefault(value, set()).add(key)
    return found


def add_keys(connection: Connection, rows: Sequence[tuple[int, int, int]]) -> None:
    """Store keys: value, kind and who holds it."""
    insert_plain(connection, link_key, ("key", "kind", "identity_id"), rows)


# -- what pairs score -------------------------------------------------------------------------------------------------


def edges_of(connection: Connection, identities: Collection[int], at_least: float) -> list[Edge]:
    """The pairs of which one is among these identities, of at least so many bits."""
    found: dict[Pair, Edge] = {}
    for side in (_edges_by_a, _edges_by_b):
        for row in rows_for(connection, side, identities, at_least=at_least):
            items = tuple((code, bits, number) for code, bits, number in row._mapping["items"])
            found[row.a, row.b] = Edge(row.a, row.b, row.version, row.bits, items)
    return [found[pair] for pair in sorted(found)]


def pairs_of(connection: Connection, identities: Collection[int], at_least: float) -> dict[Pair, float]:
    """The bits of the same pairs, without what they are the sum of: a fourth of the work, for who unites them."""
    sides = (_bits_by_a, _bits_by_b)
    return {(a, b): bits for side in sides for a, b, bits in rows_for(connection, side, identities, at_least=at_least)}


def _edges_by_a(listed: FromClause) -> Select[Any]:
    return _edges(select(link_edge), listed, link_edge.c.a)


def _edges_by_b(listed: FromClause) -> Select[Any]:
    return _edges(select(link_edge), listed, link_edge.c.b)


def _bits_by_a(listed: FromClause) -> Select[Any]:
    return _edges(_BITS, listed, link_edge.c.a)


def _bits_by_b(listed: FromClause) -> Select[Any]:
    return _edges(_BITS, listed, link_edge.c.b)


_BITS = select(link_edge.c.a, link_edge.c.b, link_edge.c.bits)


def _edges(what: Select[Any], listed: FromClause, side: ColumnElement[int]) -> Select[Any]:
    query = what.join_from(listed, link_edge, side == listed.c.value)
    return query.where(link_edge.c.bits >= bindparam("at_least"))


def add_edges(connection: Connection, edges: Sequence[Edge]) -> None:
    """Store pairs of which nothing is stored."""
    if edges:
        rows = [
            {"a": e.a, "b": e.b, "version": e.version, "bits": e.bits, "items": [list(item) for item in e.items]}
            for e in edges
        ]
        connection.execute(insert(link_edge), rows)


def drop_edges(connection: Connection, pairs: Collection[Pair]) -> None:
    """Remove what is stored of these pairs."""
    if pairs:
        both = (link_edge.c.a == bindparam("b_a")) & (link_edge.c.b == bindparam("b_b"))
        connection.execute(delete(link_edge).where(both), [{"b_a": a, "b_b": b} for a, b in sorted(pairs)])


def drop_all_edges(connection: Connection) -> None:
    """Remove every pair."""
    connection.execute(delete(link_edge))


# -- what officers said -----------------------------------------------------------------------------------------------


def judgements_of(connection: Connection, identities: Collection[int]) -> list[Judgement]:
    """What stands of what officers said of pairs of which one is among these identities; oldest first."""
    found: dict[tuple[int, int, int], Judgement] = {}
    for side in (_judged_by_a, _judged_by_b):
        for row in rows_for(connection, side, identities):
            found[row.decision_id, row.a, row.b] = Judgement(row.a, row.b, row.same, row.decision_id)
    return [found[key] for key in sorted(found)]


def _judged_by_a(listed: FromClause) -> Select[Any]:
    return _judged(listed, link_judgement.c.a)


def _judged_by_b(listed: FromClause) -> Select[Any]:
    return _judged(listed, link_judgement.c.b)


def _judged(listed: FromClause, side: ColumnElement[int]) -> Select[Any]:
    query = select(link_judgement).join_from(listed, link_judgement, side == listed.c.value)
    return query.where(link_judgement.c.withdrawn_by.is_(None))


def judged_by(connection: Connection, decision_id: int) -> set[Pair]:
    """The pairs of which a decision still stands."""
    query = select(link_judgement.c.a, link_judgement.c.b).where(link_judgement.c.decision_id == decision_id)
    return {(row.a, row.b) for row in connection.execute(query.where(link_judgement.c.withdrawn_by.is_(None)))}


def judge(connection: Connection, decision_id: int, pairs: Iterable[Pair], *, same: bool) -> None:
    """Store what an officer decided of these pairs; what was said of them before is withdrawn by it."""
    rows = [{"decision_id": decision_id, "a": min(pair), "b": max(pair), "same": same} for pair in sorted(set(pairs))]
    for row in rows:
        connection.execute(
            update(link_judgement)
            .where(link_judgement.c.a == row["a"], link_judgement.c.b == row["b"])
            .where(link_judgement.c.withdrawn_by.is_(None))
            .values(withdrawn_by=decision_id)
        )
    connection.execute(insert(link_judgement), rows)


def take_back(connection: Connection, decision_id: int, by: int) -> None:
    """Undo a decision: what it said is withdrawn, and what it had withdrawn stands again."""
    withdrawn = link_judgement.c.withdrawn_by
    connection.execute(update(link_judgement).where(withdrawn == decision_id).values(withdrawn_by=None))
    own = (link_judgement.c.decision_id == decision_id, withdrawn.is_(None))
    connection.execute(update(link_judgement).where(*own).values(withdrawn_by=by))


def _chunks(values: Iterable[_T]) -> Iterable[list[_T]]:
    todo = list(values)
    return (todo[i : i + _CHUNK] for i in range(0, len(todo), _CHUNK))
