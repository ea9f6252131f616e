"""Commands as a user runs them: in this process, on a site of the test's own, with what they printed."""

import io
import json
import shutil
from dataclasses import dataclass

import pytest

from pratique.cli.main import run
from pratique.samples import sample_day

NAMES = ("BINTI-RAHSYAM", "NURAQILA", "X0736206", "+447700900417")
"""The case's own name, number and phone in the sample notice."""

CASE = "MEASLES-2026-0042"
PART = "ZZ305_14NOV_b4.edi"
"""The part of the flight's list that the case is on."""


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture
def pratique(capsys, monkeypatch, tmp_path):
    """Runs one command in an empty folder, as the first officer unless `actor` names another."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    for name in ("PRATIQUE_SITE", "PRATIQUE_ACTOR", "PRATIQUE_REGISTER_URL", "PRATIQUE_POINT_OF_ENTRY", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments, actor="first.officer", stdin=None):
        monkeypatch.setenv("PRATIQUE_ACTOR", actor)
        if stdin is not None:
            monkeypatch.setattr("sys.stdin", Stdin(stdin))
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        shown = capsys.readouterr()
        return Ran(code, shown.out, shown.err)

    return call


class Stdin:
    """Standard input that holds these bytes."""

    def __init__(self, data):
        self.buffer = io.BytesIO(data)

    def isatty(self):
        return False


@pytest.fixture(scope="session")
def stages(tmp_path_factory):
    """Sites made once by the commands themselves, to be copied: empty, with a case notified, with it confirmed."""
    day, folder = sample_day(), tmp_path_factory.mktemp("stages")
    steps = {
        "empty": [["init", "--point-of-entry", "CAN"]],
        "notified": [
            ["intake", "load", str(day / "manifests" / PART)],
            ["case", "add", "--file", str(day / "notice.json")],
        ],
        "confirmed": [["case", "confirm", CASE]],
    }
    previous = None
    with pytest.MonkeyPatch.context() as patch:
        for stage, commands in steps.items():
            here = folder / stage
            shutil.copytree(previous, here) if previous else here.mkdir()
            patch.chdir(here)
            patch.setenv("PRATIQUE_ACTOR", "second.officer" if stage == "confirmed" else "first.officer")
            for command in commands:
                assert run(command) == 0, command
            previous = here
    return folder


@pytest.fixture
def site(pratique, stages):
    """The same, in a folder that is a site at CAN."""
    shutil.copytree(stages / "empty", ".", dirs_exist_ok=True)
    return pratique


@pytest.fixture
def notified(pratique, stages):
    """In a site with one part of the flight's list and the case, not yet confirmed."""
    shutil.copytree(stages / "notified", ".", dirs_exist_ok=True)
    return pratique


@pytest.fixture
def confirmed(pratique, stages):
    """In the same site once a second officer has confirmed the case."""
    shutil.copytree(stages / "confirmed", ".", dirs_exist_ok=True)
    return pratique


@pytest.fixture
def day():
    """The folder of the sample day."""
    return sample_day()


@pytest.fixture
def notice(day):
    return day / "notice.json"
