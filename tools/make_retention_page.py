"""Writes docs/reference/retention.md from the periods; with --check only says whether it is up to date."""

from __future__ import annotations

import sys
from pathlib import Path

from pratique.rules.keeping import Term, default_terms

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "retention.md"
HEAD = """# How long records are kept

Made by `tools/make_retention_page.py` from `pratique/rules/keeping.toml`; change that file, not this page. These
periods hold from `pratique init` on. [The how-to](../how-to/retention.md) says how a site changes one and how the
erasure is done and proven.

| Category | What | Purpose | Kept for | From | Then |
| --- | --- | --- | --- | --- | --- |
"""
MIDDLE = """
| Category | Ground for the period | Standing |
| --- | --- | --- |
"""


def page() -> str:
    """The whole page."""
    terms = default_terms().values()
    return HEAD + "".join(map(_row, terms)) + MIDDLE + "".join(map(_ground, terms))


def _row(term: Term) -> str:
    purpose = term.purpose.replace("_", " ")
    return f"| `{term.category}` | {term.what} | {purpose} | {term.words} | {term.start} | {term.then} |\n"


def _ground(term: Term) -> str:
    return f"| `{term.category}` | {term.source} | {term.standing} |\n"


def main(arguments: list[str]) -> int:
    """Write the page, or check it."""
    if "--check" not in arguments:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if PAGE.read_text(encoding="utf-8") == page():
        return 0
    print("docs/reference/retention.md is out of date: run tools/make_retention_page.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
