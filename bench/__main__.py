"""`python -m bench [QUESTION|table]... [--lines N] [--kills N]`: measure, and write the figures to bench/results."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import country, results

DEFAULT_LINES = 1_000_000


def _paxlst(_: int) -> dict[str, Any]:
    """In a process of its own: it silences the loggers and warnings of its whole process."""
    script = Path(__file__).with_name("paxlst.py")
    done = subprocess.run([sys.executable, str(script)], check=True, capture_output=True, text=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _ingest(lines: int) -> dict[str, Any]:
    from bench import ingest

    return ingest.measure(lines)


def _trace(lines: int) -> dict[str, Any]:
    from bench import trace

    return trace.measure(lines)


def _durability(kills: int) -> dict[str, Any]:
    from bench import durability

    return durability.measure(kills)


def _guard(lines: int) -> dict[str, Any]:
    from bench import guard

    return guard.measure(lines)


def _identity(records: int) -> dict[str, Any]:
    from bench import identity

    return identity.measure(records)


QUESTIONS: dict[str, Callable[[int], dict[str, Any]]] = {
    "paxlst": _paxlst,
    "ingest": _ingest,
    "trace": _trace,
    "durability": _durability,
    "guard": _guard,
    "identity": _identity,
}


def main() -> None:
    """Run what was asked for, all if nothing was, and write the table anew."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("what", nargs="*", choices=[*QUESTIONS, "table", []], help="default: all")
    parser.add_argument("--lines", type=int, default=DEFAULT_LINES, help="lines, or records (default: %(default)s)")
    parser.add_argument("--kills", type=int, default=1_000, help="processes killed (default: %(default)s)")
    asked = parser.parse_args()
    todo = [name for name in QUESTIONS if name in asked.what] if asked.what else list(QUESTIONS)
    for name in todo:
        print(f"{name} …", flush=True)
        where = results.machine()
        size = {"paxlst": "300", "durability": str(asked.kills)}.get(name, country.short(asked.lines))
        much = asked.kills if name == "durability" else asked.lines
        print(f"  {results.save(name, size, QUESTIONS[name](much), where)}", flush=True)
    results.write_table()


if __name__ == "__main__":
    main()
