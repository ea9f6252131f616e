"""Running the commands of a page as its reader does."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from tests.lib.forks import write_program

ROOT = Path(__file__).resolve().parents[2]


def blocks(page: str, heading: str = "") -> list[str]:
    """The blocks of commands of a page, under one heading where it is given."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    if heading:
        text = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def run_commands(commands: str, folder: Path, device_key: Path) -> subprocess.CompletedProcess[str]:
    """Run these lines in this folder, as the officer whose key this is; the first that fails ends it."""
    programs = device_key.parent / "bin"
    write_program(programs)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PRATIQUE_") and name != "COLUMNS"}
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=folder,
        env=kept
        | {
            "PATH": f"{programs}:{kept['PATH']}",
            "PYTHONPATH": str(ROOT),
            "PRATIQUE_DEVICE_KEY_FILE": str(device_key),
        },
        capture_output=True,
        text=True,
        check=False,
    )
