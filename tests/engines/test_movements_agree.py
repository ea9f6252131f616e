"""Hypothesis invents batches, questions and moments of maintenance; the engine must answer as the reference does."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from pratique.stores.movements import Held, MemoryMovements
from pratique.stores.movements.arrow import SHAPES, table_of
from pratique.stores.movements.delta import DeltaMovements
from tests.engines.movements import DAY, NOON, all_crossings, all_lines, crossing, line

LEGS = st.integers(1, 6)
IDENTITIES = st.sampled_from([0, 1, 2, 3, 17, 2**40, 2**63 - 1, -5])
OFFSETS = st.integers(-1, 2)  # a day before the leg's departure, two days after
LATE = st.integers(0, 3)
ASKED_IDENTITIES = st.sets(st.one_of(IDENTITIES, st.just(404)), max_size=5)
LINES = st.lists(
    st.tuples(
        LEGS,
        OFFSETS,
        IDENTITIES,
        LATE,
        st.sampled_from(["", "1A", "14C", "99Z"]),
        st.sampled_from(["assigned", "none", "unusable"]),
        st.sampled_from([0, 0, 7, 8]),
        st.sampled_from([0, 0, 7, 9]),
    ),
    max_size=12,
)
CROSSINGS = st.lists(st.tuples(IDENTITIES, OFFSETS, LATE, st.sampled_from(["in", "out"]), LEGS), max_size=12)


class Agreement(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.memory = MemoryMovements()
        self.delta = DeltaMovements(Path(self.folder.name))
        self.batch = 0

    def teardown(self):
        self.folder.cleanup()

    @rule(rows=LINES, gap=st.integers(1, 3), bulk=st.booleans())
    def append_lines(self, rows, gap, bulk):
        self.batch += gap
        lines = [
            line(
                leg,
                identity,
                self.batch,
                seq,
                day=DAY + timedelta(days=offset),
                seat=seat,
                seat_status=status,
                learnt_at=NOON + timedelta(hours=late),
                ref_key=reference,
                party_key=booking,
            )
            for seq, (leg, offset, identity, late, seat, status, reference, booking) in enumerate(rows)
        ]
        self.memory.append_lines(self.batch, lines)
        if bulk:
            self.delta.append_table("lines", self.batch, table_of(SHAPES["lines"], lines))
        else:
            self.delta.append_lines(self.batch, lines)

    @rule(rows=CROSSINGS, gap=st.integers(1, 3))
    def append_crossings(self, rows, gap):
        self.batch += gap
        crossings = [
            crossing(
                identity,
                self.batch,
                seq,
                day=DAY + timedelta(days=offset),
                at=NOON + timedelta(days=offset, hours=late),
                direction=direction,
                leg_id=leg,
                learnt_at=NOON + timedelta(hours=late),
            )
            for seq, (identity, offset, late, direction, leg) in enumerate(rows)
        ]
        self.memory.append_crossings(self.batch, crossings)
        self.delta.append_crossings(self.batch, crossings)

    @precondition(lambda self: self.batch)
    @rule(force=st.booleans())
    def maintain(self, force):
        self.delta.maintain(NOON, force=force)

    @rule(offset=OFFSETS, legs=st.frozensets(st.integers(1, 6), max_size=2), people=ASKED_IDENTITIES)
    def erase(self, offset, legs, people):
        until, held = DAY + timedelta(days=offset), Held(legs, frozenset(people))
        due = self.memory.due(until, held)
        assert self.delta.due(until, held) == due
        assert self.delta.erase(until, held, NOON) == self.memory.erase(until, held, NOON) == due
        assert sum(self.delta.due(until, held, on_disk=True).values()) == 0

    @rule(people=ASKED_IDENTITIES)
    def forget(self, people):
        about = self.memory.about(people)
        assert self.delta.about(people) == about
        assert self.delta.forget(people, NOON) == self.memory.forget(people, NOON) == about
        assert sum(self.delta.about(people).values()) == 0

    @precondition(lambda self: self.batch)
    @rule()
    def reopen(self):
        self.delta = DeltaMovements(Path(self.folder.name))

    @invariant()
    def counts_agree(self):
        assert self.delta.count() == self.memory.count()
        for table in ("lines", "crossings"):
            assert self.delta.last_batch(table) == self.memory.last_batch(table)

    @invariant()
    def everything_agrees(self):
        assert all_lines(self.delta) == all_lines(self.memory)
        assert all_crossings(self.delta) == all_crossings(self.memory)


Agreement.TestCase.settings = settings(max_examples=12, stateful_step_count=10, deadline=None)
TestAgreement = Agreement.TestCase
