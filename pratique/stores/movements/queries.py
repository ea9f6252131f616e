"""The questions as SQL text, in the plain part of DuckDB's dialect.

Only constants are formatted into a text: quoted file paths, whole numbers, and column names of ours.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from pratique.stores.movements.arrow import Shape
from pratique.stores.movements.base import Held

__all__ = [
    "between",
    "ends",
    "is_held",
    "is_not_of",
    "kept_rows",
    "ordered",
    "rows_and_sum",
    "rows_to_go",
]


def ends(files: Sequence[str], key: str) -> str:
    """The smallest and the largest value of a key, and how many rows."""
    return f"select min({key}), max({key}), count(*) from {_source(files)}"


def between(shape: Shape, files: Sequence[str], key: str, first: int, last: int) -> str:
    """Rows whose `key` is from `first` to `last`, both included, moments as microseconds, in no order."""
    return f"select {_plain(shape)} from {_source(files)} where {key} >= {int(first)} and {key} <= {int(last)}"


def ordered(shape: Shape, files: Sequence[str]) -> str:
    """All rows of the files as stored, in key order, day first."""
    return f"select {_names(shape.columns)} from {_source(files)} order by {_names(('day', *shape.order))}"


def kept_rows(shape: Shape, files: Sequence[str], kept: str) -> str:
    """The rows `r` of the files for which a condition holds, in key order, day first."""
    return (
        f"select {_names(shape.columns)} from {_source(files)} r where {kept} order by {_names(('day', *shape.order))}"
    )


def rows_to_go(files: Sequence[str], kept: str) -> str:
    """How many rows `r` of the files a condition does not hold for."""
    return f"select count(*) from {_source(files)} r where not {kept}"


def rows_and_sum(shape: Shape, file: str) -> str:
    """How many rows a file holds, every value decoded on the way."""
    return f"select count(*), bit_xor(hash({_names(shape.columns)})) from {_source([file])}"


def is_held(shape: Shape, files: Sequence[str], held: Held) -> str:
    """The condition that row `r` is held: all that is said of a person held, or on a leg that is held whole."""
    if shape.name == "crossings":
        return f"({_among('r.identity_id', held.identities)})"
    return (
        f"({_among('r.leg_id', held.legs)} or {_among('r.identity_id', held.identities)} or exists ("
        f"select 1 from {_source(files)} k where {_among('k.identity_id', held.identities)} and {_SAME_LEG} and ("
        "(r.ref_key <> 0 and k.ref_key = r.ref_key) or "
        "(r.identity_id = 0 and r.ref_key = 0 and r.party_key <> 0 and k.party_key = r.party_key))))"
    )


def is_not_of(shape: Shape, files: Sequence[str], identities: Collection[int]) -> str:
    """The condition that row `r` is not about these people: neither names them nor bears their reference alone."""
    own = _among("r.identity_id", identities)
    if shape.name == "crossings":
        return f"(not {own})"
    return (
        f"(not ({own} or (r.identity_id = 0 and r.ref_key <> 0 and exists (select 1 from {_source(files)} k "
        f"where {_among('k.identity_id', identities)} and {_SAME_LEG} and k.ref_key = r.ref_key))))"
    )


_SAME_LEG = "k.leg_id = r.leg_id and k.day = r.day"


def _among(column: str, keys: Collection[int]) -> str:
    return f"({column} in ({_numbers(sorted(keys))}))" if keys else "false"


def _source(files: Sequence[str]) -> str:
    """The day comes from the partition in the path; the list is explicit, so that no folder is listed."""
    paths = ", ".join("'" + path.replace("'", "''") + "'" for path in files)
    return f"read_parquet([{paths}], hive_partitioning = true, hive_types = {{'day': date}})"


def _plain(shape: Shape) -> str:
    return ", ".join(f'epoch_us("{name}")' if sort == "moment" else f'"{name}"' for name, sort in shape.columns.items())


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def _numbers(keys: Iterable[int]) -> str:
    return ", ".join(str(int(key)) for key in keys)
