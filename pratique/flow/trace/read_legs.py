"""The legs of a case in a window, each read once however many rules look at it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from pratique.desk import CaseFile
from pratique.desk.leg_record import LegRecord
from pratique.flow.trace.aboard import Aboard, board
from pratique.flow.trace.case_legs import CaseLegs, case_legs
from pratique.flow.trace.one_place import in_one_place
from pratique.flow.trace.options import Options
from pratique.model.movement import Leg, Line
from pratique.rules.one_leg import Airports, OneLeg, same_place
from pratique.rules.period import Window

EARLY = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class LegReader:
    """Reads a case's legs; `identities` are the case's by its papers, `today` ends a window without an end."""

    file: CaseFile
    identities: set[int]
    options: Options
    today: date
    known: dict[int, Aboard] = field(default_factory=dict)

    def within(self, window: Window) -> tuple[CaseLegs, list[Aboard]]:
        """The case's legs in this window, and those of them with a manifest read together, in order of departure."""
        legs = case_legs(self.file, self.identities, window, self.today)
        return legs, self._board(legs)

    def aboard(self, window: Window) -> Sequence[Aboard]:
        """The legs with a manifest alone."""
        return self.within(window)[1]

    def _board(self, legs: CaseLegs) -> list[Aboard]:
        by_name = self.file.identities(by_name=True) if legs.journeys else self.identities
        unread = {leg_id: one for leg_id, one in legs.departures.items() if leg_id not in self.known}
        records = self.file.aboard({part.leg_id: part for one in unread.values() for part in one.parts})
        for leg_id, one in unread.items():
            leg = one.leg
            record = _together(self.file, one, records)
            self.known[leg_id] = board(
                self.file,
                record,
                case_identities=frozenset(by_name if leg_id in legs.journeys else self.identities),
                journeys=legs.journeys.get(leg_id, ()),
                fleet=self.file.fleet,
                ground_minutes=self.options.ground_minutes.get((leg.flight, leg.day), 0),
                one=one,
            )
        ordered = [self.known[i] for i in sorted(legs.legs, key=lambda i: _order(legs.legs[i])) if i in self.known]
        return in_one_place(ordered, self.file.country)


def _together(file: CaseFile, one: OneLeg, records: Mapping[int, LegRecord]) -> LegRecord:
    """Everything said about one departure, under whatever days and places, as if all lists had named it alike."""
    if len(one.parts) == 1:
        return replace(records[one.leg.leg_id], leg=one.leg)
    parts = [records[part.leg_id] for part in one.parts]
    return LegRecord(
        one.leg,
        tuple(_renamed(line, one.leg, file.airports) for record in parts for line in record.lines),
        tuple(replace(event, leg_id=one.leg.leg_id) for record in parts for event in record.events),
        {message_id: told for record in parts for message_id, told in record.told.items()},
        erased=max((record.erased for record in parts if record.erased), default=None),
    )


def _renamed(line: Line, leg: Leg, airports: Airports) -> Line:
    """The same statement of the leg by its common name: nobody who gets off in its city travels on from there."""
    return replace(
        line,
        leg_id=leg.leg_id,
        embark=leg.origin if same_place(line.embark, leg.origin, airports) else line.embark,
        debark=leg.destination if same_place(line.debark, leg.destination, airports) else line.debark,
    )


def _order(leg: Leg) -> tuple[date, datetime, int]:
    return leg.day, leg.departure or EARLY, leg.leg_id
