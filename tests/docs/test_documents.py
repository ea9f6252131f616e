"""Is it documented, and do the documents agree with each other and with the program?"""

import re
from pathlib import Path

import pytest

from pratique import errors
from pratique.rules.cabin import parse_cabin
from pratique.settings import SETTINGS, load_settings
from pratique.stores.failpoint import FAILPOINTS

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "bench").glob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def all_errors(base=errors.PratiqueError):
    return [base, *(found for child in base.__subclasses__() for found in all_errors(child))]


@pytest.mark.parametrize("error", all_errors(), ids=lambda error: error.__name__)
def test_every_exit_code_is_documented_with_its_name_and_status(error):
    rows = [
        [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        for line in (DOCS / "reference" / "exit-codes.md").read_text("utf-8").splitlines()
        if line.startswith("| ")
    ]
    assert [row for row in rows if row[:2] == [str(error.exit_code), error.code] and row[-1] == str(error.http_status)]


def test_the_tree_in_the_errors_docstring_is_the_real_one():
    for error in all_errors()[1:]:
        assert re.search(rf"{error.__name__} +{error.exit_code} +{error.http_status}\b", errors.__doc__), error


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_documented_as_it_is(setting):
    line = next(
        line
        for line in (DOCS / "reference" / "settings.md").read_text("utf-8").splitlines()
        if line.startswith(f"| `{setting.name}` |")
    )
    assert f"`{setting.environment}`" in line
    assert setting.help in line
    assert (f"`{setting.default}`" if setting.default else "–") in line


def test_the_settings_file_in_the_documents_can_be_used(tmp_path):
    page = (DOCS / "reference" / "settings.md").read_text("utf-8")
    (tmp_path / "pratique.toml").write_text(re.search(r"```toml\n(.*?)```", page, re.DOTALL)[1], encoding="utf-8")
    found = load_settings(tmp_path, environ={})
    layouts = [*found.aircraft.values(), *found.cabins.values()]
    assert layouts
    assert all(parse_cabin(layout).rows for layout in layouts)


def test_every_fail_point_is_documented_as_it_is():
    page = (DOCS / "reference" / "failpoints.md").read_text("utf-8")
    documented = dict(re.findall(r"^\| `([a-z0-9-]+)` \| (.+) \|$", page, re.MULTILINE))
    assert documented == FAILPOINTS


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_context_decision_and_consequences_on_one_page(path):
    text = path.read_text("utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert text.startswith(f"# {path.name[:4]} ")
    assert len(text.splitlines()) <= 70


def test_decisions_are_numbered_without_holes():
    assert [path.name[:4] for path in DECISIONS] == [f"{number:04}" for number in range(1, len(DECISIONS) + 1)]


def never_list(path):
    text = path.read_text("utf-8")
    between = re.search(r"<!-- never: begin.*?-->\n(.*?)<!-- never: end -->", text, re.DOTALL)
    assert between, f"{path.name} has no never-list"
    return [" ".join(item.split()) for item in re.split(r"^- ", between[1], flags=re.MULTILINE)[1:]]


def test_the_readme_and_the_docs_say_the_same_about_what_it_never_does():
    assert never_list(ROOT / "README.md") == never_list(DOCS / "what-it-never-does.md")


@pytest.mark.parametrize(
    "words",
    [
        "by face (1:N)", "galleries or templates", "camera", "count passers-by", "covertly",
        "purchase or payment data", "PNR payment or fare data is never read", "scores, blacklists or watchlists",
        "where has X been", "confirmed case", "nationality as a rule's input",
        "legal basis, an end date and a reviewer", "external certified verifier", "opt-in, in memory only",
        "always-open manual lane", "another way is found",
    ],
)  # fmt: skip
def test_nothing_has_gone_from_what_it_never_does(words):
    assert words.lower() in " ".join(never_list(ROOT / "README.md")).lower()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path):
    text = re.sub(r"^```.*?^```", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    targets = [target for target in LINK.findall(text) if not re.match(r"https?:|mailto:|#", target)]
    assert [target for target in targets if not (path.parent / target.partition("#")[0]).exists()] == []


def test_every_page_can_be_reached_from_the_readme():
    seen, todo = set(), [ROOT / "README.md"]
    while todo:
        page = todo.pop()
        if page in seen:
            continue
        seen.add(page)
        found = [page.parent / target.partition("#")[0] for target in LINK.findall(page.read_text("utf-8"))]
        for target in (target.resolve() for target in found if target.exists()):
            todo += [target] if target.suffix == ".md" else sorted(target.glob("*.md")) if target.is_dir() else []
    assert set(DOCS.rglob("*.md")) - seen == set()


def test_the_picture_in_the_readme_has_words_for_those_who_cannot_see_it():
    pictures = re.findall(r"!\[([^\]]*)\]\(docs/seat-map\.png\)", (ROOT / "README.md").read_text("utf-8"))
    assert len(pictures) == 1
    assert len(pictures[0].split()) > 10


def make_targets():
    return re.findall(r"^([a-z-]+):.*?## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


def test_every_make_command_in_the_documents_exists():
    asked = {
        name
        for page in PAGES
        for name in re.findall(r"(?:`|^)make ([a-z-]+)", page.read_text("utf-8"), re.MULTILINE)
    }  # fmt: skip
    assert asked
    assert asked <= set(make_targets())
