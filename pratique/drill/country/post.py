"""What is sent about one sailing, and when it arrives: lists in parts, changes, close-outs, copies, trials."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pratique.drill.country import paxlst, sheets
from pratique.drill.country.dirt import Script, Stated, state
from pratique.drill.country.habits import Habit
from pratique.drill.country.rates import Dice
from pratique.drill.country.world import Leg, Place, Sailing, Traveller

_TRIAL = ("ALPHA", "BRAVO", "CHARLIE", "DELTA", "ECHO")


@dataclass(frozen=True, slots=True)
class Letter:
    """One file on its way, and whom it names. `arrives` is UTC."""

    arrives: datetime
    name: str
    data: bytes
    people: tuple[Stated, ...] = ()


def letters(
    sailing: Sailing, traveller: Callable[[int], Traveller], habit: Habit, dice: Dice, home: str
) -> list[Letter]:
    """Every file about one sailing, in no order."""
    people = _stated(sailing, traveller, habit, dice)
    if not people:
        return []
    if habit.form == "train":
        came = [
            one
            for place, one in zip(sailing.places, people, strict=True)
            if place.boarded or "no_show_kept" in one.flags
        ]
        return _train(sailing.leg, came, dice)
    late = dice.rng.uniform(24, 120) if dice.falls("manifest_late") else 0.0
    sender = _Sender(sailing.leg, habit, dice, home, late)
    if habit.form == "table":
        sender.table(people)
    else:
        sender.lists(people)
    if habit.references:
        sender.later(sailing.places, people)
        if dice.falls("extra_cancelled"):
            extra = replace(sailing.leg, flight=f"{sailing.leg.flight}D")
            sender.sent.extend(_Sender(extra, habit, dice, home, 0.0).cancelled(people))
    return sender.sent


def _stated(sailing: Sailing, traveller: Callable[[int], Traveller], habit: Habit, dice: Dice) -> list[Stated]:
    """Everybody as this sender writes them, in the sailing's order."""
    day = f"{sailing.leg.departs_local:%d%m}"
    return [
        state(
            traveller(place.traveller),
            place,
            dice,
            reference=f"{sailing.leg.flight}{day}{number:03}" if habit.references else "",
            seat_chance=habit.seat_chance,
            afterwards=habit.form == "train",
            script=_script(habit),
        )
        for number, place in enumerate(sailing.places, 1)
    ]


def _script(habit: Habit) -> Script:
    if habit.form == "train":
        return "native"
    return "both" if habit.form == "table" and habit.language.native else "latin"


def _train(leg: Leg, people: Sequence[Stated], dice: Dice) -> list[Letter]:
    late = dice.rng.uniform(24, 120) if dice.falls("manifest_late") else dice.rng.uniform(0.5, 12)
    stem = f"{leg.flight}_{leg.departs_local:%d%b}".upper()
    return [Letter(_after(leg.arrives, late), f"{stem}.csv", sheets.train_list(leg, people, dice.rng), tuple(people))]


class _Sender:
    """Writes the messages of one flight; each gets a serial number of its own."""

    def __init__(self, leg: Leg, habit: Habit, dice: Dice, home: str, late: float) -> None:
        self.sent: list[Letter] = []
        self._leg, self._habit, self._dice, self._home = leg, habit, dice, home
        self._stem = f"{leg.flight}_{leg.departs_local:%d%b}".upper()
        self._serial = 0
        self._written = _after(leg.departs, -dice.rng.uniform(1.0, 5.0))
        """When lists were made."""
        self._late = late
        """Hours after landing; 0: in time."""

    def table(self, people: Sequence[Stated]) -> None:
        """The list as a table, crew and all."""
        data = sheets.table(self._leg, people, self._habit.language)
        self._send(f"{self._stem}.csv", data, self._written, people, listing=True)

    def lists(self, people: Sequence[Stated]) -> None:
        """The passenger list, perhaps in parts and some of them lost; the crew list; perhaps a trial run."""
        dice = self._dice
        passengers = [one for one in people if one.role == "passenger"]
        crew = [one for one in people if one.role == "crew"]
        size = self._habit.part_size
        parts = [passengers[start : start + size] for start in range(0, len(passengers), size)]
        off = dice.rng.randrange(1, 9) if passengers and dice.falls("wrong_count") else 0
        for number, part in enumerate(parts, 1):
            if len(parts) > 1 and dice.falls("part_missing"):
                continue
            self._message(f"P{number}", part, 2 * number, part=(number, len(parts)), declared=len(passengers), off=off)
        if crew:
            self._message("CREW", crew, -20, document="250")
        if dice.falls("test_mark"):
            self._trial(people[0])

    def later(self, places: Sequence[Place], people: Sequence[Stated]) -> None:
        """Changes and the close-out."""
        dice, leg = self._dice, self._leg
        gone = [
            one
            for place, one in zip(places, people, strict=True)
            if not place.boarded and "no_show_kept" not in one.flags
        ]
        if gone:
            function = dice.rng.choice(("RP", "XR"))
            self._change(function, gone, _after(leg.departs, -dice.rng.uniform(0.3, 0.8)))
        moved = [
            replace(one, seat=place.seat.label)
            for place, one in zip(places, people, strict=True)
            if place.seat and place.seat_booked and place.boarded and one.seat and "seat_old" not in one.flags
        ]
        if moved:
            self._change("CP", moved, _after(leg.departs, 0.1))
        if dice.falls("no_close_out"):
            return
        boarded = [one for place, one in zip(places, people, strict=True) if place.boarded and one.role == "passenger"]
        message = paxlst.event(leg, boarded, self._plain(), serial=self._next())
        self._edifact("CLOB", message, _after(leg.departs, dice.rng.uniform(0.15, 0.4)), ())

    def cancelled(self, people: Sequence[Stated]) -> list[Letter]:
        """The list of an extra flight that is then cancelled, its people flying on the regular one; the truth's
        lists of that one do not count it."""
        moved = [replace(one, reference=f"{one.reference}D") for one in people if one.role == "passenger"][:20]
        written = _after(self._leg.departs, -6)
        listed = paxlst.list_message(self._leg, moved, self._plain(), serial=self._next(), home=self._home)
        self._edifact("P1", listed, written, ())
        message = paxlst.event(self._leg, (), self._plain(), serial=self._next(), function="XF")
        self._edifact("XF", message, _after(self._leg.departs, -5.5), ())
        return self.sent

    def _change(self, function: str, people: Sequence[Stated], written: datetime) -> None:
        message = paxlst.list_message(
            self._leg, people, self._plain(), serial=self._next(), function=function, home=self._home
        )
        self._edifact(function, message, written, people)

    def _plain(self) -> paxlst.Dialect:
        """What changes and close-outs are written in: a sender of tables has its handling agent send them."""
        return self._habit.dialect if self._habit.form == "edifact" else paxlst.DIALECTS[0]

    def _message(
        self,
        what: str,
        people: Sequence[Stated],
        minutes: int,
        document: str = "745",
        part: tuple[int, int] = (1, 1),
        declared: int = 0,
        off: int = 0,
    ) -> None:
        message = paxlst.list_message(
            self._leg, people, self._habit.dialect, serial=self._next(), document=document, part=part,
            declared=declared, off=off, home=self._home,
        )  # fmt: skip
        self._edifact(what, message, self._written + timedelta(minutes=minutes), people, listing=document == "745")

    def _trial(self, pattern: Stated) -> None:
        """A list marked as a test, of people who are nowhere else."""
        people = [
            replace(pattern, traveller=0, surname=f"TESTWELL{word}", given=word, document=f"TEST{number:05}",
                    document_type="P", seat=f"{number}A", phone="", reference=f"TEST{number:04}",
                    expiry="2030-01-01", issuer="UTO", booking="TESTAA")
            for number, word in enumerate(_TRIAL, 1)
        ]  # fmt: skip
        message = paxlst.list_message(self._leg, people, self._habit.dialect, serial=self._next(), home=self._home)
        self._edifact("TEST", message, self._written - timedelta(minutes=30), (), test=True)

    def _next(self) -> str:
        self._serial += 1
        return f"{self._leg.flight}{self._leg.departs_local:%d%m}{self._serial:02}"

    def _edifact(
        self,
        what: str,
        message: paxlst.Segments,
        written: datetime,
        people: Sequence[Stated],
        *,
        test: bool = False,
        listing: bool = False,
    ) -> None:
        data = paxlst.interchange(
            [message],
            self._plain(),
            sender=f"{self._leg.flight[:2]}DCS",
            origin=self._leg.origin,
            written=written,
            reference=f"{written:%y%m%d}{self._serial:02}{self._leg.number % 1_000_000}",
            test=test,
        )
        self._send(f"{self._stem}_{what}.edi", data, written, people, listing=listing)

    def _send(self, name: str, data: bytes, written: datetime, people: Sequence[Stated], *, listing: bool) -> None:
        """On its way: a list may be late, and may come twice."""
        late = self._late if listing else 0.0
        arrives = _after(self._leg.arrives, late) if late else written + timedelta(minutes=1)
        self.sent.append(Letter(arrives, name, data, tuple(people)))
        if listing and self._dice.falls("sent_twice"):
            again = _after(arrives, self._dice.rng.uniform(0.05, 3))
            self.sent.append(Letter(again, f"RESENT_{name}", data, tuple(people)))


def _after(moment: datetime, hours: float) -> datetime:
    return moment + timedelta(seconds=round(hours * 3600))
