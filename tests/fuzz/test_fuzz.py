"""Does any input at all crash, hang or starve a reader, or take a good neighbour along?

Each target runs under a coverage-guided fuzzer for about ten seconds here; by hand for as long as one likes:
``python tests/fuzz/target.py csv some-folder -max_total_time=3600 -timeout=10``. A finding is written to the folder
and gets a test of its own in ``tests/unit/flow/intake``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pratique.samples import sample_day

TARGET = Path(__file__).with_name("target.py")
RUNS = {"paxlst": 1200, "csv": 200, "locator": 2400, "xlsx": 1200, "paxlst-neighbour": 5000, "csv-neighbour": 1600}
"""From one seed, and without chance in the order of sets: the same inputs each time. Other seeds are run by hand."""
SECONDS = 60
"""At most, on a slow machine: it then tries the first of the same inputs."""
_GARBAGE = (
    b'ZZ305,2026-11-14,SIN,CAN,"ALDERTON,JO,1980-01-01,QX1,1A',
    "ZZ305,2026-11-14,SIN,CAN,王,小明,1980-01-01,QX1,1A".encode("gb18030"),
    "hello, world".encode("utf-16-le"),
    b"Total,8",
    b'","' * 30,
    b"QZ512,14/11/20,CAN,SIN,\x81\x8d\x8f\x90,\xa0,01/02/1990,,",
    b"UNT+3+2'UNH+2+PAXLST:D:02B:UN:IATA'BGM+745'NAD+FL+++NOBODY:NOWHERE",
    b"NAD+FL+++WITHOUT:LEG'RFF+SEA:99Z'?'?+",
    b"\0\x01\x02\x03" * 8,
)
_SHEET = (
    b"<worksheet><sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>Surname</t></is></c><c r='B1' t='str'><v>Seat</v>"
    b"</c><c t='str'><v>Flight</v></c></row><row><c t='str'><f>A1</f><v>X</v></c><c t='e'><v>#N/A</v></c><c s='1'>"
    b"<v>1</v></c></row></sheetData><mergeCells><mergeCell ref='A1:A2'/></mergeCells></worksheet>"
)
_FORMS = b'"last_name":"A","flight_number":"ZZ1","date_of_arrival":"2026-11-14","travel_companions":{"family":["B"]}}]'
CORPUS: dict[str, str | tuple[bytes, ...]] = {
    "paxlst": "*.edi", "csv": "*.csv", "locator": (_FORMS,), "xlsx": (_SHEET,),
    "paxlst-neighbour": _GARBAGE, "csv-neighbour": _GARBAGE,
}  # fmt: skip


@pytest.mark.parametrize("target", CORPUS)
def test_no_input_breaks_the_reader(target: str, tmp_path: Path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(_seeds(CORPUS[target])):
        (corpus / f"seed-{number}").write_bytes(seed)
    done = subprocess.run(
        [
            sys.executable, str(TARGET), target, str(corpus), f"-runs={RUNS[target]}", f"-max_total_time={SECONDS}",
            "-seed=2026", "-timeout=10", "-rss_limit_mb=1500", "-max_len=4096", "-len_control=0",
            f"-artifact_prefix={tmp_path}/",
        ],
        capture_output=True, timeout=SECONDS * 4, check=False, env={**os.environ, "PYTHONHASHSEED": "0"},
    )  # fmt: skip
    told = done.stderr.decode(errors="replace")
    assert done.returncode == 0, told[-3000:]
    assert "runs in" in told, "the fuzzer did not run"


def _seeds(pattern: str | tuple[bytes, ...]) -> list[bytes]:
    if not isinstance(pattern, str):
        return list(pattern)
    return [path.read_bytes() for path in sorted(sample_day().rglob(pattern)) if path.stat().st_size < 40_000]
