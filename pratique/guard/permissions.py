"""Who may work for which purpose, what a purpose may see, and how often: read from the one reviewed file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pratique.model.access import Actor, Purpose, Role


@dataclass(frozen=True, slots=True)
class Permissions:
    """The matrix. Roles and purposes are those of `model.access`; a test holds the file to them."""

    purposes: Mapping[Role, frozenset[Purpose]]
    shown_names: frozenset[Role]
    sees: Mapping[Purpose, tuple[str, ...]]
    rate: Mapping[str, int]
    """Look-ups an hour for one officer, by the action they are logged as."""

    def may(self, actor: Actor, purpose: Purpose) -> bool:
        """Whether this actor's role may work for that purpose, and a client's token is good for it."""
        return purpose in self.purposes.get(actor.role, frozenset()) and actor.scope in (None, purpose)

    def shows_names(self, actor: Actor) -> bool:
        """Whether this actor is shown names of contacts of a confirmed case."""
        return actor.role in self.shown_names


@cache
def permissions() -> Permissions:
    """The matrix of this version."""
    table = tomllib.loads((files(__package__) / "permissions.toml").read_text("utf-8"))
    return Permissions(
        purposes={Role(role): frozenset(map(Purpose, names)) for role, names in table["role"].items()},
        shown_names=frozenset(map(Role, table["names"]["roles"])),
        sees={Purpose(purpose): tuple(fields) for purpose, fields in table["sees"].items()},
        rate=table["rate"],
    )
