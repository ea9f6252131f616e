"""Flights, trains, buses and ships in one form."""

import pytest

from pratique.model.flights import normal_flight, normal_service


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
