"""Whether anybody could know where somebody is: on records made by hand, and against the files of a made country."""

import json
from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pratique.drill.country import border
from pratique.drill.country.answers import leg_name
from pratique.drill.country.country import Country
from pratique.drill.country.dirt import state
from pratique.drill.country.known import Known
from pratique.drill.country.make import make
from pratique.drill.country.post import Letter
from pratique.drill.country.rates import Counts, Dice, load_rates
from pratique.drill.country.truth import where_at
from pratique.drill.country.world import Crossing, Exposure, Place
from pratique.flow.intake import read_file
from pratique.stores.places import Places
from tests.unit.drill.country.by_hand import ByHand

BY_HAND = ByHand(length=1, people=10, services=1)
WHO, INBOUND = BY_HAND.traveller(10), BY_HAND.leg(1)
LANDS = INBOUND.arrives
NOTICE = LANDS + timedelta(days=5)
ENTRY = Crossing(WHO.number, 0, LANDS + timedelta(hours=1), "CAN", "in", 1)
EXIT = Crossing(WHO.number, 0, LANDS + timedelta(days=2), "CAN", "out", 2)
AWAY = replace(INBOUND, number=2, origin="CAN", destination="SIN", departs=LANDS + timedelta(days=2, hours=1))
SECOND = replace(ENTRY, paper=1)
"""The same entry by their other passport."""


class Records:
    """What arrives of somebody who was on `INBOUND`, and whether it shows where they are at the notice."""

    def __init__(self, *crossings, later=()):
        now = where_at(INBOUND, later, crossings, NOTICE, "CAN")
        self._moves = now.moves
        self._known = Known([Exposure("C", 1, WHO.number, True, "crew", now.where, "none", now.since, now.moves)])

    def border(self, crossing, arrives=NOTICE, **rates):
        dice = Dice({**load_rates("clean"), **rates}, Counts(), "x")
        _, noted = border.crossings_file([border.Passage(crossing, WHO, "", None)], "en", dice)
        self._known.note_crossings(noted, arrives)
        return self

    def listed(self, paper, leg=1, arrives=NOTICE):
        place = Place(WHO.number, "passenger", None, paper, "", True, "", "")
        stated = state(WHO, place, Dice(load_rates("clean"), Counts(), "x"), reference="", seat_chance=0)
        self._known.note_lists(leg, [Letter(arrives, "", b"", (stated,))])
        return self

    def seen(self, number):
        self._known.note_number(WHO.number, number, NOTICE)
        return self

    @property
    def show(self):
        return self._known.where(WHO.number, self._moves, NOTICE)


LATE = NOTICE + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("records", "show"),
    [
        pytest.param(Records(ENTRY).border(ENTRY), True, id="a record with a name"),
        pytest.param(Records(ENTRY).listed(0).border(ENTRY, crossing_lost=1), False, id="a record that was lost"),
        pytest.param(Records(ENTRY).listed(0).border(ENTRY, LATE), False, id="a record that came after the notice"),
        pytest.param(Records(SECOND).listed(0).border(SECOND, crossing_bare=1), False, id="a passport never seen"),
        pytest.param(Records(ENTRY).listed(0).border(ENTRY, crossing_bare=1), True, id="a passport on a list"),
        pytest.param(Records(ENTRY).listed(0, 1, LATE).border(ENTRY, crossing_bare=1), False, id="on a list too late"),
        pytest.param(Records(ENTRY).seen(WHO.papers[0].number).border(ENTRY, crossing_bare=1), True, id="on a form"),
        pytest.param(
            Records(ENTRY).listed(0).border(ENTRY, crossing_bare=1, crossing_mistyped=1),
            False,
            id="a slip in the number",
        ),
        pytest.param(
            Records(SECOND).border(replace(SECOND, at=LANDS - timedelta(days=9))).border(SECOND, crossing_bare=1),
            True,
            id="a passport known from a crossing before",
        ),
        pytest.param(
            Records(SECOND).border(SECOND, crossing_bare=1).border(SECOND, crossing_bare=1), False, id="bare twice"
        ),
        pytest.param(Records().listed(0), True, id="has not entered: no record is right"),
        pytest.param(Records(later=[AWAY]), True, id="in transit: no border tells"),
        pytest.param(
            Records(ENTRY, EXIT).listed(0).border(ENTRY).border(EXIT, crossing_lost=1), False, id="the exit was lost"
        ),
        pytest.param(
            Records(ENTRY, EXIT).border(ENTRY, crossing_lost=1).border(EXIT), True, id="the entry alone was lost"
        ),
        pytest.param(
            Records(ENTRY, EXIT, later=[AWAY]).border(ENTRY).border(EXIT, crossing_lost=1).listed(0, 2),
            True,
            id="the exit was lost, and a list has the flight",
        ),
        pytest.param(
            Records(ENTRY, EXIT, later=[AWAY]).border(ENTRY).border(EXIT, crossing_lost=1).listed(0, 2, LATE),
            False,
            id="the exit was lost, and the list of the flight is late",
        ),
    ],
)
def test_what_was_here_shows_where_somebody_is(records, show):
    assert records.show is show


def test_nothing_is_kept_of_those_not_exposed():
    known = Known([])
    known.note_number(WHO.number, "XQ0000001", NOTICE)
    known.note_crossings([border.Noted(ENTRY, "XQ0000001", named=True)], NOTICE)
    assert vars(known) == vars(Known([]))


class Files:
    """A folder as the product reads it: what shows a move of somebody by a moment, whatever the generator says."""

    def __init__(self, folder):
        self._numbers, self._rows, self._lists = defaultdict(list), defaultdict(list), defaultdict(list)
        places = Places()
        for kind in ("files", "forms"):
            for path in sorted((folder / kind).glob("*/*")):
                arrived = f"{path.parent.name}T{path.name[:2]}:{path.name[2:4]}:{path.name[4:6]}+00:00"
                for message in read_file(path.read_bytes(), path.name, places).messages:
                    self._message(message, datetime.fromisoformat(arrived))

    def _message(self, message, at):
        for person in message.people:
            for paper in person.documents:
                self._numbers[paper.number].append(at)
            for leg in message.legs if message.kind != "locator" else ():
                self._lists[f"{leg.flight} {leg.departure[:10]}"].append((at, person))
        for fact in message.crossings:
            moment = datetime.fromisoformat(fact.time.replace("Z", "+00:00"))
            self._rows[moment, fact.point_of_entry, fact.direction].append((at, fact.person))
            if fact.person.surname:
                self._numbers[fact.person.documents[0].number].append(at)

    def crossing(self, move, who, by):
        return any(
            at <= by and (self._is(person, who) if person.surname else self._seen(person.documents[0].number, who, by))
            for at, person in self._rows[move.at, move.point_of_entry, move.direction]
        )

    def list(self, leg, who, by):
        numbers = {paper.number for paper in who.papers}
        return any(
            at <= by and (self._is(person, who) or numbers & {paper.number for paper in person.documents})
            for at, person in self._lists[" ".join(leg_name(leg).split()[:2])]
        )

    def _seen(self, number, who, by):
        return number in {paper.number for paper in who.papers} and any(at <= by for at in self._numbers[number])

    @staticmethod
    def _is(person, who):
        return (person.surname, person.given or "") == (who.surname, who.given)


def test_the_truth_says_known_where_the_files_show_the_move_and_nowhere_else(tmp_path):
    country = Country(7, 4000, days=20)
    make(tmp_path, country, "hard", 12)
    files, told = Files(tmp_path), []
    for infection in country.infections(12):
        exposed = tmp_path / "truth" / "exposed" / f"{infection.reference}.jsonl"
        rows = [json.loads(line) for line in exposed.read_text("utf-8").splitlines()]
        for row, one in zip(rows, country.exposures(infection), strict=True):
            who, by = country.traveller(one.traveller), infection.notified_at
            crossings = [move for move in one.moves if isinstance(move, Crossing)]
            flights = [country.leg(move) for move in one.moves if isinstance(move, int)]
            shown = any(files.crossing(move, who, by) for move in crossings) or any(
                files.list(leg, who, by) for leg in flights
            )
            if not one.moves:
                assert row["where_known"]
            elif shown or not flights:
                # A list may name somebody in a way that only its writer could tell; then this cannot say.
                assert row["where_known"] is shown, (row, one.moves)
            if crossings and not flights and row["where_told"]:
                told.append(row["where_known"])
    assert told.count(False) > 20
    assert told.count(True) > 200
