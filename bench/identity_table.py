"""The result of `identity.py` as rows of the table, and as a table by trap and error."""

from __future__ import annotations

from typing import Any

Row = tuple[str, str, str, str]
_BARS = {"default": "precision 0.997, recall 0.972", "hard": "F1 0.93"}
_LARGE = 10_000_000
"""Records for which time and memory have a bar of their own."""


def rows(_: str, result: dict[str, Any]) -> list[Row]:
    """The sets of errors, and arrivals where they were measured."""
    pairs = [row for errors in _BARS if errors in result for row in _pairs(errors, result[errors])]
    return [*pairs, *(_arrivals(result["default"]) if "arrivals" in result["default"] else ())]


def by_flag(size: str, result: dict[str, Any]) -> str:
    """Each trap and error of the default table by itself."""
    default = result["default"]
    peer = default.get("splink")
    lines = [
        f"| {flag.replace('_', ' ')} | {one['records']:,} | {_flag(one)} |"
        + (f" {_flag(peer['flags'][flag])} |" if peer else "")
        for flag, one in sorted(default["pratique"]["flags"].items(), key=lambda item: (item[0] != "all", item[0]))
    ]
    head = (
        f"Who is who at {size}: share of the flagged records joined to another record of their person / found with a "
    )
    head += f"stranger; Splink at {peer['weight']} bits, fixed before:" if peer else "stranger:"
    columns = "| flag | records | pratique |" + (" Splink |" if peer else "")
    return "\n".join([head, "", columns, "| --- " * (columns.count("|") - 1) + "|", *lines, ""])


def _flag(one: dict[str, float]) -> str:
    return f"{one['joined']:.3f} / {one['stranger']:.4f}"


def _pairs(errors: str, one: dict[str, Any]) -> list[Row]:
    size = f"{one['records']:,} records, {errors} errors, seed {one['seed']}"
    bars = _BARS[errors] + ("; 300 s, 8 GB" if one["records"] >= _LARGE else "")
    found = [("who is who, all pairs: pratique", size, _quality(one["pratique"]), bars)]
    if "splink" not in one:
        return found
    peer, missed = one["splink"], one["missed"]
    found.append((f"who is who, all pairs: Splink {peer['run']['versions']['splink']}", size, _quality(peer), ""))
    said = f"{missed['ratio']} times (Splink's recall there: {missed['splink_recall']})"
    return [*found, (f"pairs missed beside Splink's, at precision {missed['precision']}", size, said, "0.65 times")]


def _quality(one: dict[str, Any]) -> str:
    cost = one["cost"]
    return (
        f"precision {one['precision']:.4f}, recall {one['recall']:.4f}, F1 {one['f1']:.4f}; B-cubed "
        f"{one['b_cubed_precision']:.4f} / {one['b_cubed_recall']:.4f}; largest {one['largest']}; "
        f"{cost['wall_seconds']} s, {cost['cpu_seconds']} s CPU, {cost['peak_memory_mb']:,} MB"
    )


def _arrivals(one: dict[str, Any]) -> list[Row]:
    arrivals = one["arrivals"]
    ours, peer = arrivals["pratique"], arrivals.get("splink")
    size = f"{arrivals['manifests']} manifests of {arrivals['records_each']} against {one['records']:,} records"
    said = (
        f"{_both(ours['manifest_ms'])} ms ({_both(ours['manifest_cpu_ms'])} ms CPU), first {ours['cold_ms']} ms; one "
        f"record {_both(ours['one_record_ms'])} ms; index made in {ours['prepare_seconds']} s before"
        + (f"; Splink {_both(peer['manifest_ms'])} ms" if peer else "")
    )
    found = [("new records looked up, warm: p50 / p95", size, said, "150 ms, first 2 s; one record 10 ms")]
    for program, side in (("pratique", ours), ("Splink", peer)):
        if side is None:
            continue
        verdicts = side["verdicts"]
        said = (
            f"of {verdicts['known']:,} known: {verdicts['right']:,} right, {verdicts['wrong']} wrong, "
            f"{verdicts['missed']} missed; of {verdicts['unknown']} new: {verdicts['falsely_linked']} falsely linked; "
            f"{verdicts['possible']} to be looked at"
        )
        found.append((f"verdicts on them: {program}", size, said, "wrong or false: 1 in 1,000"))
    return found


def _both(spread: dict[str, float]) -> str:
    return f"{spread['p50']} / {spread['p95']}"
