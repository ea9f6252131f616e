"""Scored pairs to travellers: whole components at once where nothing contradicts, one by one where something does.

A component of pairs at or above the search threshold is one traveller if pairs so sure that no contradiction in it
could part them connect it. All others are united record by record (`pratique.rules.linkage.uniting`), which comes to
the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pratique.model.profile import Profile
from pratique.rules.linkage.model import Counted, LinkModel
from pratique.rules.linkage.scoring import GENERATION_YEARS
from pratique.rules.linkage.uniting import Edge, Member, unite
from pratique.stores.linkage.components import components
from pratique.stores.linkage.engine import Array, Engine
from pratique.stores.linkage.score_sql import Open


def group(engine: Engine, travellers: float, model: LinkModel) -> Array:
    """For each record of `person` the smallest record of its traveller, from the pairs of `edge`."""
    people = engine.value("SELECT count(*) FROM person")
    a, b, bits, open_ = engine.columns(f"SELECT a, b, bits, open FROM edge WHERE bits >= {model.search}")
    found = components(people, a, b)
    sure = bits - _at_worst(engine, found, found[a], open_, model) >= model.search
    in_doubt = np.zeros(people, dtype=bool)
    in_doubt[found[components(people, a[sure], b[sure]) != found]] = True
    inside = in_doubt[found[a]]
    edges = a[inside], b[inside], bits[inside]
    for members in _united(engine, np.flatnonzero(in_doubt[found]), found, edges, travellers, model):
        found[members] = members[0]
    return found


def _at_worst(engine: Engine, found: Array, component: Array, open_: Array, model: LinkModel) -> Array:
    """For each pair the most that other records of its component can take from it, when groups are compared.

    Only a fact that the pair leaves open, and that the component contradicts itself in, can take anything. Where pairs
    that stay above the search threshold connect the whole component, it is one traveller whatever the order.
    """
    sizes = np.bincount(found, minlength=len(found))
    many = np.flatnonzero(sizes[found] > 1)
    engine.table("member", {"id": many, "g": found[many]}, "id INTEGER, g INTEGER")
    bits, most = model.bits, model.most
    groups, *takes = engine.columns(
        f"""WITH facts AS (SELECT g, min(birth) <> max(birth) AS births, min(name) <> max(name) AS names,
            max(birth[1:4]::INTEGER) - min(birth[1:4]::INTEGER) AS years,
            count(*) FILTER (length(birth) < 10) > 0 AS parts,
            min(sex) <> max(sex) AS sexes, count(DISTINCT nid) > count(DISTINCT nid_country) AS nids,
            min(doc_number) <> max(doc_number) AS documents,
            min(phone) <> max(phone) AS phones, min(nationality) <> max(nationality) AS nations
          FROM member JOIN person USING (id) GROUP BY g)
        SELECT g, if(births, if(parts, 9, 0) - CASE WHEN years < 1 THEN {bits["birth-year"]}
              WHEN years < {GENERATION_YEARS} THEN {bits["birth-other"]} ELSE {bits["birth-generation"]} END, 0),
          if(names, {most - bits["twin-given"]}, 0), if(sexes, {-bits["sex-other"]}, 0),
          if(nations, {-bits["nationality-other"]}, 0), if(nids, {-bits["group-national-ids"]}, 0),
          if(documents, {-bits["group-same-time"]}, 0), if(documents, {bits["document-slip"]}, 0),
          if(phones, {-bits["phone-other"]}, 0), if(births OR names OR phones, {bits["phone-same"]}, 0)
        FROM facts"""
    )
    engine.run("DROP TABLE member")
    worst = np.zeros(len(component))
    for fact, take in zip(Open, takes, strict=True):
        by_component = np.zeros(len(found))
        by_component[groups] = np.ma.filled(take, 0)
        worst += np.where(open_ & fact, by_component[component], 0)
    return worst


@dataclass(frozen=True, slots=True)
class _Shares:
    """Rarity as the batch counted it, for the records in doubt."""

    travellers: float
    shares: dict[tuple[Counted, str], float]
    phones: dict[str, int]

    def share(self, kind: Counted, value: str) -> float:
        return self.shares[kind, value]

    def names_on(self, phone: str) -> int:
        return self.phones[phone]


def _united(
    engine: Engine, ids: Array, found: Array, edges: tuple[Array, Array, Array], travellers: float, model: LinkModel
) -> Iterator[list[int]]:
    engine.table("doubt", {"id": ids}, "id INTEGER")
    rows = engine.rows(
        """SELECT id, first, last, phone_names, birth_bits, nationality_bits, p_name, letters, p_surname, first_surname,
        p_given, first_given, p_skeleton, skeleton, surname_words, given_words, NULL, birth, sex, nationality, doc_type,
        doc_issuer, doc_number, doc_issued, doc_expiry, nid_country, nid, phone
        FROM doubt JOIN person USING (id) LEFT JOIN name USING (name)"""
    )
    engine.run("DROP TABLE doubt")
    rarity = _Shares(travellers, {}, {})
    members: dict[int, dict[int, Member]] = {}
    for row in rows:
        one = Profile(*row[14:])
        _remember(rarity, row, one, model)
        used = (row[1], row[2]) if row[1] and row[2] else None
        members.setdefault(int(found[row[0]]), {})[row[0]] = Member((one,), used)
    between: dict[int, list[Edge[int]]] = {}
    for a, b, bits in zip(*(column.tolist() for column in edges), strict=True):
        between.setdefault(int(found[a]), []).append(Edge(a, b, bits))
    for place, inside in members.items():
        for united in unite(inside, between.get(place, ()), rarity, model=model):
            yield sorted(united)


def _remember(rarity: _Shares, row: tuple[object, ...], one: Profile, model: LinkModel) -> None:
    kinds: tuple[Counted, ...] = ("name", "surname", "given", "skeleton")
    for kind, share, value in zip(kinds, row[6:14:2], row[7:14:2], strict=True):
        if isinstance(share, float) and isinstance(value, str):
            rarity.shares[kind, value] = share
    for kind, value, bits in (("birth", one.birth, row[4]), ("nationality", one.nationality, row[5])):
        if value is not None and isinstance(bits, float):
            rarity.shares[kind, value] = model.agree[f"{kind}-same"] / 2**bits
    if one.phone and isinstance(row[3], int):
        rarity.phones[one.phone] = row[3]
