"""The reference: slow, obvious, in plain Python. What it answers is what the engines must answer.

Those are the movement tables, and for the lines of legs and people the register (`leg_lines`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime

from pratique.model.movement import NOBODY, Crossing, Line
from pratique.stores.movements.base import ArrowStream, Held, TableName


class MemoryMovements:
    """Lines and crossings in two lists, gone with the process. Implements `Movements`."""

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._crossings: list[Crossing] = []
        self._last: dict[TableName, int] = {"lines": 0, "crossings": 0}

    def append_lines(self, batch_id: int, lines: Sequence[Line]) -> None:
        """Add the lines of one batch; ValueError unless its id is above the last."""
        self._next("lines", batch_id)
        self._lines.extend(lines)

    def append_crossings(self, batch_id: int, crossings: Sequence[Crossing]) -> None:
        """Add the crossings of one batch; ValueError unless its id is above the last."""
        self._next("crossings", batch_id)
        self._crossings.extend(crossings)

    def append_table(self, table: TableName, batch_id: int, data: ArrowStream) -> None:
        """Add one batch from Arrow columns."""
        from pratique.stores.movements import arrow

        if table == "lines":
            self.append_lines(batch_id, arrow.lines_of(data))
        else:
            self.append_crossings(batch_id, arrow.crossings_of(data))

    def last_batch(self, table: TableName) -> int:
        """The highest batch of this table; 0 if none."""
        return self._last[table]

    def lines_of_legs(self, legs: Sequence[tuple[int, date]], known_at: datetime | None = None) -> list[Line]:
        """All lines of these legs on their days."""
        found = [line for line in self._lines if (line.leg_id, line.day) in legs and _known(line, known_at)]
        return sorted(found, key=lambda line: (line.leg_id, line.message_id, line.seq))

    def lines_about(
        self, legs: Sequence[tuple[int, date]], identities: Collection[int], known_at: datetime | None = None
    ) -> list[Line]:
        """What is said of these identities on these legs."""
        found = []
        for leg in set(legs):
            lines = self.lines_of_legs([leg], known_at)
            own = [line for line in lines if line.identity_id in identities]
            refs = {line.ref_key for line in own if line.ref_key}
            bookings = {line.party_key for line in own if line.party_key}
            found += own
            for line in lines:
                unnamed = line.identity_id == NOBODY and not line.ref_key and line.party_key in bookings
                if line.identity_id not in identities and (line.ref_key in refs or unnamed):
                    found.append(line)
        return sorted(found, key=lambda line: (line.leg_id, line.message_id, line.seq))

    def lines_by_leg(self) -> Iterator[list[Line]]:
        """Every line, in order of day and leg; all at once."""
        if self._lines:
            yield sorted(self._lines, key=lambda one: (one.day, one.leg_id, one.message_id, one.seq))

    def crossings_by_person(self) -> Iterator[list[Crossing]]:
        """Every crossing, in order of person; all at once."""
        if self._crossings:
            yield sorted(self._crossings, key=lambda one: (one.identity_id, one.at, one.message_id, one.seq))

    def seats_of_legs(self, legs: Sequence[tuple[int, date]]) -> dict[int, frozenset[str]]:
        """The assigned seats of each leg."""
        lines = self.lines_of_legs(legs)
        return {
            leg: frozenset(
                line.seat for line in lines if line.leg_id == leg and line.seat_status == "assigned" and line.seat
            )
            for leg, _ in legs
        }

    def count(self) -> dict[TableName, int]:
        """Rows of each table."""
        return {"lines": len(self._lines), "crossings": len(self._crossings)}

    def check(self) -> list[str]:
        """Nothing is stored, so nothing can be wrong."""
        return []

    def due(self, until: date, held: Held, *, on_disk: bool = False) -> dict[TableName, int]:
        """Rows of the days up to `until` that are not held."""
        lines, crossings = self._kept(until, held)
        return {"lines": len(self._lines) - len(lines), "crossings": len(self._crossings) - len(crossings)}

    def erase(self, until: date, held: Held, now: datetime) -> dict[TableName, int]:
        """Remove those rows; how many there were."""
        found = self.due(until, held)
        self._lines, self._crossings = self._kept(until, held)
        return found

    def about(self, identities: Collection[int]) -> dict[TableName, int]:
        """Rows about these people."""
        lines, crossings = self._without(identities)
        return {"lines": len(self._lines) - len(lines), "crossings": len(self._crossings) - len(crossings)}

    def forget(self, identities: Collection[int], now: datetime) -> dict[TableName, int]:
        """Remove every row about these people; how many there were."""
        found = self.about(identities)
        self._lines, self._crossings = self._without(identities)
        return found

    def _without(self, identities: Collection[int]) -> tuple[list[Line], list[Crossing]]:
        refs = {(line.leg_id, line.day, line.ref_key) for line in self._lines if line.identity_id in identities}
        lines = [
            line
            for line in self._lines
            if line.identity_id not in identities
            and not (line.identity_id == NOBODY and line.ref_key and (line.leg_id, line.day, line.ref_key) in refs)
        ]
        return lines, [row for row in self._crossings if row.identity_id not in identities]

    def _kept(self, until: date, held: Held) -> tuple[list[Line], list[Crossing]]:
        about = {
            (line.leg_id, line.message_id, line.seq)
            for line in self.lines_about([(line.leg_id, line.day) for line in self._lines], held.identities)
        }
        lines = [
            line
            for line in self._lines
            if line.day > until or line.leg_id in held.legs or (line.leg_id, line.message_id, line.seq) in about
        ]
        return lines, [row for row in self._crossings if row.day > until or row.identity_id in held.identities]

    def maintain(self, now: datetime, *, force: bool = False) -> None:
        """Nothing to keep in order."""

    def bytes_on_disk(self) -> int:
        """Always 0."""
        return 0

    def _next(self, table: TableName, batch_id: int) -> None:
        if batch_id <= self._last[table]:
            raise ValueError(f"batch {batch_id} of {table} is not above the last one, {self._last[table]}")
        self._last[table] = batch_id


def _known(row: Line, known_at: datetime | None) -> bool:
    return known_at is None or row.learnt_at <= known_at
