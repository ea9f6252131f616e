"""Is the report in Chinese wholly in Chinese, with names untouched and what stays English marked as English?"""

from __future__ import annotations

import re
from dataclasses import replace

from pratique.model.tracing import LegTrace, Reason, because
from pratique.present import render_report, seat_map
from tests.unit.present import sample

# What a reader of Chinese meets in Latin letters: names, codes, addresses of sources, and the units of time.
FOREIGN = re.compile(r"<(\w+)[^>]*? lang=\"en\"[^>]*>.*?</\1>", re.S)
LATIN = re.compile(r"[A-Za-z]{2,}")
CODES = {"pratique", "PH", "UTC", "ZZ", "ZQ", "NBO", "DXB", "HKG", "TPE", "BKK", "measles", "cdc", "site", "officer"}


def page(*legs: LegTrace, names_shown: bool = True) -> str:
    trace = sample.tracing(*legs, names_shown=names_shown)
    return render_report(trace, **{**sample.page_args(), "site": "海港口岸"}, language="zh")


def latin_words(html: str) -> set[str]:
    """Words in Latin letters that are neither codes nor marked as English, in texts and in what is read aloud."""
    body = FOREIGN.sub("", html[html.index("<body>") :])
    aloud = " ".join(re.findall(r'(?:aria-label|title|alt)="([^"]*)"', body))
    body = re.sub(r"<th scope=\"row\">.*?</th>", "", body, flags=re.S)  # names stay as they are
    return set(LATIN.findall(re.sub(r"<[^>]+>", " ", body) + " " + aloud)) - CODES


def test_the_page_says_its_language():
    assert page().startswith('<!doctype html>\n<html lang="zh-Hans">')


def test_nothing_but_codes_and_names_is_in_latin_letters():
    authority = set(LATIN.findall(sample.RULE.authority))
    assert latin_words(page()) - authority == set()
    assert latin_words(page(names_shown=False)) - authority == set()


def test_names_and_seats_are_untouched():
    leg = sample.wide_leg()
    html = page(leg)
    for contact in leg.contacts:
        assert f'id="leg1-c-{contact.contact}"' in html
        assert contact.surname is None or f"{contact.surname}, {contact.given}" in html
    assert ">34D<" in html


def test_a_reason_that_has_no_chinese_is_marked_as_english():
    leg = sample.narrow_leg()
    odd = (Reason("x", "said by nobody before"), because("y", "new words about {seat}", seat="2B"))
    html = page(replace(leg, contacts=(replace(leg.contacts[0], reasons=odd),), notes=odd))
    assert html.count('<span class="fact" lang="en">') == 2
    assert '<li lang="en">Said by nobody before.</li>' in html
    assert '<span class="fact" lang="en">New words about 2B.</span>' in html
    assert 'lang="en">Said' not in render_report(sample.tracing(leg), **sample.page_args())


def test_english_and_chinese_pages_hold_the_same_people_and_links():
    english = render_report(sample.tracing(), **sample.page_args())
    for pattern in (r'id="([^"]+)"', r'href="(#[^"]+)"', r"<(\w+)[ >]"):
        assert re.findall(pattern, english) == re.findall(pattern, page())


def test_the_seat_map_speaks_the_language():
    chinese = seat_map(sample.wide_leg(), language="zh")
    assert "座位图，2026年11月19日" in chinese
    assert "34C：病例" in chinese
    assert re.sub(r'aria-label="[^"]*"|<title>.*?</title>', "", chinese) == re.sub(
        r'aria-label="[^"]*"|<title>.*?</title>', "", seat_map(sample.wide_leg())
    )
