"""The register's crossings by person answer as plain Python does over the same rows, on both databases."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert

from pratique.model.movement import Crossing
from pratique.stores.register import crossings, erasing, forgetting
from pratique.stores.register.register import Register
from pratique.stores.register.tables import batch, data_key, identity, message, received_file
from tests.engines.movements import DAY, NOON, crossing

PEOPLE = range(1, 13)
MIDNIGHT = datetime(2026, 3, 10, tzinfo=UTC)


@pytest.fixture
def register(register_url: str) -> Iterator[Register]:
    register = Register(register_url)
    register.upgrade()
    with register.writing() as connection:
        connection.execute(insert(data_key).values(key_id=1, kind="period", label="w", wrapped=b"k", created_at=NOON))
        given = {"key_id": 1, "payload": b"p", "has_phone": False, "first_file_id": 1}
        connection.execute(insert(identity), [{"identity_id": n, "content_hash": n, **given} for n in PEOPLE])
    yield register
    register.close()


def at(moment: datetime, person: int = 1, seq: int = 0, **other: object) -> Crossing:
    return crossing(person, 1, seq, at=moment, day=moment.date(), **other)


def stored(register: Register, rows: list[Crossing]) -> None:
    with register.writing() as connection:
        crossings.add(connection, rows)


def asked(register: Register, people, first: date, last: date, known_at=None) -> list[Crossing]:
    with register.reading() as connection:
        return crossings.of_identities(connection, people, first, last, known_at)


def test_any_question_is_answered_as_plain_python_answers_it(register: Register):
    chance = random.Random(7)
    rows = [
        at(
            MIDNIGHT + timedelta(hours=chance.randrange(-240, 240), microseconds=chance.choice((0, 1, 999_999))),
            chance.choice(PEOPLE),
            seq,
            leg_id=chance.choice((0, 2**62)),
            direction=chance.choice(("in", "out")),
            learnt_at=NOON + timedelta(hours=chance.randrange(-50, 50)),
        )
        for seq in range(300)
    ]
    stored(register, rows)
    for _ in range(60):
        people = chance.sample(range(15), chance.randrange(8))
        first, length = DAY + timedelta(days=chance.randrange(-11, 11)), chance.randrange(-1, 9)
        last, known = first + timedelta(days=length), chance.choice((None, NOON, NOON + timedelta(hours=20)))
        right = [
            one
            for one in rows
            if one.identity_id in people and first <= one.day <= last and (known is None or one.learnt_at <= known)
        ]
        right.sort(key=lambda one: (one.identity_id, one.at, one.message_id, one.seq))
        assert asked(register, people, first, last, known) == right


def test_who_entered_on_a_leg_as_plain_python_says_it(register: Register):
    """Chance people, legs, directions and messages; somebody crosses several times, on this leg and on others."""
    with register.writing() as connection:
        connection.execute(insert(batch).values(batch_id=1, movement_table="crossings", state="done", started_at=NOON))
        connection.execute(
            insert(received_file).values(
                file_id=1, batch_id=1, sha256="s", size=1, outcome="loaded", received_at=NOON, received_by="o",
                key_id=1, report={},
            )
        )  # fmt: skip
        learnt = {n: NOON + timedelta(hours=n % 4) for n in range(1, 9)}
        connection.execute(
            insert(message),
            [
                {
                    "message_id": n, "file_id": 1, "ordinal": n, "kind": "crossings", "dialect": "", "document": "",
                    "function": "", "set_key": str(n), "sender": "", "control_reference": "", "final": True,
                    "said_at": NOON, "learnt_at": learnt[n], "digest": str(n),
                }
                for n in learnt
            ],
        )  # fmt: skip
    chance = random.Random(11)
    rows = [
        crossing(
            chance.choice(PEOPLE), chance.choice(list(learnt)), seq,
            leg_id=chance.randrange(4), direction=chance.choice(("in", "out")),
        )
        for seq in range(60)
    ]  # fmt: skip
    stored(register, rows)
    for _ in range(60):
        legs, besides = set(chance.sample(range(1, 5), 2)), set(chance.sample(PEOPLE, chance.randrange(6)))
        known, newest = NOON + timedelta(hours=chance.randrange(-1, 5)), chance.randrange(10)
        with register.reading() as connection:
            found = crossings.on_legs(connection, legs, known, newest, besides)
        assert found == {
            one.identity_id
            for one in rows
            if one.leg_id in legs
            and one.direction == "in"
            and one.message_id <= newest
            and learnt[one.message_id] <= known
            and one.identity_id not in besides
        }


def test_a_day_ends_at_midnight_to_the_microsecond(register: Register):
    instant = timedelta(microseconds=1)
    first, last = at(MIDNIGHT, seq=1), at(MIDNIGHT + timedelta(days=1) - instant, seq=2)
    stored(register, [at(MIDNIGHT - instant), first, last, at(MIDNIGHT + timedelta(days=1), seq=3)])
    assert asked(register, [1], DAY, DAY) == [first, last]


def test_more_people_than_a_statement_takes_parameters_are_one_question(register: Register):
    stored(register, [at(NOON, n) for n in PEOPLE])
    assert len(asked(register, range(100_000), DAY, DAY)) == len(PEOPLE)


def test_an_erasure_removes_the_days_up_to_its_last_and_nothing_else(register: Register):
    stored(register, [at(NOON + timedelta(days=n), seq=n) for n in range(4)])
    with register.writing() as connection:
        assert erasing.old_crossings(connection, DAY + timedelta(days=1)) == 2
        erasing.clear_people(connection, DAY + timedelta(days=1))
        assert erasing.old_crossings(connection, DAY + timedelta(days=1)) == 0
    assert [one.seq for one in asked(register, [1], DAY, DAY + timedelta(days=9))] == [2, 3]


def test_whose_key_is_destroyed_leaves_no_crossing_of_any_day(register: Register):
    stored(register, [at(NOON, n) for n in (1, 2)])
    with register.writing() as connection:
        connection.execute(data_key.update().values(wrapped=None))
        erasing.clear_people(connection, DAY - timedelta(days=30))
        assert crossings.count(connection) == 0


def test_a_person_who_is_forgotten_takes_their_crossings_along(register: Register):
    stored(register, [at(NOON, n) for n in (1, 2, 3)])
    with register.writing() as connection:
        assert forgetting.rows_of(connection, {2}) == 2, "the identity and the crossing"
        forgetting.forget(connection, {2}, ())
        assert forgetting.rows_of(connection, {2}) == 0
    assert [one.identity_id for one in asked(register, PEOPLE, DAY, DAY)] == [1, 3]


def test_filling_puts_all_in_the_place_of_what_was_there(register: Register):
    stored(register, [at(NOON, 1, seq=9)])
    with register.writing() as connection:
        assert not crossings.are_whole(connection)
        crossings.fill(connection, [[at(NOON, 2)], [at(NOON, 3), at(NOON, 4)]])
        assert crossings.are_whole(connection)
    assert [one.identity_id for one in asked(register, PEOPLE, DAY, DAY)] == [2, 3, 4]
