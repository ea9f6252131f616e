"""The audit entry comes first: without it nothing is read, and it never holds what it is about."""

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DatabaseError

from pratique.desk import CaseFile, open_site
from pratique.desk.cases import list_cases, read_case
from pratique.desk.received import received_files
from pratique.errors import PratiqueError
from pratique.flow.trace import trace_case
from pratique.guard import audit
from pratique.guard.vault import Vault
from pratique.model.access import Actor, Purpose, Subject, SubjectKind
from pratique.stores.register.tables import audit_entry
from tests.guard import people
from tests.lib import sites

MOMENT = datetime(2026, 11, 19, 3, 0, tzinfo=UTC)
BROKEN_LOG = {
    "sqlite": ["create trigger full before insert on audit_entry begin select raise(abort, 'the log is full'); end"],
    "postgresql": [
        "create function refuse() returns trigger language plpgsql as "
        "$$ begin raise exception 'the log is full'; end $$",
        "create trigger full_ before insert on audit_entry for each row execute function refuse()",
    ],
}


def break_log(site):
    with site.register.writing() as connection:
        for statement in BROKEN_LOG[site.register.engine.dialect.name]:
            connection.execute(text(statement))


def entries(site):
    with site.register.reading() as connection:
        return [dict(row._mapping) for row in audit.audit_log.entries(connection)]


def references(site):
    with site.register.reading() as connection:
        return set(connection.execute(text("select contact_ref from contact")).scalars())


READS = {
    "read_case": lambda desk, refs: read_case(desk),
    "open a case file": lambda desk, refs: CaseFile(desk),
    "trace": lambda desk, refs: trace_case(desk),
    "list": lambda desk, refs: list_cases(desk),
    "received_files": lambda desk, refs: received_files(desk, 10),
}


@pytest.mark.parametrize("read", READS)
def test_a_read_fails_if_it_cannot_be_logged(traced, read, monkeypatch):
    opened = []
    real = Vault.open
    monkeypatch.setattr(Vault, "open", lambda *a: opened.append(a[-1]) or real(*a))
    with sites.desk_at(traced, people.REFERENCE) as desk:
        assert READS[read](desk, ())
    assert opened
    opened.clear()
    break_log(traced)
    with sites.desk_at(traced, people.REFERENCE) as desk, pytest.raises((DatabaseError, PratiqueError)):
        READS[read](desk, ())
    assert opened == []


def test_names_fail_if_they_cannot_be_logged(traced, monkeypatch):
    refs = references(traced)
    with sites.desk_at(traced, people.REFERENCE) as desk:
        file = CaseFile(desk)
        assert len(file.names(refs)) == len(people.NEAR)
        break_log(traced)
        opened = []
        monkeypatch.setattr(Vault, "open", lambda *a: opened.append(a))
        with pytest.raises((DatabaseError, PratiqueError)):
            file.names(refs)
        assert opened == []


def test_the_entry_is_committed_before_a_payload_is_opened(traced, monkeypatch):
    """Another connection sees the entry at the moment the vault opens anything."""
    seen = []
    before = len(entries(traced))
    real = Vault.open

    def spy(vault, key_id, sealed, about):
        seen.append((about.split(":")[0], [entry["action"] for entry in entries(traced)[before:]]))
        return real(vault, key_id, sealed, about)

    monkeypatch.setattr(Vault, "open", spy)
    refs = references(traced)
    with sites.desk_at(traced, people.REFERENCE) as desk:
        CaseFile(desk).names(refs)
        list_cases(desk)
        received_files(desk, 5)
    last = {kind: actions[-1] for kind, actions in reversed(seen)}
    assert last == {"notice": "case.read", "identity": "case.names", "file": "intake.log"}
    assert [actions[-1] for kind, actions in seen if kind == "notice"] == ["case.read", "case.list"]
    assert len([1 for kind, _ in seen if kind == "identity"]) == len(people.NEAR)


def test_names_opened_again_are_logged_again(traced):
    before = len(entries(traced))
    refs = references(traced)
    with sites.desk_at(traced, people.REFERENCE) as desk:
        CaseFile(desk).names(refs)
    new = entries(traced)[before:]
    assert [(e["action"], json.loads(e["detail"])) for e in new] == [
        ("case.read", {"version": 1}),
        ("case.names", {"contacts": len(people.NEAR)}),
    ]
    assert {(e["actor"], e["authenticated"], e["subject_ref"]) for e in new} == {
        ("first officer", False, people.REFERENCE)
    }


def test_an_entry_says_who_why_and_what_about_and_names_nobody(traced):
    with suppress(PratiqueError), sites.desk_at(traced, people.REFERENCE) as desk:
        received_files(desk, 5)
    rows = entries(traced)
    assert [row["action"] for row in rows][:4] == ["intake.load", "case.add", "case.confirm", "case.read"]
    said = json.dumps(rows, default=str).casefold()
    for word in people.words(*people.ABOARD) | {"measles", "flight.csv", people.FLIGHT}:
        assert word.casefold() not in said
    assert people.REFERENCE.casefold() in said


# -- the chain ------------------------------------------------------------------------------------------------------


def verified(site):
    with site.register.reading() as connection:
        return [(fault.seq, fault.text) for fault in audit.verify(connection)]


def behind_the_program(site, *statements):
    with site.register.engine.begin() as connection:
        for statement in statements:
            connection.execute(statement)


def test_an_untouched_log_verifies_also_after_it_was_opened_anew(traced):
    assert len(entries(traced)) >= 5
    assert verified(traced) == []
    with open_site(traced.settings) as again:
        assert verified(again) == []


def test_a_changed_entry_is_found_whatever_was_changed(traced):
    changed = {"at": MOMENT, "authenticated": True, "detail": '{"contacts":0}'}
    third = update(audit_entry).where(audit_entry.c.seq == 3)
    columns = [c.name for c in audit_entry.columns if c.name not in ("seq", "prev_hash", "hash")]
    assert len(columns) == 10
    for column in columns:
        before = entries(traced)[2][column]
        behind_the_program(traced, third.values({column: changed.get(column, "other")}))
        assert verified(traced) == [(3, "its content was changed after it was written")], column
        behind_the_program(traced, third.values({column: before}))
        assert verified(traced) == []


def test_a_changed_entry_with_a_hash_that_fits_breaks_the_next(traced):
    row = dict(entries(traced)[2], actor="somebody else")
    fitting = {"actor": row["actor"], "hash": audit._hash(row)}
    behind_the_program(traced, update(audit_entry).where(audit_entry.c.seq == 3).values(fitting))
    assert verified(traced) == [(4, "it does not follow from the entry before it")]


def test_a_removed_entry_is_found(traced):
    behind_the_program(traced, delete(audit_entry).where(audit_entry.c.seq.in_([2, 3])))
    assert verified(traced) == [(2, "entries 2 to 3 are missing")]


def test_the_first_entry_removed_is_found(traced):
    behind_the_program(traced, delete(audit_entry).where(audit_entry.c.seq == 1))
    assert verified(traced) == [(1, "entries 1 to 1 are missing")]


def test_the_last_entry_removed_is_found_once_another_follows(traced):
    last = len(entries(traced))
    behind_the_program(traced, delete(audit_entry).where(audit_entry.c.seq == last))
    with sites.desk_at(traced, people.REFERENCE) as desk:
        read_case(desk)
    assert verified(traced) == [(last, f"entries {last} to {last} are missing")]


def test_entries_that_changed_places_are_found(traced):
    seq = audit_entry.c.seq
    behind_the_program(
        traced,
        update(audit_entry).where(seq == 2).values(seq=900),
        update(audit_entry).where(seq == 3).values(seq=2),
        update(audit_entry).where(seq == 900).values(seq=3),
    )
    faults = verified(traced)
    assert {seq for seq, _ in faults} == {2, 3, 4}
    assert (2, "its content was changed after it was written") in faults


def append_and_fail(site):
    with site.register.writing() as connection:
        audit.append(
            connection,
            at=MOMENT,
            actor=Actor("x"),
            purpose=Purpose.ADMINISTRATION,
            subject=Subject(SubjectKind.SITE, "x"),
            point_of_entry="CAN",
            action="test",
            detail={},
        )
        raise ZeroDivisionError


def test_an_entry_that_was_rolled_back_leaves_no_gap(traced):
    before = len(entries(traced))
    with pytest.raises(ZeroDivisionError):
        append_and_fail(traced)
    with sites.desk_at(traced, people.REFERENCE) as desk:
        read_case(desk)
    assert [row["seq"] for row in entries(traced)] == list(range(1, before + 2))
    assert verified(traced) == []
