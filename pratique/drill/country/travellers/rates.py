"""How often each trap, error and gap happens (`rates.toml`)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from pratique.drill.country.rates import Rates

Profile = Literal["default", "hard"]
_HARDER, _MOST = 2.5, 0.9


@cache
def table() -> dict[str, dict[str, dict[str, Any]]]:
    """The reviewed table: `traps`, `errors` and `gaps`, by name; what each is a share of, and where it is from."""
    return tomllib.loads(files(__package__).joinpath("rates.toml").read_text("utf-8"))


def traps() -> Rates:
    """How often people are as they are."""
    return {name: entry["share"] for name, entry in table()["traps"].items()}


def errors(profile: Profile) -> Rates:
    """How often something goes wrong in writing."""
    times = _HARDER if profile == "hard" else 1.0
    return {name: min(_MOST, entry["default"] * times) for name, entry in table()["errors"].items()}


def gaps(source: str) -> Rates:
    """How often a source leaves out each column."""
    return {name: share for name, share in table()["gaps"][source].items() if name != "of"}
