"""Telephone numbers: what the quick ways answer is what the library answers."""

import random

import phonenumbers
import pytest
from iso3166 import countries

from pratique.flow.identity.normal import phone
from pratique.flow.identity.normal.phones import _abroad, _international, _national, _read


@pytest.mark.parametrize(
    ("text", "region1", "region2", "expected"),
    [
        ("+8613800138000", None, None, "+8613800138000"),
        ("+86 138-0013-8000", None, None, "+8613800138000"),
        ("+86 (0)138 0013 8000", None, None, "+8613800138000"),
        ("0086 138 0013 8000", None, None, "+8613800138000"),
        ("8613800138000", None, None, "+8613800138000"),
        ("138 0013 8000", "CHN", None, "+8613800138000"),
        ("13800138000.0", "CHN", None, "+8613800138000"),
        ("13800138000", "GBR", "CHN", "+8613800138000"),
        ("020 7946 0958", "GBR", None, "+442079460958"),
        ("02079460958", "GBR", None, "+442079460958"),
        ("+44 20 7946 0958 ext. 12", None, None, "+442079460958"),
        ("+44 20 7946 0958 / +44 20 7946 0959", None, None, "+442079460958"),
        ("＋４４ ２０ ７９４６ ０９５８", None, None, "+442079460958"),
        ("+39 06 6982 3145", None, None, "+390669823145"),
        ("+54 9 11 5018 4021", None, None, "+5491150184021"),
        ("044 234 561", "XKX", None, "+38344234561"),
        ("13800138000", None, None, None),
        ("0791", "GBR", None, None),
        ("+8600000000000", None, None, None),
        ("+8613812345678", None, None, None),
        ("+999123456", None, None, None),
        ("+1 234 5678", None, None, None),
        ("unknown", "CHN", None, None),
        ("", "CHN", None, None),
        ("8.61E+12", "CHN", None, None),
    ],
)
def test_numbers(text, region1, region2, expected):
    assert phone(text, region1, region2) == expected


def _library(text, region=None):
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def test_the_quick_way_for_e164_answers_as_the_library_does():
    dice = random.Random(7)
    quick = 0
    for code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
        for _ in range(40):
            text = f"+{code}" + "".join(dice.choices("0123456789", k=dice.randint(5, 13)))
            if answer := _international(text):
                quick += 1
                assert answer == _library(text), code
                dialled = f"00{text[1:]}"
                assert _abroad(dialled) == _read(dialled, None, None), code
    assert quick > 1000


def test_the_quick_way_for_numbers_of_a_country_answers_as_the_library_does():
    dice = random.Random(8)
    quick = 0
    for country in countries:
        examples = [phonenumbers.example_number_for_type(country.alpha2, kind) for kind in (0, 1)]
        for example in filter(None, examples):
            digits = str(example.national_number)
            for _ in range(20):
                kept = dice.randint(1, 4)
                text = digits[:kept] + "".join(dice.choices("0123456789", k=len(digits) - kept))
                text = dice.choice(("", "", "0")) + text
                if answer := _national(text, country.alpha3):
                    quick += 1
                    assert answer == _library(text, country.alpha2), country.alpha2
    assert quick > 1000


@pytest.mark.parametrize("text", ["+8613812345678", "+86 138 1234 5678", "+1 (212) 555-0100", "+07", "+", "+44-74 0"])
def test_with_a_plus_the_region_says_nothing(text):
    assert len({phone(text, one, other) for one in (None, "CHN", "GBR", "ITA") for other in (None, "USA")}) == 1
