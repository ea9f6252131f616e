"""Flights, trains, buses and ships, carriers and aircraft in one form."""

import pytest

from pratique.model.flights import normal_carrier, normal_flight, normal_registration, normal_service


@pytest.mark.parametrize(
    ("raw", "service"),
    [
        ("G17", "G17"),
        ("g 17", "G17"),
        ("G17次", "G17"),
        ("Ｇ17 次", "G17"),
        ("K9281次列车", "K9281"),
        ("1461次", "1461"),
        ("D-301", "D301"),
        ("ICE 594", "ICE594"),
        ("QF  Aurorelle ", "QF AURORELLE"),
        ("船名甲", "船名甲"),
    ],
)
def test_a_train_bus_or_ship_in_one_form(raw, service):
    assert normal_service(raw) == service
    assert normal_service(service) == service


@pytest.mark.parametrize("raw", [None, "", "  "])
def test_no_service_is_none(raw):
    assert normal_service(raw) is None


def test_a_name_is_cut_at_what_the_register_holds():
    assert len(normal_service("A" * 60)) == 40


@pytest.mark.parametrize(
    ("raw", "flight"), [("zz 0305", "ZZ305"), ("9Q126", "9Q126"), ("K9281次", None), ("1461", None)]
)
def test_a_train_that_is_written_as_one_is_no_flight(raw, flight):
    assert normal_flight(raw) == flight


@pytest.mark.parametrize(
    ("raw", "registration"),
    [
        ("b-1234", "B1234"),
        ("B-32AB", "B32AB"),
        ("B‑KQQ", "BKQQ"),  # a hyphen that does not break
        ("N123QQ", "N123QQ"),
        ("n 123", "N123"),
        ("JA8089", "JA8089"),
        ("9V-QQA", "9VQQA"),
        ("G-QQQQ", "GQQQQ"),
        ("RDPL-34222", "RDPL34222"),
        ("Ｂ－１２３４", "B1234"),
    ],
)
def test_a_registration_by_its_letters_and_digits(raw, registration):
    assert normal_registration(raw) == registration
    assert normal_registration(registration) == registration


@pytest.mark.parametrize(
    "raw", [None, "", "-", "N/A", "TBA", "UNKNOWN", "A320", "B738", "77W", "12345", "B-1234 / B-5678", "机号"]
)
def test_what_is_no_registration_is_none(raw):
    assert normal_registration(raw) is None


@pytest.mark.parametrize(
    ("raw", "carrier"), [("zz", "ZZ"), ("QQX", "QQX"), ("9q", "9Q"), ("ZZ305", None), ("Z", None), ("99", None)]
)
def test_a_carrier_is_what_a_flight_number_begins_with(raw, carrier):
    assert normal_carrier(raw) == carrier
