"""Country codes in the one form travel documents use, for comparing; what was stated is never changed."""

from __future__ import annotations

from functools import cache

# Codes in travel documents (ICAO Doc 9303 part 3) that ISO 3166 does not have, and withdrawn ones still met.
_BEYOND = (
    "GBD GBN GBO GBP GBS UNO UNA UNK XOM XXA XXB XXC XXX EUE RKS XPO XCC XBA XIM XMP XES XCE XCT XDC XCO XEC XAU "
    "IAO UTO ZIM ANT NTZ WSA"
)
_BEYOND_ISO = frozenset(_BEYOND.split())
_SAME = {"D": "D", "DEU": "D", "DE": "D", "XK": "RKS", "XKX": "RKS"}
"""One country under several codes: Germany is ``D`` in documents, Kosovo ``RKS``."""


def country_code(text: str | None) -> str | None:
    """The three-letter code used in travel documents (``D`` for Germany), or None where the text is no code."""
    key = (text or "").strip().rstrip("<").upper()
    if key in _SAME:
        return _SAME[key]
    return key if key in _BEYOND_ISO else _iso().get(key)


@cache
def _iso() -> dict[str, str]:
    from iso3166 import countries

    return {code: country.alpha3 for country in countries for code in (country.alpha2, country.alpha3)}
