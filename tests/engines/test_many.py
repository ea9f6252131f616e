"""Many values at once: the same rows as one by one, on both databases, whatever the number and the order."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from pratique.stores.register import evidence, memberships, tables
from pratique.stores.register.evidence import Edge
from pratique.stores.register.many import insert_plain
from tests.lib import sites
from tests.lib.papers import load, row

LARGE = 2**63 - 1


@pytest.fixture
def filled(site):
    load(site, [row(given=f"ADA{chr(65 + n)}", birth=f"1980-02-{n + 1:02}", number=f"Q88{n}0114") for n in range(5)])
    return site


def test_keys_are_stored_as_they_are_and_counted(filled):
    rows = [(LARGE, 24, 1), (LARGE, 24, 2), (LARGE, 25, 1), (-LARGE, 24, 3)]
    with filled.register.writing() as connection:
        evidence.add_keys(connection, rows)
        asked = {(LARGE, 24), (-LARGE, 24), (LARGE, 26), *((n, 24) for n in range(50_000))}
        assert evidence.counted(connection, asked) == {(LARGE, 24): 2, (-LARGE, 24): 1}
        assert evidence.counted(connection, set()) == {}


def test_pairs_are_found_from_either_end(filled):
    edge = Edge(1, 4, 0, 5.5, (("start", -14.0, 20_000), ("name-same", 19.5, 0)))
    with filled.register.writing() as connection:
        evidence.add_edges(connection, [edge])
        assert evidence.edges_of(connection, [4], 5.0) == evidence.edges_of(connection, [1, 2, 4], 5.0) == [edge]
        assert evidence.edges_of(connection, [1], 6.0) == evidence.edges_of(connection, [], 5.0) == []
        assert evidence.pairs_of(connection, [4], 5.0) == evidence.pairs_of(connection, [1, 2], 5.0) == {(1, 4): 5.5}
        assert evidence.pairs_of(connection, [1], 6.0) == evidence.pairs_of(connection, [2], 5.0) == {}


def test_whose_papers_they_are_now_and_then(filled):
    later = sites.NOW.replace(year=2027)
    with filled.register.writing() as connection:
        now = memberships.travellers_of(connection, range(1, 100))
        assert sorted(now) == [1, 2, 3, 4, 5]
        move = memberships.Moved(1, now[2], memberships.decide(
            connection, "merge", at=later, actor="x", purpose="intake", version=0))  # fmt: skip
        memberships.move(connection, [move], [1], later)
        assert memberships.travellers_of(connection, [1]) == {1: now[2]}
        assert memberships.travellers_of(connection, [1], sites.NOW) == {1: now[1]}
        assert memberships.members(connection, [now[2]]) == {now[2]: {1, 2}}
        assert memberships.members(connection, [now[1]], sites.NOW) == {now[1]: {1}}
        assert memberships.travellers_of(connection, [1], sites.NOW.replace(year=2020)) == {}


def test_only_columns_of_the_table_go_into_the_statement(filled):
    with filled.register.writing() as connection, pytest.raises(ValueError, match="no such columns"):
        insert_plain(connection, tables.link_key, ("key", "kind; --"), [(1, 2)])
    with filled.register.reading() as connection:
        assert connection.execute(select(tables.link_key.c.key).limit(1)).scalar() is not None
