"""Where a contact is now. Home is China; times are UTC in the table and eight hours later on the clock at CAN."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.model.movement import Crossing, Leg, Presence
from pratique.model.tracing import WhereNow
from pratique.rules.entry import action_for, where_now

COUNTRIES = {"CAN": "CN", "PEK": "CN", "SIN": "SG", "BKK": "TH", "FRA": "DE", "???": None}


def at(text):
    """`15 20:10` in November 2026."""
    return datetime.strptime(f"2026-11-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


def make_leg(number, origin, destination, departs, arrives, day=15):
    departure, arrival = (at(departs) if departs else None), (at(arrives) if arrives else None)
    eight = timedelta(hours=8)
    return Leg(
        leg_id=number,
        flight=f"ZZ{number}",
        day=departure.date() if departure else date(2026, 11, day),
        origin=origin,
        destination=destination,
        departure_local=departure and (departure + eight).replace(tzinfo=None),
        arrival_local=arrival and (arrival + eight).replace(tzinfo=None),
        departure=departure,
        arrival=arrival,
    )


def presence(leg, state="listed"):
    when = at("01 00:00")
    return Presence(
        leg.leg_id, 7, (7,), "passenger", state, "", "none", (), frozenset(), "", "", (1,), when, when
    )  # fmt: skip


def later(number, origin, destination, departs, arrives, state="listed", day=15):
    leg = make_leg(number, origin, destination, departs, arrives, day)
    return leg, presence(leg, state)


def cross(direction, when, seq=1):
    moment = at(when)
    return Crossing(7, moment.date(), moment, "CAN", direction, 0, 9, seq, moment)


INBOUND = make_leg(1, "SIN", "CAN", "15 08:00", "15 12:00")
OUTBOUND = make_leg(1, "CAN", "SIN", "15 08:00", "15 12:00")
ABROAD = make_leg(1, "FRA", "SIN", "15 00:00", "15 12:00")
DOMESTIC = make_leg(1, "PEK", "CAN", "15 08:00", "15 12:00")
NO_TIMES = make_leg(1, "SIN", "CAN", None, None)
ON = later(912, "CAN", "BKK", "16 01:10", "16 05:00")
BACK = later(913, "BKK", "CAN", "18 01:00", "18 05:00")
SIN_CAN = later(914, "SIN", "CAN", "16 01:00", "16 05:00")


def bound_for(place, leg):
    """The same later leg with a ticket to a place beyond it."""
    return leg[0], replace(leg[1], debark=place)


SITUATIONS = [
    # situation, leg, later legs, crossings, now, onward, state, code of the newest evidence
    ("arrived, nothing known", INBOUND, [], [], "15 20:00", "", "not_entered", "no_entry"),
    ("still in the air", INBOUND, [], [], "15 09:00", "", "not_entered", "no_entry"),
    ("entered after arrival", INBOUND, [], [cross("in", "15 12:40")], "15 20:00", "", "entered", "crossing_in"),
    ("entered before the scheduled arrival", INBOUND, [], [cross("in", "15 11:30")], "15 20:00", "", "entered",
     "crossing_in"),
    ("an older entry is another journey", INBOUND, [], [cross("in", "14 20:00")], "15 20:00", "", "not_entered",
     "no_entry"),
    ("no times: an entry on the day counts", NO_TIMES, [], [cross("in", "15 03:00")], "16 20:00", "", "entered",
     "crossing_in"),
    ("no times: an entry the day before does not", NO_TIMES, [], [cross("in", "14 23:00")], "16 20:00", "",
     "not_entered", "no_entry"),
    ("entered and left", INBOUND, [], [cross("in", "15 13:00"), cross("out", "17 13:00")], "18 00:00", "", "departed",
     "crossing_out"),
    ("left and came back", INBOUND, [], [cross("in", "15 13:00"), cross("out", "16 13:00"), cross("in", "17 13:00")],
     "18 00:00", "", "entered", "crossing_in"),
    ("stated to go on abroad", INBOUND, [], [], "15 20:00", "BKK", "in_transit", "onward_abroad"),
    ("stated to go on, but entered", INBOUND, [], [cross("in", "15 13:00")], "15 20:00", "BKK", "entered",
     "crossing_in"),
    ("stated to go on within the country", INBOUND, [], [], "15 20:00", "PEK", "not_entered", "no_entry"),
    ("stated to go on to nobody knows where", INBOUND, [], [], "15 20:00", "???", "not_entered", "no_entry"),
    ("listed onward, not yet left", INBOUND, [ON], [], "15 20:00", "", "in_transit", "leaves_later"),
    ("listed onward, left", INBOUND, [ON], [], "16 02:00", "", "departed", "listed_later"),
    ("boarded onward", INBOUND, [later(912, "CAN", "BKK", "16 01:10", "16 05:00", "boarded")], [], "16 02:00", "",
     "departed", "boarded_later"),
    ("onward leg not boarded", INBOUND, [later(912, "CAN", "BKK", "16 01:10", "16 05:00", "not_boarded")], [],
     "16 02:00", "", "not_entered", "no_entry"),
    ("onward leg cancelled", INBOUND, [later(912, "CAN", "BKK", "16 01:10", "16 05:00", "cancelled")], [], "15 20:00",
     "", "not_entered", "no_entry"),
    ("entered, will leave", INBOUND, [ON], [cross("in", "15 13:00")], "15 20:00", "", "entered", "leaves_later"),
    ("entered, left by manifest", INBOUND, [ON], [cross("in", "15 13:00")], "16 02:00", "", "departed",
     "listed_later"),
    ("exit control before the onward leg", INBOUND, [ON], [cross("in", "15 13:00"), cross("out", "16 00:10")],
     "16 00:30", "", "departed", "crossing_out"),
    ("entered on the day of an onward leg without times", INBOUND, [later(912, "CAN", "BKK", None, None, day=15)],
     [cross("in", "15 13:00")], "17 00:00", "", "departed", "listed_later"),
    ("left, due back", INBOUND, [ON, BACK], [cross("in", "15 13:00")], "17 00:00", "", "not_entered",
     "arrives_later"),
    ("left and arrived again, not entered", INBOUND, [ON, BACK], [cross("in", "15 13:00")], "18 09:00", "",
     "not_entered", "no_entry_later"),
    ("left, back and entered", INBOUND, [ON, BACK], [cross("in", "15 13:00"), cross("in", "18 04:50")], "18 09:00", "",
     "entered", "crossing_in"),
    ("back, old onward statement is over", INBOUND, [ON, BACK], [], "18 09:00", "BKK", "not_entered",
     "no_entry_later"),
    ("a domestic leg changes nothing", INBOUND, [later(5, "CAN", "PEK", "16 01:00", "16 04:00")],
     [cross("in", "15 13:00")], "17 00:00", "", "entered", "crossing_in"),
    ("an earlier leg is not a later one", INBOUND, [later(5, "CAN", "SIN", "14 01:00", "14 04:00")],
     [], "17 00:00", "", "not_entered", "no_entry"),
    ("left on the leg", OUTBOUND, [], [], "17 00:00", "", "departed", "left_on_leg"),
    ("exit control belongs to the leg", OUTBOUND, [], [cross("out", "15 06:00")], "17 00:00", "", "departed",
     "crossing_out"),
    ("left and entered again", OUTBOUND, [], [cross("out", "15 06:00"), cross("in", "16 06:00")], "17 00:00", "",
     "entered", "crossing_in"),
    ("left, on the way back", OUTBOUND, [SIN_CAN], [], "16 02:00", "", "not_entered", "no_entry_later"),
    ("back on the way to another country", OUTBOUND, [bound_for("BKK", SIN_CAN)], [], "16 20:00", "", "in_transit",
     "onward_abroad"),
    ("back on the way to another city", OUTBOUND, [bound_for("PEK", SIN_CAN)], [], "16 20:00", "", "not_entered",
     "no_entry_later"),
    ("back with a ticket to here", OUTBOUND, [bound_for("CAN", SIN_CAN)], [], "16 20:00", "", "not_entered",
     "no_entry_later"),
    ("abroad, will change flights here", ABROAD, [bound_for("BKK", SIN_CAN)], [], "15 20:00", "", "unknown",
     "onward_abroad"),
    ("left, will change flights here", OUTBOUND, [bound_for("BKK", SIN_CAN)], [], "15 20:00", "", "departed",
     "onward_abroad"),
    ("in transit by the last ticket alone", OUTBOUND, [bound_for("BKK", SIN_CAN), ON, BACK], [], "18 09:00", "",
     "not_entered", "no_entry_later"),
    ("abroad, nothing later", ABROAD, [], [], "17 00:00", "", "unknown", "last_known"),
    ("abroad, will arrive", ABROAD, [SIN_CAN], [], "15 20:00", "", "not_entered", "arrives_later"),
    ("abroad, arrived", ABROAD, [SIN_CAN], [], "16 20:00", "", "not_entered", "no_entry_later"),
    ("abroad, came and entered", ABROAD, [SIN_CAN], [cross("in", "16 05:30")], "16 20:00", "", "entered",
     "crossing_in"),
    ("abroad, flew on abroad", ABROAD, [later(6, "SIN", "BKK", "16 01:00", "16 03:00")], [], "17 00:00", "", "unknown",
     "last_known"),
    ("domestic leg, nothing known", DOMESTIC, [], [], "17 00:00", "", "unknown", "domestic_leg"),
    ("domestic leg after an entry", DOMESTIC, [], [cross("in", "10 09:00")], "17 00:00", "", "entered", "crossing_in"),
    ("country of the destination unknown", make_leg(1, "SIN", "???", "15 08:00", "15 12:00"), [], [], "17 00:00", "",
     "unknown", "country_unknown"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("leg", "legs", "crossings", "now", "onward", "state", "code"),
    [row[1:] for row in SITUATIONS],
    ids=[row[0] for row in SITUATIONS],
)
def test_situation(leg, legs, crossings, now, onward, state, code):
    found = where_now(leg, "CN", COUNTRIES, legs, crossings, at(now), onward)
    assert (found.state, found.evidence[0].code) == (state, code)


def test_crossings_are_told_by_the_clock_at_the_point_of_entry():
    def local(moment, code):
        assert code == "CAN"
        return moment + timedelta(hours=8)

    crossings = [cross("in", "15 12:40"), cross("out", "15 20:10")]
    found = where_now(INBOUND, "CN", COUNTRIES, [], crossings, at("16 02:00"), local=local)
    assert [reason.text for reason in found.evidence] == [
        "Left at CAN on 2026-11-16 04:10 local",
        "Entered at CAN on 2026-11-15 20:40 local",
    ]


def test_evidence_is_in_sentences_newest_first():
    found = where_now(INBOUND, "CN", COUNTRIES, [ON], [cross("in", "15 12:40")], at("16 02:00"))
    assert [reason.text for reason in found.evidence] == [
        "Listed on ZZ912 CAN→BKK departing 2026-11-16 09:10 local (boarding not known)",
        "Entered at CAN on 2026-11-15 12:40 UTC",
    ]


def test_evidence_of_an_arrival_names_flight_and_time():
    found = where_now(INBOUND, "CN", COUNTRIES, [], [], at("16 02:00"))
    assert [reason.text for reason in found.evidence] == [
        "No entry is known from ZZ1 SIN→CAN arriving 2026-11-15 20:00 local"
    ]


def test_an_entry_leaves_no_evidence_of_not_having_entered():
    found = where_now(INBOUND, "CN", COUNTRIES, [], [cross("in", "15 12:40")], at("16 02:00"))
    assert [reason.code for reason in found.evidence] == ["crossing_in"]


def test_without_a_home_only_crossings_count():
    bare = where_now(INBOUND, None, COUNTRIES, [ON], [], at("16 02:00"), "BKK")
    assert (bare.state, [r.code for r in bare.evidence]) == ("unknown", ["home_unset"])
    assert where_now(INBOUND, None, COUNTRIES, [ON], [cross("in", "15 13:00")], at("16 02:00")).state == "entered"


@pytest.mark.parametrize(
    ("state", "certain", "abroad_known", "action"),
    [
        ("not_entered", True, False, "order"),
        ("entered", True, False, "notify"),
        ("departed", True, False, "inform_abroad"),
        ("in_transit", True, False, "inform_abroad"),
        ("unknown", True, True, "inform_abroad"),
        ("unknown", True, False, "classify"),
        *[(s, False, True, "classify") for s in ("not_entered", "entered", "departed", "in_transit", "unknown")],
    ],
)
def test_action(state, certain, abroad_known, action):
    assert action_for(WhereNow(state), certain, abroad_known) == action


def ground(kind, origin, destination):
    """A train, bus or ship of that day; its stations are in no table, so that its times have no zone."""
    return replace(make_leg(1, origin, destination, None, None), conveyance=kind)


RAIL = ground("train", "广州南", "深圳北")
OVERLAND = [
    # situation, leg, later legs, crossings, state, code of the newest evidence
    ("stations nobody knows", RAIL, [], [], "entered", "domestic_leg"),
    ("a bus", ground("bus", "Stop A", "Stop B"), [], [], "entered", "domestic_leg"),
    ("a train whose stops are not stated", ground("train", "", ""), [], [], "entered", "domestic_leg"),
    ("stations the site has put at home", ground("train", "PEK", "CAN"), [], [], "entered", "domestic_leg"),
    ("one at home, one unknown", ground("train", "PEK", "广州南"), [], [], "entered", "domestic_leg"),
    ("left by a later flight", RAIL, [later(912, "CAN", "BKK", "16 01:10", "16 05:00", "boarded")], [], "departed",
     "boarded_later"),
    ("left over a border", RAIL, [], [cross("out", "17 01:00")], "departed", "crossing_out"),
    ("left before and was on the train", RAIL, [], [cross("out", "13 01:00")], "entered", "domestic_leg"),
    ("a train from abroad", ground("train", "SIN", "CAN"), [], [], "not_entered", "no_entry"),
    ("a train to abroad", ground("train", "CAN", "SIN"), [], [], "departed", "left_on_leg"),
    ("from abroad to somewhere", ground("train", "SIN", "广州南"), [], [], "unknown", "country_unknown"),
    ("a ship may have come from anywhere", ground("ship", "Pier A", "Pier B"), [], [], "unknown", "country_unknown"),
    ("a ship with one harbour at home", ground("ship", "Pier A", "CAN"), [], [], "unknown", "country_unknown"),
    ("a ship between harbours at home", ground("ship", "PEK", "CAN"), [], [], "entered", "domestic_leg"),
    ("a ship at home, left over a border", ground("ship", "PEK", "CAN"), [], [cross("out", "17 01:00")], "departed",
     "crossing_out"),
    ("a ship from abroad", ground("ship", "SIN", "CAN"), [], [], "not_entered", "no_entry"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("leg", "legs", "crossings", "state", "code"), [row[1:] for row in OVERLAND], ids=[row[0] for row in OVERLAND]
)
def test_whoever_was_on_a_train_inside_the_country_is_in_it(leg, legs, crossings, state, code):
    found = where_now(leg, "CN", COUNTRIES, legs, crossings, at("18 00:00"))
    assert (found.state, found.evidence[0].code) == (state, code)


@pytest.mark.parametrize("kind", ["train", "ship"])
def test_whoever_got_on_abroad_is_not_taken_for_entered(kind):
    leg = ground(kind, "PEK", "CAN")
    found = where_now(leg, "CN", COUNTRIES, [], [], at("18 00:00"), joined="SIN")
    assert (found.state, action_for(found, certain=True, abroad_known=False)) == ("unknown", "classify")
    entered = where_now(leg, "CN", COUNTRIES, [], [cross("in", "15 03:00")], at("18 00:00"), joined="SIN")
    assert (entered.state, action_for(entered, certain=True, abroad_known=False)) == ("entered", "notify")
    assert where_now(leg, "CN", COUNTRIES, [], [], at("18 00:00"), joined="PEK").state == "entered"


@pytest.mark.parametrize("kind", ["train", "bus", "ship"])
@pytest.mark.parametrize("ends", [("PEK", "CAN"), ("Pier A", "CAN"), ("Pier A", "Pier B"), ("PEK", "Pier B"), ("", "")])
@pytest.mark.parametrize("joined", ["", "PEK"])
def test_nobody_is_ordered_to_be_held_for_a_journey_that_is_not_known_to_come_from_abroad(kind, ends, joined):
    found = where_now(ground(kind, *ends), "CN", COUNTRIES, [], [], at("18 00:00"), joined=joined)
    assert found.evidence
    assert action_for(found, certain=True, abroad_known=False) in ("notify", "classify")


def test_a_domestic_train_is_told_from_one_that_is_only_taken_for_one():
    known = where_now(ground("train", "PEK", "CAN"), "CN", COUNTRIES, [], [], at("18 00:00")).evidence[0].text
    taken = where_now(RAIL, "CN", COUNTRIES, [], [], at("18 00:00")).evidence[0].text
    assert known == "ZZ1 PEK→CAN is a domestic journey: no border was crossed"
    assert "广州南→深圳北 is taken for a domestic journey" in taken


def test_a_site_that_has_not_said_its_country_takes_no_train_for_domestic():
    assert where_now(RAIL, None, COUNTRIES, [], [], at("18 00:00")).state == "unknown"


some_legs = st.lists(
    st.builds(
        lambda number, pair, hour, length, state: later(
            number, *pair, f"{hour // 24 + 14} {hour % 24:02}:00",
            f"{(hour + length) // 24 + 14} {(hour + length) % 24:02}:00", state,
        ),
        st.integers(2, 9), st.permutations(["CAN", "PEK", "SIN", "BKK"]).map(lambda p: p[:2]), st.integers(0, 96),
        st.integers(1, 12), st.sampled_from(["listed", "boarded", "not_boarded", "cancelled", "unknown"]),
    ),
    max_size=4,
)  # fmt: skip
some_crossings = st.lists(
    st.builds(
        lambda way, hour, seq: cross(way, f"{hour // 24 + 14} {hour % 24:02}:30", seq),
        st.sampled_from(["in", "out"]),
        st.integers(0, 140),
        st.integers(1, 1000),
    ),
    max_size=4,
    unique_by=lambda c: c.seq,
)
some_leg = st.sampled_from([INBOUND, OUTBOUND, ABROAD, DOMESTIC, NO_TIMES])
some_home = st.sampled_from(["CN", "SG", None])
some_now = st.integers(14, 19).map(lambda day: at(f"{day} 12:00"))


@given(some_leg, some_home, some_legs, some_crossings, some_now, st.sampled_from(["in", "out"]), st.integers(1, 99))
@settings(max_examples=100)
def test_a_crossing_later_than_now_never_changes_the_answer(leg, home, legs, crossings, now, way, hours):
    moment = now + timedelta(hours=hours)
    future = Crossing(7, moment.date(), moment, "CAN", way, 0, 9, 2000, moment)
    before = where_now(leg, home, COUNTRIES, legs, crossings, now)
    assert where_now(leg, home, COUNTRIES, legs, [*crossings, future], now) == before


@given(some_leg, some_home, some_legs, some_crossings, some_now, st.randoms())
@settings(max_examples=100)
def test_order_of_inputs_is_irrelevant(leg, home, legs, crossings, now, chance):
    before = where_now(leg, home, COUNTRIES, legs, crossings, now)
    legs, crossings = list(legs) * 2, list(crossings) * 2
    chance.shuffle(legs)
    chance.shuffle(crossings)
    assert where_now(leg, home, COUNTRIES, legs, crossings, now) == before


@given(some_leg, some_home, some_legs, some_crossings, some_now, st.sampled_from(["", "BKK", "PEK"]))
@settings(max_examples=150)
def test_entered_is_only_answered_on_a_crossing_in(leg, home, legs, crossings, now, onward):
    found = where_now(leg, home, COUNTRIES, legs, crossings, now, onward)
    assert found.evidence
    if found.state == "entered":
        assert "crossing_in" in [reason.code for reason in found.evidence]
        without = [c for c in crossings if c.direction == "out"]
        assert where_now(leg, home, COUNTRIES, legs, without, now, onward).state != "entered"
