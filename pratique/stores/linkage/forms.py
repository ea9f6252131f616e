"""The distinct names of a table with the forms that are compared."""

from __future__ import annotations

from typing import Final

from pratique.rules.linkage.derived import Part, given_of, surname_of, whole_of
from pratique.stores.linkage.engine import Engine

_AT_ONCE: Final = 400_000
_JOINED: Final = "spelt t LEFT JOIN part_surname s ON s.text = surname LEFT JOIN part_given g ON g.text = given"


def fill_names(engine: Engine) -> None:
    """Make `name` of `spelt` (``name, surname, given``: distinct, and numbered from 0), which is gone then.

    What a surname or a given name alone tells is worked out once for all names that have it.
    """
    for part, forms in (("surname", _of_surname), ("given", _of_given)):
        (texts,) = engine.lists(f"SELECT DISTINCT {part} FROM spelt WHERE {part} IS NOT NULL")
        found = engine.others.map(forms, texts)
        columns = {"text": texts} | {form: [one[at] for one in found] for at, form in enumerate(Part._fields)}
        engine.table(f"part_{part}", columns, ", ".join(f"{column} VARCHAR" for column in columns))
    engine.run("CREATE TABLE whole (name INTEGER, letters VARCHAR, skeleton VARCHAR)")
    for at in range(0, engine.value("SELECT count(*) FROM spelt"), _AT_ONCE):
        numbers, *parts = engine.lists(
            "SELECT name, coalesce(s.letters, ''), coalesce(g.letters, ''), coalesce(s.sounds, ''), "
            f"coalesce(g.sounds, '') FROM {_JOINED} WHERE name >= {at} AND name < {at + _AT_ONCE}"
        )
        letters, skeletons = zip(*engine.others.map(whole_of, *parts), strict=True)
        engine.fill("whole", {"name": numbers, "letters": letters, "skeleton": skeletons})
    engine.run(
        """CREATE TABLE name AS SELECT t.name, t.surname AS surname_words, t.given AS given_words,
        coalesce(s.whole, '') AS surname, coalesce(g.whole, '') AS given, coalesce(s.first, '') AS first_surname,
        coalesce(g.first, '') AS first_given, whole.letters, whole.skeleton, coalesce(s.known, '') AS surname_known,
        coalesce(g.known, '') AS given_known, coalesce(s.key, '') AS surname_key, coalesce(g.key, '') AS given_key
        """
        f"FROM {_JOINED} JOIN whole ON whole.name = t.name"
    )
    for table in ("spelt", "part_surname", "part_given", "whole"):
        engine.run(f"DROP TABLE {table}")


# Plain tuples cost half of what named ones do on the way from another process.
def _of_surname(text: str) -> tuple[str, ...]:
    return (*surname_of.__wrapped__(text),)


def _of_given(text: str) -> tuple[str, ...]:
    return (*given_of.__wrapped__(text),)
