"""Which words are known spellings of one name."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

Part = Literal["surname", "given"]


@cache
def spellings(part: Part) -> Mapping[str, str]:
    """Each word of the table to the word that stands for its group; a word outside it stands for itself."""
    table = tomllib.loads((files(__package__) / "spellings.toml").read_text("utf-8"))
    return {word: group.split()[0] for group in table[part]["groups"] for word in group.split()}
