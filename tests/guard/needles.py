"""What must stand nowhere in clear, taken from the sample day itself, and ways to look for it in every byte."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import sqlalchemy

from pratique.flow.intake import read_file
from pratique.flow.intake.profile import SenderProfile
from pratique.model.facts import PersonFact
from pratique.stores.places import Places
from pratique.stores.register.tables import metadata
from tests.lib import sites

_SHORTEST = 6
"""Bytes. A shorter word turns up in a megabyte of ciphertext by chance; it is looked for as a word among texts."""
_ASCII = re.compile(rb"[\x20-\x7e]{%d,}" % _SHORTEST)
_WIDE = {
    "utf-16-le": re.compile(rb"(?:[\x20-\x7e]\x00){4,}"),
    "utf-16-be": re.compile(rb"(?:\x00[\x20-\x7e]){4,}"),
}
_WORD = re.compile(r"\w+")


@dataclass
class Needles:
    """Identifying words of people: `long`, of at least six bytes, anywhere; `digits` and `short` as whole words.

    Eight digits turn up by chance inside some of the thousands of keyed hashes, written as numbers.
    """

    long: set[str] = field(default_factory=set)
    digits: set[str] = field(default_factory=set)
    short: set[str] = field(default_factory=set)

    def take(self, *words: str | None) -> None:
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


def found_in(needles: Needles, texts: Sequence[str]) -> set[str]:
    """The needles that stand in these texts."""
    hay = "\n".join(texts).casefold()
    # One pass over the text for the beginnings of all needles.
    by_head: dict[str, list[str]] = {}
    for needle in needles.long:
        by_head.setdefault(needle[:_SHORTEST], []).append(needle)
    found = {needle for needle in needles.long if len(needle) < _SHORTEST and needle in hay}
    for i in range(len(hay)):
        if begun := by_head.get(hay[i : i + _SHORTEST]):
            found.update(needle for needle in begun if hay.startswith(needle, i))
    return found | ((needles.short | needles.digits) & set(_WORD.findall(hay)))


def found_in_bytes(needles: Needles, data: bytes) -> set[str]:
    """The needles that stand in these bytes, in UTF-8 or UTF-16, at any place.

    Runs of printable characters are searched; what has other characters is looked for byte by byte. Words shorter
    than six bytes are found in UTF-16 here, and in UTF-8 among the decoded texts.
    """
    found = found_in(Needles(needles.long, needles.digits), [run.decode() for run in _ASCII.findall(data)])
    for code, wide in _WIDE.items():
        found |= found_in(needles, [run.decode(code) for run in wide.findall(data)])
    for needle in needles.long:
        if not needle.isascii():
            for form in {needle, needle.upper(), needle.title()}:
                if any(form.encode(code) in data for code in ("utf-8", "utf-16-le", "utf-16-be")):
                    found.add(needle)
    return found


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
