"""A folder of files as messy as real ones, and the truth about them: everything a drill needs.

`files/` holds what arrives, by day and time of arrival; `notices/` the cases; `forms/` passenger locator forms;
`truth/` what is true, which nobody who is examined may read; `site.toml` the settings of the site that receives it all.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Protocol

from pratique.drill.country import answers, border, forms
from pratique.drill.country.habits import Habits
from pratique.drill.country.known import Known
from pratique.drill.country.notices import notice
from pratique.drill.country.places import airport
from pratique.drill.country.post import letters
from pratique.drill.country.rates import Counts, Dice, load_rates
from pratique.drill.country.truth import AUTHORITY
from pratique.drill.country.world import Crossing, Day, Exposure, Infection, Leg, Place, Sailing, Traveller

_THINGS = ("legs", "presences", "files", "bytes", "lines", "crossings", "forms", "cases", "exposed")
"""What is counted: legs and presences as they are, lines and crossings as they are written."""


class World(Protocol):
    """What is asked of a country; see `Country`."""

    @property
    def seed(self) -> int:
        """What it was made from."""

    @property
    def home(self) -> str:
        """Code of its airport."""

    def days(self) -> Iterator[Day]:
        """Every day in order."""

    def leg(self, number: int) -> Leg:
        """One leg."""

    def sailing(self, number: int) -> Sailing:
        """A leg and everybody booked on it."""

    def traveller(self, number: int) -> Traveller:
        """One person."""

    def movements(self, traveller: int, first: date, last: date) -> tuple[list[tuple[Leg, Place]], list[Crossing]]:
        """Legs and crossings of one person between two days."""

    def infections(self, count: int) -> list[Infection]:
        """So many cases."""

    def exposures(self, infection: Infection) -> list[Exposure]:
        """Everybody booked on the legs of a case."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was written: numbers of things by their name, and of each error how often it fell among how many."""

    folder: Path
    written: Mapping[str, int]
    errors: Mapping[str, tuple[int, int]]


def make(
    folder: Path, country: World, profile: str, cases: int, each_day: Callable[[date], object] = lambda _: None
) -> Made:
    """Write a country's files, notices and truth into an empty folder; `each_day` is called as they are done.

    Seeded: equal countries and profiles give the same bytes. Raises ValueError for an unknown profile.
    """
    return _Maker(folder, country, profile).run(cases, each_day)


class _Maker:
    def __init__(self, folder: Path, country: World, profile: str) -> None:
        self._folder, self._country, self._profile = folder, country, profile
        self._rates = load_rates(profile)
        self._counts = Counts()
        self._written = Counter(dict.fromkeys(_THINGS, 0))
        self._habits = Habits(self._rates, country.seed)
        self._folders: set[Path] = set()
        self._dates: list[date] = []

    def run(self, cases: int, each_day: Callable[[date], object]) -> Made:
        """Everything, in the order of the truth: cases first, so that only their legs need to be remembered."""
        infections = self._country.infections(cases)
        exposures = {one.reference: self._country.exposures(one) for one in infections}
        said = answers.Said({row.leg for rows in exposures.values() for row in rows})
        known = Known(row for rows in exposures.values() for row in rows)
        for day in self._country.days():
            self._dates.append(day.date)
            for sailing in day.sailings:
                self._sailing(sailing, said, known)
            self._crossings(day, known)
            each_day(day.date)
        self._cases(infections, exposures, said, known)
        self._put(self._folder / "site.toml", self._site())
        errors = {name: (self._counts[name][0], self._counts[name][1]) for name in sorted(self._rates)}
        made = Made(self._folder, dict(sorted(self._written.items())), errors)
        self._put(self._folder / "make.json", self._summary(made))
        return made

    def _dice(self, what: str) -> Dice:
        return Dice(self._rates, self._counts, f"{self._country.seed} {what}")

    def _sailing(self, sailing: Sailing, said: answers.Said, known: Known) -> None:
        leg, dice = sailing.leg, self._dice(f"leg {sailing.leg.number}")
        sent = letters(sailing, self._country.traveller, self._habits.of(leg), dice, self._country.home)
        said.note(leg.number, sent)
        known.note_lists(leg.number, sent)
        for letter in sent:
            self._arrive("files", letter.arrives, letter.name, letter.data)
            self._written["lines"] += len(letter.people)
        self._written["legs"] += 1
        self._written["presences"] += len(sailing.places)
        if leg.destination == self._country.home and leg.conveyance == "aircraft":
            found = forms.forms_of(leg, sailing.places, self._country.traveller, dice)
            if found:
                as_json = leg.number % 2 == 0
                name = f"{leg.flight}.{'json' if as_json else 'csv'}"
                data = forms.as_json(found.values()) if as_json else forms.as_csv(found.values())
                self._arrive("forms", leg.arrives, name, data)
            for traveller, form in found.items():
                known.note_number(traveller, str(form["travel_document"]), leg.arrives)

    def _crossings(self, day: Day, known: Known) -> None:
        by_point: dict[str, list[border.Passage]] = {}
        for crossing in day.crossings:
            by_point.setdefault(crossing.point_of_entry, []).append(self._passage(crossing))
        for number, (point, passages) in enumerate(sorted(by_point.items())):
            dice = self._dice(f"border {day.date} {point}")
            data, noted = border.crossings_file(passages, "en" if number % 2 == 0 else "zh", dice)
            if noted:
                night = datetime.combine(day.date + timedelta(days=1), time(1), UTC)
                arrives = night + timedelta(seconds=dice.rng.randrange(7200))
                self._arrive("files", arrives, f"{point}.csv", data)
                known.note_crossings(noted, arrives)
                self._written["crossings"] += len(noted)

    def _passage(self, crossing: Crossing) -> border.Passage:
        traveller = self._country.traveller(crossing.traveller)
        leg = self._country.leg(crossing.leg) if crossing.leg else None
        if leg is None or leg.conveyance != "aircraft":
            return border.Passage(crossing, traveller, "", None)
        return border.Passage(crossing, traveller, leg.flight, leg.departs_local.date())

    def _cases(
        self,
        infections: Sequence[Infection],
        exposures: Mapping[str, Sequence[Exposure]],
        said: answers.Said,
        known: Known,
    ) -> None:
        roots = answers.clusters(infections)
        rows = []
        for infection in infections:
            reference = infection.reference
            legs, _ = self._country.movements(infection.traveller, infection.infectious_from, infection.infectious_to)
            journeys = [(leg, place) for leg, place in legs if place.boarded]
            traveller, authority = self._country.traveller(infection.traveller), AUTHORITY[infection.disease]
            data, seated = notice(infection, traveller, journeys, authority, self._dice(f"notice {reference}"))
            self._put(self._folder / "notices" / f"{reference}.json", data)
            traced = [self._country.leg(number) for number in dict.fromkeys(row.leg for row in exposures[reference])]
            seats = {leg.number: place.seat for leg, place in journeys}
            rows.append(answers.case_row(infection, traced, authority, roots[reference], said, seats, seated))
            booked, country = exposures[reference], self._country
            truth = answers.exposed_rows(infection, booked, country.sailing, country.traveller, said, known)
            self._put(self._folder / "truth" / "exposed" / f"{reference}.jsonl", answers.lines(truth).encode())
            self._written["exposed"] += len(booked)
        self._written["cases"] = len(infections)
        self._put(self._folder / "truth" / "cases.jsonl", answers.lines(rows).encode())

    def _site(self) -> bytes:
        home = airport(self._country.home)
        lines = ("# The site of a drill: everybody in its files is invented.", "", f'point_of_entry = "{home.code}"',
                 f'point_of_entry_name = "Drill port {home.code}"', f'zone = "{home.zone}"', "")  # fmt: skip
        return "\n".join(lines).encode()

    def _summary(self, made: Made) -> bytes:
        errors = {name: {"hits": hits, "of": of, "rate": self._rates[name]} for name, (hits, of) in made.errors.items()}
        value = {
            "seed": self._country.seed,
            "home": self._country.home,
            "profile": self._profile,
            "first": min(self._dates).isoformat(),
            "last": max(self._dates).isoformat(),
            "written": made.written,
            "errors": errors,
        }
        return (json.dumps(value, indent=1) + "\n").encode()

    def _arrive(self, kind: str, at: datetime, name: str, data: bytes) -> None:
        """One file under the day and second of its arrival; two of one name and second cannot be."""
        moment = at.astimezone(UTC)
        self._put(self._folder / kind / f"{moment:%Y-%m-%d}" / f"{moment:%H%M%S}-{name}", data)
        self._written[kind] += 1
        self._written["bytes"] += len(data)

    def _put(self, path: Path, data: bytes) -> None:
        if path.parent not in self._folders:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(path.parent)
        with path.open("xb") as out:
            out.write(data)
