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
from typing import Any, Final, NamedTuple

from pratique.errors import Broken
from pratique.model.movement import Line
from pratique.stores.movements import RESTORE
from pratique.stores.register.moments import micros

ID_BYTES: Final = 8
_NUMBERS: Final = ("ref_key", "party_key", "seq")
_TEXTS: Final = (
    "role", "state", "seat", "seat_status", "seat_raw", "embark", "debark", "unit", "travel_class", "table_no",
)  # fmt: skip
COLUMNS: Final = ("identity_id", *_NUMBERS, *_TEXTS)
_VALUES: Final = attrgetter(*COLUMNS)
_HEAD: Final = struct.Struct("<qqiqq")
_LENGTH: Final = struct.Struct("<I")
_MANY: Final = 1 << 16
"""A column may have as many texts as there are lines: from so many on, two bytes do not number them."""


class Page(NamedTuple):
    """What one message says of one leg, as it is stored."""

    leg_id: int
    message_id: int
    day: date
    said_at: datetime
    learnt_at: datetime
    people: bytes
    """Whom the lines are about, eight bytes each."""
    content: bytes
    """Everything else that they say."""
    checksum: int
    """Of all the others, as the movement tables have for their files."""


def packed(lines: Sequence[Line]) -> Page:
    """These lines of one message about one leg, in their order."""
    one = lines[0]
    columns = list(zip(*map(_VALUES, lines), strict=True))
    return packed_columns(one.leg_id, one.message_id, one.day, one.said_at, one.learnt_at, columns)


def packed_columns(
    leg_id: int, message_id: int, day: date, said_at: datetime, learnt_at: datetime, columns: Sequence[Sequence[Any]]
) -> Page:
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
    page = Page(leg_id, message_id, day, said_at, learnt_at, struct.pack(f"<{size}q", *people), content, 0)
    return page._replace(checksum=_checksum(page))


def is_whole(page: Page) -> bool:
    """Whether a page is as it was stored."""
    return page.checksum == _checksum(page)


def _checksum(page: Page) -> int:
    head = _HEAD.pack(page.leg_id, page.message_id, page.day.toordinal(), micros(page.said_at), micros(page.learnt_at))
    return zlib.crc32(page.content, zlib.crc32(page.people, zlib.crc32(head)))


class LinesOfMessage:
    """The lines of a page. What of them is not asked for is not read.

    Raises Broken for a page that is not as it was stored: a list that names somebody else would look like any other.
    """

    def __init__(self, page: Page) -> None:
        if not is_whole(page):
            raise Broken(
                f"What message {page.message_id} says of leg {page.leg_id} was altered in the register, or is damaged.",
                RESTORE,
            )
        self.leg_id, self.message_id = page.leg_id, page.message_id
        self._page = page
        self.people: tuple[int, ...] = struct.unpack(f"<{len(page.people) // ID_BYTES}q", page.people)
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
        page, count = self._page, len(people)
        leg, day, message = [page.leg_id] * count, [page.day] * count, [page.message_id] * count
        said, learnt = [page.said_at] * count, [page.learnt_at] * count
        before, after = texts[:7], texts[7:]
        ordered: list[Sequence[Any]] = [leg, day, people, references, bookings, *before, message, seqs, said, learnt]
        return list(map(Line, *ordered, *after))

    @cached_property
    def _read(self) -> tuple[list[list[str]], bytes, int]:
        """The texts of each column, the bytes, and where in them the columns begin."""
        content = zlib.decompress(self._page.content)
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
