"""Numbers of papers, national identity numbers and telephones, as each state shapes them (`numbers.toml`).

All digits are drawn at random. Some numbers will be somebody's; nothing here knows whose.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from random import Random

SECOND = ("CAN", "AUS", "GBR", "PRT", "NZL", "BRA", "USA", "DEU", "FRA", "ESP")
"""States whose passport people hold besides their own."""
_COUNTIES = (
    "110101", "110102", "110105", "120101", "120102", "120103", "120105", "210224", "210522", "310101", "310105",
    "330122", "520201", "520203", "530124", "610324", "620122",
)  # fmt: skip
"""Codes of counties that have been in use since before anybody here was born."""
_CHECK = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_DIGITS = "0123456789"
_KINDS = {"9": _DIGITS, "L": _LETTERS, "X": _LETTERS + _DIGITS}


def passport(issuer: str, rng: Random) -> str:
    """A number in the shape of this issuer's."""
    return _filled(_shapes()["passports"][issuer], rng)


def card(issuer: str, rng: Random) -> str:
    """A number of an identity card that is not the national identity number."""
    return issuer[0] + _filled("L9999999", rng)


def mobile(nation: str, rng: Random) -> tuple[str, str]:
    """Country code with its plus, and the rest without a trunk prefix."""
    code, _, rest = _shapes()["mobiles"][nation].partition(" ")
    # What stands before the stroke is the network; only nines behind it are drawn.
    fixed, stroke, open_ = rest.rpartition("|")
    return code, fixed + _filled(open_, rng) if stroke else _filled(rest, rng)


def dialled(nation: str, phone: tuple[str, str], rng: Random) -> str:
    """One of the ways in which a number is written down."""
    code, rest = phone
    chance = rng.random()
    if chance < 0.55:
        return code + rest
    if chance < 0.70:
        return f"{code} {rest[:3]} {rest[3:7]} {rest[7:]}".strip()
    if chance < 0.78:
        return f"00{code[1:]}{rest}"
    if chance < 0.86:
        return f"{code}-{rest[:3]}-{rest[3:]}"
    return _shapes()["trunks"].get(nation, "") + rest


def national_id(nation: str, born: date, sex: str, rng: Random) -> str | None:
    """The national identity number; None for states that have none, or none that travellers give."""
    maker = _IDS.get(nation)
    return maker(born, sex == "M", rng) if maker else None


def _china(born: date, male: bool, rng: Random) -> str:
    body = f"{rng.choice(_COUNTIES)}{born:%Y%m%d}{rng.randrange(500) * 2 + male:03d}"
    return body + "10X98765432"[_sum(_CHECK, body) % 11]


def _korea(born: date, male: bool, rng: Random) -> str:
    century = (1 if male else 2) + (2 if born.year >= 2000 else 0)
    body = f"{born:%y%m%d}{century}{rng.randrange(96):02d}{rng.randrange(1000):03d}"
    return body + str((11 - _sum((2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), body) % 11) % 10)


def _spain(born: date, male: bool, rng: Random) -> str:
    del born, male
    number = rng.randrange(10_000_000, 99_999_999)
    return f"{number}{'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23]}"


def _india(born: date, male: bool, rng: Random) -> str:
    del born, male
    body = str(rng.randrange(20_000_000_000, 99_999_999_999))
    return body + _verhoeff(body)


def _malaysia(born: date, male: bool, rng: Random) -> str:
    place = rng.choice(("01", "10", "14", "12", "07"))
    return f"{born:%y%m%d}{place}{rng.randrange(1000):03d}{rng.randrange(5) * 2 + male}"


def _south_africa(born: date, male: bool, rng: Random) -> str:
    body = f"{born:%y%m%d}{rng.randrange(5000) + 5000 * male:04d}08"
    return body + _luhn(body)


def _saudi_arabia(born: date, male: bool, rng: Random) -> str:
    del born, male
    body = f"1{rng.randrange(10**8):08d}"
    return body + _luhn(body)


def _emirates(born: date, male: bool, rng: Random) -> str:
    del male
    body = f"784{born.year}{rng.randrange(10**7):07d}"
    return body + _luhn(body)


def _egypt(born: date, male: bool, rng: Random) -> str:
    body = f"{2 if born.year < 2000 else 3}{born:%y%m%d}{rng.choice(('01', '02', '21', '12'))}"
    return f"{body}{rng.randrange(1000):03d}{rng.randrange(5) * 2 + male}{rng.randrange(1, 10)}"


def _taiwan(born: date, male: bool, rng: Random) -> str:
    del born
    letter, digits = rng.choice("ABCDEFGH"), f"{1 if male else 2}{rng.randrange(10**7):07d}"
    head = ord(letter) - 55
    return f"{letter}{digits}{-(head // 10 + head % 10 * 9 + _sum(range(8, 0, -1), digits)) % 10}"


def _russia(born: date, male: bool, rng: Random) -> str:
    del born, male
    body = f"{rng.choice(('77', '78', '50', '66', '54'))}{rng.randrange(10**8):08d}"
    for weights in ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)):
        body += str(_sum(weights, body) % 11 % 10)
    return body


def _kazakhstan(born: date, male: bool, rng: Random) -> str:
    century = (3 if male else 4) + 2 * (born.year >= 2000)
    return f"{born:%y%m%d}{century}{rng.randrange(10**5):05d}"


def _plain(size: int) -> Callable[[date, bool, Random], str]:
    def make(born: date, male: bool, rng: Random) -> str:
        del born, male
        return str(rng.randrange(10 ** (size - 1), 10**size))

    return make


_IDS: dict[str, Callable[[date, bool, Random], str]] = {
    "CHN": _china, "KOR": _korea, "ESP": _spain, "IND": _india, "MYS": _malaysia, "ZAF": _south_africa,
    "SAU": _saudi_arabia, "ARE": _emirates, "EGY": _egypt, "TWN": _taiwan, "RUS": _russia, "KAZ": _kazakhstan,
    "COL": _plain(10), "ARG": _plain(8), "JOR": _plain(10), "KEN": _plain(8),
}  # fmt: skip


@cache
def _shapes() -> dict[str, dict[str, str]]:
    return tomllib.loads(files(__package__).joinpath("numbers.toml").read_text("utf-8"))


def _sum(weights: Sequence[int], body: str) -> int:
    return sum(weight * int(digit) for weight, digit in zip(weights, body, strict=True))


def _filled(pattern: str, rng: Random) -> str:
    return "".join(rng.choice(_KINDS[sign]) if sign in _KINDS else sign for sign in pattern)


def _luhn(body: str) -> str:
    total = 0
    for at, sign in enumerate(reversed(body)):
        digit = int(sign) * (2 - at % 2)
        total += digit - 9 * (digit > 9)
    return str(-total % 10)


def _verhoeff(body: str) -> str:
    check = 0
    for at, sign in enumerate(reversed(body), 1):
        check = _times(check, _turned(int(sign), at))
    return str(check if check > 4 else -check % 5)


def _times(a: int, b: int) -> int:
    """In the group of the ten symmetries of a pentagon."""
    if a < 5:
        return (a + b) % 5 if b < 5 else 5 + (a + b) % 5
    return 5 + (a - b) % 5 if b < 5 else (a - b) % 5


def _turned(digit: int, times: int) -> int:
    for _ in range(times % 8):
        digit = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)[digit]
    return digit
