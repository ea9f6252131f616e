"""Exact keys: which facts give which keys, and who is joined through them."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.model.facts import DocumentFact, PersonFact
from pratique.rules.linking import (
    JOINS,
    Kind,
    document_type,
    joined_through,
    link_keys,
    name_key,
    number_key,
    same_traveller,
)


class Hasher:
    """Tells kinds and parts apart, and needs no secret here."""

    def hash(self, kind, *parts):
        text = "\x1f".join((kind, *parts))
        return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=7).digest(), "big")


def country(code):
    return {"MYS": "MY", "MY": "MY", "GBR": "GB", "D": "DE", "DEU": "DE"}.get(code.upper())


def keys(person):
    return link_keys(person, Hasher(), country)


def kinds(person):
    return [kind for _, kind in sorted(keys(person), key=lambda pair: pair[1])]


def doc(number, type="P", issuer="MYS"):
    return PersonFact(documents=(DocumentFact(type, number, issuer),))


NAMED = {"surname": "Quillfeather", "given": "Peregrina", "birth_date": "1970-01-02", "sex": "F"}


@pytest.mark.parametrize(
    ("person", "wanted"),
    [
        (doc("X0736206"), [Kind.DOCUMENT, Kind.ISSUER_NUMBER, Kind.NUMBER]),
        (doc("X0736206", type=None), [Kind.ISSUER_NUMBER_NO_TYPE, Kind.NUMBER]),
        (doc("X0736206", issuer=None), [Kind.NUMBER_NO_ISSUER]),
        (doc("X0736206", type=None, issuer=None), [Kind.NUMBER_NO_ISSUER]),
        (PersonFact(**NAMED), [Kind.NAME_NO_NUMBER]),
        (PersonFact(**NAMED, documents=doc("X0736206", issuer=None).documents), [5, Kind.NAME_WITH_NUMBER]),
        (PersonFact(**NAMED, documents=doc("UNKNOWN").documents), [Kind.NAME_NO_NUMBER]),
        (PersonFact(surname="Quillfeather", given="Peregrina"), []),
        (PersonFact(birth_date="1970-01-02"), []),
        (PersonFact(), []),
    ],
)
def test_the_keys_of_each_shape_of_facts(person, wanted):
    assert kinds(person) == [Kind(kind) for kind in wanted]


@pytest.mark.parametrize(
    "number", ["", None, "0", "0000000", "XXXXXXX", "unknown", "None", "N/I/L", "TBA", "123456789", "1234567890", "-"]
)
def test_a_placeholder_makes_no_key(number):
    assert number_key(number) == ""
    assert keys(doc(number)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("X0736206", "x 0736-206"), ("X0736206", "\uff380736206"), ("X0736206", " X0736206.")],
)
def test_a_number_is_compared_by_its_letters_and_digits(one, other):
    assert number_key(one) == number_key(other) == "X0736206"


def test_zeros_at_the_front_are_part_of_a_number():
    assert number_key("00396550") != number_key("396550")


def test_types_of_passports_are_one_type_and_a_visa_is_another():
    assert {document_type(text) for text in ("P", "PN", "PM", "passport", "PP")} == {"P"}
    assert document_type("V") == document_type("visa") == "V"
    assert document_type(None) == ""


def test_a_name_is_compared_without_accents_blanks_and_case():
    one = PersonFact(surname="Müller-Lüdenscheidt", given="Anne Marie")
    assert name_key(one) == name_key(PersonFact(surname="MULLER LUDENSCHEIDT", given="ANNEMARIE"))
    assert name_key(PersonFact(surname="--", given="1")) == ""


# -- who is joined --------------------------------------------------------------------------------------------------


def joined(people):
    """For each person: the others they join with, all of them stored."""
    keys_of = {i: keys(person) for i, person in enumerate(people)}
    stored = {}
    for i, own in keys_of.items():
        for pair in own:
            stored.setdefault(pair, set()).add(i)
    return {i: same_traveller(own, stored, keys_of) - {i} for i, own in keys_of.items()}


@pytest.mark.parametrize(
    ("one", "other", "are_joined"),
    [
        (doc("X0736206"), doc("x0736206", issuer="MY"), True),
        (doc("X0736206"), doc("X0736206", type="PN"), True),
        (doc("X0736206"), doc("X0736206", type="V"), False),
        (doc("X0736206"), doc("X0736206", issuer="GBR"), False),
        (doc("X0736206"), doc("X0736206", type=None), True),
        (doc("X0736206"), doc("X0736206", issuer=None), True),
        (doc("X0736206", type=None), doc("X0736206", type=None, issuer="GBR"), False),
        (doc("X0736206", issuer=None), doc("X0736206", issuer=None), True),
        (doc("X0736206"), doc("X0736207"), False),
        (doc("0000000"), doc("0000000"), False),
        (PersonFact(**NAMED), PersonFact(**NAMED), True),
        (PersonFact(**NAMED), PersonFact(**{**NAMED, "birth_date": "1970-01-03"}), False),
        (PersonFact(**NAMED), PersonFact(**{**NAMED, "sex": "M"}), False),
        (PersonFact(**NAMED), PersonFact(**NAMED, documents=doc("X0736206").documents), True),
        (PersonFact(**NAMED, documents=doc("Q1").documents), PersonFact(**NAMED, documents=doc("Q2").documents), False),
        (PersonFact(surname="A", given="B"), PersonFact(surname="A", given="B"), False),
    ],
)
def test_two_are_joined_or_not_whichever_is_asked(one, other, are_joined):
    assert joined([one, other]) == ({0: {1}, 1: {0}} if are_joined else {0: set(), 1: set()})


def test_a_number_of_two_states_joins_nobody_without_an_issuer():
    malaysian, british, bare = doc("X0736206"), doc("X0736206", issuer="GBR"), doc("X0736206", issuer=None)
    assert joined([malaysian, bare]) == {0: {1}, 1: {0}}
    assert joined([malaysian, british, bare]) == {0: set(), 1: set(), 2: set()}
    assert joined([malaysian, british, bare, bare])[2] == set()


def test_a_number_that_one_state_gave_twice_over_still_joins():
    assert joined([doc("X0736206"), doc("X0736206", type=None), doc("X0736206", issuer=None)]) == {
        0: {1, 2},
        1: {0, 2},
        2: {0, 1},
    }


NUMBERS = st.sampled_from(["X0736206", "Q1111117", "0000000", None])
DOCUMENTS = st.builds(
    DocumentFact, st.sampled_from(["P", "PN", "V", None]), NUMBERS, st.sampled_from(["MYS", "MY", "GBR", None])
)
PEOPLE = st.builds(
    PersonFact,
    surname=st.sampled_from(["Quill", "QUILL", None]),
    given=st.sampled_from(["Ann", None]),
    birth_date=st.sampled_from(["1970-01-02", "1970-01-03", None]),
    sex=st.sampled_from(["F", None]),
    documents=st.lists(DOCUMENTS, max_size=2).map(tuple),
)


@given(st.lists(PEOPLE, min_size=2, max_size=5))
def test_joining_is_symmetric(people):
    found = joined(people)
    assert {(a, b) for a, others in found.items() for b in others} == {
        (b, a) for a, others in found.items() for b in others
    }


@given(PEOPLE, PEOPLE)
def test_only_what_is_looked_up_can_join(one, other):
    shared = joined_through(keys(one)) & set(keys(other))
    if not shared:
        assert joined([one, other]) == {0: set(), 1: set()}


def test_the_table_of_joins_is_symmetric():
    assert all(kind in JOINS[other] for kind, others in JOINS.items() for other in others)
    assert set(JOINS) == set(Kind)
    assert [kind.value for kind in Kind] == [1, 2, 3, 4, 5, 6, 7]
