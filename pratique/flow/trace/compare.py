"""What the other authorities' rules would give on the same legs: counts, nobody named, nothing recorded."""

from __future__ import annotations

from collections.abc import Sequence

from pratique.desk import CaseFile, Desk
from pratique.errors import PratiqueError
from pratique.flow.trace.case_legs import within
from pratique.flow.trace.leg import Aboard, judge
from pratique.flow.trace.options import Options
from pratique.model.tracing import Alternative, because
from pratique.rules.period import infectious_window
from pratique.rules.rule import Rule, escalated


def alternatives(
    desk: Desk, file: CaseFile, boarded: Sequence[Aboard], used: Rule, options: Options
) -> tuple[Alternative, ...]:
    """Every other rule of the disease, with its contacts counted on the legs that lie in its own window."""
    rules = desk.site.book.disease(used.disease).rules.values()
    return tuple(_alternative(desk, file, boarded, rule, options) for rule in rules if rule.id != used.id)


def _alternative(desk: Desk, file: CaseFile, boarded: Sequence[Aboard], rule: Rule, options: Options) -> Alternative:
    counted: list[tuple[str, int, int]] = []
    try:
        window = infectious_window(rule, file.case.notice.dates, stated=options.window)
        for aboard in boarded:
            leg = aboard.record.leg
            if leg.conveyance not in (rule.conveyances or ("aircraft",)) or aboard.folded.cancelled:
                continue
            if within(leg, window, window.to or desk.known_at.date()):
                zone = escalated(rule, bool(aboard.second), reported=options.reported)
                verdicts = judge(aboard, rule, zone)
                certain = sum(verdict.certain for verdict in verdicts)
                counted.append((f"{leg.flight} {leg.day}", certain, len(verdicts) - certain))
    except PratiqueError as error:
        return Alternative(rule.used(), notes=(because("not_comparable", "{why}", why=error.sentence),))
    return Alternative(rule.used(), tuple(counted))
