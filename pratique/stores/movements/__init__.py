"""Where movement rows live: lines and crossings, pseudonymous, in batches that are wholly there or wholly absent.

In: `Line` and `Crossing` with the number of the received file. Out: the same, in order, and how many there are.
`MemoryMovements` is the reference; `open_movements` opens what a site uses, tested to answer the same.
"""

from __future__ import annotations

from pathlib import Path

from pratique.stores.movements.base import RESTORE, TABLES, ArrowStream, Held, Movements, TableName, readable_path
from pratique.stores.movements.memory import MemoryMovements

__all__ = [
    "RESTORE",
    "TABLES",
    "ArrowStream",
    "Held",
    "MemoryMovements",
    "Movements",
    "TableName",
    "open_movements",
    "readable_path",
]


def open_movements(folder: Path) -> Movements:
    """The movement tables under this folder; it and they are made at the first append. NotReady for a bad path."""
    from pratique.stores.movements.delta import DeltaMovements

    return DeltaMovements(folder)
