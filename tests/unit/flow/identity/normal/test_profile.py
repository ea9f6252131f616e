"""Whole records, States, sexes, and what holds for any text."""

import re
from dataclasses import astuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.flow.identity.normal import (
    RawRecord,
    birth,
    country,
    doc_type,
    document_number,
    names,
    national_id,
    phone,
    profile,
    profiles_of,
    sex,
)
from pratique.model.facts import DocumentFact, PersonFact
from pratique.model.profile import Profile


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("D", "DEU"), ("D<<", "DEU"), ("DE", "DEU"), ("deu", "DEU"), ("GBN", "GBR"), ("GBR", "GBR"), ("UK", "GBR"),
        ("China", "CHN"), ("中国", "CHN"), ("P.R. China", "CHN"), ("Côte d'Ivoire", "CIV"), ("South Korea", "KOR"),
        ("RKS", "XKX"), ("XKX", "XKX"), ("XXA", "XXA"), ("XXX", None), ("UNK", None), ("Nowhere", None), ("", None),
    ],
)  # fmt: skip
def test_states(text, expected):
    assert country(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("m", "M"), ("Male", "M"), ("男", "M"), ("1", "M"), ("F", "F"), ("女性", "F"), ("2", "F"), ("Ж", "F"),
        ("X", None), ("", None),
    ],
)  # fmt: skip
def test_sexes(text, expected):
    assert sex(text) == expected


RAW = RawRecord(
    surname="Zeng", given="GuofanMR", full_name_native="曾国藩", birth_date="14FEB1990", sex="Male", nationality="CN",
    doc_type="Passport", doc_issuer="CHN", doc_number="e 1357-9246", doc_issued="2019-05-06", doc_expiry="05MAY29",
    national_id="110105 19491231 002x", phone="138 0013 8000",
)  # fmt: skip
NORMAL = Profile(
    surname="ZENG", given="GUOFAN", native="曾国藩", birth="1990-02-14", sex="M", nationality="CHN", doc_type="P",
    doc_issuer="CHN", doc_number="E13579246", doc_issued="2019-05-06", doc_expiry="2029-05-05", phone="+8613800138000",
)  # fmt: skip


def test_a_record():
    assert profile(RAW) == NORMAL
    assert profile(RawRecord()) == Profile()


def test_a_national_number_is_taken_for_one_of_the_nationality():
    assert profile(RawRecord(nationality="KOR", national_id="900515-1234568")).nid_country == "KOR"
    assert (
        profile(RawRecord(nationality="KOR", national_id="900515-1234568", national_id_country="CN")).nid_country
        == "CHN"
    )


def test_a_person_with_two_documents_and_a_phone():
    person = PersonFact(
        surname="Müller", given="Eva", sex="F", birth_date_raw="1990-00-00", nationality="D", residence="CHN",
        documents=(DocumentFact("P", "C01XF2KHT", "D", "2031-01-01"), DocumentFact("I", "L01X00T47")),
        phones=("13800138000",),
    )  # fmt: skip
    first, second = profiles_of(person)
    assert (first.doc_number, first.doc_issuer, first.doc_expiry, first.phone) == (
        "C01XF2KHT", "DEU", "2031-01-01", "+8613800138000",
    )  # fmt: skip
    assert (second.doc_number, second.phone) == ("L01X00T47", None)
    assert first.surname == second.surname == "MUELLER"
    assert first.birth == "1990"


def test_a_person_without_documents_and_phones_has_one_profile():
    assert profiles_of(PersonFact(surname="KIM", sex="X")) == [Profile(surname="KIM")]
    assert len(profiles_of(PersonFact(phones=("+442079460958", "+442079460959")))) == 2


LETTERS = st.sampled_from(
    "ABMRSXLVaeüØßñİ'-/<,. 019王曾伟々たャッー김이값ЩЮІЉщаАО.محدعباليوءΟΎΰשสัี·MRSDR\u0308\u200f\u0130ǅﬁŉ"
)
TEXTS = st.none() | st.text(max_size=12) | st.text(LETTERS, max_size=14)
DATES = st.none() | st.text("0123456789-/.XTFEBJAN年月< ", max_size=12) | st.dates().map(str)
NUMBERS = st.none() | st.text("0123456789+ABX- ()٣", max_size=20)
STATES = st.sampled_from((None, "CHN", "KOR", "USA", "GBR", "ESP", "NLD", "XKX", "ARG", "DEU", "zz"))
NAME = re.compile(r"[A-Z]+( [A-Z]+)*")


@settings(max_examples=400, deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_names_of_any_text(surname, given, native):
    family, first, own = found = names(surname, given, native)
    assert all(part is None or NAME.fullmatch(part) for part in (family, first))
    assert own is None or (own and not own.isascii())
    assert names(*found) == found


@settings(max_examples=400, deadline=None)
@given(DATES | TEXTS)
def test_dates_of_any_text(text):
    found = birth(text)
    assert found is None or re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", found)
    assert birth(found) == found


@settings(max_examples=400, deadline=None)
@given(NUMBERS | TEXTS, STATES, DATES, st.sampled_from((None, "M", "F")))
def test_numbers_of_any_text(text, state, born, gender):
    number = document_number(text)
    assert number is None or re.fullmatch("[A-Z0-9]{5,}", number)
    assert document_number(number) == number
    where, nid = found = national_id(text, state, birth(born), gender)
    assert nid is None or re.fullmatch("[A-Z0-9]{5,}", nid)
    assert national_id(nid, where, birth(born), gender) == found


@settings(max_examples=400, deadline=None)
@given(NUMBERS | TEXTS, STATES, STATES)
def test_phones_of_any_text(text, region1, region2):
    found = phone(text, region1, region2)
    assert found is None or re.fullmatch(r"\+\d{6,17}", found)
    assert phone(found, region1, region2) == found


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_the_small_columns_of_any_text(text):
    for read in (country, sex, doc_type):
        assert read(read(text)) == read(text)


@settings(max_examples=200, deadline=None)
@given(
    st.builds(
        RawRecord,
        TEXTS,
        TEXTS,
        TEXTS,
        DATES,
        TEXTS,
        STATES,
        TEXTS,
        STATES,
        NUMBERS,
        DATES,
        DATES,
        STATES,
        NUMBERS,
        NUMBERS,
    )
)
def test_the_normal_form_of_a_normal_form_is_itself(raw):
    found = profile(raw)
    surname, given_name, native, born, gender, nationality, *rest = astuple(found)
    again = profile(RawRecord(surname, given_name, native, born, gender, nationality, *rest))
    assert again == found
