"""Who was on a leg: lists, changes, close-outs and cancellations read together."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pratique.model.movement import LegEvent, Line, Told
from pratique.rules import boarding
from pratique.rules.boarding import presences, told_alone
from pratique.rules.closeout import latest_closeout, order_of
from pratique.stores.movements import MemoryMovements

NOON = datetime(2026, 11, 15, 12, 0, tzinfo=UTC)


def when(minute):
    return NOON + timedelta(minutes=minute)


def line(message, identity, ref=0, state="listed", seat="", seq=0, party=0, said=None, learnt=None, **kw):
    minute = message if said is None else said
    facts = {
        "leg_id": 1,
        "day": date(2026, 11, 15),
        "identity_id": identity,
        "ref_key": ref,
        "party_key": party,
        "role": "passenger",
        "state": state,
        "seat": seat,
        "seat_status": "assigned" if seat else "none",
        "seat_raw": seat,
        "embark": "",
        "debark": "",
        "message_id": message,
        "seq": seq or identity or ref,
        "said_at": when(minute),
        "learnt_at": when(minute if learnt is None else learnt),
    }
    return Line(**(facts | kw))


def told(message, sender="ZZ", set_key="", part=None, final=False, document="745", function=""):
    key = set_key or f"set {message}"
    return Told(message, key, sender, "paxlst", document, function, part, final, None, None, when(message))


def close(kind, message, minute=None):
    return LegEvent(1, kind, message, when(message if minute is None else minute), when(message))


def fold(lines, events=(), messages=(), *, partial=False):
    known = {n: told(n) for n in {x.message_id for x in (*lines, *events)}}
    return presences(lines, events, known | {m.message_id: m for m in messages}, partial=partial)


def states(folded):
    return {p.identity_id: p.state for p in folded.presences}


def codes(folded):
    return {r.code: int(r.text.split()[0]) for r in folded.contradictions}


def clob(message, *refs, minute=None, learnt=None):
    return [line(message, 0, ref, "boarded", said=minute, learnt=learnt) for ref in refs]


def clnb(message, *refs):
    return [line(message, 0, ref, "not_boarded") for ref in refs]


LIST = [line(1, 11, 101, seat="12A"), line(1, 12, 102, seat="12B"), line(1, 13, 103, seat="14C")]


def test_a_list_alone_never_says_boarded():
    assert states(fold(LIST)) == {11: "listed", 12: "listed", 13: "listed"}


def test_a_list_then_a_change_of_two_then_a_reduction_of_one_then_the_close_out():
    changes = [line(2, 11, 101, seat="20A"), line(2, 12, 102, seat="20B"), line(3, 0, 103, "cancelled")]
    found = fold([*LIST, *changes, *clob(4, 101)], [close("CLOB", 4)])
    assert states(found) == {11: "boarded", 12: "not_boarded", 13: "cancelled"}
    assert {p.identity_id: p.seat for p in found.presences if p.identity_id != 13} == {11: "20A", 12: "20B"}
    assert found.contradictions == ()
    assert found.boarding_closed


def test_a_close_out_that_names_an_unknown_reference_says_how_many():
    found = fold([*LIST, *clob(4, 101, 999)], [close("CLOB", 4)])
    assert codes(found) == {"closeout_unmatched": 1}
    assert states(found) == {11: "boarded", 12: "not_boarded", 13: "not_boarded"}


@pytest.mark.parametrize(
    ("kind", "part", "final", "named", "others"),
    [
        ("CLOB", None, False, "boarded", "not_boarded"),
        ("CLOB", 1, True, "boarded", "not_boarded"),
        ("CLOB", 1, False, "boarded", "unknown"),
        ("CLOB", 2, True, "boarded", "unknown"),
        ("CLNB", None, False, "not_boarded", "boarded"),
        ("CLNB", 2, True, "not_boarded", "unknown"),
        ("CL", None, False, "listed", "listed"),
    ],
)
def test_what_a_close_out_says_of_those_it_names_and_of_the_others(kind, part, final, named, others):
    lines = {"CLOB": clob, "CLNB": clnb, "CL": lambda *_: []}[kind](4, 101)
    found = fold([*LIST, *lines], [close(kind, 4)], [told(4, document="266", part=part, final=final)])
    assert states(found) == {11: named, 12: others, 13: others}
    assert found.boarding_closed


def test_parts_of_one_close_out_count_together():
    parts = [told(4, set_key="C", part=1), told(5, set_key="C", part=2, final=True)]
    found = fold([*LIST, *clob(4, 101), *clob(5, 102)], [close("CLOB", 4), close("CLOB", 5)], parts)
    assert states(found) == {11: "boarded", 12: "boarded", 13: "not_boarded"}


def test_the_close_out_said_last_counts_even_if_learnt_first():
    old, new = clob(9, 101, minute=4), clob(5, 102)
    found = fold([*LIST, *old, *new], [close("CLOB", 9, minute=4), close("CLOB", 5)])
    assert states(found) == {11: "not_boarded", 12: "boarded", 13: "not_boarded"}


def test_a_late_part_of_the_list_gets_its_state_from_the_close_out():
    late = [line(9, 14, 104, said=1, learnt=60), line(9, 15, 105, said=1, learnt=60)]
    before = fold([*LIST, *clob(4, 101, 104)], [close("CLOB", 4)])
    after = fold([*LIST, *clob(4, 101, 104), *late], [close("CLOB", 4)])
    assert codes(before) == {"closeout_unmatched": 1}
    assert states(after) == states(before) | {14: "boarded", 15: "not_boarded"}
    assert after.contradictions == ()


def test_somebody_first_listed_after_the_close_out_may_be_on_board_and_that_is_said():
    folded = fold([*LIST, *clob(4, 101, 102), line(5, 14, 104)], [close("CLOB", 4)])
    assert states(folded) == {11: "boarded", 12: "boarded", 13: "not_boarded", 14: "unknown"}
    assert codes(folded) == {"listed_after_closeout": 1}
    (said,) = folded.contradictions
    assert said.text == "1 person was first listed after the close-out; whether they boarded is unknown."


def test_a_close_out_with_nobody_on_board_leaves_boarding_unknown():
    found = fold(LIST, [close("CLOB", 4)])
    assert set(states(found).values()) == {"unknown"}
    assert codes(found) == {"closeout_empty": 1}


def test_nobody_left_behind_means_everybody_boarded():
    assert set(states(fold(LIST, [close("CLNB", 4)])).values()) == {"boarded"}


def test_references_the_list_cannot_answer_take_nobody_off_the_flight():
    manifest = [line(1, 11), line(1, 12)]
    found = fold([*manifest, *clob(4, 101)], [close("CLOB", 4)])
    assert states(found) == {11: "unknown", 12: "unknown"}
    assert codes(found) == {"closeout_unmatched": 1}


def test_references_in_another_senders_numbering_take_nobody_off_the_flight():
    found = fold([*LIST, *clob(4, 901, 902)], [close("CLOB", 4)], [told(4, "QQ")])
    assert set(states(found).values()) == {"unknown"}
    assert codes(found) == {"closeout_unmatched": 2}


def test_somebody_named_by_the_close_out_only_is_on_board():
    found = fold([*LIST, *clob(4, 101), line(4, 19, 109, "boarded")], [close("CLOB", 4)])
    assert states(found)[19] == "boarded"
    assert codes(found) == {"closeout_unlisted": 1}


def test_cancelled_but_on_board_by_a_later_close_out():
    found = fold([*LIST, line(2, 11, 101, "cancelled"), *clob(4, 101)], [close("CLOB", 4)])
    assert states(found)[11] == "boarded"
    assert codes(found) == {"boarded_after_cancel": 1}


def test_a_reservation_made_again_is_listed_again():
    assert states(fold([*LIST, line(2, 11, 101, "cancelled"), line(3, 11, 101)]))[11] == "listed"


@pytest.mark.parametrize(
    ("minute", "again", "cancelled"), [(5, None, True), (5, 6, False), (5, 4, True), (None, None, False)]
)
def test_a_cancelled_flight_stays_so_until_it_is_listed_again(minute, again, cancelled):
    lines = [*LIST, *([line(20, 11, 101, said=again)] if again else [])]
    assert fold(lines, [close("XF", 9, minute=minute)] if minute else []).cancelled is cancelled


def test_a_corrected_document_is_the_same_person():
    (one,) = fold([line(1, 11, 101, seat="12A"), line(2, 21, 101, seat="12A")]).presences
    assert (one.identity_id, one.identities, one.messages) == (21, (11, 21), (1, 2))


def test_a_correction_under_the_key_of_its_list_is_still_the_same_person():
    messages = [told(1, set_key="S"), told(2, set_key="S", function="CP")]
    assert len(fold([line(1, 11, 101), line(2, 21, 101)], messages=messages).presences) == 1


def test_a_later_statement_of_the_same_sender_replaces_in_full():
    (one,) = fold([line(1, 11, 101, seat="12A", party=7), line(2, 11, 101)]).presences
    assert (one.seat, one.seats_stated, one.party_keys) == ("", (), frozenset())


def test_two_senders_that_seat_a_person_differently_contradict_each_other():
    found = fold([line(1, 11, seat="12A", party=7), line(2, 11, seat="14C", party=8)], messages=[told(2, "QQ")])
    (one,) = found.presences
    assert (one.seat, one.seats_stated, one.party_keys) == ("14C", ("12A", "14C"), {7, 8})
    assert codes(found) == {"seat_contradiction": 1}


def test_the_seat_of_another_sender_stands_where_the_latest_has_none():
    found = fold([line(1, 11, seat="12A"), line(2, 11, role="crew")], messages=[told(2, "QQ")])
    (one,) = found.presences
    assert (one.seat, one.seat_status, one.role) == ("12A", "assigned", "crew")
    assert found.contradictions == ()


@pytest.mark.parametrize(
    ("first", "second", "function", "seats"),
    [("", "ZZ", "CP", ("14C",)), ("", "ZZ", "", ("12A", "14C")), ("YY", "ZZ", "CP", ("12A", "14C"))],
    ids=["a change", "another list", "named senders"],
)
def test_a_change_corrects_the_seat_of_a_list_that_names_no_sender(first, second, function, seats):
    lines = [line(1, 11, ref=5, seat="12A"), line(2, 11, ref=5, seat="14C")]
    found = fold(lines, messages=[told(1, sender=first, document="csv"), told(2, sender=second, function=function)])
    assert found.presences[0].seats_stated == seats


def test_a_table_dated_by_its_receipt_is_corrected_by_a_change_that_came_after_it():
    lines = [line(1, 11, ref=5, seat="12A", said=9), line(2, 11, ref=5, seat="14C", said=5)]
    found = fold(lines, messages=[told(1, sender="", document="csv"), told(2, function="CP")])
    assert found.presences[0].seats_stated == ("14C",)


def test_a_list_after_a_change_is_not_undone_by_it():
    lines = [line(1, 11, ref=5, seat="14C"), line(2, 11, ref=5, seat="12A")]
    found = fold(lines, messages=[told(1, function="CP"), told(2, sender="", document="csv")])
    assert found.presences[0].seats_stated == ("12A", "14C")


def test_one_message_that_seats_a_person_twice_contradicts_itself():
    assert codes(fold([line(1, 11, seat="12A", seq=1), line(1, 11, seat="14C", seq=2)])) == {"seat_contradiction": 1}


SHARED = [line(1, 11, 101, party=1), line(1, 12, 101, party=2), line(1, 13, 103, party=3)]


def test_a_reference_given_to_two_people_by_one_set_joins_nobody_and_is_told_by_the_booking():
    closing = [line(4, 0, 101, "boarded", party=2)]
    found = fold([*SHARED, *closing], [close("CLOB", 4)])
    assert states(found) == {11: "not_boarded", 12: "boarded", 13: "not_boarded"}
    assert codes(found) == {"reference_reused": 1}


def test_a_shared_reference_does_not_spoil_a_good_one():
    found = fold([*SHARED, line(1, 12, 102, seq=50), line(2, 22, 102)])
    assert [p.identities for p in found.presences] == [(11,), (13,), (12, 22)]


def test_the_same_across_the_parts_of_one_set():
    messages = [told(1, set_key="S", part=1), told(2, set_key="S", part=2, final=True)]
    assert len(fold([line(1, 11, 101), line(2, 12, 101)], messages=messages).presences) == 2


def test_a_reference_that_may_mean_two_people_takes_neither_off_the_flight():
    found = fold([*SHARED, *clob(4, 101)], [close("CLOB", 4)])
    assert states(found) == {11: "unknown", 12: "unknown", 13: "not_boarded"}
    assert codes(found) == {"reference_reused": 1, "closeout_unmatched": 1}


def test_a_list_numbered_anew_makes_nobody_disappear():
    second = [line(2, 14, 101), line(2, 11, 102), line(2, 12, 103)]
    found = fold([line(1, 11, 101), line(1, 12, 102), *second, *clob(4, 101, 103)], [close("CLOB", 4)])
    assert states(found)[14] == "boarded"
    assert set(states(found)) == {11, 12, 14}
    assert codes(found)["reference_reused"] >= 1


def test_no_contradiction_says_who():
    found = fold([*SHARED, line(2, 11, 101, seat="77K"), *clob(4, 101, 5555)], [close("CLOB", 4)])
    assert found.contradictions
    assert not any(word in reason.text for reason in found.contradictions for word in ("11", "101", "5555", "77K"))


def test_a_change_of_somebody_unknown_is_counted():
    assert codes(fold([*LIST, line(2, 0, 999, "cancelled")])) == {"reference_unmatched": 1}


MESSAGES = [
    told(1, "ZZ", "A", 1), told(2, "ZZ", "A", 2, True), told(3, "QQ"), told(4, "ZZ", function="CP"), told(5, "ZZ", "A"),
    told(6, "ZZ", "C", 1, document="266"), told(7, "ZZ", "C", 2, True, document="266"), told(8, "QQ", document="266"),
]  # fmt: skip
some_lines = st.lists(
    st.one_of(
        st.builds(
            lambda message, identity, ref, seat, state, party, said: line(
                message, identity, ref, state, seat, party=party, said=said, learnt=message
            ),
            st.integers(1, 5), st.integers(1, 4), st.integers(0, 4), st.sampled_from(["", "1A", "2B"]),
            st.sampled_from(["listed", "listed", "cancelled"]), st.integers(0, 2), st.integers(1, 5),
        ),
        st.builds(
            lambda message, identity, ref, party: line(message, identity, ref, "boarded", party=party),
            st.integers(6, 7), st.sampled_from([0, 0, 0, 5]), st.integers(0, 5), st.integers(0, 2),
        ),
        st.builds(lambda ref, party: line(8, 0, ref, "not_boarded", party=party), st.integers(0, 5), st.integers(0, 2)),
    ),
    max_size=12,
    unique_by=order_of,  # message and position name one statement
)  # fmt: skip
some_events = st.sets(
    st.sampled_from([close("CLOB", 6), close("CLOB", 7), close("CLNB", 8), close("CL", 6), close("XF", 4)])
)


@given(some_lines, some_events, st.randoms())
@settings(max_examples=150)
def test_order_and_repetition_change_nothing(lines, events, chance):
    before = fold(lines, sorted(events, key=repr), MESSAGES)
    again = [*lines, *chance.sample(lines, len(lines) // 2)]
    twice = [*events, *events]
    chance.shuffle(again)
    chance.shuffle(twice)
    assert fold(again, twice, MESSAGES) == before


@given(some_lines, some_events)
@settings(max_examples=150)
def test_every_identity_is_in_exactly_one_presence(lines, events):
    found = fold(lines, list(events), MESSAGES)
    held = sorted(identity for p in found.presences for identity in p.identities)
    assert held == sorted({x.identity_id for x in lines} - {0})


# What a store holds: every close-out line comes with the event of its message.
some_closed = st.sampled_from([(), (6,), (6, 7), (8,), (6, 7, 8)])
in_sets = st.lists(
    st.one_of(
        st.builds(
            lambda message, identity, ref, state, role: line(message, identity, ref, state, role=role, party=identity),
            st.integers(1, 5), st.integers(1, 6), st.integers(0, 6), st.sampled_from(["listed"] * 5 + ["cancelled"]),
            st.sampled_from(["passenger"] * 9 + ["crew"]),
        ),
        st.builds(lambda identity: line(1, identity, identity), st.integers(1, 6)),
        st.builds(lambda identity: line(3, identity, identity + 1), st.integers(1, 6)),
        st.builds(
            lambda message, identity, ref, party: line(message, identity, ref, "boarded", party=party),
            st.integers(6, 7), st.sampled_from([0] * 9 + [5]), st.integers(0, 8), st.sampled_from([0] * 5 + [1, 2]),
        ),
        st.builds(lambda ref: line(8, 0, ref, "not_boarded"), st.integers(0, 8)),
        st.builds(lambda ref: line(4, 0, ref, "cancelled"), st.integers(1, 8)),
    ),
    max_size=14,
)  # fmt: skip


def about(lines, people):
    store = MemoryMovements()
    store.append_lines(1, lines)
    return store.lines_about([(1, date(2026, 11, 15))], people)


one_word = st.builds(
    lambda message, identity, state, seat, party, unit: line(
        message, identity, 101, state, seat, party=party, unit=unit, embark="XBA", travel_class="Y", role="crew member"
    ),
    st.integers(1, 9), st.integers(1, 6), st.sampled_from(["listed", "cancelled"]), st.sampled_from(["", "14C"]),
    st.sampled_from([0, 7]), st.sampled_from(["", "12"]),
)  # fmt: skip


@given(one_word, st.lists(st.integers(4, 8), max_size=2), st.booleans(), st.sampled_from(["", "CLOB", "CLNB"]))
def test_one_word_of_one_list_is_read_as_several_are(one, naming, doubtful, kind):
    named = [line(message, 0, 101, "boarded") for message in naming]
    closing = latest_closeout(named, [close(kind, 6)], {}) if kind else None
    troubles = Counter(), Counter()
    often, once = (
        boarding._said_often([one], named, doubtful=doubtful, closing=closing, told={}, trouble=troubles[0]),
        boarding._said_once(one, named, doubtful=doubtful, closing=closing, trouble=troubles[1]),
    )
    assert once == often
    assert +troubles[0] == +troubles[1]


def test_two_statements_of_one_position_are_read_in_one_order_whoever_else_is_in_view():
    both = [line(1, 5, state=state) for state in ("listed", "cancelled")]
    rest = [line(1, identity, identity) for identity in range(10, 60)]
    for others in ([], rest[:7], rest, rest[::-1]):
        for lines in ([*both, *others], [*others, *both[::-1]]):
            (state,) = {p.state for p in fold(lines, [], MESSAGES).presences if p.identity_id == 5}
            assert state == "listed"


@given(in_sets, st.sets(st.integers(1, 6), min_size=1, max_size=4), some_closed)
@settings(max_examples=500)
def test_people_read_alone_are_what_the_whole_leg_makes_of_them_or_unknown(lines, people, closed):
    events = [close("CLNB" if message == 8 else "CLOB", message) for message in closed]
    lines = [x for x in lines if x.message_id < 6 or x.message_id in closed]
    view = about(lines, people)
    assume(told_alone(view, people))
    alone = [p for p in fold(view, events, MESSAGES, partial=True).presences if people & set(p.identities)]
    whole = [p for p in fold(lines, events, MESSAGES).presences if people & set(p.identities)]
    assert [replace(p, state="unknown") for p in alone] == [replace(p, state="unknown") for p in whole]
    for one, full in zip(alone, whole, strict=True):
        assert one.state in (full.state, "unknown")


@pytest.mark.parametrize(
    ("lines", "alone"),
    [
        (clob(4, 101), True),
        ([line(2, 99, 101)], False),
        ([line(4, 0, 0, "boarded", party=7, seq=9)], False),
        ([line(2, 21, 201, role="crew", party=0)], True),
    ],
)
def test_who_can_be_told_without_the_others(lines, alone):
    mine = line(1, 11, 101, party=7)
    assert told_alone(about([mine, *lines, line(1, 12, 102)], {11}), {11}) is alone
    assert not told_alone([replace(mine, role="crew")], {11})


def test_read_alone_a_named_person_is_on_board_and_one_left_out_is_not():
    view = about([*LIST, *clob(4, 101)], {11, 12})
    found = fold(view, [close("CLOB", 4)], [told(1), told(4, document="266")], partial=True)
    assert states(found) == {11: "boarded", 12: "not_boarded"}


def test_read_alone_a_person_numbered_by_another_sender_or_named_with_nobody_in_view_is_unknown():
    other = [told(1), told(4, sender="QQ", document="266")]
    view = about([*LIST, *clob(4, 201)], {12})
    assert states(fold(view, [close("CLOB", 4)], [told(1), told(4)], partial=True)) == {12: "unknown"}
    seen = [*about([*LIST, line(2, 11, 901), *clob(4, 901)], {11, 12})]
    assert states(fold(seen, [close("CLOB", 4)], [*other, told(2, sender="QQ")], partial=True))[12] == "unknown"


@given(some_lines, some_events)
@settings(max_examples=100)
def test_a_list_received_again_under_another_number_changes_nothing(lines, events):
    again = [
        replace(x, message_id=9, learnt_at=when(90), seq=position)
        for position, x in enumerate(lines)
        if x.message_id == 5
    ]
    resent = [*MESSAGES, told(9, "ZZ", "A")]
    assert fold([*lines, *again], list(events), resent) == fold(lines, list(events), MESSAGES)


@given(some_lines, some_events)
@settings(max_examples=100)
def test_without_a_close_out_nobody_is_on_board(lines, events):
    lists = [x for x in lines if x.message_id < 6]
    found = fold(lists, [e for e in events if e.kind in ("CL", "XF")], MESSAGES)
    assert {p.state for p in found.presences} <= {"listed", "cancelled"}
