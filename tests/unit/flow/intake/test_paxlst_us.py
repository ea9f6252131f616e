"""The older US dialect, with one PDT segment a person."""

from __future__ import annotations

import pytest

from pratique.flow.intake.paxlst import read_paxlst
from pratique.model.facts import Counts, DocumentFact, LegFact, Message, Part, PersonFact


def wrap(body: str) -> str:
    text = "UNB+UNOA:1+XBAIR:NZ+PORT:US+020131:2359+77++APP+A+++0'UNG+PAXLST+XB:NZ+PORT:US+020131:2359+77+NZ+001:000'"
    segments = body.count("'") - body.count("?'") + 2
    return f"{text}UNH+77+PAXLST:001:000:NZ+XB812/020131/2300+01:C'{body}UNT+{segments:06}+77'UNE+1+77'UNZ+1+77'"


FLIGHT = "CTA+IC+:DESK+1 555:TE'TDT++XB812+40+XB'LOC+005+NZAKL:50'DTM+136+020131+1030'"
ARRIVAL = "LOC+008+USLAX:50'DTM+132+020131+2200'UNS+D'"


def read(body: str) -> Message:
    (message,) = read_paxlst(wrap(body).encode()).messages
    return message


def codes(message: Message) -> set[str]:
    return {finding.code for finding in message.findings}


def test_a_whole_message() -> None:
    people = (
        "PDT+P/N1:090909:US+O?'TAHI:ANA:MARIA:590429:F+PAX+NZAKL:USLAX'"
        "PDT+V/N2::NZ+KERR:BO::331231:U+CRW+NZAKL:USLAX'"
        "PDT+A/N3+TRAN:LI::750101:M+ITI+NZAKL:USLAX'"
    )
    message = read(FLIGHT + ARRIVAL + people)
    assert (message.dialect, message.common_reference, message.part) == ("US PDT", "XB812/020131/2300", Part(1, False))
    assert message.legs == (LegFact("XB812", "AKL", "LAX", "2002-01-31T10:30", "2002-01-31T22:00"),)
    ends = {"embark": "AKL", "debark": "LAX"}
    assert message.people == (
        PersonFact("passenger", "O'TAHI", "ANA MARIA", "F", "1959-04-29", "590429", **ends,
                   documents=(DocumentFact("P", "N1", "US", "2009-09-09"),)),
        PersonFact("crew", "KERR", "BO", None, "1933-12-31", "331231", **ends,
                   documents=(DocumentFact("V", "N2", "NZ", None),)),
        PersonFact("in_transit_passenger", "TRAN", "LI", "M", "1975-01-01", "750101", **ends,
                   documents=(DocumentFact("A", "N3", None, None),)),
    )  # fmt: skip
    assert message.present == Counts(2, 1, 12)
    assert message.declared.segments == 12
    assert not message.test
    assert codes(message) == {"test-indicator-zero"}


def test_stops_between_make_one_leg_each() -> None:
    stops = "LOC+PT+USHNL:50'DTM+132+020131+1900+P8'LOC+PT+USLAX:50'LOC+8+USJFK:50'DTM+132+020201+0400+P2'"
    message = read(FLIGHT + stops + "UNS+D'PDT+P/N1:980701:US+KERR:BO::351230'")
    assert [(x.origin, x.destination, x.departure, x.arrival) for x in message.legs] == [
        ("AKL", "HNL", "2002-01-31T10:30", "2002-01-31T19:00"),
        ("HNL", "LAX", None, None),
        ("LAX", "JFK", None, "2002-02-01T04:00"),
    ]
    assert message.people[0].role == "unknown"
    assert {"time-offset", "unknown-role"} <= codes(message)


@pytest.mark.parametrize(
    "pdt", ["PDT'", "PDT+'", "PDT+P/'", "PDT+P/N1'", "PDT++KERR'", "PDT+:::+:::::::+X+Y:Z:W'", "PDT+P/N1:X1+KERR:BO:M'"]
)
def test_a_broken_person_is_kept_and_the_next_one_too(pdt: str) -> None:
    message = read(FLIGHT + ARRIVAL + "PDT+P/N9+LAST:ONE'" + pdt)
    assert (len(message.people), message.people[0].surname) == (2, "LAST")
    assert len(message.legs) == 1


def test_sex_in_the_place_of_the_birth_date() -> None:
    message = read(FLIGHT + ARRIVAL + "PDT+P/N1+KERR:BO::M'")
    assert (message.people[0].sex, message.people[0].birth_date_raw) == ("M", None)
    assert "incomplete-person" in codes(message)


@pytest.mark.parametrize(
    "flight", ["TDT++XB812+40+XB'", "TDT++XB812+40+XB'LOC+5+NZAKL:50'", "TDT++XB812+40+XB'LOC+8+USLAX'"]
)
def test_a_flight_is_never_lost(flight: str) -> None:
    message = read(flight + "UNS+D'PDT+P/N1+KERR:BO'")
    assert [leg.flight for leg in message.legs] == ["XB812"]


def test_times_before_the_places_are_kept() -> None:
    message = read("TDT++XB812C+40+XB'DTM+136+020131+1030'LOC+5+NZAKL:50'LOC+8+USLAX:50'UNS+D'PDT+P/N1+KERR:BO'")
    assert message.legs[0].departure == "2002-01-31T10:30"
    assert "crew-suffix" in codes(message)
