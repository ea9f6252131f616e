"""National identity numbers."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from types import ModuleType

from pratique.flow.identity.normal.numbers import document_number

_COMPACT = {"CHL": "cl.rut", "ESP": "es.nif", "HRV": "hr.oib", "ISR": "il.idnr", "NLD": "nl.bsn"}
"""Where one number is written with a prefix or without, with leading zeros or without. Elsewhere only separators
differ, and those are gone already."""
_CHINA = "CHN"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def national_id(
    text: str | None, country: str | None, birth: str | None = None, sex: str | None = None
) -> tuple[str | None, str | None]:
    """State and number, compact; both None for a placeholder. `birth` and `sex` are the bearer's, normalised.

    A number whose check digit is wrong is kept, for a mistyped digit must not make it vanish. A Chinese number that is
    right in itself, but of another birth year and another sex, is somebody else's, and None. An old Chinese number of
    15 digits becomes the one of 18. Without a stated State only a right Chinese number tells its own.
    """
    number = document_number(text)
    if number is None:
        return None, None
    if country in (_CHINA, None):
        if len(number) == 15 and country and number.isdigit():
            number = _of_eighteen(number, birth)
        if len(number) == 18 and (country is None or _contradicts(number, birth, sex)):
            right = _right_in_china(number)
            if country is None:
                return (_CHINA, number) if right else (None, number)
            return (None, None) if right else (country, number)
        return country, number
    if country in _COMPACT:
        number = _module(_COMPACT[country]).compact(number)
    return country, number


def _contradicts(number: str, birth: str | None, sex: str | None) -> bool:
    if not (birth and sex and number[16].isdigit()):
        return False
    return number[6:10] != birth[:4] and "FM"[int(number[16]) % 2] != sex


def _right_in_china(number: str) -> bool:
    try:
        return bool(_module("cn.ric").is_valid(number))
    except KeyError:  # a region that the library's table knows by its first digits only
        return False


def _of_eighteen(number: str, birth: str | None) -> str:
    """The same with its century and check digit; unchanged where its date is not the bearer's."""
    if birth and birth.replace("-", "")[2:8] != number[6:12][: len(birth.replace("-", "")) - 2]:
        return number
    longer = number[:6] + "19" + number[6:]
    total = sum(int(digit) * weight for digit, weight in zip(longer, _WEIGHTS, strict=True))
    return longer + "10X98765432"[total % 11]


@cache
def _module(name: str) -> ModuleType:
    return import_module(f"stdnum.{name}")
