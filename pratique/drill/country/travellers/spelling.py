"""Ways to write one name in Latin letters: as a passport has it, and as somebody else would have written it."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from random import Random

from pratique.drill.country.travellers.words import first_names
from pratique.drill.country.words import Word
from pratique.drill.country.world import Culture

Latin = tuple[str, str]
"""Surname and given names in Latin capitals, some with accents."""
_PLAIN = str.maketrans("ÁÉÍÓÚÜÑ", "AEIOUUN")


def official(culture: Culture, nation: str, surname: Word, given: tuple[Word, ...], rng: Random) -> Latin:
    """As the state that somebody belongs to writes it in a passport."""
    match culture:
        case "zh":
            scheme = {"TWN": "wade", "HKG": "cantonese", "SGP": "straits", "MYS": "straits"}.get(nation, "pinyin")
            return _chinese(surname, given[0], scheme)
        case "ko":
            return surname[0], _korean(given[0][1], rng, 0.6)
        case "ru":
            table = _russian("icao" if nation == "RUS" or rng.random() < 0.5 else "english")
            return surname[1].translate(table), given[0][1].translate(table)
        case "ar" | "es" | "en" | "in":
            names = " ".join(word[0] for word in given)
            return surname[0].translate(_PLAIN), names.translate(_PLAIN)


def other(culture: Culture, surname: Word, given: tuple[Word, ...], known: Latin, rng: Random) -> Latin:
    """As another state, carrier or relative would write it; the same as known where nothing else fits."""
    match culture:
        case "zh":
            made = [_chinese(surname, given[0], scheme) for scheme in ("pinyin", "wade", "cantonese", "straits")]
            return rng.choice([one for one in made if one != known] or [known])
        case "ko":
            choices = (known[0], *_groups("korean", "surnames").get(surname[1], ()))
            return rng.choice(choices), _korean(given[0][1], rng, 0.4)
        case "ru":
            scheme = rng.choice(("english", "english", "english", "icao", "french", "german"))
            table = _russian(scheme)
            return surname[1].translate(table), given[0][1].translate(table)
        case "ar" | "es" | "en" | "in":
            return _respelt(culture, known, rng)


def accented(surname: Word, given: tuple[Word, ...]) -> Latin:
    """With the accents that a passport leaves out."""
    return surname[0], " ".join(word[0] for word in given)


def _respelt(culture: Culture, known: Latin, rng: Random) -> Latin:
    whole, table = f"{known[0]}|{known[1]}", _groups("arabic", "names")
    words = [word for word in whole.replace("|", " ").split() if word in table] if culture in {"ar", "in"} else []
    if words and rng.random() < 0.7:
        word = rng.choice(words)
        whole = whole.replace(word, rng.choice(table[word]), 1)
    else:
        fitting = [pair for pair in _pairs("rules", culture).items() if pair[0] in whole]
        if fitting:
            whole = whole.replace(*rng.choice(fitting), 1)
    surname, _, given = whole.partition("|")
    return surname, given


def _chinese(surname: Word, given: Word, scheme: str) -> Latin:
    syllables = [_pinyin()[sign] for sign in given[1]]
    match scheme:
        case "pinyin":
            return surname[0], "".join(syllables)
        case "wade":
            family = _pairs("wade", "double_surnames").get(surname[1], surname[0]).split("-")
            return "-".join(_wade(one) for one in family), "-".join(_wade(one) for one in syllables)
        case "straits":
            return _signs("straits").get(surname[1], surname[0]), " ".join(syllables)
        case _:
            known, pairs = _signs("cantonese"), zip(given[1], syllables, strict=True)
            return known.get(surname[1], surname[0]), " ".join(known.get(sign, one) for sign, one in pairs)


@cache
def _pinyin() -> dict[str, str]:
    """Of every character in a given name."""
    words = (*first_names("zh", "M").words, *first_names("zh", "F").words)
    return {native: latin for latin, native in words if len(native) == 1}


@cache
def _wade(syllable: str) -> str:
    whole = _pairs("wade", "syllables").get(syllable)
    if whole:
        return whole
    fitting = (pair for pair in _pairs("wade", "beginnings").items() if syllable.startswith(pair[0]))
    old, new = next(fitting, ("", ""))
    rest = syllable[len(old) :]
    return new + _pairs("wade", "endings").get(rest, rest)


def _korean(native: str, rng: Random, glued: float) -> str:
    syllables = [_pairs("korean", "usual").get(one, one) if rng.random() < 0.6 else one for one in map(_hangul, native)]
    return ("" if rng.random() < glued else " " if rng.random() < 0.7 else "-").join(syllables)


@cache
def _hangul(sign: str) -> str:
    """One syllable as the state writes it; Unicode numbers them by beginning, vowel and end."""
    at, table = ord(sign) - 0xAC00, _table()["korean"]
    parts = (table["initials"].split()[at // 588], table["vowels"].split()[at % 588 // 28])
    return "".join((*parts, table["finals"].split()[at % 28])).replace("-", "")


@cache
def _russian(scheme: str) -> dict[int, str]:
    table = _table()["cyrillic"]
    pairs = zip(table["letters"], table[scheme].split(), strict=True)
    return {ord(sign): "" if latin == "-" else latin for sign, latin in pairs}


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads(files(__package__).joinpath("spellings.toml").read_text("utf-8"))


@cache
def _pairs(part: str, name: str) -> dict[str, str]:
    "``old=new``, in their order."
    return dict(pair.split("=") for pair in _table()[part][name].split())


@cache
def _groups(part: str, name: str) -> dict[str, tuple[str, ...]]:
    """A word and others for it, a line each."""
    return {head: tuple(rest) for head, *rest in (line.split() for line in _table()[part][name].splitlines())}


@cache
def _signs(part: str) -> dict[str, str]:
    "``王WONG``: a character and how it is written."
    return {word[0]: word[1:] for word in _table()[part]["signs"].split()}
