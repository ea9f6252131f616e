"""A flat table of travellers read, normalised by distinct text and collapsed to distinct records.

Each text is normalised once, however many records bear it. Columns that are not there count as never stated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from pratique.errors import NotReadable
from pratique.rules.linkage.derived import name_of
from pratique.stores.linkage.engine import Engine
from pratique.stores.linkage.engine import engine as open_engine

COLUMNS: Final = (
    *("surname", "given", "full_name_native", "birth_date", "sex", "nationality", "doc_type", "doc_issuer"),
    *("doc_number", "doc_issued", "doc_expiry", "national_id_country", "national_id", "phone", "seen_on"),
)
_NAMES: Final = ("surname", "given", "full_name_native")
_MANY: Final = 200_000
"""From so many distinct texts on a second process pays."""
_CLEAN: Final = "[A-Z]{0,3}[0-9]{6,12}"
_UP, _DOWN = "012345678901234567890", "98765432109876543210"

Text = str | None


@dataclass(frozen=True, slots=True)
class Normaliser:
    """How raw text becomes what is compared. Functions of a module's top level: another process may call them."""

    names: Callable[[Text, Text, Text], tuple[Text, Text, Text]]
    document_number: Callable[[Text], Text]
    national_id: Callable[[Text, Text, Text, Text], tuple[Text, Text]]
    phone: Callable[[Text, Text, Text], Text]
    birth: Callable[[Text], Text]
    day: Callable[[Text], Text]
    country: Callable[[Text], Text]
    sex: Callable[[Text], Text]
    doc_type: Callable[[Text], Text]


def read_records(engine: Engine, file: Path, normaliser: Normaliser) -> list[str]:
    """Fill `rec` (row of the file, its record) and `person` (distinct records); the columns the file lacks.

    Raises NotReadable where the file is no Parquet file, has no `record_id`, or has one twice or empty.
    """
    missing = _open(engine, file)
    small = _small_texts(engine, normaliser)
    _names(engine, normaliser)
    _documents(engine, normaliser)
    _raw(engine, small)
    _national_ids(engine, normaliser)
    _phones(engine, normaliser)
    _collapse(engine)
    return missing


def read_table(file: Path) -> tuple[list[dict[str, Text]], list[str]]:
    """The rows of a small table, word for word, by column; and which columns it lacks. NotReadable as above."""
    with open_engine() as engine:
        missing = _open(engine, file)
        names = ("record_id", *COLUMNS)
        rows = engine.rows(f"SELECT {', '.join(names)} FROM source ORDER BY rec")
    return [dict(zip(names, row, strict=True)) for row in rows], missing


def _open(engine: Engine, file: Path) -> list[str]:
    import duckdb

    try:
        described = engine.rows("DESCRIBE SELECT * FROM read_parquet(?)", [str(file)])
    except duckdb.Error:
        described = None
    if described is None:
        raise NotReadable(f"{file.name} cannot be read as a Parquet file.", "Write the table anew as Parquet.")
    there = {row[0] for row in described}
    if "record_id" not in there:
        raise NotReadable(f"{file.name} has no column `record_id`.", "Give every row an id of its own in `record_id`.")
    texts = ", ".join(
        f"nullif(trim(CAST({name} AS VARCHAR)), '') AS {name}" if name in there else f"NULL::VARCHAR AS {name}"
        for name in COLUMNS
    )
    quoted = str(file).replace("'", "''")
    engine.run(
        "CREATE VIEW source AS SELECT file_row_number::INTEGER AS rec, CAST(record_id AS VARCHAR) AS record_id, "
        f"{texts} FROM read_parquet('{quoted}', file_row_number = true)"
    )
    rows, empty, distinct = engine.rows(
        "SELECT count(*), count(*) FILTER (trim(coalesce(record_id, '')) = ''), count(DISTINCT hash(record_id)) "
        "FROM source"
    )[0]
    if empty:
        raise NotReadable(f"{file.name}: {empty:,} rows have no record_id.", "Give every row an id of its own.")
    if rows != distinct:
        raise NotReadable(
            f"{file.name}: {rows - distinct:,} rows repeat a record_id.", "Give every row an id of its own."
        )
    return [name for name in COLUMNS if name not in there]


def _small_texts(engine: Engine, normaliser: Normaliser) -> dict[str, str]:
    """Tables of the few distinct texts of codes and dates; the join each needs, by column."""
    joins = {}
    for column, function in (
        ("birth_date", normaliser.birth),
        ("sex", normaliser.sex),
        ("nationality", normaliser.country),
        ("doc_type", normaliser.doc_type),
        ("doc_issuer", normaliser.country),
        ("doc_issued", normaliser.day),
        ("doc_expiry", normaliser.day),
        ("national_id_country", normaliser.country),
    ):
        (texts,) = engine.lists(f"SELECT DISTINCT {column} FROM source WHERE {column} IS NOT NULL")
        engine.table(f"n_{column}", {"raw": texts, "clean": list(map(function, texts))}, "raw VARCHAR, clean VARCHAR")
        joins[column] = f"LEFT JOIN n_{column} ON n_{column}.raw = source.{column}"
    return joins


def _names(engine: Engine, normaliser: Normaliser) -> None:
    """`n_name` (key of the raw texts to a name's number) and `name` (every distinct name with its forms)."""
    key, *texts = engine.lists(
        f"SELECT {_key(_NAMES)} AS k, any_value(surname) AS s, any_value(given) AS g, any_value(full_name_native) AS n "
        "FROM source WHERE surname IS NOT NULL OR given IS NOT NULL OR full_name_native IS NOT NULL GROUP BY k"
    )
    numbers: dict[tuple[Text, Text], int] = {}
    found = [
        numbers.setdefault((s, g), len(numbers)) for s, g, _ in _spread(normaliser.names, zip(*texts, strict=True))
    ]
    engine.table("n_name", {"k": key, "name": found}, "k UBIGINT, name INTEGER")
    forms = [name_of.__wrapped__(*name) for name in numbers]
    columns: dict[str, Sequence[Any]] = {"name": list(numbers.values())}
    columns["surname_words"], columns["given_words"] = zip(*numbers, strict=True) if numbers else ((), ())
    for form in forms[0].__slots__ if forms else name_of(None, None).__slots__:
        columns[form] = [getattr(one, form) for one in forms]
    engine.table("name", columns, ", ".join(f"{one} {'INTEGER' if one == 'name' else 'VARCHAR'}" for one in columns))


def _documents(engine: Engine, normaliser: Normaliser) -> None:
    """`n_document`: numbers that are not plainly in their normal form already, with that form."""
    (texts,) = engine.lists(
        f"SELECT DISTINCT doc_number FROM source WHERE doc_number IS NOT NULL AND NOT {_plain('doc_number')}"
    )
    clean = list(map(normaliser.document_number, texts))
    engine.table("n_document", {"raw": texts, "clean": clean}, "raw VARCHAR, clean VARCHAR")


def _plain(column: str) -> str:
    digits = f"ltrim({column}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')"
    return (
        f"(regexp_full_match({column}, '{_CLEAN}') AND NOT contains('{_UP}', {digits}) "
        f"AND NOT contains('{_DOWN}', {digits}) AND replace({digits}, {digits}[1], '') <> '')"
    )


def _raw(engine: Engine, joins: dict[str, str]) -> None:
    """`raw`: every row with what is normalised so far."""
    engine.run(
        f"""CREATE TABLE raw AS SELECT rec, n_name.name, n_birth_date.clean AS birth, n_sex.clean AS sex,
        n_nationality.clean AS nationality, n_doc_type.clean AS doc_type, n_doc_issuer.clean AS doc_issuer,
        CASE WHEN {_plain("doc_number")} THEN doc_number ELSE n_document.clean END AS doc_number,
        n_doc_issued.clean AS doc_issued, n_doc_expiry.clean AS doc_expiry,
        n_national_id_country.clean AS nid_country, national_id, phone, seen_on AS seen
        FROM source {" ".join(joins.values())}
        LEFT JOIN n_name ON n_name.k = {_key(_NAMES)}
        LEFT JOIN n_document ON n_document.raw = doc_number"""
    )


def _national_ids(engine: Engine, normaliser: Normaliser) -> None:
    columns = "national_id", "coalesce(nid_country, nationality)", "birth", "sex"
    key = _key(columns)
    found, *texts = engine.lists(
        f"SELECT {key} AS k, {', '.join(f'any_value({c})' for c in columns)} FROM raw "
        "WHERE national_id IS NOT NULL GROUP BY k"
    )
    clean = list(map(normaliser.national_id, *texts))
    engine.table(
        "n_nid",
        {"k": found, "nid_country": [c for c, _ in clean], "nid": [n for _, n in clean]},
        "k UBIGINT, nid_country VARCHAR, nid VARCHAR",
    )


def _phones(engine: Engine, normaliser: Normaliser) -> None:
    columns = "phone", "nationality", "doc_issuer"
    found, *texts = engine.lists(
        f"SELECT {_key(columns)} AS k, {', '.join(f'any_value({c})' for c in columns)} FROM raw "
        "WHERE phone IS NOT NULL GROUP BY k"
    )
    clean = _spread(normaliser.phone, zip(*texts, strict=True))
    engine.table("n_phone", {"k": found, "phone": list(clean)}, "k UBIGINT, phone VARCHAR")


def _key(columns: Iterable[str]) -> str:
    return "hash(" + " || '\x02' || ".join(f"coalesce({one}, '\x01')" for one in columns) + ")"


PROFILE: Final = (
    *("name", "birth", "sex", "nationality", "doc_type", "doc_issuer", "doc_number", "doc_issued", "doc_expiry"),
    *("nid_country", "nid", "phone"),
)
"""What makes two records the same."""


def _collapse(engine: Engine) -> None:
    nid = _key(("national_id", "coalesce(raw.nid_country, nationality)", "birth", "sex"))
    phone = _key(("raw.phone", "nationality", "doc_issuer"))
    engine.run(
        f"""CREATE TABLE norm AS SELECT rec, name, birth, sex, nationality, doc_type, doc_issuer, doc_number,
        doc_issued, doc_expiry, n_nid.nid_country, n_nid.nid, n_phone.phone, seen FROM raw
        LEFT JOIN n_nid ON n_nid.k = CASE WHEN national_id IS NOT NULL THEN {nid} END
        LEFT JOIN n_phone ON n_phone.k = CASE WHEN raw.phone IS NOT NULL THEN {phone} END"""
    )
    engine.run("DROP TABLE raw")
    same = ", ".join(PROFILE)
    engine.run(
        f"CREATE TABLE person AS SELECT (row_number() OVER ())::INTEGER - 1 AS id, * FROM (SELECT {same}, "
        f"min(rec) AS rec, min(seen) AS first, max(seen) AS last FROM norm GROUP BY {same})"
    )
    engine.run(
        "CREATE TABLE rec AS SELECT norm.rec, person.id FROM norm JOIN person ON "
        + " AND ".join(f"norm.{one} IS NOT DISTINCT FROM person.{one}" for one in PROFILE)
    )
    engine.run("DROP TABLE norm")
    for table in ("n_name", "n_document", "n_nid", "n_phone"):
        engine.run(f"DROP TABLE {table}")


def _spread(function: Callable[..., Any], rows: Iterable[tuple[Any, ...]]) -> Iterable[Any]:
    """The function of each row, in a second process as well where there are many."""
    rows = list(rows)
    if len(rows) < _MANY:
        return [function(*row) for row in rows]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        chunks = [rows[at : at + 20_000] for at in range(0, len(rows), 20_000)]
        return [one for chunk in pool.map(_chunk, [function] * len(chunks), chunks) for one in chunk]


def _chunk(function: Callable[..., Any], rows: list[tuple[Any, ...]]) -> list[Any]:
    return [function(*row) for row in rows]
