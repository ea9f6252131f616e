"""Which cabin a leg is judged on, told by the aircraft that flew it."""

from datetime import timedelta

import pytest

from pratique.flow.intake.profile import SenderProfile
from pratique.flow.receive import receive
from pratique.model.casework import Journey
from pratique.stores.register import leg_lines
from tests.lib import sites
from tests.unit.flow.trace.conftest import DAY, NOW, Port, codes, number, surname

TOML = """
[aircraft]
B-1234 = "3-3:1-12,14-31"
[cabins]
ZZ305 = "2-2:1-20"
"""
BY_FLIGHT, BY_AIRCRAFT = "2-2:1-20", "3-3:1-12,14-31"


@pytest.fixture
def port(empty_port, tmp_path):
    """A port that knows the cabin of one aircraft, and the one that usually flies ZZ305."""
    folder = sites.copy_site(empty_port, tmp_path / "site")
    with (folder / "pratique.toml").open("a", encoding="utf-8") as settings:
        settings.write(TOML)
    with sites.opened(folder) as site:
        yield Port(site)


def load(port, registration="", sender="", hours=0, seat="14D"):
    """A list of ZZ305 with persons 1 (in 14C) and 2, so many hours after the first."""
    port.loaded += 1
    text = "Surname,Given Name,Passport No,Seat,From,To,Flight Date,Flight,Tail\n" + "".join(
        f"{surname(k)},ADA,{number(k)},{at},SIN,CAN,{DAY},ZZ305,{registration}\n" for k, at in ((1, "14C"), (2, seat))
    )
    with sites.desk_at(port.site, now=NOW + timedelta(hours=hours)) as desk:
        files = [(f"{port.loaded}.csv", text.encode())]
        (receipt,) = receive(desk, files, profile=SenderProfile(sender) if sender else None)
    assert receipt.outcome == "loaded"


def leg_of(port, registration=None):
    """The leg as traced; the notice states this registration."""
    journey = Journey("ZZ305", DAY, "SIN", "CAN", "14C", registration=registration)
    port.case("C-1", 1, journeys=(journey,))
    (leg,) = port.trace("C-1", now=NOW + timedelta(days=1)).legs
    return leg


def test_without_a_registration_it_is_the_cabin_of_the_flight(port):
    load(port)
    leg = leg_of(port)
    assert leg.cabin.layout == BY_FLIGHT


def test_a_list_that_names_the_aircraft_gets_its_cabin(port):
    load(port, "b-1234")
    leg = leg_of(port)
    assert leg.cabin.layout == BY_AIRCRAFT
    assert 13 not in leg.cabin.rows
    assert "aircraft_differs" not in codes(leg)


def test_what_an_officer_heard_by_telephone_stands_in_the_notice(port):
    load(port)
    assert leg_of(port, "B1234").cabin.layout == BY_AIRCRAFT


def test_a_sender_that_corrects_itself_is_followed(port):
    load(port, "B-5678", "zz-air")
    load(port, "B-1234", "zz-air", hours=1)
    leg = leg_of(port)
    assert leg.cabin.layout == BY_AIRCRAFT
    assert "aircraft_differs" not in codes(leg)
    (before,) = port.trace("C-1", now=NOW + timedelta(days=1), known_at=NOW).legs
    assert before.cabin.layout == BY_FLIGHT, "B-5678, of which the site knows nothing, was all that was known then"


def test_a_later_list_that_names_no_aircraft_takes_nothing_back(port):
    load(port, "B-1234", "zz-air")
    load(port, "", "zz-air", hours=1)
    assert leg_of(port).cabin.layout == BY_AIRCRAFT


def test_where_two_senders_contradict_each_other_it_is_said_and_the_cabin_chosen_without(port):
    load(port, "B-1234", "zz-air")
    load(port, "B-5678", "handling-agent", hours=1)
    leg = leg_of(port)
    assert leg.cabin.layout == BY_FLIGHT
    (note,) = (note for note in leg.notes if note.code == "aircraft_differs")
    assert "B1234, B5678" in note.text


def test_where_list_and_notice_contradict_each_other_too(port):
    load(port, "B-1234")
    leg = leg_of(port, "B5678")
    assert (leg.cabin.layout, "aircraft_differs" in codes(leg)) == (BY_FLIGHT, True)


@pytest.mark.parametrize(
    ("first", "second", "contradictions"),
    [("zz-air", "qq-partner", ["seat_contradiction"]), ("zz-air", "zz-air", []), ("", "", [])],
)
def test_two_senders_that_seat_one_person_differently_contradict_each_other(port, first, second, contradictions):
    load(port, sender=first)
    load(port, sender=second, hours=1, seat="20A")
    leg = leg_of(port)
    assert [reason.code for reason in leg.completeness.contradictions] == contradictions


# -- how many earlier lists a cabin takes --------------------------------------------------------------------------


@pytest.mark.parametrize(("seats", "read"), [("ABCDEF", [2]), ("AF", [2, 4])], ids=["full flights", "thin flights"])
def test_earlier_lists_are_read_until_they_settle_the_cabin(port, monkeypatch, seats, read):
    aboard = list(enumerate((f"{row}{letter}" for row in range(1, 9) for letter in seats), 1))
    for days in range(4, -1, -1):
        several = aboard if len(seats) == 6 else aboard[days::3]
        port.manifest("ZZ306", several, day=DAY - timedelta(days=days))
    port.case("C-1", 1, dates={"onset": DAY, "rash": DAY + timedelta(days=4)})
    asked, really = [], leg_lines.seats
    monkeypatch.setattr(leg_lines, "seats", lambda c, legs: asked.append(len(legs)) or really(c, legs))
    (leg,) = port.trace("C-1").legs
    assert leg.cabin.inferred
    assert asked == read
