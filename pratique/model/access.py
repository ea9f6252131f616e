"""Who is working, for what, on which subject: the words the guard speaks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an actor is at this site."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    EPIDEMIOLOGIST = "epidemiologist"
    INSPECTOR = "inspector"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"
    CLIENT = "client"


class Purpose(StrEnum):
    """Why a record is touched: a closed list."""

    INTAKE = "intake"
    CASE_INVESTIGATION = "case_investigation"
    CONTACT_TRACING = "contact_tracing"
    ADMINISTRATION = "administration"
    INSPECTION = "inspection"


class SubjectKind(StrEnum):
    """What one unit of work is about."""

    CASE = "case"
    LEG = "leg"
    REQUEST = "request"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class Subject:
    """The one thing a desk is opened for; nothing that cannot be reached from it can be read.

    `ref` is an opaque reference: a case reference, a leg id, a request id. Never a name or a number of a person.
    """

    kind: SubjectKind
    ref: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is working. `authenticated` is False until the guard can prove it, and the log says so."""

    id: str
    role: Role = Role.OFFICER
    authenticated: bool = False
    scope: Purpose | None = None
    """Of a client: the one purpose of its role that its token is good for."""
