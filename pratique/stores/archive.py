"""One file that holds many, and in which no byte can change unseen.

An archive is a plain tar: any `tar` lists and unpacks it. Its first member, ``backup.json``, names every other with
its size and SHA-256; the second holds the SHA-256 of the first. Headers and padding follow from what they say, byte by
byte, so the reader compares them with what the writer would have written. Only regular files are known: an archive
that holds a link, a device or a path leading out is refused.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Final

from pratique.errors import Broken, Conflict, NotReadable, NotReady

INDEX: Final = "backup.json"
_SUM: Final = "backup.sha256"
_BLOCK: Final = 512
_RECORD: Final = 20 * _BLOCK
_CHUNK: Final = 1 << 20
_LARGEST_INDEX: Final = 64 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its name with ``/`` between folders, its bytes and their SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Index:
    """What the first member says: when the archive was made, facts about it, and its members in their order."""

    made_at: datetime
    facts: Mapping[str, Any]
    members: Sequence[Member]


def write_archive(
    target: Path, made_at: datetime, facts: Mapping[str, Any], sources: Sequence[tuple[str, Path]]
) -> None:
    """Write the sources (name, file) to a new file that only its owner may read.

    Raises Conflict, naming it, if a source changes meanwhile.
    """
    members = [_measured(name, path) for name, path in sources]
    said = dict(facts) | {
        "made_at": made_at.isoformat(),
        "members": [{"name": m.name, "size": m.size, "sha256": m.sha256} for m in members],
    }
    index = json.dumps(said, indent=1, sort_keys=True).encode() + b"\n"
    written = int(made_at.timestamp())
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        for name, data in ((INDEX, index), (_SUM, _sum_of(index))):
            out.write(_header(name, len(data), written) + data + _padding(len(data)))
        for member, (_, path) in zip(members, sources, strict=True):
            out.write(_header(member.name, member.size, written))
            _append(out, member, path)
            out.write(_padding(member.size))
        out.write(_end(out.tell()))
        out.flush()
        os.fsync(out.fileno())


def read_index(archive: BinaryIO) -> Index:
    """What an archive says of itself, verified; the stream then stands at its first source.

    Raises NotReadable for a file of another kind, Broken for an archive that was altered or cut off.
    """
    first = archive.read(_BLOCK)
    if first[: len(INDEX) + 1] != INDEX.encode() + b"\0" and first[257:262] != b"ustar":
        raise NotReadable("This file is no backup made by pratique.", "Give a file made by `pratique db backup`.")
    size = _octal(first[124:136])
    data = archive.read(size) if 0 < size <= _LARGEST_INDEX else b""
    between = archive.read(len(_padding(len(data))))
    expected = _sum_of(data)
    second = archive.read(_BLOCK)
    if not data or archive.read(len(expected)) != expected:
        raise _damaged(f"{INDEX} or {_SUM}")
    try:
        said = json.loads(data)
        index = Index(
            datetime.fromisoformat(said.pop("made_at")),
            said,
            [Member(str(m["name"]), int(m["size"]), str(m["sha256"])) for m in said.pop("members")],
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _damaged(INDEX) from None
    written = int(index.made_at.timestamp())
    if first != _header(INDEX, len(data), written) or between != _padding(len(data)):
        raise _damaged(INDEX)
    after = _padding(len(expected))
    if second != _header(_SUM, len(expected), written) or archive.read(len(after)) != after:
        raise _damaged(_SUM)
    return index


def unpack(archive: BinaryIO, index: Index, folder: Path) -> None:
    """Write every source below this folder, each verified to the last byte. Broken, naming the first that is not.

    The stream must stand where `read_index` left it. On an error the folder holds some files: the caller removes it.
    """
    written = int(index.made_at.timestamp())
    for member in index.members:
        path = folder.joinpath(*_parts(member.name))
        header = _header(member.name, member.size, written)
        if archive.read(len(header)) != header:
            raise _damaged(member.name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            digest, size = _copied(archive, member.size, out.write)
        padding = _padding(member.size)
        if digest != member.sha256 or size != member.size or archive.read(len(padding)) != padding:
            raise _damaged(member.name)
    end = _end(archive.tell())
    if archive.read(len(end) + 1) != end:
        raise _damaged("the end of the file")


def _parts(name: str) -> tuple[str, ...]:
    """The parts of a member's name. Broken unless it is a plain relative path that stays below its folder."""
    parts = PurePosixPath(name).parts
    if not parts or "/".join(parts) != name or any(p in ("/", "..", ".") or set(p) & {"\\", "\0"} for p in parts):
        raise Broken("The backup names a file outside its own folder.", "It was not made by pratique: do not use it.")
    return parts


def _measured(name: str, path: Path) -> Member:
    _parts(name)
    with path.open("rb") as file:
        digest, size = _copied(file, path.stat().st_size, lambda _: None)
    return Member(name, size, digest)


def _append(out: BinaryIO, member: Member, path: Path) -> None:
    with path.open("rb") as file:
        digest, _ = _copied(file, member.size, out.write)
        if digest != member.sha256 or file.read(1):
            raise Conflict(f"{member.name} was changed while it was copied.", "Run the backup again.")


def _copied(file: BinaryIO, size: int, write: Callable[[bytes], object]) -> tuple[str, int]:
    digest, left = hashlib.sha256(), size
    while left and (data := file.read(min(left, _CHUNK))):
        write(data)
        digest.update(data)
        left -= len(data)
    return digest.hexdigest(), size - left


def _damaged(name: str) -> Broken:
    return Broken(
        f"The backup does not verify: {name} was altered or is damaged.", "Nothing was restored; use another copy."
    )


# -- the tar format ---------------------------------------------------------------------------------------------------


def _header(name: str, size: int, written: int) -> bytes:
    """The header of a regular file, POSIX ustar; a size of 8 GiB and more in base 256, as GNU tar has it.

    Written here and not by `tarfile`: it must come out the same, byte by byte, in every later version.
    """
    prefix, base = _split(name)
    number = b"%011o\0" % size if size < 8**11 else b"\x80" + size.to_bytes(11, "big")
    fields: Iterable[tuple[bytes, int]] = (
        (base, 100),
        (b"0000600\0", 8),
        (b"0000000\0", 8),
        (b"0000000\0", 8),
        (number, 12),
        (b"%011o\0" % written, 12),
        (b" " * 8, 8),
        (b"0", 1),
        (b"", 100),
        (b"ustar\0", 6),
        (b"00", 2),
        (b"", 32 + 32 + 8 + 8),
        (prefix, 155),
        (b"", 12),
    )
    block = b"".join(value.ljust(width, b"\0") for value, width in fields)
    return block[:148] + b"%06o\0 " % sum(block) + block[156:]


def _split(name: str) -> tuple[bytes, bytes]:
    whole = name.encode()
    if len(whole) <= 100:
        return b"", whole
    for at, byte in enumerate(whole):
        if byte == ord("/") and at <= 155 and len(whole) - at - 1 <= 100:
            return whole[:at], whole[at + 1 :]
    raise NotReady(f"The name of a file is too long for a backup: {name}.", "Rename it.")


def _octal(field: bytes) -> int:
    try:
        return int(field.rstrip(b"\0"), 8)
    except ValueError:
        return 0


def _padding(size: int) -> bytes:
    return bytes(-size % _BLOCK)


def _end(length: int) -> bytes:
    """What follows the last member that ends at this length: two empty blocks, then up to a whole record."""
    return bytes(2 * _BLOCK + -(length + 2 * _BLOCK) % _RECORD)


def _sum_of(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest().encode() + b"\n"
