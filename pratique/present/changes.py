"""What changed since the trace before, and why a case is to be traced again, in words. No names."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from pratique.model.tracing import Reason, Tracing
from pratique.present.language import Translator

LOOK_AGAIN = {
    "late_manifest": "a list of a flight that was looked at came in",
    "case_listed": "its papers are on a list that came in",
    "contact_crossed": "a contact crossed a border",
    "other_case": "another case was on one of its flights",
    "notice_changed": "its notice changed",
    "identity_changed": "papers of its people were found to be, or not to be, one traveller's",
}
"""Why the list of a case may be out of date, by code."""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One reason, with how many contacts it brought (`sign` ``+``) or took away (``−``)."""

    sign: str
    count: int
    why: Reason


@dataclass(frozen=True, slots=True)
class Changes:
    """The difference between two traces: a sentence, and each reason once."""

    text: str
    lines: tuple[ChangeLine, ...]


def changes_of(tracing: Tracing, t: Translator) -> Changes | None:
    """The difference to the trace before; None for a first trace."""
    if tracing.since is None:
        return None
    since = t.moment(tracing.since)
    if not tracing.changes:
        return Changes(t.say("Nobody came onto the list or left it since the trace of {since}.", since=since), ())
    added = sum(change.kind == "added" for change in tracing.changes)
    gone = len(tracing.changes) - added
    text = t.say("Since the trace of {since}: {added} added, {gone} gone.", since=since, added=added, gone=gone)
    counted = Counter((change.kind, change.why) for change in tracing.changes)
    lines = (ChangeLine("+" if kind == "added" else "−", n, why) for (kind, why), n in counted.items())
    return Changes(text, tuple(lines))
