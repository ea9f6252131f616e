"""Two records compared: what each agreement and contradiction says, whichever comes first."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.model.profile import Profile
from pratique.rules.linkage.items import SENTENCES
from pratique.rules.linkage.model import Counts, link_model
from pratique.rules.linkage.scoring import bits_of, compare

SITE = Counts(500_000)
LI = Profile("LI", "XIAOMING", None, "1990-02-14", "F", "CHN", "P", "CHN", "E12345678", None, "2030-01-01")


def codes(a: Profile, b: Profile) -> set[str]:
    return {item.code for item in compare(a, b, SITE)}


def bits(a: Profile, b: Profile) -> float:
    return bits_of(compare(a, b, SITE))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, "name-same"),
        ({"surname": "XIAOMING", "given": "LI"}, "name-letters"),
        ({"surname": "LIXIAOMING", "given": None}, "name-letters"),
        ({"surname": "LEE"}, "name-known"),
        ({"given": "XIAOMONG"}, "name-slip"),
        ({"given": "X"}, "name-initial"),
        ({"given": "DAN"}, "twin-given"),
        ({"given": "DAN", "birth": "1970-02-14"}, "name-kin"),
        ({"given": None}, "name-part"),
        ({"surname": "BRUNNER"}, "name-married"),
        ({"surname": "BRUNNER", "sex": "M"}, "name-given"),
        ({"surname": "BRUNNER", "given": "EVA"}, "name-other"),
        ({"birth": "1990-02-14"}, "birth-same"),
        ({"birth": "1990"}, "birth-part"),
        ({"birth": "1991"}, "birth-other"),
        ({"birth": "1990-02-15"}, "birth-slip"),
        ({"birth": "1990-01-01"}, "birth-filler"),
        ({"birth": "1990-11-30"}, "birth-year"),
        ({"birth": "1981-11-30"}, "birth-other"),
        ({"birth": "1961-11-30"}, "birth-generation"),
        ({"doc_issuer": None}, "document-no-issuer"),
        ({"doc_issuer": "AUS"}, "document-two-issuers"),
        ({"doc_number": "EI2345678"}, "document-slip"),
        ({"doc_number": "E12345687"}, "document-slip"),
        ({"doc_number": "E99999999"}, "document-same-time"),
        ({"doc_number": "E99999999", "doc_expiry": "2040-01-01"}, "document-renewed"),
        ({"doc_number": "E99999999", "doc_expiry": None}, "document-other"),
        ({"doc_number": "E99999999", "doc_issuer": "AUS"}, "document-two-states"),
        ({"sex": "M"}, "sex-other"),
        ({"nationality": "AUS"}, "nationality-other"),
    ],
)
def test_each_likeness_has_its_code(change: dict[str, str | None], code: str) -> None:
    other = replace(LI, **change)
    assert code in codes(LI, other)
    assert bits(LI, other) == bits(other, LI)


def test_day_and_month_swapped() -> None:
    assert "birth-swapped" in codes(replace(LI, birth="1990-02-03"), replace(LI, birth="1990-03-02"))


def test_what_is_not_stated_says_nothing() -> None:
    assert codes(Profile(), Profile()) == {"start"}
    assert codes(Profile(), LI) == {"start"}


def test_one_mistyped_digit_of_a_national_number_is_no_veto() -> None:
    a = replace(LI, doc_number=None, nid_country="CHN", nid="11010119900214002X")
    b = replace(a, nid="11010119900214003X")
    assert bits(a, b) > link_model().act


def test_twins_are_two() -> None:
    """Same surname, birth date, nationality, phone and all but the number of the passport."""
    one = replace(LI, given="WEI", sex="M", phone="+8613800138000")
    other = replace(one, given="MIN", doc_number="E77777777")
    assert "phone-family" in codes(one, other)
    assert bits(one, other) < link_model().review


def test_father_and_son_of_one_name_are_two() -> None:
    father = Profile("GARCIA", "JOSE", birth="1960-05-02", sex="M", nationality="ESP", phone="+34600000000")
    assert bits(father, replace(father, birth="1988-07-19")) < link_model().search


def test_a_phone_of_an_agency_says_nothing() -> None:
    site = Counts(500_000, phones={"+8613800138000": 300, "+8613800138001": 5})
    a = replace(LI, phone="+8613800138000")
    by_code = {item.code: item for item in compare(a, a, site)}
    assert by_code["phone-many"].bits == 0
    assert "300 names" in by_code["phone-many"].reason.text
    b = replace(LI, phone="+8613800138001")
    assert 0 < next(i.bits for i in compare(b, b, site) if i.code == "phone-shared") < link_model().bits["phone-same"]


def test_a_common_name_says_less_than_a_rare_one() -> None:
    site = Counts(500_000, {("name", "".join(sorted("LIXIAOMING"))): 4000})
    rare = Profile("BRUNNER", "XIAOMING")
    common = Profile("LI", "XIAOMING")
    assert bits_of(compare(common, common, site)) < bits_of(compare(rare, rare, site))


def test_every_code_has_its_sentence() -> None:
    model = link_model()
    assert set(model.bits) - {"group-national-ids", "group-same-time"} <= set(SENTENCES)


def test_no_item_holds_a_name_or_a_number_of_a_paper() -> None:
    said = " ".join(repr(item) + item.reason.text for item in compare(LI, LI, SITE)).upper()
    assert not any(text in said for text in ("XIAOMING", "E12345678", "1990-02-14"))


TEXTS = st.sampled_from(
    ["LI", "LEE", "WEI", "WEI YONG", "WEIYONG", "XIAOMING", "XIAOMIN", "GARCIA LOPEZ", "GARCIA", "J"]
)
PROFILES = st.builds(
    Profile,
    surname=st.none() | TEXTS,
    given=st.none() | TEXTS,
    birth=st.none() | st.sampled_from(["1990", "1990-02", "1990-02-03", "1990-03-02", "1990-01-01", "1961-02-03"]),
    sex=st.sampled_from([None, "M", "F"]),
    nationality=st.sampled_from([None, "CHN", "AUS"]),
    doc_type=st.sampled_from([None, "P", "I"]),
    doc_issuer=st.sampled_from([None, "CHN", "AUS"]),
    doc_number=st.sampled_from([None, "E12345678", "E12345687", "EI2345678", "X1234567"]),
    doc_issued=st.sampled_from([None, "2020-01-01", "2029-01-01"]),
    doc_expiry=st.sampled_from([None, "2030-01-01", "2039-01-01"]),
    nid_country=st.sampled_from([None, "CHN"]),
    nid=st.sampled_from([None, "123456789", "123456780", "999999999"]),
    phone=st.sampled_from([None, "+8613800138000", "+34600000000"]),
)


@settings(max_examples=300)
@given(PROFILES, PROFILES)
def test_the_score_is_the_same_both_ways(a: Profile, b: Profile) -> None:
    assert {(i.code, round(i.bits, 9)) for i in compare(a, b, SITE)} == {
        (i.code, round(i.bits, 9)) for i in compare(b, a, SITE)
    }
