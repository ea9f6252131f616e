"""Papers that are compared, on a terminal: their texts side by side, and what speaks for and against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import typer

from pratique.cli.render import table, told
from pratique.desk.asking import Question
from pratique.desk.source_texts import SourceText
from pratique.desk.ties import Explained, Said
from pratique.present.papers import odds, side_by_side, strongest

_BESIDE = 3
"""So many papers stand side by side; the next ones stand below."""


def show_explained(found: Explained, case: str, *, everything: bool) -> None:
    """A traveller's papers with all that ties them."""
    count = len(found.papers)
    typer.echo("One paper is known." if count == 1 else f"{count} papers are known.")
    together: dict[str, list[int]] = {}
    for n, held in sorted(found.held.items()):
        by = f"by {held.by}'s decision" if held.by else "by rule"
        together.setdefault(f"held for theirs {by} since {held.since:%Y-%m-%d}", []).append(n)
    for how, numbers in together.items():
        typer.echo(f"{_papers(numbers)}: {how}.")
    if found.likely:
        typer.echo(f"{_papers(found.likely)}: likely theirs and not certain, to be classified by an officer.")
    show_texts(found.texts, range(1, count + 1))
    for pair in found.pairs:
        typer.echo(f"\nPapers {pair.a} and {pair.b}: {_sum(pair)}")
        show_parts(pair, everything=everything)
    for one in found.decided:
        what = "one traveller's" if one.same else "two travellers'"
        head = f"Papers {one.a} and {one.b}" if one.b else f"Paper {one.a} and what is held for another's"
        typer.echo(f"\n{head}: {what}, decided by {one.by} on {one.at:%Y-%m-%d}.")
        if one.undone_here:
            typer.echo(f'  Take it back: pratique identity undo {case} {one.decision} --reason "…"')


def _papers(numbers: Sequence[int]) -> str:
    return f"{'Paper' if len(numbers) == 1 else 'Papers'} {', '.join(map(str, numbers))}"


def show_texts(texts: Mapping[int, SourceText] | None, numbers: Sequence[int]) -> None:
    """What stands in the papers."""
    if texts is None:
        typer.echo("What stands in them is not shown to your role.")
        return
    for start in range(0, len(numbers), _BESIDE):
        part = numbers[start : start + _BESIDE]
        rows = side_by_side(texts, part)
        table(("", *(f"paper {n}" for n in part), ""), rows, "Nothing of them is kept any more.")


def show_parts(pair: Said, *, everything: bool) -> None:
    """What speaks for and against, from the starting odds to the sum."""
    start, *others = [(reason.text, bits) for reason, bits in pair.parts]
    speaks_for, against, rest = strongest(others, len(others) if everything else 3)
    _line(*start)
    for head, parts in (("  for:", speaks_for), ("  against:", against)):
        if parts:
            typer.echo(head)
        for text, bits in parts:
            _line(text, bits, f" ({odds(abs(bits))})")
    silent = [text for text, bits in others if bits == 0]
    for text in silent if everything else ():
        _line(text, 0.0)
    if abs(rest) >= 0.05:
        _line("the rest together (--all names it)", rest)
    _line("in all", pair.bits)
    if pair.missing:
        told(f"  not stated in both, or not to be compared: {', '.join(pair.missing)}")


def show_questions(asked: Sequence[Question]) -> None:
    """What is asked for a case, a line each."""
    lines = [(one.number, whose(one), one.said.verdict if one.said else None, _odds(one), _state(one)) for one in asked]
    table(("number", "papers of", "verdict", "odds for one person", "standing"), lines)


def show_question(one: Question, texts: Mapping[int, SourceText] | None, case: str, *, everything: bool) -> None:
    """One pair that an officer is asked about, with how to answer."""
    typer.echo(f"Question {one.number}: {_state(one)}.\nPaper 1 is of {whose(one)}.")
    show_texts(texts, (1, 2))
    if one.said:
        typer.echo(_sum(one.said).capitalize())
        show_parts(one.said, everything=everything)
    if one.first_answer in _ANSWERS or one.state != "second":
        typer.echo(f'Answer: pratique identity review decide {case} {one.number} same|different|unsure --reason "…"')


def whose(one: Question) -> str:
    """Whom a question concerns, by reference."""
    return f"contact {', '.join(one.contacts)}" if one.contacts else "the case"


def _odds(one: Question) -> str | None:
    return f"{odds(one.said.bits)} ({one.said.bits:+.1f} bits)" if one.said else None


_ANSWERS = ("same", "different", "unsure")
_WHY = {"case": "asked since {}", "arrival": "came with a file on {}"}


def _state(one: Question) -> str:
    why = _WHY[one.why].format(f"{one.raised_at:%Y-%m-%d}")
    if one.state == "second" and one.first_answer in _ANSWERS:
        return f"{why}; {one.first_reader} answered {one.first_answer}, a second officer has to"
    if one.state == "second":
        return f"{one.first_reader} ran `identity {one.first_answer}`; a second officer has to run the same"
    return f"{why}; {one.first_reader} was not sure" if one.state == "unsure" else f"{why}; not answered yet"


def _sum(pair: Said) -> str:
    return f"{pair.verdict}, {odds(pair.bits)} ({pair.bits:+.1f} bits, link model {pair.version})"


def _line(text: str, bits: float, more: str = "") -> None:
    typer.echo(f"  {bits:+6.1f}  {text}{more}")
