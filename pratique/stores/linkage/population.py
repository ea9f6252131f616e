"""Everybody of a register in the engine: profiles in, scored pairs and travellers out. Nothing of it meets a disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from operator import attrgetter
from typing import Final

import numpy as np

from pratique.model.profile import Profile
from pratique.rules.linkage.blocking import CAP, KeyKind
from pratique.rules.linkage.items import Item
from pratique.rules.linkage.model import LinkModel
from pratique.rules.linkage.scoring import MANY_NAMES
from pratique.stores.linkage.blocking import sharing
from pratique.stores.linkage.engine import Array, Engine
from pratique.stores.linkage.engine import engine as open_engine
from pratique.stores.linkage.forms import fill_names
from pratique.stores.linkage.grouping import connected
from pratique.stores.linkage.items import best_items, fill_best
from pratique.stores.linkage.names_sql import name_pairs
from pratique.stores.linkage.rarity import FORMS, weigh
from pratique.stores.linkage.score_sql import different_names

Row = tuple[int, int, Profile]
"""Identity, the traveller it is of now (or a number of its own), one profile of it."""
_STATED: Final = tuple(field.name for field in fields(Profile))
_VALUES: Final = attrgetter(*_STATED)
_AT_ONCE: Final = 1_000_000
_SURE: Final = 1000.0


class Population:
    """Open with `population()`: `add` everybody, `weigh`, then ask."""

    def __init__(self, engine: Engine, model: LinkModel) -> None:
        self._engine = engine
        self._model = model
        self._travellers = 1.0
        columns = ", ".join(f"{one} VARCHAR" for one in _STATED)
        engine.run(f"CREATE TABLE stated (identity BIGINT, holder BIGINT, {columns})")

    def add(self, rows: Sequence[Row]) -> None:
        """Some more people."""
        columns = list(zip(*((identity, holder, *_VALUES(one)) for identity, holder, one in rows), strict=True))
        if columns:
            self._engine.fill("stated", dict(zip(("identity", "holder", *_STATED), columns, strict=True)))

    def weigh(self, travellers: float, crowd: int) -> None:
        """Nobody is added after this. A phone on more than `crowd` identities has too many names, whatever they are."""
        engine, self._travellers = self._engine, travellers
        engine.run(
            "CREATE TABLE spelt AS SELECT (row_number() OVER ())::INTEGER - 1 AS name, surname, given FROM "
            "(SELECT DISTINCT surname, given FROM stated WHERE surname IS NOT NULL OR given IS NOT NULL)"
        )
        others = ", ".join(one for one in _STATED if one not in ("surname", "given", "native"))
        engine.run(
            "CREATE TABLE person AS SELECT (row_number() OVER ())::INTEGER - 1 AS id, identity, holder, name, "
            f"{others} FROM stated LEFT JOIN spelt ON spelt.surname IS NOT DISTINCT FROM stated.surname "
            "AND spelt.given IS NOT DISTINCT FROM stated.given"
        )
        engine.run("DROP TABLE stated")
        fill_names(engine)
        for value, kind in (*FORMS.items(), ("birth", "birth"), ("nationality", "nationality")):
            engine.run(
                f"CREATE TABLE c_{kind} AS SELECT {value} AS value, count(DISTINCT holder) AS n FROM person "
                f"LEFT JOIN name USING (name) WHERE {value} <> '' GROUP BY {value}"
            )
        engine.run(
            f"""CREATE TABLE c_phone AS SELECT x.phone, CASE WHEN count(DISTINCT x.identity) > {crowd}
            THEN {MANY_NAMES + 1} ELSE count(DISTINCT nullif(letters, '')) END AS n
            FROM person x JOIN person y ON y.identity = x.identity LEFT JOIN name ON name.name = y.name
            WHERE x.phone IS NOT NULL GROUP BY x.phone"""
        )
        weigh(engine, travellers, self._model)
        engine.pack()

    def counted(self, kind: str, least: int) -> list[tuple[str, int]]:
        """The values that so many travellers state, and how many do."""
        return self._engine.rows(f"SELECT value, n FROM c_{kind} WHERE n >= {least}")

    def scored(self, holders: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int, tuple[Item, ...]]]:
        """Pairs of identities that share a key (``key, kind, identity``, equal keys together), with their items.

        Kept for `groups` as well.
        """
        engine, model = self._engine, self._model
        engine.run("CREATE TABLE edge (a INTEGER, b INTEGER, bits DOUBLE, open SMALLINT)")
        near = _near(holders)
        for at in range(0, len(near), _AT_ONCE):
            chunk = near[at : at + _AT_ONCE]
            engine.table("near", {"a": chunk[:, 0], "b": chunk[:, 1]}, "a BIGINT, b BIGINT")
            engine.run(
                "CREATE TABLE pair AS SELECT x.id AS a, y.id AS b FROM near JOIN person x ON x.identity = near.a "
                "JOIN person y ON y.identity = near.b"
            )
            engine.run(f"CREATE TABLE name_pair AS {name_pairs(different_names('pair'), model)}")
            fill_best(engine, "pair", "name_pair", self._travellers, model)
            engine.run("INSERT INTO edge SELECT a, b, bits, open FROM best")
            yield from best_items(engine, self._travellers, model)
            for table in ("near", "pair", "name_pair", "best"):
                engine.run(f"DROP TABLE {table}")

    def groups(self, judged: Iterable[int]) -> tuple[list[frozenset[int]], set[int]]:
        """Whole travellers in whom nothing contradicts, and everybody else: who has to be united one by one.

        `judged` are identities of whom an officer or an earlier finding says something; they are among the latter with
        all whom they are connected with, and so is whoever has several profiles.
        """
        engine = self._engine
        (identity,) = engine.columns("SELECT identity FROM person ORDER BY id")
        edges = engine.columns(f"SELECT a, b, bits, open FROM edge WHERE bits >= {self._model.search}")
        first, other = engine.columns(
            "SELECT min(id) OVER (PARTITION BY identity) AS a, id AS b FROM person QUALIFY a <> id"
        )
        own = first, other, np.full(len(first), _SURE), np.zeros(len(first), dtype=np.int16)
        together = tuple(np.concatenate(both) for both in zip(edges, own, strict=True))
        found, in_doubt = connected(engine, (together[0], together[1], together[2], together[3]), self._model)
        in_doubt[found[first]] = True
        in_doubt[found[np.isin(identity, np.fromiter(judged, dtype=np.int64))]] = True
        doubted = in_doubt[found]
        order = np.argsort(found, kind="stable")
        order = order[~doubted[order]]
        cuts = np.flatnonzero(found[order][1:] != found[order][:-1]) + 1
        whole = [frozenset(one.tolist()) for one in np.split(identity[order], cuts)] if len(order) else []
        return whole, set(identity[doubted].tolist())


@contextmanager
def population(model: LinkModel) -> Iterator[Population]:
    """In memory alone: what does not fit there is an error, and not on a disk."""
    with open_engine() as engine:
        yield Population(engine, model)


def _near(holders: Iterable[tuple[int, int, int]]) -> Array:
    """Distinct pairs of identities that share a key which not too many hold."""
    by_kind: dict[int, tuple[list[int], list[int]]] = {}
    for key, kind, identity in holders:
        keys, ids = by_kind.setdefault(kind, ([], []))
        keys.append(key)
        ids.append(identity)
    found = [np.zeros(0, dtype=np.int64)]
    for kind, (keys, ids) in by_kind.items():
        found.append(sharing(np.array(keys, dtype=np.int64), np.array(ids, dtype=np.int64), CAP[KeyKind(kind)]))
    pairs = np.unique(np.concatenate(found))
    return np.stack((pairs >> 32, pairs & 0xFFFFFFFF), axis=1)
