"""States as ISO 3166 alpha-3, whichever code or name a paper uses."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from pratique.stores.countries import country_code

_ISO = {"D": "DEU", "RKS": "XKX", "UNK": None, "XXX": None}
"""Codes of travel documents that ISO writes otherwise. UNK is written for *unknown* as well, XXX is no State."""
_BRITISH = frozenset({"GBD", "GBN", "GBO", "GBP", "GBS"})
"""Classes of British nationality: one issuer, one State."""
_NAMES = (
    "UK:GBR,GREAT BRITAIN:GBR,ENGLAND:GBR,BRITISH:GBR,UNITED KINGDOM:GBR,USA:USA,US:USA,UNITED STATES:USA,AMERICA:USA,"
    "CHINA:CHN,PR CHINA:CHN,PRC:CHN,P R CHINA:CHN,CHINESE:CHN,中国:CHN,中國:CHN,HONG KONG:HKG,MACAO:MAC,MACAU:MAC,"
    "TAIWAN:TWN,SOUTH KOREA:KOR,KOREA:KOR,REPUBLIC OF KOREA:KOR,NORTH KOREA:PRK,DPRK:PRK,RUSSIA:RUS,IRAN:IRN,"
    "VIETNAM:VNM,LAOS:LAO,SYRIA:SYR,MOLDOVA:MDA,TANZANIA:TZA,BOLIVIA:BOL,VENEZUELA:VEN,BRUNEI:BRN,TURKEY:TUR,"
    "TURKIYE:TUR,HOLLAND:NLD,IVORY COAST:CIV,CZECH REPUBLIC:CZE,MACEDONIA:MKD,SWAZILAND:SWZ,BURMA:MMR,UAE:ARE,"
    "KSA:SAU,DR CONGO:COD,CONGO:COG,CAPE VERDE:CPV,PALESTINE:PSE,KOSOVO:XKX,EAST TIMOR:TLS,VATICAN:VAT"
)


@lru_cache(maxsize=1 << 12)
def country(text: str | None) -> str | None:
    """The alpha-3 code of a State written as alpha-2, alpha-3, document code (``D``, ``GBN``) or English name.

    None where no State is meant, or none that is known.
    """
    if not text:
        return None
    flat = unicodedata.normalize("NFKC", text).strip()
    code = country_code(flat)
    if code is None:
        return _names().get(_plain(flat))
    if code in _BRITISH:
        return "GBR"
    return _ISO.get(code, code)


@cache
def _names() -> dict[str, str]:
    from iso3166 import countries

    known = {_plain(name): one.alpha3 for one in countries for name in (one.name, one.apolitical_name)}
    return known | dict(pair.split(":", 1) for pair in _NAMES.split(","))


def _plain(name: str) -> str:
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalpha() else " " for letter in bare).upper().split())
