"""A cabin inferred from the seats that occur on a flight's manifests, with every assumption said.

A row number or a seat that never occurs may not exist, or may have been empty each time. The two are weighed by
odds. Let a manifest show `n` seats and let the cabin, if the doubtful seats existed, have `N`. Then one seat goes
unseen on it with probability ``1 - n/N``, and `k` doubtful seats go unseen on all manifests with

    p = product over manifests of (1 - n/N) ** k

With the prior `q` that they do not exist, the odds for that are ``q / ((1 - q) * p)``. Above 1 they are taken as not
existing; else they exist, were empty, and count. A run of missing rows is decided as a whole. The priors are this
project's defaults, no authority's: 0.5 for a row 13 alone (many carriers skip it), 0.02 for anything else. If a row
is wrongly taken as missing the zone reaches one row further: the error is on the safe side.

A narrower section (business class) is a run of at least two rows throughout which the same letters never occur, decided
by the same odds over all its doubtful seats. So many runs and sets of letters could be meant that chance alone finds
some; the prior 0.02 is therefore shared out evenly among all of them. The likeliest section is taken first. A single
empty seat is never declared absent.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from math import log, log1p

from pratique.model.seating import letter_of, row_of
from pratique.model.tracing import CabinUsed, Reason, because, marked
from pratique.rules.blocks import Blocks, block_breaks, merged, pattern_of

PRIOR_ROW_13 = 0.5
PRIOR_OTHER = 0.02
_SMALLEST = 4
"""Seats of the smallest narrow section that the manifests have to be enough for."""

_LABEL = re.compile(r"[1-9][0-9]{0,2}[A-Z]")


@lru_cache(4096)
def is_label(text: str) -> bool:
    """Whether this is a seat label in normal form (``14C``)."""
    return _LABEL.fullmatch(text) is not None


def infer_cabin(manifests: Sequence[Collection[str]]) -> CabinUsed | None:
    """The cabin these manifests point to, marked inferred; None where no manifest has a seat.

    Each element holds the normal seat labels of one manifest of the same flight number. `notes` says what was
    assumed: rows taken as missing or as empty, narrower sections, where the aisles were put, what cannot be known.
    """
    shown = [seats for manifest in manifests if (seats := {s for s in manifest if is_label(s)})]
    if not shown:
        return None
    occupied = frozenset[str]().union(*shown)
    counts = [len(seats) for seats in shown]
    seen_rows = sorted({row_of(s) for s in occupied})
    letters = sorted({letter_of(s) for s in occupied})
    lacking = _narrow_sections(seen_rows, letters, occupied, counts)
    notes = [
        because(
            "cabin_inferred",
            "the cabin was inferred from the seats on {manifests}",
            manifests=_many(len(shown), "manifest"),
        )
    ]
    blocks, block_notes = _blocks(letters, lacking)
    rows, row_notes = _fill_rows(seen_rows, letters, lacking, counts)
    notes += block_notes + row_notes + _narrow_notes(seen_rows, letters, lacking, len(shown)) + _end_note(seen_rows)
    still = frozenset(f"{row}{x}" for row in rows for x in lacking[row])
    return CabinUsed(_layout(rows, blocks, lacking), True, tuple(rows), blocks, still, tuple(notes))


def settled(manifests: Sequence[Collection[str]]) -> bool:
    """Whether these manifests tell enough of a cabin; False where none has a seat.

    They do if, by the odds above, they would decide about the smallest section worth telling: two rows that lack two
    letters.
    """
    shown = [seats for manifest in manifests if (seats := {s for s in manifest if is_label(s)})]
    occupied = frozenset[str]().union(*shown)
    rows, letters = {row_of(s) for s in occupied}, {letter_of(s) for s in occupied}
    whole = len(rows) * len(letters) + _SMALLEST
    return _log_odds(_SMALLEST, whole, map(len, shown), _section_prior(len(rows), len(letters))) > 0


def _layout(rows: list[int], blocks: Blocks, lacking: dict[int, frozenset[str]]) -> str:
    """The cabin as a layout text, one section for each way its rows are lettered."""
    alike: dict[frozenset[str], list[int]] = {}
    for row in rows:
        alike.setdefault(lacking[row], []).append(row)
    sections = []
    for gone, those in alike.items():
        have = (tuple(x for x in block if x not in gone) for block in blocks)
        sections.append(f"{pattern_of(tuple(block for block in have if block))}:{_ranges(those)}")
    return ";".join(sections)


def _log_odds(unseen: float, whole: float, counts: Iterable[int], prior: float) -> float:
    """The logarithm of the module's odds: `unseen` doubtful seats in a cabin of `whole` seats."""
    return log(prior / (1 - prior)) - unseen * sum(log1p(-n / whole) for n in counts)


def _narrow_sections(
    rows: list[int], letters: list[str], occupied: frozenset[str], counts: list[int]
) -> dict[int, frozenset[str]]:
    """Row to the letters it lacks: for most rows none."""
    unseen = [frozenset(x for x in letters if f"{row}{x}" not in occupied) for row in rows]
    lacking = dict.fromkeys(rows, frozenset[str]())
    prior = _section_prior(len(rows), len(letters))
    free = set(range(len(rows)))
    while best := _emptiest_run(unseen, free):
        first, last, gone = best
        doubtful = len(gone) * (last - first + 1)
        if _log_odds(doubtful, len(rows) * len(letters), counts, prior) <= 0:
            break
        lacking.update(dict.fromkeys(rows[first : last + 1], gone))
        free -= set(range(first, last + 1))
    return lacking


def _section_prior(rows: int, letters: int) -> float:
    places: float = max(rows, 1) * (rows + 1) / 2 * 2.0**letters
    return PRIOR_OTHER / places


def _emptiest_run(unseen: list[frozenset[str]], free: set[int]) -> tuple[int, int, frozenset[str]] | None:
    """The run of free rows (first, last) with most seats in letters that none of its rows shows, and these letters."""
    best, most = None, 0
    for first in sorted(free):
        gone = unseen[first]
        for last in range(first + 1, len(unseen)):
            gone &= unseen[last]
            if last not in free or not gone:
                break
            if (seats := len(gone) * (last - first + 1)) > most:
                best, most = (first, last, gone), seats
    return best


def _fill_rows(
    seen: list[int], letters: list[str], lacking: dict[int, frozenset[str]], counts: list[int]
) -> tuple[list[int], list[Reason]]:
    """All rows that exist, and why; `lacking` learns the rows that were added."""
    rows, notes = [seen[0]], []
    seats = sum(len(letters) - len(lacking[row]) for row in seen)
    for before, after in pairwise(seen):
        gap = list(range(before + 1, after))
        if gap:
            wide = len(letters) - (len(lacking[before]) + len(lacking[after])) / 2
            prior = PRIOR_ROW_13 if gap == [13] else PRIOR_OTHER
            k = wide * len(gap)
            gone = gap if _log_odds(k, seats + k, counts, prior) > 0 else []
            if not gone and 13 in gap and _log_odds(wide, seats + k, counts, PRIOR_ROW_13) > 0:
                gone = [13]
            kept = [row for row in gap if row not in gone]
            if gone:
                notes.append(_missing_note(gone, len(counts)))
            if kept:
                notes.append(_empty_note(kept))
            for row in kept:
                lacking[row] = lacking[before]
            rows += kept
        rows.append(after)
    return rows, notes


def _blocks(letters: list[str], lacking: dict[int, frozenset[str]]) -> tuple[Blocks, list[Reason]]:
    sets = Counter(tuple(x for x in letters if x not in gone) for gone in lacking.values())
    cut, notes = [], []
    for have, _ in sorted((item for item in sets.items() if item[0]), key=lambda item: (-item[1], item[0])):
        blocks, model = block_breaks(have)
        cut.append(blocks)
        if model is None:
            text = marked(
                "seat letters {letters} are in no layout known here; aisles were put where a letter is skipped"
            )
            notes.append(because("aisles_assumed", text, letters="".join(have)))
        elif model != blocks:
            like = "-".join("".join(block) for block in model)
            text = marked("only seat letters {letters} occur; aisles were put as in {like}")
            notes.append(because("aisles_assumed", text, letters="".join(have), like=like))
    return merged(cut), notes


def _sections(rows: list[int], lacking: dict[int, frozenset[str]]) -> list[tuple[list[int], frozenset[str]]]:
    """Neighbouring rows that lack the same letters, with those letters."""
    return [(list(run), gone) for gone, run in groupby(rows, key=lambda row: lacking[row])]


def _narrow_notes(
    rows: list[int], letters: list[str], lacking: dict[int, frozenset[str]], manifests: int
) -> list[Reason]:
    return [
        because(
            "narrow_section",
            "in {rows} only seats {letters} occur on {manifests}; the other seats are taken as not existing there",
            rows=_row_words(run),
            letters=", ".join(x for x in letters if x not in gone),
            manifests=_many(manifests, "manifest"),
        )
        for run, gone in _sections(rows, lacking)
        if gone
    ]


def _missing_note(rows: list[int], manifests: int) -> Reason:
    words, many = _row_words(rows), _many(manifests, "manifest")
    if len(rows) == 1:
        return because(
            "row_taken_as_missing",
            "{rows} never occurs on {manifests}; taken as not existing",
            rows=words,
            manifests=many,
        )
    return because(
        "row_taken_as_missing", "{rows} never occur on {manifests}; taken as not existing", rows=words, manifests=many
    )


def _empty_note(rows: list[int]) -> Reason:
    if len(rows) == 1:
        return because(
            "row_taken_as_empty",
            "{rows} has nobody in it on any manifest held; it may be empty: it is counted as a row",
            rows=_row_words(rows),
        )
    return because(
        "row_taken_as_empty",
        "{rows} have nobody in them on any manifest held; they may be empty: they are counted as rows",
        rows=_row_words(rows),
    )


def _end_note(rows: list[int]) -> list[Reason]:
    if rows[0] == 1:
        text = marked("whether there are rows behind row {last} cannot be known from manifests")
        return [because("ends_unknown", text, last=rows[-1])]
    return [
        because(
            "ends_unknown",
            "whether there are rows ahead of row {first} or behind row {last} cannot be known from manifests",
            first=rows[0],
            last=rows[-1],
        )
    ]


def _row_words(rows: list[int]) -> str:
    return f"{'row' if len(rows) == 1 else 'rows'} {_ranges(rows).replace(',', ', ')}"


def _ranges(rows: Sequence[int]) -> str:
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return ",".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
