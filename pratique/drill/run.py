"""A drill from the first file to the last mark: everything through the doors an officer uses."""

from __future__ import annotations

import os
import resource
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pratique.desk import Desk, Site, make_site, open_desk, open_site
from pratique.desk.cases import add_case, confirm_case
from pratique.drill.score import Marks, Tally, score
from pratique.drill.truth import TrueCase, read_booked, read_cases
from pratique.errors import PratiqueError
from pratique.flow.intake.notice import read_notice
from pratique.flow.receive import receive
from pratique.flow.trace import Options, trace_case
from pratique.model.access import Actor, Purpose, Subject, SubjectKind
from pratique.settings import load_settings

_ADDS, _CONFIRMS = Actor("drill officer one"), Actor("drill officer two")
_ENVIRON = {name: value for name, value in os.environ.items() if not name.startswith("PRATIQUE_")}


@dataclass(slots=True)
class CaseResult:
    """One case of the drill: how its list was marked, and what its trace cost."""

    reference: str
    disease: str
    marks: Marks
    wall_ms: float
    cpu_ms: float
    failed: str | None = None
    """Why there was no trace: the sentence an officer would have read."""


@dataclass(slots=True)
class Drill:
    """A whole drill's result."""

    files: Counter[str] = field(default_factory=Counter)
    """Files by outcome."""
    lines: int = 0
    """People on lists."""
    forms: int = 0
    """People on locator forms."""
    crossings: int = 0
    exact_keys: bool = False
    """Whether nobody was linked: the base line."""
    load_seconds: float = 0.0
    load_cpu_seconds: float = 0.0
    cases: list[CaseResult] = field(default_factory=list)
    peak_memory_mb: int = 0

    @property
    def tallies(self) -> dict[str, Tally]:
        """All cases together, by stratum."""
        sums: dict[str, Tally] = {}
        for case in self.cases:
            for stratum, tally in case.marks.tallies.items():
                sums.setdefault(stratum, Tally()).add(tally)
        return sums


def run_drill(folder: Path, say: Callable[[str], None] = lambda _: None, *, exact_keys: bool = False) -> Drill:
    """Play a drill: files and notices in the order of their arrival, each notice confirmed and traced as it comes.

    The site is made anew in ``site/`` of the drill's folder. `say` is told of progress. `exact_keys`: nobody is linked,
    so that people are known by their documents, or name and birth date, alone: what the linking is measured against.
    Raises NotFound where the folder holds no drill.
    """
    cases = read_cases(folder)
    home = folder / "site"
    shutil.rmtree(home, ignore_errors=True)
    toml = (folder / "site.toml").read_text(encoding="utf-8")
    begin = datetime.fromisoformat(_arrivals(folder)[0][0]).replace(tzinfo=UTC)
    make_site(home, toml, begin, _ENVIRON)
    drill = Drill(exact_keys=exact_keys)
    with open_site(load_settings(home, environ=_ENVIRON)) as site:
        waiting = iter(_arrivals(folder))
        later = next(waiting, None)
        for case in cases:
            due: list[Path] = []
            while later and datetime.fromisoformat(later[0]).replace(tzinfo=UTC) <= case.notified_at:
                due.append(later[1])
                later = next(waiting, None)
            _load(site, drill, due, case.notified_at)
            say(f"{case.notified_at:%Y-%m-%d %H:%M}: {drill.lines:,} lines loaded, tracing {case.reference}")
            drill.cases.append(_traced(site, folder, case))
        rest = ([later[1]] if later else []) + [path for _, path in waiting]
        _load(site, drill, rest, max(case.notified_at for case in cases) if cases else begin)
    drill.peak_memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return drill


def _arrivals(folder: Path) -> list[tuple[str, Path]]:
    """Every file and form with the time of its arrival (UTC): ``files/2026-09-01/043015-name``, ``forms/…``."""
    found = [path for kind in ("files", "forms") for path in (folder / kind).glob("*/*")]
    return sorted((f"{path.parent.name}T{path.name[:2]}:{path.name[2:4]}:{path.name[4:6]}", path) for path in found)


def _load(site: Site, drill: Drill, paths: list[Path], at: datetime) -> None:
    if not paths:
        return
    start, cpu = time.perf_counter(), time.process_time()
    subject = Subject(SubjectKind.REQUEST, "drill")
    with open_desk(site, purpose=Purpose.INTAKE, subject=subject, actor=_ADDS, clock=lambda: at) as desk:
        for receipt in receive(desk, _read(paths), link=not drill.exact_keys):
            drill.files[receipt.outcome] += 1
            if any(message.kind == "locator" for message in receipt.read.messages):
                drill.forms += receipt.people
            else:
                drill.lines += receipt.people
            drill.crossings += receipt.crossings
    drill.load_seconds += time.perf_counter() - start
    drill.load_cpu_seconds += time.process_time() - cpu


def _read(paths: list[Path]) -> Iterator[tuple[str, bytes]]:
    for path in paths:
        yield path.name, path.read_bytes()


def _traced(site: Site, folder: Path, case: TrueCase) -> CaseResult:
    subject = Subject(SubjectKind.CASE, case.reference)

    def at(purpose: Purpose, actor: Actor) -> AbstractContextManager[Desk]:
        return open_desk(site, purpose=purpose, subject=subject, actor=actor, clock=lambda: case.notified_at)

    with at(Purpose.CASE_INVESTIGATION, _ADDS) as desk:
        add_case(desk, read_notice(case.notice.read_bytes()))
    with at(Purpose.CASE_INVESTIGATION, _CONFIRMS) as desk:
        confirm_case(desk)
    tracing, failed = None, None
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        with at(Purpose.CONTACT_TRACING, _ADDS) as desk:
            tracing = trace_case(desk, Options(authority=case.authority))
    except PratiqueError as error:
        failed = f"{error.sentence} {error.hint}"
    spent = 1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu)
    marks = score(case, read_booked(folder, case.reference), tracing)
    return CaseResult(case.reference, case.disease, marks, *spent, failed)
