"""Signed heads: what a chain alone cannot tell, that its end is missing or all of it was written anew, shows too."""

import json
import socket
from dataclasses import replace

import pytest
from sqlalchemy import delete, insert, select, update

from pratique.desk.logbook import log_entries, sign_log, verify_log
from pratique.errors import NotReadable
from pratique.guard import audit
from pratique.guard.heads import Head, read_heads
from pratique.model.access import Purpose
from pratique.stores.register.tables import audit_entry, audit_head, counter
from tests.lib import sites


def inspecting(site):
    return sites.desk_at(site, purpose=Purpose.INSPECTION)


@pytest.fixture
def signed(site):
    """A site with five entries, the fourth signed; and the copy of that head."""
    for number in range(4):
        with inspecting(site) as desk:
            log_entries(desk, number)
    with inspecting(site) as desk:
        head, failed = sign_log(desk)
        log_entries(desk, 1)
    assert (head.seq, failed) == (4, [])
    return site, head


def faults(site, *copies, key=None):
    with inspecting(site) as desk:
        return [(fault.seq, fault.text) for fault in verify_log(desk, copies, key).faults]


def behind_the_program(site, *statements):
    with site.register.engine.begin() as connection:
        for statement in statements:
            connection.execute(statement)


def rows(site):
    with site.register.reading() as connection:
        return [dict(row._mapping) for row in connection.execute(select(audit_entry).order_by(audit_entry.c.seq))]


def written_anew(site, change):
    """The whole log as `change` would have it, every hash fitting: what whoever holds the register can do."""
    kept = [row for row in (change(dict(row)) for row in rows(site)) if row is not None]
    previous = audit.GENESIS
    for seq, row in enumerate(kept, 1):
        row |= {"seq": seq, "prev_hash": previous}
        previous = row["hash"] = audit._hash(row)
    behind_the_program(
        site, delete(audit_entry), insert(audit_entry).values(kept),
        update(counter).where(counter.c.name == "audit").values(next=len(kept) + 1),
    )  # fmt: skip


def test_an_untouched_log_verifies_against_heads_and_copies(signed):
    site, head = signed
    assert faults(site, head, key=head.public_key) == []


def test_nothing_new_is_not_signed_twice(signed):
    site, _ = signed
    with inspecting(site) as desk:
        assert sign_log(desk)[0].seq == 5
        assert sign_log(desk) == (None, [])


def test_a_log_written_anew_shows_by_its_head(signed):
    site, _ = signed
    written_anew(site, lambda row: row | {"actor": "somebody else"} if row["seq"] == 2 else row)
    assert audit_verifies_alone(site)
    assert faults(site) == [(4, "something in entries 1 to 4 was written anew: 4 was signed on 2026-11-19 02:00 UTC")]


def test_an_entry_taken_out_and_the_rest_renumbered_shows(signed):
    site, _ = signed
    written_anew(site, lambda row: None if row["seq"] == 2 else row)
    assert audit_verifies_alone(site)
    assert [seq for seq, _ in faults(site)] == [4]


def test_two_entries_exchanged_show(signed):
    site, _ = signed
    first, second = rows(site)[1], rows(site)[2]
    order = {2: second, 3: first}
    written_anew(site, lambda row: dict(order.get(row["seq"], row)))
    assert audit_verifies_alone(site)
    assert [seq for seq, _ in faults(site)] == [4]


def test_an_end_cut_off_shows_even_where_the_counter_was_set_back(signed):
    site, _ = signed
    behind_the_program(
        site, delete(audit_entry).where(audit_entry.c.seq > 2),
        update(counter).where(counter.c.name == "audit").values(next=3),
    )  # fmt: skip
    assert audit_verifies_alone(site)
    assert faults(site) == [
        (3, "entries 3 to 4 are missing at its end; the last of them was signed on 2026-11-19 02:00 UTC")
    ]


def test_an_end_cut_off_with_its_heads_shows_by_the_copy(signed):
    site, head = signed
    behind_the_program(
        site, delete(audit_entry).where(audit_entry.c.seq > 2), delete(audit_head),
        update(counter).where(counter.c.name == "audit").values(next=3),
    )  # fmt: skip
    assert [seq for seq, _ in faults(site, head)] == [3]


def test_an_end_that_nobody_signed_shows_by_the_numbers_given_out(signed):
    site, _ = signed
    behind_the_program(site, delete(audit_entry).where(audit_entry.c.seq == 5))
    assert faults(site) == [(5, "entries 5 to 5 are missing at its end")]


@pytest.mark.parametrize("change", [{"seq": 3}, {"hash": "0" * 64}, {"signature": "AAAA"}, {"public_key": "no key"}])
def test_a_forged_head_proves_nothing_and_is_named(signed, change):
    site, head = signed
    behind_the_program(site, delete(audit_head))
    forged = replace(head, **change)
    assert faults(site, forged) == [(forged.seq, "its signed head is forged or damaged")]


def test_a_head_of_another_key_is_named_to_whoever_knows_the_right_one(signed):
    site, head = signed
    assert faults(site, key="another") == [(4, "its head is signed with another key than the one given")]
    assert faults(site, key=head.public_key) == []


def test_the_copy_in_a_file_is_read_again(signed, tmp_path):
    _, head = signed
    assert list(read_heads(head.line() + "\n")) == [head]


@pytest.mark.parametrize("text", ["{}", "nonsense", '{"seq": "x"}', "[]"])
def test_a_copy_that_is_none_is_refused_with_its_line(signed, text):
    _, head = signed
    with pytest.raises(NotReadable, match=r"Line 2 of the copy"):
        list(read_heads(f"{head.line()}\n{text}\n"))


def test_heads_go_to_a_file_and_to_a_syslog_server(site, tmp_path):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(5)
        copies = {"audit_copy": str(tmp_path / "heads.jsonl"), "audit_syslog": f"127.0.0.1:{server.getsockname()[1]}"}
        site = replace(site, settings=replace(site.settings, values={**site.settings.values, **copies}))
        with inspecting(site) as desk:
            log_entries(desk, 1)
            head, failed = sign_log(desk)
        sent = server.recv(4096).decode()
    assert failed == []
    assert list(read_heads((tmp_path / "heads.jsonl").read_text())) == [head]
    assert json.loads(sent[sent.index("{") : sent.rindex("}") + 1])["signature"] == head.signature


def test_a_place_that_cannot_be_reached_is_said_and_stops_nothing(site, tmp_path):
    copies = {"audit_copy": str(tmp_path / "no such folder" / "heads"), "audit_webhook": "https://127.0.0.1:9/"}
    site = replace(site, settings=replace(site.settings, values={**site.settings.values, **copies}))
    with inspecting(site) as desk:
        log_entries(desk, 1)
        head, failed = sign_log(desk)
    assert isinstance(head, Head)
    assert ["`audit_copy`" in failed[0], "`audit_webhook`" in failed[1]] == [True, True]


def test_an_address_that_is_none_is_said_and_the_other_copy_is_made(site, tmp_path):
    copies = {
        "audit_copy": str(tmp_path / "heads"), "audit_syslog": "nowhere", "audit_webhook": "http://127.0.0.1/in-clear",
    }  # fmt: skip
    site = replace(site, settings=replace(site.settings, values={**site.settings.values, **copies}))
    with inspecting(site) as desk:
        log_entries(desk, 1)
        head, failed = sign_log(desk)
    assert list(read_heads((tmp_path / "heads").read_text())) == [head]
    assert ["`audit_syslog`" in failed[0], "`audit_webhook`" in failed[1]] == [True, True]


def audit_verifies_alone(site):
    with site.register.reading() as connection:
        return audit.verify(connection) == []
