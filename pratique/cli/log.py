"""The log: JSON lines of what was run and how it ended. No argument values, no names, no numbers of people."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_file: list[Path] = []


def to_file(path: Path) -> None:
    """Write the log of this process here from now on."""
    _file[:] = [path]


def note(event: str, **facts: Any) -> None:
    """One line about what happened: codes, counts and times."""
    if not _file:
        return
    import structlog

    try:
        with _file[0].open("a", encoding="utf-8") as file:
            logger = structlog.wrap_logger(
                structlog.WriteLogger(file),
                processors=[
                    structlog.processors.add_log_level,
                    structlog.processors.TimeStamper(fmt="iso", utc=True),
                    structlog.processors.JSONRenderer(),
                ],
            )
            logger.info(event, **facts)
    except OSError:
        return  # a full or read-only disk must not hide the answer the user asked for


def failed(arguments: Sequence[str], code: str) -> None:
    """A command ended in an error that was explained to its user."""
    note("failed", command=_command(arguments), error=code)


def fault(arguments: Sequence[str], error: BaseException) -> None:
    """A command ended in a fault of the program: which kind and where, not the message, which might quote data."""
    frames = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)]
    note("fault", command=_command(arguments), kind=type(error).__name__, at=frames[-12:])


def _command(arguments: Sequence[str]) -> str:
    """The command's own words: a name of the program's, never a value that was typed after it."""
    from pratique.cli.main import command_names

    names = command_names()
    for at, word in enumerate(arguments):
        if word in names:
            both = " ".join(arguments[at : at + 2])
            return both if both in names else word
    return ""
