"""Results on disk, and the table made from them."""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench import identity_table

RESULTS = Path(__file__).parent / "results"
README = Path(__file__).parent / "README.md"
_BEGIN, _END = "<!-- table: python -m bench table -->", "<!-- end of table -->"


def machine() -> dict[str, Any]:
    """What the figures were measured on, and how busy it was."""
    model = next((line for line in _lines("/proc/cpuinfo") if line.startswith("model name")), ": unknown")
    memory = next((line for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), "MemTotal: 0 kB")
    return {
        "cpu": model.partition(":")[2].strip(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(int(memory.split()[1]) / 2**20, 1),
        "load_before": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        **{name: version(name) for name in ("duckdb", "deltalake", "sqlalchemy", "cryptography")},
        "date": datetime.now(UTC).date().isoformat(),
    }


def save(question: str, size: str, result: dict[str, Any], where: dict[str, Any]) -> Path:
    """Write one question's result, with the machine it was measured on."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{question}-{size}.json"
    content = {"question": question, "size": size, "machine": where, "result": result}
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    return path


def spread(values: Sequence[float], digits: int = 1) -> dict[str, float]:
    """Median, 95th percentile and largest of some measurements."""
    cuts = statistics.quantiles(values, n=20, method="inclusive")
    return {"p50": round(statistics.median(values), digits), "p95": round(cuts[18], digits),
            "max": round(max(values), digits)}  # fmt: skip


def write_table() -> None:
    """Put the table of all results into README.md, between its two marks."""
    head, _, rest = README.read_text(encoding="utf-8").partition(_BEGIN)
    _, _, tail = rest.partition(_END)
    README.write_text(f"{head}{_BEGIN}\n\n{_table()}\n\n{_END}{tail}", encoding="utf-8")


def _table() -> str:
    rows: list[tuple[str, str, str, str]] = []
    stages: list[str] = []
    machines: list[str] = []
    traces: list[dict[str, Any]] = []
    for path in sorted(RESULTS.glob("*.json"), key=_order):
        stored = json.loads(path.read_text(encoding="utf-8"))
        rows += _ROWS[stored["question"]](stored["size"], stored["result"])
        if stored["question"] == "trace":
            stages.append(_stages(stored["size"], stored["result"]))
            traces.append(stored["result"])
        if stored["question"] == "identity":
            stages.append(identity_table.by_flag(stored["size"], stored["result"]))
        there = stored["machine"]
        libraries = ", ".join(f"{name} {there[name]}" for name in ("duckdb", "deltalake", "sqlalchemy"))
        machines.append(
            f"- `{path.name}`: {there['date']}, {there['cpu']}, {there['cores']} cores, {there['memory_gib']} GiB, "
            f"load before {there['load_before']}, Python {there['python']}, {libraries}"
        )
    rows += _growth(traces)
    table = ["| question | size | measured | target |", "| --- | --- | --- | --- |"]
    table += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([*table, "", *stages, "Measured on:", "", *machines])


def _paxlst(_: str, result: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    ours, theirs = (result["readers"][name] for name in ("pratique", "pydifact"))
    size = f"{result['people']} people a message"
    rows = [("PAXLST reader beside pydifact, plain message", size,
             f"{ours['people_per_second']['plain']:,} people/s against {theirs['people_per_second']['plain']:,}: "
             f"{result['ratio']} times", "20 times")]  # fmt: skip
    for name, reader in (("pratique", ours), ("pydifact", theirs)):
        exact = "; ".join(
            f"{variant} {'/'.join(f'{one[field]:.0%}' for field in ('names', 'documents', 'seats'))}"
            for variant, one in reader["exact"].items()
        )
        rows.append((f"exact names/documents/seats, {name}", size, exact, "100% each" if reader is ours else ""))
    return rows


def _ingest(_: str, result: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    rows = []
    for kind in ("paxlst", "csv"):
        one = result[kind]
        rows.append((f"{kind.upper()} through `receive` (read, sealed, stored, acknowledged)",
                     f"{one['files']} files of {one['people_a_file']}",
                     f"{one['people_per_second_wall']:,} people/s; {one['people_per_second_cpu']:,} per CPU second",
                     "the reader's speed"))  # fmt: skip
    bulk, disk = result["bulk"], result["disk"]
    rows.append(("bulk append of lines, in key order", f"{bulk['rows']:,} lines",
                 f"{bulk['rows_per_second_wall']:,} lines/s wall; {bulk['rows_per_second_cpu']:,} per CPU second",
                 "500,000 lines/s"))  # fmt: skip
    rows.append(("movement files after maintenance", f"{disk['rows']:,} rows",
                 f"{disk['bytes_a_row']} bytes a row, log included", ""))  # fmt: skip
    rows.append(("register", f"{disk['identities']:,} identities",
                 f"{disk['register_bytes_an_identity']:,} bytes an identity, all tables and indexes", ""))  # fmt: skip
    return rows


def _trace(size: str, result: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    target = _TARGETS.get(size, ("", ""))
    wall, cpu, cold = result["wall_ms"], result["cpu_ms"], result["cold"]
    lines = f"{result['country']['manifest_lines']:,} manifest lines"
    rows = [("trace, warm: p50 / p95", lines,
             f"{wall['p50']} / {wall['p95']} ms wall; {cpu['p50']} / {cpu['p95']} ms CPU", target[0])]  # fmt: skip
    label = "trace, new process, files cold" if cold["dropped"] else "trace, new process (files not cold)"
    rows.append((f"{label}: p50 / p95", lines,
                 f"{cold['open_and_trace_ms']['p50']} / {cold['open_and_trace_ms']['p95']} ms", target[1]))  # fmt: skip
    if peer := result.get("postgres"):
        theirs = peer["wall_ms"]
        rows.append((f"the same contacts by PostgreSQL {peer['version'].split()[0]} alone, warm: p50 / p95", lines,
                     f"{theirs['p50']} / {theirs['p95']} ms wall; the whole trace takes {peer['times_as_long']} times "
                     f"as long; same contacts in {peer['same_contacts']} of {result['cases']} cases; "
                     f"{peer['bytes'] / 2**30:.1f} GiB", ""))  # fmt: skip
    return rows


def _growth(traces: Sequence[dict[str, Any]]) -> list[tuple[str, str, str, str]]:
    """How the median grows from each size to the next."""
    curve = [(one["country"]["manifest_lines"], one["wall_ms"]["p50"]) for one in traces]
    steps = [
        f"{after / before:.2f} for {many // few} times the lines" for (few, before), (many, after) in pairwise(curve)
    ]
    if not steps:
        return []
    sizes = " → ".join(f"{lines:,}" for lines, _ in curve)
    return [("trace, warm: growth of the p50", sizes, "; then ".join(steps), "below 2 from 10 to 100 million")]


def _stages(size: str, result: dict[str, Any]) -> str:
    """Where the time of the median trace goes."""
    means = result["stages_mean_ms"]
    total = sum(means.values())
    rows = [f"| {name} | {value:.1f} | {value / total:.0%} |" for name, value in means.items()]
    head = f"Trace at {size}, mean milliseconds by stage ({result['cases']} cases, {result['contacts_mean']} contacts, "
    head += f"{result['legs_mean']} legs each; with the timers' own cost):"
    return "\n".join([head, "", "| stage | ms | share |", "| --- | --- | --- |", *rows, ""])


def _durability(_: str, result: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    left = result["files_left"]
    there = ", ".join(f"{left[str(n)]:,} with {n}" for n in range(3))
    what = "kill -9 while two files are loaded and a case is added, confirmed and traced"
    return [(what, f"{result['kills']:,} kills",
             f"{result['lost_or_doubled']} lost, doubled or half stored; {result['lists_differing']} contact lists "
             f"differ; after recovery {there} of the two files; {result['at_fail_points']:,} at fail points, "
             f"{result['at_random_moments']:,} at random moments", "0 lost, 0 differ")]  # fmt: skip


def _guard(_: str, result: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    rows = []
    for what, unit, size in (
        ("trace", "ms", f"{result['cases']} cases of {result['contacts_mean']} contacts"),
        ("load", "s", f"{result['loads']} loads of {result['people_a_load']:,} people"),
    ):
        cpu, wall = result[what]["cpu"], result[what]["wall"]
        rows.append((f"cost of the guard: {what} with it beside without",
                     f"{size}, {result['manifest_lines']:,} manifest lines",
                     f"{cpu['ratio_of_medians']} times CPU: {cpu['with']['p50']} {unit} against "
                     f"{cpu['without']['p50']} {unit}; {wall['ratio_of_medians']} times wall",
                     "below 1.5 times"))  # fmt: skip
    return rows


_ROWS = {"paxlst": _paxlst, "ingest": _ingest, "trace": _trace, "durability": _durability, "guard": _guard,
         "identity": identity_table.rows}  # fmt: skip
_TARGETS = {"10m": ("50 / 90 ms", "300 ms"), "100m": ("80 / 150 ms", "500 ms")}


def _order(path: Path) -> tuple[int, int]:
    question, _, size = path.stem.partition("-")
    number = int("".join(filter(str.isdigit, size)) or 0) * (1000 if size.endswith("m") else 1)
    return list(_ROWS).index(question), number


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
