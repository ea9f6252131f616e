"""Who falls ill and is notified: cases brought in, and those they infect aboard or in their own party.

How likely somebody near is infected depends on the true seats alone. The figures are made up for a lively exercise;
they are no estimates of any disease.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from pratique.drill.country.chance import dice
from pratique.drill.country.people import CREW
from pratique.drill.country.places import zone
from pratique.drill.country.timetable import Timetable
from pratique.drill.country.travel import Travel
from pratique.drill.country.truth import CONVEYANCE, legs_in_window, seat_of
from pratique.drill.country.world import Infection, Place, Sailing

_DAY = timedelta(days=1)
_LONG = 8 * 60
_TRIES = 3000


@dataclass(frozen=True, slots=True)
class _Course:
    """How a disease runs and is notified. Days count from the anchor of its rule."""

    anchor: str
    before: int
    """Days infectious before the anchor."""
    after: int | None
    """Days after it; None for until the notice."""
    drawn: tuple[int, int]
    """Days from a leg to the anchor, at least and at most."""
    late: int
    """Days from the anchor to the notice, at most."""
    incubation: tuple[int, int] | None
    """Days from infection to the anchor; None where nobody infected aboard falls ill within the period."""
    others: tuple[tuple[str, int], ...] = ()
    """Further dates, in days from the anchor."""


_COURSES = {
    "measles": _Course("rash", 4, 4, (-4, 4), 10, (11, 16), (("onset", -3),)),
    "mers": _Course("onset", 0, None, (-3, 0), 14, (2, 9), (("specimen", 1),)),
    "tuberculosis": _Course("diagnosis", 90, None, (1, 4), 5, None),
    "covid-19": _Course("onset", 2, None, (-2, 2), 9, (2, 5), (("specimen", 1),)),
}
_MIX = ("measles",) * 9 + ("mers",) * 4 + ("tuberculosis",) * 4 + ("covid-19",) * 3
_CLUSTERS = 0.6
"""Part of the cases whose contacts are looked at for further cases."""


def infections(seed: int, travel: Travel, times: Timetable, count: int) -> list[Infection]:
    """So many cases, each with one to four legs within its window, in the order of their notices.

    Raises ValueError where the country is too small for so many.
    """
    maker = _Maker(seed, travel, times)
    found: list[tuple[Infection, int]] = []
    while len(found) < count:
        first = maker.brought_in()
        found.append((first, -1))
        at, more = len(found) - 1, maker.caught_from(first)
        found += [(infection, at) for infection in more[: count - len(found)]]
    order = sorted(range(len(found)), key=lambda at: (found[at][0].notified_at, found[at][0].traveller))
    names = {at: f"GZ-{place:04d}" for place, at in enumerate(order, 1)}
    return [replace(found[at][0], reference=names[at], infected_by=names.get(found[at][1])) for at in order]


class _Maker:
    def __init__(self, seed: int, travel: Travel, times: Timetable) -> None:
        self._travel, self._times, self._rng = travel, times, dice(seed, 81)
        self._ill: set[int] = set()
        every = range(1, len(times) + 1)
        self._legs = {
            disease: [number for number in every if times.of(number).conveyance == conveyance]
            for disease, conveyance in CONVEYANCE.items()
        }
        self._legs["tuberculosis"] = [n for n in self._legs["tuberculosis"] if times.of(n).minutes >= _LONG]

    def brought_in(self) -> Infection:
        """A case from nowhere."""
        disease = self._rng.choice([one for one in _MIX if self._legs[one]])
        course = _COURSES[disease]
        for _ in range(_TRIES):
            number = self._rng.choice(self._legs[disease])
            places = [place for place in self._travel.sailing(number).places if place.seat and place.boarded]
            if not places:
                continue
            anchor = self._times.date(number) + timedelta(days=self._rng.randint(*course.drawn))
            case = self._case(disease, self._rng.choice(places).traveller, anchor)
            if case:
                return case
        raise ValueError("The country is too small for so many cases; ask for more lines or fewer cases")

    def caught_from(self, index: Infection) -> list[Infection]:
        """Up to three people who caught it from this case on a leg and were notified later."""
        course = _COURSES[index.disease]
        found: list[Infection] = []
        if course.incubation is None or self._rng.random() >= _CLUSTERS:
            return []
        for leg in legs_in_window(self._travel, self._times, index):
            sailing = self._travel.sailing(leg)
            case = next(place for place in sailing.places if place.traveller == index.traveller)
            for other in sailing.places:
                if len(found) < 3 and self._rng.random() < chance(sailing, case, other):
                    days = self._rng.randint(*course.incubation)
                    caught = self._case(index.disease, other.traveller, self._times.date(leg) + timedelta(days=days))
                    if caught and caught.notified_at > index.notified_at:
                        found.append(caught)
        return found

    def _case(self, disease: str, traveller: int, anchor: date) -> Infection | None:
        """The case of a traveller with this anchor, if its flights and its notice fit."""
        course, times = _COURSES[disease], self._times
        if traveller in self._ill or traveller >= CREW:
            return None
        booked = [
            one
            for one in self._travel.booked(traveller)
            if one.leg <= len(times) and times.of(one.leg).conveyance == CONVEYANCE[disease]
        ]
        start, end = anchor - course.before * _DAY, None if course.after is None else anchor + course.after * _DAY
        within = [one for one in booked if start <= times.date(one.leg) and (not end or times.date(one.leg) <= end)]
        # A case that did not come to a leg it is booked on would make the truth hang on a list that may not say so.
        if not 1 <= len(within) <= 4 or not all(one.boarded and self._seated(traveller, one.leg) for one in within):
            return None
        notified_at = self._notice(course, anchor, times.leg(within[-1].leg).arrives)
        if notified_at is None:
            return None
        notified = notified_at.astimezone(zone(times.home.zone)).date()
        dates = {course.anchor: anchor, **{name: anchor + days * _DAY for name, days in course.others}}
        self._ill.add(traveller)
        return Infection(
            reference="",
            disease=disease,
            traveller=traveller,
            dates={**dates, "notified": notified},
            infectious_from=start,
            infectious_to=end or notified,
            notified_at=notified_at,
        )

    def _notice(self, course: _Course, anchor: date, arrived: datetime) -> datetime | None:
        """One to six days after the last leg and at least a day after the anchor; None if that is too late."""
        ill = datetime.combine(anchor, time(), UTC)
        low, high = max(arrived + _DAY, ill + 2 * _DAY), min(arrived + 6 * _DAY, ill + course.late * _DAY)
        if low >= high:
            return None
        # The square makes early notices the common ones: only then are there people who have not entered.
        return low + timedelta(minutes=int((high - low) / timedelta(minutes=1) * self._rng.random() ** 2))

    def _seated(self, traveller: int, leg: int) -> bool:
        """Whether they had a seat of their own; on a train, in a coach of which the guide speaks."""
        place = next(place for place in self._travel.sailing(leg).places if place.traveller == traveller)
        return place.seat is not None and place.seat.travel_class != "first"


def chance(sailing: Sailing, case: Place, other: Place) -> float:
    """How likely a case infects somebody on a leg: companions most, then by rows and seats between them."""
    if other is case or not other.boarded:
        return 0.0
    if other.booking and other.booking == case.booking:
        return 0.35
    seat = seat_of(sailing, other)
    if seat is None or case.seat is None or seat.unit != case.seat.unit:
        return 0.004
    rows, seats = abs(seat.rank - case.seat.rank), abs(seat.column - case.seat.column)
    if rows <= 1 and seats <= 2:
        return 0.25
    return 0.08 if rows <= 2 else 0.008
