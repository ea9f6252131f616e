"""Airports and points of entry: a code, a country, a time zone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """An airport, or a city that stands for several (`airports` then holds them).

    `zone` is an IANA name; for a city all of whose airports share one zone it is that zone, else None.
    """

    code: str
    name: str
    country: str | None
    """ISO 3166-1 alpha-2."""
    zone: str | None
    airports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PointOfEntry:
    """Where this site works. `country` decides what counts as entering; None until the site says it."""

    code: str
    name: str
    country: str | None
    zone: str
