"""Many values at once: asked for by one parameter, and stored without work on each. For what every file does."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Connection, FromClause, Select, Table, Text, bindparam, column, func

_AT_ONCE = 20_000
Asked = Callable[[FromClause], Select[Any]]
"""Makes the statement from the list of values, whose column is `value`. A function of a module: it is made once."""


def rows_for(connection: Connection, asked: Asked, values: Collection[int], **parameters: Any) -> Iterator[Any]:
    """The rows of a statement about each of these numbers, asked for once each."""
    todo, engine = list(dict.fromkeys(values)), connection.dialect.name
    for start in range(0, len(todo), _AT_ONCE):
        part: Any = todo[start : start + _AT_ONCE]
        if engine == "sqlite":
            part = json.dumps(part)
        result = connection.execute(_statement(asked, engine), {"listed": part, **parameters})
        # One by one, a row is fetched through three calls in Python.
        yield from chain.from_iterable(result.partitions(_AT_ONCE))


@cache
def _statement(asked: Asked, engine: str) -> Select[Any]:
    value = column("value", BigInteger)
    if engine == "sqlite":
        listed = func.json_each(bindparam("listed", type_=Text)).table_valued(value, name="listed")
    else:
        given = func.unnest(bindparam("listed", type_=ARRAY(BigInteger)))
        listed = given.table_valued(value, name="listed").render_derived()
    return asked(listed)


def insert_plain(
    connection: Connection, table: Table, columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Store rows whose values the database takes as they are: numbers, text and bytes."""
    if rows:
        connection.exec_driver_sql(_insert(table, columns, connection.dialect.name), list(rows))


@cache
def _insert(table: Table, columns: tuple[str, ...], engine: str) -> str:
    marks = ", ".join(["?" if engine == "sqlite" else "%s"] * len(columns))
    named = ", ".join(columns)
    if not {*columns} <= {one.name for one in table.columns}:
        raise ValueError(f"{table.name} has no such columns")
    return f"INSERT INTO {table.name} ({named}) VALUES ({marks})"
