"""One run of a coverage-guided fuzzer against a reader: ``python tests/fuzz/target.py TARGET CORPUS [flags]``.

Targets:

- ``paxlst``: any bytes as a passenger list. No exception, and the answer can be given out as documented.
- ``csv``: any bytes as a table. The same.
- ``locator``: any bytes as JSON of locator forms. The same.
- ``xlsx``: any bytes as the XML of a workbook's one sheet. The same.
- ``paxlst-neighbour``: any bytes between two good messages. Both flights, with their people, are still read.
- ``csv-neighbour``: any bytes as one row among good ones. All good rows are still read.

The fuzzer itself stops a run that hangs (``-timeout``) or takes too much memory (``-rss_limit_mb``).
"""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[2]))

with atheris.instrument_imports(include=["pratique.flow.intake"], enable_loader_override=False):
    from pratique.flow.intake import check_json, read_file, read_paxlst
from pratique.model.facts import ReadFile
from pratique.stores.places import Places
from tests.lib.workbooks import Page, workbook

with zipfile.ZipFile(io.BytesIO(workbook(Page([["Surname"]])))) as _book:
    _PARTS = {name: _book.read(name) for name in _book.namelist()}
_PLACES = Places({})
_ENVELOPE = b"UNB+UNOA:4+SENDER+RECEIVER+261114:0810+77'"
_BEFORE, _AFTER = "QZ512", "ZZ305"
_HEADER = b"Flight,Date,From,To,Surname,Given name,Date of birth,Document no,Seat"


def any_bytes(read: Callable[[bytes], ReadFile]) -> Callable[[bytes], None]:
    """Whatever comes, the reader answers with messages or with the reason why there are none."""

    def run(data: bytes) -> None:
        found = read(data)
        json.dumps(check_json("file", found))
        if not found.messages and not found.error:
            raise AssertionError("neither a message nor an error")

    return run


def paxlst_neighbour(data: bytes) -> None:
    """Garbage between two messages takes neither of them along, and nobody listed on them."""
    found = read_paxlst(_ENVELOPE + _message(1, _BEFORE) + _between(data) + _message(3, _AFTER) + b"UNZ+3+77'")
    people = {leg.flight: len(message.people) for message in found.messages for leg in message.legs[:1]}
    for flight in (_BEFORE, _AFTER):
        if people.get(flight, 0) < 2:
            raise AssertionError(f"the garbage took {flight} or its people along")


def _between(data: bytes) -> bytes:
    # An interchange that is opened or closed here, or an escape sign before the next message, changes what follows by
    # the rules of the format.
    text = re.sub(rb"UN[AABZGE]", b"", data).rstrip(b"?").replace(_BEFORE.encode(), b"").replace(_AFTER.encode(), b"")
    return text if not text or text.endswith(b"'") else text + b"'"


def _message(number: int, flight: str) -> bytes:
    people = "".join(
        f"NAD+FL+++{name}'DTM+329:800101'LOC+178+SIN'LOC+179+CAN'NAT+2+MYS'RFF+AVF:LOC{number}A'RFF+SEA:{number}{seat}'"
        f"DOC+P:110:111+QX{number}{seat}0000'LOC+91+MYS'"
        for name, seat in (("ALDERTON:JO", "A"), ("BRISKOVA:ANA", "B"))
    )
    return (
        f"UNH+{number}+PAXLST:D:12B:UN:IATA'BGM+745'TDT+20+{flight}'LOC+125+SIN'DTM+189:2611140810:201'"
        f"LOC+87+CAN'DTM+232:2611141220:201'{people}CNT+42:2'UNT+25+{number}'"
    ).encode()


def csv_neighbour(data: bytes) -> None:
    """A row of garbage takes no other row along."""
    rows = [b"ZZ305,2026-11-14,SIN,CAN,ALDERTON,JO%d,1980-01-01,QX%07d,%dA" % (n, n, n) for n in range(1, 9)]
    garbage = re.sub(rb"[\r\n\x0b\x0c\x1c-\x1e\x85]|\xe2\x80[\xa8\xa9]", b"", data)
    found = read_file(b"\n".join([_HEADER, *rows[:4], garbage, *rows[4:], b""]), "list.csv", _PLACES)
    given = {person.given for message in found.messages for person in message.people}
    if lost := [n for n in range(1, 9) if f"JO{n}" not in given]:
        raise AssertionError(f"the garbage took good rows along: {lost}")


def sheet(data: bytes) -> ReadFile:
    """A workbook whose sheet is these bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in _PARTS.items():
            archive.writestr(name, data if name.startswith("xl/worksheets") else part)
    return read_file(out.getvalue(), "list.xlsx", _PLACES)


TARGETS = {
    "paxlst": any_bytes(read_paxlst),
    "csv": any_bytes(lambda data: read_file(data, "list.csv", _PLACES)),
    "locator": any_bytes(lambda data: read_file(b"[{" + data, "forms.json", _PLACES)),
    "xlsx": any_bytes(sheet),
    "paxlst-neighbour": paxlst_neighbour,
    "csv-neighbour": csv_neighbour,
}

if __name__ == "__main__":
    atheris.Setup([sys.argv[0], *sys.argv[2:]], TARGETS[sys.argv[1]])
    atheris.Fuzz()
