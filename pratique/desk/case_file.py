"""All that may be read for one case, and nothing else: its legs, who was aboard, where contacts went, their names.

Reach is enforced here: people are reached through the case's own legs, movements after a leg through the people of
that leg, and names through the contact list that was recorded, and logged, before they are opened. There is no
general way from a person to where that person has been.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from pratique.desk.cases import as_seen, case_with_papers
from pratique.desk.clear_records import clear_records, only_if_confirmed
from pratique.desk.contact_record import NAMING, ContactRecord, as_stated, seen_at
from pratique.desk.leg_record import LegRecord, OtherCases
from pratique.desk.look_again import news_came, opened_run, packed_run
from pratique.desk.notice_keys import journey_key, notice_keys, paper_keys, person_fact, place_key
from pratique.desk.recognised import arrived_as, own_forms, recognised
from pratique.desk.travellers import Papers, Tie, papers_of, travellers
from pratique.desk.work import Desk
from pratique.errors import NotAllowed
from pratique.guard.vault import ErasedError
from pratique.model.facts import PersonFact
from pratique.model.movement import NOBODY, Crossing, Leg, Line
from pratique.model.profile import Profile
from pratique.rules.boarding import told_alone
from pratique.rules.cabin import Fleet
from pratique.rules.difference import Run
from pratique.rules.linking import Kind
from pratique.rules.one_leg import SPAN, OneLeg, one_leg
from pratique.stores.register import cases, crossings, leg_lines, people, receipts, rechecks
from pratique.stores.register.register import Connection, take_ids

_CABIN_DAYS = 60
"""How far back manifests of the same flight are looked at for the shape of its cabin."""
_SAME_OUTBREAK = timedelta(days=120)
"""Cases added longer before or after a leg were not infectious on it by any rule here: three months, and a month."""
_CABIN_LEGS = 14
"""How many of those manifests, the latest, are read at most: two weeks of a daily flight. Each may cost a file."""


_Row = TypeVar("_Row", Line, Crossing)


class CaseFile:
    """A case opened at a desk. Opening it is logged."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        with desk.site.register.reading() as connection:
            # Read first: what these marks were raised for is seen by whatever is read after them.
            self._marks = rechecks.open_marks(connection, desk.subject.ref, raised_by=desk.known_at)
        known = case_with_papers(desk)
        self._notice = known.notice
        self.case = as_seen(desk, known)
        self._own: set[int] = set()
        self.other_papers: Mapping[int, Tie] = {}
        """The case's papers that its notice does not give, each with how surely it is the case's."""
        self._legs: set[int] = set()
        self._people: set[int] = set()
        self._later: set[int] = set()
        self._read: dict[int, Leg] = {}
        self._lines: dict[int, list[Line]] = {}

    @property
    def confirmed(self) -> bool:
        """Only a confirmed case shows its contacts."""
        return self.case.status == "confirmed"

    @property
    def names_allowed(self) -> bool:
        """Contacts are named only to a role that is shown names, for a purpose that may see them."""
        return self.confirmed and any(map(self._desk.sees, NAMING))

    @property
    def fleet(self) -> Fleet:
        """The cabins this site knows."""
        settings = self._desk.site.settings
        return Fleet(settings.aircraft, settings.cabins)

    # -- the case's own movements ------------------------------------------------------------------------------

    def identities(self, *, by_name: bool = False) -> set[int]:
        """The identities that are the case's: by exact keys of the notice, and other papers of the same traveller.

        `by_name` also takes identities with another document but the same name, birth date and sex: only for a
        flight that the notice itself names.
        """
        keys = paper_keys(self._notice, self._desk.sealer)
        with self._desk.site.register.reading() as connection:
            own = papers_of(connection, travellers(connection, {0: keys}), self._desk.known_at)[0]
            found = own.exact | own.tied.keys()
            if by_name:
                names = [(v, int(k)) for v, kind in keys if kind >= Kind.NAME_WITH_NUMBER for k in _NAMES]
                found = found | {i for ids in people.identities_by_key(connection, names).values() for i in ids}
            else:
                self._own |= found
                self.other_papers = own.tied
        return set(found)

    def recognised(self, profiles_of: Callable[[PersonFact], Sequence[Profile]], aboard: Collection[int]) -> set[int]:
        """Those of these people on a leg that the notice names who agree in enough with its person to be the case.

        Only for a leg whose lists do not show the case's papers. `profiles_of` brings a person to the form in which
        people are compared. Logged before any record is opened; none is opened before the case is confirmed, or a
        made-up notice would tell who is aboard.
        """
        self._reached(aboard)
        if not self.confirmed:
            return set()
        return recognised(self._desk, profiles_of(person_fact(self._notice.person)), aboard)

    def own_legs(self, identities: Collection[int], first: date, last: date) -> dict[int, Leg]:
        """The legs these identities of the case are listed on, departing within these days.

        Raises NotAllowed for an identity that is not the case's by its papers.
        """
        if not set(identities) <= self._own:
            raise NotAllowed("Somebody asked for is not this case.", "")
        if not identities:
            return {}
        with self._desk.site.register.reading() as connection:
            legs = self._legs_of(connection, receipts.legs_of_identities(connection, identities, first, last))
        lines = self._lines_of(legs)
        found = {i for i in legs if any(line.identity_id in identities for line in lines[i])}
        self._legs |= found
        return {leg_id: leg for leg_id, leg in legs.items() if leg_id in found}

    def journey_legs(self, flight: str, day: date) -> dict[int, Leg]:
        """The legs of a flight that the notice names, by its departure or, where that fits better, its arrival.

        Those that arrive on its day are meant where the case is listed on one of them and on none that leaves that day,
        or where none leaves that day. Raises NotAllowed for any other flight.
        """
        if all((j.flight, j.date) != (flight, day) for j in self.case.notice.journeys):
            raise NotAllowed("The notice does not name that flight.", "Add it to the notice.")
        with self._desk.site.register.reading() as connection:
            found = receipts.find_legs(connection, flight, day - timedelta(days=1), day)
            legs = self._legs_of(connection, {leg_id for leg_id, *_ in found})
        leaves = {leg_id: leg for leg_id, leg in legs.items() if leg.day == day and not leg.by_arrival}
        arrives = {i: leg for i, leg in legs.items() if leg.arrival_local and leg.arrival_local.date() == day}
        arrives |= {i: leg for i, leg in legs.items() if leg.by_arrival and leg.day == day}
        arrives = {leg_id: leg for leg_id, leg in arrives.items() if leg_id not in leaves}
        meant = leaves or arrives
        if leaves and arrives and (on := self._listed_on(leaves | arrives)) & arrives.keys():
            meant = leaves if on & leaves.keys() else arrives
        self._legs |= meant.keys()
        return meant

    def _listed_on(self, legs: Mapping[int, Leg]) -> set[int]:
        """On which of these legs of flights that the notice names somebody of the case's papers or name is listed."""
        case = self.identities(by_name=True)
        with self._desk.site.register.reading() as connection:
            lines = leg_lines.about(connection, legs, case, self._desk.known_at) if case else []
        return {line.leg_id for line in self._acknowledged(lines) if line.identity_id in case}

    def one_legs(self, leg_ids: Collection[int]) -> dict[int, OneLeg]:
        """The departures that these legs of the case are, with all lists that name them otherwise, by the id of each.

        A leg that is one with the case's own leg is the case's own leg too.
        """
        self._admitted(set(leg_ids))
        span = timedelta(days=SPAN)
        with self._desk.site.register.reading() as connection:
            legs = self._legs_of(connection, leg_ids)
            near = {
                i: {other for other, *_ in receipts.find_legs(connection, leg.flight, leg.day - span, leg.day + span)}
                for i, leg in legs.items()
            }
            known = self._legs_of(connection, {i for ids in near.values() for i in ids})
        ones = [
            one_leg(leg, [known[i] for i in near[leg_id] & known.keys()], self.airports) for leg_id, leg in legs.items()
        ]
        found = {one.leg.leg_id: one for one in ones}
        self._legs |= {part.leg_id for one in found.values() for part in one.parts}
        return found

    def airports(self, code: str) -> tuple[str, ...]:
        """The airports of a city code; none for an airport or an unknown code."""
        place = self._desk.site.places.find(code)
        return place.airports if place else ()

    def country(self, code: str) -> str | None:
        """The country of an airport or a city; None where it is not known."""
        place = self._desk.site.places.find(code) if code else None
        return place.country if place else None

    # -- who was aboard ----------------------------------------------------------------------------------------

    def aboard(self, legs: Mapping[int, Leg]) -> dict[int, LegRecord]:
        """Everything said about these legs, which must be the case's own."""
        self._admitted({*legs, *(leg.leg_id for leg in legs.values())})
        records = self._records(legs)
        self._people |= {line.identity_id for record in records.values() for line in record.lines} - {NOBODY}
        return records

    def _records(self, legs: Mapping[int, Leg]) -> dict[int, LegRecord]:
        desk = self._desk
        lines = self._lines_of(legs)
        with desk.site.register.reading() as connection:
            told, events = receipts.told_of_legs(connection, legs.keys(), desk.known_at, desk.horizon)
            erased = receipts.lists_erased(connection, legs.keys())
        return {
            i: LegRecord(leg, tuple(lines[i]), tuple(events.get(i, ())), told.get(i, {}), erased=erased.get(i))
            for i, leg in legs.items()
        }

    def _legs_of(self, connection: Connection, leg_ids: Collection[int]) -> dict[int, Leg]:
        """Those of these legs that were known at the desk's time. Each is read once."""
        if unread := set(leg_ids) - self._read.keys():
            self._read |= receipts.read_legs(connection, unread, self._desk.known_at)
        return {leg_id: self._read[leg_id] for leg_id in leg_ids if leg_id in self._read}

    def _lines_of(self, legs: Mapping[int, Leg]) -> Mapping[int, Sequence[Line]]:
        """All lines of these legs (and of others read before: each leg is read once)."""
        if unread := legs.keys() - self._lines.keys():
            self._lines.update((leg_id, []) for leg_id in unread)
            with self._desk.site.register.reading() as connection:
                said = leg_lines.of_legs(connection, unread, self._desk.known_at)
            for line in self._acknowledged(said):
                self._lines[line.leg_id].append(line)
        return self._lines

    def earlier_seats(self, leg: Leg, latest: int = _CABIN_LEGS) -> list[frozenset[str]]:
        """The seats seen on each of the latest manifests of the same flight and route before: a cabin's shape."""
        self._admitted({leg.leg_id})
        with self._desk.site.register.reading() as connection:
            found = receipts.find_legs(connection, leg.flight, leg.day - timedelta(days=_CABIN_DAYS), leg.day)
            same = [i for i, _, a, b in found if i != leg.leg_id and (a, b) == (leg.origin, leg.destination)]
            seats = leg_lines.seats(connection, same[-latest:])
        return [seats[leg_id] for leg_id in same[-latest:] if seats[leg_id]]

    def on_record(self, identities: Collection[int]) -> dict[int, bool]:
        """Of these people aboard, those whose record is not erased, or is kept for this case: whether with a phone."""
        self._reached(identities)
        with self._desk.site.register.reading() as connection:
            living = people.on_record(connection, identities)
            kept = cases.kept(connection, self.case.case_id) if len(living) < len(set(identities)) else set()
        return dict.fromkeys(kept & set(identities), False) | living

    def own_forms(self, lines: Sequence[Line]) -> list[frozenset[int]]:
        """Of the people whom these lines of a leg name: each one's identities on locator forms and on lists.

        Records are compared, which is logged, once the case is confirmed.
        """
        own = {line.identity_id for line in lines if line.state == "declared"}
        if not own:
            return []
        kin = {i: papers.sure for i, papers in self.papers(own).items()}
        self._reached({line.identity_id for line in lines} - {NOBODY})
        return own_forms(self._desk, lines, kin, compare=self.confirmed)

    # -- where contacts went -----------------------------------------------------------------------------------

    def kin(self, identities: Collection[int]) -> dict[int, frozenset[int]]:
        """For each of these people aboard: all identities that are the same traveller for certain."""
        return {i: own.sure for i, own in self.papers(identities).items()}

    def papers(self, identities: Collection[int]) -> dict[int, Papers]:
        """For each of these people aboard: by exact keys, and by the travellers known, what other papers they have."""
        self._reached(identities)
        with self._desk.site.register.reading() as connection:
            keys = people.keys_of(connection, identities)
            joined = travellers(connection, {i: keys.get(i, []) for i in identities})
            found = papers_of(connection, {i: joined[i] | {i} for i in identities}, self._desk.known_at)
        self._people |= {i for own in found.values() for i in (*own.exact, *own.tied)}
        return found

    def after(
        self, identities: Collection[int], first: date, last: date, crossed_until: date | None = None
    ) -> tuple[dict[int, LegRecord], list[Crossing]]:
        """Later legs of these people up to and including `last`, and crossings up to `crossed_until` (None: `last`).

        A leg where a close-out or a cancellation may point at people by reference comes with what is said of these
        people and is marked `partial`; it comes whole where that depends on others (`boarding.told_alone`).
        """
        self._reached(identities)
        known_at = self._desk.known_at
        with self._desk.site.register.reading() as connection:
            until = min(last, crossed_until or last)
            crossed = crossings.of_identities(connection, identities, first, until, known_at)
            listed = receipts.legs_of_identities(connection, identities, first, last)
            legs = self._legs_of(connection, listed)
            told, events = receipts.told_of_legs(connection, legs.keys(), known_at, self._desk.horizon)
            said = leg_lines.about(connection, legs, identities, known_at)
        by_leg: dict[int, list[Line]] = {}
        for line in self._acknowledged(said):
            by_leg.setdefault(line.leg_id, []).append(line)
        records: dict[int, LegRecord] = {}
        whole: dict[int, Leg] = {}
        for leg_id, about in by_leg.items():
            own = [line for line in about if line.identity_id in identities]
            if not own:
                continue
            partial = any(t.function in _BY_REFERENCE for t in told.get(leg_id, {}).values())
            if partial and not told_alone(about, identities):
                whole[leg_id] = legs[leg_id]
                continue
            records[leg_id] = LegRecord(
                legs[leg_id],
                tuple(about if partial else own),
                tuple(events.get(leg_id, ())),
                told.get(leg_id, {}),
                partial=partial,
            )
        self._later |= records.keys() | whole.keys()
        return records | self.whole(whole), self._acknowledged(crossed)

    def arrived_as(self, legs: Collection[int], contacts: Sequence[frozenset[int]]) -> dict[int, frozenset[int]]:
        """Of contacts on these legs, by their place in this order: other papers under which the border has them.

        Those are papers of somebody whom the border has on one of the legs, and no list, and who agrees in enough with
        one of the contacts. None before the case is confirmed.
        """
        self._admitted(set(legs))
        self._reached({i for own in contacts for i in own})
        if not self.confirmed:
            return {}
        desk = self._desk
        listed = {line.identity_id for leg_id in legs for line in self._lines.get(leg_id, ())}
        with desk.site.register.reading() as connection:
            unlisted = crossings.on_legs(connection, legs, desk.known_at, desk.horizon, besides=listed)
        self._people |= unlisted
        papers = self.papers(unlisted) if unlisted else {}
        arrived = {i: own.sure for i, own in papers.items() if listed.isdisjoint(own.sure | own.likely)}
        return arrived_as(desk, contacts, arrived) if arrived else {}

    def whole(self, legs: Mapping[int, Leg]) -> dict[int, LegRecord]:
        """Everything said about these legs, which must be among those that `after` found."""
        if not {*legs, *(leg.leg_id for leg in legs.values())} <= self._later:
            raise NotAllowed("That leg is not one that a contact of this case took.", "")
        return self._records(legs) if legs else {}

    # -- the list, and names -----------------------------------------------------------------------------------

    def contact_refs(self, groups: Iterable[frozenset[int]]) -> dict[frozenset[int], str]:
        """An opaque reference for each contact (a group of identities), the same in every trace of this case."""
        with self._desk.site.register.reading() as connection:
            known = cases.contact_refs(connection, self.case.case_id)
        refs: dict[frozenset[int], str] = {}
        for group in groups:
            seen = [known[i] for i in sorted(group) if i in known]
            refs[group] = seen[0] if seen else self._new_ref(min(group))
        return refs

    def _new_ref(self, identity_id: int) -> str:
        number = self._desk.sealer.hash("contact", str(self.case.case_id), str(identity_id))
        return base64.b32encode(number.to_bytes(8, "big", signed=True)).decode()[:8]

    def record(
        self,
        refs: Mapping[frozenset[int], str],
        *,
        run: Run,
        counts: Mapping[str, int],
        flights: Collection[tuple[str, date]],
    ) -> None:
        """Put the contacts on the case's list and log the trace, in one transaction: what names are shown on."""
        desk, now = self._desk, self._desk.now()
        self._reached({i for group in refs for i in group})
        with desk.site.register.writing() as connection:
            run_id = take_ids(connection, "run", 1)[0]
            key_id = desk._vault.case_key(connection, self.case.case_id, now)
            cases.add_run(
                connection,
                run_id=run_id,
                case_id=self.case.case_id,
                at=now,
                known_at=desk.known_at,
                actor=desk.actor.id,
                run=desk._vault.seal(key_id, packed_run(run), f"run:{run_id}"),
                names_shown=self.names_allowed,
                counts=counts,
                flights=flights,
            )
            known = cases.contact_refs(connection, self.case.case_id)
            new = {i: ref for group, ref in refs.items() for i in group if i not in known}
            cases.add_contacts(connection, self.case.case_id, run_id, sorted(new.items()))
            rechecks.settle(connection, self._marks, now)
            if self.names_allowed and refs:
                cases.change(connection, self.case.case_id, names_shown_at=now)
            shown = len(refs) if self.names_allowed else 0
            news_came(desk, connection, desk.horizon, now, self.case.case_id)
            if not cases.has_keys(connection, self.case.case_id):
                # A notice kept by a version that did not store them.
                cases.keep_keys(connection, self.case.case_id, notice_keys(self._notice, desk.sealer))
            desk.log(connection, "case.trace", {"run": run_id, "contacts": len(refs), "names_shown": shown})

    def known_refs(self) -> dict[int, str]:
        """The identities put on this case's list by any trace so far, each with its contact's reference."""
        with self._desk.site.register.reading() as connection:
            return cases.contact_refs(connection, self.case.case_id)

    def previous_run(self) -> tuple[datetime, Run] | None:
        """The trace that knew most of what was known at the desk's time, and as known when; None for a first trace."""
        with self._desk.site.register.reading() as connection:
            row = cases.latest_run(connection, self.case.case_id, self._desk.known_at)
            if row is None:
                return None
            self._desk._vault.load(connection, {row.key_id})
        try:
            return row.known_at, opened_run(self._desk, row.key_id, row)
        except ErasedError:
            return None

    def other_cases(
        self, legs: Sequence[Leg], identities: Collection[int], places: Collection[tuple[str, str]]
    ) -> OtherCases:
        """The other confirmed cases of the same disease on one departure, by whatever legs the register knows it.

        `identities` are all that are listed on it, `places` the coach or deck and the seat of this case there.

        Asked are all their papers, and the journeys of their notices, whether or not they were traced.
        A notice of the same person under another reference, or that gives this case's own seat, is no other case. An
        unconfirmed case is told of no other.
        """
        self._admitted({leg.leg_id for leg in legs})
        self._reached(identities)
        if not self.confirmed:
            return OtherCases({}, frozenset())
        day = datetime.combine(legs[0].day, time(), UTC)
        with self._desk.site.register.reading() as connection:
            theirs = cases.keys_of_others(connection, self.case.case_id, day - _SAME_OUTBREAK, day + _SAME_OUTBREAK)
            papers = {case: [(v, k) for v, k in keys if k > cases.JOURNEY] for case, keys in theirs.items()}
            others = papers_of(connection, travellers(connection, papers), self._desk.known_at)
            listed = {case: own.sure & set(identities) for case, own in others.items()}
        own = {value for value, _ in paper_keys(self._notice, self._desk.sealer)}
        sealer = self._desk.sealer
        journeys = {journey_key(leg.flight, leg.day, sealer) for leg in legs}
        mine = {place_key(leg.flight, leg.day, unit, seat, sealer) for leg in legs for unit, seat in places}
        return OtherCases(
            {identity: case for case, ids in listed.items() for identity in ids},
            frozenset(
                case
                for case, keys in theirs.items()
                if journeys & set(keys)
                and not listed[case]
                and mine.isdisjoint(keys)
                and own.isdisjoint(value for value, _ in papers[case])
            ),
        )

    def names(
        self, refs: Collection[str], spoken: Mapping[str, Sequence[int]] | None = None
    ) -> dict[str, ContactRecord]:
        """Who these contacts are; one whose record is erased is left out. Logged before a record is opened.

        `spoken` gives, for a contact, the identities that may speak for it, the one stated on the leg first; without
        it all that were ever put on the list for this contact may, the newest first.

        Raises NotAllowed unless the case is confirmed, at this moment too, and for an officer or a purpose that names
        are not for. Only contacts recorded for this case are found at all.
        """
        desk = self._desk
        if self.confirmed and not self.names_allowed:
            raise NotAllowed(
                "Names are not for this role, or not for this purpose.",
                "docs/reference/permissions.md says who is shown names, and for what.",
            )
        with desk.site.register.writing() as connection:
            reference = self.case.notice.reference
            only_if_confirmed(connection, reference, confirmed=self.names_allowed, what="Names")
            cases.change(connection, self.case.case_id, names_shown_at=desk.now())
            desk.log(connection, "case.names", {"contacts": len(set(refs))})
        with desk.site.register.reading() as connection:
            rows = cases.contacts(connection, self.case.case_id, refs)
            clear = clear_records(desk, connection, [row.identity_id for row in rows], rows)
        opened: dict[str, dict[int, dict[str, object]]] = {}
        for row in rows:
            if row.identity_id in clear:
                opened.setdefault(row.contact_ref, {})[row.identity_id] = clear[row.identity_id]
        found = {}
        for ref, contents in opened.items():
            may = spoken.get(ref, ()) if spoken is not None else None
            if may is None or any(i in contents for i in may):
                found[ref] = seen_at(desk, as_stated(contents, may))
        return found

    # -- inside ------------------------------------------------------------------------------------------------

    def _admitted(self, leg_ids: set[int]) -> None:
        if not leg_ids <= self._legs:
            raise NotAllowed("That leg is not one of this case's.", "")

    def _acknowledged(self, rows: Iterable[_Row]) -> list[_Row]:
        """Movement rows of files acknowledged when the desk was opened: a file is seen whole or not at all."""
        return [row for row in rows if row.message_id <= self._desk.horizon]

    def _reached(self, identities: Iterable[int]) -> None:
        if not set(identities) <= self._people:
            raise NotAllowed("Somebody asked for was not aboard a leg of this case.", "")


_NAMES = (Kind.NAME_WITH_NUMBER, Kind.NAME_NO_NUMBER)
_BY_REFERENCE = frozenset({"CLOB", "CLNB", "XR", "RP"})
