"""What the other authorities' rules would give for the same case: counts, nobody named, nothing recorded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from pratique.flow.trace.aboard import Aboard
from pratique.flow.trace.case_legs import within
from pratique.flow.trace.leg import judge
from pratique.flow.trace.read_legs import LegReader
from pratique.flow.trace.together import added_up, judged_by
from pratique.model.tracing import Alternative, because, marked
from pratique.rules.period import Window, infectious_window
from pratique.rules.rule import Rule
from pratique.rules.unusable import Unusable


def alternatives(reader: LegReader, rules: Iterable[Rule], in_use: Collection[str]) -> tuple[Alternative, ...]:
    """Each rule that is not in use, with its contacts counted on the legs in its own window."""
    return tuple(_alternative(reader, rule) for rule in rules if rule.id not in in_use)


def _alternative(reader: LegReader, rule: Rule) -> Alternative:
    try:
        window = infectious_window(rule, reader.file.case.notice.dates, stated=reader.options.window)
        boarded = reader.aboard(window)
        if boarded and rule.conveyances and {one.record.leg.conveyance for one in boarded}.isdisjoint(rule.conveyances):
            text = marked("This rule is for another kind of conveyance ({conveyances}).")
            other = because("not_comparable", text, conveyances=", ".join(rule.conveyances))
            return Alternative(rule.used(), notes=(other,))
        return Alternative(rule.used(), tuple(_counted(reader, boarded, rule, window)))
    except Unusable as error:
        return Alternative(rule.used(), notes=(replace(error.why, code="not_comparable"),))


def _counted(
    reader: LegReader, boarded: Sequence[Aboard], rule: Rule, window: Window
) -> Iterable[tuple[str, int, int]]:
    # Another rule's window may hold legs that the rule in use does not look at.
    judged = [
        judged_by(rule, aboard, reader.options.reported)
        for aboard in boarded
        if (not rule.conveyances or aboard.record.leg.conveyance in rule.conveyances)
        and not aboard.nobody_exposed
        and within(aboard.record.leg, window, window.to or reader.today)
    ]
    added = added_up(reader.file, judged)
    for one in judged:
        leg = one.aboard.record.leg
        verdicts = judge(one, added[leg.leg_id])
        certain = sum(verdict.certain for verdict in verdicts)
        yield f"{leg.flight} {leg.day}", certain, len(verdicts) - certain
