"""A test that does not run fails: skipped and expected failures are parts left out."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

_LEFT_OUT = "This test was left out, and the suite must never pass with a part left out.\nIt said: "


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A skipped, expected-to-fail or unexpectedly passing test is reported as failed."""
    report = yield
    if report.skipped or hasattr(report, "wasxfail"):
        said = getattr(report, "wasxfail", None) or _reason(report.longrepr)
        report.__dict__.pop("wasxfail", None)
        report.outcome = "failed"
        report.longrepr = _LEFT_OUT + said
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A module that skips itself while it is collected is reported as broken."""
    report = yield
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = _LEFT_OUT + _reason(report.longrepr)
    return report


def _reason(longrepr: Any) -> str:
    return str(longrepr[2]) if isinstance(longrepr, tuple) else str(longrepr)
