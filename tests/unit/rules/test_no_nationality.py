"""A rule sees seats, hours, dates and links. Whose passport somebody holds is no input of any."""

import dataclasses
import inspect
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

import pytest

from pratique.model.movement import Presence
from pratique.rules import cabin, contact, distance, nearby, period, rule, unit, zone

FORBIDDEN = ("nationality", "citizen", "issuer", "passport", "country", "residence", "ethnic", "religion", "race")


def allowed(name: str) -> bool:
    return not any(word in name.casefold() for word in FORBIDDEN)


@pytest.mark.parametrize("module", [contact, nearby, zone, distance, unit, cabin, period, rule])
def test_no_function_of_the_rules_takes_a_nationality(module: Any) -> None:
    found = [f for _, f in inspect.getmembers(module, inspect.isfunction) if f.__module__ == module.__name__]
    assert found
    assert [(f.__name__, p) for f in found for p in inspect.signature(f).parameters if not allowed(p)] == []


def test_no_value_a_rule_reads_holds_a_nationality() -> None:
    kinds = [Presence, nearby.Scene, unit.Spot, zone.Zone]
    kinds += [k for _, k in inspect.getmembers(rule, dataclasses.is_dataclass) if isinstance(k, type)]
    fields = [(kind.__name__, field.name) for kind in kinds for field in dataclasses.fields(kind)]
    assert len(fields) > 50
    assert [pair for pair in fields if not allowed(pair[1])] == []


def keys(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield key
            yield from keys(inner)
    elif isinstance(value, list):
        for item in value:
            yield from keys(item)


def test_no_rule_file_has_such_a_key() -> None:
    book = [e for e in files("pratique.rules").joinpath("book").iterdir() if e.name.endswith(".toml")]
    found = {key for entry in book for key in keys(tomllib.loads(entry.read_text(encoding="utf-8")))}
    assert "zone" in found
    assert [key for key in found if not allowed(key)] == []
