"""Is every word of a trace in Chinese, on the page and in the terminal, but names, codes and titles of sources?"""

import html
import re
from dataclasses import replace

import pytest

from pratique.cli.render_trace import tracing_table
from pratique.flow.intake.notice import read_notice
from pratique.flow.trace import trace_case
from pratique.flow.trace.options import Options
from pratique.model.tracing import because
from pratique.present import render_report
from pratique.samples import sample_day
from tests.lib.sites import NOW, add, confirm, desk_at, load, new_site, opened, sample_files

CASES = {
    "measles": ("notice.json", {}),
    "measles by everybody on board": ("notice.json", {"authority": "ecdc"}),
    "measles by a rule no longer followed": ("notices/mpox.json", {}),
    "tuberculosis": ("notices/tb.json", {}),
    "MERS": ("notices/mers.json", {}),
    "Ebola": ("notices/ebola.json", {}),
    "a train": ("notices/covid-train.json", {"sealed": True}),
    "a sleeper": ("notices/covid-sleeper.json", {"sealed": False}),
    "a train whose windows nobody asked about": ("notices/covid-train.json", {}),
    "a bus": ("notices/covid-bus.json", {"sealed": False}),
    "a ship": ("notices/covid-ship.json", {}),
}
WORD = r"[A-Za-z][A-Za-z'’-]*"
THREE_WORDS = re.compile(rf"{WORD}(?:[ ,;:.()/]+{WORD}){{2,}}")
PLAIN_WORD = re.compile(r"(?<![A-Za-z])[a-z]{3,}(?![A-Za-z])")
"""Names and codes are in capitals; a word that is not is one of ours."""


@pytest.fixture(scope="module")
def traced(tmp_path_factory):
    """Every case as traced, compared with the other authorities' rules."""
    folder = tmp_path_factory.mktemp("chinese")
    new_site(folder)
    site = opened(folder)
    for step in ("earlier", "manifests", "crossings", "after", "late", "ground"):
        load(site, sample_files(step))
    found, known = {}, set()
    for name, (path, stated) in CASES.items():
        notice = read_notice((sample_day() / path).read_bytes())
        if notice.reference not in known:
            known.add(notice.reference)
            add(site, notice)
            confirm(site, notice.reference)
        with desk_at(site, notice.reference) as desk:
            found[name] = trace_case(desk, Options(compare=True, **stated))
    site.close()
    return found


def page(tracing):
    """What the page says and reads aloud."""
    made = {"site": "样例口岸", "purpose": "contact_tracing", "actor": "A1", "printed_at": NOW}
    body = render_report(tracing, **made, language="zh").partition("<body>")[2]
    aloud = re.findall(r'(?:aria-label|title|alt)="([^"]*)"', body)
    return html.unescape("\n".join((re.sub(r"<[^>]+>", "\n", body), *aloud)))


def english(text, tracing):
    """What is left in Latin letters once names, codes and titles of sources are taken out."""
    rules = [tracing.rule, *(leg.rule for leg in tracing.legs), *(other.rule for other in tracing.alternatives)]
    contacts = [contact for leg in tracing.legs for contact in leg.contacts]
    names = {f"{c.surname or ''}, {c.given or ''}".strip(", ") for c in contacts}
    codes = {str(v) for c in contacts for e in c.where_now.evidence for k, v in e.values if k in PLACES}
    own = {place for leg in tracing.legs for place in (leg.flight, leg.origin or "", leg.destination or "")}
    ids = {rule.id for rule in rules} | set(RULE_ID.findall(text))
    allowed = {source for rule in rules for source in rule.sources} | ids | names | codes | own
    allowed |= {"pratique", "--sealed", "--open"}
    for value in sorted(allowed - {""}, key=len, reverse=True):
        text = text.replace(value, "·")
    return THREE_WORDS.findall(text) + PLAIN_WORD.findall(text)


PLACES = ("flight", "origin", "destination", "place")
RULE_ID = re.compile(r"\b[a-z]+(?:\.[a-z0-9]+)+\b")


@pytest.mark.parametrize("name", CASES)
def test_nothing_on_the_page_is_left_in_english(traced, name):
    assert english(page(traced[name]), traced[name]) == []


@pytest.mark.parametrize("columns", ["80", "180"])
@pytest.mark.parametrize("name", CASES)
def test_nothing_in_the_terminal_is_left_in_english(traced, capsys, monkeypatch, name, columns):
    monkeypatch.setenv("COLUMNS", columns)
    tracing_table(traced[name], "zh")
    said = re.sub(r"[ \n]+", " ", capsys.readouterr().out)
    assert english(said, traced[name]) == []


def test_the_cases_show_what_they_are_there_for(traced):
    said = {name: page(tracing) for name, tracing in traced.items()}
    assert "未对任何人作出判定" in said["a train whose windows nobody asked about"]
    assert "该规则适用于其他交通工具" in said["a ship"]
    assert "未给出传染期" in said["MERS"]
    assert "随访的 1,046 人中无续发病例" in said["measles by a rule no longer followed"]
    assert "第 2 部分" in said["Ebola"]
    assert "多数国家的做法" in said["MERS"]


def test_english_that_is_left_in_is_found(traced):
    tracing = traced["MERS"]
    odd = because("odd", "nobody put {this} into the catalogue", this="sentence")
    left = replace(tracing, notes=(*tracing.notes, odd))
    assert "put" in english(page(left), left)
    assert THREE_WORDS.findall("KUL SIN CAN")
