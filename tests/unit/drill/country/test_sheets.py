"""Tables in every language, lists of trains and crossings are read as they were meant."""

from dataclasses import replace
from random import Random

import pytest

from pratique.drill.country import border, sheets
from pratique.drill.country.rates import Counts, Dice, load_rates
from pratique.flow.intake import read_crossings, read_csv_manifest
from tests.unit.drill.country.by_hand import ByHand
from tests.unit.drill.country.test_paxlst import people


@pytest.mark.parametrize("language", sheets.LANGUAGES, ids=lambda one: one.code)
def test_a_table_is_read_as_it_was_meant(language):
    leg = ByHand().leg(1)
    stated = [replace(one, birth=f"19{60 + n}-03-{2 + 2 * n:02}", native="邱月雪") for n, one in enumerate(people())]
    stated[-1] = replace(stated[-1], role="crew", seat="", phone="")
    read = read_csv_manifest(sheets.table(leg, stated, language))
    (message,) = read.messages
    assert read.rejected == ()
    assert not [one for one in message.findings if one.severity != "info" and one.code != "charset-proposed"]
    (flown,) = message.legs
    assert (flown.flight, flown.origin, flown.destination) == (leg.flight, "SIN", "CAN")
    assert (flown.departure, flown.arrival) == ("2026-09-01T08:10", "2026-09-02T01:10")
    for one, fact in zip(stated, message.people, strict=True):
        assert (fact.surname, fact.given or "", fact.birth_date, fact.sex) == (one.surname, one.given, one.birth, "F")
        assert (fact.seat, fact.booking, fact.reference) == (one.seat or None, one.booking, one.reference)
        assert [(d.type, d.number, d.issuer) for d in fact.documents] == [("P", one.document, "UTO")]
        assert fact.role == one.role


def test_a_train_list_gives_coach_and_seat_and_the_name_in_one_cell():
    leg = ByHand().leg(13)
    here, away = people()[:2]
    stated = [
        replace(here, surname="邱月雪", given="", unit="02", seat="3F", travel_class="second"),
        replace(away, surname="SMITHSON", given="ANNA", unit="12", seat="10A", travel_class="first"),
    ]
    read = read_csv_manifest(sheets.train_list(leg, stated, Random(3)))
    (message,) = read.messages
    assert message.legs[0].conveyance == "train"
    assert [(p.surname, p.given, p.unit, p.seat) for p in message.people] == [
        ("邱月雪", None, "2", "3F"),
        ("SMITHSON", "ANNA", "12", "10A"),
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_crossings_are_read_as_they_were_meant(language):
    country = ByHand()
    day = next(country.days())
    leg = country.leg(1)
    passages = [
        border.Passage(one, country.traveller(one.traveller), leg.flight, leg.departs_local.date())
        for one in day.crossings[:50]
    ]
    data, noted = border.crossings_file(passages, language, Dice(load_rates("clean"), Counts(), "x"))
    (message,) = read_crossings(data, ".csv").messages
    assert len(noted) == len(message.crossings) == 50
    for passage, fact, one in zip(passages, message.crossings, noted, strict=True):
        assert one == (passage.crossing, fact.person.documents[0].number, True)
        assert fact.direction == "in"
        assert fact.time.startswith(f"{passage.crossing.at:%Y-%m-%dT%H:%M}")
        assert fact.flight == leg.flight
        assert fact.flight_date == "2026-09-01"
        assert (fact.person.surname, fact.person.given) == (passage.traveller.surname, passage.traveller.given)
        assert fact.person.documents[0].number == passage.traveller.papers[0].number
