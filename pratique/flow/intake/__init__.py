"""1 intake: what a received file says.

In: the bytes of one file. Out: a `ReadFile` of messages with findings and rejected rows, and nothing stored.
Invariant: readers never raise on content, never invent a value, and drop nothing without saying so.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import PurePath

from pratique.flow.intake.charset import decode
from pratique.flow.intake.contract import check_json
from pratique.flow.intake.crossings import read_crossings
from pratique.flow.intake.csv_manifest import read_csv_manifest
from pratique.flow.intake.edifact import first_sign
from pratique.flow.intake.headers import known_words
from pratique.flow.intake.locator import looks_like_json, read_json_forms
from pratique.flow.intake.paxlst import read_paxlst
from pratique.flow.intake.plausible import Places, with_plausibility
from pratique.flow.intake.profile import GivenLeg, SenderProfile, load_profile, save_profile
from pratique.flow.intake.tables import from_delimited, from_workbook
from pratique.flow.intake.workbook import CONTAINERS
from pratique.model.facts import ReadFile

__all__ = [
    "GivenLeg",
    "Places",
    "SenderProfile",
    "check_json",
    "load_profile",
    "read_crossings",
    "read_csv_manifest",
    "read_file",
    "read_paxlst",
    "save_profile",
    "with_plausibility",
]

_MAGIC = (
    (b"%PDF", "a PDF is a picture of a table, not a table", "ask the sender for PAXLST or CSV"),
    (b"\x1f\x8b", "the file is packed (gzip)", "unpack it and load what is inside"),
)


def read_file(
    data: bytes,
    name: str,
    places: Places,
    profile: SenderProfile | None = None,
    given: GivenLeg | None = None,
) -> ReadFile:
    """Everything one file says, whatever its format; the content decides, `name` only where it does not."""
    read = _read(data, PurePath(name).suffix, profile, given)
    return replace(read, messages=tuple(with_plausibility(message, places) for message in read.messages))


def _read(data: bytes, suffix: str, profile: SenderProfile | None, given: GivenLeg | None) -> ReadFile:
    sha256 = hashlib.sha256(data).hexdigest()
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        return ReadFile(sha256, error="the file is empty", hint="ask the sender for it again")
    if data.startswith(b"PAR1"):
        return read_crossings(data, suffix, profile)
    for magic, sentence, hint in _MAGIC:
        if data.startswith(magic):
            return ReadFile(sha256, error=sentence, hint=hint)
    if data.startswith(CONTAINERS):
        return from_workbook(data, sha256, profile, given)
    sign = first_sign(data)
    if sign is not None and not _is_headed(data[:sign]):
        return read_paxlst(data)
    return (read_json_forms if looks_like_json(data) else from_delimited)(data, sha256, profile, given)


def _is_headed(before: bytes) -> bool:
    """Whether the header of a table stands before the first sign of EDIFACT: then that sign is in one of its cells."""
    text = decode(before, known_words) if before else None
    return text is not None and known_words(text.text) > 3
