"""The house rules that no other tool knows. Prints notes, then faults; a fault makes it exit 1."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ASK_AT, STOP_AT = 300, 500
DECISION = re.compile(r"\d{4}-[a-z0-9-]+\.md")

# A tracked file must not say on whose machine it was made, nor which package index it came from.
MACHINE = re.compile(
    r"(?<![\w.])/(?:home|Users|root|work|mnt|opt/(?:pypi|wheels))/[\w.-]+"
    r"|\b[A-Z]:\\\\?Users\\\\?\w+"
    r"|https?://(?:[\w.-]*\b(?:pypi|pythonhosted|artifactory|nexus|devpi|anaconda|npmjs|registry)\b[\w.-]*|(?!127\.)\d+\.\d+\.\d+\.\d+)"
    r"|--(?:extra-)?index-url|--find-links"
)
MAY_NAME_OPTIONS = {"tools/check_house.py"}
ADDRESS = re.compile(r"https?:|file:|git\+| @ |--(?:extra-)?index|--find-links|--trusted-host")
COPYLEFT = re.compile(r"(?<![a-z])(?:agpl|gpl|gnu (?:affero )?general public|affero)", re.IGNORECASE)
LESSER = re.compile(r"lgpl|lesser general public|library or lesser", re.IGNORECASE)


def tracked(*patterns: str) -> list[Path]:
    """Files under version control, and new ones that are not ignored."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--"]
    listed = subprocess.run([*command, *patterns], cwd=ROOT, check=True, capture_output=True, text=True)
    return [path for name in sorted(set(listed.stdout.split("\0"))) if name and (path := ROOT / name).is_file()]


def name(path: Path) -> str:
    """The path as the repository knows it."""
    return path.relative_to(ROOT).as_posix()


def sizes(notes: list[str]) -> Iterator[str]:
    """No module above 500 lines; those above 300 are asked about."""
    for path in tracked("*.py"):
        lines = len(path.read_text("utf-8").splitlines())
        if lines > STOP_AT:
            yield f"{name(path)}: {lines} lines; a module stops at {STOP_AT}: split it"
        elif lines > ASK_AT:
            notes.append(f"{name(path)}: {lines} lines; is it still one noun?")


def packages() -> Iterator[str]:
    """Every folder with modules is a package, and says which step it is."""
    for folder in sorted({path.parent for path in tracked("pratique/*.py", "pratique/**/*.py")}):
        init = folder / "__init__.py"
        if not init.is_file():
            yield f"{name(folder)}: has modules but no __init__.py"
        elif not ast.get_docstring(ast.parse(init.read_text("utf-8"))):
            yield f"{name(init)}: a package says in a docstring what it is, what comes in and what goes out"


def public_names(tree: ast.Module) -> set[str]:
    """Names without underscore that a module defines; a package's ``__init__`` also offers what it imports."""
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
    return {found_name for found_name in found if not found_name.startswith("_")}


def imported_names(tree: ast.Module, origin: str = "pratique") -> set[str]:
    """Names that come from pratique itself (or from anywhere): what a front re-exports."""
    nodes = [node for node in tree.body if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(origin)]
    return {alias.asname or alias.name for node in nodes for alias in node.names} - {"*"}


def fronts() -> Iterator[str]:
    """Where `__all__` is written, it equals the public names."""
    for path in tracked("pratique/*.py", "pratique/**/*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        listed = next(
            (
                node.value
                for node in tree.body
                if isinstance(node, ast.Assign)
                and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets)
            ),
            None,
        )
        if listed is None:
            continue
        names = [str(value) for value in ast.literal_eval(listed)]
        own, taken, passed_on = public_names(tree), imported_names(tree), imported_names(tree, "")
        needed = own or taken  # a front that only collects lists all it imports; one with code imports helpers too
        wrong = (needed - set(names)) | (set(names) - own - passed_on)
        if wrong:
            yield f"{name(path)}: __all__ and the public names differ: {', '.join(sorted(wrong))}"
        if len(names) != len(set(names)):
            yield f"{name(path)}: __all__ names something twice"


def machines() -> Iterator[str]:
    """No tracked text names a machine's folders or a package index."""
    for path in tracked():
        if name(path) in MAY_NAME_OPTIONS or path.suffix in {".png", ".gz", ".parquet", ".ico", ".woff2"}:
            continue
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if (found := MACHINE.search(line)) and not ("--no-emit" in line and path.parent.name == "tools"):
                yield f"{name(path)}:{number}: names a machine or a package index: {found[0]}"


def pins(path: Path) -> dict[str, str]:
    """Package to version, as a requirement file pins them."""
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s\\;]+)", path.read_text("utf-8"), re.MULTILINE))


def requirements() -> Iterator[str]:
    """Every requirement is pinned with a hash and without an address; run and test agree."""
    folder = ROOT / "requirements"
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text("utf-8")
        for number, line in enumerate(text.splitlines(), 1):
            if ADDRESS.search(line):
                yield f"{name(path)}:{number}: holds an address or an index option"
        for entry in re.split(r"\n(?=[A-Za-z0-9])", text):
            if re.match(r"[A-Za-z0-9]", entry) and ("==" not in entry or "--hash=sha256:" not in entry):
                yield f"{name(path)}: {entry.split()[0]} is not pinned with a hash"
    test = pins(folder / "test.txt")
    for package, version in pins(folder / "run.txt").items():
        if test.get(package) != version:
            yield f"requirements: {package} is {version} in run.txt and {test.get(package, 'absent')} in test.txt"
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    asked = {line.strip() for line in (folder / "run.in").read_text("utf-8").splitlines() if line.strip()}
    if names_only(declared) != names_only(asked):
        yield f"requirements/run.in and pyproject.toml differ: {', '.join(names_only(declared) ^ names_only(asked))}"


def names_only(wanted: list[str] | set[str]) -> set[str]:
    """Package names without their version bounds."""
    return {re.split(r"[<>=!~\[; ]", entry)[0].lower() for entry in wanted}


def licence_of(package: Distribution) -> str:
    """What a package says its licence is: SPDX expression, else classifiers, else the field, else its licence file."""
    metadata = package.metadata
    if expression := metadata.get("License-Expression"):
        return str(expression)
    classifiers = [value for value in metadata.get_all("Classifier") or [] if value.startswith("License ::")]
    field = (metadata.get("License") or "").strip().splitlines()
    files = [path for path in package.files or [] if "dist-info" in str(path) and "LICEN" in path.name.upper()]
    text = files[0].read_text().strip().splitlines() if files and not classifiers and not field else []
    return "; ".join(classifiers) or " ".join([*field[:1], *text[:2]]).strip()


def refused(licence: str) -> bool:
    """Whether a licence would bind those who use pratique: GPL and AGPL do, LGPL does not, a free choice does not."""
    choices = re.split(r"\s+OR\s+", licence)
    return all(COPYLEFT.search(LESSER.sub("", choice)) for choice in choices)


def licences(notes: list[str]) -> Iterator[str]:
    """No dependency under GPL or AGPL."""
    for package in sorted(pins(ROOT / "requirements" / "test.txt") | pins(ROOT / "requirements" / "uv.txt")):
        licence = licence_of(distribution(package))
        if not licence:
            notes.append(f"{package}: no licence was found in what is installed")
        elif refused(licence):
            yield f"{package}: {licence} is not allowed here"


def papers() -> Iterator[str]:
    """Decisions are named so that they sort; the changelog's newest release is this one."""
    for path in sorted((ROOT / "docs" / "decisions").iterdir()):
        if not DECISION.fullmatch(path.name):
            yield f"{name(path)}: a decision is called NNNN-title.md"
    version = re.search(r'^__version__ = "(.+)"', (ROOT / "pratique" / "__init__.py").read_text("utf-8"), re.MULTILINE)
    newest = re.search(r"^## \[(\d[^\]]*)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    if not version or not newest or version[1] != newest[1]:
        yield f"CHANGELOG.md: its newest release is {newest and newest[1]}, the package is {version and version[1]}"


def main() -> int:
    """Run every check."""
    notes: list[str] = []
    checks = (sizes(notes), packages(), fronts(), machines(), requirements(), licences(notes), papers())
    faults = [fault for check in checks for fault in check]
    for note in notes:
        print(f"note: {note}")
    for fault in faults:
        print(f"FAULT: {fault}")
    print(f"house rules: {len(faults)} fault(s), {len(notes)} note(s)")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
