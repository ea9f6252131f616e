"""Which rule holds on which leg, which legs are looked at, and what an officer may state about them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pratique.errors import NotReadable, PratiqueError
from pratique.model.casework import Journey
from pratique.model.places import Place
from pratique.rules.period import Window
from pratique.stores.places import Places
from tests.unit.flow.trace.conftest import DAY, born, cabin, codes, number, people_on, rows, surname

TRAIN = Journey("G9", DAY, "A", "B", "6A", "train", "3", "second")
COACHES = [(1, "6A", "3", "second"), (2, "1C", "3", "second"), (3, "6A", "4", "second"), (4, "5C", "3", "second")]


def test_each_conveyance_is_judged_by_the_rule_for_it(port):
    port.manifest("ZZ305", [*cabin(10, 18, 10), (1, "19C")])
    port.manifest("G9", COACHES, kind="Train", origin="A", destination="B")
    port.case("C-1", 1, disease="covid-19", authority="covid.cn", journeys=(TRAIN,))
    legs = {leg.flight: leg for leg in port.trace("C-1", sealed=True).legs}
    assert {flight: leg.rule.id for flight, leg in legs.items()} == {
        "ZZ305": "covid.cn.air",
        "G9": "covid.cn.rail.sealed",
    }
    assert people_on(legs["G9"]) == {"3/1C", "3/5C"}
    assert {seat[:-1] for seat in people_on(legs["ZZ305"])} == {"16", "17", "18"}


def test_china_asks_whether_the_windows_were_closed(port):
    port.manifest("G9", COACHES, kind="Train", origin="A", destination="B")
    port.case("C-1", 1, disease="covid-19", authority="covid.cn", journeys=(TRAIN,))
    (asked,) = port.trace("C-1").legs
    assert (codes(asked), asked.contacts, asked.others_on_board) == ({"no_rule"}, (), 3)
    assert "covid.cn.rail.open" in asked.notes[-1].text
    (sealed,) = port.trace("C-1", sealed=True).legs
    (opened,) = port.trace("C-1", sealed=False).legs
    assert (sealed.rule.id, opened.rule.id) == ("covid.cn.rail.sealed", "covid.cn.rail.open")
    assert people_on(sealed) == {"3/1C", "3/5C"}
    assert people_on(opened) == {"3/5C"}


def test_a_train_that_the_notice_forgot_is_traced_by_an_authority_that_speaks_of_trains_alone(port):
    """The case's own papers are on its list: that the notice names but a flight must not refuse the whole trace."""
    port.case("C-1", 1, disease="covid-19", authority="covid.cn.rail.sealed", journeys=(Journey("ZZ440", DAY),))
    with pytest.raises(PratiqueError, match="is for train"):
        port.trace("C-1")
    port.manifest("G9", COACHES, kind="Train", origin="A", destination="B")
    legs = {leg.flight: leg for leg in port.trace("C-1").legs}
    assert people_on(legs["G9"]) == {"3/1C", "3/5C"}
    assert legs["ZZ440"].to_request


def test_why_nobody_was_judged_is_said_in_sentences_that_can_be_translated(port):
    port.manifest("G9", COACHES, kind="Train", origin="A", destination="B")
    port.case("C-1", 1, disease="covid-19", authority="covid.cn", journeys=(TRAIN,))
    (asked,) = port.trace("C-1").legs
    told = [note for note in asked.notes if note.code == "no_rule"]
    assert [note.template for note in told] == [
        "Nobody was judged here.",
        "This authority has several rules, by conveyance and by whether its windows are closed.",
        "Say whether it had closed windows and air conditioning: --sealed or --open ({rules}).",
    ]


def test_a_comparison_says_which_rules_are_for_other_conveyances(port):
    port.manifest("G9", COACHES, kind="Train", origin="A", destination="B")
    port.case("C-1", 1, disease="covid-19", authority="covid.cn", journeys=(TRAIN,))
    others = {other.rule.id: other for other in port.trace("C-1", sealed=True, compare=True).alternatives}
    assert [note.text for note in others["covid.cn.bus.open"].notes] == [
        "This rule is for another kind of conveyance (bus)."
    ]
    assert (others["covid.cn.rail.open"].notes, len(others["covid.cn.rail.open"].legs)) == ((), 1)


HARBOURS = {name: Place(name, name, country, None) for name, country in {"A": "CN", "B": "CN", "SIN": "SG"}.items()}


@pytest.mark.parametrize(
    ("known", "embarked", "state", "action"),
    [
        ((), "A", "unknown", "classify"),
        (("B",), "A", "unknown", "classify"),
        (("A", "B"), "A", "entered", "notify"),
        (("A", "B", "SIN"), "SIN", "unknown", "classify"),
    ],
)
def test_a_contact_on_a_ship_is_in_the_country_only_between_harbours_known_to_be_at_home(
    port, known, embarked, state, action
):
    port.site = replace(port.site, places=Places({name: HARBOURS[name] for name in known}))
    port.load(
        "Surname,Given name,Sex,DOB,Nationality,Passport No,Cabin no,From,To,Embarkation,Date,Vessel\n"
        + "".join(
            f"{surname(k)},ADA,F,{born(k)},ITA,{number(k)},401,A,B,{place},{DAY},QUILLA\n"
            for k, place in ((1, "A"), (2, embarked))
        )
    )
    port.case("C-1", 1, disease="covid-19", authority="covid.cn", journeys=(Journey("QUILLA", DAY, conveyance="ship"),))
    (leg,) = port.trace("C-1").legs
    (contact,) = leg.contacts
    assert (contact.where_now.state, contact.action) == (state, action)


def test_a_flight_in_the_morning_comes_before_a_train_in_the_evening(port):
    port.manifest("ZZ305", rows("14D", start=2))
    port.manifest("G9", COACHES, kind="Train", origin="A", destination="B", times=("18:05", "20:20"))
    port.case("C-1", 1, disease="covid-19", authority="covid.cn.rail.sealed", journeys=(TRAIN,))
    (leg,) = port.trace("C-1").legs
    contact = next(
        contact for contact in leg.contacts if contact.identity_id == min(c.identity_id for c in leg.contacts)
    )
    assert (contact.where_now.state, contact.action) == ("entered", "notify")


def test_a_leg_without_a_rule_is_shown_and_nobody_on_it_is_judged(port):
    port.manifest("ZZ305", rows("14C 14D"))
    port.manifest("G9", COACHES, kind="Train", origin="A", destination="B")
    port.case("C-1", 1, journeys=(TRAIN,))
    tracing = port.trace("C-1")
    legs = {leg.flight: leg for leg in tracing.legs}
    assert people_on(legs["ZZ305"]) == {"14D"}
    assert legs["G9"].contacts == ()
    assert "no_rule" in codes(legs["G9"])
    assert legs["G9"].case_seats == ("3/6A",)
    assert legs["G9"].completeness.parts_received == 1
    assert tracing.counts["contacts"] == 1


def test_minutes_on_the_ground_take_tuberculosis_over_eight_hours(port):
    port.manifest(
        "ZZ305", rows("14C 14D"), origin="BKK", times=("08:00", "16:30")
    )  # an hour lies between the clocks: 7 h 30
    port.case("C-1", 1, disease="tuberculosis", dates={"diagnosis": DAY})
    assert port.trace("C-1").counts["contacts"] == 0
    for minutes, contacts in ((29, 0), (30, 1)):
        assert port.trace("C-1", ground_minutes={("ZZ305", DAY): minutes}).counts["contacts"] == contacts
    assert port.trace("C-1", ground_minutes={("ZZ306", DAY): 90}).counts["contacts"] == 0


def test_a_rule_without_a_window_asks_for_one_and_uses_what_is_stated(port):
    port.manifest("ZZ305", rows("14C 14D"))
    port.manifest("ZZ307", rows("3C 3D"), day=DAY + timedelta(days=2))
    port.case("C-1", 1, disease="covid-19", authority="covid.ecdc")
    with pytest.raises(NotReadable, match="no infectious window"):
        port.trace("C-1")
    tracing = port.trace("C-1", window=Window(DAY, DAY + timedelta(days=1)))
    assert [leg.flight for leg in tracing.legs] == ["ZZ305"]
    assert (tracing.window_from, tracing.window_to) == (DAY, DAY + timedelta(days=1))


def test_seats_of_the_upper_deck_are_no_neighbours_of_the_main_deck(port):
    port.manifest("ZZ305", [(1, "14C", "U"), (2, "14D", "U"), (3, "14D"), (4, "15A", "U"), (5, "15A"), (6, "16A")])
    port.case("C-1", 1)
    (leg,) = port.trace("C-1").legs
    assert leg.case_seats == ("U/14C",)
    assert people_on(leg) == {"U/14D", "U/15A"}


def test_a_seat_of_the_notice_that_differs_is_used_besides_that_of_the_manifest(port):
    port.manifest("ZZ305", cabin(1, 30))
    port.case("C-1", 1, journeys=(Journey("ZZ305", DAY, "SIN", "CAN", "25C"),))
    (leg,) = port.trace("C-1").legs
    assert set(leg.case_seats) == {"1A", "25C"}
    assert {int(seat[:-1]) for seat in people_on(leg)} == {1, 2, 3, 23, 24, 25, 26, 27}
    assert "case_seat_differs" in codes(leg)


@pytest.mark.parametrize("seat", [None, "14C-14D"])
def test_no_seat_is_said_to_be_used_where_the_notice_gives_none(port, seat):
    port.manifest("ZZ305", cabin(1, 3))
    port.case("C-1", 900, papers=False, journeys=(Journey("ZZ305", DAY, seat=seat),))
    (leg,) = port.trace("C-1").legs
    (note,) = [note for note in leg.notes if note.code == "case_not_listed"]
    assert "gives no seat that can be read" in note.text
    assert {contact.action for contact in leg.contacts} == {"classify"}


def test_a_case_on_no_list_is_traced_from_the_seat_of_its_notice(port):
    port.manifest("ZZ305", cabin(1, 30))
    port.case("C-1", 900, papers=False, journeys=(Journey("ZZ305", DAY, None, None, "25C"),))
    (leg,) = port.trace("C-1").legs
    assert "case_not_listed" in codes(leg)
    assert {int(seat[:-1]) for seat in people_on(leg)} == {23, 24, 25, 26, 27}
    (holder,) = [c for c in leg.contacts if c.seat == "25C"]
    assert (holder.reasons[0].code, holder.action) == ("holds_notified_seat", "classify")


def test_a_case_that_the_carrier_withdrew_leaves_the_word_to_the_notice(port):
    port.message("ZZ305", cabin(12, 16))
    port.later(hours=1).message("ZZ305", [(1, "12A")], withdrawn=True)
    port.case("C-1", 1, journeys=(Journey("ZZ305", DAY, "SIN", "CAN", "12A"),))
    (leg,) = port.trace("C-1").legs
    assert "case_not_aboard" in codes(leg)
    assert leg.not_on_board == 1
    assert "12B" in people_on(leg)


def test_a_case_that_the_carrier_withdrew_exposed_nobody_on_a_leg_its_notice_does_not_name(port):
    port.message("ZZ305", cabin(12, 16))
    port.later(hours=1).message("ZZ305", [(1, "12A")], withdrawn=True)
    port.case("C-1", 1)
    (leg,) = port.trace("C-1").legs
    assert "case_left_behind" in codes(leg)
    assert "case_not_aboard" not in codes(leg)
    assert people_on(leg) == set()
    assert leg.others_on_board == len(cabin(12, 16)) - 1


def test_a_journey_whose_end_the_list_leaves_open_is_the_one_the_notice_means(port):
    port.manifest(
        "G9", [(k, seat, "3", "second") for k, seat in rows("6A 5C")], kind="Train", origin="A", destination=""
    )
    port.case("C-1", 1, disease="covid-19", authority="covid.cn", journeys=(TRAIN,))
    assert [leg.to_request for leg in port.trace("C-1", sealed=True).legs] == [False]


@pytest.mark.parametrize(
    ("days", "arrives", "traced"),
    [(-5, -5, False), (-5, -4, True), (-4, -4, True), (4, 4, True), (4, 5, True), (5, 5, False)],
)
def test_a_leg_counts_if_a_local_date_of_it_lies_in_the_window_both_ends_included(port, days, arrives, traced):
    port.manifest(
        "ZZ305",
        rows("14C 14D"),
        day=DAY + timedelta(days=days),
        arrives=DAY + timedelta(days=arrives),
        times=("22:30", "05:10") if days != arrives else ("08:10", "12:20"),
    )
    port.case("C-1", 1)
    assert bool(port.later(days=3).trace("C-1").legs) is traced


@pytest.mark.parametrize(
    ("rash", "traced"),
    [(date(2026, 11, 9), True), (date(2026, 11, 8), False), (date(2026, 11, 18), True), (date(2026, 11, 19), False)],
)
def test_across_the_date_line_it_is_the_date_on_the_clock_that_counts(port, rash, traced):
    """Auckland on the 14th to Honolulu, where it is then still the 13th; or the other way, the 13th to the 14th."""
    back = rash > DAY
    port.manifest(
        "ZZ9",
        rows("14C 14D"),
        day=date(2026, 11, 13) if back else DAY,
        arrives=DAY if back else date(2026, 11, 13),
        origin="HNL" if back else "AKL",
        destination="AKL" if back else "HNL",
        times=("14:00", "21:30") if back else ("20:00", "05:30"),
    )
    port.case("C-1", 1, dates={"rash": rash})
    assert bool(port.later(days=3).trace("C-1").legs) is traced
