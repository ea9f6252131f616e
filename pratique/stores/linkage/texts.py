"""Raw text of a table brought to one form: each distinct text once, however many records bear it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from pratique.stores.linkage.engine import Engine
from pratique.stores.linkage.forms import fill_names

_AT_ONCE: Final = 1_000_000

Text = str | None


@dataclass(frozen=True, slots=True)
class Normaliser:
    """How raw text becomes what is compared. Functions of a module's top level: another process may call them.

    `surname` and `given` give what `names` gives if both give something; else all three texts have to be seen.
    """

    names: Callable[[Text, Text, Text], tuple[Text, Text, Text]]
    surname: Callable[[Text], Text]
    given: Callable[[Text], Text]
    document_number: Callable[[Text], Text]
    national_id: Callable[[Text, Text, Text, Text], tuple[Text, Text]]
    phone: Callable[[Text, Text, Text], Text]
    birth: Callable[[Text], Text]
    day: Callable[[Text], Text]
    country: Callable[[Text], Text]
    sex: Callable[[Text], Text]
    doc_type: Callable[[Text], Text]


def key(columns: Iterable[str]) -> str:
    """SQL for a number that stands for these texts together: of ten million two are alike in one run of a million."""
    return f"hash({', '.join(columns)})"


# Nationality and issuer tell the region of a number that is written without a calling code, and of no other.
_REGIONS: Final = tuple(f"CASE WHEN starts_with(raw.phone, '+') THEN NULL ELSE {one} END" for one in
                        ("nationality", "doc_issuer"))  # fmt: skip
PHONE: Final = ("raw.phone", *_REGIONS)
NATIONAL_ID: Final = ("national_id", "coalesce(raw.nid_country, nationality)", "birth", "sex")


def normalise(engine: Engine, normaliser: Normaliser) -> None:
    """From `source` make `raw` (its rows in normal form), `name` with its forms, `n_nid` and `n_phone`.

    The last two give what `raw` still has as it was written, by `NATIONAL_ID` and `PHONE`.
    """
    joins = _small_texts(engine, normaliser)
    _names(engine, normaliser)
    _documents(engine, normaliser)
    _raw(engine, joins)
    fill_names(engine)
    _national_ids(engine, normaliser)
    _phones(engine, normaliser)


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


class _Words:
    """Distinct normal forms of names and their numbers."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, text: Text) -> int:
        return -1 if text is None else self.numbers.setdefault(text, len(self.numbers))


_WHOLE: Final = ("surname", "given", "full_name_native")


def _names(engine: Engine, normaliser: Normaliser) -> None:
    """`named`: surname and given name of each row as numbers into `word`, -1 where there is none."""
    words = _Words()
    for column, function in (("surname", normaliser.surname), ("given", normaliser.given)):
        (texts,) = engine.lists(f"SELECT DISTINCT {column} FROM source WHERE {column} IS NOT NULL")
        found = list(map(words.number, engine.others.map(function, texts)))
        engine.table(f"n_{column}", {"raw": texts, "word": found}, "raw VARCHAR, word INTEGER")
    engine.run(
        f"""CREATE TABLE named AS SELECT rec, coalesce(s.word, -1) AS s, coalesce(g.word, -1) AS g,
        CASE WHEN coalesce(least(s.word, g.word), -1) < 0 OR s.word IS NULL OR g.word IS NULL THEN {key(_WHOLE)} END
          AS k
        FROM source LEFT JOIN n_surname s ON s.raw = surname LEFT JOIN n_given g ON g.raw = given
        WHERE surname IS NOT NULL OR given IS NOT NULL OR full_name_native IS NOT NULL"""
    )
    keys, *whole = engine.lists(
        f"SELECT k, {', '.join(f'any_value({c})' for c in _WHOLE)} FROM source JOIN named USING (rec) "
        "WHERE k IS NOT NULL GROUP BY k"
    )
    both = [(words.number(s), words.number(g)) for s, g, _ in engine.others.map(normaliser.names, *whole)]
    engine.table(
        "n_whole",
        {"k": keys, "s": [s for s, _ in both], "g": [g for _, g in both]},
        "k UBIGINT, s INTEGER, g INTEGER",
    )
    engine.table(
        "word", {"word": list(words.numbers.values()), "text": list(words.numbers)}, "word INTEGER, text VARCHAR"
    )


def _documents(engine: Engine, normaliser: Normaliser) -> None:
    """`n_document`: numbers that are not in their normal form already, with that form."""
    engine.run(
        "CREATE TABLE stated AS SELECT (row_number() OVER ())::INTEGER - 1 AS nth, doc_number FROM "
        "(SELECT DISTINCT doc_number FROM source WHERE doc_number IS NOT NULL)"
    )
    engine.run("CREATE TABLE n_document (raw VARCHAR, clean VARCHAR)")
    for at in range(0, engine.value("SELECT count(*) FROM stated"), _AT_ONCE):
        (texts,) = engine.lists(f"SELECT doc_number FROM stated WHERE nth >= {at} AND nth < {at + _AT_ONCE}")
        found = zip(texts, engine.others.map(normaliser.document_number, texts), strict=True)
        other = [(raw, clean) for raw, clean in found if raw != clean]
        engine.fill("n_document", {"raw": [raw for raw, _ in other], "clean": [clean for _, clean in other]})
    engine.run("DROP TABLE stated")


def _raw(engine: Engine, joins: dict[str, str]) -> None:
    """`raw`: every row with what is normalised so far. `spelt`: the distinct names."""
    engine.run(
        """CREATE TABLE numbered AS SELECT (row_number() OVER ())::INTEGER - 1 AS name, s, g FROM (
        SELECT DISTINCT coalesce(n_whole.s, named.s) AS s, coalesce(n_whole.g, named.g) AS g
        FROM named LEFT JOIN n_whole ON n_whole.k = named.k) WHERE s >= 0 OR g >= 0"""
    )
    engine.run(
        f"""CREATE TABLE raw AS SELECT source.rec, numbered.name, n_birth_date.clean AS birth, n_sex.clean AS sex,
        n_nationality.clean AS nationality, n_doc_type.clean AS doc_type, n_doc_issuer.clean AS doc_issuer,
        CASE WHEN n_document.raw IS NULL THEN doc_number ELSE n_document.clean END AS doc_number,
        n_doc_issued.clean AS doc_issued, n_doc_expiry.clean AS doc_expiry,
        n_national_id_country.clean AS nid_country, national_id, phone, seen_on AS seen
        FROM source {" ".join(joins.values())}
        LEFT JOIN n_document ON n_document.raw = doc_number
        LEFT JOIN named ON named.rec = source.rec LEFT JOIN n_whole ON n_whole.k = named.k
        LEFT JOIN numbered ON numbered.s = coalesce(n_whole.s, named.s) AND numbered.g = coalesce(n_whole.g, named.g)"""
    )
    engine.run(
        "CREATE TABLE spelt AS SELECT name, x.text AS surname, y.text AS given FROM numbered "
        "LEFT JOIN word x ON x.word = s LEFT JOIN word y ON y.word = g"
    )
    for column in ("whole", "surname", "given", "document", *joins):
        engine.run(f"DROP TABLE n_{column}")
    for table in ("numbered", "word", "named"):
        engine.run(f"DROP TABLE {table}")


def _national_ids(engine: Engine, normaliser: Normaliser) -> None:
    found, *texts = _distinct(engine, NATIONAL_ID, "national_id")
    clean = list(map(normaliser.national_id, *texts))
    engine.table(
        "n_nid",
        {"k": found, "nid_country": [c for c, _ in clean], "nid": [n for _, n in clean]},
        "k UBIGINT, nid_country VARCHAR, nid VARCHAR",
    )


def _phones(engine: Engine, normaliser: Normaliser) -> None:
    found, *texts = _distinct(engine, PHONE, "phone")
    engine.table(
        "n_phone", {"k": found, "phone": engine.others.map(normaliser.phone, *texts)}, "k UBIGINT, phone VARCHAR"
    )


def _distinct(engine: Engine, columns: tuple[str, ...], stated: str) -> list[list[Any]]:
    return engine.lists(
        f"SELECT {key(columns)} AS k, {', '.join(f'any_value({c})' for c in columns)} FROM raw "
        f"WHERE {stated} IS NOT NULL GROUP BY k"
    )
