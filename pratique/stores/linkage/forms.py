"""The distinct names of a table with the forms that are compared."""

from __future__ import annotations

from typing import Final

from pratique.rules.linkage.derived import Name, name_of
from pratique.stores.linkage.engine import Engine

_AT_ONCE: Final = 400_000
_COLUMNS: Final = ("name", "surname_words", "given_words", *Name._fields)


def fill_names(engine: Engine, spelt: str) -> None:
    """Make `name` of a query of ``name, surname, given``: distinct, and numbered from 0."""
    engine.run(f"CREATE TABLE name (name INTEGER, {', '.join(f'{one} VARCHAR' for one in _COLUMNS[1:])})")
    for at in range(0, engine.value(f"SELECT count(*) FROM ({spelt}) t"), _AT_ONCE):
        numbers, surnames, givens = engine.lists(
            f"SELECT name, surname, given FROM ({spelt}) t WHERE name >= {at} AND name < {at + _AT_ONCE}"
        )
        forms = zip(*engine.others.map(_forms, surnames, givens), strict=True)
        engine.fill("name", dict(zip(_COLUMNS, (numbers, surnames, givens, *forms), strict=True)))


def _forms(surname: str | None, given: str | None) -> Name:
    found: Name = name_of.__wrapped__(surname, given)
    return found
