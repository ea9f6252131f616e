"""The legs of a case in a window, each read once however many rules look at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from pratique.desk import CaseFile
from pratique.flow.trace.case_legs import CaseLegs, case_legs
from pratique.flow.trace.leg import Aboard, board
from pratique.flow.trace.options import Options
from pratique.model.movement import Leg
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
        unread = {leg_id: leg for leg_id, leg in legs.legs.items() if leg_id not in self.known}
        for leg_id, record in self.file.aboard(unread).items():
            leg = record.leg
            self.known[leg_id] = board(
                self.file,
                record,
                case_identities=frozenset(by_name if leg_id in legs.journeys else self.identities),
                journeys=legs.journeys.get(leg_id, ()),
                cabins=self.file.cabins,
                ground_minutes=self.options.ground_minutes.get((leg.flight, leg.day), 0),
            )
        return [self.known[i] for i in sorted(legs.legs, key=lambda i: _order(legs.legs[i])) if i in self.known]


def _order(leg: Leg) -> tuple[date, datetime, int]:
    return leg.day, leg.departure or EARLY, leg.leg_id
