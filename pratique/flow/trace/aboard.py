"""Who was aboard one leg of a case, on which cabin and for how long: before any rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from pratique.desk import CaseFile
from pratique.desk.leg_record import LegRecord
from pratique.desk.travellers import Tie
from pratique.flow.identity.normal import profiles_of
from pratique.flow.trace.other_papers import case_said_of, is_presumed
from pratique.model.casework import Journey
from pratique.model.movement import NOBODY, Leg, Presence
from pratique.model.seating import read_place, read_seat, read_unit, row_of
from pratique.model.tracing import CabinUsed, Completeness, OwnForms, Reason, because, marked
from pratique.rules.boarding import Folded, presences
from pratique.rules.cabin import Fleet, choose_cabin, with_seats
from pratique.rules.contact import seats_of
from pratique.rules.inference import settled
from pratique.rules.one_leg import OneLeg
from pratique.rules.parts import leg_parts, part_sets

ABSENT = frozenset({"cancelled", "not_boarded"})
_FEW = 2
"""Earlier manifests that are read first: with the leg's own, enough for a cabin that is four fifths full."""


@dataclass(frozen=True, slots=True)
class Aboard:
    """One leg read together: who was there, which of them is the case, on which cabin. No rule yet."""

    record: LegRecord
    folded: Folded
    case: tuple[Presence, ...]
    """The case's own presences, and where the notice puts it besides."""
    listed: bool
    """Whether a manifest lists the case as aboard."""
    others: tuple[Presence, ...]
    cabin: CabinUsed | None
    decks: Mapping[str, CabinUsed]
    hours: float | None
    second: frozenset[int]
    """Identities aboard that are another confirmed case of the same disease."""
    noted: bool
    """Whether the notice of another such case, whose papers no list shows, names this journey."""
    notes: tuple[Reason, ...]
    parts: frozenset[int]
    """Every id under which the register knows this leg."""
    sure: bool
    """Whether the case was aboard by its own papers or its notice, not by papers that are only likely its own."""
    by_other_paper: bool
    """Whether the case is known here only by papers of other numbers than the notice gives, which no officer has called
    its own, and the notice does not name this journey."""
    left_behind: bool
    """Whether the lists say that the case did not travel on this leg, and the notice does not say that it did."""
    elsewhere: str = ""
    """The flight by which the case was where this leg does not fit: it is hardly the case that another paper names."""

    @property
    def nobody_exposed(self) -> bool:
        """Whether nobody was near the case here as far as is known: the journey was not made, or not by the case."""
        return self.folded.cancelled or self.left_behind or bool(self.elsewhere)

    @property
    def list_held(self) -> bool:
        """Whether any list names people of this leg."""
        return any(p.state != "declared" for p in self.folded.presences)

    @property
    def seat_holders(self) -> list[Presence]:
        """Whoever holds the seat that the notice gives a case whom no list shows: they may be that case."""
        if self.listed:
            return []
        noted = {(p.unit, seat) for p in self.case for seat in seats_stated(p)}
        return [p for p in self.others if any((p.unit, seat) in noted for seat in seats_stated(p))]

    @property
    def with_another(self) -> bool:
        """Whether a second case was aboard, by a list or by its notice; one in the very seat of this case is no other.

        Two notices of one person, one without papers, must not widen a rule.
        """
        same = {i for p in self.seat_holders for i in p.identities}
        return bool(self.second - same) or self.noted


def board(
    file: CaseFile,
    record: LegRecord,
    *,
    case_identities: frozenset[int],
    journeys: Sequence[Journey],
    fleet: Fleet,
    one: OneLeg,
    ground_minutes: int = 0,
) -> Aboard:
    """Who was aboard this leg, with the cabin and the time they spent together."""
    leg = record.leg
    folded = presences(record.lines, record.events, record.told, same=file.own_forms(record.lines))
    there = [p for p in folded.presences if p.state not in ABSENT]
    case, ties = _case_aboard(there, case_identities, file.other_papers)
    on_list = any(case_identities & set(p.identities) for p in folded.presences)
    alike = [] if case or on_list or not journeys else _recognised(file, there)
    case = case or alike
    others = [p for p in there if p not in case]
    left_behind = on_list and not case and not journeys
    decked = leg.conveyance != "aircraft" or any(p.unit for p in there)
    noted = [
        p
        for j in journeys
        if (p := _as_notified(leg, j, case, decked=decked)) and not any(_same_place(p, own) for own in case)
    ]
    notes = [*one.notes(), *_lists_lacking(record, folded)]
    cabin: CabinUsed | None = None
    decks: dict[str, CabinUsed] = {}
    if leg.conveyance == "aircraft":
        registration, unclear = _aircraft(leg, journeys)
        notes += unclear
        known = partial(choose_cabin, fleet, leg.flight, registration=registration)
        # A seat that only a traveller's form gives draws no cabin: nobody has checked it.
        listed = [p for p in there if not p.unit and p.seat not in p.unlisted_seats]
        stated = [seats] if (seats := seats_of(listed)) else []
        cabin = known(stated)
        if cabin is None or cabin.inferred:
            # Only a cabin the site does not know needs the seats of earlier days, and of few days if flights are full.
            shown = [*stated, *file.earlier_seats(leg, _FEW)]
            cabin = known(shown if settled(shown) else [*stated, *file.earlier_seats(leg)])
        noted, beyond = _inside(cabin, noted)
        if beyond:
            notes.append(because("seat_beyond", _BEYOND, seat=beyond))
        main = [p for p in (*there, *noted) if not p.unit]
        cabin = cabin or known([seats] if (seats := seats_of(main)) else [])
        cabin = with_seats(cabin, seats_of(main)) if cabin else None
        for unit in sorted({p.unit for p in (*there, *noted) if p.unit}):
            here = seats_of([p for p in (*there, *noted) if p.unit == unit])
            if deck := known([here] if here else [], unit=unit):
                decks[unit] = with_seats(deck, here)
    if not left_behind:
        notes += _about_case(folded, case, case_identities, noted)
    notes += [reason for tie in ties for reason in case_said_of(tie)] + ([_RECOGNISED] if alike else [])
    everybody = {i for p in folded.presences for i in p.identities}
    places = {(p.unit, seat) for p in (*case, *noted) for seat in seats_stated(p)}
    second = file.other_cases(one.parts, everybody, places)
    if second.noted:
        named = marked(
            "The notice of another case names this journey too; no list held shows that case's papers. If it tells of "
            "this same case, withdraw one of the two."
        )
        notes.append(because("second_case_noted", named))
    return Aboard(
        record=record,
        folded=folded,
        case=(*case, *noted),
        listed=any(p.state != "declared" for p in case),
        others=tuple(others),
        cabin=cabin,
        decks=decks,
        hours=_hours(leg, ground_minutes),
        second=frozenset(i for p in others for i in p.identities if i in second.listed),
        noted=bool(second.noted),
        notes=tuple(notes),
        parts=frozenset(part.leg_id for part in one.parts),
        sure=bool(noted) or all(tie.is_sure for tie in ties),
        by_other_paper=any(map(is_presumed, ties)) and not journeys,
        left_behind=left_behind,
    )


def _case_aboard(
    there: Sequence[Presence], papers: frozenset[int], others: Mapping[int, Tie]
) -> tuple[list[Presence], list[Tie]]:
    """The case's own presences, and the ties to the papers by which alone it is known here, where it is by such.

    Where the case is listed by papers that are surely its own, somebody listed by likely ones is another person. So is
    whoever stands beside the case on one list, as twins do, whatever the register holds of their papers.
    """
    case = [p for p in there if papers & set(p.identities)]
    own = [p for p in case if papers & set(p.identities) - others.keys()]
    lists = {message for p in own for message in p.messages}
    case = [p for p in case if p in own or lists.isdisjoint(p.messages)]
    sure = [p for p in case if any(i not in others or others[i].is_sure for i in papers & set(p.identities))]
    if own:
        return sure, []
    ties = [others[i] for p in sure or case for i in p.identities if i in others]
    return sure or case, sorted(ties, key=lambda tie: (-tie.bits, tie.codes))[:1]


def _recognised(file: CaseFile, there: Sequence[Presence]) -> list[Presence]:
    """The one person aboard who must be the case by birth date and name, on a journey that the notice names."""
    alike = file.recognised(profiles_of, {i for p in there for i in p.identities})
    found = [p for p in there if alike & set(p.identities)]
    return found if len(found) == 1 else []


_RECOGNISED = because(
    "case_recognised",
    "No list shows the papers of the notice; one person on this journey, and no other, agrees with its name and birth "
    "date in enough, and is taken to be the case.",
)


def case_places(aboard: Aboard) -> tuple[str, ...]:
    """Where the case sat, as shown: ``14C``, ``5/12F`` (coach or deck first)."""
    return tuple(dict.fromkeys(label for p in aboard.case for label in _labels(p)))


def _as_notified(leg: Leg, journey: Journey, case: Sequence[Presence], *, decked: bool) -> Presence | None:
    """Where the notice puts the case on this leg; None where it gives no place.

    A seat without a coach or deck lies in the one that the manifest gives the case. A deck is left aside where no list
    names any (`decked`): nobody would be found on it.
    """
    place = (read_seat if leg.conveyance == "aircraft" else read_place)(journey.seat)
    unit = read_unit(journey.unit) or ""
    unit = "" if unit == "MAIN" or not decked else unit
    if not place.seat and not unit:
        return None
    listed = {(p.unit, p.travel_class) for p in case}
    if not unit and len(listed) == 1:
        unit, travel_class = listed.pop()
    else:
        travel_class = ""
    return Presence(
        leg_id=leg.leg_id,
        identity_id=NOBODY,
        identities=(),
        role="passenger",
        state="unknown",
        seat=place.seat or "",
        seat_status=place.status,
        seats_stated=(place.seat,) if place.seat else (),
        party_keys=frozenset(),
        embark="",
        debark="",
        messages=(),
        first_learnt=_NEVER,
        last_learnt=_NEVER,
        unit=unit,
        travel_class=journey.travel_class or travel_class,
    )


def _inside(cabin: CabinUsed | None, noted: list[Presence]) -> tuple[list[Presence], str]:
    """The places of the notice that this cabin can have, and the seat of one that lies before or behind all its rows.

    A row within it, or a few rows beyond where the cabin is inferred, may have been empty on every list; what lies
    further out is a slip, and near it sits nobody.
    """
    if cabin is None or not cabin.rows:
        return noted, ""
    margin = _EMPTY_ROWS if cabin.inferred else 0
    first, last = min(cabin.rows) - margin, max(cabin.rows) + margin
    beyond = [p for p in noted if p.seat and not p.unit and not first <= row_of(p.seat) <= last]
    return [p for p in noted if p not in beyond], ", ".join(p.seat for p in beyond)


_EMPTY_ROWS = 5
_BEYOND = marked(
    "The notice gives the case seat {seat}, which lies beyond the rows that this flight is known to have; it is not "
    "used. Ask where the case sat."
)
_NEVER = datetime(1, 1, 1, tzinfo=UTC)


def _same_place(noted: Presence, own: Presence) -> bool:
    """Whether the manifest says nothing else than the notice: same seat, and no other coach."""
    return noted.seat in (*seats_stated(own), "") and (not noted.unit or not own.unit or noted.unit == own.unit)


def _labels(presence: Presence) -> list[str]:
    """Where somebody sat, as shown: ``14C``, ``5/12F``."""
    prefix = f"{presence.unit}/" if presence.unit else ""
    return [f"{prefix}{seat}" for seat in seats_stated(presence)] or ([presence.unit] if presence.unit else [])


def seats_stated(presence: Presence) -> tuple[str, ...]:
    """Every seat that a sender's last word gives somebody."""
    return presence.seats_stated or ((presence.seat,) if presence.seat else ())


def _lists_lacking(record: LegRecord, folded: Folded) -> tuple[Reason, ...]:
    """What is to be requested from the carrier where no list of the passengers is held, or no longer."""
    if record.erased:
        text = "The list of this journey was erased on {day}, when its retention ended: it is to be requested again."
        return (because("list_erased", marked(text), day=record.erased.date().isoformat()),)
    documents = {(told.document or told.kind).lower() for told in record.told.values()}
    listed = [p for p in folded.presences if p.state != "declared"]
    crew = [p for p in listed if "crew" in p.role]
    if "745" in documents or ("csv" in documents and (not crew or len(crew) < len(listed))):
        return ()
    return (_CREW_ONLY if documents & {"250", "csv"} else MANIFEST_TO_REQUEST,)


MANIFEST_TO_REQUEST = because(
    "manifest_to_request", "No manifest of this flight is held: it is to be requested from the carrier."
)
_CREW_ONLY = because(
    "passengers_to_request",
    "Only a crew list is held: the list of passengers is to be requested from the carrier.",
)


def _about_case(
    folded: Folded, case: Sequence[Presence], case_identities: frozenset[int], noted: Sequence[Presence]
) -> list[Reason]:
    """Where notice, lists and the case's own locator form do not say the same of the case."""
    notes = []
    of_list = sorted({seat for p in case for seat in seats_stated(p) if seat not in p.unlisted_seats})
    form = sorted({seat for p in case for seat in p.unlisted_seats})
    if noted and of_list:
        notes.append(
            because("case_seat_differs", "The notice and the manifest give the case different seats; both are used.")
        )
    if form and of_list:
        text = marked("The list gives the case seat {listed}, its own locator form {form}; both are used.")
        notes.append(because("case_form_differs", text, listed=", ".join(of_list), form=", ".join(form)))
    elif form:
        text = marked("The seat of the case, {form}, is by its own locator form; no list gives one.")
        notes.append(because("case_seat_by_form", text, form=", ".join(form)))
    if case and all(p.state == "declared" for p in case):
        text = marked("The case was on this journey by its own locator form; no manifest held lists its papers.")
        notes.append(because("case_by_form", text))
    if not case:
        notes.append(_not_listed(folded, case_identities, placed=bool(noted)))
    return notes


def _not_listed(folded: Folded, case_identities: frozenset[int], *, placed: bool) -> Reason:
    gone = [p for p in folded.presences if case_identities & set(p.identities)]
    if gone:
        return because(
            "case_not_aboard",
            "The manifest lists the case but says it did not travel on this leg; the notice's account is used.",
        )
    if not placed:
        return because(
            "case_not_listed",
            "The notice puts the case on this flight and gives no seat that can be read; no manifest held lists its "
            "papers.",
        )
    return because(
        "case_not_listed",
        "The notice puts the case on this flight; no manifest held lists its papers. The seat of the notice is used.",
    )


def _aircraft(leg: Leg, journeys: Sequence[Journey]) -> tuple[str, list[Reason]]:
    """The registration that carriers and notice agree on; where they do not, none, and what to say of it."""
    stated = sorted({*leg.registrations, *(j.registration for j in journeys if j.registration)})
    if len(stated) < 2:
        return "".join(stated), []
    text = "It is not clear which aircraft flew: {registrations} are stated. The cabin is chosen as if none were."
    return "", [because("aircraft_differs", marked(text), registrations=", ".join(stated))]


def _hours(leg: Leg, ground_minutes: int) -> float | None:
    """Hours aboard: between the stated times, and what an officer knows of waiting on the ground besides."""
    if leg.departure and leg.arrival:
        aboard = leg.arrival - leg.departure
    elif leg.conveyance != "aircraft" and leg.departure_local and leg.arrival_local:
        # Stations and stops have no zone here: a ground journey is taken to stay within one.
        aboard = leg.arrival_local - leg.departure_local
    else:
        return None
    if aboard.total_seconds() <= 0:
        return None  # the times contradict each other: intake has said so
    return aboard.total_seconds() / 3600 + ground_minutes / 60


def completeness_of(file: CaseFile, aboard: Aboard) -> Completeness:
    """What the list of this leg rests on, and what it lacks."""
    folded = aboard.folded
    listed = [p for p in folded.presences if p.state != "declared"]
    there = [p for p in listed if p.state not in ABSENT]
    received, missing, numbers, final, declared = leg_parts(part_sets(aboard.record.told.values()))
    identities = {p.identity_id for p in there} - {NOBODY}
    on_record = file.on_record({i for p in there for i in p.identities} - {NOBODY})
    return Completeness(
        parts_received=received,
        parts_missing=missing,
        missing_parts=numbers,
        final_part_seen=final,
        declared=declared,
        present=len(listed),
        with_seat=sum(bool(p.seat) for p in there),
        with_phone=sum(any(map(on_record.get, p.identities)) for p in there),
        boarding_known=sum(p.state in ("boarded", "not_boarded") for p in listed),
        erased=len(identities - on_record.keys()),
        contradictions=folded.contradictions,
        forms=_own_forms(folded.presences),
    )


def _own_forms(people: Sequence[Presence]) -> OwnForms:
    listed = [p for p in people if p.state != "declared"]
    alone = [p for p in listed if p.unlisted_seats and len(p.unlisted_seats) == len(p.seats_stated)]
    return OwnForms(
        people=sum(p.has_form for p in people),
        unlisted=len(people) - len(listed),
        seats=len(alone) + sum(bool(p.seat) for p in people if p.state == "declared"),
        differ=sum(bool(p.unlisted_seats) for p in listed) - len(alone),
    )
