"""The one Jinja environment of this layer: everything escaped, a missing value is an error."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined

from pratique.present import words
from pratique.present.language import translator
from pratique.present.places import place_of

_HERE = files("pratique.present")


def static(name: str) -> bytes:
    """The bytes of one file under `static/`."""
    return _HERE.joinpath("static", *name.split("/")).read_bytes()


def _source(name: str) -> str:
    return _HERE.joinpath("templates", name).read_text(encoding="utf-8")


@cache
def environment(language: str) -> Environment:
    """Templates that speak this language. Autoescape is on for all of them, whatever a name ends in."""
    t = translator(language)
    env = Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    env.globals.update(say=t.say, count=t.count, knows=t.knows, speaks=t.speaks, disease=t.disease)
    env.globals.update(CASE=words.CASE, ACTIONS=words.ACTIONS, WHERE=words.WHERE)
    env.filters.update(day=t.day, moment=t.moment, listed=t.listed, told=t.told, place=place_of)
    return env
