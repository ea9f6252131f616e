"""What one message says of one leg, as bytes and back: column by column, compressed.

The leg, its day, the message and its two moments are the same for all of these lines, and stand beside the bytes.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property
from operator import attrgetter
from typing import Any, Final

from pratique.model.movement import Line

_NUMBERS: Final = ("ref_key", "party_key", "seq")
_TEXTS: Final = (
    "role", "state", "seat", "seat_status", "seat_raw", "embark", "debark", "unit", "travel_class", "table_no",
)  # fmt: skip
ID_BYTES: Final = 8
COLUMNS: Final = ("identity_id", *_NUMBERS, *_TEXTS)
_VALUES: Final = attrgetter(*COLUMNS)
_LENGTH: Final = struct.Struct("<I")
_MANY: Final = 1 << 16
"""A column may have as many texts as there are lines: from so many on, two bytes do not number them."""


def packed(lines: Sequence[Line]) -> tuple[bytes, bytes]:
    """Whom the lines are about, eight bytes each, and everything else that they say, as `LinesOfMessage` reads it."""
    return packed_columns(list(zip(*map(_VALUES, lines), strict=True)))


def packed_columns(columns: Sequence[Sequence[Any]]) -> tuple[bytes, bytes]:
    """The same from the `COLUMNS` of the lines."""
    people, size, numbers = columns[0], len(columns[0]), columns[1 : 1 + len(_NUMBERS)]
    packing = [struct.pack(f"<{size}q", *column) for column in numbers]
    texts: list[list[str]] = []
    for column in columns[1 + len(_NUMBERS) :]:
        words = list(dict.fromkeys(column))
        number = dict(zip(words, range(size), strict=False))
        packing.append(struct.pack(f"<{size}{_code(size)}", *map(number.__getitem__, column)))
        texts.append(words)
    written = json.dumps(texts, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    # Most of it is keyed hashes, which nothing makes shorter: a higher level only takes longer.
    content = zlib.compress(b"".join((_LENGTH.pack(len(written)), written, *packing)), 1)
    return struct.pack(f"<{size}q", *people), content


class LinesOfMessage:
    """The lines of one message about one leg. What of them is not asked for is not read."""

    def __init__(
        self, leg_id: int, message_id: int, day: date, said_at: datetime, learnt_at: datetime, people: bytes,
        content: bytes,
    ) -> None:  # fmt: skip
        self.leg_id, self.message_id, self.day = leg_id, message_id, day
        self._said_at, self._learnt_at, self._content = said_at, learnt_at, content
        self.people: tuple[int, ...] = struct.unpack(f"<{len(people) // ID_BYTES}q", people)
        """Whom each line is about."""

    @cached_property
    def references(self) -> tuple[int, ...]:
        """The passenger's reference on each line; 0 for none."""
        return self._numbers(0)

    @cached_property
    def bookings(self) -> tuple[int, ...]:
        """The booking of each line; 0 for none."""
        return self._numbers(1)

    def seats(self) -> frozenset[str]:
        """The seats that were assigned to somebody."""
        pairs = zip(self._texts(2), self._texts(3), strict=True)
        return frozenset(seat for seat, status in pairs if seat and status == "assigned")

    def lines(self, positions: Sequence[int] | None = None) -> list[Line]:
        """The lines at these positions, or all, in their order."""
        columns: list[Sequence[Any]] = [self.people, self.references, self.bookings, self._numbers(2)]
        if positions is not None:
            columns = [[column[n] for n in positions] for column in columns]
        people, references, bookings, seqs = columns
        texts = [self._texts(column, positions) for column in range(len(_TEXTS))]
        leg, day, message, said, learnt = (
            [value] * len(people) for value in (self.leg_id, self.day, self.message_id, self._said_at, self._learnt_at)
        )
        ordered = (leg, day, people, references, bookings, *texts[:7], message, seqs, said, learnt, *texts[7:])
        return list(map(Line, *ordered))

    @cached_property
    def _read(self) -> tuple[list[list[str]], bytes, int]:
        """The texts of each column, the bytes, and where in them the columns begin."""
        content = zlib.decompress(self._content)
        begins = _LENGTH.size + _LENGTH.unpack_from(content)[0]
        return json.loads(content[_LENGTH.size : begins].decode("utf-8", "surrogatepass")), content, begins

    def _numbers(self, column: int) -> tuple[int, ...]:
        _, content, begins = self._read
        size = len(self.people)
        return struct.unpack_from(f"<{size}q", content, begins + ID_BYTES * size * column)

    def _texts(self, column: int, positions: Sequence[int] | None = None) -> list[str]:
        texts, content, begins = self._read
        size = len(self.people)
        if len(words := texts[column]) == 1:
            return words * (size if positions is None else len(positions))
        code = _code(size)
        at = begins + size * (ID_BYTES * len(_NUMBERS) + struct.calcsize(f"<{code}") * column)
        if positions is None:
            return [words[n] for n in struct.unpack_from(f"<{size}{code}", content, at)]
        one = struct.Struct(f"<{code}")
        return [words[one.unpack_from(content, at + one.size * n)[0]] for n in positions]


def _code(size: int) -> str:
    return "H" if size < _MANY else "I"
