"""Records united into travellers: whatever the order they come in."""

import random
from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations, product
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.model.profile import Profile
from pratique.rules.linkage import uniting
from pratique.rules.linkage.model import Counts, link_model
from pratique.rules.linkage.scoring import bits_of, compare
from pratique.rules.linkage.uniting import Edge, Member, unite
from tests.unit.rules.linkage.test_scoring import PROFILES

SITE = Counts(500_000, {("name", "AEGINWW"): 3000, ("nationality", "CHN"): 200_000})


def edges(members: dict[int, Member]) -> list[Edge[int]]:
    found = []
    for a, b in combinations(members, 2):
        bits = max(bits_of(compare(x, y, SITE)) for x in members[a].profiles for y in members[b].profiles)
        if bits >= link_model().review:
            found.append(Edge(a, b, bits))
    return found


def groups(profiles: Iterable[Profile | Member], **decided: list[tuple[int, int]]) -> list[list[int]]:
    members = {i: one if isinstance(one, Member) else Member((one,)) for i, one in enumerate(profiles)}
    return sorted(sorted(group) for group in unite(members, edges(members), SITE, **decided))


JOSE = Profile("GARCIA", "JOSE", birth="1960-05-02", sex="M", nationality="ESP", phone="+34600000000")


def test_a_record_without_a_birth_date_does_not_tie_a_father_to_his_son() -> None:
    son = replace(JOSE, birth="1988-07-19")
    assert len(groups([JOSE, son, replace(JOSE, birth=None)])) == 2


def test_a_surname_alone_does_not_tie_two_sisters() -> None:
    ana = Profile("RUIZSOLER", "ANA", birth="1991-03-04", sex="F", phone="+34600000000")
    luz = replace(ana, given="LUZ")
    assert len(groups([ana, luz, replace(ana, given=None)])) >= 2


def test_a_renewed_passport_joins_and_one_held_beside_it_does_not() -> None:
    a = Profile("WANG", "WEI", birth="1990-02-14", sex="M", nationality="CHN", doc_issuer="CHN", doc_number="E11111111")
    b = replace(a, doc_number="E22222222")
    first, second = ("2024-01-01", "2024-06-30"), ("2025-01-01", "2025-06-30")
    assert groups([Member((a,), first), Member((b,), second)]) == [[0, 1]]
    assert groups([Member((a,), ("2024-01-01", "2025-03-01")), Member((b,), second)]) == [[0], [1]]


def test_two_national_numbers_part_namesakes_for_good() -> None:
    a = Profile("WANG", "WEI", birth="1990-02-14", sex="M", nid_country="CHN", nid="110101199002140011")
    b = replace(a, nid="310101199002140033")
    bridge = replace(a, nid=None, nid_country=None)
    assert len(groups([a, b, bridge])) == 2


def test_what_people_decided_counts_and_apart_outweighs_all() -> None:
    other = Profile("BRUNNER", "EVA", birth="1955-01-09")
    assert groups([JOSE, other]) == [[0], [1]]
    assert groups([JOSE, other], together=[(0, 1)]) == [[0, 1]]
    assert groups([JOSE, JOSE], apart=[(1, 0)]) == [[0], [1]]
    assert groups([JOSE, other], together=[(0, 1)], apart=[(0, 1)]) == [[0], [1]]


@settings(max_examples=60, deadline=None)
@given(st.lists(PROFILES, min_size=2, max_size=7, unique=True), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(profiles: list[Profile], chance: random.Random) -> None:
    places = list(range(len(profiles)))
    chance.shuffle(places)
    there = groups(profiles)
    back = groups([profiles[i] for i in places])
    assert sorted(sorted(places[i] for i in group) for group in back) == there


@settings(max_examples=60, deadline=None)
@given(st.lists(PROFILES, min_size=3, max_size=9, unique=True))
def test_what_is_kept_of_two_groups_is_what_comparing_them_anew_gives(profiles: list[Profile]) -> None:
    kept = uniting._Uniting.bits

    def both(self, a, b):
        best: uniting.Said = {}
        for one, other in product(self.group(a), self.group(b)):
            uniting._take_best(best, uniting.compared(self._members[one], self._members[other], SITE, self.model))
        anew = uniting._together(best, self._of(self.group(a)), self._of(self.group(b)), self.model)
        assert kept(self, a, b) == anew
        return anew

    with patch.object(uniting._Uniting, "bits", both):
        groups(profiles)
