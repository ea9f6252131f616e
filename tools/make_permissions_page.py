"""Writes docs/reference/permissions.md; with --check only says whether the page is up to date.

`PURPOSE` and `OPEN` say of every command what it works for, or why it needs no purpose. A test runs each command as
every role: what is written here is what the program does.
"""

from __future__ import annotations

import sys
from pathlib import Path

from typer.main import get_command

from pratique.cli.group import leaves
from pratique.cli.main import app
from pratique.guard.permissions import permissions
from pratique.model.access import Purpose, Role

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "permissions.md"

PURPOSE = {
    "intake load": Purpose.INTAKE,
    "intake watch": Purpose.INTAKE,
    "intake log": Purpose.INTAKE,
    "case add": Purpose.CASE_INVESTIGATION,
    "case confirm": Purpose.CASE_INVESTIGATION,
    "case show": Purpose.CASE_INVESTIGATION,
    "case list": Purpose.CASE_INVESTIGATION,
    "case withdraw": Purpose.CASE_INVESTIGATION,
    "trace": Purpose.CONTACT_TRACING,
    "identity resolve": Purpose.ADMINISTRATION,
    "identity explain": Purpose.CONTACT_TRACING,
    "identity review list": Purpose.CASE_INVESTIGATION,
    "identity review show": Purpose.CASE_INVESTIGATION,
    "identity review decide": Purpose.CASE_INVESTIGATION,
    "identity split": Purpose.CASE_INVESTIGATION,
    "identity undo": Purpose.CASE_INVESTIGATION,
    "guard access-report": Purpose.INSPECTION,
    "guard holdings": Purpose.INSPECTION,
    "guard due": Purpose.INSPECTION,
    "guard erase": Purpose.ADMINISTRATION,
    "guard certificate": Purpose.INSPECTION,
    "guard erase-person": Purpose.ADMINISTRATION,
    "guard erasures": Purpose.ADMINISTRATION,
    "guard rotate-key": Purpose.ADMINISTRATION,
    "guard emergencies": Purpose.INSPECTION,
    "guard acknowledge": Purpose.INSPECTION,
    "guard audit show": Purpose.INSPECTION,
    "guard audit sign": Purpose.ADMINISTRATION,
    "guard audit verify": Purpose.INSPECTION,
    "officer invite": Purpose.ADMINISTRATION,
    "officer list": Purpose.ADMINISTRATION,
    "officer disable": Purpose.ADMINISTRATION,
    "officer acknowledge": Purpose.ADMINISTRATION,
    "client add": Purpose.ADMINISTRATION,
    "client list": Purpose.ADMINISTRATION,
    "client disable": Purpose.ADMINISTRATION,
    "db check": Purpose.ADMINISTRATION,
    "db backup": Purpose.ADMINISTRATION,
}

REFUSED = {("intake log", Role.CLIENT)}
"""Commands that are refused to a role which may work for their purpose."""

_RULES = "reads the rule book; no site, and nobody's record"
OPEN = {
    "demo": "makes a site of its own with invented people",
    "init": "makes a new site, and you its first supervisor",
    "doctor": "shows settings, and whether register and key can be opened; no record",
    "intake check": "reads the file you hold and stores nothing",
    "identity evaluate": "opens no site and no record of one: it reads the table you hold and writes ids",
    "rules list": _RULES,
    "rules show": _RULES,
    "rules check": _RULES,
    "rules zone": _RULES,
    "officer join": "takes up an invitation: before it, nobody can say who you are",
    "officer recover": "for a site whose supervisors are all lost: needs the site key, and every command tells of it",
    "work": "works as the site itself, in the role system, for administration; shows counts",
    "db upgrade": "changes the tables of an older register, before officers can be asked for in it; shows no record",
    "db restore": "unpacks a backup, in which whatever identifies people is ciphertext; its site key is not in it",
    "sample make": "writes files about invented people",
    "sample travellers": "writes a table about invented people",
    "drill run": "makes a site of its own with invented people",
}

HEAD = """# Who may do what

Made by `tools/make_permissions_page.py` from `pratique/guard/permissions.toml`; change that file, not this page. A test
runs every command as every role.

Who works is proven by a device key ([officers](../how-to/officers.md)), a machine by its token
([clients](../how-to/clients.md)). Each command works for one purpose, on one subject, and both stand in the audit log
with the officer and the role. What is not listed here is refused with [exit code](exit-codes.md) 6, and the refusal is
logged.
"""

BELOW_ROLES = """
The role `system` is the program itself, such as `pratique work`: nobody is invited to it. A role that is not shown
names traces all the same: it sees counts, and contacts by reference with seat, reasons, whereabouts and action. Names
and phones are not even decrypted for it.

The role `client` is a machine that hands in files: it is proven by a token that a supervisor or an administrator gave
it, which is good for one purpose and some days ([clients](../how-to/clients.md)). It is shown nothing of what it handed
in.

Further: who is not shown names does not invite to a role that is. A case is confirmed by another officer than the one
who added it. What an officer confirmed alone, with `--break-glass`, only another supervisor acknowledges.

## What a purpose may see of a person
"""
BELOW_FIELDS = """
`surname`, `given` and `phones` are those of a contact of a confirmed case. `notice` is whatever the notice says of the
case's own person, and the reasons that officers wrote. `papers` is what is compared of the papers held for one
person's, and of the two that an officer is asked about: name, birth date, sex, nationality, documents, phones. What a
purpose may not see is not handed over; of contacts it is not even read.

## How often

For one officer or client within an hour, counted in the audit log. What goes beyond is refused and logged.
"""


def commands() -> list[str]:
    """Every command that can be run, in the order of the work."""
    return [name for _, name, _ in leaves(get_command(app), None)]


def page() -> str:
    """The whole page."""
    matrix = permissions()
    people = [role for role in Role if role is not Role.SYSTEM]
    lines = [HEAD, "## Roles and purposes", "", _row("Purpose", *people, Role.SYSTEM), _row(*["---"] * (len(Role) + 1))]
    for purpose in Purpose:
        may = ("●" if purpose in matrix.purposes[role] else "–" for role in (*people, Role.SYSTEM))
        lines.append(_row(_words(purpose), *may))
    shown = ("●" if role in matrix.shown_names else "–" for role in (*people, Role.SYSTEM))
    lines.append(_row("*is shown names*", *shown))
    lines += [BELOW_ROLES, _row("Purpose", "May be handed"), _row("---", "---")]
    lines += [_row(_words(one), ", ".join(f"`{name}`" for name in matrix.sees[one]) or "nothing") for one in Purpose]
    lines += [BELOW_FIELDS, _row("Look-up, as the log calls it", "Times"), _row("---", "---")]
    lines += [_row(f"`{action}`", str(times)) for action, times in matrix.rate.items()]
    lines += ["", "## Commands", "", _row("Command", "Purpose", *people), _row(*["---"] * (len(people) + 2))]
    for command in (name for name in commands() if name in PURPOSE):
        purpose = PURPOSE[command]
        may = ("●" if purpose in matrix.purposes[role] and (command, role) not in REFUSED else "–" for role in people)
        lines.append(_row(f"`{command}`", _words(purpose), *may))
    lines += ["", "These need no purpose:", "", _row("Command", "Because it"), _row("---", "---")]
    lines += [_row(f"`{command}`", OPEN[command]) for command in commands() if command in OPEN]
    return "\n".join((*lines, ""))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _words(purpose: Purpose) -> str:
    return purpose.replace("_", " ")


def main() -> int:
    """Write the page, or compare it."""
    text = page()
    if "--check" in sys.argv[1:]:
        if PAGE.is_file() and PAGE.read_text("utf-8") == text:
            return 0
        print("docs/reference/permissions.md is out of date: run tools/make_permissions_page.py", file=sys.stderr)
        return 1
    PAGE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
