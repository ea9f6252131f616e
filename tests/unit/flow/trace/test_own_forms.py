"""Travellers' own locator forms beside the carrier's list and the border: what they add, and what they contradict."""

import json
from datetime import timedelta

import pytest

from pratique.model.casework import CaseDocument, CasePerson, Notice
from pratique.present.contract import tracing_json
from pratique.stores.register import audit_log
from tests.lib import sites
from tests.unit.flow.trace.conftest import DAY, NOW, Port, cabin, codes, number, surname

PLENTY = [row for row in cabin(10, 20, start=100) if row[1] not in ("14C", "14D", "14B", "15C", "20A")]


def form(k, *, seat="", companions=(), flight="305", day=DAY, document=True, **more):
    """The form of person `k` of the port's lists; a companion is a person and a seat."""
    head = {
        "form_number": f"F-{k}",
        "airline": "ZZ",
        "flight_number": flight,
        "date_of_arrival": day.isoformat(),
        "seat_number": seat,
        "last_name": surname(k),
        "first_name": "ADA",
        "mobile": f"+46001122{k:02d}",
        "travel_companions": [
            {"last_name": surname(other), "first_name": "ADA", "seat_number": place} for other, place in companions
        ],
        "fever": "NEEDLEFEVER",
        "temporary_address": {"hotel_name": "NEEDLEHOTEL"},
    }
    return head | ({"travel_document": number(k)} if document else {}) | more


def load(port: Port, *forms, now=None):
    port.load(json.dumps(list(forms)), now)


def leg_of(tracing):
    (leg,) = tracing.legs
    return leg


def contact(tracing, k):
    found = [c for leg in tracing.legs for c in leg.contacts if c.surname == surname(k)]
    assert len(found) == 1, (k, [(c.surname, c.seat) for leg in tracing.legs for c in leg.contacts])
    return found[0]


def told(one):
    return {reason.code for reason in one.reasons}


@pytest.fixture
def family(port):
    """14C is the case. 2 sits in 14D by the list, 3 has no seat there, 4 is on no list; one form of 2 names all."""
    port.manifest("ZZ305", [(1, "14C"), (2, "14D"), (3, ""), *PLENTY])
    load(port, form(2, seat="20A", companions=[(3, "14B"), (4, "15C")]))
    port.case("C-1", 1)
    return port.trace("C-1")


def test_a_form_and_a_list_make_one_person_with_both_seats(family):
    one = contact(family, 2)
    assert one.presence.state == "listed"
    assert one.presence.seats_stated == ("14D", "20A")
    assert {"seat_contradicted", "form_seat_differs"} <= told(one)
    assert one.action == "classify"


def test_a_companion_without_a_document_is_found_by_name_and_given_the_seat_of_the_form(family):
    one = contact(family, 3)
    assert (one.seat, one.presence.state) == ("14B", "listed")
    assert "seat_by_form" in told(one)
    assert one.action != "classify"


def test_a_form_gives_a_phone_to_the_whole_family(family):
    assert contact(family, 2).phones == contact(family, 3).phones == ("+4600112202",)


def test_whoever_is_on_a_form_alone_is_never_listed_by_the_carrier(family):
    one = contact(family, 4)
    assert one.presence.state == "declared"
    assert "by_own_form" in told(one)
    assert one.action == "classify"


def test_completeness_counts_forms_apart_from_the_list(family):
    told_of = leg_of(family).completeness
    assert told_of.present == 3 + len(PLENTY)
    assert told_of.with_phone == 2
    forms = told_of.forms
    assert (forms.people, forms.unlisted, forms.seats, forms.differ) == (3, 1, 2, 1)
    assert [r.code for r in told_of.contradictions] == ["form_seat_differs"]


def test_the_order_of_form_and_list_makes_no_difference(port, family):
    other = {c.surname: (c.seat, c.presence.state, c.action) for leg in family.legs for c in leg.contacts}
    port.manifest("ZZ306", [(1, "14C"), (2, "14D"), (3, ""), *PLENTY])
    first = port.trace("C-1")
    load(port, form(2, seat="20A", companions=[(3, "14B"), (4, "15C")], flight="306"))
    again = port.trace("C-1")
    by_flight = {leg.flight: leg for leg in again.legs}
    assert {c.surname: (c.seat, c.presence.state, c.action) for c in by_flight["ZZ306"].contacts} == other
    assert {leg.flight for leg in first.legs} == {"ZZ305", "ZZ306"}


def test_a_form_before_its_list_is_read_with_it(port):
    load(port, form(2, seat="14D"))
    port.manifest("ZZ305", [(1, "14C"), (2, ""), *PLENTY])
    port.case("C-1", 1)
    assert contact(port.trace("C-1"), 2).seat == "14D"


def test_a_flight_of_which_forms_alone_are_held(port):
    load(port, form(1, seat="14C"), form(2, seat="14D"), form(3, seat="30A"))
    port.case("C-1", 1)
    leg = leg_of(port.trace("C-1"))
    assert leg.to_request
    assert {"manifest_to_request", "case_by_form", "case_seat_by_form", "dated_by_forms"} <= codes(leg)
    assert leg.completeness.present == 0
    assert leg.completeness.forms.unlisted == 3
    (one,) = leg.contacts
    assert (one.seat, one.presence.state) == ("14D", "declared")
    # No list is held that could name them otherwise: the rule decides.
    assert one.action != "classify"


def test_a_form_dated_by_arrival_belongs_to_the_flight_that_left_the_day_before(port):
    port.manifest("ZZ305", [(1, "14C"), (2, ""), *PLENTY], times=("22:10", "06:20"), arrives=DAY + timedelta(days=1))
    port.manifest(
        "ZZ305",
        [(7, "14C"), (8, "14D")],
        day=DAY + timedelta(days=1),
        times=("22:10", "06:20"),
        arrives=DAY + timedelta(days=2),
    )
    load(port, form(2, seat="14D", day=DAY + timedelta(days=1)))
    port.case("C-1", 1)
    tracing = port.trace("C-1")
    assert contact(tracing, 2).seat == "14D"
    assert not codes(leg_of(tracing)) & {"read_together", "maybe_same_leg"}


def test_case_and_family_on_one_form_are_a_party(port):
    port.manifest("ZZ305", [(1, "14C"), (3, "30A"), *PLENTY])
    load(port, form(1, companions=[(3, "")]))
    port.case("C-1", 1)
    assert [reason.text for reason in contact(port.trace("C-1"), 3).reasons] == [
        "stands on the same locator form as the case"
    ]


def test_the_seat_of_the_case_by_its_own_form_beside_the_list(port):
    port.manifest("ZZ305", [(1, "14C"), (2, "20B"), *PLENTY])
    load(port, form(1, seat="20A"))
    port.case("C-1", 1)
    leg = leg_of(port.trace("C-1"))
    assert set(leg.case_seats) == {"14C", "20A"}
    assert "case_form_differs" in codes(leg)
    assert "20B" in {c.seat for c in leg.contacts}


def test_two_of_one_name_on_one_form_are_joined_to_nobody(port):
    port.manifest("ZZ305", [(1, "14C"), (3, "14D"), *PLENTY])
    load(port, form(2, seat="19A", companions=[(3, "14B"), (3, "14E")]))
    port.case("C-1", 1)
    leg = leg_of(port.trace("C-1"))
    assert sorted(c.presence.state for c in leg.contacts if c.surname == surname(3)) == [
        "declared",
        "declared",
        "listed",
    ]


BOOKED = """Surname,Given Name,Sex,DOB,Nationality,Passport No,Seat,PNR,From,To,Flight Date,Departure Time,Flight
CASEONE,ADA,F,1980-01-01,ITA,8800001,14C,AAAAA1,SIN,CAN,2026-11-14,08:10,ZZ305
HUANG,KAI,M,1970-05-05,SGP,E5550001,20A,BBBBB2,SIN,CAN,2026-11-14,08:10,ZZ305
HUAG,LIANGCHENG,M,1999-02-02,SGP,E5550102,20B,BBBBB2,SIN,CAN,2026-11-14,08:10,ZZ305
"""
NAMES = {"last_name": "HUANG", "first_name": "KAI", "travel_document": "E5550001"}


@pytest.fixture
def misspelt(port):
    """A list that misspells somebody whom the form of a companion names."""
    port.load(BOOKED)
    load(port, form(2, **NAMES) | {"travel_companions": [{"last_name": "HUANG", "first_name": "LIANGCHENG"}]})
    person = CasePerson("CASEONE", "ADA", "F", "1980-01-01", "ITA", (CaseDocument("P", "8800001", "ITA"),))
    sites.add(port.site, Notice("C-1", "measles", "confirmed", None, {"rash": DAY}, person, ()), now=NOW)
    return port


def test_a_companion_whom_the_list_writes_otherwise_is_who_is_left_over_on_the_booking(misspelt):
    sites.confirm(misspelt.site, "C-1", now=NOW)
    leg = leg_of(misspelt.trace("C-1"))
    assert (leg.completeness.present, leg.completeness.forms.people, leg.completeness.forms.unlisted) == (3, 2, 0)
    assert leg.contacts == ()


def test_before_confirmation_no_record_is_opened_for_a_form(misspelt):
    assert misspelt.trace("C-1").counts["classify"] == 1
    with misspelt.site.register.reading() as connection:
        assert "case.forms" not in {entry.action for entry in audit_log.newest(connection, 20)}
    sites.confirm(misspelt.site, "C-1", now=NOW)
    assert misspelt.trace("C-1").counts["classify"] == 0
    with misspelt.site.register.reading() as connection:
        assert "case.forms" in {entry.action for entry in audit_log.newest(connection, 20)}


def test_a_later_form_without_a_seat_takes_none_back(port):
    port.manifest("ZZ305", [(1, "14C"), (2, ""), (3, ""), *PLENTY])
    load(port, form(2, seat="14D"))
    load(port, form(3, seat="14B", companions=[(2, "")]), now=NOW + timedelta(hours=1))
    port.case("C-1", 1)
    assert contact(port.later(hours=2).trace("C-1"), 2).seat == "14D"


def test_a_form_on_a_later_flight_is_no_listing_of_the_carrier(port):
    port.manifest("ZZ305", [(1, "14C"), (2, "14D"), *PLENTY])
    load(port, form(2, flight="440", day=DAY + timedelta(days=2), departure_date=(DAY + timedelta(days=2)).isoformat(),
                    origin="CAN", destination="BKK"))  # fmt: skip
    port.case("C-1", 1)
    where = contact(port.trace("C-1"), 2).where_now
    assert where.state == "departed"
    assert where.evidence[0].code == "declared_later"
    assert where.evidence[0].text.startswith("By their own locator form on ZZ440 CAN→BKK")


def test_nothing_about_health_or_address_leaves_the_sealed_file(port):
    load(port, form(2, seat="14D"))
    folder = port.site.settings.site
    held = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"NEEDLE" not in held


def crossed(port, k, flight, day=DAY):
    port.load(
        "Document number,Issuing country,Crossing time,Point of entry,Direction,Flight,Flight date\n"
        f"{number(k)},ITA,{DAY} 13:05,CAN,in,{flight},{day}\n"
    )


@pytest.mark.parametrize("flight", ["ZZ305", "ZZ900", ""])
def test_list_form_and_border_stand_side_by_side(port, flight):
    port.manifest("ZZ305", [(1, "14C"), (2, "14D"), *PLENTY])
    port.manifest("ZZ900", [(50, "1A")], origin="BKK")
    load(port, form(2, seat="14D"))
    crossed(port, 2, flight)
    port.case("C-1", 1)
    tracing = port.trace("C-1")
    (shown,) = [one for leg in tracing_json(tracing)["legs"] for one in leg["contacts"] if one["surname"] == surname(2)]
    border = {"ZZ305": "entry", "ZZ900": "another_leg", "": "entry"}[flight]
    assert shown["sources"] == {"lists": ["14D"], "form": ["14D"], "border": border}
    said = [e.text for e in contact(tracing, 2).where_now.evidence if e.code == "border_differs"]
    assert said == ["The border has them arriving by another flight than ZZ305"] * (flight == "ZZ900")
