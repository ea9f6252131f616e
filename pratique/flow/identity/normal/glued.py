"""Tables in which a word of another script and its Latin letters stand glued together."""

from __future__ import annotations


def glued(table: str) -> dict[str, str]:
    """``王WANG 李LI`` as a table from the one to the other."""
    found = {}
    for word in table.split():
        own = word.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        found[own] = word[len(own) :]
    return found
