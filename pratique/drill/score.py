"""How good a list of contacts is, held against the truth: recall, precision and right actions, by stratum.

Counted is one traveller on one leg of one case. A contact is *certain* where the product takes it as one, *possible*
where it leaves the decision to the officer (`classify`). Whoever a list names and nobody true answers to, or names a
second time, is wrong: in the stratum `all`, and in the one in which such a seat would be looked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Literal

from pratique.drill.match import matched
from pratique.drill.truth import Booked, TrueCase
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
SlipKind = Literal["missed", "possible", "wrong", "wrong_possible", "stranger", "stranger_possible", "action"]


@dataclass(slots=True)
class Tally:
    """Counts of one stratum; the ratios are None where there is nothing to divide by."""

    true: int = 0
    """Contacts there really are."""
    certain: int = 0
    """Of them, on the list as certain."""
    possible: int = 0
    """Of them, on the list as possible."""
    wrong_certain: int = 0
    """On the list as certain, and no contact."""
    wrong_possible: int = 0
    action_told: int = 0
    """Of the true contacts listed as certain, those whose last move is old enough for its record to be here."""
    action_right: int = 0
    """Of these, those with the right action."""
    action_known: int = 0
    """Of those old enough, those of whom what was here shows it: nobody could know of the others."""
    action_known_right: int = 0
    """Of these, those with the right action."""

    @property
    def recall(self) -> float | None:
        """Share of the true contacts that are on the list, certain or possible."""
        return _share(self.certain + self.possible, self.true)

    @property
    def precision(self) -> float | None:
        """Share of everybody on the list who is a true contact."""
        found = self.certain + self.possible
        return _share(found, found + self.wrong_certain + self.wrong_possible)

    @property
    def recall_certain(self) -> float | None:
        """Share of the true contacts that the list takes as certain."""
        return _share(self.certain, self.true)

    @property
    def precision_certain(self) -> float | None:
        """Share of the certain contacts on the list that are true."""
        return _share(self.certain, self.certain + self.wrong_certain)

    @property
    def action_accuracy(self) -> float | None:
        """Share of the true contacts listed as certain whose action is right, where time enough has passed."""
        return _share(self.action_right, self.action_told)

    @property
    def action_accuracy_known(self) -> float | None:
        """The same, counting only those whose last move could be known from what was here."""
        return _share(self.action_known_right, self.action_known)

    def add(self, other: Tally) -> None:
        """Add the counts of another tally to this one."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


@dataclass(frozen=True, slots=True)
class Slip:
    """One thing in which a list and the truth differ: codes, a seat and a number of the made country, never a name."""

    leg: str
    kind: SlipKind
    strata: tuple[str, ...]
    traveller: int | None
    """Number of the person in the truth; None for whom nobody there answers to."""
    why: str
    """Why they are a contact, or are none, by the truth."""
    seat: str | None
    """Where they truly sat; of nobody's, as the list has it."""
    dirty: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    """Codes of the product's reasons."""
    state: str = ""
    """Where the product has them."""
    action: str = ""
    right: tuple[str, ...] = ()
    """What would have been right."""
    known: bool | None = None
    """Of a wrong action: whether what was here shows which is right; None of any other slip."""


@dataclass(slots=True)
class Marks:
    """The list of one case as marked: a tally for each stratum, and every slip."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    slips: list[Slip] = field(default_factory=list)


def score(case: TrueCase, booked: Iterable[Booked], tracing: Tracing | None) -> Marks:
    """The list of one case against the truth; without a trace, everybody on it is missed."""
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    slips: list[Slip] = []
    by_leg: defaultdict[str, list[Booked]] = defaultdict(list)
    for one in booked:
        by_leg[one.leg].append(one)
    said = {_leg_name(leg): leg for leg in (tracing.legs if tracing else ())}
    for name in dict.fromkeys((*by_leg, *said)):
        aboard = by_leg.get(name, [])
        found, strangers = matched(said[name].contacts if name in said else (), aboard)
        for contact in strangers:
            strata: tuple[str, ...] = ("all", _stratum_of_stranger(said[name], contact, case.seat_known.get(name)))
            for stratum in strata:
                tallies[stratum].wrong_certain += _is_certain(contact)
                tallies[stratum].wrong_possible += not _is_certain(contact)
            slips.append(_stranger(name, strata, contact))
        for one in aboard:
            contact_of = found.get(one.traveller)
            strata = tuple(_strata(case.seat_known, one))
            for stratum in strata:
                _count(tallies[stratum], one, contact_of)
            if kind := _kind(one, contact_of):
                slips.append(_slip(kind, strata, one, contact_of))
    return Marks({stratum: tallies[stratum] for stratum in STRATA if stratum in tallies}, slips)


def _count(tally: Tally, one: Booked, contact: Contact | None) -> None:
    certain = contact is not None and _is_certain(contact)
    if not one.contact:
        tally.wrong_certain += certain
        tally.wrong_possible += contact is not None and not certain
        return
    tally.true += 1
    tally.certain += certain
    tally.possible += contact is not None and not certain
    told = certain and one.where_told
    right = told and contact is not None and contact.action in one.actions
    tally.action_told += told
    tally.action_right += right
    tally.action_known += told and one.where_known
    tally.action_known_right += right and one.where_known


def _is_certain(contact: Contact) -> bool:
    # A certain contact of whom nobody knows where they are has to be classified too.
    return contact.action != "classify" or contact.where_now.state == "unknown"


def _strata(seat_known: Mapping[str, bool], one: Booked) -> Iterator[str]:
    if not one.listed:
        # No list names them yet: nobody could have found them, and they count nowhere else.
        yield "not listed yet"
        return
    yield "all"
    if one.role == "crew":
        yield "crew"
    elif not seat_known[one.leg]:
        yield "case's seat unknown"
    else:
        yield "seats known" if one.seat_known else "seat unknown"
    if one.dirty:
        yield "identity dirty"
    if one.legs_of_case > 1:
        yield "several legs"
    if one.conveyance == "train":
        yield "train"


def _stratum_of_stranger(leg: LegTrace, contact: Contact, seat_known: bool | None) -> str:
    """Where somebody is wrong of whom the truth knows nothing; on a leg it does not name, by what the list says."""
    if "crew" in contact.presence.role:
        return "crew"
    if not (bool(leg.case_seats) if seat_known is None else seat_known):
        return "case's seat unknown"
    return "seats known" if contact.seat else "seat unknown"


def _kind(one: Booked, contact: Contact | None) -> SlipKind | None:
    if contact is None:
        return "missed" if one.contact else None
    if not one.contact:
        return "wrong" if _is_certain(contact) else "wrong_possible"
    if not _is_certain(contact):
        return "possible"
    return "action" if one.where_told and contact.action not in one.actions else None


def _slip(kind: SlipKind, strata: tuple[str, ...], one: Booked, contact: Contact | None) -> Slip:
    return Slip(
        leg=one.leg,
        kind=kind,
        strata=strata,
        traveller=one.traveller,
        why=one.why,
        seat=one.seat,
        dirty=tuple(sorted(one.dirty)),
        reasons=tuple(reason.code for reason in contact.reasons) if contact else (),
        state=contact.where_now.state if contact else "",
        action=contact.action if contact else "",
        right=tuple(sorted(one.actions)),
        known=one.where_known if kind == "action" else None,
    )


def _stranger(leg: str, strata: tuple[str, ...], contact: Contact) -> Slip:
    return Slip(
        leg=leg,
        kind="stranger" if _is_certain(contact) else "stranger_possible",
        strata=strata,
        traveller=None,
        why="",
        seat=contact.seat,
        reasons=tuple(reason.code for reason in contact.reasons),
        state=contact.where_now.state,
        action=contact.action,
    )


def _leg_name(leg: LegTrace) -> str:
    return f"{leg.flight} {leg.date} {leg.origin or ''}-{leg.destination or ''}"


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
