"""What an officer is told of papers that may be one traveller's, as the commands print it. Everybody is invented."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from sqlalchemy import select

from pratique.cli.main import run
from pratique.model.casework import CaseDocument, CasePerson, Notice
from pratique.stores.register import tables
from tests.lib import papers, sites
from tests.lib.papers import load, row

TWIN_PHONE = "+353861234567"
ABOARD = {
    "10A": row("BINTISAKIT", "NURAQILA", "F", "1991-03-03", "MYS", "X0736206", expiry="2026-12-01"),
    "10B": row("NEARBYSON", "WILHELMINA", "F", "1980-01-02", "GBR", "Q1111117", expiry="2026-12-20"),
    "10C": row("OYELARAN", "FOLUKE", "F", "1979-06-11", "NGA", "A0551734", expiry="2029-04-01"),
    "10D": row("TWINLEY", "CASTOR", "M", "2001-05-05", "IRL", "PK771201", expiry="2031-01-01", phone=TWIN_PHONE),
    "11A": row("SWAPWELL", "ORTRUD", "F", "1968-08-19", "DEU", "C4XT81RLK", expiry="2030-02-02"),
    "11B": row("曾", "国藩", "M", "1972-10-09", "CHN", "EJ4471905", expiry="2032-03-03"),
}
LATER = [
    row("BINTISAKIT", "NURAQILA", "F", "1991-03-03", "MYS", "X9911887", expiry="2036-10-01"),
    row("NEARBYSON", "WILHELMINA", "F", "1980-01-02", "GBR", "Q7654329", expiry="2036-11-01"),
    row("OYELARAN", "FOLUKE", "F", "1979-06-11", "GBR", "512340088", expiry="2033-04-01"),
    row("TWINLEY", "POLLUX", "M", "2001-05-05", "IRL", "PK771202", expiry="2031-01-01", phone=TWIN_PHONE),
    row("ORTRUD", "SWAPWELL", "F", "1968-08-19", "DEU", "C4XT81RLX", expiry="2030-02-02"),
    row("ZENG", "GUOFAN", "M", "1972-10-09", "CHN", "EA0093318", expiry="2042-03-03"),
]
"""What comes in after the trace, each on a flight of its own."""
TOLD = {
    "10B": ("certain, about 60,000 to 1", "one after the other, as after a renewal", "Q1111117 .* Q7654329 .* differ"),
    "10C": ("likely, about 300 to 1", "passports of two issuers", "NGA +GBR +differ", "to be classified by an officer"),
    "11A": ("certain", "its words in another order", "SWAPWELL +ORTRUD +differ"),
    "11B": ("certain", "same name", r"曾 \(read as ZENG\) +ZENG +$", r"国藩 \(read as GUOFAN\) +GUOFAN +$"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A site with a traced case, whose own and whose contacts' other papers came in since."""
    folder = tmp_path_factory.mktemp("papers") / "site"
    sites.new_site(folder)
    with sites.opened(folder) as site:
        lines = [papers.HEAD, *(",".join(("ZZ305", str(papers.DAY), "SIN", "CAN", *it)) for it in _seated())]
        sites.load(site, [("flight.csv", "\n".join(lines).encode())])
        person = CasePerson("BINTISAKIT", "NURAQILA", "F", "1991-03-03", "MYS", (CaseDocument("P", "X0736206", "MYS"),))
        sites.add(site, Notice("C-1", "measles", "confirmed", None, {"rash": papers.DAY}, person))
        sites.confirm(site, "C-1")
        sites.trace(site, "C-1")
        load(site, *([one] for one in LATER), first=5)
    return folder


def _seated():
    return [(seat, *one) for seat, one in ABOARD.items()]


@pytest.fixture
def pratique(folder, capsys, monkeypatch):
    """Runs a command there, as an officer of this name; what it printed."""
    monkeypatch.delenv("COLUMNS", raising=False)

    def call(*arguments, actor="first"):
        monkeypatch.setenv("PRATIQUE_ACTOR", actor)
        capsys.readouterr()
        assert run(["--site", str(folder), *arguments]) == 0, capsys.readouterr().err
        return capsys.readouterr().out

    return call


@pytest.fixture
def contacts(pratique):
    """The reference of each contact, by seat on the case's flight."""
    legs = json.loads(pratique("trace", "C-1", "-o", "json"))["legs"]
    return {c["seat"]: c["contact"] for leg in legs if leg["flight"] == "ZZ305" for c in leg["contacts"]}


@pytest.mark.parametrize("seat", TOLD)
def test_two_papers_of_one_contact_are_explained(pratique, contacts, seat):
    out = pratique("identity", "explain", "C-1", contacts[seat])
    assert "2 papers are known." in out
    for told in TOLD[seat]:
        assert re.search(told, out, re.MULTILINE), told
    start, *parts = (float(bits) for bits in re.findall(r"^ +([+-][\d.]+)  ", out, re.MULTILINE))
    assert abs(start + sum(parts[:-1]) - parts[-1]) < 0.06 * len(parts), "it adds up"


def test_the_case_s_own_renewed_passport_is_explained(pratique):
    out = pratique("identity", "explain", "C-1")
    assert re.search("X0736206 .* X9911887 .* differ", out)


def test_all_that_was_weighed_is_there_on_request(pratique):
    short, long = pratique("identity", "explain", "C-1"), pratique("identity", "explain", "C-1", "--all")
    assert "same sex stated" not in short
    assert "the rest together" in short
    assert "same sex stated" in long
    assert "the rest together" not in long


def test_a_twin_is_somebody_else_and_nobody_asks(pratique, contacts):
    out = pratique("identity", "explain", "C-1", contacts["10D"])
    assert "One paper is known." in out
    assert "POLLUX" not in out
    assert contacts["10D"] not in pratique("identity", "review", "list", "C-1")


def test_a_question_is_answered_by_two_officers_undone_and_the_case_is_traced_again(pratique, contacts):
    listed = pratique("identity", "review", "list", "C-1")
    number = re.search(rf"^ (\d+) +contact {contacts['10C']} +likely", listed, re.MULTILINE)[1]
    shown = pratique("identity", "review", "show", "C-1", number)
    assert re.search("A0551734 .* 512340088 .* differ", shown)
    answer = ("identity", "review", "decide", "C-1", number, "different", "--reason", "asked her at the gate")
    assert "once a second officer says the same" in pratique(*answer)
    assert "a second officer has to" in pratique("identity", "review", "list", "C-1", actor="second")
    decision = re.search(r"Decision (\d+)", pratique(*answer, actor="second"))[1]
    assert "papers of its people" in pratique("case", "list")
    parted = pratique("identity", "explain", "C-1", contacts["10C"])
    assert "One paper is known." in parted
    assert f"pratique identity undo C-1 {decision}" in parted, "how to take it back is told"
    undo = ("identity", "undo", "C-1", decision, "--reason", "it was hers after all")
    for actor in ("first", "second"):
        pratique(*undo, actor=actor)
    assert "2 papers are known." in pratique("identity", "explain", "C-1", contacts["10C"])


def test_a_split_of_what_was_merged_is_undone_by_merging_it(pratique):
    out = pratique("identity", "split", "C-1", "--paper", "2", "--reason", "a namesake")
    decision = re.search(r"Decision (\d+)", out)[1]
    assert "One paper is known." in pratique("identity", "explain", "C-1")
    pratique("identity", "undo", "C-1", decision, "--reason", "the namesake was her")
    assert "2 papers are known." in pratique("identity", "explain", "C-1")


def test_what_says_nothing_makes_no_monster_of_many_people(tmp_path):
    """Empty names, placeholders for names and numbers, and 300 people on one phone."""
    words = ["".join("BCDFGHJKLM"[n // d % 10] + "AEIOU"[n // d % 5] for d in (1, 10, 100)) for n in range(300)]
    days = [f"{1950 + n % 50}-{1 + n % 12:02}-{1 + n * 7 % 28:02}" for n in range(300)]
    crowd = [row(f"{w}SON", f"{w[::-1]}A", "FM"[n % 2], days[n], number=f"W{n * 7919 % 99991:05}7", phone=TWIN_PHONE)
             for n, w in enumerate(words)]  # fmt: skip
    fillers = ("UNKNOWN", "XXX", "FNU", "N/A", "TBA", "")
    numbers = ("000000000", "123456789", "UNKNOWN", "TBA", "")
    nobody = [row(fillers[n % 6], fillers[n % 5], "M", "1990-01-01", "XXX", numbers[n // 6 % 5], issuer="XXX",
                  phone=f"+46701{n:06}") for n in range(120)]  # fmt: skip
    sites.new_site(tmp_path / "site")
    with sites.opened(tmp_path / "site") as site:
        load(site, crowd[:150], crowd[150:], nobody[:60], nobody[60:])
        with site.register.reading() as connection:
            held = connection.execute(select(tables.membership.c.traveller_id)).scalars().all()
    assert len(held) > 300, "people without a name are people"
    assert max(Counter(held).values()) == 1
