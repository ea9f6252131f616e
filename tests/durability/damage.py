"""Files of a site, and what may befall them: cut short, or one bit turned over."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.durability.site import Place

Damage = Callable[[Path], None]


def cut(file: Path) -> None:
    """The second half is gone."""
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def empty(file: Path) -> None:
    """Nothing is left of it but its name."""
    file.write_bytes(b"")


def flip(seed: int) -> Damage:
    """One bit somewhere is turned over."""

    def damage(file: Path) -> None:
        data, chance = bytearray(file.read_bytes()), random.Random(seed)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        file.write_bytes(data)

    return damage


def lines(place: Place) -> Path:
    """The first Parquet file of the lines."""
    return sorted((place.folder / "movements" / "lines").glob("day=*/*.parquet"))[0]


def log(place: Place) -> Path:
    """The newest entry of the log of the lines: what it added is in no other."""
    return sorted((place.folder / "movements" / "lines" / "_delta_log").glob("*.json"))[-1]


def checkpoint(place: Place) -> Path:
    """The newest checkpoint of the log of the lines."""
    return sorted((place.folder / "movements" / "lines" / "_delta_log").glob("*.checkpoint.parquet"))[-1]


def sums(place: Place) -> Path:
    """The checksums of the files of the lines."""
    return place.folder / "movements" / "lines" / "_sha256sums"


def register(place: Place) -> Path:
    """The register's file, with everything in it."""
    file = place.folder / "register.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


def key(place: Place) -> Path:
    """The site key."""
    return place.folder / "keys" / "site.key"
