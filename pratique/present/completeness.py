"""The completeness statement as lines of words: what a leg's list rests on, and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass

from pratique.model.tracing import Completeness
from pratique.present.words import count, say, sentence


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the statement; `lacking` marks what an officer should know before relying on the list."""

    label: str
    text: str
    lacking: bool = False


def completeness_lines(c: Completeness) -> tuple[Line, ...]:
    """Parts, declared against present, seats, phones, boarding, erasure and contradictions, always in this order."""
    return (
        _parts(c),
        Line(say("final_part"), say("final_seen" if c.final_part_seen else "final_not_seen"), not c.final_part_seen),
        _declared(c),
        _share("with_seat", c.with_seat, c.present),
        # Few manifests hold phones for everybody: only none at all is worth a warning.
        Line(say("with_phone"), say("share", n=c.with_phone, total=c.present), not c.with_phone),
        _boarding(c),
        Line(say("erased"), str(c.erased) if c.erased else say("none"), c.erased > 0),
        _contradictions(c),
    )


def _parts(c: Completeness) -> Line:
    label = say("parts")
    if not c.parts_received:
        return Line(label, say("parts_none"), True)
    if c.missing_parts:
        missing = ", ".join(map(str, c.missing_parts))
        return Line(
            label, count("parts_missing", len(c.missing_parts), received=c.parts_received, missing=missing), True
        )
    if c.parts_missing:
        return Line(label, count("parts_missing_n", c.parts_missing, received=c.parts_received), True)
    return Line(label, say("parts_all", received=c.parts_received))


def _declared(c: Completeness) -> Line:
    label = say("declared")
    if c.declared is None:
        return Line(label, say("declared_none", present=c.present), True)
    if c.declared != c.present:
        return Line(label, say("declared_differs", present=c.present, declared=c.declared), True)
    return Line(label, say("declared_same", present=c.present))


def _share(key: str, n: int, total: int) -> Line:
    return Line(say(key), say("share", n=n, total=total), n < total)


def _boarding(c: Completeness) -> Line:
    if not c.boarding_known:
        return Line(say("boarding"), say("boarding_none"), True)
    return _share("boarding", c.boarding_known, c.present)


def _contradictions(c: Completeness) -> Line:
    if not c.contradictions:
        return Line(say("contradictions_none"), say("none"))
    told = " ".join(sentence(reason.text) for reason in c.contradictions)
    return Line(count("contradictions", len(c.contradictions)), told, True)
