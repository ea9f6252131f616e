"""How commands are listed: in the order of the work, under headings, one sentence each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from typer.core import TyperGroup

_ORDER = (
    "demo",
    "init",
    "doctor",
    "intake",
    "identity",
    "case",
    "trace",
    "guard",
    "rules",
    "officer",
    "client",
    "work",
    "db",
    "sample",
    "drill",
)
START, BRING, FIND, GUARD, RUN = "Start", "Bring data in", "Find people", "Guard the data", "Run"


class InOrder(TyperGroup):
    """A group that answers a call without a command with its help, and lists the commands of its groups with its own.

    The headings are the help panels that the commands were registered with; commands without one stand under
    "Commands".
    """

    def list_commands(self, ctx: Any) -> list[str]:
        """The commands as an officer meets them; Typer would put plain commands before groups."""
        return sorted(super().list_commands(ctx), key=lambda name: _ORDER.index(name) if name in _ORDER else 99)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments as given, or `--help` where there are none."""
        return super().parse_args(ctx, args or ["--help"])

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Every command that can be run, by its whole name, under its heading."""
        panels: dict[str, list[tuple[str, str]]] = {}
        for panel, name, command in leaves(self, ctx):
            panels.setdefault(panel or "Commands", []).append((name, command.get_short_help_str(200)))
        widest = max(len(name) for lines in panels.values() for name, _ in lines)
        for panel, lines in panels.items():
            with formatter.section(panel):
                formatter.write_dl([(name.ljust(widest), words) for name, words in lines])


def leaves(group: Any, ctx: Any) -> Iterator[tuple[str | None, str, Any]]:
    """Heading, whole name and command of every command that can be run, in order."""
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        if isinstance(command, TyperGroup):
            yield from ((command.rich_help_panel, f"{name} {n}", c) for _, n, c in leaves(command, ctx))
        else:
            yield command.rich_help_panel, name, command
