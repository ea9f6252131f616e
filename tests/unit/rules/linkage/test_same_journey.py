"""Who on a list of the journey that a notice names may be its case."""

from dataclasses import replace

import pytest

from pratique.model.profile import Profile
from pratique.rules.linkage.same_journey import alike_in_party, same_on_journey

NOTICE = Profile(
    surname="XU", given="VIVIAN", birth="1996-11-26", sex="F", nationality="CHN", doc_type="P", doc_issuer="CHN",
    doc_number="E28366497",
)  # fmt: skip
LISTED = replace(NOTICE, given="QINYI", doc_type="I", doc_number="992196199611260005")


@pytest.mark.parametrize(
    "listed",
    [
        LISTED,
        replace(LISTED, sex=None, doc_number=None),
        replace(NOTICE, surname="HSU", given="WEIWEI", birth="1996-11-26", doc_number="E28366479"),
        replace(NOTICE, birth=None, doc_number=None),
        replace(NOTICE, birth="1996-11-28", doc_number=None),
        replace(NOTICE, surname="VIVIAN", given="XU", birth=None, doc_number=None),
        replace(NOTICE, surname="LIU", doc_number=None),
        replace(NOTICE, given="VIV", birth=None, doc_number="E11111111"),
    ],
    ids=["surname", "bare", "number", "no-birth", "slip", "swapped", "given", "cut"],
)
def test_a_birth_date_with_a_part_of_the_name_or_a_whole_name_is_enough(listed):
    assert same_on_journey([NOTICE], [listed])


@pytest.mark.parametrize(
    "listed",
    [
        replace(LISTED, surname="LIU"),
        replace(LISTED, birth="1996-11-28"),
        replace(LISTED, birth=None),
        replace(LISTED, sex="M"),
        replace(NOTICE, birth="1994-03-02", doc_number=None),
        Profile(birth="1996-11-26", sex="F"),
        replace(NOTICE, given="VIV", birth="1996-11-28", doc_number=None),
        replace(NOTICE, given="VIV", birth=None, sex=None, doc_number=None),
    ],
    ids=["name", "part-and-slip", "part-alone", "sex", "birth", "no-name", "cut-and-slip", "cut-alone"],
)
def test_less_is_not(listed):
    assert not same_on_journey([NOTICE], [listed])


@pytest.mark.parametrize(
    ("form", "listed", "alike"),
    [
        (("HUANG LIANGCHENG", None), ("HUAG", "LIANGCHENG"), 2),
        (("VORONYSHEVA DARIA IVANOVNA", None), ("VORONYSHEVA", "DARIA IV"), 2),
        (("JANG", "SIK KYU"), ("CHANG", "SIK KYU"), 2),
        (("ZHOU", "LIANGXIANG"), ("ZHOU", "JASON"), 1),
        (("ZHOU LIANGXIANG", None), ("HU", "MINLING"), 0),
        (("ZHOU", None), (None, None), 0),
    ],
    ids=["slip", "cut", "given", "surname", "other", "no-name"],
)
def test_a_companion_on_a_form_is_a_name_alone_written_in_one_field_or_two(form, listed, alike):
    on_form = Profile(surname=form[0], given=form[1])
    on_list = Profile(surname=listed[0], given=listed[1], birth="1976-06-16", sex="M", doc_number="E63551892")
    assert alike_in_party([on_form], [on_list]) == alike


def test_what_speaks_against_it_outweighs_the_name_in_a_party():
    head = Profile(surname="ZHOU", given="LIANG", birth="1950-01-03", sex="M")
    assert alike_in_party([head], [replace(head, given="LIANGX", birth="1993-12-13")]) == 0
