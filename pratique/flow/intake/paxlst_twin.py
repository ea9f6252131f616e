"""Many frozen facts in little time: fill an unfrozen twin, then give it its real class.

A frozen dataclass sets every field through `object.__setattr__`; for the eighteen fields of a person that is a sixth of
the time a passenger list takes. So the reader makes a twin, whose fields are set directly, and freezes it::

    person = Twin(surname="ORTEGA")
    person.__class__ = PersonFact

Python allows that only between classes with the same slots; the twin is derived from the fact, so it always has them.
"""

from __future__ import annotations

from dataclasses import MISSING, field, fields, make_dataclass
from typing import Any

from pratique.model.facts import DocumentFact, PersonFact


def twin(fact: type[PersonFact | DocumentFact]) -> type[Any]:
    """A class with the same fields and defaults that is not frozen; only for facts without `__post_init__`."""
    same = []
    for one in fields(fact):
        if one.default_factory is not MISSING or hasattr(fact, "__post_init__"):
            raise TypeError(f"{fact.__name__} has more to do when it is made than setting fields.")
        same.append((one.name, one.type, field(default=one.default)))
    return make_dataclass(f"{fact.__name__}Twin", same, slots=True)
