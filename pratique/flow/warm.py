"""What the first file would have to wait for, done before it comes: for a process that stays."""

from __future__ import annotations

from dataclasses import replace

from pratique.desk import Site
from pratique.flow import receive
from pratique.flow.identity.normal import profiles_of
from pratique.guard.permissions import permissions
from pratique.model.facts import DocumentFact, PersonFact
from pratique.rules.linkage.model import link_model

__all__ = ["receive", "warm_up"]

_NAMES = (("WONG", "WAI"), ("王", "伟"), ("김", "민준"), ("Иванов", "Сергей"), ("محمد", "علي"), ("さとう", "はなこ"))
"""Invented, one for each script whose tables are read when it is first met."""
_PHONES = ("+8613123456789", "+447400123456", "+12015550123", "+61412345678", "+4915123456789", "+918123456789")
"""The examples that `phonenumbers` has for these States: nobody's."""


def warm_up(site: Site) -> None:
    """Load the libraries and tables that reading, comparing and storing use, and have the register's file read ahead.

    Nothing is stored and no record is opened: it works on invented people, and asks the stores how far they are.
    """
    link_model()
    permissions()
    paper = DocumentFact(type="P", number="E48210937", issuer="CHN", expiry="2031-01-01")
    for (surname, given), phone in zip(_NAMES, _PHONES, strict=True):
        person = PersonFact(surname=surname, given=given, nationality="Chinese", documents=(paper,), phones=(phone,))
        profiles_of(replace(person, birth_date_raw="14 Feb 1990"))
    site.register.read_ahead()
    site.movements.count()
