"""Lines and crossings as Arrow columns, and back: the columns as they are stored.

Every column is a signed 64-bit integer, text, a date, or a moment in UTC to the microsecond, and none may be null.
A column has the name of the field it holds, in the order of the model's dataclass.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from itertools import starmap
from typing import Any, Final, Literal, TypeVar

from arro3.core import Array, DataType, Field, Schema, Table

from pratique.model.movement import Crossing, Line
from pratique.stores.movements.base import ArrowStream, TableName

Row = TypeVar("Row")
Sort = Literal["key", "text", "day", "moment"]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_FIRST_DAY: Final = date(1970, 1, 1).toordinal()
_TYPES: Final[dict[Sort, DataType]] = {
    "key": DataType.int64(),
    "text": DataType.string(),
    "day": DataType.date32(),
    "moment": DataType.timestamp("us", tz="UTC"),
}
_SORTS: Final[dict[str, Sort]] = {"int": "key", "date": "day", "datetime": "moment"}


@dataclass(frozen=True, slots=True)
class Shape:
    """One table: its columns and the order of its rows within a day."""

    name: TableName
    columns: dict[str, Sort]
    """In the order of the dataclass; `day` is the partition and is not inside the files."""
    order: tuple[str, ...]
    plain: tuple[str, ...]
    """Columns of random keys, where a dictionary would only cost bytes."""
    counting: tuple[str, ...]
    """Columns that mostly rise by small steps, stored as differences."""

    @property
    def schema(self) -> Schema:
        """The Arrow schema."""
        return Schema([Field(name, _TYPES[sort], nullable=False) for name, sort in self.columns.items()])


def _columns(noun: type) -> dict[str, Sort]:
    return {field.name: _SORTS.get(str(field.type), "text") for field in fields(noun)}


SHAPES: Final[dict[TableName, Shape]] = {
    "lines": Shape(
        "lines",
        _columns(Line),
        ("leg_id", "message_id", "seq"),
        ("identity_id", "ref_key"),
        ("message_id", "seq"),
    ),
    "crossings": Shape(
        "crossings",
        _columns(Crossing),
        ("identity_id", "at", "message_id", "seq"),
        ("identity_id",),
        ("at", "message_id", "seq"),
    ),
}


def micros(moment: datetime) -> int:
    """Microseconds since 1970 in UTC; TypeError for a moment without a zone."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(value: int) -> datetime:
    """The UTC moment of `micros`."""
    return _EPOCH + timedelta(microseconds=value)


def table_of(shape: Shape, rows: Sequence[Line] | Sequence[Crossing]) -> Table:
    """The rows as an Arrow table, in key order, day first. OverflowError for a key beyond 64 bits."""
    order = ("day", *shape.order)
    inorder = sorted(rows, key=lambda row: [getattr(row, name) for name in order])
    columns: dict[str, Any] = {
        name: _column(sort, [getattr(row, name) for row in inorder]) for name, sort in shape.columns.items()
    }
    return Table.from_pydict(columns, schema=shape.schema)


def _column(sort: Sort, values: list[Any]) -> Array:
    if not values:  # an empty buffer has no type of its own
        return Array([], DataType.int32() if sort == "day" else DataType.int64()).cast(_TYPES[sort])
    if sort == "text":
        return Array(values, _TYPES[sort])
    if sort == "day":
        return Array(array("i", [value.toordinal() - _FIRST_DAY for value in values])).cast(_TYPES[sort])
    if sort == "moment":
        known = {value: micros(value) for value in set(values)}
        return Array(array("q", [known[value] for value in values])).cast(_TYPES[sort])
    return Array(array("q", values))


class Reader:
    """Turns rows of plain values (moments as microseconds) into lines or crossings; moments are shared."""

    def __init__(self, shape: Shape) -> None:
        self._at = [index for index, sort in enumerate(shape.columns.values()) if sort == "moment"]
        self._known = _Moments()

    def values(self, row: Iterable[Any]) -> list[Any]:
        """The arguments of the dataclass."""
        values = list(row)
        for index in self._at:
            values[index] = self._known[values[index]]
        return values


class _Moments(dict[int, datetime]):
    """Moments by their microseconds, each made when it is first asked for."""

    def __missing__(self, raw: int) -> datetime:
        found = self[raw] = moment(raw)
        return found


def lines_of(data: ArrowStream) -> list[Line]:
    """The lines of an Arrow table, columns by name."""
    return _rows(SHAPES["lines"], data, Line)


def crossings_of(data: ArrowStream) -> list[Crossing]:
    """The crossings of an Arrow table, columns by name."""
    return _rows(SHAPES["crossings"], data, Crossing)


def _rows(shape: Shape, data: ArrowStream, make: Callable[..., Row]) -> list[Row]:
    table = Table(data)
    columns = []
    for name, sort in shape.columns.items():
        column = table[name]
        columns.append((column.cast(DataType.int64()) if sort == "moment" else column).to_pylist())
    reader = Reader(shape)
    return list(starmap(make, map(reader.values, zip(*columns, strict=True))))
