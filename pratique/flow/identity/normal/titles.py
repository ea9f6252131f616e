"""Words in a name that are no part of it: titles, and what is filled in where there is none."""

from __future__ import annotations

_SURE_TITLES = "MR MRS MS MISS MSTR DR PROF MME MLLE"
_OTHER_TITLES = "MAST MASTER MX PROFESSOR MONSIEUR MADAME HERR FRAU SR SRA SRTA SENOR SENORA CAPT REV CHD CHLD INF INFT"
_FILLED_IN = "FNU LNU NFN NLN NMN UNK UNKNOWN NONAME NOSURNAME NOGIVENNAME TBA TBC TBD"
_NAMES = (
    "AMR OMR UMR NIMR NEMR SAMR QAMR TAMR THAMR GHAMR KAMR DAMR AMISS KAMISS KHAMISS ADAMS ADDAMS WILLIAMS ABRAMS "
    "ABRAHAMS GRAHAMS SIMS SIMMS TIMMS TOMS SAMS TIMS JAMS WILLEMS WILLIMS HARMS HELMS HOLMS NORMS"
)
_SURE = frozenset(_SURE_TITLES.split())
_TITLES = _SURE | frozenset(_OTHER_TITLES.split())
"""Titles beside another word; alone only the sure ones are, for there are people called Mast."""
_FILLERS = frozenset(_FILLED_IN.split())
_EMPTY = frozenset((
    "NULL", "NONE", "NIL", "N A", "NO NAME", "NOT KNOWN", "NOT AVAILABLE", "NOT GIVEN", "NOT STATED", "NOT PROVIDED",
    "NOT APPLICABLE", "NO SURNAME", "NO LAST NAME", "NO FIRST NAME", "NO GIVEN NAME", "NO MIDDLE NAME", "ANONYMOUS",
    "SURNAME", "LAST NAME", "GIVEN NAME", "FIRST NAME", "ONLY NAME", "SINGLE NAME",
))  # fmt: skip
"""What a whole field says where it says nothing."""
_GLUED = ("MSTR", "MISS", "MRS", "MR", "MS")
"""Titles that stand glued to the end of a name, as reservation systems write them. DR is not among them: it ends too
many names (ALEXANDR)."""
_ENDS_ALIKE = frozenset(_NAMES.split())
"""Names that end as if a title stood there."""
_BEFORE_S_IN_SURNAMES = frozenset("AEIOULMRSWY")
GLUED_ENDS = ("MR", "MS", "MRS", "MISS", "MSTR")
ALONE = _SURE | _FILLERS | _EMPTY
"""Single words that are no name."""


def without_titles(words: list[str], is_surname: bool) -> list[str]:
    """The words of one field that are a name; empty where none is.

    Titles go at either end, as words or glued to the last. In a surname, MS goes only after a letter that no surname
    has before it (WANGMS, not WILLIAMS).
    """
    left = [word for word in words if word not in _FILLERS and not _crossed_out(word)]
    before: list[str] = []
    while left and left != before:
        before = left
        titles = _TITLES if len(left) > 1 else _SURE
        if left[-1] in titles:
            left = left[:-1]
        elif left[0] in titles:
            left = left[1:]
        else:
            left = [*left[:-1], _unglued(left[-1], is_surname)]
    return [] if " ".join(left) in _EMPTY else left


def _crossed_out(word: str) -> bool:
    return len(word) > 1 and word == "X" * len(word)


def _unglued(word: str, is_surname: bool) -> str:
    title = next((title for title in _GLUED if word.endswith(title)), "")
    name = word.removesuffix(title)
    if len(name) < 2 or word in _ENDS_ALIKE:
        return word
    if title == "MS" and is_surname and name[-1] in _BEFORE_S_IN_SURNAMES:
        return word
    return name
