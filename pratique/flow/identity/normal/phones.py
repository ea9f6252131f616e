"""Telephone numbers."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

import phonenumbers
from phonenumbers import PhoneMetadata

_COUNTING = "012345678901234567890"
_SHORTEST = 8
"""The plus and seven digits: less is nobody's own number."""
_SEVERAL = re.compile(r"[;,/|、；，\n]")
_GAPS = str.maketrans("", "", " -.\u00a0")
_EARTH = "001"
"""The region of calling codes that belong to no country."""


@lru_cache(maxsize=1 << 16)
def phone(text: str | None, region1: str | None = None, region2: str | None = None) -> str | None:
    """The number as E.164 with the plus; None where it is none, a placeholder, or has no calling code to go by.

    `region1` and `region2` (alpha-3) are tried in this order for a number without a calling code. Of several numbers
    the first counts. A number with a calling code is taken if its length occurs there, whether or not its range is in
    use: a number out of use tells as much as any other.
    """
    if not text:
        return None
    flat = text.translate(_GAPS) if text.isascii() else text
    found = _international(flat) or _national(flat, region1) or _abroad(flat) or _read(text, region1, region2)
    return found if found and not _placeholder(found) else None


def _placeholder(number: str) -> bool:
    end = number[-7:]
    return len(number) < _SHORTEST or end == end[0] * 7 or number[-8:] in _COUNTING


def _international(text: str) -> str | None:
    """The text, where it is E.164 already and the library would answer the same; None where it has to be asked."""
    if text[:1] != "+" or not (text[1:].isascii() and text[1:].isdigit()):
        return None
    codes = _codes()
    for cut in (2, 3, 4):
        plan = codes.get(text[1:cut])
        if plan:
            rest = text[cut:]
            return text if len(rest) in plan.lengths and rest[0] != "0" and not plan.cuts(rest) else None
    return None


def _national(text: str, region: str | None) -> str | None:
    """A number in the commonest writing of its country; None where the library has to be asked.

    It is one if it matches the country's mobile or fixed numbers as it stands and nothing could be cut off its front,
    or if it does after a single 0 that the country dials before its numbers.
    """
    plan = _plan(region) if region and text.isascii() and text.isdigit() else None
    if plan is None:
        return None
    if text[0] == "0" and plan.zero and text[1:2] != "0" and not plan.any_number.fullmatch(text):
        text = text[1:]
    if text.startswith(str(plan.code)) or plan.cuts(text) or plan.abroad.match(text):
        return None
    if not plan.usual.fullmatch(text):
        return None
    return f"+{plan.code}{text}"


def _abroad(text: str) -> str | None:
    """A number with its calling code after 00, which most write abroad; None where the library has to be asked."""
    return _international(f"+{text[2:]}") if text.startswith("00") else None


@dataclass(frozen=True, slots=True)
class _Plan:
    """A numbering plan, from the library's tables."""

    code: int
    lengths: frozenset[int]
    prefix: re.Pattern[str] | None
    """What is dialled before a number at home, and cut off; None where that is a single 0 or nothing."""
    zero: bool
    abroad: re.Pattern[str]
    any_number: re.Pattern[str]
    usual: re.Pattern[str]
    """Mobile and fixed numbers."""

    def cuts(self, number: str) -> bool:
        return bool(self.prefix and self.prefix.match(number))


@cache
def _codes() -> dict[str, _Plan]:
    """The plan of the main region of each calling code."""
    plans = {}
    for code, regions in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items():
        if regions[0] == _EARTH:
            data = PhoneMetadata.metadata_for_nongeo_region(code)
        else:
            data = PhoneMetadata.metadata_for_region(regions[0])
        plan = _plan_of(data)
        if plan:
            plans[str(code)] = plan
    return plans


@cache
def _plan(region: str) -> _Plan | None:
    alpha2 = _alpha2(region)
    return _plan_of(PhoneMetadata.metadata_for_region(alpha2)) if alpha2 else None


def _plan_of(data: PhoneMetadata | None) -> _Plan | None:
    if data is None or data.general_desc is None or data.country_code is None:
        return None
    prefix = data.national_prefix_for_parsing
    kinds = [kind.national_number_pattern for kind in (data.mobile, data.fixed_line) if kind is not None]
    return _Plan(
        code=data.country_code,
        lengths=frozenset(data.general_desc.possible_length),
        prefix=re.compile(prefix) if prefix and prefix != "0" else None,
        zero=prefix == "0",
        abroad=re.compile(data.international_prefix or "00"),
        any_number=re.compile(data.general_desc.national_number_pattern or "(?!)"),
        usual=re.compile("|".join(f"(?:{kind})" for kind in kinds if kind) or "(?!)"),
    )


def _read(text: str, region1: str | None, region2: str | None) -> str | None:
    """The number as the library reads it: valid in a region stated or with a calling code, else of possible length."""
    flat = _SEVERAL.split(unicodedata.normalize("NFKC", text).strip()[:60], maxsplit=1)[0].strip().removesuffix(".0")
    if not any(letter.isdigit() for letter in flat):
        return None
    if flat.startswith("00"):
        flat = "+" + flat[2:]
    tries: list[tuple[str, str | None]] = [(flat, None)]
    if not flat.startswith("+"):
        tries = [(flat, _alpha2(region)) for region in (region1, region2) if region] + [("+" + flat, None)]
    possible = None
    for written, region in tries:
        number = _parsed(written, region)
        if number is None:
            continue
        e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if phonenumbers.is_valid_number(number):
            return e164
        fits = phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
        # A calling code nobody wrote is believed for a valid number only; and what is read must read alike again.
        if possible is None and fits and (region or written == flat) and _parsed(e164, None) == number:
            possible = e164
    return possible


def _parsed(text: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None


@cache
def _alpha2(region: str) -> str | None:
    from iso3166 import countries_by_alpha3

    if region == "XKX":
        return "XK"
    found = countries_by_alpha3.get(region)
    return found.alpha2 if found else None
