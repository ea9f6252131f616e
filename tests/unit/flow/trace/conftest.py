"""A port with nothing in it, and short ways to put journeys and cases there. Everybody is a number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pratique.desk import Site
from pratique.desk.cases import withdraw_case
from pratique.flow.trace import Options, merge_traces, trace_case
from pratique.model.casework import CaseDocument, CasePerson, Journey, Notice
from pratique.model.tracing import LegTrace, Tracing
from tests.lib import sites

DAY = date(2026, 11, 14)
NOW = datetime(2026, 11, 19, 2, tzinfo=UTC)
Row = tuple[int, str] | tuple[int, str, str] | tuple[int, str, str, str]
"""Person, seat, and where they are stated coach and class."""


def surname(k: int) -> str:
    """An invented name for person `k`, unlike any other."""
    return "QUILL" + "".join(chr(65 + int(digit)) for digit in f"{k:03d}")


def born(k: int) -> date:
    """The birth date of person `k`, like nobody else's."""
    return date(1950, 1, 1) + timedelta(days=37 * k)


def number(k: int) -> str:
    """The passport of person `k`, no slip of anybody else's."""
    return f"{8800000 + k * 7919 % 100003}"


def rows(seats: str, start: int = 1) -> list[Row]:
    """People numbered from `start`, one a seat: ``"14A 14B 15C"``."""
    return [(start + i, seat) for i, seat in enumerate(seats.split())]


def cabin(first: int, last: int, start: int = 1) -> list[Row]:
    """A full cabin of six abreast, person by person, nose to tail."""
    return rows(" ".join(f"{row}{letter}" for row in range(first, last + 1) for letter in "ABCDEF"), start)


@dataclass
class Port:
    """A site at CAN, and what a test does there."""

    site: Site
    now: datetime = NOW
    loaded: int = 0

    def manifest(
        self,
        flight: str,
        people: Sequence[Row],
        *,
        day: date = DAY,
        kind: str = "Flight",
        origin: str = "SIN",
        destination: str = "CAN",
        times: tuple[str, str] = ("08:10", "12:20"),
        arrives: date | None = None,
        now: datetime | None = None,
    ) -> None:
        """Load a list of this journey."""
        head = "Surname,Given Name,Sex,DOB,Nationality,Passport No,Seat,Coach No,Class,From,To,Flight Date,"
        head += f"Departure Time,Arrival Time,Arrival Date,{kind}"
        lines = [head]
        for k, seat, *rest in people:
            unit, travel_class = [*rest, "", ""][:2]
            lines.append(
                f"{surname(k)},ADA,F,{born(k)},ITA,{number(k)},{seat},{unit},{travel_class},{origin},{destination},"
                f"{day},{times[0]},{times[1]},{arrives or day},{flight}"
            )
        self.load("\n".join(lines) + "\n", now)

    def load(self, text: str, now: datetime | None = None) -> None:
        """Load a file of this text."""
        self.loaded += 1
        (receipt,) = sites.load(self.site, [(f"{self.loaded}.txt", text.encode())], now or self.now)
        assert receipt.outcome == "loaded", receipt.read.error

    def message(self, flight: str, people: Sequence[Row], *, withdrawn: bool = False, day: date = DAY) -> None:
        """Load the carrier's own list of this flight, or the message with which it takes people off it."""
        self.load(self.message_text(flight, people, withdrawn=withdrawn, day=day))

    def message_text(self, flight: str, people: Sequence[Row], *, withdrawn: bool = False, day: date = DAY) -> str:
        """The same message, to be altered before it is loaded."""
        function = "+RP" if withdrawn else ""
        nads = "".join(
            f"NAD+FL+++{surname(k)}:ADA'ATT+2++F'DTM+329:{born(k):%y%m%d}'LOC+178+SIN'LOC+179+CAN'NAT+2+ITA'RFF+SEA:{seat}'"
            f"DOC+P:110:111+{number(k)}'LOC+91+ITA'"
            for k, seat, *_ in people
        )
        body = (
            f"UNH+1+PAXLST:D:05B:UN:IATA'BGM+745{function}'RFF+TN:T1:::1'NAD+MS+++DESK'TDT+20+{flight}+++ZZ'LOC+125+SIN'"
            f"DTM+189:{day:%y%m%d}0810:201'LOC+87+CAN'DTM+232:{day:%y%m%d}1220:201'{nads}CNT+42:{len(people)}'"
        )
        count = body.count("'") + 1
        return (
            f"UNA:+.? 'UNB+UNOA:4+ZZDCS:ZZ+CNPORTAPI:ZZ+{self.now:%y%m%d:%H%M}+1++PAXLST'"
            f"UNG+PAXLST+ZZDCS+CNPORTAPI+{self.now:%y%m%d:%H%M}+1+UN+D:05B'{body}UNT+{count}+1'UNE+1+1'UNZ+1+1'"
        )

    def crossing(self, k: int, when: str, direction: str = "in") -> None:
        """Person `k` crosses the border at CAN at this local time."""
        self.load(
            "Document number,Issuing country,Crossing time,Point of entry,Direction\n"
            f"{number(k)},ITA,{when},CAN,{direction}\n"
        )

    def case(
        self,
        reference: str,
        k: int,
        *,
        disease: str = "measles",
        authority: str | None = None,
        dates: dict[str, date] | None = None,
        journeys: tuple[Journey, ...] = (),
        confirmed: bool = True,
        papers: bool = True,
    ) -> str:
        """A notice about person `k`; without `papers` it names nobody that a list could know."""
        person = CasePerson(
            surname=surname(k) if papers else None,
            given="ADA" if papers else None,
            sex="F" if papers else None,
            birth_date=str(born(k)) if papers else None,
            documents=(CaseDocument("P", number(k), "ITA"),) if papers else (),
        )
        when = dates or {"onset": DAY, "rash": DAY}
        sites.add(self.site, Notice(reference, disease, "confirmed", authority, when, person, journeys), now=self.now)
        if confirmed:
            sites.confirm(self.site, reference, now=self.now)
        return reference

    def withdraw(self, reference: str) -> None:
        """An officer withdraws a case."""
        with sites.desk_at(self.site, reference, now=self.now) as desk:
            withdraw_case(desk, "laboratory error")

    def trace(self, reference: str, *, now: datetime | None = None, known_at: datetime | None = None, **options: Any):
        """Trace a case; the rest are the options of a trace."""
        with sites.desk_at(self.site, reference, now=now or self.now, known_at=known_at) as desk:
            return trace_case(desk, Options(**options))

    def together(self, *references: str) -> Tracing:
        """Several cases as one cluster."""
        return merge_traces([self.trace(reference) for reference in references])

    def later(self, **delta: int) -> Port:
        """The same port, so much later."""
        self.now += timedelta(**delta)
        return self


def people_on(leg: LegTrace) -> set[str]:
    """Seats of a leg's contacts, coach first where one is stated."""
    return {"/".join(filter(None, (c.presence.unit, c.seat))) for c in leg.contacts}


def codes(leg: LegTrace) -> set[str]:
    """Codes of a leg's notes."""
    return {note.code for note in leg.notes}


@pytest.fixture(scope="session")
def empty_port(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty site, to be copied."""
    folder = tmp_path_factory.mktemp("port") / "site"
    sites.new_site(folder)
    return folder


@pytest.fixture
def port(empty_port: Path, tmp_path: Path) -> Iterator[Port]:
    """A port of the test's own."""
    with sites.opened(sites.copy_site(empty_port, tmp_path / "site")) as site:
        yield Port(site)
