"""One flight on lists that name it differently is one leg; hours on its consecutive legs add up; no list is silent."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pratique.desk import CaseFile
from pratique.errors import NotReadable
from pratique.flow.trace import Options
from pratique.flow.trace.nobody import why_nobody
from pratique.flow.trace.read_legs import LegReader
from pratique.flow.trace.together import judged_by
from pratique.model.casework import ANCHORS, CaseDocument, CasePerson, Journey, Notice
from pratique.rules.period import Window
from pratique.rules.rule import SeatUnknown
from pratique.rules.zone import Zone
from tests.lib import sites
from tests.unit.flow.trace.conftest import DAY, born, codes, number, people_on, rows, surname

TB = {"disease": "tuberculosis", "dates": {"diagnosis": DAY}}


# -- one departure under several names ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [{"origin": "LON"}, {"origin": ""}, {"origin": "", "day": DAY + timedelta(days=1), "times": ("", "17:20")}],
    ids=["city", "left out", "dated by arrival"],
)
def test_a_case_on_one_list_sees_the_people_on_the_other(port, other):
    overnight = {"times": ("22:30", "17:20"), "arrives": DAY + timedelta(days=1)}
    port.manifest("ZZ305", rows("14C 15A"), origin="LHR", **overnight)
    port.manifest("ZZ305", [(3, "14D"), (2, "15A")], **({"origin": "LHR"} | overnight | other))
    port.case("C-1", 1)
    tracing = port.trace("C-1")
    (leg,) = tracing.legs
    assert people_on(leg) == {"14D", "15A"}
    assert tracing.counts["contacts"] == leg.completeness.present - 1 == 2
    assert (leg.origin, leg.leg.departure_local.hour) == ("LHR", 22)
    (said,) = [note.text for note in leg.notes if note.code == "read_together"]
    assert "ZZ305 2026-11-14 LHR→CAN" in said
    port.case("C-3", 3)
    (again,) = port.trace("C-3").legs
    assert people_on(again) == {"14C", "15A"}
    both = port.together("C-1", "C-3")
    assert len(both.legs) == 1


def test_two_airports_of_one_city_stay_two_flights(port):
    port.manifest("ZZ305", rows("14C 15A"), origin="LHR")
    port.manifest("ZZ305", [(3, "14D")], origin="LGW")
    port.case("C-1", 1)
    (leg,) = port.trace("C-1").legs
    assert people_on(leg) == {"15A"}
    assert codes(leg).isdisjoint({"read_together", "maybe_same_leg"})


def test_a_list_that_may_be_of_one_of_two_flights_is_named_and_left_out(port):
    port.manifest("ZZ305", rows("14C 15A"), origin="LHR")
    port.manifest("ZZ305", [(9, "3A")], origin="LGW")
    port.manifest("ZZ305", [(3, "14D")], origin="LON")
    port.case("C-1", 1)
    (leg,) = port.trace("C-1").legs
    assert people_on(leg) == {"15A"}
    assert "maybe_same_leg" in codes(leg)


def test_the_notice_may_name_the_city(port):
    port.manifest("ZZ305", rows("14C 15A"), origin="LHR", destination="LCA")
    port.manifest("ZZ305", rows("14D", 5), origin="LCA", destination="CAN", times=("15:00", "23:00"))
    port.case("C-1", 900, papers=False, journeys=(Journey("ZZ305", DAY, "LON", None, "14C"),))
    tracing = port.trace("C-1")
    assert [leg.origin for leg in tracing.legs] == ["LHR"]
    assert "route_differs" not in {note.code for note in tracing.notes}


def test_the_other_list_of_a_contacts_flight_is_no_later_journey(port):
    port.manifest("ZZ305", rows("14C 15A"), origin="LHR")
    port.manifest("ZZ305", [(2, "15A")], origin="LON", times=("09:10", "12:20"))
    port.case("C-1", 1)
    (leg,) = port.trace("C-1").legs
    (contact,) = leg.contacts
    assert [reason.code for reason in contact.where_now.evidence] == ["no_entry"]


def test_the_crew_list_and_the_passenger_list_of_a_flight_are_one_leg(port):
    port.message("ZZ305", rows("14C 15A"))
    crew = port.message_text("ZZ305", [(7, "")]).replace("BGM+745", "BGM+250").replace("NAD+FL", "NAD+FM")
    port.load(crew.replace("LOC+125+SIN", ""))
    port.case("C-1", 1)
    (leg,) = port.trace("C-1").legs
    assert {contact.presence.role for contact in leg.contacts} == {"passenger", "crew"}


# -- hours over several legs -------------------------------------------------------------------------------------


def through(port, *, second="BKK", pause=2, people=((1, "14C"), (2, "14D"), (3, "20A")), onward=None, number="ZZ9"):
    """SIN to BKK in five hours, a stop, BKK to CAN in four and a half; clocks an hour apart each time."""
    port.manifest("ZZ9", people, destination="BKK", times=("05:00", "09:00"))
    leaves, lands = 9 + pause, 9 + pause + 5
    port.manifest(
        number, onward or people, origin=second, times=(f"{leaves:02d}:00", f"{lands:02d}:30"), destination="CAN"
    )
    port.case("C-1", 1, **TB)
    return port.trace("C-1")


def test_hours_near_the_case_on_consecutive_legs_of_one_flight_add_up(port):
    tracing = through(port)
    assert tracing.counts["contacts"] == 1
    for leg in tracing.legs:
        assert people_on(leg) == {"14D"}
        (contact,) = leg.contacts
        assert contact.reasons[-1].text == "together on 2 legs, 5.0 + 4.5 h"
        assert contact.action != "classify"
        assert "hours_added_up" in codes(leg)
        assert "too_short" not in codes(leg)


def test_what_another_authority_would_give_adds_up_too(port):
    through(port)
    compared = {other.rule.id: other.legs for other in port.trace("C-1", compare=True).alternatives if other.legs}
    for rule, legs in compared.items():
        counts = {f"{leg.flight} {leg.date}": leg.counts["contacts"] for leg in port.trace("C-1", authority=rule).legs}
        assert {leg: sure + unsure for leg, sure, unsure in legs} == counts


@pytest.mark.parametrize(
    "apart",
    [
        {"pause": 7},
        {"second": "KUL"},
        {"number": "ZZ10"},
        {"onward": [(1, "14C"), (2, "30D"), (4, "14D")]},
        {"onward": [(1, "14C"), (4, "14D")]},
    ],
    ids=["a long stop", "another place", "another number", "far apart on one", "somebody else beside"],
)
def test_hours_apart_do_not_add_up(port, apart):
    tracing = through(port, **apart)
    assert tracing.counts["contacts"] == 0
    assert all("too_short" in codes(leg) for leg in tracing.legs)


def test_whoever_may_have_been_near_on_one_of_the_legs_is_to_be_classified(port):
    tracing = through(port, onward=[(1, "14C"), (2, "")])
    for leg in tracing.legs:
        (contact,) = leg.contacts
        assert contact.action == "classify"
        assert "if near the case on each of them" in contact.reasons[-1].text


def test_time_on_the_ground_is_not_counted_but_where_it_would_matter_it_is_said(port):
    port.manifest("ZZ9", rows("14C 14D"), destination="BKK", times=("05:00", "07:30"))
    port.manifest("ZZ9", rows("14C 14D"), origin="BKK", times=("09:00", "13:30"), destination="CAN")
    port.case("C-1", 1, **TB)
    for leg in port.trace("C-1").legs:
        assert leg.contacts == ()
        (said,) = [note.text for note in leg.notes if note.code == "ground_might_count"]
        assert said.startswith("2 legs of this flight make 7.0 h under way, less than the 8 h")
        assert "1.5 h on the ground" in said


# -- lists that are lacking, and empty lists of contacts ------------------------------------------------------------


def test_a_crew_list_alone_asks_for_the_list_of_passengers(port):
    text = port.message_text("ZZ305", [(7, "")]).replace("BGM+745", "BGM+250").replace("NAD+FL", "NAD+FM")
    port.load(text)
    port.case("C-1", 1, journeys=(Journey("ZZ305", DAY, "SIN", "CAN", "14C"),))
    (leg,) = port.trace("C-1").legs
    assert "passengers_to_request" in codes(leg)
    assert not leg.to_request
    port.message("ZZ305", rows("14C 15A"))
    (leg,) = port.trace("C-1").legs
    assert "passengers_to_request" not in codes(leg)


FAR = rows("14C 30A 30B")
WAYS = {
    "nobody_near": {},
    "one_far": {"people": rows("14C 30A"), "code": "nobody_near"},
    "nobody_else": {"people": rows("14C")},
    "too_short": {"people": rows("14C 14D"), "case": TB},
    "cancelled": {"after": "XF"},
    "nobody_travelled": {"people": rows("14C 14D"), "withdrawn": [(2, "14D")]},
    "manifest_to_request": {"people": (), "case": {"journeys": (Journey("ZZ305", DAY),)}},
    "no_rule": {"case": {"disease": "covid-19", "authority": "covid.cn"}, "kind": "Train"},
}


@pytest.mark.parametrize("way", WAYS)
def test_for_every_way_to_no_contact_at_all_there_is_a_sentence(port, way):
    how = WAYS[way]
    people = how.get("people", FAR)
    if how.get("kind"):
        places = [(k, seat, "3", "second") for k, seat in people]
        port.manifest("ZZ305", places, kind="Train", origin="A", destination="B")
    elif people:
        port.message("ZZ305", people)
    if how.get("withdrawn"):
        port.later(hours=1).message("ZZ305", how["withdrawn"], withdrawn=True)
    if how.get("after"):
        port.later(hours=1).load(port.message_text("ZZ305", []).replace("BGM+745", "BGM+266+XF"))
    port.case("C-1", 1, **how.get("case", {}))
    (leg,) = port.trace("C-1").legs
    assert leg.counts["contacts"] == 0
    assert how.get("code", way) in codes(leg)


WHY = {"cancelled", "nobody_travelled", "nobody_else", "too_short", "links_only", "case_not_placed", "nobody_near"}


@pytest.mark.parametrize("seat", ["14C", ""])
def test_whatever_the_rule_a_leg_has_contacts_or_says_why_it_has_none(port, seat):
    port.manifest("ZZ305", [(1, seat), (2, "30A"), (3, "1F")])
    looked_at = set()
    for n, disease in enumerate(port.site.book.diseases):
        port.case(f"C-{n}", 1, disease=disease.name, dates=dict.fromkeys(ANCHORS, DAY))
        for rule in disease.rules.values():
            try:
                legs = port.trace(
                    f"C-{n}", authority=rule.id, window=None if rule.infectious else Window(DAY, DAY)
                ).legs
            except NotReadable:
                assert rule.zone.type == "decision_required" or "aircraft" not in rule.conveyances
                continue
            (leg,) = legs
            looked_at.add(bool(leg.contacts))
            assert leg.contacts or WHY & codes(leg), rule.id
    assert looked_at == {True, False}


def test_a_rule_that_counts_nobody_where_the_case_has_no_seat_says_so(port):
    port.manifest("ZZ305", [(1, ""), (2, "30A")])
    reference = port.case("C-1", 1)
    with sites.desk_at(port.site, reference, now=port.now) as desk:
        file = CaseFile(desk)
        (aboard,) = LegReader(file, file.identities(), Options(), DAY).aboard(Window(DAY, DAY))
    rule = replace(port.site.book.rule("measles"), seat_unknown=SeatUnknown("none", "none"), links=())
    assert why_nobody(judged_by(rule, aboard, frozenset())).code == "case_not_placed"
    nowhere = replace(rule, zone=Zone("none"))
    assert why_nobody(judged_by(nowhere, aboard, frozenset())).code == "links_only"


def test_where_no_leg_at_all_is_found_it_is_said(port):
    port.manifest("ZZ305", rows("14C 14D"), day=DAY - timedelta(days=40))
    port.case("C-1", 1)
    tracing = port.trace("C-1")
    assert tracing.legs == ()
    assert "no_leg" in {note.code for note in tracing.notes}


# -- where the notice puts the case ---------------------------------------------------------------------------------


def test_a_berth_of_the_notice_lies_in_the_one_coach_that_the_list_gives(port):
    coach = [(1, "", "8", "hard_sleeper"), (2, "6上", "8", "hard_sleeper"), (3, "9下", "8", "hard_sleeper")]
    port.manifest("K9", coach, kind="Train", origin="A", destination="B")
    journey = Journey("K9", DAY, "A", "B", "5下", "train")
    port.case("C-1", 1, disease="covid-19", authority="covid.cn", journeys=(journey,))
    (leg,) = port.trace("C-1", sealed=False).legs
    assert people_on(leg) == {"8/6上"}
    port.case("C-1", 1, disease="covid-19", authority="covid.cn", journeys=(replace(journey, unit="7"),))
    (leg,) = port.trace("C-1", sealed=False).legs
    assert "7/5下" in leg.case_seats


# -- a notice that gives the day of arrival ------------------------------------------------------------------------


def port_person(k):
    """Person `k` of the port's lists, as a notice names them."""
    paper = CaseDocument("P", number(k), "ITA")
    return CasePerson(surname(k), "ADA", "F", str(born(k)), documents=(paper,))


OVERNIGHT = {"times": ("22:30", "17:20"), "arrives": DAY + timedelta(days=1)}
MORROW = DAY + timedelta(days=1)


def test_a_journey_dated_by_arrival_means_the_flight_that_the_cases_papers_are_on(port):
    port.manifest("ZZ305", [(1, ""), (2, "15A")], **OVERNIGHT)
    port.manifest("ZZ305", [(7, "14D")], day=MORROW, times=("22:30", "17:20"), arrives=MORROW + timedelta(days=1))
    port.case("C-1", 1, journeys=(Journey("ZZ305", MORROW, "SIN", "CAN", "14C"),))
    tracing = port.trace("C-1")
    (leg,) = tracing.legs
    assert (leg.date, leg.case_seats, people_on(leg)) == (DAY, ("14C",), {"15A"})
    assert "dated_by_arrival" in {note.code for note in tracing.notes}


def test_a_journey_is_dated_by_departure_where_a_flight_left_that_day(port):
    port.manifest("ZZ305", [(5, "14D")], **OVERNIGHT)
    port.manifest("ZZ305", [(7, "15A")], day=MORROW, times=("22:30", "17:20"), arrives=MORROW + timedelta(days=1))
    port.case("C-1", 900, papers=False, journeys=(Journey("ZZ305", MORROW, "SIN", "CAN", "14C"),))
    tracing = port.trace("C-1")
    assert [leg.date for leg in tracing.legs] == [MORROW]
    assert "dated_by_arrival" not in {note.code for note in tracing.notes}


def test_a_journey_dated_by_arrival_is_found_where_no_flight_left_that_day(port):
    port.manifest("ZZ305", [(5, "14D")], **OVERNIGHT)
    port.case("C-1", 900, papers=False, journeys=(Journey("ZZ305", MORROW, "SIN", "CAN", "14C"),))
    (leg,) = port.trace("C-1").legs
    assert (leg.date, people_on(leg)) == (DAY, {"14D"})


def test_a_journey_dated_by_arrival_is_found_by_name_where_another_flight_left_that_day(port):
    port.manifest("ZZ305", [(1, "14C"), (2, "15A")], **OVERNIGHT)
    port.manifest("ZZ305", [(7, "14D")], day=MORROW, times=("22:30", "17:20"), arrives=MORROW + timedelta(days=1))
    person = replace(port_person(1), documents=())
    journeys = (Journey("ZZ305", MORROW, "SIN", "CAN", "14C"),)
    dates = {"onset": DAY, "rash": DAY}
    sites.add(port.site, Notice("C-1", "measles", "confirmed", None, dates, person, journeys), now=port.now)
    sites.confirm(port.site, "C-1", now=port.now)
    tracing = port.trace("C-1")
    (leg,) = tracing.legs
    assert (leg.date, people_on(leg)) == (DAY, {"15A"})
    assert "dated_by_arrival" in {note.code for note in tracing.notes}


# -- what a notice says of the seat that no list bears out --------------------------------------------------------


def test_a_deck_that_no_list_names_is_left_aside(port):
    port.manifest("ZZ305", [(2, "14D"), (3, "30F")])
    port.case("C-1", 900, papers=False, journeys=(Journey("ZZ305", DAY, "SIN", "CAN", "14C", unit="UPPER"),))
    (leg,) = port.trace("C-1").legs
    assert people_on(leg) == {"14D"}


def test_a_seat_beyond_the_rows_of_the_flight_makes_nobody_a_sure_contact(port):
    port.manifest("ZZ305", [(k, f"{row}A") for k, row in enumerate(range(10, 16), 2)])
    port.case("C-1", 900, papers=False, journeys=(Journey("ZZ305", DAY, "SIN", "CAN", "999K"),))
    (leg,) = port.trace("C-1").legs
    assert "seat_beyond" in codes(leg)
    assert {contact.action for contact in leg.contacts} == {"classify"}


def test_an_unconfirmed_case_learns_of_no_other(port):
    port.manifest("ZZ305", rows("14C 14D 30F"))
    port.case("C-2", 2, disease="covid-19", authority="covid.ecdc")
    journeys = (Journey("ZZ305", DAY, "SIN", "CAN", "14C"),)
    port.case("C-1", 1, disease="covid-19", authority="covid.ecdc", journeys=journeys, confirmed=False)
    (leg,) = port.trace("C-1", window=Window(DAY, DAY)).legs
    assert "escalated" not in codes(leg)


def test_another_notice_for_the_cases_own_seat_widens_nothing(port):
    port.manifest("ZZ305", rows("14C 14D 30F"))
    journeys = (Journey("ZZ305", DAY, "SIN", "CAN", "14C"),)
    port.case("C-1", 1, disease="covid-19", authority="covid.ecdc")
    port.case("C-2", 900, papers=False, disease="covid-19", authority="covid.ecdc", journeys=journeys)
    (leg,) = port.trace("C-1", window=Window(DAY, DAY)).legs
    assert codes(leg).isdisjoint({"escalated", "second_case_noted"})
    port.case("C-3", 901, papers=False, disease="covid-19", authority="covid.ecdc",
              journeys=(replace(journeys[0], seat="20A"),))  # fmt: skip
    (leg,) = port.trace("C-1", window=Window(DAY, DAY)).legs
    assert "escalated" in codes(leg)
