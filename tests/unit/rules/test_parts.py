"""Parts of a transmission: what is here, what is missing, how many people were declared."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.model.movement import Told
from pratique.rules.parts import leg_parts, part_sets

NOON = datetime(2026, 11, 15, 12, 0, tzinfo=UTC)


def told(message, part=None, final=False, **kw):
    facts = {
        "message_id": message,
        "set_key": "K",
        "sender": "ZZ",
        "kind": "paxlst",
        "document": "745",
        "function": "",
        "part": part,
        "final": final,
        "declared_passengers": None,
        "declared_crew": None,
        "learnt_at": NOON + timedelta(minutes=message),
    }
    return Told(**(facts | kw))


@pytest.mark.parametrize(
    ("parts", "final", "missing", "complete"),
    [
        ([(1, True)], 1, (), True),
        ([(1, False), (2, False), (3, True)], 3, (), True),
        ([(3, True), (1, False)], 3, (2,), False),
        ([(2, False), (13, False)], None, (1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), False),
        ([(1, False), (2, False)], None, (), False),
        ([(1, False), (1, False), (2, True), (2, True)], 2, (), True),
        ([(1, False), (2, True), (4, True)], 4, (3,), False),
        ([(1, False), (2, True), (3, True)], 3, (), True),
        ([(1, False), (2, True), (4, False)], 2, (3,), False),
    ],
)
def test_a_set_is_complete_when_every_number_up_to_the_final_one_is_here(parts, final, missing, complete):
    (found,) = part_sets(told(i, *part) for i, part in enumerate(parts))
    assert (found.final, found.missing, found.complete) == (final, missing, complete)
    assert found.received == {number for number, _ in parts}


def test_a_message_without_part_number_is_a_complete_set_of_one():
    found = part_sets([told(1), told(2)])
    assert [(s.complete, s.received, s.missing) for s in found] == [(True, {1}, ()), (True, {1}, ())]


def test_parts_of_different_senders_keys_and_documents_never_complete_each_other():
    found = part_sets(
        [told(1, 1), told(2, 2, True, sender="QQ"), told(3, 2, True, set_key="L"), told(4, 2, True, document="250")]
    )
    assert len(found) == 4
    assert not any(s.complete for s in found)


@given(st.permutations([told(1, 1), told(2, 2), told(3, 4, True), told(4, document="250"), told(1, 1)]))
@settings(max_examples=30)
def test_order_and_repetition_of_messages_change_nothing(messages):
    assert part_sets(messages) == part_sets([told(1, 1), told(2, 2), told(3, 4, True), told(4, document="250")])


def test_the_leg_counts_parts_of_lists_only():
    sets = part_sets(
        [
            told(1, 1),
            told(2, 3, True),
            told(3, 1, document="250"),
            told(4, 2, document="266"),
            told(5, 1, document="336"),
        ]
    )
    assert leg_parts(sets)[:4] == (3, 1, (2,), False)


def test_without_any_list_no_final_part_was_seen():
    assert leg_parts(part_sets([told(1, document="266")])) == (0, 0, (), False, None)


def test_a_csv_manifest_is_a_list():
    assert leg_parts(part_sets([told(1, kind="csv", document="")]))[:4] == (1, 0, (), True)


def declared(*messages):
    return leg_parts(part_sets(messages))[4]


def test_parts_that_repeat_the_count_of_the_flight_count_once():
    assert declared(told(1, 1, declared_passengers=160), told(2, 2, True, declared_passengers=160)) == 160


def test_parts_that_each_count_themselves_are_added():
    assert declared(told(1, 1, declared_passengers=100), told(2, 2, True, declared_passengers=60)) == 160


def test_interactive_messages_are_added():
    assert declared(told(1, declared_passengers=10), told(2, declared_passengers=1)) == 11


def test_interactive_messages_that_call_themselves_first_and_final_are_added():
    messages = [told(n, 1, True, set_key=f"m{n}", declared_passengers=count) for n, count in ((1, 10), (2, 1))]
    assert declared(*messages) == 11


def test_a_late_check_in_does_not_replace_the_count_of_the_flight():
    assert declared(told(1, 1, True, declared_passengers=160), told(2, declared_passengers=1)) == 160


def test_a_newer_list_of_the_whole_flight_replaces_the_older():
    assert declared(told(1, declared_passengers=160), told(2, declared_passengers=158)) == 158


def test_two_senders_speak_of_the_same_people():
    assert declared(told(1, declared_passengers=160), told(2, declared_passengers=158, sender="QQ")) == 160


def test_passengers_and_crew_are_added_and_a_crew_list_sent_again_is_not():
    crew = [told(n, document="250", declared_crew=8) for n in (2, 3)]
    assert declared(told(1, declared_passengers=160), *crew) == 168


def test_the_count_of_a_change_is_not_the_count_of_the_flight():
    assert declared(told(1, declared_passengers=160), told(2, declared_passengers=12, function="CP")) == 160
