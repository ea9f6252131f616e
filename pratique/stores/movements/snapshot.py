"""The files that make up the movement tables as they are now, for a copy of them."""

from __future__ import annotations

import re
from pathlib import Path

from pratique.errors import Broken
from pratique.stores.movements.arrow import SHAPES
from pratique.stores.movements.base import TABLES
from pratique.stores.movements.table import Table

_LOG = re.compile(r"\d{20}(\.json|\.checkpoint(\.[0-9a-f.-]+)?\.parquet)|_last_checkpoint")


def current_files(folder: Path) -> list[Path]:
    """Every file of the newest version of each table and of its log, and no other; the caller is the one writer.

    Raises Broken, naming the file, where one is missing or has another size than the log says.
    """
    found: list[Path] = []
    for kind in TABLES:
        table = folder.resolve() / kind
        for stored in Table(table, SHAPES[kind]).files():
            path = Path(stored.path)
            name = path.relative_to(folder.resolve()).as_posix()
            if not path.is_file() or path.stat().st_size != stored.size:
                raise Broken(
                    f"{name} is missing or damaged: a backup would not be whole.",
                    "`pratique db check` says what else is wrong; restore an earlier backup.",
                )
            found.append(path)
        if (table / "_delta_log").is_dir():
            found += sorted(file for file in (table / "_delta_log").iterdir() if _LOG.fullmatch(file.name))
    return found
