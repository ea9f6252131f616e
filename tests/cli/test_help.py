"""What `--help` says, how quickly, and how a process of its own ends."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pratique.samples import sample_day
from tests.cli.conftest import CASE, PART
from tools.make_cli_reference import PAGE, commands, help_of, page

ROOT = Path(__file__).resolve().parents[2]
SNAPSHOTS = ROOT / "tests" / "data" / "help"
PROGRAM = [sys.executable, "-c", "from pratique.cli.main import main; main()"]
HEAVY = ("duckdb", "deltalake", "sqlalchemy", "alembic", "cryptography", "jinja2", "structlog", "arro3",
         "rich.table", "airportsdata")  # fmt: skip


@pytest.mark.parametrize("command", ["", *commands()])
def test_the_help_of_every_command_is_as_it_was_agreed(command):
    """A changed help page is a conscious act: run with UPDATE_SNAPSHOTS=1 and look at the difference."""
    snapshot = SNAPSHOTS / f"{command.replace(' ', '-') or 'pratique'}.txt"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        snapshot.parent.mkdir(exist_ok=True)
        snapshot.write_text(help_of(command), encoding="utf-8")
    assert help_of(command) == snapshot.read_text("utf-8")


def test_no_snapshot_is_left_of_a_command_that_is_gone():
    assert {path.stem for path in SNAPSHOTS.iterdir()} == {"pratique", *(name.replace(" ", "-") for name in commands())}


def test_the_reference_page_is_up_to_date():
    assert PAGE.read_text("utf-8") == page(), "run tools/make_cli_reference.py"


def test_pratique_alone_lists_every_command_in_the_order_of_the_work(pratique):
    ran = pratique()
    assert ran.code == 0
    places = [ran.out.index(f"\n  {name} ") for name in commands()]
    assert places == sorted(places)
    headings = [ran.out.index(f"\n{panel}:\n") for panel in ("Start", "Bring data in", "Find people", "Run")]
    assert headings == sorted(headings)
    assert "..." not in ran.out.replace("[ARGS]...", "")


def test_a_group_alone_shows_its_commands(pratique):
    ran = pratique("intake")
    assert ran.code == 0
    assert "check" in ran.out
    assert ran.err == ""


@pytest.mark.parametrize("arguments", [["chekc"], ["intake", "chekc"], ["trace"], ["trace", "X", "--no-such-option"]])
def test_a_wrong_command_is_explained_with_code_2(pratique, arguments):
    ran = pratique(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert "Error:" in ran.err


@pytest.mark.parametrize("arguments", [["--help"], ["trace", "--help"], ["intake", "load", "--help"], ["--version"]])
def test_help_imports_nothing_heavy(arguments):
    code = (
        "import sys\nfrom pratique.cli.main import run\n"
        f"assert run({arguments!r}) == 0\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stderr.strip() == "[]"


def environment(**more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PRATIQUE_") or "KEY_FILE" in name}
    return kept | {"PYTHONPATH": str(ROOT)} | more


@pytest.mark.usefixtures("site")
def test_a_site_that_is_up_to_date_opens_without_its_migrations():
    command = "import sys\nfrom pratique.cli.main import run\nassert run(['case', 'list']) == 0\n"
    code = f"{command}print('alembic' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "False"


@pytest.mark.usefixtures("confirmed")
def test_a_reader_that_has_read_enough_is_no_fault():
    process = subprocess.Popen(
        [*PROGRAM, "trace", CASE, "-o", "json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
    )  # fmt: skip
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 0
    assert errors == b""


@pytest.mark.usefixtures("site")
def test_ctrl_c_ends_with_130_and_no_traceback(tmp_path):
    process = subprocess.Popen(
        [*PROGRAM, "intake", "watch", str(tmp_path / "work" / "keys"), "--every", "0.1"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), text=True,
    )  # fmt: skip
    while "rejected" not in process.stdout.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate()
    assert process.returncode == 130
    assert errors.strip() == "Stopped."


def test_the_program_itself_ends_with_the_exit_code(tmp_path):
    def run(*arguments):
        command = [*PROGRAM, *arguments]
        return subprocess.run(command, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False)

    ran = run("case", "list")
    assert ran.returncode == 3
    assert "pratique init" in ran.stderr
    assert run("intake", "check", str(sample_day() / "manifests" / PART), "-o", "csv").returncode == 0


def test_a_fault_is_code_1_without_a_traceback_and_its_place_is_in_the_log(site, monkeypatch, tmp_path):
    def broken(_desk):
        raise ZeroDivisionError("QUILLFEATHER")

    monkeypatch.setattr("pratique.desk.cases.list_cases", broken)
    ran = site("case", "list")
    assert ran.code == 1
    assert "Traceback" not in ran.err
    log = (tmp_path / "work" / "pratique.log").read_text("utf-8")
    assert "ZeroDivisionError" in log
    assert '"command": "case list"' in log
    assert "QUILLFEATHER" not in ran.err + log
