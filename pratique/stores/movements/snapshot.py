"""The files that make up the movement tables as they are now, for a copy of them."""

from __future__ import annotations

import re
from pathlib import Path

from pratique.errors import Broken
from pratique.stores.movements.arrow import SHAPES
from pratique.stores.movements.base import TABLES
from pratique.stores.movements.sums import LIST
from pratique.stores.movements.table import Table

_LOG = re.compile(r"\d{20}(\.json|\.checkpoint(\.[0-9a-f.-]+)?\.parquet)|_last_checkpoint")


def current_files(folder: Path) -> list[Path]:
    """Every file of the newest version of each table and of its log, and no other; the caller is the one writer.

    Raises Broken, naming the file, where one is missing or is not as it was written.
    """
    found: list[Path] = []
    for kind in TABLES:
        table = folder.resolve() / kind
        held = Table(table, SHAPES[kind])
        altered = set(held.altered())
        for stored in held.files():
            path = Path(stored.path)
            name = path.relative_to(folder.resolve()).as_posix()
            whole = path.is_file() and path.stat().st_size == stored.size
            if not whole or path.relative_to(table).as_posix() in altered:
                raise Broken(
                    f"{name} is missing or damaged: a backup would not be whole.",
                    "`pratique db check` says what else is wrong; restore an earlier backup.",
                )
            found.append(path)
        if (table / LIST).is_file():
            found.append(table / LIST)
        if (table / "_delta_log").is_dir():
            found += sorted(file for file in (table / "_delta_log").iterdir() if _LOG.fullmatch(file.name))
    return found
