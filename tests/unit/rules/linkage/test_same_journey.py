"""Who on a list of the journey that a notice names may be its case."""

from dataclasses import replace

import pytest

from pratique.model.profile import Profile
from pratique.rules.linkage.same_journey import same_on_journey

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
    ],
    ids=["surname", "bare", "number", "no-birth", "slip", "swapped", "given"],
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
    ],
    ids=["name", "part-and-slip", "part-alone", "sex", "birth", "no-name"],
)
def test_less_is_not(listed):
    assert not same_on_journey([NOTICE], [listed])
