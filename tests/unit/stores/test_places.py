"""Airports, cities and countries by code."""

import airportsdata
import pytest

from pratique.errors import NotReadable
from pratique.model.places import Place
from pratique.stores.countries import country_code
from pratique.stores.places import Places, read_places


def test_an_airport():
    found = Places().find("jfk")
    assert found is not None
    assert (found.code, found.country, found.zone, found.airports) == ("JFK", "US", "America/New_York", ())


def test_every_airport_is_as_the_package_gives_it():
    """The table is read without the package's own reader: no column may be taken for another, no row left out."""
    places = Places()
    for code, row in airportsdata.load("IATA").items():
        assert places.find(code) == Place(code, row["name"], row["country"] or None, row["tz"] or None)


@pytest.mark.parametrize("code", ["PKX", "TFU", "NLU", "NMI", "DXN"])
def test_new_airports_are_there(code):
    assert Places().find(code) is not None


@pytest.mark.parametrize(("code", "zone"), [("LON", "Europe/London"), ("BJS", "Asia/Shanghai"), ("TYO", "Asia/Tokyo")])
def test_a_city_stands_for_its_airports(code, zone):
    found = Places().find(code)
    assert found is not None
    assert len(found.airports) > 1
    assert found.zone == zone


def test_a_city_in_two_zones_has_none():
    cities = {"QQC": Place("QQC", "Twin", None, None, ("QQA", "QQB"))}
    assert Places(cities).find("QQC") == cities["QQC"]


def test_a_code_that_is_both_is_the_airport():
    found = Places().find("DXB")
    assert found is not None
    assert found.airports == ()


@pytest.mark.parametrize("code", ["", "QQQ", "LONDON", None])
def test_unknown_codes_are_none(code):
    assert Places().find(code) is None


def test_the_site_has_the_last_word(tmp_path):
    table = tmp_path / "places.toml"
    table.write_text('[QQQ]\nname = "Pier 1"\ncountry = "jp"\nzone = "Asia/Tokyo"\n[GOM]\nname = "Goma"\n')
    places = Places(read_places(table))
    assert places.find("qqq") == Place("QQQ", "Pier 1", "JP", "Asia/Tokyo")
    assert places.find("GOM") == Place("GOM", "Goma", None, None)


def test_no_table_is_empty(tmp_path):
    assert read_places(tmp_path / "places.toml") == {}


@pytest.mark.parametrize(
    "text",
    [
        "QQQ = 3",
        "[QQQ]\nzone = 'Mars/Base'",
        "[QQQ]\ncountry = 'JPN'",
        "[QQQ]\ncolour = 1",
        "[QQQ]\nairports = 'A'",
        "[",
    ],
)
def test_a_wrong_entry_is_named(tmp_path, text):
    table = tmp_path / "places.toml"
    table.write_text(text)
    with pytest.raises(NotReadable, match=r"QQQ|TOML"):
        read_places(table)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("it", "ITA"), ("ITA", "ITA"), ("D", "D"), ("DEU", "D"), ("DE", "D"), ("D<<", "D"), ("GBD", "GBD"),
        ("UNO", "UNO"), ("XOM", "XOM"), ("XKX", "RKS"), ("RKS", "RKS"), ("ZZZ", None), ("", None), (None, None),
        ("Italy", None),
    ],
)  # fmt: skip
def test_codes_of_travel_documents(text, code):
    assert country_code(text) == code
