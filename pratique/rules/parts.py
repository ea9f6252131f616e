"""Which parts of a transmission are here, which are missing, and how many people the senders declared.

Source: formats 1.6 (parts) and 1.7 (control totals are only ever shown, they never reject anything).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pratique.model.movement import Told

_LISTS = frozenset({"745", "250", "csv"})
_CHANGES = frozenset({"CP", "XR", "RP"})
_INTERACTIVE_MOST = 10
"""Most people in one interactive message (formats 1.6): a larger count is taken to mean the whole flight."""


@dataclass(frozen=True, slots=True)
class PartSet:
    """One transmission in parts, or one message that has no part number (a complete set of one).

    `final` is the number of the last part, None while no part marked final is here. `missing` holds the gaps
    below the highest number known; beyond that nothing can be said without the final part.
    """

    set_key: str
    sender: str
    document: str
    """The list or event code (``745``); the kind of file (``csv``) where it has none."""
    received: frozenset[int]
    final: int | None
    missing: tuple[int, ...]
    complete: bool
    declared_passengers: int | None
    declared_crew: int | None
    newest: datetime
    """When the last of it was learnt."""
    function: str = ""
    numbered: bool = True
    """False for a message without a part number."""


def part_sets(told: Iterable[Told]) -> tuple[PartSet, ...]:
    """The sets that these messages form, ordered by key; a part told twice counts once.

    A set is complete when a part marked final has number n and 1…n are all here. Where two finals disagree, or a
    part lies beyond the final one, every number up to the highest must be here. A number below 1 is no number.
    """
    numbered: defaultdict[tuple[str, str, str, str], list[Told]] = defaultdict(list)
    alone: list[Told] = []
    for one in set(told):
        if one.part is None or one.part < 1:
            alone.append(one)
        else:
            numbered[one.sender, one.set_key, _document(one), one.function].append(one)
    sets = [_of_parts(group) for group in numbered.values()]
    sets += [_of_one(one) for one in sorted(alone, key=_age)]
    return tuple(sorted(sets, key=lambda s: (s.sender, s.set_key, s.document, s.function, not s.numbered)))


def leg_parts(sets: Sequence[PartSet]) -> tuple[int, int, tuple[int, ...], bool, int | None]:
    """Parts received, parts missing, their numbers, whether every set's final part is here, people declared.

    Only passenger lists, crew lists and CSV manifests count. A number missing from two sets appears twice. The
    declared number adds passengers and crew; None if no sender declared either. Of each:

    - parts of one set that repeat a count mean it once; parts that differ each count themselves and are added;
    - passenger lists of one message (no part number, or part 1 and final) that declare at most 10 passengers are
      interactive, one message per check-in: each counts itself, and they are added;
    - any other count means the whole flight, and the newest one of a sender and document replaces the older ones;
    - of whole-flight and added counts, and of several senders, the larger: they speak of the same people;
    - CP, XR and RP change single persons, so that their counts are left out.
    """
    lists = [s for s in sets if s.document in _LISTS]
    missing = tuple(sorted(number for s in lists for number in s.missing))
    final_seen = bool(lists) and all(s.final is not None for s in lists)
    whole = [s for s in lists if s.function not in _CHANGES]
    passengers = _declared([(s, s.declared_passengers) for s in whole], interactive=True)
    crew = _declared([(s, s.declared_crew) for s in whole], interactive=False)
    declared = None if passengers is None and crew is None else (passengers or 0) + (crew or 0)
    return sum(len(s.received) for s in lists), len(missing), missing, final_seen, declared


def _document(one: Told) -> str:
    return (one.document or one.kind).lower()


def _age(one: Told) -> tuple[datetime, int]:
    return one.learnt_at, one.message_id


def _of_one(one: Told) -> PartSet:
    return PartSet(
        set_key=one.set_key,
        sender=one.sender,
        document=_document(one),
        received=frozenset({1}),
        final=1,
        missing=(),
        complete=True,
        declared_passengers=one.declared_passengers,
        declared_crew=one.declared_crew,
        function=one.function,
        numbered=False,
        newest=one.learnt_at,
    )


def _of_parts(group: Sequence[Told]) -> PartSet:
    by_part: dict[int, Told] = {}
    for one in sorted(group, key=_age):
        by_part[one.part or 0] = one
    received = frozenset(by_part)
    finals = [one.part for one in group if one.final and one.part is not None]
    missing = tuple(n for n in range(1, max(received) + 1) if n not in received)
    first = group[0]
    return PartSet(
        set_key=first.set_key,
        sender=first.sender,
        document=_document(first),
        received=received,
        final=max(finals, default=None),
        missing=missing,
        complete=bool(finals) and not missing,
        declared_passengers=_of_set(one.declared_passengers for one in by_part.values()),
        declared_crew=_of_set(one.declared_crew for one in by_part.values()),
        function=first.function,
        newest=max(one.learnt_at for one in group),
    )


def _of_set(counts: Iterable[int | None]) -> int | None:
    stated = [count for count in counts if count is not None]
    if not stated:
        return None
    return stated[0] if len(set(stated)) == 1 else sum(stated)


def _declared(counts: Iterable[tuple[PartSet, int | None]], *, interactive: bool) -> int | None:
    added: defaultdict[str, int] = defaultdict(int)
    newest: dict[tuple[str, str], tuple[datetime, int]] = {}
    for part_set, count in counts:
        if count is None:
            continue
        single = part_set.final == 1 and part_set.missing == () and part_set.document == "745"
        if interactive and single and count <= _INTERACTIVE_MOST:
            added[part_set.sender] += count
            continue
        where = (part_set.sender, part_set.document)
        said = (part_set.newest, count)
        newest[where] = max(newest.get(where, said), said)
    return max([*added.values(), *(count for _, count in newest.values())], default=None)
