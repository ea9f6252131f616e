"""Who travels together: households of one to four and tours, cut from the row of traveller numbers.

Travellers are numbered from 1. Every two hundred make a block with a fixed mix of households and one tour, shuffled by
the block's own dice, so that anybody's party is found without a table. A party is named by its first member.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from pratique.drill.country.chance import dice, mix

BLOCK = 200
_FAMILIES = (2,) * 30 + (3,) * 13 + (4,) * 9
_INFANTS = 15


class Party(NamedTuple):
    """Members have consecutive numbers from `lead`, who is always of age."""

    lead: int
    size: int
    tour: bool
    infant: int
    """Number of the member who travels in arms, held by `lead`; 0 for none."""

    @property
    def members(self) -> range:
        """Their numbers."""
        return range(self.lead, self.lead + self.size)


@lru_cache(maxsize=256)
def parties(seed: int, block: int) -> tuple[Party, ...]:
    """All parties of a block, by number."""
    rng = dice(seed, 31, block)
    tour = rng.randint(10, 30)
    sizes = [*_FAMILIES, tour]
    sizes += [1] * (BLOCK - sum(sizes))
    rng.shuffle(sizes)
    found: list[Party] = []
    lead = block * BLOCK + 1
    for size in sizes:
        infant = lead + size - 1 if size in {3, 4} and mix(seed, 32, lead) % 100 < _INFANTS else 0
        found.append(Party(lead, size, size == tour, infant))
        lead += size
    return tuple(found)


def party_of(seed: int, number: int) -> Party:
    """The party of a traveller."""
    return _by_member(seed, (number - 1) // BLOCK)[(number - 1) % BLOCK]


@lru_cache(maxsize=256)
def _by_member(seed: int, block: int) -> tuple[Party, ...]:
    return tuple(party for party in parties(seed, block) for _ in party.members)
