"""The link model: the weights of every agreement, and how often a name or a date is expected among travellers."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from math import log2
from typing import Literal, Protocol

Counted = Literal["name", "surname", "given", "skeleton", "birth", "nationality"]
"""What is counted: all letters of a name, sorted; first surname; first given name; consonants of a name; birth date;
nationality."""


@dataclass(frozen=True, slots=True)
class LinkModel:
    """One version of the weights. `agree` are shares of a traveller's own records, `bits` fixed weights, by code."""

    version: str
    review: float
    search: float
    act: float
    agree: Mapping[str, float]
    bits: Mapping[str, float]
    most: float
    slip_most: float
    slip_least: float
    expected_weight: float
    expected: Mapping[str, float]
    expected_surnames: Mapping[str, float]


@cache
def link_model() -> LinkModel:
    """The model of this version of the program."""
    table = tomllib.loads((files(__package__) / "model.toml").read_text("utf-8"))
    expected = dict(table["expected"])
    return LinkModel(
        table["version"],
        **table["thresholds"],
        agree=table["agree"],
        bits=table["bits"],
        most=table["limits"]["most"],
        slip_most=table["limits"]["slip-most"],
        slip_least=table["limits"]["slip-least"],
        expected_weight=float(expected.pop("travellers")),
        expected_surnames=expected.pop("surnames"),
        expected=expected,
    )


def verdict(bits: float, model: LinkModel | None = None) -> str:
    """What so many bits say of two records, in a word: what follows from it is in the thresholds."""
    model = model or link_model()
    if bits >= model.act:
        return "certain"
    if bits >= model.search:
        return "likely"
    return "possible" if bits >= model.review else "unlikely"


class Rarity(Protocol):
    """How common things are among the travellers at hand."""

    @property
    def travellers(self) -> float:
        """How many travellers there are, roughly; at least 1."""
        ...

    def share(self, kind: Counted, value: str) -> float:
        """The share of travellers that have this value; above 0, at most 1."""
        ...

    def names_on(self, phone: str) -> int:
        """How many different names stand with this phone now."""
        ...


@dataclass(frozen=True, slots=True)
class Counts:
    """Rarity from counts of a site's own travellers; without any, what is expected anywhere."""

    travellers: float = 1.0
    counts: Mapping[tuple[Counted, str], int] = field(default_factory=dict)
    phones: Mapping[str, int] = field(default_factory=dict)

    def share(self, kind: Counted, value: str) -> float:
        """The share of travellers that have this value; above 0, at most 1."""
        return share(kind, value, self.counts.get((kind, value), 0), self.travellers)

    def names_on(self, phone: str) -> int:
        """How many different names stand with this phone."""
        return self.phones.get(phone, 1)


def share(kind: Counted, value: str, count: int, travellers: float, model: LinkModel | None = None) -> float:
    """The share of travellers with this value: what was counted, drawn towards what is expected while few are counted.

    The two records that are compared have the value themselves, so that it counts at least twice.
    """
    model = model or link_model()
    listed = model.expected_surnames.get(value) if kind == "surname" else None
    expected = (listed or model.expected[kind]) * model.expected_weight
    return min(1.0, (max(count, 2) + expected) / (travellers + model.expected_weight))


def starting_odds(travellers: float, model: LinkModel | None = None) -> tuple[int, float]:
    """One in how many travellers, and the same in bits, before anything is compared.

    A small site's travellers are taken from many: two of its records are not one person for want of others.
    """
    model = model or link_model()
    many = max(travellers, model.expected_weight)
    return round(many), -log2(many)
