"""Officers ask why papers are held for one traveller's: evidence in bits, by case or contact, and no name."""

import re
import sys

import pytest

from tests.cli.conftest import CASE, NAMES


@pytest.fixture
def traced(confirmed, day):
    """The sample day's case with what came in after its list, traced."""
    for step in ("crossings", "after"):
        confirmed("intake", "load", day / step)
    assert confirmed("trace", CASE).code == 0
    return confirmed


def test_the_case_s_papers_are_explained_as_they_were_written(traced):
    ran = traced("identity", "explain", CASE)
    assert ran.code == 0
    assert "known." in ran.out
    assert "X0736206" in ran.out


def test_what_is_asked_is_listed_without_a_name(traced):
    ran = traced("identity", "review", "list", CASE)
    assert ran.code == 0
    assert not any(name in ran.out for name in NAMES)
    assert traced("identity", "review", "show", CASE, "999").code == 5


def test_a_contact_is_explained_by_its_reference_from_the_starting_odds_to_the_sum(traced):
    contacts = [c["contact"] for leg in traced("trace", CASE, "-o", "json").json["legs"] for c in leg["contacts"]]
    said = [traced("identity", "explain", CASE, contact) for contact in contacts[:40]]
    assert {ran.code for ran in said} == {0}
    several = [ran.out for ran in said if "papers are known" in ran.out]
    assert several, "a contact of the sample day is known by more than one paper"
    for pair in re.split(r"\n(?=Papers \d+ and)", several[0])[1:]:
        *parts, total = [float(bits) for bits in re.findall(r"^ +([+-][\d.]+)  ", pair, re.MULTILINE)]
        assert f"({total:+} bits" in pair
        assert "starting odds: 1 in" in pair
        assert abs(sum(parts) - total) < 0.06 * len(parts)


def test_somebody_who_is_no_contact_is_explained_to_nobody(traced):
    ran = traced("identity", "explain", CASE, "NOBODY99")
    assert (ran.code, ran.out) == (5, "")
    assert "no such contact" in ran.err


def test_everybody_is_linked_anew(traced):
    ran = traced("identity", "resolve")
    assert ran.code == 0
    assert ran.out.startswith("Link model 1: ")
    assert traced("identity", "resolve").out.startswith("Link model 2: ")


def test_an_answer_needs_a_reason_and_a_question(traced):
    assert traced("identity", "review", "list", CASE).code == 0
    ran = traced("identity", "review", "decide", CASE, "999", "same")
    assert ran.code == 6
    assert "with a reason" in ran.err
    ran = traced("identity", "review", "decide", CASE, "999", "same", "--reason", "asked them")
    assert ran.code == 5


def test_spark_is_an_extra_and_says_how_to_get_it(pratique, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    assert pratique("sample", "travellers", "flat", "--records", "20").code == 0
    table = ("identity", "evaluate", "--input", "flat/records.parquet", "--output", "out.parquet", "--engine", "spark")
    ran = pratique(*table)
    assert ran.code == 3
    assert "pip install 'pratique[spark]'" in ran.err
    assert pratique(*table, "--index", "flat/records.parquet").code == 2
