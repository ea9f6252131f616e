"""Whether anybody could know where the exposed are, by what was written of them and had arrived."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from pratique.drill.country.border import Noted
from pratique.drill.country.post import Letter
from pratique.drill.country.world import Exposure, Move

_Record = tuple[datetime, str]
"""When it arrived, and the number of the document where that alone tells whose it is; empty beside a name."""


class Known:
    """Of those exposed the records of the moves that decide where they are, and the numbers seen beside their names.

    Nothing is kept of anybody else, and of no other move.
    """

    def __init__(self, exposures: Iterable[Exposure]) -> None:
        self._numbers: dict[int, dict[str, datetime]] = {}
        self._records: dict[tuple[int, Move], list[_Record]] = {}
        for one in exposures:
            self._numbers[one.traveller] = {}
            self._records.update({(one.traveller, move): [] for move in one.moves})

    def note_lists(self, leg: int, letters: Iterable[Letter]) -> None:
        """What is sent about a leg: whoever a list names was on it."""
        for letter in letters:
            for one in letter.people:
                self.note_number(one.traveller, one.document, letter.arrives)
                self._note_move(one.traveller, leg, letter.arrives, "")

    def note_crossings(self, noted: Iterable[Noted], arrives: datetime) -> None:
        """What a border post sends: a crossing is theirs by the name, or by the number alone."""
        for one in noted:
            who = one.crossing.traveller
            if one.named:
                self.note_number(who, one.number, arrives)
            self._note_move(who, one.crossing, arrives, "" if one.named else one.number)

    def note_number(self, traveller: int, number: str, arrives: datetime) -> None:
        """A number seen beside a name of theirs, on a list, on a form or at the border."""
        seen = self._numbers.get(traveller)
        if seen is not None and number:
            seen[number] = min(arrives, seen.get(number, arrives))

    def where(self, traveller: int, moves: Sequence[Move], by: datetime) -> bool:
        """Whether what had arrived by a moment shows one of these moves as theirs; True where none is needed."""
        seen = self._numbers[traveller]
        return not moves or any(
            arrives <= by and (not number or (number in seen and seen[number] <= by))
            for move in moves
            for arrives, number in self._records[traveller, move]
        )

    def _note_move(self, traveller: int, move: Move, arrives: datetime, number: str) -> None:
        records = self._records.get((traveller, move))
        if records is not None:
            records.append((arrives, number))
