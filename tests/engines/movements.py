"""Making lines, crossings and stores for the tests of this folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pratique.model.movement import Crossing, Line
from pratique.stores.movements.base import Movements
from pratique.stores.movements.delta import DeltaMovements
from pratique.stores.movements.memory import MemoryMovements

DAY = date(2026, 3, 10)
NOON = datetime(2026, 3, 10, 12, 0, 0, 1, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]


def line(leg: int = 1, identity: int = 100, message: int = 1, seq: int = 0, **other: object) -> Line:
    values = {
        "leg_id": leg,
        "day": DAY,
        "identity_id": identity,
        "ref_key": -(2**63),
        "party_key": 2**63 - 1,
        "role": "passenger",
        "state": "listed",
        "seat": "14C",
        "seat_status": "assigned",
        "seat_raw": "014C",
        "embark": "XBA",
        "debark": "",
        "message_id": message,
        "seq": seq,
        "said_at": NOON - timedelta(hours=1),
        "learnt_at": NOON,
    }
    return Line(**{**values, **other})  # type: ignore[arg-type]


def crossing(identity: int = 100, message: int = 1, seq: int = 0, **other: object) -> Crossing:
    values = {
        "identity_id": identity,
        "day": DAY,
        "at": NOON,
        "point_of_entry": "XB-1",
        "direction": "in",
        "leg_id": 0,
        "message_id": message,
        "seq": seq,
        "learnt_at": NOON,
    }
    return Crossing(**{**values, **other})  # type: ignore[arg-type]


def batch_of_lines(batch: int, size: int = 20) -> list[Line]:
    """One batch over three days, recognisable by its message number."""
    return [line(1 + n % 3, 100 + n, batch, n, day=DAY + timedelta(days=n % 3)) for n in range(size)]


def legs_of_batches() -> list[tuple[int, date]]:
    return [(1 + n, DAY + timedelta(days=n)) for n in range(3)]


def all_crossings(store: Movements) -> list[Crossing]:
    """Every crossing of a store, in its order."""
    return [one for portion in store.crossings_by_person() for one in portion]


def lines_of(store: Movements, legs: Collection[tuple[int, date]]) -> list[Line]:
    """The lines of these legs on their days, by leg, message and position."""
    found = [one for portion in store.lines_by_leg() for one in portion if (one.leg_id, one.day) in legs]
    return sorted(found, key=lambda one: (one.leg_id, one.message_id, one.seq))


def all_lines(store: Movements) -> list[Line]:
    """Every line of a store, in its order."""
    return [one for portion in store.lines_by_leg() for one in portion]


def make(engine: str, folder: Path) -> MemoryMovements | DeltaMovements:
    return MemoryMovements() if engine == "memory" else DeltaMovements(folder / "movements")


def run(code: str, *arguments: object, failpoint: str = "") -> subprocess.CompletedProcess[str]:
    """Run Python text in another process, from the repository, with an optional place to die at."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PRATIQUE_FAILPOINT": failpoint}
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
