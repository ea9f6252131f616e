"""Link models: what the pairs of this site are scored by, each version frozen once it is made."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, insert, select

from pratique.stores.register.tables import link_frequency, link_model

_CHUNK = 900
_ROWS = 20_000
Counted = tuple[int, int]
"""A keyed hash of a value and what it is a value of."""


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A version: 0 is what is used before a site has counted for itself, and stored nowhere."""

    version: int
    weights: str
    travellers: int
    made_at: datetime | None = None


def latest(connection: Connection) -> StoredModel | None:
    """The newest version; None before there is one."""
    row = connection.execute(select(link_model).order_by(link_model.c.version.desc()).limit(1)).first()
    return StoredModel(row.version, row.weights, row.travellers, row.made_at) if row else None


def add(
    connection: Connection, model: StoredModel, content: Mapping[str, Any], frequencies: Mapping[Counted, int]
) -> None:
    """Store a new version."""
    connection.execute(
        insert(link_model).values(
            version=model.version,
            weights=model.weights,
            travellers=model.travellers,
            made_at=model.made_at,
            content=dict(content),
        )
    )
    rows = (
        {"version": model.version, "key": key, "kind": kind, "count": count}
        for (key, kind), count in sorted(frequencies.items())
    )
    while part := list(islice(rows, _ROWS)):
        connection.execute(insert(link_frequency), part)


def frequencies(connection: Connection, version: int, values: Collection[Counted]) -> dict[Counted, int]:
    """How often each of these values was counted; rare ones are left out."""
    found: dict[Counted, int] = {}
    todo = sorted({key for key, _ in values})
    for start in range(0, len(todo), _CHUNK):
        query = select(link_frequency.c.key, link_frequency.c.kind, link_frequency.c.count)
        query = query.where(link_frequency.c.version == version, link_frequency.c.key.in_(todo[start : start + _CHUNK]))
        found.update(((key, kind), count) for key, kind, count in connection.execute(query))
    return found
