"""Batch and incremental linking give the same partition, whatever the order of arrival and the cut into files."""

from __future__ import annotations

import tempfile
from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update

from pratique.flow.identity.resolve import resolve
from pratique.model.access import Purpose, SubjectKind
from pratique.rules.linkage.blocking import KeyKind
from pratique.stores.register import evidence, link_models, memberships, tables
from tests.lib import sites
from tests.lib.papers import groups, load, manifest, numbered, partition, row

PHONE = "+46701740601"
PEOPLE = [
    row(expiry="2026-12-01"),
    row(number="R7700225", expiry="2036-11-01"),
    row(nationality="NOR", number="N5500118"),
    row("OSTERLUND", "HEIDRUN", nationality="NOR", number="N5500118", phone=PHONE),
    row("OSTERLUND", "HEIDRUN", expiry="2026-12-01", phone=PHONE),
    row(given="BRUNHILDE", number="Q8800115", phone=PHONE),
    row(birth="1980-12-02", number="K1122334"),
    row("ADELHEID", "QUILLFEATHER", number="Q880O114"),
    row(birth="1980", number="", kind="", issuer="SWE"),
    row("VANDERBILT", "MAARTJE", "F", "1975-08-08", "NLD", "NX4455667", phone=PHONE),
    row("LI", "WEI", "M", "1990-01-01", "CHN", "E77889911"),
    row("LI", "WEI", "M", "1990-01-01", "CHN", "E77889955"),
    row("LEE", "WEI", "M", "1990-01-01", "CHN", "E77889955"),
]


def resolved(site, now=sites.NOW):
    with sites.desk_at(site, kind=SubjectKind.SITE, purpose=Purpose.ADMINISTRATION, now=now) as desk:
        return resolve(desk)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(order=st.permutations(range(len(PEOPLE))), cuts=st.sets(st.integers(1, len(PEOPLE) - 1), max_size=4))
def test_the_order_of_arrival_and_the_cut_into_files_do_not_matter(order, cuts):
    ends = [0, *sorted(cuts), len(order)]
    with tempfile.TemporaryDirectory() as folder:
        sites.new_site(Path(folder) / "site")
        with sites.opened(Path(folder) / "site") as site:
            for n, (begin, end) in enumerate(pairwise(ends)):
                load(site, [PEOPLE[at] for at in order[begin:end]], first=n)
            assert partition(site) == expected()


def expected():
    """What one file with everybody gives."""
    if not _EXPECTED:
        with tempfile.TemporaryDirectory() as folder:
            sites.new_site(Path(folder) / "site")
            with sites.opened(Path(folder) / "site") as site:
                load(site, PEOPLE)
                _EXPECTED.append(partition(site))
        assert any(len(group) > 2 for group in _EXPECTED[0])
        assert len(_EXPECTED[0]) > 3
    return _EXPECTED[0]


_EXPECTED: list[set[frozenset[str]]] = []


def test_the_batch_gives_what_linking_file_by_file_gave_by_the_same_model(site):
    resolved(site)
    with site.register.writing() as connection:
        connection.execute(update(tables.link_model).values(travellers=20_000))
    for n, one in enumerate(PEOPLE):
        load(site, [one], first=n)
    linked = partition(site)
    done = resolved(site)
    assert partition(site) == linked
    assert (done.version, done.united, done.parted) == (2, 0, 0)
    with site.register.reading() as connection:
        assert link_models.latest(connection).travellers == len(linked)
        versions = set(connection.execute(select(tables.link_edge.c.version)).scalars())
    assert versions == {2}


def test_a_register_of_an_earlier_version_is_linked_by_its_first_run(site):
    load(site, PEOPLE[:3])
    linked = partition(site)
    with site.register.writing() as connection:
        for table in (tables.membership, tables.traveller, tables.link_edge):
            connection.execute(delete(table))
        connection.execute(delete(tables.link_key).where(tables.link_key.c.kind >= min(KeyKind)))
        connection.execute(update(tables.identity).values(profile=None))
    assert partition(site) == set()
    assert resolved(site).identities == 3
    assert partition(site) == linked


def test_a_second_run_changes_nothing(site):
    load(site, PEOPLE)
    resolved(site)
    with site.register.reading() as connection:
        before = connection.execute(select(tables.membership)).all()
    resolved(site)
    with site.register.reading() as connection:
        assert connection.execute(select(tables.membership)).all() == before
        assert connection.execute(select(func.count()).select_from(tables.link_model)).scalar() == 2


def test_frequencies_are_keyed_hashes(site):
    many = [
        row(f"SVENSSON{chr(65 + n)}", "ANNA", birth=f"19{60 + n}-04-05", number=f"Z{n}00{n}7{n}1") for n in range(9)
    ]
    sites.load(site, [("many.csv", manifest(many))])
    resolved(site)
    with site.register.reading() as connection:
        rows = connection.execute(select(tables.link_frequency)).all()
    assert {one.count for one in rows} >= {9}
    assert all(isinstance(one.key, int) for one in rows)


def test_what_an_officer_said_of_two_papers_stands(site):
    load(site, [row(phone=PHONE)], [row(number="R7700225", phone=PHONE)], [row("LI", "WEI", number="E77889911")])
    one, other, stranger = (
        numbered(site, name) for name in ("ADELHEID Q8800114", "ADELHEID R7700225", "WEI E77889911")
    )
    assert len(partition(site)) == 2
    with site.register.writing() as connection:
        about = {"actor": "first", "purpose": "case_investigation", "version": 0}
        for pair, same in (((one, other), False), ((one, stranger), True)):
            number = memberships.decide(connection, "split", at=sites.NOW, **about)
            evidence.judge(connection, number, [pair], same=same)
    resolved(site)
    assert partition(site) == groups(["ADELHEID Q8800114", "WEI E77889911"], ["ADELHEID R7700225"])


def test_what_was_found_of_a_record_that_is_erased_stands(site):
    load(site, [row(expiry="2026-12-01")], [row(number="R7700225", expiry="2036-11-01")])
    assert len(partition(site)) == 1
    with site.register.writing() as connection:
        erased = tables.identity.c.identity_id == numbered(site, "ADELHEID Q8800114")
        connection.execute(tables.identity.update().where(erased).values(profile=None))
    assert resolved(site).parted == 0
    assert len(partition(site)) == 1
