"""Every error a user can meet, in one tree.

PratiqueError
├── NotReady        3  503  a setting, a package, a key or a database is missing
├── NotReadable     4  422  an input cannot be read, wholly or in part
│   └── Unusable    4  422  no rule gives an answer for this case (`pratique.rules.unusable`)
├── NotFound        5  404
├── NotAllowed      6  403  for this actor, purpose or subject
│   └── TooOften    6  429  more look-ups than one officer may make in an hour
├── Conflict        7  409  somebody else works on it, or changed it
└── Broken          8  500  the audit log, or a stored file, does not verify

An error is a sentence for the user, what to do about it, and a stable code. It never holds a name, a document
number or a phone: those would reach logs and screens of people who may not see them.
"""

from __future__ import annotations

from typing import ClassVar


class PratiqueError(Exception):
    """Base of everything shown to a user without a traceback."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1
    http_status: ClassVar[int] = 500

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint


class NotReady(PratiqueError):
    """Something this site needs is missing: a setting, a package, a key, a database."""

    code = "not-ready"
    exit_code = 3
    http_status = 503


class NotReadable(PratiqueError):
    """An input cannot be read, wholly or in part."""

    code = "not-readable"
    exit_code = 4
    http_status = 422


class NotFound(PratiqueError):
    """What was asked for is not here."""

    code = "not-found"
    exit_code = 5
    http_status = 404


class NotAllowed(PratiqueError):
    """Not for this actor, this purpose or this subject."""

    code = "not-allowed"
    exit_code = 6
    http_status = 403


class TooOften(NotAllowed):
    """More look-ups than one officer may make in an hour."""

    code = "too-often"
    http_status = 429


class Conflict(PratiqueError):
    """Somebody else is working on it, or changed it meanwhile."""

    code = "conflict"
    exit_code = 7
    http_status = 409


class Broken(PratiqueError):
    """What is stored does not verify: the audit log, or a file."""

    code = "broken"
    exit_code = 8
    http_status = 500
