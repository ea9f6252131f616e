"""What is true of a drill's cases, as the country wrote it down beside its files."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from pratique.errors import NotFound, NotReadable

_Made = TypeVar("_Made")
_TITLE = re.compile(r"(?<=\w)\s?(MR|MRS|MS|MISS|MSTR|DR)$")


@dataclass(frozen=True, slots=True)
class Booked:
    """Somebody booked on a leg of a case, and what is true of them."""

    leg: str
    """``ZZ305 2026-09-03 SIN-CAN``."""
    traveller: int
    contact: bool
    why: str
    actions: frozenset[str]
    """What would be right for a contact; two where both are."""
    where_told: bool
    """What makes it right happened long enough before the notice for its record to be here."""
    where_known: bool
    """What was here shows it: a record of it was not lost, and tells whose it is."""
    role: str
    conveyance: str
    seat: str | None
    """Where they truly sat."""
    seat_known: bool
    """The lists at hand when the case was notified give their true seat, as they stand after all changes."""
    seat_written: bool
    """One of those lists gives them a seat, right or wrong."""
    listed: bool
    """Some list at hand when the case was notified names them."""
    forms: frozenset[tuple[str, str]]
    """Surname and given names in capitals: their own, and as the lists of the case's legs write them."""
    dirty: frozenset[str]
    """What was done to their record on the way into the lists."""
    legs_of_case: int


@dataclass(frozen=True, slots=True)
class TrueCase:
    """A notice of the drill."""

    reference: str
    disease: str
    authority: str
    """Id of the rule whose answer the truth is."""
    notified_at: datetime
    notice: Path
    seat_known: dict[str, bool]
    """By leg: whether lists at hand and notice say where the case truly sat, and nothing else."""


def read_cases(folder: Path) -> list[TrueCase]:
    """The cases of a drill folder in the order in which they are notified.

    Raises NotFound where the folder holds no drill, NotReadable for a truth file that is damaged.
    """
    path = folder / "truth" / "cases.jsonl"
    if not path.exists():
        raise NotFound(f"There is no drill in {folder}.", "Make one with `pratique sample make`.")

    def case(row: dict[str, Any]) -> TrueCase:
        return TrueCase(
            reference=row["reference"],
            disease=row["disease"],
            authority=row["authority"],
            notified_at=datetime.fromisoformat(row["notified_at"]),
            notice=folder / row["file"],
            seat_known={leg["leg"]: leg["case_seat_known"] for leg in row["legs"]},
        )

    return sorted(_rows(path, case), key=lambda case: (case.notified_at, case.reference))


def read_booked(folder: Path, reference: str) -> list[Booked]:
    """Everybody booked on the legs of one case, the case left out."""
    booked = list(_rows(folder / "truth" / "exposed" / f"{reference}.jsonl", _booked))
    forms: dict[int, set[tuple[str, str]]] = {}
    for one in booked:
        forms.setdefault(one.traveller, set()).update(one.forms)
    return [replace(one, forms=frozenset(forms[one.traveller])) for one in booked]


def _booked(row: dict[str, Any]) -> Booked:
    forms = (row["name"], *row["written"])
    return Booked(
        leg=row["leg"],
        traveller=row["traveller"],
        contact=row["contact"],
        why=row["why"],
        actions=frozenset(row["actions"]),
        where_told=row["where_told"],
        where_known=row["where_known"],
        role=row["role"],
        conveyance=row["conveyance"],
        seat=row["seat"],
        seat_known=row["seat_known"],
        seat_written=row["seat_written"],
        listed=row["listed"],
        forms=frozenset((form[0].upper(), form[1].upper()) for form in forms),
        dirty=frozenset(row["dirty"]),
        legs_of_case=row["legs_of_case"],
    )


def name_key(surname: str | None, given: str | None) -> str:
    """The letters of a name in alphabetical order, without a title: the same whatever part was written first."""
    words = re.sub(r"[\W_]+", " ", f"{surname or ''} {given or ''}").upper().strip()
    return "".join(sorted(_TITLE.sub("", words).replace(" ", "")))


_AGAIN = "The drill is damaged or was made by another version: make it again with the same seed."


def _rows(path: Path, make: Callable[[dict[str, Any]], _Made]) -> Iterator[_Made]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
            except ValueError:
                raise NotReadable(f"{path}, line {number}: not JSON.", _AGAIN) from None
            try:
                yield make(row)
            except (KeyError, TypeError):
                raise NotReadable(f"{path}, line {number}: not as this version writes it.", _AGAIN) from None
