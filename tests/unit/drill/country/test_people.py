"""Travellers: households, papers, and the traits that make people hard to tell apart or together."""

from collections import Counter, defaultdict
from datetime import date

import pytest

from pratique.drill.country.papers import holding
from pratique.drill.country.parties import party_of
from pratique.drill.country.people import CREW, People
from pratique.drill.country.places import airport
from pratique.drill.country.words import given_names, surnames

SEED, FIRST, DAYS = 7, date(2026, 9, 1), 60
PEOPLE = People(SEED, FIRST, DAYS, airport("CAN"))
EVERYBODY = [PEOPLE.traveller(number) for number in range(1, 12_001)]


def share(trait):
    return sum(trait in one.traits for one in EVERYBODY) / len(EVERYBODY)


def test_a_traveller_is_the_same_whoever_was_asked_for_before():
    fresh = People(SEED, FIRST, DAYS, airport("CAN"))
    assert [fresh.traveller(n) for n in (11_999, 5, 742, 6)] == [PEOPLE.traveller(n) for n in (11_999, 5, 742, 6)]


@pytest.mark.parametrize(
    ("trait", "low", "high"),
    [
        ("renewed", 0.27, 0.33),
        ("dual", 0.03, 0.05),
        ("card", 0.27, 0.33),
        ("twin", 0.003, 0.02),
        ("sibling", 0.05, 0.15),
        ("father_and_son", 0.0005, 0.02),
        ("namesake", 0.001, 0.02),
        ("infant", 0.01, 0.04),
        ("tour", 0.05, 0.15),
    ],
)
def test_rates_of_traits(trait, low, high):
    assert low < share(trait) < high


def test_no_two_papers_of_one_issuer_have_one_number():
    numbers = Counter((paper.issuer, paper.number) for one in EVERYBODY for paper in one.papers)
    crew = [PEOPLE.traveller(n) for n in range(CREW, CREW + 500)]
    numbers.update((paper.issuer, paper.number) for one in crew for paper in one.papers)
    assert max(numbers.values()) == 1


def test_a_renewed_passport_follows_the_old_one_within_the_period():
    renewed = [one for one in EVERYBODY if "renewed" in one.traits]
    for one in renewed:
        old, new = one.papers[:2]
        assert (old.issuer, old.kind) == (new.issuer, new.kind)
        assert old.issued < FIRST < new.issued
        assert old.number != new.number


def test_papers_shown_on_a_day_are_valid_on_it():
    for one in EVERYBODY[:3000]:
        held = holding(SEED, one.number, DAYS)
        for day in (0, 20, 59):
            for bits in (0, 99, 0x100 + 99):
                paper = one.papers[held.shown(day, bits)]
                assert paper.issued <= date.fromordinal(FIRST.toordinal() + day) <= paper.expires


def test_the_second_state_of_a_dual_national_is_another():
    for one in EVERYBODY:
        states = {paper.issuer for paper in one.papers}
        assert len(states) == (2 if "dual" in one.traits else 1)
        assert one.nationality in states


def test_twins_share_birthday_and_surname_but_no_name():
    pairs = defaultdict(list)
    for one in EVERYBODY:
        if "twin" in one.traits:
            pairs[one.party].append(one)
    for a, b in pairs.values():
        assert (a.born, a.surname) == (b.born, b.surname)
        assert a.given != b.given
        assert a.papers[0].number != b.papers[0].number


def test_father_and_son_of_one_name_differ_in_birth():
    pairs = defaultdict(list)
    for one in EVERYBODY:
        if "father_and_son" in one.traits:
            pairs[one.party].append(one)
    for father, *sons in pairs.values():
        assert all((father.surname, father.given) == (son.surname, son.given) for son in sons)
        assert all((son.born - father.born).days > 700 for son in sons)


def test_namesakes_have_the_name_and_birthday_of_another_traveller():
    known = Counter((one.surname, one.given, one.born) for one in EVERYBODY)
    assert all(known[one.surname, one.given, one.born] > 1 for one in EVERYBODY if "namesake" in one.traits)


def test_infants_are_under_two_and_held_by_an_adult():
    for one in EVERYBODY:
        if "infant" in one.traits:
            lead = PEOPLE.traveller(party_of(SEED, one.number).lead)
            assert (FIRST - one.born).days < 600
            assert (FIRST - lead.born).days > 18 * 365


def test_parties_are_households_of_four_at_most_and_tours_of_thirty():
    sizes = Counter(party_of(SEED, one.number) for one in EVERYBODY)
    assert all(party.size == seen for party, seen in sizes.items() if party.lead < 11_900)
    assert max(party.size for party in sizes if not party.tour) == 4
    assert max(party.size for party in sizes if party.tour) <= 30


@pytest.mark.parametrize("culture", ["zh", "ar", "es", "en", "ru", "ko", "in"])
@pytest.mark.parametrize("sex", ["M", "F"])
def test_word_lists_allow_thousands_of_names(culture, sex):
    first, last = given_names(culture, sex), surnames(culture, sex)
    assert len(first) * len(last) > 10_000
    for latin, native in (*first, *last):
        assert latin.replace(" ", "").isascii()
        assert latin == latin.upper()
        assert bool(native) == (culture in {"zh", "ar", "ru", "ko"})


def test_native_scripts_go_with_their_cultures():
    assert {one.culture for one in EVERYBODY if one.native} == {"zh", "ar", "ru", "ko"}
