"""The audit log past its own period: cut, with a signed statement that stands for what came before."""

from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from pratique.desk.due import what_is_due
from pratique.desk.keeping import erase_due
from pratique.desk.logbook import log_entries, sign_log, verify_log
from pratique.desk.upkeep import check_site
from pratique.guard.certificate import as_text
from pratique.model.access import Purpose, SubjectKind
from pratique.stores.register.tables import audit_beginning, audit_entry, audit_head
from tests.lib import sites

FIRST = datetime(2026, 11, 19, tzinfo=UTC)
SECOND = datetime(2026, 12, 5, tzinfo=UTC)
DUE = datetime(2029, 11, 30, tzinfo=UTC)
"""Three years (1095 days; 2028 has one more) after the end of November 2026."""
TICK = timedelta(microseconds=1)


def look(site, now, count=1):
    for _ in range(count):
        with sites.desk_at(site, purpose=Purpose.INSPECTION, now=now) as desk:
            log_entries(desk, 1)


def sign(site, now):
    with sites.desk_at(site, purpose=Purpose.ADMINISTRATION, now=now) as desk:
        return sign_log(desk)[0]


def erase(site, now):
    with sites.desk_at(site, kind=SubjectKind.SITE, purpose=Purpose.ADMINISTRATION, now=now) as desk:
        return erase_due(desk)


def verify(site, *copies, key=None, now=DUE):
    with sites.desk_at(site, purpose=Purpose.INSPECTION, now=now) as desk:
        return verify_log(desk, copies, key)


def faults(site, *copies, key=None):
    return [(fault.seq, fault.text) for fault in verify(site, *copies, key=key).faults]


def numbers(site):
    with site.register.reading() as connection:
        return list(connection.execute(select(audit_entry.c.seq).order_by(audit_entry.c.seq)).scalars())


def behind_the_program(site, *statements):
    with site.register.engine.begin() as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture
def old(site):
    """Five entries of November with a head at the third and the fifth, and three of December; both heads."""
    look(site, FIRST, 3)
    heads = [sign(site, FIRST)]
    look(site, FIRST, 2)
    heads.append(sign(site, FIRST))
    look(site, SECOND, 3)
    assert [head.seq for head in heads] == [3, 5]
    return site, heads


@pytest.fixture
def cut(old):
    site, heads = old
    assert erase(site, DUE)
    return site, heads


def test_a_month_goes_three_years_after_its_end_and_not_before(old):
    site, _ = old
    assert erase(site, DUE - TICK) is None
    with sites.desk_at(site, kind=SubjectKind.SITE, purpose=Purpose.INSPECTION, now=DUE) as desk:
        (due,) = [one for one in what_is_due(desk) if one.at <= DUE]
    assert (due.category, due.period, due.at, due.records) == ("audit", "to 2026-11-30", DUE, 5)
    certificate = erase(site, DUE)
    assert certificate.holds, certificate
    assert certificate.steps[0].erased == {"entries": 5}
    assert "up to entry 5" in as_text(certificate)
    assert numbers(site)[:3] == [6, 7, 8]
    assert erase(site, DUE) is None


def test_the_rest_verifies_from_there_and_says_so(cut):
    site, heads = cut
    report = verify(site, *heads, key=heads[0].public_key)
    assert report.faults == ()
    assert (report.begins.seq, report.begins.hash) == (5, heads[1].hash)
    assert report.entries == len(numbers(site)) - 1, "its own entry comes after it"
    assert check_site(site, lambda: DUE).faults == []


def test_it_is_cut_again_a_month_later(cut):
    site, heads = cut
    sign(site, DUE)
    assert erase(site, DUE + timedelta(days=31)).holds
    assert verify(site).begins.seq == 8
    assert faults(site, *heads) == []


def test_an_idle_log_keeps_its_newest_entry(site):
    look(site, FIRST, 3)
    assert erase(site, DUE).holds
    assert 3 in numbers(site)
    look(site, DUE)
    assert faults(site) == []


def test_what_is_changed_deleted_or_cut_off_after_it_still_shows(cut):
    site, _ = cut
    behind_the_program(site, update(audit_entry).where(audit_entry.c.seq == 7).values(actor="somebody else"))
    assert faults(site)[0] == (7, "its content was changed after it was written")
    behind_the_program(site, delete(audit_entry).where(audit_entry.c.seq == 6))
    assert (6, "entries 6 to 6 are missing") in faults(site)


def test_a_beginning_cut_off_by_somebody_else_shows(old):
    site, _ = old
    behind_the_program(site, delete(audit_entry).where(audit_entry.c.seq <= 5))
    assert faults(site) == [(1, "entries 1 to 5 are missing")]


def test_a_signed_head_does_not_pass_for_the_beginning(old):
    site, heads = old
    behind_the_program(
        site,
        delete(audit_entry).where(audit_entry.c.seq <= 5),
        insert(audit_beginning).values(asdict(heads[1])),
    )
    assert faults(site) == [
        (5, "the signed statement of where the log begins is forged or damaged"),
        (1, "entries 1 to 5 are missing"),
    ]


def test_more_cut_off_than_the_statement_stands_for_shows(cut):
    site, _ = cut
    behind_the_program(site, delete(audit_entry).where(audit_entry.c.seq <= 7))
    assert faults(site)[0] == (6, "entries 6 to 7 are missing")


def test_a_statement_taken_away_or_altered_shows(cut):
    site, _ = cut
    behind_the_program(site, update(audit_beginning).values(hash="0" * 64))
    assert faults(site)[0] == (5, "the signed statement of where the log begins is forged or damaged")
    behind_the_program(site, delete(audit_beginning))
    assert faults(site)[0] == (1, "entries 1 to 5 are missing")


def test_a_statement_signed_with_another_key_shows(cut, tmp_path):
    site, heads = cut
    sites.new_site(tmp_path / "other")
    with sites.opened(tmp_path / "other") as other:
        look(other, FIRST, 5)
        look(other, SECOND)
        assert erase(other, DUE)
        with other.register.reading() as connection:
            foreign = dict(connection.execute(select(audit_beginning)).one()._mapping)
    behind_the_program(site, delete(audit_beginning), insert(audit_beginning).values(foreign))
    text = "the statement of where the log begins is signed with another key than the heads"
    assert (5, text) in faults(site)
    behind_the_program(site, delete(audit_head))
    assert (5, text) in faults(site, heads[0])
    assert (5, text) in faults(site, key=heads[0].public_key)


def test_a_log_written_anew_before_it_was_cut_shows_by_the_copy_of_its_head(cut):
    site, heads = cut
    behind_the_program(site, delete(audit_head))
    assert faults(site, heads[1]) == []
    other = sites_head(site, heads[1])
    assert (
        faults(site, other)[0][1] == "the log was written anew before it was cut: entry 5 was signed with another hash"
    )


def sites_head(site, head):
    """The same head of a log that said something else, signed with the site's own key."""
    from pratique.guard import heads as module

    with sites.desk_at(site, purpose=Purpose.ADMINISTRATION) as desk, site.register.writing() as connection:
        return module._stated(module.Head, connection, desk._vault, head.seq, "f" * 64, head.at)


def test_a_log_that_does_not_verify_is_not_cut(old):
    site, _ = old
    behind_the_program(site, update(audit_entry).where(audit_entry.c.seq == 2).values(actor="somebody else"))
    certificate = erase(site, DUE)
    assert numbers(site)[0] == 1
    assert certificate.waits == (
        "the audit log is not cut: it does not verify, and `pratique guard audit verify` says where",
    )
    assert verify(site).begins is None


def test_a_shorter_period_of_the_site_counts(old):
    site, _ = old
    table = site.settings.site / "tables" / "retention.toml"
    table.write_text('[audit]\ndays = 365\nsource = "Archive Act, section 3"\n')
    assert erase(site, datetime(2027, 12, 1, tzinfo=UTC)).holds
    assert numbers(site)[0] == 6
    assert replace(verify(site).begins, signature="").seq == 5
