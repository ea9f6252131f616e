"""Document numbers and types, and national numbers. All numbers are invented."""

import pytest

from pratique.flow.identity.normal import doc_type, document_number, national_id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("e 1357-9246", "E13579246"),
        ("E13579246", "E13579246"),
        ("Ｅ１３５７９２４６", "E13579246"),
        ("МР1357924", "MP1357924"),  # Cyrillic
        ("٠٩١٣٥٧٩٢٤", "091357924"),
        ("C01XF2KHT", "C01XF2KHT"),
        ("CFGHJKLMN", "CFGHJKLMN"),
        ("12345678X", "12345678X"),
        ("AB13579", "AB13579"),
    ],
)
def test_a_number_is_capitals_and_digits(text, expected):
    assert document_number(text) == expected


PLACEHOLDERS = (
    "UNKNOWN|Not available|TBA|none|N/A|passport|XXXXXXXX|00000000|123456789|1234567890|0123456|987654321|E00000000|"
    "AB123456|A12345678|AA9999999|1357|.|-|  |ABC123"
)


@pytest.mark.parametrize("text", [*PLACEHOLDERS.split("|"), "", None])
def test_a_placeholder_is_no_number(text):
    assert document_number(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Passport", "P"), ("PN", "P"), ("P<", "P"), ("护照", "P"), ("Identity card", "I"), ("ID", "I"),
        ("身份证", "I"), ("VISA", "V"), ("AC", "AC"), ("", None), ("9", None), (None, None),
    ],
)  # fmt: skip
def test_document_types(text, expected):
    assert doc_type(text) == expected


RIGHT = "11010519491231002X"
"""The example number of GB 11643: born 1949-12-31, a woman."""


@pytest.mark.parametrize(
    ("text", "country", "birth", "sex", "expected"),
    [
        ("110105 19491231 002x", "CHN", None, None, ("CHN", RIGHT)),
        (RIGHT, None, None, None, ("CHN", RIGHT)),
        ("110105194912310021", "CHN", None, None, ("CHN", "110105194912310021")),  # wrong check digit: kept
        ("110105194912310021", None, None, None, (None, "110105194912310021")),
        (RIGHT, "CHN", "1980-05-06", "F", ("CHN", RIGHT)),  # the date may be mistyped
        (RIGHT, "CHN", "1949-12-31", "M", ("CHN", RIGHT)),  # or the sex
        (RIGHT, "CHN", "1980-05-06", "M", (None, None)),  # somebody else's
        ("110105194912310021", "CHN", "1980-05-06", "M", ("CHN", "110105194912310021")),
        ("110105491231002", "CHN", "1949-12-31", None, ("CHN", RIGHT)),
        ("110105491231002", "CHN", "1949", None, ("CHN", RIGHT)),
        ("110105491231002", "CHN", None, None, ("CHN", RIGHT)),
        ("110105491231002", "CHN", "1950-12-31", None, ("CHN", "110105491231002")),
        ("900515-1234568", "KOR", None, None, ("KOR", "9005151234568")),
        ("x-1234567-l", "ESP", None, None, ("ESP", "X1234567L")),
        ("ESX1234567L", "ESP", None, None, ("ESP", "X1234567L")),
        ("8-7654 3219", "QAT", None, None, ("QAT", "876543219")),
        ("12345678", "NLD", None, None, (None, None)),
        ("unknown", "CHN", None, None, (None, None)),
        (None, "CHN", None, None, (None, None)),
    ],
)
def test_national_numbers(text, country, birth, sex, expected):
    assert national_id(text, country, birth, sex) == expected


def test_leading_zeros_are_filled_in_where_a_state_counts_nine_digits():
    assert national_id("98765431", "NLD") == national_id("098765431", "NLD")
