"""The completeness statement as lines of words: what a leg's list rests on, and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass

from pratique.model.tracing import Completeness
from pratique.present.language import Translator, translator


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the statement; `lacking` marks what an officer should know before relying on the list."""

    label: str
    text: str
    lacking: bool = False


def completeness_lines(c: Completeness, t: Translator | None = None) -> tuple[Line, ...]:
    """Parts, declared against present, seats, phones, boarding, erasure and contradictions, always in this order."""
    t = t or translator("en")
    return (
        _parts(t, c),
        Line(
            t.say("Last part"),
            t.say("received") if c.final_part_seen else t.say("not received: more people may follow"),
            not c.final_part_seen,
        ),
        _declared(t, c),
        _share(t, t.say("With a seat"), c.with_seat, c.present),
        # Few manifests hold phones for everybody: only none at all is worth a warning.
        Line(t.say("With a phone number"), t.say("{n} of {total}", n=c.with_phone, total=c.present), not c.with_phone),
        _boarding(t, c),
        Line(t.say("Erased by retention"), str(c.erased) if c.erased else t.say("none"), c.erased > 0),
        _contradictions(t, c),
        *_forms(t, c),
    )


def _forms(t: Translator, c: Completeness) -> tuple[Line, ...]:
    """What travellers' own forms say beside the lists; nothing where there are none."""
    forms = c.forms
    if not forms.people:
        return ()
    said = t.count(
        "of {n} person; by the form alone the seat of {seats}",
        "of {n} people; by the form alone the seats of {seats}",
        forms.people,
        seats=forms.seats,
    )
    lines = [Line(t.say("Locator forms"), said)]
    if forms.unlisted:
        alone = t.count(
            "{n} person is on board by their own form and on no list",
            "{n} people are on board by their own form and on no list",
            forms.unlisted,
        )
        lines.append(Line(t.say("By their own form alone"), alone, True))
    return tuple(lines)


def _parts(t: Translator, c: Completeness) -> Line:
    label = t.say("Parts of the manifest")
    if not c.parts_received:
        return Line(label, t.say("none received"), True)
    if c.missing_parts:
        missing = t.listed(map(str, c.missing_parts))
        return Line(
            label,
            t.count(
                "{received} received, part {missing} is missing",
                "{received} received, parts {missing} are missing",
                len(c.missing_parts),
                received=c.parts_received,
                missing=missing,
            ),
            True,
        )
    if c.parts_missing:
        return Line(
            label,
            t.count(
                "{received} received, {n} is missing",
                "{received} received, {n} are missing",
                c.parts_missing,
                received=c.parts_received,
            ),
            True,
        )
    return Line(label, t.say("{received} received, none missing", received=c.parts_received))


def _declared(t: Translator, c: Completeness) -> Line:
    label = t.say("People on the list")
    if c.declared is None:
        return Line(label, t.say("{present} on the list, the sender declared no number", present=c.present), True)
    if c.declared != c.present:
        return Line(
            label,
            t.say("{present} on the list, {declared} declared by the sender", present=c.present, declared=c.declared),
            True,
        )
    return Line(label, t.say("{present}, as declared", present=c.present))


def _share(t: Translator, label: str, n: int, total: int) -> Line:
    return Line(label, t.say("{n} of {total}", n=n, total=total), n < total)


def _boarding(t: Translator, c: Completeness) -> Line:
    if not c.boarding_known:
        return Line(t.say("Boarding known"), t.say("for nobody: on the list does not mean on board"), True)
    return _share(t, t.say("Boarding known"), c.boarding_known, c.present)


def _contradictions(t: Translator, c: Completeness) -> Line:
    if not c.contradictions:
        return Line(t.say("Contradictions between senders"), t.say("none"))
    told = " ".join(t.told(reason) for reason in c.contradictions)
    return Line(
        t.count("{n} contradiction between senders", "{n} contradictions between senders", len(c.contradictions)),
        told,
        True,
    )
