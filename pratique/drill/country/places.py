"""Real airports, rounded to a tenth of a degree, and stations. Everything that flies between them is invented."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import acos, cos, radians, sin
from zoneinfo import ZoneInfo

from pratique.drill.country.world import Culture


@dataclass(frozen=True, slots=True)
class Airport:
    """Where it is; `culture` is the nearest we have words for."""

    code: str
    country: str
    zone: str
    latitude: float
    longitude: float
    culture: Culture


_TABLE: tuple[tuple[str, str, str, float, float, Culture], ...] = (
    ("CAN", "CHN", "Asia/Shanghai", 23.4, 113.3, "zh"),
    ("LHR", "GBR", "Europe/London", 51.5, -0.5, "en"),
    ("SIN", "SGP", "Asia/Singapore", 1.4, 104.0, "zh"),
    ("ICN", "KOR", "Asia/Seoul", 37.5, 126.5, "ko"),
    ("DXB", "ARE", "Asia/Dubai", 25.3, 55.4, "ar"),
    ("BKK", "THA", "Asia/Bangkok", 13.7, 100.7, "in"),
    ("SYD", "AUS", "Australia/Sydney", -33.9, 151.2, "en"),
    ("SVO", "RUS", "Europe/Moscow", 56.0, 37.4, "ru"),
    ("DEL", "IND", "Asia/Kolkata", 28.6, 77.1, "in"),
    ("MAD", "ESP", "Europe/Madrid", 40.5, -3.6, "es"),
    ("NRT", "JPN", "Asia/Tokyo", 35.8, 140.4, "en"),
    ("CAI", "EGY", "Africa/Cairo", 30.1, 31.4, "ar"),
    ("KUL", "MYS", "Asia/Kuala_Lumpur", 2.7, 101.7, "zh"),
    ("NBO", "KEN", "Africa/Nairobi", -1.3, 36.9, "en"),
    ("DOH", "QAT", "Asia/Qatar", 25.3, 51.6, "ar"),
    ("HAN", "VNM", "Asia/Ho_Chi_Minh", 21.2, 105.8, "en"),
    ("FRA", "DEU", "Europe/Berlin", 50.0, 8.6, "en"),
    ("RUH", "SAU", "Asia/Riyadh", 25.0, 46.7, "ar"),
    ("BOM", "IND", "Asia/Kolkata", 19.1, 72.9, "in"),
    ("MNL", "PHL", "Asia/Manila", 14.5, 121.0, "es"),
    ("MEL", "AUS", "Australia/Melbourne", -37.7, 144.8, "en"),
    ("CDG", "FRA", "Europe/Paris", 49.0, 2.5, "en"),
    ("IST", "TUR", "Europe/Istanbul", 41.3, 28.7, "ar"),
    ("PUS", "KOR", "Asia/Seoul", 35.2, 128.9, "ko"),
    ("OVB", "RUS", "Asia/Novosibirsk", 55.0, 82.7, "ru"),
    ("CGK", "IDN", "Asia/Jakarta", -6.1, 106.7, "in"),
    ("LAX", "USA", "America/Los_Angeles", 33.9, -118.4, "en"),
    ("CMB", "LKA", "Asia/Colombo", 7.2, 79.9, "in"),
    ("HKT", "THA", "Asia/Bangkok", 8.1, 98.3, "in"),
    ("YVR", "CAN", "America/Vancouver", 49.2, -123.2, "en"),
    ("ADD", "ETH", "Africa/Addis_Ababa", 9.0, 38.8, "ar"),
)
AIRPORTS = {row[0]: Airport(*row) for row in _TABLE}
BEYOND = ("GRU", "JFK", "AMM", "EDI", "MEX", "DPS", "LED", "HYD", "CJU", "BCN", "KHI", "PER")
"""Where a journey may begin or end beyond the far airport, on flights no list reaches us of."""

_STATIONS = {
    "CAN": (
        "Guangzhou South",
        (("Changsha South", 2.6), ("Wuhan", 4.2), ("Guilin North", 2.9), ("Xiamen North", 4.6)),
    )
}
LAND_PORTS = {"CAN": "Luohu"}


def airport(code: str) -> Airport:
    """The airport of this code. Raises ValueError for one we have no row for."""
    if code not in AIRPORTS:
        raise ValueError(f"The synthetic country knows no airport {code}; choose one of {', '.join(sorted(AIRPORTS))}")
    return AIRPORTS[code]


def stations(home: str) -> tuple[str, tuple[tuple[str, float], ...]]:
    """The station of the home town, and others with the hours to them."""
    return _STATIONS.get(home, (f"{home} Central", ((f"{home} North", 2.5), (f"{home} West", 3.5))))


def land_port(home: str) -> str:
    """Where people cross the border on foot or by road."""
    return LAND_PORTS.get(home, f"{home} Bridge")


@cache
def zone(name: str) -> ZoneInfo:
    """The clock of a place."""
    return ZoneInfo(name)


def flight_minutes(a: Airport, b: Airport) -> int:
    """From gate to gate, between 1.5 and 14 hours, in steps of five minutes."""
    la, lb, turn = radians(a.latitude), radians(b.latitude), radians(a.longitude - b.longitude)
    kilometres = 6371 * acos(min(1.0, sin(la) * sin(lb) + cos(la) * cos(lb) * cos(turn)))
    return round(min(14 * 60, max(90, 35 + kilometres / 820 * 60)) / 5) * 5
