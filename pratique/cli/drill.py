"""`drill`: play a made country through this installation and say how good its lists were."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pratique.cli.context import Form, FormOption
from pratique.cli.group import InOrder

if TYPE_CHECKING:
    from pratique.drill.run import Drill
    from pratique.drill.score import Tally

app = typer.Typer(
    cls=InOrder, help="An exercise on invented people, scored against what is true of them.", rich_markup_mode=None
)

_RATIOS = (
    "recall", "precision", "recall_certain", "precision_certain", "action_accuracy", "action_accuracy_known",
)  # fmt: skip
_COLUMNS = (
    "contacts", "recall", "precision", "certain: recall", "certain: precision", "right action", "right if known",
)  # fmt: skip


@app.command()
def run(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder made by `pratique sample make`.")],
    exact_keys: Annotated[
        bool, typer.Option("--exact-keys", help="Link nobody: the base line that the linking is measured against.")
    ] = False,
    form: FormOption = Form.TABLE,
) -> None:
    """Load the files and notices of a drill as they arrive, trace each case, and score every list.

    The site is made anew in site/ of that folder; no other site is touched.
    """
    from pratique.drill.run import run_drill

    drill = run_drill(folder, say=lambda text: typer.echo(text, err=True), exact_keys=exact_keys)
    if form is Form.TABLE:
        _table(drill)
    elif form is Form.JSON:
        from pratique.cli.render import write

        write(json.dumps(_json(drill), indent=1) + "\n")
    else:
        from pratique.cli.render import rows

        rows(form, ("stratum", *_COLUMNS), [(name, *_cells(tally)) for name, tally in drill.tallies.items()])


def _table(drill: Drill) -> None:
    from pratique.cli.render import console, rows

    out = console()
    files = ", ".join(f"{count} {outcome}" for outcome, count in sorted(drill.files.items()))
    people = f"{drill.lines:,} lines, {drill.forms:,} people on locator forms and {drill.crossings:,} crossings"
    spent = f"{drill.load_seconds:.1f} s ({drill.load_cpu_seconds:.1f} s CPU)"
    out.print(f"{people} loaded in {spent}; files: {files}")
    if drill.exact_keys:
        out.print("Nobody was linked: people are known by exact keys alone.")
    times = _times(drill)
    if times:
        out.print(
            f"{len(drill.cases)} cases, a trace of one takes {times['wall_ms_p50']:.0f} ms in the middle "
            f"({times['cpu_ms_p50']:.0f} ms CPU), {times['wall_ms_p95']:.0f} ms for 19 of 20, "
            f"{times['wall_ms_max']:.0f} ms at most; memory at most {drill.peak_memory_mb} MB"
        )
    rows(Form.TABLE, ("stratum", *_COLUMNS), [(name, *_cells(tally)) for name, tally in drill.tallies.items()])
    for case in drill.cases:
        if case.failed:
            out.print(f"{case.reference}: not traced. {case.failed}")
    out.print(
        "Recall: share of the true contacts that are on the list; precision: share of the list that is a true contact. "
        "Certain: counting only those whom the list takes as contacts, without those it leaves to the officer. "
        "Right if known: without those whose last move was lost, or is a number alone that was seen with no name."
    )


def _cells(tally: Tally) -> list[str]:
    return [f"{tally.true:,}", *(_percent(getattr(tally, name)) for name in _RATIOS)]


def _percent(ratio: float | None) -> str:
    return "–" if ratio is None else f"{ratio:.2%}"


def _times(drill: Drill) -> dict[str, float]:
    walls = sorted(case.wall_ms for case in drill.cases if not case.failed)
    cpus = sorted(case.cpu_ms for case in drill.cases if not case.failed)
    if not walls:
        return {}
    return {
        "wall_ms_p50": _at(walls, 0.5),
        "wall_ms_p95": _at(walls, 0.95),
        "wall_ms_max": _at(walls, 1.0),
        "cpu_ms_p50": _at(cpus, 0.5),
        "cpu_ms_p95": _at(cpus, 0.95),
        "cpu_ms_max": _at(cpus, 1.0),
    }


def _at(values: Sequence[float], share: float) -> float:
    return round(values[min(len(values) - 1, int(share * len(values)))], 1)


def _json(drill: Drill) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "exact_keys": drill.exact_keys,
        "files": dict(drill.files),
        "lines": drill.lines,
        "forms": drill.forms,
        "crossings": drill.crossings,
        "load_seconds": round(drill.load_seconds, 1),
        "load_cpu_seconds": round(drill.load_cpu_seconds, 1),
        "peak_memory_mb": drill.peak_memory_mb,
        "traces": _times(drill),
        "strata": _strata(drill.tallies),
        "cases": [
            {
                "reference": case.reference,
                "disease": case.disease,
                "wall_ms": round(case.wall_ms, 1),
                "cpu_ms": round(case.cpu_ms, 1),
                "failed": case.failed,
                "strata": _strata(case.marks.tallies),
                "slips": [asdict(slip) for slip in case.marks.slips],
            }
            for case in drill.cases
        ],
    }


def _strata(tallies: Mapping[str, Tally]) -> dict[str, dict[str, Any]]:
    from dataclasses import asdict

    return {
        name: asdict(tally)
        | {ratio: None if (r := getattr(tally, ratio)) is None else round(r, 4) for ratio in _RATIOS}
        for name, tally in tallies.items()
    }
