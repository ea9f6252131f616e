"""How common names, dates and phones are among the records at hand, counted in the batch."""

from __future__ import annotations

from typing import Final, get_args

from pratique.rules.linkage.model import Counted, LinkModel
from pratique.stores.linkage.engine import Engine
from pratique.stores.linkage.score_sql import FOLDED, share

COUNTED: Final[tuple[Counted, ...]] = get_args(Counted)
FORMS: Final[dict[str, Counted]] = {
    "letters": "name",
    "first_surname": "surname",
    "first_given": "given",
    "skeleton": "skeleton",
}
"""Forms of a name whose rarity counts, and as what."""


def count(engine: Engine, model: LinkModel) -> float:
    """Put the share of every name, birth date and nationality beside it; how many travellers there are, roughly.

    Counted by document, so that somebody who came ten times does not make a name common: records without one count
    for themselves.
    """
    engine.run(
        "CREATE TABLE bearer AS SELECT DISTINCT name, birth, nationality, "
        "CASE WHEN doc_number IS NOT NULL THEN hash(coalesce(doc_issuer, '') || ' ' || doc_number) ELSE hash(id) END "
        "AS u FROM person"
    )
    travellers = float(max(engine.value("SELECT count(DISTINCT u) FROM bearer"), 1))
    engine.run("CREATE TABLE bearers AS SELECT name, count(DISTINCT u) AS n FROM bearer GROUP BY name")
    for form, kind in FORMS.items():
        engine.run(
            f"CREATE TABLE c_{kind} AS SELECT {form} AS value, sum(n)::BIGINT AS n FROM bearers JOIN name USING (name) "
            f"WHERE {form} <> '' GROUP BY {form}"
        )
    for column, kind in (("birth", "birth"), ("nationality", "nationality")):
        engine.run(
            f"CREATE TABLE c_{kind} AS SELECT {column} AS value, count(DISTINCT u) AS n FROM bearer "
            f"WHERE {column} IS NOT NULL GROUP BY {column}"
        )
    engine.run("DROP TABLE bearer")
    engine.run(
        "CREATE TABLE c_phone AS SELECT phone, count(DISTINCT letters) AS n FROM person JOIN name USING (name) "
        "WHERE phone IS NOT NULL GROUP BY phone"
    )
    weigh(engine, travellers, model)
    return travellers


def weigh(engine: Engine, travellers: float, model: LinkModel) -> None:
    """Put beside names and records what the tables of counts (``c_name`` … ``c_phone``) say of them."""
    shares = ", ".join(
        f"{share(kind, f'c_{kind}.n', travellers, model, form)} AS p_{kind}" for form, kind in FORMS.items()
    )
    joins = " ".join(f"LEFT JOIN c_{kind} ON c_{kind}.value = {form}" for form, kind in FORMS.items())
    engine.run(f"CREATE TABLE shares AS SELECT name.*, {shares} FROM name {joins}")
    engine.run("DROP TABLE name")
    engine.run("ALTER TABLE shares RENAME TO name")
    same, letters = model.agree["birth-same"], model.agree["name-same"]
    engine.run(
        f"""CREATE TABLE scored_person AS SELECT person.*,
        log2({same} / {share("birth", "c_birth.n", travellers, model)}) AS birth_bits,
        log2({model.agree["nationality-same"]} / {share("nationality", "c_nationality.n", travellers, model)})
          AS nationality_bits,
        coalesce(c_phone.n, 1) AS phone_names, {FOLDED} AS folded,
        CASE WHEN letters <> '' THEN 'name-same' END AS name_code,
        CASE WHEN letters <> '' THEN least(log2({letters} / p_name), {model.most}) END AS name_bits
        FROM person LEFT JOIN c_birth ON c_birth.value = birth
        LEFT JOIN c_nationality ON c_nationality.value = nationality
        LEFT JOIN c_phone ON c_phone.phone = person.phone LEFT JOIN name ON name.name = person.name"""
    )
    engine.run("DROP TABLE person")
    engine.run("ALTER TABLE scored_person RENAME TO person")
