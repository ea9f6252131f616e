"""The house's own rules that reach into what the program may do at all."""

import ast
import importlib.util
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VAULT = "pratique.guard.vault"
MAY_OPEN_THE_VAULT = ("pratique/guard/", "pratique/desk/", "pratique/desk.py")


def imports_of(source: str, path: str) -> set[str]:
    """Every module that a source file imports, by whatever spelling, including modules named as text."""
    package = Path(path).parent.as_posix().replace("/", ".")
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:
                base = package.split(".")[: len(package.split(".")) - node.level + 1]
                module = ".".join([*base, module]).rstrip(".")
            found |= {module} | {f"{module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= {node.value} if node.value.startswith("pratique.") else set()
    return found


def opens_the_vault(source: str, path: str) -> bool:
    return any(name == VAULT or name.startswith(f"{VAULT}.") for name in imports_of(source, path))


def modules():
    return sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "pratique").rglob("*.py"))


def test_only_the_desk_and_the_guard_can_open_the_vault():
    strangers = [
        path
        for path in modules()
        if not path.startswith(MAY_OPEN_THE_VAULT) and opens_the_vault((ROOT / path).read_text("utf-8"), path)
    ]
    assert strangers == []


def test_the_vault_is_where_the_rule_says():
    assert (ROOT / "pratique" / "guard" / "vault.py").is_file()
    assert any(path.startswith(MAY_OPEN_THE_VAULT[1:]) for path in modules())


@pytest.mark.parametrize(
    "source",
    [
        "from pratique.guard.vault import Vault",
        "from pratique.guard import vault",
        "import pratique.guard.vault as v",
        "from ...guard.vault import Vault",
        "from ...guard import vault",
        "def late():\n    from pratique.guard.vault import Vault",
        "import importlib\nv = importlib.import_module('pratique.guard.vault')",
    ],
)
def test_a_planted_import_of_the_vault_is_found(source):
    assert opens_the_vault(source, "pratique/flow/trace/contacts.py")


def test_the_front_of_the_guard_does_not_hand_out_the_vault():
    front = (ROOT / "pratique" / "guard" / "__init__.py").read_text("utf-8")
    assert not opens_the_vault(front, "pratique/guard/__init__.py")


def glossary_rows():
    lines = (ROOT / "GLOSSARY.md").read_text("utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")][2:]


@pytest.mark.parametrize("row", glossary_rows(), ids=lambda row: row[0])
def test_a_word_of_the_glossary_has_both_languages_and_a_meaning(row):
    english, chinese, meaning = row
    assert re.fullmatch(r"[A-Za-z][A-Za-z -]+", english)
    assert re.search(r"[\u4e00-\u9fff]{2}", chinese)
    assert meaning
    assert meaning.rstrip("*").rstrip()


def test_no_word_stands_twice_in_the_glossary():
    words = [row[0].lower() for row in glossary_rows()]
    assert sorted(set(words)) == sorted(words)
    assert len(words) >= 40


POLICE = "\u5e03\u63a7"
"""The police term for putting somebody under control; written as escapes so that it stands nowhere."""
NEVER_A_FEATURE = re.compile(r"black.?list|watch.?list|wanted.?list|risk.?score|suspect.?list", re.IGNORECASE)
MAY_SAY_SO = {"README.md", "docs/what-it-never-does.md"}
TEXT = {".py", ".md", ".toml", ".html", ".jinja", ".css", ".sh", ".json", ".csv", ".txt"}


def texts():
    folders = [ROOT / name for name in ("pratique", "docs", "tests", "tools", "bench")]
    made = ROOT / "bench" / "work"  # by the benchmarks, and no part of the project
    found = [p for folder in folders for p in folder.rglob("*") if p.suffix in TEXT and not p.is_relative_to(made)]
    return sorted({*found, *ROOT.glob("*.md")})


def test_no_police_words():
    assert [path for path in texts() if POLICE in path.read_text("utf-8", errors="replace")] == []


def test_no_list_or_score_of_unwanted_people_outside_the_never_list():
    pages = [path.relative_to(ROOT).as_posix() for path in texts()]
    product = [name for name in pages if not name.startswith(("tests/", "tools/")) and name not in MAY_SAY_SO]
    assert len(product) > 50
    assert [
        name for name in product if NEVER_A_FEATURE.search((ROOT / name).read_text("utf-8", errors="replace"))
    ] == []


@pytest.fixture(scope="module")
def checks():
    """`tools/check_house.py`, loaded as a module."""
    spec = importlib.util.spec_from_file_location("check_house", ROOT / "tools" / "check_house.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.mark.parametrize(
    ("licence", "is_refused"),
    [
        ("GPL-3.0-or-later", True),
        ("AGPL-3.0-only", True),
        ("License :: OSI Approved :: GNU General Public License v3 (GPLv3)", True),
        ("License :: OSI Approved :: GNU Affero General Public License v3", True),
        ("LGPL-3.0-only", False),
        ("License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)", False),
        ("GPL-2.0-only OR MIT", False),
        ("Apache-2.0", False),
        ("MPL-2.0", False),
    ],
)
def test_licences_that_bind_users_are_refused(checks, licence, is_refused):
    assert checks.refused(licence) is is_refused


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("see " + "/home/" + "anna/work", True),
        ("C:" + r"\Users\anna", True),
        ("https://" + "pypi.example.org/simple", True),
        ("--index" + "-url x", True),
        ("http://" + "10.1.2.3/", True),
        ("https://keepachangelog.com/en/1.1.0/", False),
        ("/usr/lib/postgresql", False),
        ("docs/home/page", False),
        ("http://127.0.0.1:8000/", False),
    ],
)
def test_traces_of_a_machine_are_found(checks, line, is_found):
    assert bool(checks.MACHINE.search(line)) is is_found


@pytest.mark.parametrize(("lines", "is_fault", "is_note"), [(300, 0, 0), (301, 0, 1), (500, 0, 1), (501, 1, 0)])
def test_a_module_is_asked_about_at_300_lines_and_stopped_at_500(
    checks, monkeypatch, tmp_path, lines, is_fault, is_note
):
    module = tmp_path / "long.py"
    module.write_text("x = 1\n" * lines)
    monkeypatch.setattr(checks, "ROOT", tmp_path)
    monkeypatch.setattr(checks, "tracked", lambda *patterns: [module])
    notes = []
    assert len(list(checks.sizes(notes))) == is_fault
    assert len(notes) == is_note
