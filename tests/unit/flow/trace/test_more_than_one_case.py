"""A second case aboard, and several cases as one cluster."""

import json
from datetime import timedelta

import pytest

from pratique.errors import NotReadable
from pratique.flow.trace import merge_traces
from pratique.model.casework import Journey
from pratique.present.contract import tracing_json
from pratique.rules.period import Window
from tests.unit.flow.trace.conftest import DAY, NOW, cabin, codes, number, people_on, rows, surname

ECDC = {"disease": "covid-19", "authority": "covid.ecdc"}
STATED = {"window": Window(DAY, DAY)}
FAR = 5 * 6 + 1
"""In row 6, when the case is in row 1."""


@pytest.fixture
def aboard(port):
    """A case in 1A and seven full rows, by a rule that takes everybody once a second case is found."""
    port.manifest("ZZ305", cabin(1, 7))
    port.case("C-1", 1, **ECDC)
    assert people_on(port.trace("C-1", **STATED).legs[0]) == {"1B", "1C", "2A", "2B", "2C", "3A", "3B", "3C"}
    return port


def test_a_second_confirmed_case_aboard_widens_the_rule_to_everybody(aboard):
    aboard.case("C-2", FAR, **ECDC)
    tracing = aboard.trace("C-1", **STATED)
    (leg,) = tracing.legs
    assert len(leg.contacts) == 41
    assert "escalated" in codes(leg)
    assert {change.why.code for change in tracing.changes} == {"rule_widened"}
    assert len(tracing.changes) == 33


@pytest.mark.parametrize("why", ["unconfirmed", "withdrawn", "another disease", "another outbreak"])
def test_what_is_no_second_case_widens_nothing(aboard, why):
    if why == "another disease":
        aboard.case("C-2", FAR, disease="measles")
    elif why == "another outbreak":
        aboard.later(days=121).case("C-2", FAR, **ECDC)
    else:
        aboard.case("C-2", FAR, confirmed=why != "unconfirmed", **ECDC)
    if why == "withdrawn":
        aboard.withdraw("C-2")
    (leg,) = aboard.trace("C-1", **STATED).legs
    assert len(leg.contacts) == 8
    assert "escalated" not in codes(leg)


def test_a_second_case_that_an_officer_reports_widens_the_rule_for_that_run(aboard):
    (leg,) = aboard.trace("C-1", reported=frozenset({"second_case_aboard"}), **STATED).legs
    assert len(leg.contacts) == 41
    (other,) = aboard.trace("C-1", reported=frozenset({"symptoms_on_board"}), **STATED).legs
    assert len(other.contacts) == 8


def test_of_another_case_aboard_it_is_said_that_it_is_one_and_nothing_else(aboard):
    aboard.case("OTHER-77", FAR, **ECDC)
    tracing = aboard.trace("C-1", **STATED)
    (second,) = [c for c in tracing.legs[0].contacts if c.surname == surname(FAR)]
    assert [reason.code for reason in second.reasons] == ["whole", "also_case"]
    text = json.dumps(tracing_json(tracing))
    assert "OTHER-77" not in text
    assert number(FAR) not in text


def test_another_case_is_not_named_while_this_one_is_not_confirmed(port):
    port.manifest("ZZ305", cabin(1, 7))
    port.case("OTHER-77", 2)
    port.case("C-1", 1, confirmed=False)
    text = json.dumps(tracing_json(port.trace("C-1")))
    assert surname(2) not in text
    assert "OTHER-77" not in text
    assert "also_case" not in text


def test_a_second_case_is_known_too_when_its_list_comes_after_its_confirmation(port):
    port.manifest("ZZ305", cabin(1, 5))
    port.case("C-2", FAR, **ECDC)
    port.case("C-1", 1, **ECDC)
    assert "escalated" not in codes(port.trace("C-1", **STATED).legs[0])
    port.manifest("ZZ305", rows("6A", FAR))
    assert "escalated" in codes(port.trace("C-1", **STATED).legs[0])


NAMED = (Journey("ZZ305", DAY, "SIN", "CAN", "6A"),)


def test_a_second_case_that_only_its_notice_puts_aboard_widens_the_rule(aboard):
    aboard.case("C-2", 900, journeys=NAMED, **ECDC)
    (leg,) = aboard.trace("C-1", **STATED).legs
    assert {"escalated", "second_case_noted"} <= codes(leg)
    assert not any(reason.code == "also_case" for contact in leg.contacts for reason in contact.reasons)


@pytest.mark.parametrize("why", ["another day", "the same person", "listed and not aboard"])
def test_a_notice_that_names_the_journey_and_puts_no_second_case_aboard(aboard, why):
    if why == "another day":
        aboard.case("C-2", 900, journeys=(Journey("ZZ305", DAY - timedelta(days=1)),), **ECDC)
    elif why == "the same person":
        aboard.case("C-2", 1, journeys=NAMED, **ECDC)
    else:
        aboard.message("ZZ305", [(900, "6A")])
        aboard.message("ZZ305", [(900, "6A")], withdrawn=True)
        aboard.case("C-2", 900, journeys=NAMED, **ECDC)
    assert codes(aboard.trace("C-1", **STATED).legs[0]).isdisjoint({"escalated", "second_case_noted"})


def test_two_notices_of_one_person_whom_no_list_shows_are_not_two_cases_aboard(aboard):
    aboard.case("C-2", 900, journeys=NAMED, **ECDC)
    aboard.case("C-3", 900, journeys=NAMED, **ECDC)
    aboard.withdraw("C-1")
    (leg,) = aboard.trace("C-2", **STATED).legs
    assert codes(leg).isdisjoint({"escalated", "second_case_noted"})


def test_another_case_in_the_very_seat_that_the_notice_gives_is_not_a_second_one(aboard):
    aboard.case("C-2", 1, papers=False, journeys=(Journey("ZZ305", DAY, seat="1A"),), **ECDC)
    (leg,) = aboard.trace("C-2", **STATED).legs
    assert "escalated" not in codes(leg)
    (holder,) = [contact for contact in leg.contacts if contact.seat == "1A"]
    assert (holder.action, holder.reasons[-1].code) == ("classify", "also_case")
    aboard.case("C-3", FAR, **ECDC)
    assert "escalated" in codes(aboard.trace("C-2", **STATED).legs[0])


def test_before_confirmation_nothing_is_said_of_another_notice(aboard):
    aboard.case("C-2", 900, journeys=NAMED, **ECDC)
    aboard.case("C-1", 1, confirmed=False, journeys=(Journey("ZZ305", DAY),), **ECDC)
    (leg,) = aboard.trace("C-1", **STATED).legs
    assert "second_case_noted" not in codes(leg)


@pytest.fixture
def cluster(port):
    """Two measles cases, in 10C and 13D of full rows 5 to 18."""
    port.manifest("ZZ305", cabin(5, 18))
    port.case("C-1", 5 * 6 + 3)
    port.case("C-2", 8 * 6 + 4)
    return port


def test_a_contact_near_two_cases_stands_once_with_both_reasons(cluster):
    one, two = cluster.trace("C-1"), cluster.trace("C-2")
    assert {int(s[:-1]) for s in people_on(one.legs[0])} == {8, 9, 10, 11, 12}
    both = cluster.together("C-1", "C-2")
    (leg,) = both.legs
    assert both.case == "C-1 + C-2"
    assert leg.case_seats == ("10C", "13D")
    assert {int(s[:-1]) for s in people_on(leg)} == set(range(8, 16))
    near_both = {c.seat for c in leg.contacts if [r.code for r in c.reasons].count("near_case") == 2}
    assert near_both == {f"{row}{letter}" for row in (11, 12) for letter in "ABCDEF"}
    assert len({c.contact for c in leg.contacts}) == len(leg.contacts) == both.counts["contacts"] == 8 * 6 - 2
    assert both.counts["contacts"] == leg.counts["contacts"]
    assert one.counts["contacts"] + two.counts["contacts"] - 12 == both.counts["contacts"]


def test_a_case_near_the_other_is_a_contact_of_it_and_no_longer_one_of_the_others(port):
    port.manifest("ZZ305", cabin(5, 18))
    port.case("C-1", 5 * 6 + 3)
    port.case("C-2", 5 * 6 + 4)
    (leg,) = port.together("C-1", "C-2").legs
    assert len(leg.contacts) + leg.others_on_board == 14 * 6
    assert leg.occupied.isdisjoint(people_on(leg))


@pytest.mark.parametrize("both", [False, True])
def test_one_case_that_is_not_confirmed_hides_every_name_but_no_count(port, both):
    port.manifest("ZZ305", cabin(5, 18))
    named = (Journey("ZZ305", DAY),)
    port.case("C-1", 5 * 6 + 3, confirmed=not both, journeys=named)
    port.case("C-2", 3, confirmed=False, journeys=named)
    tracing = port.together("C-1", "C-2")
    (leg,) = tracing.legs
    assert not tracing.names_shown
    assert (leg.contacts, leg.occupied) == ((), frozenset())
    assert tracing.counts["contacts"] == leg.counts["contacts"] == 29
    assert "QUILL" not in json.dumps(tracing_json(tracing))


def test_a_cluster_named_for_the_first_time_gives_the_answer_of_the_second_time(port):
    port.manifest("ZZ305", cabin(1, 7))
    port.case("C-1", 1, **ECDC)
    port.case("C-2", FAR, **ECDC)
    first, again = (
        merge_traces([port.trace("C-1", **STATED), port.trace("C-2", **STATED)]) for _ in ("first", "again")
    )
    assert (first.legs, first.counts, first.notes) == (again.legs, again.counts, again.notes)
    assert "escalated" in codes(first.legs[0])
    assert first.counts["contacts"] == 42, "everybody, each case as a contact of the other"
    assert (first.since, again.since, again.changes) == (None, NOW, ())


def test_cases_judged_by_different_rules_say_which_rule_found_whom(port):
    port.manifest("ZZ305", cabin(5, 18))
    port.case("C-1", 5 * 6 + 3)
    port.case("C-2", 8 * 6 + 4, authority="measles.ecdc")
    both = port.together("C-1", "C-2")
    (leg,) = both.legs
    assert [note.text.split(" (")[0] for note in leg.notes if note.code == "case_rule"] == [
        f"Of case C-1 contacts were found by the rule measles.cdc {port.trace('C-1').rule.version}",
        f"Of case C-2 contacts were found by the rule measles.ecdc {port.trace('C-2').rule.version}",
    ]
    assert [note.code for note in both.notes].count("rules_apart") == 1


def test_cases_judged_by_one_rule_do_not_say_so_twice(cluster):
    both = cluster.together("C-1", "C-2")
    assert "case_rule" not in codes(both.legs[0])
    assert "rules_apart" not in {note.code for note in both.notes}


def test_a_case_without_a_rule_for_the_train_does_not_hide_the_contacts_of_the_other(port):
    coach = [(1, "6A", "3", "second"), (2, "6C", "3", "second"), (3, "5C", "3", "second")]
    port.manifest("G9", coach, kind="Train", origin="A", destination="B")
    port.case("C-1", 1, journeys=(Journey("G9", DAY, conveyance="train"),), **ECDC)
    port.case("C-2", 2, disease="covid-19", authority="covid.cn")
    alone = port.trace("C-1", **STATED)
    assert "no_rule" in codes(alone.legs[0])
    (leg,) = merge_traces([alone, port.trace("C-2", sealed=True)]).legs
    assert people_on(leg) == {"3/6A", "3/5C"}
    assert {"case_rule", "case_no_rule"} <= codes(leg)
    assert "no_rule" not in codes(leg)


def test_cases_of_different_diseases_are_refused(cluster):
    cluster.case("C-3", 2, disease="rubella")
    with pytest.raises(NotReadable, match="different diseases"):
        cluster.together("C-1", "C-3")


def test_one_case_alone_is_left_as_it_is(cluster):
    tracing = cluster.together("C-1")
    assert (tracing.case, tracing.legs[0].case_seats) == ("C-1", ("10C",))
    assert not any(r.code == "near_case" for c in tracing.legs[0].contacts for r in c.reasons)


def test_flights_that_the_cases_do_not_share_stay_apart(cluster):
    cluster.manifest("ZZ306", rows("3A 3B", 300))
    cluster.case("C-3", 300)
    assert [leg.flight for leg in cluster.together("C-1", "C-3").legs] == ["ZZ305", "ZZ306"]


def test_those_without_a_seat_are_counted_once_in_a_cluster_too(port):
    port.manifest("ZZ305", [*cabin(5, 18), (200, ""), (201, "")])
    port.case("C-1", 5 * 6 + 3)
    port.case("C-2", 8 * 6 + 4)
    both = port.together("C-1", "C-2")
    assert both.without_seat["contacts"] == both.legs[0].without_seat["contacts"] == 2
    port.case("C-3", 8 * 6 + 4, confirmed=False)
    hidden = port.together("C-1", "C-3")
    assert hidden.without_seat["contacts"] == hidden.legs[0].without_seat["contacts"] == 2


def test_before_confirmation_no_flight_is_shown_that_the_notice_does_not_name(port):
    """A notice is not a tracking device: its papers alone tell nobody where somebody has been."""
    port.manifest("ZZ305", cabin(5, 18))
    port.case("C-1", 5 * 6 + 3, confirmed=False)
    tracing = port.trace("C-1", compare=True)
    assert (tracing.legs, tracing.alternatives) == ((), ())
    assert tracing.counts["contacts"] == 29
    text = json.dumps(tracing_json(tracing))
    assert "ZZ305" not in text
    assert "legs_hidden" in text


def test_before_confirmation_a_named_flight_shows_no_seat_of_its_manifest(port):
    port.manifest("ZZ305", cabin(5, 18))
    port.case("C-1", 5 * 6 + 3, confirmed=False, journeys=(Journey("ZZ305", DAY),))
    (leg,) = port.trace("C-1").legs
    assert (leg.case_seats, leg.contacts, leg.counts["contacts"]) == ((), (), 29)
    assert leg.completeness.present == 14 * 6
