"""What is written in each dialect is what the product reads there, sign for sign."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pratique.drill.country import paxlst
from pratique.drill.country.dirt import Stated
from pratique.flow.intake import read_paxlst
from tests.unit.drill.country.by_hand import ByHand

WRITTEN = datetime(2026, 9, 1, 0, 30, tzinfo=UTC)
ALL = [*paxlst.DIALECTS, paxlst.US]


NAMES = [("O'DARRAGH", "FITZ-ANNA ROSE MAY"), ("ZHANG", ""), ("A+B:C?D", "X(Y)Z"), ("SMITHSON", "ANNA")] * 3


def people():
    return [
        Stated(
            traveller=number, role="passenger", surname=surname, given=given, native="", sex="F",
            birth="1991-03-07", nationality="UTO", document_type="P", document=f"XQ{number:07}", issuer="UTO",
            expiry="2031-05-09", unit="", seat=f"{number}C", travel_class="", phone="+447700900417",
            booking="BK1234", reference=f"ZZ300{number:03}", embark="SIN", debark="CAN", flags=frozenset(),
        )
        for number, (surname, given) in enumerate(NAMES, 1)
    ]  # fmt: skip


def sent(dialect, messages, **more):
    return paxlst.interchange(
        messages, dialect, sender="ZZDCS", origin="SIN", written=WRITTEN, reference="260901", **more
    )


@pytest.mark.parametrize("dialect", ALL, ids=lambda one: one.name)
def test_a_list_says_the_same_in_every_dialect(dialect):
    leg = ByHand().leg(1)
    read = read_paxlst(sent(dialect, [paxlst.list_message(leg, people(), dialect, serial="1")]))
    (message,) = read.messages
    (flown,) = message.legs
    assert (flown.flight, flown.origin, flown.destination) == (leg.flight, "SIN", "CAN")
    assert flown.departure == f"{leg.departs_local:%Y-%m-%dT%H:%M}"
    assert not [one for one in message.findings if one.severity != "info"]
    assert len(message.people) == 12
    for one, fact in zip(people(), message.people, strict=True):
        assert (fact.surname, fact.given or "", fact.birth_date, fact.sex) == (one.surname, one.given, one.birth, "F")
        assert [(d.number, d.issuer, d.expiry) for d in fact.documents] == [(one.document, "UTO", one.expiry)]
        if not dialect.us:
            assert (fact.seat, fact.booking, fact.reference) == (one.seat, one.booking, one.reference)
            assert fact.phones == (one.phone,)


def test_the_older_us_shape_has_no_room_for_seats_and_references():
    data = sent(paxlst.US, [paxlst.list_message(ByHand().leg(1), people(), paxlst.US, serial="1")])
    assert b"SEA" not in data
    assert b"BK1234" not in data
    assert {person.seat for person in read_paxlst(data).messages[0].people} == {None}


@pytest.mark.parametrize("dialect", paxlst.DIALECTS, ids=lambda one: one.name)
def test_a_close_out_names_nobody(dialect):
    data = sent(dialect, [paxlst.event(ByHand().leg(1), people(), dialect, serial="1")])
    (message,) = read_paxlst(data).messages
    assert (message.document, message.function) == ("266", "CLOB")
    assert [person.reference for person in message.people] == [one.reference for one in people()]
    flat = re.sub(rb"[\r\n]", b"", data)
    assert not any(one.surname.encode() in flat or one.document.encode() in flat for one in people())


def test_somebody_flying_on_from_home_is_in_transit():
    one = people()[0]
    on = replace(one, debark="NRT")
    dialect = paxlst.DIALECTS[0]
    message = paxlst.list_message(ByHand().leg(1), [one, on], dialect, serial="1", home="CAN")
    roles = [person.role for person in read_paxlst(sent(dialect, [message])).messages[0].people]
    assert roles == ["passenger", "in_transit_passenger"]


def test_a_test_mark_keeps_a_list_out_of_live_data():
    message = paxlst.list_message(ByHand().leg(1), people(), paxlst.DIALECTS[0], serial="1")
    assert read_paxlst(sent(paxlst.DIALECTS[0], [message], test=True)).messages[0].test
    assert not read_paxlst(sent(paxlst.DIALECTS[0], [message])).messages[0].test


def test_wrong_counts_are_seen():
    message = paxlst.list_message(ByHand().leg(1), people(), paxlst.DIALECTS[0], serial="1", off=3)
    codes = {one.code for one in read_paxlst(sent(paxlst.DIALECTS[0], [message])).messages[0].findings}
    assert {"passenger-count", "segment-count"} <= codes
