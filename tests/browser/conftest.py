"""A browser for everybody: Debian's Chromium, one process for the session, one clean context for each page."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

_FLAGS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Headless Chromium; fails, with what to do, where it is not installed."""
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("Chromium is not installed. Run `make system`, then the tests again.", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Makes pages, each in a context of its own (keyword arguments are the context's).

    Whatever a page says at warning level or above, every error it throws and every request that leaves the machine
    fails the test at its end.
    """
    contexts = []
    complaints: list[str] = []

    def make(**options: Any) -> Page:
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 1000}, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda r: complaints.append(r.url[:80]) if r.url.startswith(("http", "ws")) else None)
        return page

    yield make
    for context in contexts:
        context.close()
    assert not complaints, complaints
