"""What is left of travellers when a paper of theirs is erased, and what officers keep apart whatever the keys say."""

from __future__ import annotations

from sqlalchemy import func, select

from pratique.desk.travellers import papers_of, travellers
from pratique.desk.uniting import reunite, settle_without
from pratique.stores.register import evidence, forgetting, link_models, memberships, people, tables
from tests.lib import sites
from tests.lib.papers import groups, load, numbered, partition, row

OLD = row(expiry="2026-12-01")
MARRIED = row("OSTERLUND", "HEIDRUN", nationality="NOR", number="N5500118", phone="+46701740601")
BRIDGE = row("OSTERLUND", "HEIDRUN", expiry="2026-12-01", phone="+46701740601")


def erase(site, *identities):
    with sites.desk_at(site) as desk, site.register.writing() as connection:
        _, touched = forgetting.forget(connection, identities, ())
        settle_without(desk, connection, touched, sites.NOW)


def test_an_erased_paper_that_alone_held_others_together_parts_them(site):
    load(site, [OLD], [MARRIED], [BRIDGE])
    assert len(partition(site)) == 1
    erase(site, numbered(site, "HEIDRUN Q8800114"))
    assert partition(site) == groups(["ADELHEID Q8800114"], ["HEIDRUN N5500118"])
    with site.register.reading() as connection:
        assert connection.execute(select(func.count()).select_from(tables.link_edge)).scalar() == 0


def test_a_traveller_without_papers_says_it_is_erased(site):
    load(site, [OLD])
    erase(site, 1)
    with site.register.reading() as connection:
        (left,) = connection.execute(select(tables.traveller)).all()
        assert (left.status, left.merged_into) == ("erased", None)
        for table in (tables.membership, tables.link_key, tables.identity):
            assert connection.execute(select(func.count()).select_from(table)).scalar() == 0


def test_what_officers_keep_apart_is_joined_by_no_exact_key(site):
    again = row(phone="+46701740601", expiry="2026-12-01")
    load(site, [OLD], [again])
    with site.register.reading() as connection:
        keys = people.keys_of(connection, [1])
        exact = {1: travellers(connection, keys)[1]}
        assert papers_of(connection, exact)[1].sure == {1, 2}
    with sites.desk_at(site) as desk, site.register.writing() as connection:
        version = getattr(link_models.latest(connection), "version", 0)
        about = {"actor": "first", "purpose": "case_investigation", "version": version}
        number = memberships.decide(connection, "split", at=sites.NOW, **about)
        evidence.judge(connection, number, [(2, 1)], same=False)
        reunite(desk, connection, {1, 2}, sites.NOW, number)
    with site.register.reading() as connection:
        assert papers_of(connection, exact)[1].sure == {1}
        assert len(set(memberships.travellers_of(connection, [1, 2]).values())) == 2


def test_one_who_is_kept_for_a_case_by_number_alone_stays_with_the_traveller(site):
    """What an erased record was found to be stands: without its facts nobody can say more."""
    load(site, [OLD], [row(number="R7700225", expiry="2036-11-01")])
    with site.register.writing() as connection:
        connection.execute(tables.identity.update().where(tables.identity.c.identity_id == 1).values(profile=None))
    with sites.desk_at(site) as desk, site.register.writing() as connection:
        reunite(desk, connection, {1, 2}, sites.NOW)
    assert len(partition(site)) == 1
