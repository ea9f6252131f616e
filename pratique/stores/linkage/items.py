"""What the engine says of a pair, as the items that are stored of it: what `compare` gives for the same two records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pratique.rules.linkage.items import Item
from pratique.rules.linkage.model import LinkModel, starting_odds
from pratique.stores.linkage.engine import Engine
from pratique.stores.linkage.score_sql import said, total

_COLUMNS: Final = (
    *("name_said", "name_weight", "twin_risk", "birth_said", "birth_weight", "document_said", "national_said"),
    *("phone_said", "phone_names", "sex_said", "nationality_said", "nationality_weight"),
)
_COUNTED: Final = frozenset(("phone-many", "phone-shared"))


def fill_best(engine: Engine, pairs: str, names: str, travellers: float, model: LinkModel) -> None:
    """Make `best`: of the records of each two identities (`person.identity`) the two that say most.

    Only those worth a review. `pairs` and `names` as in `scored`.
    """
    engine.run(
        f"""CREATE TABLE best AS
        WITH worth AS (SELECT *, {total(travellers, model)} AS bits FROM ({said(pairs, names, model)}) t),
        ranked AS (
          SELECT x.identity AS one, y.identity AS other, worth.*,
            row_number() OVER (PARTITION BY x.identity, y.identity ORDER BY bits DESC, a, b) AS nth
          FROM worth JOIN person x ON x.id = a JOIN person y ON y.id = b WHERE bits >= {model.review}
        )
        SELECT * FROM ranked WHERE nth = 1"""
    )


def best_items(engine: Engine, travellers: float, model: LinkModel) -> Iterator[tuple[int, int, tuple[Item, ...]]]:
    """The two identities of each row of `best`, and the items."""
    many, odds = starting_odds(travellers, model)
    start = Item("start", odds, many)
    for one, other, *found in engine.rows(f"SELECT one, other, {', '.join(_COLUMNS)} FROM best"):
        yield one, other, (start, *_items(found, model))


def _items(row: list[object], model: LinkModel) -> Iterator[Item]:
    name, name_bits, twin_risk, birth, birth_bits, document, national, phone, phone_names, sex, nation, nation_bits = (
        row
    )
    if name:
        yield Item(str(name), _number(name_bits))
        if twin_risk:
            yield Item("twin-risk", model.bits["twin-risk"])
    if birth:
        yield Item(str(birth), _number(birth_bits))
    for code in (document, national):
        if code:
            yield Item(str(code), model.bits[str(code)])
    if phone:
        yield Item(str(phone), model.bits.get(str(phone), 0.0), int(_number(phone_names)) if phone in _COUNTED else 0)
    if sex:
        yield Item(str(sex), model.bits[str(sex)])
    if nation:
        yield Item(str(nation), _number(nation_bits))


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
