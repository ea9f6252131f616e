"""Papers are linked as they come in: within a file, to travellers known, and travellers with one another."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from pratique.rules.linkage.blocking import CAP, KeyKind
from pratique.stores.register import memberships, tables
from tests.lib import papers, sites
from tests.lib.papers import groups, load, partition, row

OLD = row(expiry="2026-12-01")
NEW = row(number="R7700225", expiry="2036-11-01")
MARRIED = row("OSTERLUND", "HEIDRUN", nationality="NOR", number="N5500118", phone="+46701740601")
BRIDGE = row("OSTERLUND", "HEIDRUN", expiry="2026-12-01", phone="+46701740601")
"""The number of one passport, the name and the phone of the other."""
LATER = sites.NOW + timedelta(hours=1)


def test_a_renewed_passport_is_the_same_travellers(site):
    load(site, [OLD])
    load(site, [NEW], first=2, now=LATER)
    assert partition(site) == groups(["ADELHEID Q8800114", "ADELHEID R7700225"])


def test_papers_of_one_file_are_linked_within_it(site):
    load(site, [OLD, NEW, row(given="OTTILIE", birth="1991-05-06", number="S1100447", expiry="2030-01-01")])
    assert partition(site) == groups(["ADELHEID Q8800114", "ADELHEID R7700225"], ["OTTILIE S1100447"])


def test_a_passport_of_another_state_is_the_same_travellers(site):
    load(site, [OLD])
    load(site, [row(nationality="NOR", number="N5500118")], first=2)
    assert len(partition(site)) == 1


def test_twins_are_two(site):
    load(site, [row(phone="+46701740601"), row(given="BRUNHILDE", number="Q8800115", phone="+46701740601")])
    assert len(partition(site)) == 2


def test_a_later_paper_unites_two_travellers_and_the_older_keeps_its_number(site):
    load(site, [OLD])
    load(site, [MARRIED], first=2)
    assert len(partition(site)) == 2
    load(site, [BRIDGE], first=3, now=LATER)
    assert len(partition(site)) == 1
    with site.register.reading() as connection:
        travellers = connection.execute(select(tables.traveller).order_by(tables.traveller.c.traveller_id)).all()
        ended = connection.execute(select(tables.membership).where(tables.membership.c.valid_to.is_not(None))).all()
        then = memberships.travellers_of(connection, [1, 2], sites.NOW)
        kinds = connection.execute(select(tables.link_decision.c.kind)).scalars().all()
    assert [(one.status, one.merged_into) for one in travellers] == [("active", None), ("merged", 1)]
    assert [(one.identity_id, one.traveller_id, one.valid_to) for one in ended] == [(2, 2, LATER)]
    assert then == {1: 1, 2: 2}, "as it was known before"
    assert sorted(kinds) == ["assign", "assign", "assign", "merge"]


def test_three_hundred_people_on_one_phone_or_one_number_are_no_monster(site):
    phone, number = "+46701740601", "K4711472"
    crowd = [
        row(
            f"{_word(n)}SON",
            f"{_word(n * 7 + 3)}A",
            "MF"[n % 2],
            f"19{50 + n % 50}-0{1 + n % 9}-1{n % 9}",
            number=number,
        )
        for n in range(150)
    ]
    crowd += [
        row(f"{_word(n)}DOTTIR", f"{_word(n * 5 + 1)}O", "MF"[n % 2], f"19{50 + n % 50}-0{1 + n % 7}-2{n % 8}",
            number=f"W{n:03}{n * 37 % 1000:03}5", phone=phone)
        for n in range(300)
    ]  # fmt: skip
    load(site, crowd[:200], crowd[200:])
    assert max(map(len, partition(site))) <= 2


def test_a_key_that_becomes_too_many_s_parts_whom_it_alone_had_compared(site):
    """Path independence: what a crowded key would not have brought together is not kept together."""
    number = "K4711472"
    pair = [
        row("ANDERBERG", "ADELHEID", number=number),
        row("ANDERBERG", "", birth="", sex="", nationality="SWE", number=number),
    ]
    load(site, pair)
    assert len(partition(site)) == 1
    strangers = [
        row(f"{_word(n)}SON", f"{_word(n * 7 + 3)}A", "M", f"19{50 + n % 50}-0{1 + n % 9}-1{n % 9}", number=number)
        for n in range(CAP[KeyKind.ISSUER_NUMBER])
    ]
    load(site, strangers, first=2)
    sizes = sorted(map(len, partition(site)))
    assert sizes[-1] == 1


def test_the_same_list_again_changes_nothing(site):
    load(site, [OLD, NEW])
    with site.register.reading() as connection:
        before = connection.execute(select(tables.membership)).all()
    load(site, [OLD, NEW], first=2)
    with site.register.reading() as connection:
        assert connection.execute(select(tables.membership)).all() == before
        assert connection.execute(select(func.count()).select_from(tables.link_edge)).scalar() == 1


def test_evidence_and_decisions_hold_no_word_of_anybody(site):
    load(site, [OLD, NEW])
    with site.register.reading() as connection:
        (edge,) = connection.execute(select(tables.link_edge)).all()
        (decision,) = connection.execute(select(tables.link_decision)).all()
    assert {code for code, _, _ in edge._mapping["items"]} >= {"start", "name-same", "birth-same", "document-renewed"}
    assert abs(sum(bits for _, bits, _ in edge._mapping["items"]) - edge.bits) < 1e-9
    assert (decision.kind, decision.actor, decision.reason) == ("assign", "first officer", None)
    stored = repr((edge, decision))
    assert not any(word in stored for word in ("QUILLFEATHER", "ADELHEID", "8800114", "1980-02-13"))


def _word(n: int) -> str:
    return "".join("BCDFGHJKLMNPRSTV"[n >> shift & 15] + "AEIOUAEI"[n >> shift & 7] for shift in (0, 3, 6))


def test_the_words_are_many():
    assert len({_word(n) for n in range(300)}) == 300
    assert papers.row() == (*OLD[:8], "", "")
