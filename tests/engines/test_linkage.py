"""Python and SQL compare records alike: the same keys, the same bits, the same travellers."""

from dataclasses import astuple
from itertools import combinations
from unittest.mock import patch

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pratique.flow.identity.normal import document_number
from pratique.model.profile import Profile
from pratique.rules.linkage.blocking import CAP, block_keys
from pratique.rules.linkage.derived import Name, name_of
from pratique.rules.linkage.model import Counts, link_model
from pratique.rules.linkage.scoring import bits_of, compare
from pratique.rules.linkage.uniting import Edge, Member, unite
from pratique.stores.linkage import doubts
from pratique.stores.linkage.batch import score
from pratique.stores.linkage.blocking import candidates
from pratique.stores.linkage.engine import Engine, engine
from pratique.stores.linkage.grouping import group
from pratique.stores.linkage.packed import Packed
from pratique.stores.linkage.rarity import COUNTED, count
from pratique.stores.linkage.records import PROFILE
from pratique.stores.linkage.spread import Spread

SURNAMES = ["LI", "LEE", "WANG", "WONG", "XU", "HSU", "GARCIA", "GARCIA LOPEZ", "GARSIA", "IVANOVA", "IVANOV", "WEI"]
GIVENS = ["WEI", "WEIYONG", "WEI YONG", "XIAOMING", "XIAOMIN", "XIAO MING", "JOSE", "PEPE", "JOSE MARIA", "J", "LI"]
MODEL = link_model()


def text(*values: str) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(values)


PROFILES = st.builds(
    Profile,
    surname=text(*SURNAMES),
    given=text(*GIVENS),
    birth=text(
        *("1990", "1990-02", "1990-02-03", "1990-03-02", "1990-02-04"),
        *("1990-01-01", "1990-11-29", "1961-02-03", "1992-12-30"),
    ),
    sex=text("M", "F"),
    nationality=text("CHN", "ESP"),
    doc_type=text("P", "I", "V"),
    doc_issuer=text("CHN", "ESP"),
    doc_number=text("E12345678", "E12345687", "EI2345678", "E1234567", "X7654321"),
    doc_issued=text("2014-01-01", "2020-01-01", "2029-01-01"),
    doc_expiry=text("2024-01-01", "2030-01-01", "2039-01-01"),
    nid_country=text("CHN", "ESP"),
    nid=text("123456789", "123456780", "999999999"),
    phone=text("+8613800138000", "+34600000000"),
)


def filled(work: Engine, profiles: list[Profile]) -> None:
    """`person` and `name` as they are after reading."""
    names = {name: i for i, name in enumerate(dict.fromkeys((one.surname, one.given) for one in profiles))}
    columns = {"name": list(names.values())}
    columns |= {"surname_words": [name[0] for name in names], "given_words": [name[1] for name in names]}
    forms = [name_of(*name) for name in names]
    columns |= dict(zip(Name._fields, zip(*forms, strict=True), strict=True))
    work.table("name", columns, ", ".join(f"{c} {'INTEGER' if c == 'name' else 'VARCHAR'}" for c in columns))
    rows = {"id": list(range(len(profiles))), "name": [names[one.surname, one.given] for one in profiles]}
    rows |= {column: [getattr(one, column) for one in profiles] for column in PROFILE if column != "name"}
    rows |= {"first": [None] * len(profiles), "last": [None] * len(profiles)}
    work.table("person", rows, ", ".join(f"{c} {'INTEGER' if c in ('id', 'name') else 'VARCHAR'}" for c in rows))


def counted(work: Engine, travellers: float) -> Counts:
    counts = {(kind, v): n for kind in COUNTED for v, n in work.rows(f"SELECT value, n FROM c_{kind}")}
    return Counts(travellers, counts, dict(work.rows("SELECT phone, n FROM c_phone")))


@settings(max_examples=12, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(st.lists(PROFILES, min_size=30, max_size=60, unique_by=astuple))
def test_python_and_sql_agree_on_keys_bits_and_travellers(profiles: list[Profile]) -> None:
    with engine(memory="500MB", threads=1) as work:
        filled(work, profiles)
        travellers = count(work, MODEL)
        rarity = counted(work, travellers)
        pairs = list(combinations(range(len(profiles)), 2))
        score(work, np.array([a << 32 | b for a, b in pairs]), travellers, MODEL, -999)
        scored = {(a, b): bits for a, b, bits in work.rows("SELECT a, b, bits FROM edge")}
        assert len(scored) == len(pairs)
        for a, b in pairs:
            bits = bits_of(compare(profiles[a], profiles[b], rarity))
            assert abs(scored[a, b] - bits) < 1e-6, (profiles[a], profiles[b], scored[a, b], bits)

        holders: dict[tuple[int, str], list[int]] = {}
        for place, one in enumerate(profiles):
            for key in block_keys(one):
                holders.setdefault(key, []).append(place)
        near = {p for (kind, _), held in holders.items() if len(held) <= CAP[kind] for p in combinations(held, 2)}
        assert {divmod(int(pair), 1 << 32) for pair in candidates(work)} == near

        work.run("DELETE FROM edge WHERE NOT list_contains(?, a::BIGINT << 32 | b)", [[a << 32 | b for a, b in near]])
        members = {place: Member((one,)) for place, one in enumerate(profiles)}
        edges = [Edge(a, b, scored[a, b]) for a, b in near]
        expected = set(unite(members, edges, rarity))
        for at_once in (1, 2_000):
            with patch.object(doubts, "_AT_ONCE", at_once), patch.object(doubts, "_IN_MEMORY", 2):
                found: dict[int, set[int]] = {}
                for place, one in enumerate(group(work, travellers, MODEL)):
                    found.setdefault(int(one), set()).add(place)
            assert set(map(frozenset, found.values())) == expected


def test_another_process_gives_what_this_one_gives() -> None:
    texts = ["E 1234 5678", None, "UNKNOWN", "ab-123"]
    others = Spread(2)
    try:
        assert others.map(document_number, texts, many=1, at_once=3) == list(map(document_number, texts))
    finally:
        others.close()


def test_packed_texts_are_found_by_their_number() -> None:
    packed = Packed([["", "LI", "Ф王"], [], ["", "E1"]])
    assert len(packed) == 5
    assert packed.at(np.array([4, 2, 0, 3, 2], dtype=np.int32)) == ["E1", "Ф王", "", "", "Ф王"]
