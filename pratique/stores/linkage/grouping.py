"""Scored pairs to travellers: whole components at once where nothing contradicts, one by one where something does.

A component of pairs at or above the search threshold is one traveller if pairs so sure that no contradiction in it
could part them connect it. All others are united record by record (`pratique.rules.linkage.uniting`), which comes to
the same.
"""

from __future__ import annotations

import numpy as np

from pratique.rules.linkage.model import LinkModel
from pratique.rules.linkage.scoring import GENERATION_YEARS
from pratique.stores.linkage.closer import takes_of_pairs
from pratique.stores.linkage.components import components
from pratique.stores.linkage.doubts import united
from pratique.stores.linkage.engine import Array, Engine
from pratique.stores.linkage.score_sql import Open

Edges = tuple[Array, Array, Array, Array]
"""Pairs at or above the search threshold: ``a, b, bits, open``."""


def group(engine: Engine, travellers: float, model: LinkModel) -> Array:
    """For each record of `person` the smallest record of its traveller, from the pairs of `edge`."""
    a, b, bits, open_ = engine.columns(f"SELECT a, b, bits, open FROM edge WHERE bits >= {model.search}")
    found, in_doubt = connected(engine, (a, b, bits, open_), model)
    inside = in_doubt[found[a]]
    takes = takes_of_pairs(engine, found, in_doubt, model)
    in_doubt &= _doubtful(found, (a[inside], b[inside], bits[inside], open_[inside]), takes, model)
    for members in united(engine, found.copy(), in_doubt, (a, b, bits), travellers, model):
        found[members] = members[0]
    return found


def connected(engine: Engine, edges: Edges, model: LinkModel) -> tuple[Array, Array]:
    """For each record the smallest one it is connected with; and for each of those, whether something contradicts."""
    found = components(engine.value("SELECT count(*) FROM person"), edges[0], edges[1])
    return found, _doubtful(found, edges, _takes(engine, found, model), model)


def _doubtful(found: Array, edges: Edges, takes: list[Array], model: LinkModel) -> Array:
    """For each component whether pairs that stay above the threshold, whatever is taken from them, leave it in parts.

    `takes`: numbers of components, and by kind of fact (`Open`) the most that other records of the component can take
    from a pair that leaves the fact open, when groups are compared. Of a component that is not there: anything.
    """
    a, b, bits, open_ = edges
    component = found[a]
    groups, *by_fact = takes
    worst = np.zeros(len(a))
    for fact, take in zip(Open, by_fact, strict=True):
        by_component = np.full(len(found), np.inf)
        by_component[groups] = np.ma.filled(take, 0)
        worst += np.where(open_ & fact, by_component[component], 0)
    sure = bits - worst >= model.search
    in_doubt = np.zeros(len(found), dtype=bool)
    in_doubt[found[components(len(found), a[sure], b[sure]) != found]] = True
    return in_doubt


def _takes(engine: Engine, found: Array, model: LinkModel) -> list[Array]:
    """What can be taken at most, told by the facts in which a component contradicts itself."""
    sizes = np.bincount(found, minlength=len(found))
    many = np.flatnonzero(sizes[found] > 1)
    engine.table("member", {"id": many, "g": found[many]}, "id INTEGER, g INTEGER")
    bits, most = model.bits, model.most
    takes = engine.columns(
        f"""WITH facts AS (SELECT g, min(birth) <> max(birth) AS births, min(name) <> max(name) AS names,
            max(birth[1:4]::INTEGER) - min(birth[1:4]::INTEGER) AS years,
            count(*) FILTER (length(birth) < 10) > 0 AS parts,
            min(sex) <> max(sex) AS sexes, min(nid) <> max(nid) AS nids,
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
    return takes
