"""What runs and how often: invented carriers between real airports, and trains from the home town."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, sqrt

from pratique.drill.country import cabins
from pratique.drill.country.chance import mix, pick
from pratique.drill.country.places import AIRPORTS, Airport, flight_minutes, stations
from pratique.drill.country.world import Cabin, Conveyance

RAIL_SHARE = 0.06
"""Part of all lines that are written by railways."""
_CARRIERS = (("ZZ", "QQ", "8Q", "ZX"), ("XB", "Q8", "9Q", "QX"))
"""Designators of no airline we know of: carriers of this country, and of others."""
_THROUGH = {"CAN": {"ICN": ("SIN", 1335, 480), "SIN": ("ICN", 695, 1020)}}
"""One aircraft on to another country under one number: the other end, and both clocks so that it waits 90 minutes."""
_SMALL = 50_000
_MEAN_SEATS = 245


@dataclass(frozen=True, slots=True)
class Service:
    """A pair of numbers, out of the home town and back to it, every so many days at the same clock time."""

    index: int
    conveyance: Conveyance
    names: tuple[str, str]
    """Flight or train number out, and back."""
    far: str
    """Airport or station at the other end."""
    zone: str
    """The clock there."""
    home_run: bool
    """Whether its crews live in this country."""
    cabin: Cabin
    minutes: int
    clocks: tuple[int, int]
    """Minutes after local midnight at which it leaves: out, and back."""
    every: int
    phase: int
    """Days from the first day of the period to the first departure."""
    through: str = ""
    """Airport to which the same flight goes on from the home airport."""


def flights(seed: int, lines: int, days: int, home: Airport) -> Iterator[Service]:
    """Enough seats for so many lines, in services spread over the airports of our table."""
    pairs = max(1.0, lines * (1 - RAIL_SHARE) / 2 / (_MEAN_SEATS * (0.62 if lines < _SMALL else 0.78)))
    count, every = _frequency(pairs, days, max(4, round(0.55 * sqrt(pairs))))
    others = [other for other in AIRPORTS.values() if other.code != home.code]
    through = _THROUGH.get(home.code, {})
    for index in range(max(4, count)):
        far = others[index % len(others)]
        minutes, bits = flight_minutes(home, far), mix(seed, 11, index)
        home_run, number = index % 2 == 0, 100 + 2 * index
        clocks = (300 + bits % 220 * 5, 300 + (bits >> 16) % 220 * 5)
        names, cabin, phase, onward = (number, number + 1), _cabin(minutes, bits >> 32), index % 3 % every, ""
        if index < len(others) and far.code in through:
            onward, *own = through[far.code]
            clocks, cabin, phase, home_run = (own[0], own[1]), cabins.TWIN_2_4_2, 1 % every, False
            names = (801, 802) if far.code == max(through) else (802, 801)
        carrier = "9Q" if onward else pick(_CARRIERS[not home_run], index // 2)
        yield Service(
            index=index,
            conveyance="aircraft",
            names=(f"{carrier}{names[0]}", f"{carrier}{names[1]}"),
            far=far.code,
            zone=far.zone,
            home_run=home_run,
            cabin=cabin,
            minutes=minutes,
            clocks=clocks,
            every=every,
            phase=phase,
            through=onward,
        )


def trains(seed: int, lines: int, days: int, home: Airport, start: int) -> Iterator[Service]:
    """Trains from the home town and back; `start` is the index of the first."""
    pairs = max(1.0, lines * RAIL_SHARE / 2 / (90 if lines < _SMALL else 220))
    count, every = _frequency(pairs, days, max(1, round(0.4 * sqrt(pairs))))
    _, others = stations(home.code)
    for nth in range(count):
        bits = mix(seed, 12, nth)
        far, hours = others[nth % len(others)]
        yield Service(
            index=start + nth,
            conveyance="train",
            names=(f"G{9001 + 2 * nth}", f"G{9002 + 2 * nth}"),
            far=far,
            zone=home.zone,
            home_run=True,
            cabin=cabins.HIGH_SPEED_TRAIN,
            minutes=round(hours * 60),
            clocks=(540 + bits % 120 * 5, 420 + (bits >> 16) % 120 * 5),
            every=every,
            phase=(1 + nth) % every,
        )


def _frequency(pairs: float, days: int, count: int) -> tuple[int, int]:
    """How many services, and how many days apart, so that about `pairs` of departures take place."""
    every = max(1, min(days // 4, round(count * days / pairs)))
    return max(1, ceil(every * pairs / days)), every


def _cabin(minutes: int, bits: int) -> Cabin:
    if minutes < 330:
        return pick((cabins.SINGLE_AISLE, cabins.SINGLE_AISLE, cabins.TWIN_2_4_2), bits)
    return pick((cabins.TWIN_3_4_3, cabins.TWIN_2_5_2, cabins.TWIN_3_3_3, cabins.TWIN_2_4_2), bits)
