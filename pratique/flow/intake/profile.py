"""What is known beforehand about a file: the habits of its sender, and the flight an officer names by hand.

A profile is one TOML file per sender, kept so that a question about a sender's files is asked once.
"""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, cast

from pratique.errors import NotReadable
from pratique.model.facts import Conveyance

DateOrder = Literal["dmy", "mdy", "ymd"]


@dataclass(frozen=True, slots=True)
class SenderProfile:
    """The habits of one sender. `columns` maps a column header to a field of ours, or to ``""`` to leave it out.

    A header that occurs several times is named by its place: ``Name#2`` is the second ``Name``.
    """

    name: str
    """The sender of every table read with it; empty where nobody said whose they are."""
    columns: dict[str, str] = field(default_factory=dict)
    dates: DateOrder | None = None
    charset: str | None = None
    separator: str | None = None


@dataclass(frozen=True, slots=True)
class GivenLeg:
    """A flight, train, bus or ship as the officer states it, for a file that does not say. Any part may be missing."""

    flight: str | None = None
    date: date | None = None
    origin: str | None = None
    destination: str | None = None
    conveyance: Conveyance = "aircraft"
    """What `flight` names."""


def load_profile(folder: Path, name: str) -> SenderProfile | None:
    """The kept profile of a sender, or None where none is kept."""
    path = _path(folder, name)
    if not path.is_file():
        return None
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeError) as error:
        raise NotReadable(f"the profile {path.name} is not valid TOML", "correct it or delete it") from error
    columns = raw.get("columns", {})
    texts = {key: raw.get(key) for key in ("dates", "charset", "separator")}
    sound = isinstance(columns, dict) and all(isinstance(v, str) for v in columns.values())
    if not sound or any(v is not None and not isinstance(v, str) for v in texts.values()):
        raise NotReadable(f"the profile {path.name} holds something that is no text", "correct it or delete it")
    if texts["dates"] not in (None, "dmy", "mdy", "ymd"):
        raise NotReadable(f"the profile {path.name} names an unknown order of dates", "use dmy, mdy or ymd")
    if texts["separator"] is not None and (len(texts["separator"]) != 1 or texts["separator"] in '"\r\n'):
        raise NotReadable(f"the profile {path.name} names no usable separator", "use one character, such as ;")
    dates = cast(DateOrder | None, texts["dates"])
    return SenderProfile(name, dict(columns), dates, texts["charset"], texts["separator"])


def save_profile(folder: Path, profile: SenderProfile) -> Path:
    """Keep a profile, replacing an older one in one step; returns where it is."""
    path = _path(folder, profile.name)
    lines = [f"name = {_quoted(profile.name)}"]
    for key in ("dates", "charset", "separator"):
        if (value := getattr(profile, key)) is not None:
            lines.append(f"{key} = {_quoted(value)}")
    lines += ["", "[columns]", *(f"{_quoted(k)} = {_quoted(v)}" for k, v in profile.columns.items()), ""]
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder, suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write("\n".join(lines))
            out.flush()
            os.fsync(out.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return path


def _path(folder: Path, name: str) -> Path:
    if not re.fullmatch(r"\w[\w.-]{0,63}", name):
        raise NotReadable("a sender's name is letters, digits, dots and dashes", "choose a short name such as zz-air")
    return folder / f"{name}.toml"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda m: f"\\u{ord(m[0]):04x}", escaped) + '"'
