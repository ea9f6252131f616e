"""What must stand nowhere in clear, taken from the sample day itself, and ways to look for it in every byte."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import numpy
import sqlalchemy
from numpy.typing import NDArray

from pratique.flow.intake import read_file
from pratique.flow.intake.profile import SenderProfile
from pratique.model.facts import PersonFact
from pratique.stores.places import Places
from pratique.stores.register.tables import metadata
from tests.lib import sites

_SHORTEST = 6
"""Bytes. A shorter word turns up in a megabyte of ciphertext by chance; it is looked for as a word among texts."""
_PRINTABLE = bytes(range(0x20, 0x7F))
_LINES = bytes(byte if byte in _PRINTABLE else 0x0A for byte in range(256))
"""Everything but printable characters becomes the end of a line."""
_WIDE = {
    "utf-16-le": re.compile(rb"(?:[\x20-\x7e]\x00){4,}"),
    "utf-16-be": re.compile(rb"(?:\x00[\x20-\x7e]){4,}"),
}
_AT_ONCE = 1 << 20
_LOW = (1 << 20) - 1
_WORD = re.compile(r"\w+")
Numbers = NDArray[Any]
Flags = NDArray[numpy.bool_]
Beginnings = tuple[dict[str, list[str]], Numbers]


@dataclass
class Needles:
    """Identifying words of people: `long`, of at least six bytes, anywhere; `digits` and `short` as whole words.

    Eight digits turn up by chance inside some of the thousands of keyed hashes, written as numbers.
    """

    long: set[str] = field(default_factory=set)
    digits: set[str] = field(default_factory=set)
    short: set[str] = field(default_factory=set)
    _begun: Beginnings | None = None

    def take(self, *words: str | None) -> None:
        self._begun = None
        for word in words:
            folded = (word or "").casefold()
            if len(folded) >= _SHORTEST and folded.isdigit():
                self.digits.add(folded)
            elif len(folded.encode()) >= _SHORTEST:
                self.long.add(folded)
            elif len(folded) >= 4 and _WORD.fullmatch(folded):
                self.short.add(folded)

    @property
    def all(self) -> set[str]:
        return self.long | self.digits | self.short

    @property
    def beginnings(self) -> Beginnings:
        """Those of six bytes by how they begin, and these beginnings as numbers; worked out once for many files."""
        if self._begun is None:
            by_head: dict[str, list[str]] = {}
            for needle in self.long | self.digits:
                by_head.setdefault(needle[:_SHORTEST], []).append(needle)
            whole = "".join(head for head in by_head if len(head) == _SHORTEST)
            self._begun = by_head, numpy.sort(_heads(whole)[::_SHORTEST])
        return self._begun


def of_person(needles: Needles, person: PersonFact) -> None:
    needles.take(person.surname, person.given, person.birth_date)
    needles.take(*person.phones, *person.emails)
    needles.take(*(d.number for d in person.documents if d.number and len(d.number) >= 6))


def of_the_sample_day() -> Needles:
    """Everybody whom a stored message of the sample day, or its notice, names."""
    needles = Needles()
    for step in sites.STEPS:
        for name, data in sites.sample_files(step):
            for message in read_file(data, name, Places()).messages:
                for person in (*message.people, *(crossing.person for crossing in message.crossings)):
                    if not message.test:
                        of_person(needles, person)
    notice = sites.sample_notice().person
    needles.take(notice.surname, notice.given, notice.birth_date, *notice.phones)
    needles.take(*(document.number for document in notice.documents))
    return needles


def of_files_not_taken() -> Needles:
    """Document numbers of the test interchange and of the table whose dates nobody can read: kept sealed, not used."""
    needles = Needles()
    for step, name in (("manifests", "ZZ305_14NOV_test.edi"), ("ask", "8Q555_ambiguous.csv")):
        data = dict(sites.sample_files(step))[name]
        for message in read_file(data, name, Places(), SenderProfile("anybody", dates="dmy")).messages:
            for person in message.people:
                needles.take(*(d.number for d in person.documents))
    return needles


# -- looking ------------------------------------------------------------------------------------------------------


def found_in(needles: Needles, texts: Sequence[str], *, short: bool = True) -> set[str]:
    """The needles that stand in these texts; with `short`, the short ones too."""
    hay = "\n".join(texts).casefold()
    # One pass over the text for the beginnings of all needles, as numbers; what begins like one is then compared.
    by_head, heads = needles.beginnings
    found = {needle for head, begun in by_head.items() if len(head) < _SHORTEST for needle in begun if needle in hay}
    for start in range(0, len(hay), _AT_ONCE):
        for i in numpy.flatnonzero(among(_heads(hay[start : start + _AT_ONCE + _SHORTEST - 1]), heads)).tolist():
            at = start + i
            for needle in by_head.get(hay[at : at + _SHORTEST], ()):
                if hay.startswith(needle, at) and (needle in needles.long or _alone(hay, at, at + len(needle))):
                    found.add(needle)
    return found | (needles.short & set(_WORD.findall(hay))) if short else found


def _alone(hay: str, begin: int, end: int) -> bool:
    """Whether what stands here is a whole word."""
    return not (_WORD.match(hay[begin - 1 : begin]) or _WORD.match(hay[end : end + 1]))


def _heads(text: str) -> Numbers:
    """For each place of the text, a number that is the same wherever the same six characters begin."""
    characters = numpy.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(numpy.uint64)
    places = max(len(characters) - _SHORTEST + 1, 0)
    heads = numpy.zeros(places, dtype=numpy.uint64)
    for at in range(_SHORTEST):
        heads = heads * numpy.uint64(0x9E3779B97F4A7C15) + characters[at : at + places]
    return heads


def among(numbers: Numbers, wanted: Numbers) -> Flags:
    """Which of these numbers are among the wanted, sorted ones: a look at twenty bits first, at the rest seldom."""
    if not len(wanted):
        return numpy.zeros(len(numbers), dtype=bool)
    seen = numpy.zeros(_LOW + 1, dtype=bool)
    seen[wanted & _LOW] = True
    found = seen[numbers & _LOW]
    likely = numbers[found]
    found[found] = wanted[numpy.searchsorted(wanted, likely) % len(wanted)] == likely
    return found


def numbers_in(data: bytes, wanted: set[int], order: str = "<") -> set[int]:
    """Those of these numbers that stand in the bytes as eight bytes in this order, at any place."""
    numbers = numpy.array(sorted(wanted), dtype="<i8")
    found: set[int] = set()
    for shift in range(8):
        count = (len(data) - shift) // 8
        if count > 0:
            seen = numpy.frombuffer(data, dtype=f"{order}i8", count=count, offset=shift).astype("<i8")
            found.update(seen[among(seen, numbers)].tolist())
    return found


def found_in_bytes(needles: Needles, data: bytes) -> set[str]:
    """The needles that stand in these bytes, in UTF-8 or UTF-16, at any place.

    Printable characters are searched; what has other characters is looked for byte by byte. Words shorter
    than six bytes are found in UTF-16 here, and in UTF-8 among the decoded texts.
    """
    found = found_in(needles, [data.translate(_LINES).decode()], short=False)
    for code in _wide(data):
        found |= found_in(needles, [run.decode(code) for run in _WIDE[code].findall(data)])
    for needle in needles.long:
        if not needle.isascii():
            for form in {needle, needle.upper(), needle.title()}:
                if any(form.encode(code) in data for code in ("utf-8", "utf-16-le", "utf-16-be")):
                    found.add(needle)
    return found


def _wide(data: bytes) -> Iterator[str]:
    """The codes of two bytes a character in which four characters stand together somewhere in these bytes."""
    seen = numpy.frombuffer(data, dtype=numpy.uint8)
    printable, zero = (seen >= 0x20) & (seen < 0x7F), seen == 0
    for code, first, second in (("utf-16-le", printable, zero), ("utf-16-be", zero, printable)):
        pairs = first[:-1] & second[1:]
        if (pairs[:-6] & pairs[2:-4] & pairs[4:-2] & pairs[6:]).any():
            yield code


def found_in_files(needles: Needles, folder: Path) -> dict[str, set[str]]:
    """By file of the folder: what stands in its bytes. Every file is looked at, hidden and temporary ones too."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    assert files
    found = {
        path.relative_to(folder).as_posix(): found_in_bytes(
            needles, path.read_bytes() + b"\n" + str(path.relative_to(folder)).encode()
        )
        for path in files
    }
    return {name: words for name, words in found.items() if words}


def parquet_texts(folder: Path) -> list[str]:
    """Every value of every Parquet file of the folder, checkpoints of the log too, decompressed and decoded."""
    texts: list[str] = []
    with duckdb.connect() as connection:
        for path in sorted(folder.rglob("*.parquet")):
            query = "select t::varchar from read_parquet(?, hive_partitioning = false) t"
            texts += [row for (row,) in connection.execute(query, [str(path)]).fetchall()]
    return texts


def register_values(engine: sqlalchemy.Engine) -> Iterator[str | bytes]:
    """Every value of every table of the register: bytes as they are, all else as text."""
    with engine.connect() as connection:
        for name in sqlalchemy.inspect(connection).get_table_names():
            stored = connection.execute(sqlalchemy.text(f'select * from "{name}"'))
            for row in stored:
                yield from (v if isinstance(v, bytes) else repr(v) for v in row)
        assert {*metadata.tables} <= {*sqlalchemy.inspect(connection).get_table_names()}


def found_in_register(needles: Needles, engine: sqlalchemy.Engine) -> set[str]:
    """What stands in a value of the register: as text, as bytes, or in bytes that any cut of zlib opens."""
    values = list(register_values(engine))
    blobs = [value for value in values if isinstance(value, bytes)]
    texts = [value for value in values if isinstance(value, str)]
    for blob in blobs:
        texts += [clear.decode("utf-8", "replace") for clear in inflated(blob)]
        with suppress(UnicodeDecodeError):
            texts.append(blob.decode())
    return found_in_bytes(needles, b"\xff\x00\xff".join(blobs)) | found_in(needles, texts)


def inflated(data: bytes) -> Iterator[bytes]:
    """What zlib makes of these bytes from every place that can begin a stream of it."""
    for start in (m.start() for m in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data)):
        with suppress(zlib.error):
            yield zlib.decompressobj().decompress(data[start:])
