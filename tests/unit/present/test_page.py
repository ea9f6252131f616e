"""Does the report page say what the trace says, name nobody else, and hold nothing that acts?"""

from __future__ import annotations

import base64
import hashlib
import re
import tomllib
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

import pratique.present
from pratique.errors import NotReady
from pratique.model.tracing import CabinUsed, Completeness, Reason, RuleUsed, Tracing
from pratique.present import render_report
from pratique.present.completeness import completeness_lines
from pratique.present.language import translator
from pratique.present.words import ACTIONS
from tests.unit.present import sample

ENGLISH = translator("en")
STATIC = Path(pratique.present.__file__).parent / "static"


def page(trace: Tracing | None = None, **more: object) -> str:
    return render_report(trace or sample.tracing(), **{**sample.page_args(), **more})


class Parsed(HTMLParser):
    """Tags, attributes and visible text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._style = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._style = False

    def handle_data(self, data: str) -> None:
        if not self._style:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def test_the_purpose_strip_says_what_for_how_many_names_and_that_it_was_logged():
    text = Parsed(page()).text
    named = {c.contact for leg in sample.tracing().legs for c in leg.contacts if c.surname}
    assert f"contact tracing, case PH-2026-0114. {len(named)} named travellers on this page." in text
    assert "logged to officer-1" in text


def test_every_contact_is_listed_once_on_each_leg_with_all_reasons_and_evidence():
    leg = sample.wide_leg()
    html = page(sample.tracing(leg))
    rows = dict(re.findall(r'<tr id="leg1-c-(\w+)">(.*?)</tr>', html, re.S))
    assert set(rows) == {c.contact for c in leg.contacts}
    for contact in leg.contacts:
        row = Parsed(rows[contact.contact]).text
        for part in (contact.seat, contact.surname, contact.given, *contact.phones, ACTIONS[contact.action].short):
            assert part is None or part in row
        assert all(ENGLISH.told(reason) in row for reason in (*contact.reasons, *contact.where_now.evidence))


def test_a_person_on_two_legs_has_two_rows_and_no_id_twice():
    leg = sample.narrow_leg()
    ids = [a["id"] for _, a in Parsed(page(sample.tracing(leg, leg))).tags if a.get("id")]
    assert len(ids) == len(set(ids))
    assert f"leg2-c-{leg.contacts[0].contact}" in ids


def test_what_to_decide_comes_first_then_the_nearest():
    leg = sample.wide_leg()
    seats = re.findall(r'href="#leg1-seat-(\w+)"', page(sample.tracing(leg)))
    action = {c.seat: list(ACTIONS).index(c.action) for c in leg.contacts}
    assert [action[s] for s in seats] == sorted(action[s] for s in seats)
    orders = [s for s in seats if action[s] == 1]
    assert [abs(int(s[:-1]) - 34) for s in orders] == sorted(abs(int(s[:-1]) - 34) for s in orders)


def test_people_without_a_seat_stand_apart():
    html = page(sample.tracing(sample.wide_leg()))
    groups = [Parsed(g).text for g in re.findall(r'<tr class="group">(.*?)</tr>', html, re.S)]
    assert groups == ["Seat not known 1", "Infants without a seat of their own 1", "Crew 2"]


def test_an_unconfirmed_case_gives_counts_and_completeness_only():
    leg = sample.wide_leg()
    html = page(sample.tracing(leg, names_shown=False))
    text = Parsed(html).text
    assert "Names are not shown. This case is not confirmed" in text
    assert "No names on this page." in text
    assert "How complete this is" in text
    assert str(leg.counts["notify"]) in text
    for contact in leg.contacts:
        assert contact.contact not in html
        assert not contact.surname or contact.surname not in html
        assert not contact.given or not re.search(rf"\b{contact.given}\b", text)
        assert not contact.seat or contact.seat not in text
    assert 'class="cabin"' not in html


def test_others_are_a_count():
    leg = sample.wide_leg()
    text = Parsed(page(sample.tracing(leg))).text
    assert f"{leg.others_on_board} others were on board; they are not contacts and are not named here." in text
    assert "2 people were listed, then cancelled or closed out as not on board." in text
    assert not any(re.search(rf"\b{seat}\b", text) for seat in leg.occupied - {"11H", "28B"})  # stated for a contact


def test_a_leg_without_manifest_is_to_be_requested_and_missing_maps_say_why():
    text = Parsed(page()).text
    assert "Manifest to be requested from the carrier. Until it is here" in text
    bare = replace(sample.narrow_leg(), cabin=None)
    assert "No seat map: the cabin of this flight is not known." in Parsed(page(sample.tracing(bare))).text
    empty = replace(bare, cabin=CabinUsed("unknown", True, (), ()))
    text = Parsed(page(sample.tracing(empty))).text
    assert "No seat map: the cabin of this flight is not known." in text
    assert "Cabin layout" not in text


def test_a_contact_whose_seat_the_layout_lacks_is_said_and_listed_without_a_link():
    leg = sample.narrow_leg()
    html = page(sample.tracing(replace(leg, contacts=(*leg.contacts, sample.contact(600, "77Z", "order", "Close.")))))
    assert "does not have the seat: 77Z." in html
    assert "seat-77Z" not in html
    assert 'id="leg1-c-k0258"' in html


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        ("verified", "were checked"),
        ("partly", "Some of its numbers"),
        ("unverified", "not checked"),
        ("default", "No authority"),
    ],
)
def test_the_rule_shows_where_it_stands_and_its_sources(standing: str, said: str):
    rule: RuleUsed = replace(sample.RULE, standing=standing)
    text = Parsed(page(replace(sample.tracing(), rule=rule))).text
    assert said in text
    assert all(source in text for source in rule.sources)


def test_another_rule_on_one_leg_is_said_at_that_leg():
    html = page()
    leg3 = html[html.index('id="leg3"') :]
    assert "measles.site, version 2026.1" in leg3
    assert "measles.site" not in html[: html.index('id="leg3"')]


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '=HYPERLINK("https://x.example")', "'\"><b onclick=x>"])
def test_a_name_is_only_ever_text(name: str):
    leg = sample.narrow_leg()
    note = Reason("x", name)
    hostile = replace(leg.contacts[0], surname=name, given=name, phones=(name,), reasons=(note,))
    trace = sample.tracing(replace(leg, contacts=(hostile,), notes=(note,), flight="ZQ118"))
    parsed = Parsed(page(replace(trace, disease=name, notes=(note,)), actor=name, purpose=name, site=name))
    assert name in parsed.text
    assert not {"script", "b onclick"} & {tag for tag, _ in parsed.tags}
    assert not any(key.startswith("on") for _, attrs in parsed.tags for key in attrs)
    assert not any("HYPERLINK" in str(attrs.get("href")) for _, attrs in parsed.tags)


def test_no_name_in_title_address_or_id():
    html = page()
    names = {c.surname for leg in sample.tracing().legs for c in leg.contacts if c.surname}
    head = html[: html.index("<style>")] + " ".join(re.findall(r'(?:href|id|aria-label)="[^"]*"', html))
    assert not any(name in head for name in names)


def test_nothing_is_loaded_and_only_the_page_s_own_style_may_apply():
    html = page()
    parsed = Parsed(html)
    assert not {"script", "link rel", "img", "iframe", "object"} & {tag for tag, _ in parsed.tags}
    for tag, attrs in parsed.tags:
        assert "style" not in attrs
        for key in ("href", "src"):
            assert str(attrs.get(key) or "#").startswith(("#", "data:")), tag
    style = re.findall(r"<style>(.*?)</style>", html, re.S)
    assert len(style) == 1
    assert not re.search(r"url\((?!data:)|@import", style[0])
    digest = base64.b64encode(hashlib.sha256(style[0].encode()).digest()).decode()
    (policy,) = [a["content"] for _, a in parsed.tags if a.get("http-equiv") == "Content-Security-Policy"]
    assert f"style-src 'sha256-{digest}'" in str(policy)
    assert str(policy).startswith("default-src 'none'")
    assert "unsafe" not in str(policy)


def test_an_erased_contact_is_a_contact_without_a_name():
    assert "Erased by retention" in Parsed(page(sample.tracing(sample.wide_leg()))).text


def test_a_language_without_words_is_refused():
    with pytest.raises(NotReady):
        page(language="xx")


def test_the_completeness_statement_marks_what_is_lacking():
    good = Completeness(2, 0, (), True, 9, 9, 9, 4, 9)
    assert [line.label for line in completeness_lines(good) if line.lacking] == []
    bad = Completeness(2, 2, (2, 4), False, 12, 9, 8, 0, 0, 1, (Reason("seat", "Seats differ."),))
    assert all(line.lacking for line in completeness_lines(bad))
    text = " | ".join(line.text for line in completeness_lines(bad))
    assert text == (
        "2 received, parts 2, 4 are missing | not received: more people may follow | 9 on the list, 12 declared by the "
        "sender | 8 of 9 | 0 of 9 | for nobody: on the list does not mean on board | 1 | Seats differ."
    )
    assert completeness_lines(replace(bad, missing_parts=()))[0].text == "2 received, 2 are missing"


def test_vendored_files_are_the_ones_written_down():
    listed = tomllib.loads((STATIC / "vendor.toml").read_text(encoding="utf-8"))["file"]
    for entry in listed:
        assert hashlib.sha256((STATIC / entry["path"]).read_bytes()).hexdigest() == entry["sha256"]
        assert "SIL Open Font License" in (STATIC / entry["licence_file"]).read_text(encoding="utf-8")
    fonts = {str(p.relative_to(STATIC)) for p in STATIC.rglob("*.woff2")}
    assert fonts == {entry["path"] for entry in listed}
