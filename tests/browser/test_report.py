"""Does the report page stand in a real browser: accessible, silent, self-contained, printable, at every width?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from pratique.present import render_report
from tests.unit.present import sample

NewPage = Callable[..., Page]
VIOLATIONS = (
    "document.addEventListener('securitypolicyviolation', e => (window.refused ||= []).push(e.violatedDirective))"
)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> str:
    return _save(tmp_path_factory.mktemp("shown"), render_report(sample.tracing(), **sample.page_args()))


@pytest.fixture(scope="module")
def hidden(tmp_path_factory: pytest.TempPathFactory) -> str:
    trace = sample.tracing(names_shown=False)
    return _save(tmp_path_factory.mktemp("hidden"), render_report(trace, **sample.page_args()))


@pytest.fixture(scope="module")
def chinese(tmp_path_factory: pytest.TempPathFactory) -> str:
    page = render_report(sample.tracing(), **{**sample.page_args(), "language": "zh"})
    return _save(tmp_path_factory.mktemp("chinese"), page)


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> str:
    trace = sample.second_trace(sample.train_leg(), sample.upper_deck_leg(), sample.unjudged_leg())
    return _save(tmp_path_factory.mktemp("second"), render_report(trace, **sample.page_args()))


def _save(folder: Path, html: str) -> str:
    path = folder / "report.html"
    path.write_text(html, encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("names", [True, False])
def test_axe_finds_nothing(new_page: NewPage, shown: str, hidden: str, scheme: str, names: bool):
    page = new_page(color_scheme=scheme, bypass_csp=True)  # axe itself is a script, which the page's policy forbids
    page.goto(shown if names else hidden)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_chinese_page(new_page: NewPage, chinese: str, scheme: str):
    page = new_page(color_scheme=scheme, bypass_csp=True)
    page.goto(chinese)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_second_trace_with_a_train(new_page: NewPage, second: str, scheme: str):
    page = new_page(color_scheme=scheme, bypass_csp=True)
    page.goto(second)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_second_trace_with_a_train_does_not_scroll_sideways(new_page: NewPage, second: str, width: int):
    page = new_page(viewport={"width": width, "height": 900})
    page.goto(second)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1280, 390])
def test_the_chinese_page_fits_and_has_a_shape_for_every_character(new_page: NewPage, chinese: str, width: int):
    page = new_page(viewport={"width": width, "height": 900})
    page.goto(chinese)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # A character that no font has is drawn as one and the same box: draw two different ones and compare.
    drawn = page.evaluate(
        "[...'密触疹'].map(c => { const x = document.createElement('canvas').getContext('2d');"
        "x.font = getComputedStyle(document.body).font; x.fillText(c, 10, 20); return x.canvas.toDataURL() })"
    )
    assert len(set(drawn)) == 3


def test_the_chinese_page_prints_each_flight_on_pages_of_its_own(new_page: NewPage, chinese: str):
    page = new_page()
    page.goto(chinese)
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") > 1
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('#leg3')).breakBefore") == "page"


def test_the_policy_refuses_nothing_of_the_page(new_page: NewPage, shown: str):
    page = new_page()
    page.add_init_script(VIOLATIONS)
    page.goto(shown)
    assert page.evaluate("window.refused || []") == []
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px Hyper'))")
    assert page.evaluate("getComputedStyle(document.querySelector('.top')).backgroundColor") == "rgb(20, 32, 43)"


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_does_not_scroll_sideways(new_page: NewPage, shown: str, width: int):
    page = new_page(viewport={"width": width, "height": 900})
    page.goto(shown)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_contact_seats_are_far_enough_apart_to_touch(new_page: NewPage, shown: str):
    page = new_page()
    page.goto(shown)
    boxes = page.evaluate(
        "[...document.querySelectorAll('#leg2 a.s rect')].map(e => e.getBoundingClientRect())"
        ".map(b => [b.x + b.width / 2, b.y + b.height / 2])"
    )
    assert len(boxes) > 30
    near = min(max(abs(a[0] - b[0]), abs(a[1] - b[1])) for i, a in enumerate(boxes) for b in boxes[:i])
    assert near >= 25


def test_a_seat_leads_by_keyboard_to_its_row_and_back(new_page: NewPage, shown: str):
    page = new_page()
    page.goto(shown)
    seat = page.locator("#leg2-seat-34D")
    seat.focus()
    page.keyboard.press("Enter")
    row = page.locator("tr:target")
    assert "34D" in row.inner_text()
    row.locator("td.seat a").click()
    assert page.url.endswith("#leg2-seat-34D")


def test_it_prints_each_flight_on_pages_of_its_own(new_page: NewPage, shown: str):
    page = new_page()
    page.goto(shown)
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.count(b"/Type /Page\n") > 1
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('#leg3')).breakBefore") == "page"


def test_dark_colours_do_not_reach_the_printer(new_page: NewPage, shown: str):
    page = new_page(color_scheme="dark")
    page.goto(shown)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.documentElement).color") == "rgb(20, 32, 43)"


def test_a_hostile_name_stays_text(new_page: NewPage, tmp_path: Path):
    leg = sample.narrow_leg()
    bad = replace(leg.contacts[0], surname='<img src="https://127.0.0.1/x" onerror=alert(1)>', given="</style><script>")
    html = render_report(sample.tracing(replace(leg, contacts=(bad,))), **sample.page_args())
    page = new_page()
    page.on("dialog", lambda dialog: pytest.fail("a script ran"))
    page.goto(_save(tmp_path, html))
    assert page.locator("script, img").count() == 0
    assert "<img src=" in page.locator("tbody th").first.inner_text()
