"""The batch's SQL, which is DuckDB's, as Spark reads it: sqlglot, and the few differences that it leaves.

Only what both are known to mean alike is let through. What is not is refused here, before a session is opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel, SqlglotError

COMMON: Final = frozenset(
    {
        *("abs", "and", "any_value", "case", "cast", "coalesce", "contains", "count", "greatest", "if", "least"),
        *("left", "length", "log", "max", "min", "nullif", "or", "replace", "right", "row_number", "starts_with"),
        *("sum", "translate", "trim"),
    }
)
"""Functions that mean the same in DuckDB and, as sqlglot writes them, in Spark: a test compares what comes of them."""
MADE: Final = {
    "regexp_full_match": r"""CREATE OR REPLACE TEMPORARY FUNCTION regexp_full_match(x STRING, pattern STRING)
      RETURNS BOOLEAN RETURN x RLIKE concat('^(?:', pattern, ')\\z')""",
    "damerau_levenshtein": """CREATE OR REPLACE TEMPORARY FUNCTION damerau_levenshtein(x STRING, y STRING) RETURNS INT
      RETURN CASE WHEN levenshtein(x, y) = 2 AND length(x) = length(y)
        AND exists(sequence(1, length(x) - 1), i -> x = concat(substr(y, 1, i - 1), substr(y, i + 1, 1),
          substr(y, i, 1), substr(y, i + 2))) THEN 1 ELSE levenshtein(x, y) END""",
}
"""Functions that Spark lacks, in its own SQL. The distance is right where it is 0 or 1; above, it is at least 2."""

Verb = Literal["select", "keep", "view", "add", "drop", "rename", "narrow"]


class NotInCommon(ValueError):
    """A text that DuckDB and Spark are not known to read alike."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What is to be done with the table `name`. `text`: a query, or a name; `columns`: of an empty table."""

    verb: Verb
    name: str = ""
    text: str = ""
    columns: str = ""


def statement(sql: str) -> Statement:
    """What a text of the batch asks for. Raises NotInCommon."""
    try:
        tree = sqlglot.parse_one(sql, read="duckdb")
    except SqlglotError as error:
        raise NotInCommon("This text cannot be read as DuckDB's SQL.") from error
    match tree:
        case exp.Create(kind="TABLE", this=exp.Schema() as schema):
            done = Statement("keep", _name(schema), columns=", ".join(map(_spark, schema.expressions)))
        case exp.Create(kind="TABLE" | "VIEW" as kind, expression=exp.Query() as query):
            done = Statement("view" if kind == "VIEW" else "keep", _name(tree.this), _spark(query))
        case exp.Insert(this=exp.Table() as table, expression=exp.Query() as query):
            done = Statement("add", _name(table), _spark(query))
        case exp.Drop(kind="TABLE"):
            done = Statement("drop", _name(tree))
        case exp.Alter(kind="TABLE", actions=[exp.AlterRename() as to]):
            done = Statement("rename", _name(tree.this), _name(to))
        case exp.Alter(kind="TABLE", actions=[exp.Drop(kind="COLUMN") as gone]):
            done = Statement("narrow", _name(tree.this), _name(gone, exp.Column))
        case exp.Query():
            done = Statement("select", text=_spark(tree))
        case _:
            raise NotInCommon(f"The Spark engine has no {tree.key.upper()} of this kind.")
    return done


def _name(tree: exp.Expr, kind: type[exp.Expr] = exp.Table) -> str:
    found = tree.find(kind)
    return found.name if found else ""


def _spark(tree: exp.Expr) -> str:
    for node in reversed(list(tree.walk())):  # what stands inside another comes first
        _make_common(node)
    return tree.sql(dialect="spark", unsupported_level=ErrorLevel.RAISE)


def _make_common(node: exp.Expr) -> None:
    match node:
        case exp.Literal(is_string=False) if not node.is_int:
            # For Spark a number with a point is a decimal, and dividing by one rounds. DuckDB divides doubles.
            node.replace(exp.cast(node.copy(), "double"))
        case exp.Bracket():
            node.replace(_cut(node))
        case exp.DataType(this=exp.DType.UBIGINT):
            node.set("this", exp.DType.BIGINT)
        case exp.Window(this=exp.RowNumber()) if not node.args.get("order"):
            node.set("order", exp.Order(expressions=[exp.Literal.number(1)]))  # any order will do, but Spark wants one
        case exp.Group() if node.args.get("all"):
            raise NotInCommon("Spark has another meaning for GROUP BY ALL.")
        case exp.Func():
            name = (node.name if isinstance(node, exp.Anonymous) else node.sql_name()).lower()
            if name == "hash":
                node.replace(_hash(node.expressions))
            elif name not in COMMON and name not in MADE:
                raise NotInCommon(f"Whether Spark means the same by {name}() is not known.")


def _hash(columns: list[exp.Expr]) -> exp.Expr:
    """Spark's hash passes over what is NULL: of several columns it is told where that was."""
    if len(columns) > 1:
        columns = [part for one in columns for part in (exp.Is(this=one.copy(), expression=exp.null()), one)]
    return exp.Anonymous(this="xxhash64", expressions=columns)


def _cut(bracket: exp.Bracket) -> exp.Expr:
    """Some letters of a string, which DuckDB cuts out by brackets: from the first to the last wanted."""
    match bracket.expressions:
        case [exp.Slice(this=None | exp.Literal() as first, expression=exp.Literal() as last)]:
            start, stop = int(first.name) if first else 1, int(last.name)
        case _:
            raise NotInCommon("A string is cut by [first:last], in plain numbers.")
    return exp.Substring(
        this=bracket.this, start=exp.Literal.number(start), length=exp.Literal.number(stop - start + 1)
    )
