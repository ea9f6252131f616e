"""Rows of travellers and their truth, one after the other, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from pratique.drill.country.rates import Counts, Dice
from pratique.drill.country.travellers.people import People
from pratique.drill.country.travellers.person import DAYS, FIRST, Person
from pratique.drill.country.travellers.rates import Profile, errors
from pratique.drill.country.travellers.records import Record, Source, Writer

COLUMNS = ("record_id", "source", "seen_on", *Record._fields)
"""What may be read by whoever is examined."""
TRUTH = ("record_id", "person_id", "flags")
"""What is true: who it is, and by what names of traps and errors, apart by blanks."""
MOST = 50_000_000
_PRIME, _STEP = 100_000_007, 61_803_399
Row = tuple[str | None, ...]


def travellers(records: int, seed: int, profile: Profile) -> Iterator[Row]:
    """So many rows: `COLUMNS`, and behind them what `TRUTH` has besides the number of the record.

    Record numbers are shuffled: in their order a table does not tell who travels with whom. Equal arguments give equal
    rows. Raises ValueError for more records than there are numbers for.
    """
    if not 0 < records <= MOST:
        raise ValueError(f"A table has 1 to {MOST:,} records")
    dice = Dice(errors(profile), Counts(), f"records {seed}")
    writer = Writer(dice)
    made = 0
    for household in People(seed).households():
        for person, source, day in _seen(household, dice.rng):
            record, flags = writer.write(person, source, day)
            number = f"R{(made * _STEP + seed) % _PRIME:09d}"
            seen_on = (FIRST + timedelta(days=day)).isoformat()
            yield number, source, seen_on, *record, f"P{person.number}", " ".join(sorted(flags))
            made += 1
            if made == records:
                return


def _seen(household: list[Person], rng: Random) -> Iterator[tuple[Person, Source, int]]:
    """Who is written down by whom, on which day: some trips together, each leg told of by some sources."""
    while True:
        start = rng.randrange(DAYS - 30)
        for person in household:
            if (FIRST - person.born).days + start > 0 and rng.random() < 0.9:
                yield from _trip(person, start, start + rng.choice((2, 5, 7, 10, 14, 21)), rng)
        if rng.random() < 0.55:
            return


def _trip(person: Person, out: int, back: int, rng: Random) -> Iterator[tuple[Person, Source, int]]:
    yield person, "api" if rng.random() < 0.75 else "csv", out
    if rng.random() < 0.35:
        yield person, "crossing", out
    if rng.random() < 0.25:
        yield person, "locator", back
    if rng.random() < 0.4:
        yield person, "api", back
    if rng.random() < 0.01:
        yield person, "case", back + rng.randrange(1, 9)
