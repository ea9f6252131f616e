"""What does the guard cost? The same cases traced and the same files loaded in a country with it and without it.

One run, two copies of the made country, asked by turns, the order changing from one to the next. Without: nothing is
sealed or opened (what the country's payloads hold is looked up in a table made before), nobody is asked for a
permission, no rate is counted and no audit entry is written. Keyed hashes stay: without the guard there would have to
be others. Not measured: the proof of the officer's key, once for a command.
"""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any
from unittest import mock

from bench import country, ingest, results, trace
from pratique.desk import Desk, Site, open_desk, open_site
from pratique.flow.receive import receive
from pratique.guard.permissions import Permissions
from pratique.guard.vault import Vault
from pratique.model.access import Purpose, Subject, SubjectKind
from pratique.settings import load_settings
from pratique.stores.register import review

WARM_UP, CASES = 6, 60
LOADS, FILES = 8, 8
_WAYS = ("with", "without")


def measure(lines: int) -> dict[str, Any]:
    """Milliseconds of a trace and seconds of a load, CPU and wall, both ways."""
    with country.open_country(lines) as site:
        folder = site.settings.site
    with ExitStack() as stack:
        sites = {way: stack.enter_context(_copy(folder, way)) for way in _WAYS}
        clear = _clear(sites["without"])
        ways: dict[str, Callable[[], AbstractContextManager[None]]] = {
            "with": nullcontext,
            "without": lambda: _switched_off(clear),
        }
        traces, loads = _Both(), _Both()
        listed: dict[str, list[int]] = {way: [] for way in _WAYS}
        cases: dict[str, list[str]] = {}
        for way in _WAYS:
            with ways[way]():
                cases[way] = list(trace._cases(sites[way], WARM_UP + CASES))
        for turn in range(WARM_UP + CASES):
            for way in _WAYS if turn % 2 else reversed(_WAYS):
                with ways[way](), traces.timed(way, kept=turn >= WARM_UP):
                    found = trace._run(sites[way], cases[way][turn])
                listed[way].append(found.counts["contacts"])
        # The first load warms the libraries up.
        for turn in range(1 + LOADS):
            files = [ingest._csv(turn * FILES + n) for n in range(FILES)]
            for way in _WAYS if turn % 2 else reversed(_WAYS):
                with ways[way](), loads.timed(way, kept=turn > 0):
                    _load(sites[way], files)
    if listed["with"] != listed["without"]:
        raise AssertionError("the contacts differ")
    return {
        "manifest_lines": lines,
        "cases": CASES,
        "contacts_mean": round(statistics.mean(listed["with"][WARM_UP:]), 1),
        "trace": traces.report(1000, 1),
        "loads": LOADS,
        "people_a_load": FILES * ingest.PEOPLE,
        "load": loads.report(1, 3),
    }


class _Both:
    """What was measured both ways, in turns."""

    def __init__(self) -> None:
        self._spent: dict[str, dict[str, list[float]]] = {kind: {way: [] for way in _WAYS} for kind in ("cpu", "wall")}

    @contextmanager
    def timed(self, way: str, *, kept: bool) -> Iterator[None]:
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        if kept:
            self._spent["cpu"][way].append(time.process_time() - cpu)
            self._spent["wall"][way].append(time.perf_counter() - wall)

    def report(self, times: int, digits: int) -> dict[str, Any]:
        """Spread of each way, and how many times as long it takes with the guard: medians, and all of it together."""
        return {
            kind: {
                **{way: results.spread([times * one for one in values], digits) for way, values in spent.items()},
                "ratio_of_medians": _ratio(spent, statistics.median),
                "ratio_of_sums": _ratio(spent, sum),
            }
            for kind, spent in self._spent.items()
        }


def _ratio(spent: dict[str, list[float]], measure: Callable[[list[float]], float]) -> float:
    return round(measure(spent["with"]) / measure(spent["without"]), 2)


@contextmanager
def _copy(folder: Path, way: str) -> Iterator[Site]:
    """The country in a folder of its own, which is removed afterwards."""
    target = country.WORK / f"guard-{way}"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(folder, target)
    try:
        with open_site(load_settings(target, environ=country._ENVIRON)) as site:
            yield site
    finally:
        shutil.rmtree(target)


def _clear(site: Site) -> dict[bytes, bytes]:
    """Every payload of the site in clear, by its sealed form."""
    with site.register.reading() as connection:
        vault = Vault(connection, site.site_key)
        vault.load(connection, [key.key_id for key in review.all_keys(connection) if not key.destroyed])
        return {
            record.payload: vault.open(record.key_id, record.payload, record.about)
            for record in review.sealed_records(connection)
            if record.payload is not None
        }


@contextmanager
def _switched_off(clear: dict[bytes, bytes]) -> Iterator[None]:
    """For a measurement only: what the guard would do is not done."""
    with (
        mock.patch.object(Vault, "seal", lambda self, key_id, payload, about: payload),
        mock.patch.object(Vault, "open", lambda self, key_id, sealed, about: clear.get(sealed, sealed)),
        mock.patch.object(Permissions, "may", return_value=True),
        mock.patch.object(Desk, "log", return_value=0),
    ):
        yield


def _load(site: Site, files: list[tuple[str, bytes]]) -> None:
    subject = Subject(SubjectKind.REQUEST, "bench")
    with open_desk(
        site, purpose=Purpose.INTAKE, subject=subject, actor=country.OFFICER, clock=lambda: country.NOW
    ) as desk:
        if sum(receipt.people for receipt in receive(desk, files)) != FILES * ingest.PEOPLE:
            raise AssertionError("not everybody was stored")
