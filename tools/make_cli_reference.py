"""Write docs/reference/cli.md from the program's own --help; `--check` only says whether it is up to date."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path

from typer.main import get_command

from pratique.cli.group import leaves
from pratique.cli.main import app, run

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "cli.md"
INTRODUCTION = """# Commands

In the order of the work. Made from `pratique COMMAND --help` by `tools/make_cli_reference.py`.

Data goes to standard output, talk to standard error. `-o json` and `-o csv` print data and nothing else; tables are
for people and may change. A script may rely on the [exit codes](exit-codes.md), on the JSON of
[`intake check`](intake-check-json.md) and [`trace`](trace-json.md), and on the [notice](case-json.md) that `case add`
reads. Lists (`case list`, `intake log`, `rules list`) print one JSON object a line, `null` where there is nothing.

Nobody's name is ever an argument, because arguments stay in the shell's history. Options before the command (`--site`,
`--register-url`) hold for every command.
"""


def commands() -> list[str]:
    """Every command that can be run, in the order of the work."""
    return [name for _, name, _ in leaves(get_command(app), None)]


def help_of(command: str) -> str:
    """What `--help` prints for a command (all of pratique for an empty one), 80 columns wide."""
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "80"
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out):
            run([*command.split(), "--help"])
    finally:
        os.environ.pop("COLUMNS")
        if before is not None:
            os.environ["COLUMNS"] = before
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()).strip() + "\n"


def page() -> str:
    """The whole page."""
    parts = [INTRODUCTION, f"```text\n{help_of('')}```\n"]
    parts += [f"## {name}\n\n```text\n{help_of(name)}```\n" for name in commands()]
    return "\n".join(parts)


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(0 if PAGE.read_text("utf-8") == page() else f"{PAGE} is out of date: run {sys.argv[0]}")
    PAGE.write_text(page(), encoding="utf-8")
