"""Commands as a user runs them: in this process, on a site of the test's own, with what they printed."""

import io
import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from pratique.cli.main import run
from pratique.desk import open_desk, open_site
from pratique.desk.staff import invite_officer, join_site
from pratique.model.access import Purpose, Role, Subject, SubjectKind
from pratique.samples import sample_day
from pratique.settings import load_settings

NAMES = ("BINTI-RAHSYAM", "NURAQILA", "X0736206", "+447700900417")
"""The case's own name, number and phone in the sample notice."""

CASE = "GZ-2026-0117"
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


@pytest.fixture(scope="session")
def keys(tmp_path_factory):
    """Where the device keys of the officers lie, one a file."""
    return tmp_path_factory.mktemp("keys")


@pytest.fixture
def pratique(capsys, monkeypatch, tmp_path, keys):
    """Runs one command in an empty folder, as the first officer unless `actor` names another."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    for name in ("PRATIQUE_SITE", "PRATIQUE_ACTOR", "PRATIQUE_REGISTER_URL", "PRATIQUE_POINT_OF_ENTRY", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PRATIQUE_DEVICE_KEY_FILE", str(keys / "first.officer.key"))

    def call(*arguments, actor="first.officer", stdin=None):
        monkeypatch.setenv("PRATIQUE_DEVICE_KEY_FILE", str(keys / f"{actor}.key"))
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
def stages(tmp_path_factory, keys):
    """Sites made once by the commands themselves, to be copied: empty, with a case notified, with it confirmed.

    The first officer made the site and is its supervisor; the second and third have joined as officers.
    """
    day, folder = sample_day(), tmp_path_factory.mktemp("stages")
    steps = {
        "empty": [["init", "--point-of-entry", "CAN", "--officer", "first.officer"]],
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
            officer = "second.officer" if stage == "confirmed" else "first.officer"
            patch.setenv("PRATIQUE_DEVICE_KEY_FILE", str(keys / f"{officer}.key"))
            for command in commands:
                assert run(command) == 0, command
            if stage == "empty":
                join(here, "second.officer", keys)
                join(here, "third.officer", keys)
            previous = here
    return folder


def join(folder, name, keys, role=Role.OFFICER):
    """An officer invited by the one whose key is set, and joined with a key of their own."""
    purpose, subject = Purpose.ADMINISTRATION, Subject(SubjectKind.SITE, "officers")
    with open_site(load_settings(folder)) as site, open_desk(site, purpose=purpose, subject=subject) as desk:
        code = invite_officer(desk, name, role).code
    with open_site(load_settings(folder, {"device_key_file": str(keys / f"{name}.key")})) as site:
        join_site(site, code, datetime.now(UTC))


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
