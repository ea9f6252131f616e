"""Airports and cities by code: the packaged table, and what this site says instead."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from zoneinfo import available_timezones

from pratique.errors import NotReadable
from pratique.model.places import Place


class Places:
    """Looks up IATA airport and city codes. A site's own entries win over the packaged ones."""

    def __init__(self, overrides: Mapping[str, Place] | None = None) -> None:
        self._overrides = {code.upper(): place for code, place in (overrides or {}).items()}

    def find(self, code: str | None) -> Place | None:
        """The airport of this code, or the city if no airport has it; None where the code is unknown."""
        key = (code or "").strip().upper()
        return self._overrides.get(key) or _airport(key) or _cities().get(key)

    def stop(self, name: str | None) -> Place | None:
        """A station, bus stop or harbour as this site's own table names it; never an airport that is written alike."""
        return self._overrides.get((name or "").strip().upper())


def read_places(path: Path) -> dict[str, Place]:
    """A site's table: one TOML table per code with `name`, and `country` (alpha-2), `zone`, `airports` if known.

    A file that is not there is an empty table. Raises NotReadable, naming the code, where an entry is wrong.
    """
    if not path.is_file():
        return {}
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeError) as error:
        raise NotReadable(f"{path.name} is not valid TOML: {error}", "correct the line it names") from error
    return {code.upper(): _entry(path.name, code, entry) for code, entry in raw.items()}


def _entry(file: str, code: str, entry: object) -> Place:
    if not isinstance(entry, dict):
        raise NotReadable(f"{file}: {code} is no table", f"write [{code}] and its name below")
    unknown = sorted(set(entry) - {"name", "country", "zone", "airports"})
    name, country, zone = entry.get("name", code), entry.get("country"), entry.get("zone")
    airports = entry.get("airports", [])
    if unknown:
        raise NotReadable(f"{file}: {code} has an unknown entry {unknown[0]}", "use name, country, zone, airports")
    if not isinstance(name, str) or not (country is None or (isinstance(country, str) and len(country) == 2)):
        raise NotReadable(f"{file}: {code} needs a name in quotes and a country of two letters", "such as FR")
    if zone is not None and zone not in available_timezones():
        raise NotReadable(f"{file}: {code} names an unknown time zone", "use an IANA name such as Europe/Paris")
    if not isinstance(airports, list) or not all(isinstance(a, str) for a in airports):
        raise NotReadable(f"{file}: the airports of {code} are no list of codes", 'write airports = ["AAA", "BBB"]')
    return Place(code.upper(), name, country.upper() if country else None, zone, tuple(airports))


@cache
def _airports() -> dict[str, str]:
    """The line of each airport that has a code in the packaged table; under no code, the line of its headings."""
    # The package's own `load` makes a dictionary of every row: some ten times as long, in every new process.
    table = (files("airportsdata") / "airports.csv").read_bytes()
    lines = {code.decode(): line.decode() for line, code in re.findall(rb'\n("[^"]*","([^"]+)".*)', table)}
    return lines | {"": table.partition(b"\n")[0].decode()}


@lru_cache(4096)
def _airport(code: str) -> Place | None:
    lines = _airports()
    if not code or code not in lines:
        return None
    row = next(csv.DictReader((lines[""], lines[code])))
    return Place(code, row["name"], row["country"] or None, row["tz"] or None)


@cache
def _cities() -> dict[str, Place]:
    import airportsdata

    cities = {}
    for code, city in airportsdata.load_iata_macs().items():
        airports = city["airports"]
        zones = {airport["tz"] for airport in airports.values()}
        zone = zones.pop() if len(zones) == 1 else None
        cities[code] = Place(code, city["name"], city["country"] or None, zone or None, tuple(sorted(airports)))
    return cities
