"""The pages on retention say what the program does."""

import re
import tomllib
from pathlib import Path

from pratique.rules.keeping import site_terms
from tools.make_retention_page import PAGE, page

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_of_periods_is_up_to_date():
    assert PAGE.read_text("utf-8") == page(), "run tools/make_retention_page.py"


def test_the_site_file_in_the_how_to_can_be_used():
    text = (ROOT / "docs" / "how-to" / "retention.md").read_text("utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    assert len(tomllib.loads(example)) == 2
    assert {name: term.words for name, term in site_terms(example).items() if term.source != ""}[
        "traveller"
    ] == "21 days"
