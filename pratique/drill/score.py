"""How good a list of contacts is, held against the truth: recall, precision and right actions, by stratum.

Counted is one traveller on one leg of one case. A contact is *sure* where the product takes it as one, *possible*
where it leaves the decision to the officer (`classify`). Whoever a list names and nobody true answers to is wrong in
the stratum `all`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields

from pratique.drill.truth import Booked, TrueCase, name_key
from pratique.model.tracing import Contact, LegTrace, Tracing

STRATA = (
    "all",
    "seats known",
    "seat unknown",
    "case's seat unknown",
    "identity dirty",
    "several legs",
    "train",
    "crew",
    "not listed yet",
)


@dataclass(slots=True)
class Tally:
    """Counts of one stratum; the ratios are None where there is nothing to divide by."""

    true: int = 0
    """Contacts there really are."""
    sure: int = 0
    """Of them, on the list as sure."""
    possible: int = 0
    """Of them, on the list as possible."""
    wrong_sure: int = 0
    """On the list as sure, and no contact."""
    wrong_possible: int = 0
    action_told: int = 0
    """Of the true contacts listed as sure, those whose last move is old enough for its record to be here."""
    action_right: int = 0
    """Of these, those with the right action."""

    @property
    def recall(self) -> float | None:
        """Share of the true contacts that the list takes as sure."""
        return _share(self.sure, self.true)

    @property
    def recall_with_possible(self) -> float | None:
        """Share of the true contacts that are on the list at all."""
        return _share(self.sure + self.possible, self.true)

    @property
    def precision(self) -> float | None:
        """Share of the sure contacts on the list that are true."""
        return _share(self.sure, self.sure + self.wrong_sure)

    @property
    def precision_with_possible(self) -> float | None:
        """Share of everybody on the list who is a true contact."""
        found = self.sure + self.possible
        return _share(found, found + self.wrong_sure + self.wrong_possible)

    @property
    def action_accuracy(self) -> float | None:
        """Share of the true contacts listed as sure whose action is right, where that could be known."""
        return _share(self.action_right, self.action_told)

    def add(self, other: Tally) -> None:
        """Add the counts of another tally to this one."""
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))


def score(case: TrueCase, booked: Iterable[Booked], tracing: Tracing) -> dict[str, Tally]:
    """The list of one case against the truth, a tally for each stratum that occurs."""
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    by_leg: defaultdict[str, list[Booked]] = defaultdict(list)
    for one in booked:
        by_leg[one.leg].append(one)
    said = {_leg_name(leg): leg for leg in tracing.legs}
    for name, aboard in by_leg.items():
        contacts = said[name].contacts if name in said else ()
        matched, strangers = _matched(contacts, aboard)
        tallies["all"].wrong_sure += sum(_is_sure(contact) for contact in strangers)
        tallies["all"].wrong_possible += sum(not _is_sure(contact) for contact in strangers)
        for one in aboard:
            for stratum in _strata(case, one):
                _count(tallies[stratum], one, matched.get(one.traveller))
    for name, leg in said.items():
        if name not in by_leg:
            tallies["all"].wrong_sure += sum(_is_sure(contact) for contact in leg.contacts)
            tallies["all"].wrong_possible += sum(not _is_sure(contact) for contact in leg.contacts)
    return {stratum: tallies[stratum] for stratum in STRATA if stratum in tallies}


def _count(tally: Tally, one: Booked, contact: Contact | None) -> None:
    sure = contact is not None and _is_sure(contact)
    if not one.contact:
        tally.wrong_sure += sure
        tally.wrong_possible += contact is not None and not sure
        return
    tally.true += 1
    tally.sure += sure
    tally.possible += contact is not None and not sure
    told = sure and one.where_told
    tally.action_told += told
    tally.action_right += told and contact is not None and contact.action in one.actions


def _is_sure(contact: Contact) -> bool:
    # A sure contact of whom nobody knows where they are has to be classified too.
    return contact.action != "classify" or contact.where_now.state == "unknown"


def _strata(case: TrueCase, one: Booked) -> Iterator[str]:
    if not one.listed:
        # No list names them yet: nobody could have found them, and they count nowhere else.
        yield "not listed yet"
        return
    yield "all"
    if one.role == "crew":
        yield "crew"
    elif not case.seat_known[one.leg]:
        yield "case's seat unknown"
    else:
        # A seat that was changed on board after the lists were made is known to nobody.
        yield "seats known" if one.seat_written and "seat_old" not in one.dirty else "seat unknown"
    if one.dirty:
        yield "identity dirty"
    if one.legs_of_case > 1:
        yield "several legs"
    if one.conveyance == "train":
        yield "train"


def _matched(contacts: Sequence[Contact], aboard: Sequence[Booked]) -> tuple[dict[int, Contact], list[Contact]]:
    """Each contact with the one it is, by the written name, then by the seat; and those who are nobody, or twice."""
    by_name: defaultdict[str, list[Booked]] = defaultdict(list)
    for one in aboard:
        for name in one.names:
            by_name[name].append(one)
    by_seat = {one.seat: one for one in aboard if one.seat}
    matched: dict[int, Contact] = {}
    strangers: list[Contact] = []
    for contact in contacts:
        unit = f"{contact.presence.unit}/" if contact.presence.unit else ""
        there = by_seat.get(f"{unit}{contact.seat}") if contact.seat else None
        named = by_name.get(name_key(contact.surname, contact.given), [])
        found = there if there in named or not named else next((o for o in named if o.traveller not in matched), None)
        if found is None or found.traveller in matched:
            strangers.append(contact)
        else:
            matched[found.traveller] = contact
    return matched, strangers


def _leg_name(leg: LegTrace) -> str:
    return f"{leg.flight} {leg.date} {leg.origin or ''}-{leg.destination or ''}"


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
