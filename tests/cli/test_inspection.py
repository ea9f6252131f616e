"""`guard access-report`, `guard holdings` and `guard rotate-key` at the terminal."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import CASE, NAMES

PAPERS = ("guard", "access-report")


@pytest.fixture
def traced(confirmed):
    ran = confirmed("trace", CASE, "-o", "json")
    assert ran.code == 0
    (leg,) = [leg for leg in ran.json["legs"] if leg["contacts"]]
    return confirmed, leg["contacts"]


@pytest.fixture
def papers(notice):
    """The papers of the person in the sample notice."""
    person = json.loads(notice.read_text("utf-8"))["person"]
    return json.dumps(person).encode()


def test_papers_on_standard_input_are_answered_and_repeated_nowhere(traced, papers):
    pratique, _ = traced
    ran = pratique(*PAPERS, "-o", "json", stdin=papers)
    assert ran.code == 0
    assert {(one["as"], one["looked"], one["of_contacts"]) for one in ran.json} == {("case", "notice read", None)}
    assert all("officer" not in one for one in ran.json)
    request = ran.err.removeprefix("Request ").split()[0]
    log = pratique("guard", "audit", "show").out
    assert f"request {request}" in log
    written = "".join(path.read_text("utf-8") for path in Path().glob("*.log"))
    assert not [name for name in NAMES if name in ran.out + ran.err + log + written]


def test_working_names_are_told_when_asked_for(traced, papers):
    pratique, _ = traced
    ran = pratique(*PAPERS, "--officers", "-o", "json", stdin=papers)
    assert {one["officer"] for one in ran.json} == {"first.officer"}


def test_nobody_known_is_a_sentence_for_people_and_an_empty_list_for_programs(traced, papers):
    pratique, _ = traced
    person = json.loads(papers) | {"documents": [{"type": "P", "number": "Q7654321", "issuer": "GBR"}]}
    unknown = json.dumps(person | {"surname": "QUILLFEATHER"}).encode()
    assert pratique(*PAPERS, "-o", "json", stdin=unknown).json == []
    assert "No look at a record under these papers is known here" in pratique(*PAPERS, stdin=unknown).out


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"{}", "not enough"),
        (b"nonsense", "not a JSON object"),
        (b'{"surname": "QUILLFEATHER", "born": "1970"}', "born: no such field"),
        (b'{"surname": "QUILLFEATHER", "birth_date": "QUILLFEATHER"}', "birth_date: not a date"),
    ],
)
def test_papers_that_cannot_be_used_are_refused_without_repeating_them(site, data, said):
    ran = site(*PAPERS, stdin=data)
    assert (ran.code, ran.out) == (4, "")
    assert said in ran.err
    assert "QUILLFEATHER" not in ran.err


def test_at_a_terminal_the_papers_are_asked_for_one_by_one(traced, papers, monkeypatch):
    pratique, _ = traced
    person = json.loads(papers)
    (document, *_) = person["documents"]
    answers = iter([person["surname"], person["given"], person["sex"], person["birth_date"], document["type"],
                    document["number"], document["issuer"]])  # fmt: skip
    monkeypatch.setattr("typer.prompt", lambda *_, **__: next(answers))
    monkeypatch.setattr("sys.stdin", Terminal())
    ran = pratique(*PAPERS, "-o", "json")
    assert ran.code == 0
    assert ran.json


class Terminal:
    def isatty(self):
        return True


def test_an_officer_may_not_ask(traced, papers):
    pratique, _ = traced
    ran = pratique(*PAPERS, actor="second.officer", stdin=papers)
    assert (ran.code, ran.out) == (6, "")


def test_holdings_are_counts_in_every_form(traced):
    pratique, _ = traced
    found = {one["kind"]: one for one in pratique("guard", "holdings", "-o", "json").json}
    assert found["case notices"]["held"] == 1
    assert found["officers"]["held"] == 3
    shown = pratique("guard", "holdings").out + pratique("guard", "holdings", "-o", "csv").out
    assert not [name for name in (*NAMES, CASE) if name in shown]


def test_after_a_change_of_keys_the_same_trace_is_given(traced):
    pratique, contacts = traced
    ran = pratique("guard", "rotate-key")
    assert ran.code == 0
    assert "a new site key" in ran.out
    (old,) = Path("keys").glob("site.key.*.old")
    assert str(old) in ran.out
    assert "destroy the old key" in ran.err
    assert Path("keys/site.key").read_text().strip() not in ran.out + ran.err
    old.unlink()
    again = pratique("trace", CASE, "-o", "json")
    assert [leg["contacts"] for leg in again.json["legs"] if leg["contacts"]] == [contacts]


def test_an_officer_may_not_change_the_key(traced):
    pratique, _ = traced
    before = Path("keys/site.key").read_bytes()
    assert pratique("guard", "rotate-key", actor="second.officer").code == 6
    assert Path("keys/site.key").read_bytes() == before
