"""Where the aisles lie: seat letters in blocks, from generic layouts written by us.

Two letters apart is not two seats apart, so letters are never subtracted: a block is the letters between two aisles
(or an aisle and the wall) in the order they are sat in.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from pratique.errors import NotReadable

Blocks = tuple[tuple[str, ...], ...]

_ALPHABET = "ABCDEFGHJKLMNOPQRSTUVWXYZ"  # no I: it is taken for 1


@cache
def generic_layouts() -> Mapping[str, Blocks]:
    """Pattern (``3-3``) to its seat letters in blocks, as shipped in ``rules/layouts``."""
    found = {}
    for entry in sorted(files("pratique.rules").joinpath("layouts").iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".toml"):
            content = tomllib.loads(entry.read_text(encoding="utf-8"))
            if "pattern" in content:
                found[content["pattern"]] = _split(content["blocks"])
    return found


def read_pattern(text: str) -> Blocks:
    """The blocks of a pattern: a generic one (``3-3``) or its letters written out (``AB-DEF-JK``).

    Raises NotReadable for a pattern that is neither.
    """
    pattern = text.strip().upper()
    if pattern in generic_layouts():
        return generic_layouts()[pattern]
    letters = pattern.replace("-", "")
    spelt = letters.isascii() and letters.isalpha() and len(set(letters)) == len(letters)
    if spelt and all(pattern.split("-")):
        return _split(pattern)
    known = ", ".join(sorted(generic_layouts()))
    raise NotReadable(
        "A cabin layout has a pattern that is not known.",
        f"Write one of {known}, or the seat letters with a hyphen for each aisle, such as AB-DEF-JK.",
    )


def block_breaks(letters: Iterable[str]) -> tuple[Blocks, Blocks | None]:
    """The letters of a row cut into blocks, and the layout that was taken as the model.

    The model is the known letter set that equals these letters, else the smallest that holds them all; None where
    there is none, and the row is then cut where the alphabet skips a letter (``I`` is never a gap).
    """
    wanted = sorted(set(letters))
    holding = [known for known in _known_sets() if set(wanted) <= {letter for block in known for letter in block}]
    if holding:
        model = min(holding, key=lambda known: sum(map(len, known)))
        kept = (tuple(letter for letter in block if letter in wanted) for block in model)
        return tuple(block for block in kept if block), model
    runs: list[list[str]] = []
    for letter in wanted:
        if runs and _place(letter) - _place(runs[-1][-1]) == 1:
            runs[-1].append(letter)
        else:
            runs.append([letter])
    return tuple(map(tuple, runs)), None


def merged(several: Sequence[Blocks]) -> Blocks:
    """One set of blocks for a cabin whose sections are lettered differently; the first one leads.

    A letter the leader lacks goes into the block of the same place where both have as many blocks, else into the
    block of the nearest letter before it.
    """
    result = [list(block) for block in several[0]]
    for other in several[1:]:
        for place, block in enumerate(other):
            for letter in block:
                if any(letter in have for have in result):
                    continue
                before = [i for i, have in enumerate(result) if have[0] < letter]
                target = place if len(other) == len(result) else (before[-1] if before else 0)
                result[target] = sorted([*result[target], letter])
    return tuple(map(tuple, result))


def pattern_of(blocks: Blocks) -> str:
    """How a layout is called: seats per block (``3-3``), or its letters where that name means other letters."""
    sizes = "-".join(str(len(block)) for block in blocks)
    return sizes if generic_layouts().get(sizes) == blocks else "-".join("".join(block) for block in blocks)


@cache
def _known_sets() -> tuple[Blocks, ...]:
    text = files("pratique.rules").joinpath("layouts", "letter-sets.toml").read_text(encoding="utf-8")
    return (*generic_layouts().values(), *(_split(spelt) for spelt in tomllib.loads(text)["blocks"]))


def _split(spelt: str) -> Blocks:
    return tuple(tuple(block) for block in spelt.split("-"))


def _place(letter: str) -> float:
    return _ALPHABET.index(letter) if letter in _ALPHABET else _ALPHABET.index("H") + 0.5
