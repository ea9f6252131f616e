"""Writes docs/reference/rules.md from the rule book; with --check only says whether the page is up to date."""

from __future__ import annotations

import sys
from pathlib import Path

from pratique.rules.rule import Rule
from pratique.rules.rulebook import Disease, load_book
from pratique.rules.unit import bus_layout, train_layouts
from pratique.rules.wording import details

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "rules.md"
SIGNS = {"verified": "●", "partly": "◐", "unverified": "○", "default": "◇"}
COLUMNS = ("For", "Window", "Shortest exposure", "Covers", "Also covers", "Time limit", "Follow-up")
BELOW = (
    "No longer followed as it stands",
    "To be confirmed first",
    "Other zone allowed",
    "Others on board",
    "Widens",
    "Contacts are offered",
    "Protects",
    "Susceptible",
    "Exception",
    "Note",
    "Not checked against the source",
    "Source",
)

HEAD = """# The rule book

Made by `tools/make_rules_page.py` from `pratique/rules/book`; change the rule files, not this page. `pratique rules
check` runs every example on it, and so do the tests.

| Sign | Standing | Meaning |
| --- | --- | --- |
| ● | verified | every part was read in the source named, or computed from it |
| ◐ | partly | some parts were read in the source, or only a summary of it was seen; what was not seen is listed |
| ○ | unverified | from memory, not checked: confirm against the original before use |
| ◇ | default | this project's proposal: no authority says it |

- An empty answer stays empty. A rule without an infectious window asks the officer for it; a rule whose source leaves
  the zone open asks for another rule. Nothing is filled in to look complete.
- Days count from the anchor's date (day 0), and both ends of a window are included. Rows are counted as they exist;
  seats along a row as the cabin orders them.
- The last day of follow-up is the day of exposure plus the days given, unless the rule says otherwise. Only where the
  page says "as the source shows" was that read in the source: real authorities count it in either of two ways.
- A case without a seat makes everybody on board somebody to be classified by an officer; so does a traveller's
  missing seat for that traveller. That is this project's default (◇) in every rule.
- Where a known cabin has at most 30 seats, or the zone takes in more than 80 % of its rows, everybody else on board
  is to be classified too. No source was found for a small-aircraft rule: ◇, and each person's reason says so.
- Two authorities may contradict each other. The default here is marked *; a site chooses its own in its settings.
- Nationality is no input of any rule, and a rule file that names it is refused.

What five rules cover, drawn by `pratique rules zone` on full cabins of five layouts:

![Measles, two rows each way around 14C on 3-3](../zones/measles-3-3.svg)

![Tuberculosis, two rows each way around 32E on 2-5-2](../zones/tuberculosis-2-5-2.svg)

![Mpox on a long flight, two seats in any direction around 5K on 1-2-1](../zones/mpox-1-2-1.svg)

![Meningococcal disease, the next seat around 20D on 3-4-3](../zones/meningococcal-3-4-3.svg)

![MERS, two rows each way around 15A on 2-4-2 without a row 13](../zones/mers-2-4-2-no-row-13.svg)
"""


def page() -> str:
    """The whole page."""
    diseases = sorted(load_book().diseases, key=lambda disease: disease.name.casefold())
    return "\n".join((HEAD, *(section(disease) for disease in diseases), numbers()))


def numbers() -> str:
    """How seat and berth numbers of trains and buses are read."""
    lines = ["## Seats and berths of trains and buses", ""]
    lines += ["Standing ◇: general use, no railway's or maker's plan.", ""]
    lines += ["| Travel class | How numbers fall into bays or compartments |", "| --- | --- |"]
    layouts = {**train_layouts(), "bus": bus_layout()}
    lines += [f"| {name.replace('_', ' ')} | {cell(str(layout['note']))} |" for name, layout in layouts.items()]
    return "\n".join((*lines, ""))


def section(disease: Disease) -> str:
    """One disease: its rules side by side, where they disagree, then each rule's particulars."""
    lines = [f"## {disease.name}", ""]
    if disease.aliases:
        lines += [f"Also: {', '.join(disease.aliases)}.", ""]
    if disease.why:
        lines += [f"Default {disease.default_authority}: {disease.why}", ""]
    lines += [f"| Rule | {' | '.join(COLUMNS)} |", "| --- " * (len(COLUMNS) + 1) + "|"]
    for rule in disease.rules.values():
        found = dict(details(rule))
        star = "*" if rule.id == disease.default_authority else ""
        first = f"{SIGNS[rule.standing]} `{rule.id}`{star}"
        cells = [cell("; ".join(found.get(column, ())) or "–") for column in COLUMNS]
        lines.append(f"| {first} | {' | '.join(cells)} |")
    if disease.disagree:
        lines += ["", "Where the authorities disagree:", "", *(f"- {sentence}" for sentence in disease.disagree)]
    for rule in disease.rules.values():
        lines += ["", *particulars(rule)]
    return "\n".join((*lines, ""))


def particulars(rule: Rule) -> list[str]:
    """What does not fit a table: conditions, notes, sources, worked examples."""
    found = dict(details(rule))
    lines = [f"### {rule.id}", "", f"{rule.authority}; version {rule.version}, {rule.standing}.", ""]
    lines += [f"- {heading}: {line}" for heading in BELOW for line in found.get(heading, ())]
    for line, example in zip(found.get("Example", ()), rule.examples, strict=False):
        lines.append(f"- Example: {line}")
        if example.case:
            for words, places in (("covered", example.inside), ("not", example.outside), ("open", example.open)):
                lines += [f"  - {words}: {', '.join(f'`{place}`' for place in places)}"] if places else []
    for counted in rule.reported:
        parts = " + ".join(f"{part:,}" for part in counted.parts)
        lines.append(f"- Reported: {counted.text}: {parts} = {counted.total:,}.")
    return lines


def cell(text: str) -> str:
    """A text that may stand in a table."""
    return text.replace("|", "\\|")


def main() -> int:
    """Write the page, or compare it."""
    text = page()
    if "--check" in sys.argv[1:]:
        if PAGE.is_file() and PAGE.read_text("utf-8") == text:
            return 0
        print("docs/reference/rules.md is out of date: run tools/make_rules_page.py", file=sys.stderr)
        return 1
    PAGE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
