"""The tutorial's commands, run in order as a newcomer runs them."""

import os
import re
import subprocess
from pathlib import Path

from pratique.cli.main import command_names
from tests.lib.forks import write_program

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
NOT_HERE = ("make ", "source ")
"""Lines that set up the machine: the test has that behind it."""


def fenced(path):
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```", path.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return [line.strip() for block in blocks for line in block.splitlines()]


def test_every_command_of_the_tutorial_runs_in_order(tmp_path):
    lines = [line for line in fenced(ROOT / "docs" / "first-case.md") if not line.startswith(NOT_HERE)]
    assert sum("pratique " in line for line in lines) >= 10
    (tmp_path / "pratique").symlink_to(ROOT / "pratique")
    programs = tmp_path / "bin"
    write_program(programs)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PRATIQUE_")}
    run = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(lines)],
        cwd=tmp_path,
        env=kept | {"PATH": f"{programs}:{kept['PATH']}", "PYTHONPATH": str(ROOT), "HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr
    counts = re.findall(r"^(\d+) contacts", run.stdout, re.MULTILINE)
    assert len(set(counts)) == 2, "the late part adds contacts"
    assert counts[-1] == counts[0], "as of the time before it, the answer is as before"
    assert (tmp_path / "demo-site" / "trace.html").is_file()


def test_every_command_named_in_a_document_exists():
    known = command_names() | {"COMMAND"}
    named = set()
    for page in PAGES:
        text = page.read_text("utf-8")
        named |= set(re.findall(r"(?:`|^ *)pratique (?:--site \S+ )?([a-z]+(?: [a-z]+)?)\b", text, re.MULTILINE))
    assert named
    assert sorted(name for name in named if name not in known and name.split()[0] not in known - GROUPS) == []


GROUPS = {"intake", "case", "rules", "db"}
