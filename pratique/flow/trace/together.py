"""Hours near the case over several legs of one flight, where a rule counts from a least exposure.

Sources speak of the flight's hours and of no stop on the way; that the hours of legs flown one after the other under
one number add up is this project's reading: docs/how-a-trace-works.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise

from pratique.desk import CaseFile
from pratique.flow.trace.aboard import Aboard
from pratique.model.tracing import Reason, because, marked
from pratique.rules.contact import Together, assess
from pratique.rules.one_leg import same_place
from pratique.rules.rule import Rule, escalated
from pratique.rules.zone import Zone

_STOP = timedelta(hours=6)
"""The longest stop after which the same number is taken for the same flight going on: a stop is an hour or two, with
some delay; a night is not."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A leg with the rule and the zone it is judged by."""

    aboard: Aboard
    rule: Rule
    zone: Zone

    @property
    def hours(self) -> float:
        """Hours aboard; 0 where they are not known."""
        return self.aboard.hours or 0

    @property
    def least(self) -> float:
        """The hours from which the rule counts."""
        return self.rule.min_exposure_h or 0

    @property
    def too_short(self) -> bool:
        """Whether the leg alone is too short for the rule."""
        return self.aboard.hours is not None and self.hours < self.least


def judged_by(rule: Rule, aboard: Aboard, reported: frozenset[str]) -> Judged:
    """The leg under this rule, whose zone widens if another case was aboard or an officer reports so."""
    return Judged(aboard, rule, escalated(rule, aboard.with_another, reported=reported))


@dataclass(frozen=True, slots=True)
class AddedUp:
    """What several legs together make of the people of one leg, and what is to be said of it."""

    people: Mapping[int, Together]
    """By identity: those who reach the rule's minimum over several legs only."""
    notes: tuple[Reason, ...] = ()


def added_up(file: CaseFile, judged: Iterable[Judged]) -> dict[int, AddedUp]:
    """By leg id: whose hours near the case, and by which sum, reach the rule's minimum over consecutive legs.

    Legs of one flight number follow each other where the next leaves within six hours from where the one arrived. Of
    each person the legs in a row count on which the rule's zone holds them; only hours between departure and arrival.
    """
    every = list(judged)
    found = {one.aboard.record.leg.leg_id: AddedUp({}) for one in every}
    for chain in _chains(file, every):
        near = [_near(one) for one in chain]
        people: list[dict[int, Together]] = [{} for _ in chain]
        kin = file.kin({identity for here in near for identity in here})
        for group in set(kin.values()):
            for places, sums in _runs(chain, [_on(here, group) for here in near]):
                if sums.hours >= sums.least:
                    for place in places:
                        if chain[place].too_short:
                            people[place] |= {i: sums.together() for i in group}
        for place, one in enumerate(chain):
            found[one.aboard.record.leg.leg_id] = AddedUp(people[place], tuple(_notes(chain, place, people[place])))
    return found


@dataclass(frozen=True, slots=True)
class _Sum:
    """The hours of the legs in a row on which somebody was, or may have been, near the case."""

    each: tuple[float, ...]
    certain: float
    least: float

    @property
    def hours(self) -> float:
        return sum(self.each)

    def together(self) -> Together:
        sure = marked("together on {n} legs, {hours} h")
        unsure = marked("together on {n} legs, {hours} h, if near the case on each of them: on one that is not certain")
        certain = self.certain >= self.least
        hours = " + ".join(f"{hours:.1f}" for hours in self.each)
        return Together(because("added_up", sure if certain else unsure, n=len(self.each), hours=hours), certain)


def _chains(file: CaseFile, judged: Iterable[Judged]) -> Iterator[list[Judged]]:
    """Legs that follow each other, each alone too short for the rule or with one that is."""
    todo = [one for one in judged if one.least and one.hours and not one.aboard.nobody_exposed]
    todo.sort(key=lambda one: str(one.aboard.record.leg.departure_local))
    while todo:
        chain = [todo.pop(0)]
        while after := next((one for one in todo if _goes_on(file, chain[-1], one)), None):
            todo.remove(after)
            chain.append(after)
        if len(chain) > 1 and any(one.too_short for one in chain):
            yield chain


def _goes_on(file: CaseFile, one: Judged, after: Judged) -> bool:
    first, then = one.aboard.record.leg, after.aboard.record.leg
    if one.rule != after.rule or (first.flight, first.conveyance) != (then.flight, then.conveyance):
        return False
    if not first.destination or not then.origin or not same_place(first.destination, then.origin, file.airports):
        return False
    # Both are on the clock of the place where the stop is.
    if first.arrival_local is None or then.departure_local is None:
        return False
    return timedelta() <= then.departure_local - first.arrival_local <= _STOP


def _near(one: Judged) -> dict[int, bool]:
    """Identities that the zone holds however long the leg was; whether that is certain."""
    verdicts = assess(
        replace(one.rule, min_exposure_h=None, links=()),
        one.aboard.cabin,
        one.aboard.case,
        one.aboard.others,
        leg_hours=one.aboard.hours,
        conveyance=one.aboard.record.leg.conveyance,
        zone=one.zone,
        decks=one.aboard.decks,
    )
    return {identity: verdict.certain for verdict in verdicts for identity in verdict.presence.identities}


def _on(near: Mapping[int, bool], group: Iterable[int]) -> bool | None:
    """Whether one traveller was near on a leg for certain (True) or perhaps (False); None: not near, or not aboard."""
    return max((near[identity] for identity in group if identity in near), default=None)


def _runs(chain: Sequence[Judged], near: Sequence[bool | None]) -> Iterator[tuple[range, _Sum]]:
    """The stretches of two or more legs in a row on which somebody was near."""
    start = 0
    for end in range(len(chain) + 1):
        if end < len(chain) and near[end] is not None:
            continue
        if end - start > 1:
            legs = range(start, end)
            certain = sum(chain[i].hours for i in legs if near[i])
            yield legs, _Sum(tuple(chain[i].hours for i in legs), certain, chain[start].least)
        start = end + 1


def _notes(chain: Sequence[Judged], place: int, people: Mapping[int, Together]) -> Iterator[Reason]:
    """What an officer should know of the sum: that time on the ground is not in it, and where it would matter."""
    hours, least = sum(one.hours for one in chain), chain[place].least
    ground = sum(_ground(one, after) for one, after in pairwise(chain))
    if people:
        text = marked(
            "Hours near the case are added up over {n} legs of this flight. The {ground} h on the ground between them "
            "are not counted: no list says who stayed aboard."
        )
        yield because("hours_added_up", text, n=len(chain), ground=f"{ground:.1f}")
    elif hours < least <= hours + ground and chain[place].too_short:
        text = marked(
            "{n} legs of this flight make {hours} h under way, less than the {least} h the rule counts from. With the "
            "{ground} h on the ground between them it would be enough: ask the carrier who stayed aboard."
        )
        yield because(
            "ground_might_count",
            text,
            n=len(chain),
            hours=f"{hours:.1f}",
            least=f"{least:g}",
            ground=f"{ground:.1f}",
        )


def _ground(one: Judged, after: Judged) -> float:
    left, came = after.aboard.record.leg.departure_local, one.aboard.record.leg.arrival_local
    return (left - came).total_seconds() / 3600 if left and came else 0
