"""Names to draw from, of seven cultures (`names.toml`): ordinary ones, put together at random, so that nobody is meant.

A word is its Latin capitals and its own script, where it has one.
"""

from __future__ import annotations

import tomllib
from bisect import bisect
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from random import Random

from pratique.drill.country.words import Sex, Word, given_names, surnames
from pratique.drill.country.world import Culture


@dataclass(frozen=True, slots=True)
class Bag:
    """Words with their weights."""

    words: tuple[Word, ...]
    sums: tuple[float, ...]

    def draw(self, rng: Random) -> Word:
        """One of them, by weight."""
        return self.words[bisect(self.sums, rng.random() * self.sums[-1])]


@cache
def family_names(culture: Culture, sex: Sex) -> Bag:
    """Surnames as this sex bears them; Russian ones have no Latin form yet."""
    text = names()[culture]["surnames"]
    match culture:
        case "zh" | "ko":
            return _shares(text)
        case "ru":
            end = "А" if sex == "F" else ""
            return _ranked([("", word + end) for word in text.split()], 8, _made(culture, sex))
        case "ar":
            return _ranked(_pairs(text), 6, _made(culture, sex))
        case "es" | "en" | "in":
            return _ranked([(word.replace("_", " "), "") for word in text.split()], 5, _made(culture, sex))


@cache
def first_names(culture: Culture, sex: Sex) -> Bag:
    """Given names, Russian and Korean ones without a Latin form; a Chinese one is one character or two of the list."""
    text = names()[culture][sex]
    match culture:
        case "zh":
            parts = _glued(text)
            weights = [1 / (at + 12) for at in range(len(parts))]
            words, shares = list(parts), [0.15 * one / sum(weights) for one in weights]
            for (a, x), one in zip(parts, weights, strict=True):
                words += [(a + b, x + y) for b, y in parts]
                shares += [0.85 * one * other / sum(weights) ** 2 for other in weights]
            return Bag(tuple(words), tuple(accumulate(shares)))
        case "ko":
            made = [("", native) for _, native in given_names("ko", sex)]
            return _ranked([("", word) for word in text.split()], 20, made)
        case "ru":
            return _ranked([("", word) for word in text.split()], 20)
        case "ar":
            return _ranked(_pairs(text), 15, list(given_names("ar", sex)))
        case "es" | "en" | "in":
            return _ranked([(word, "") for word in text.split()], 20, list(given_names(culture, sex)))


@cache
def nicknames() -> dict[str, tuple[str, ...]]:
    """What people of a given name are called, by the name."""
    groups = (line.split() for line in names()["nicknames"]["groups"].splitlines())
    return {head: tuple(rest) for head, *rest in groups}


@cache
def western(sex: Sex) -> tuple[str, ...]:
    """Names that Chinese and Korean travellers take for use abroad."""
    return tuple(names()["western"][sex].split())


@cache
def names() -> dict[str, dict[str, str]]:
    """The lists as they stand in `names.toml`."""
    return tomllib.loads(files(__package__).joinpath("names.toml").read_text("utf-8"))


def _made(culture: Culture, sex: Sex) -> list[Word]:
    """The rare names: the drill's own, put together from syllables."""
    own = surnames(culture, sex)
    return [("" if culture == "ru" else latin.replace(" ", "-"), native.upper()) for latin, native in own]


def _ranked(words: list[Word], flat: float, rare: list[Word] | None = None) -> Bag:
    """Weights that fall with the rank, the flatter the larger `flat`; one name in three is a rare one.

    Rare ones are the drill's own, put together from syllables.
    """
    weights = [1 / (at + flat) for at in range(len(words))]
    if rare:
        weights += [sum(weights) / 2 / len(rare)] * len(rare)
    return Bag(tuple(words + (rare or [])), tuple(accumulate(weights)))


def _glued(text: str) -> list[Word]:
    "``WANG王``: Latin letters, then the script."
    cut = [(word, next(i for i, sign in enumerate(word) if not sign.isascii())) for word in text.split()]
    return [(word[:at], word[at:]) for word, at in cut]


def _shares(text: str) -> Bag:
    "``WANG王72``: with the share behind."
    words = [(latin, rest.rstrip("0123456789")) for latin, rest in _glued(text)]
    shares = [float(word[len(word.rstrip("0123456789")) :]) for word in text.split()]
    return Bag(tuple(words), tuple(accumulate(shares)))


def _pairs(text: str) -> list[Word]:
    "``ALI=علي``."
    return [(latin, native) for latin, _, native in (word.partition("=") for word in text.split())]
