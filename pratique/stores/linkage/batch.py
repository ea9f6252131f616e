"""All records of a table united into travellers."""

from __future__ import annotations

import numpy as np

from pratique.rules.linkage.model import LinkModel
from pratique.stores.linkage.blocking import candidates
from pratique.stores.linkage.engine import Array, Engine
from pratique.stores.linkage.grouping import group
from pratique.stores.linkage.names_sql import name_pairs
from pratique.stores.linkage.rarity import count
from pratique.stores.linkage.score_sql import different_names, scored

_AT_ONCE = 4_000_000
"""Pairs that are scored together: each time all records are read four times."""


def resolve(engine: Engine, model: LinkModel) -> tuple[float, Array]:
    """How many travellers there are, roughly; and for each record of `person` the first record of its traveller.

    `person` and `name` are as `read_records` leaves them; both get the shares of what they hold.
    """
    travellers = count(engine, model)
    score(engine, candidates(engine), travellers, model)
    groups = group(engine, travellers, model)
    return travellers, np.append(groups, len(groups) + np.arange(_part(engine, travellers, model)))


def _part(engine: Engine, travellers: float, model: LinkModel) -> int:
    """Rows of `rec` that say the same and too little of who it is get records of their own; how many more there are.

    Two rows that are equal word for word are one traveller only if what they say would unite them.
    """
    people = engine.value("SELECT count(*) FROM person")
    engine.run("CREATE TABLE itself AS SELECT id AS a, id AS b FROM rec GROUP BY id HAVING count(*) > 1")
    engine.run("CREATE TABLE no_name (a INTEGER, b INTEGER, code VARCHAR, bits DOUBLE, kin BOOLEAN)")
    engine.run(
        f"""CREATE TABLE parted AS WITH weak AS (
          SELECT a AS id FROM ({scored("itself", "no_name", travellers, model)}) WHERE bits < {model.search}
        ), again AS (
          SELECT rec, row_number() OVER (PARTITION BY id ORDER BY rec) AS nth FROM rec SEMI JOIN weak USING (id)
        )
        SELECT rec, {people} - 1 + row_number() OVER (ORDER BY rec)::INTEGER AS id FROM again WHERE nth > 1"""
    )
    engine.run(
        "CREATE TABLE told AS SELECT rec, coalesce(parted.id, rec.id) AS id FROM rec LEFT JOIN parted USING (rec)"
    )
    engine.run("DROP TABLE rec")
    engine.run("ALTER TABLE told RENAME TO rec")
    more: int = engine.value("SELECT count(*) FROM parted")
    for table in ("itself", "no_name", "parted"):
        engine.run(f"DROP TABLE {table}")
    return more


def score(engine: Engine, pairs: Array, travellers: float, model: LinkModel, least: float | None = None) -> None:
    """Fill `edge` (``a, b, bits, open``) with the pairs (``a << 32 | b``) of at least so many bits.

    Without `least`, from the search threshold upwards.
    """
    engine.run("CREATE TABLE edge (a INTEGER, b INTEGER, bits DOUBLE, open SMALLINT)")
    least = model.search if least is None else least
    for at in range(0, len(pairs), _AT_ONCE):
        chunk = pairs[at : at + _AT_ONCE]
        engine.table("pair", {"a": chunk >> 32, "b": chunk & 0xFFFFFFFF}, "a INTEGER, b INTEGER")
        engine.run(f"CREATE TABLE name_pair AS {name_pairs(different_names('pair'), model)}")
        engine.run(
            f"INSERT INTO edge SELECT * FROM ({scored('pair', 'name_pair', travellers, model)}) WHERE bits >= {least}"
        )
        engine.run("DROP TABLE pair")
        engine.run("DROP TABLE name_pair")
