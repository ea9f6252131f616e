"""A register's people in the engine: the items of `compare`, and no traveller that `unite` would not make."""

from collections import defaultdict
from itertools import combinations, product

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pratique.model.profile import Profile
from pratique.rules.linkage.blocking import CAP, KeyKind, block_keys
from pratique.rules.linkage.derived import name_of
from pratique.rules.linkage.items import Item, bits_of
from pratique.rules.linkage.model import Counts, link_model
from pratique.rules.linkage.scoring import compare
from pratique.rules.linkage.uniting import Edge, Member, unite
from pratique.stores.linkage.population import population
from pratique.stores.linkage.rarity import COUNTED
from tests.engines.test_linkage import PROFILES

MODEL = link_model()
TRAVELLERS = 50_000.0
People = dict[int, tuple[Profile, ...]]


def holders(people: People) -> list[tuple[int, int, int]]:
    """Keys as the register gives them: equal ones together."""
    numbers: dict[tuple[KeyKind, str], int] = {}
    rows = {
        (numbers.setdefault(key, len(numbers)), int(key[0]), i)
        for i, own in people.items()
        for one in own
        for key in block_keys(one)
    }
    return sorted(rows)


def near(rows: list[tuple[int, int, int]]) -> set[tuple[int, int]]:
    held = defaultdict(list)
    for key, kind, i in rows:
        held[key, kind].append(i)
    return {pair for (_, kind), ids in held.items() if len(ids) <= CAP[KeyKind(kind)] for pair in combinations(ids, 2)}


def names_on(people: People) -> dict[str, int]:
    found: dict[str, set[str]] = defaultdict(set)
    for own in people.values():
        letters = {name_of(one.surname, one.given).letters for one in own} - {""}
        for one in own:
            if one.phone:
                found[one.phone] |= letters
    return {phone: len(letters) for phone, letters in found.items()}


def rounded(items: tuple[Item, ...]) -> list[tuple[str, float, int]]:
    return [(one.code, round(one.bits, 6), one.number) for one in items]


@settings(max_examples=12, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.lists(PROFILES, min_size=1, max_size=2, unique=True), min_size=20, max_size=40),
    st.sets(st.integers(1, 20), max_size=2),
)
def test_the_engine_says_of_a_register_what_python_says(profiles: list[list[Profile]], judged: set[int]) -> None:
    people = {i: tuple(own) for i, own in enumerate(profiles, 1)}
    rows = holders(people)
    with population(MODEL) as everybody:
        everybody.add([(i, -i, one) for i, own in people.items() for one in own])
        everybody.weigh(TRAVELLERS, 1_000)
        rarity = Counts(TRAVELLERS, {(k, v): n for k in COUNTED for v, n in everybody.counted(k, 1)}, names_on(people))
        found = {(a, b): items for a, b, items in everybody.scored(rows)}
        whole, doubted = everybody.groups(judged)

    expected = {}
    for a, b in near(rows):
        best = max((compare(x, y, rarity, MODEL) for x, y in product(people[a], people[b])), key=bits_of)
        if bits_of(best) >= MODEL.review:
            expected[a, b] = best
    assert found.keys() == expected.keys()
    for pair, items in expected.items():
        assert abs(bits_of(found[pair]) - bits_of(items)) < 1e-6, pair
        if all(len(people[i]) == 1 for i in pair):
            assert rounded(found[pair]) == rounded(items)

    edges = [Edge(a, b, bits_of(items)) for (a, b), items in expected.items()]
    groups = set(unite({i: Member(own) for i, own in people.items()}, edges, rarity, model=MODEL))
    assert groups.issuperset(whole)
    assert doubted == people.keys() - {i for group in whole for i in group}
    assert doubted >= judged | {i for i, own in people.items() if len(own) > 1}
