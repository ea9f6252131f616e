"""What the other authorities' rules would give for the same case: counts, nobody named, nothing recorded."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from pratique.errors import PratiqueError
from pratique.flow.trace.case_legs import within
from pratique.flow.trace.leg import judge
from pratique.flow.trace.read_legs import LegReader
from pratique.model.tracing import Alternative, because
from pratique.rules.period import Window, infectious_window
from pratique.rules.rule import Rule, escalated


def alternatives(reader: LegReader, rules: Iterable[Rule], in_use: Collection[str]) -> tuple[Alternative, ...]:
    """Each rule that is not in use, with its contacts counted on the legs in its own window."""
    return tuple(_alternative(reader, rule) for rule in rules if rule.id not in in_use)


def _alternative(reader: LegReader, rule: Rule) -> Alternative:
    try:
        window = infectious_window(rule, reader.file.case.notice.dates, stated=reader.options.window)
        return Alternative(rule.used(), tuple(_counted(reader, rule, window)))
    except PratiqueError as error:
        return Alternative(rule.used(), notes=(because("not_comparable", "{why}", why=error.sentence),))


def _counted(reader: LegReader, rule: Rule, window: Window) -> Iterable[tuple[str, int, int]]:
    # Another rule's window may hold legs that the rule in use does not look at.
    for aboard in reader.aboard(window):
        leg = aboard.record.leg
        if rule.conveyances and leg.conveyance not in rule.conveyances:
            continue
        if aboard.folded.cancelled or not within(leg, window, window.to or reader.today):
            continue
        verdicts = judge(aboard, rule, escalated(rule, bool(aboard.second), reported=reader.options.reported))
        certain = sum(verdict.certain for verdict in verdicts)
        yield f"{leg.flight} {leg.day}", certain, len(verdicts) - certain
