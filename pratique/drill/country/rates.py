"""How often each error happens, by profile (`errors.toml`), and the dice that fall by it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from random import Random

PROFILES = ("clean", "default", "hard")
Rates = Mapping[str, float]
"""Share by name of the error, 0 to 1."""


def load_rates(profile: str) -> Rates:
    """The rates of one profile. Raises ValueError for one that does not exist."""
    if profile not in PROFILES:
        raise ValueError(f"there is no profile {profile}; there are {', '.join(PROFILES)}")
    return {name: float(entry[profile]) for name, entry in error_table().items()}


def error_table() -> dict[str, dict[str, float | str]]:
    """The reviewed table: what each error is a share of, its share by profile, and where the figure is from."""
    return tomllib.loads(files(__package__).joinpath("errors.toml").read_text("utf-8"))


class Counts(dict[str, list[int]]):
    """What fell out, by name of the error: how often it happened, and among how many."""

    def __missing__(self, name: str) -> list[int]:
        """A new error has not happened yet."""
        made = self[name] = [0, 0]
        return made


class Dice:
    """Chance by the table, counted. One for each leg, file or notice, so that none depends on another."""

    __slots__ = ("_counts", "rates", "rng")

    def __init__(self, rates: Rates, counts: Counts, seed: str) -> None:
        self.rng = Random(seed)  # noqa: S311 - made-up errors, nothing secret
        self.rates = rates
        self._counts = counts

    def falls(self, name: str, chance: float | None = None) -> bool:
        """Whether the error happens this time; `chance` where a habit of the sender has changed it."""
        hit = self.rng.random() < (self.rates[name] if chance is None else chance)
        count = self._counts[name]
        count[0] += hit
        count[1] += 1
        return hit
