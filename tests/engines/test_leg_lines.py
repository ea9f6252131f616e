"""The register's lines by leg answer as plain Python does over the same rows, on both databases."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from pratique.errors import Broken
from pratique.model.movement import Line
from pratique.stores.movements import Held, MemoryMovements
from pratique.stores.register import leg_lines
from pratique.stores.register.packed_lines import LinesOfMessage, packed
from pratique.stores.register.register import Register
from pratique.stores.register.tables import batch, data_key, leg, leg_message, message, received_file
from pratique.stores.register.tables import leg_lines as leg_table
from tests.engines.movements import DAY, NOON, line

LEGS, MESSAGES = range(1, 7), range(1, 5)
PEOPLE = (0, 1, 2, 3, 17, 2**40, 2**63 - 1, -5)
HOUR = timedelta(hours=1)
TEXT = st.text(st.characters(), max_size=6)
KEY = st.integers(-(2**63), 2**63 - 1)


@pytest.fixture
def register(register_url: str) -> Iterator[Register]:
    register = Register(register_url)
    register.upgrade()
    with register.writing() as connection:
        connection.execute(insert(data_key).values(key_id=1, kind="raw", label="w", wrapped=b"k", created_at=NOON))
        connection.execute(insert(batch).values(batch_id=1, movement_table="lines", state="done", started_at=NOON))
        connection.execute(
            insert(received_file).values(
                file_id=1, batch_id=1, sha256="s", size=1, outcome="loaded", received_at=NOON, received_by="o",
                key_id=1, report={},
            )
        )  # fmt: skip
        given = {"origin": "XBA", "destination": "XBB", "conveyance": "aircraft", "first_file_id": 1}
        connection.execute(insert(leg), [{"leg_id": n, "flight": f"ZZ{n}", "day": day_of(n), **given} for n in LEGS])
        connection.execute(
            insert(message),
            [
                {
                    "message_id": n, "file_id": 1, "ordinal": n, "kind": "manifest", "dialect": "", "document": "",
                    "function": "", "set_key": str(n), "sender": "", "control_reference": "", "final": True,
                    "said_at": NOON, "learnt_at": learnt(n), "digest": str(n),
                }
                for n in MESSAGES
            ],
        )  # fmt: skip
        pairs = [{"leg_id": a, "message_id": b, "event": ""} for a in LEGS for b in MESSAGES]
        connection.execute(insert(leg_message), pairs)
    yield register
    register.close()


def day_of(leg_id: int):
    return DAY + timedelta(days=leg_id // 2)


def learnt(message_id: int):
    return NOON + message_id * HOUR


def invented(seed: int) -> list[Line]:
    """Lines of four messages about six legs, with references and bookings that several bear."""
    chance = random.Random(seed)
    lines = []
    for message_id in MESSAGES:
        for seq in range(chance.randrange(40)):
            leg_id = chance.choice(LEGS)
            lines.append(
                line(
                    leg_id,
                    chance.choice(PEOPLE),
                    message_id,
                    seq,
                    day=day_of(leg_id),
                    ref_key=chance.choice((0, 0, 7, 8, -(2**63))),
                    party_key=chance.choice((0, 0, 7, 2**63 - 1)),
                    seat=chance.choice(("", "1A", "14C", "99Z")),
                    seat_status=chance.choice(("assigned", "none", "unusable")),
                    said_at=NOON - message_id * HOUR,
                    learnt_at=learnt(message_id),
                )
            )
    chance.shuffle(lines)
    return lines


def both(register: Register, lines: list[Line]) -> MemoryMovements:
    memory = MemoryMovements()
    memory.append_lines(1, lines)
    with register.writing() as connection:
        leg_lines.add(connection, lines)
    return memory


def everything(register: Register) -> list[Line]:
    with register.reading() as connection:
        return leg_lines.of_legs(connection, LEGS)


DAYS = [(n, day_of(n)) for n in LEGS]


@pytest.mark.parametrize("seed", range(6))
def test_any_question_is_answered_as_plain_python_answers_it(register: Register, seed: int):
    memory, chance = both(register, invented(seed)), random.Random(seed)
    with register.reading() as connection:
        for _ in range(60):
            legs = chance.sample(range(9), chance.randrange(7))
            known_at = chance.choice((None, NOON, learnt(2), learnt(3) - timedelta(microseconds=1)))
            people = set(chance.sample((*PEOPLE, 404), chance.randrange(5)))
            asked = [(n, day_of(n)) for n in legs]
            assert leg_lines.of_legs(connection, legs, known_at) == memory.lines_of_legs(asked, known_at)
            assert leg_lines.about(connection, legs, people, known_at) == memory.lines_about(asked, people, known_at)
            assert leg_lines.seats(connection, legs) == memory.seats_of_legs(asked)
        assert leg_lines.count(connection) == memory.count()["lines"]


@pytest.mark.parametrize("seed", range(12))
def test_what_is_held_stays_and_everything_else_of_old_days_goes(register: Register, seed: int):
    memory, chance = both(register, invented(seed)), random.Random(seed)
    until = DAY + timedelta(days=chance.randrange(-1, 4))
    held = Held(
        frozenset(chance.sample(LEGS, chance.randrange(3))), frozenset(chance.sample(PEOPLE[1:], chance.randrange(3)))
    )
    with register.writing() as connection:
        assert leg_lines.due(connection, until, held) == memory.due(until, held)["lines"]
        leg_lines.erase(connection, until, held)
        assert leg_lines.due(connection, until, held) == 0
    memory.erase(until, held, NOON)
    assert everything(register) == memory.lines_of_legs(DAYS)


@pytest.mark.parametrize("seed", range(12))
def test_a_forgotten_person_goes_with_the_lines_that_bear_their_reference_alone(register: Register, seed: int):
    memory, chance = both(register, invented(seed)), random.Random(seed)
    people = set(chance.sample((*PEOPLE[1:], 404), chance.randrange(3)))
    with register.writing() as connection:
        assert leg_lines.naming(connection, people) == memory.about(people)["lines"]
        leg_lines.forget(connection, people)
        assert leg_lines.naming(connection, people) == 0
    memory.forget(people, NOON)
    assert everything(register) == memory.lines_of_legs(DAYS)


def test_a_number_that_spans_two_people_is_nobodys(register: Register):
    # The bytes of 1 and 2 beside each other hold those of a third number, eight bytes long, at an odd place.
    lines = [line(1, 1, 1, 0, day=day_of(1), learnt_at=learnt(1)), line(1, 2, 1, 1, day=day_of(1), learnt_at=learnt(1))]
    both(register, lines)
    spans = int.from_bytes(packed(lines).people[4:12], "little")
    with register.writing() as connection:
        assert leg_lines.naming(connection, {spans}) == 0
        leg_lines.forget(connection, {spans})
    assert everything(register) == lines


def test_filling_again_leaves_nothing_twice(register: Register):
    memory = both(register, invented(3))
    with register.writing() as connection:
        leg_lines.fill(connection, memory.lines_by_leg())
    assert everything(register) == memory.lines_of_legs(DAYS)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(KEY, KEY, KEY, *([TEXT] * 10)),
        min_size=1,
        max_size=20,
    )
)
def test_every_text_and_number_comes_back(rows):
    names = ("role", "state", "seat", "seat_status", "seat_raw", "embark", "debark", "unit", "travel_class", "table_no")
    lines = [
        line(1, identity, 1, seq, ref_key=reference, party_key=booking, **dict(zip(names, texts, strict=True)))
        for seq, (identity, reference, booking, *texts) in enumerate(rows)
    ]
    page = LinesOfMessage(packed(lines))
    assert page.lines() == lines
    assert page.lines([len(lines) - 1, 0]) == [lines[-1], lines[0]]


def test_a_list_longer_than_two_bytes_count_comes_back():
    lines = [line(1, n, 1, n, seat=f"{n}") for n in range(66_000)]
    page = LinesOfMessage(packed(lines))
    assert page.lines() == lines


@pytest.mark.parametrize("part", ["day", "said_at", "learnt_at", "people", "content", "checksum"])
def test_whatever_is_altered_of_a_page_is_found_and_no_line_of_it_shown(register: Register, part: str):
    (first, *_), memory = invented(5), both(register, invented(5))
    its = (leg_table.c.leg_id == first.leg_id, leg_table.c.message_id == first.message_id)
    known = memory.lines_of_legs([(first.leg_id, first.day)])
    others = {
        "day": first.day - timedelta(days=1),
        "said_at": first.said_at - HOUR,
        "learnt_at": first.learnt_at - HOUR,
        "people": bytes(8 * sum(one.message_id == first.message_id for one in known)),
        "content": b"x",
        "checksum": 7,
    }
    with register.writing() as connection:
        assert leg_lines.altered(connection) == []
        connection.execute(leg_table.update().where(*its).values({part: others[part]}))
    with register.reading() as connection:
        assert leg_lines.altered(connection) == [first.leg_id]
        with pytest.raises(Broken, match=f"leg {first.leg_id} was altered"):
            leg_lines.of_legs(connection, LEGS)
