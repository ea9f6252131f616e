"""A case notice that names a train, a bus or a ship."""

import json

import pytest

from pratique.errors import NotReadable
from pratique.flow.intake.notice import read_notice
from pratique.model.casework import Journey

DAY = {"date": "2026-11-16"}
TRAIN = {"flight": "g 17次", "conveyance": "train", "origin": "广州南", "destination": "Lyon Part-Dieu", **DAY}


def notice(**journey):
    told = {"disease": "COVID-19", "classification": "confirmed", "dates": {"onset": "2026-11-15"}}
    return read_notice(json.dumps({**told, "journeys": [journey]}).encode())


def only(**journey):
    (read,) = notice(**journey).journeys
    return read


def test_a_train_with_coach_seat_and_class():
    read = only(**TRAIN, coach="05号车厢", seat="12F", **{"class": "二等座"})
    assert (read.flight, read.conveyance, read.unit, read.seat, read.travel_class) == (
        "G17",
        "train",
        "5",
        "12F",
        "second",
    )
    assert (read.origin, read.destination) == ("广州南", "Lyon Part-Dieu")


def test_a_coach_before_the_seat_is_read_where_none_is_given_apart():
    assert only(**TRAIN, seat="05车12F号").unit == "5"
    assert only(**TRAIN, seat="05车12F号", coach="6").unit == "6"


def test_a_ship_with_a_cabin():
    read = only(flight="MV Aurorelle", conveyance="ship", cabin="Cabin 6014", **DAY)
    assert (read.flight, read.conveyance, read.unit) == ("MV AURORELLE", "ship", "6014")


def test_a_flight_is_read_as_ever():
    read = only(flight="zz 0305", origin="sin", destination="can", seat="14C", **DAY)
    assert read == Journey("ZZ305", read.date, "SIN", "CAN", "14C")
    assert only(flight="zz 0305", conveyance=None, **DAY).conveyance == "aircraft"


WRONG = {
    "a train that is not said to be one": ({"flight": "K9281次"}, "train, bus or ship"),
    "coach and cabin": ({**TRAIN, "coach": "5", "cabin": "6"}, "both a coach and a cabin"),
    "a class nobody knows": ({**TRAIN, "class": "panorama"}, "journeys.1.class"),
    "a conveyance nobody knows": ({**TRAIN, "conveyance": "balloon"}, "journeys.1.conveyance"),
    "an aircraft that is none": ({"flight": "ZZ305", "registration": "panorama"}, "journeys.1.registration"),
    "the aircraft of a train": ({**TRAIN, "registration": "B-1234"}, "journeys.1.registration"),
    "a misspelt field": ({**TRAIN, "coatch": "5"}, "perhaps coach"),
    "the name inside the product": ({**TRAIN, "travel_class": "second"}, "journeys.1.travel_class: no such field"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_used_is_named_and_not_repeated(name):
    journey, words = WRONG[name]
    with pytest.raises(NotReadable) as raised:
        notice(**{**DAY, **journey})
    said = f"{raised.value.sentence} {raised.value.hint}"
    assert words in said
    for value in ("panorama", "balloon", "K9281"):
        assert value not in said


def test_a_flight_with_its_aircraft():
    assert only(flight="ZZ305", registration="b-1234", **DAY).registration == "B1234"
    assert only(flight="ZZ305", registration=" ", **DAY).registration is None


def test_a_notice_without_a_reference_gets_the_one_that_it_always_got():
    """It is made from the content: a field that came later must not make a new case of the same notice."""
    assert notice(flight="ZZ305", **DAY).reference == "CASE-E44AA372"
    assert notice(flight="ZZ305", registration="B-1234", **DAY).reference != "CASE-E44AA372"


PERSON = {"surname": "Quill-Feather", "documents": [{"number": "X0736206"}]}


@pytest.mark.parametrize("reference", ["QUILLFEATHER-1", "2026/quill-feather", "GZ-x0736206"])
def test_a_reference_that_names_the_person_is_refused_and_not_repeated(reference):
    told = {"disease": "COVID-19", "classification": "confirmed", "dates": {"onset": "2026-11-15"}, "person": PERSON}
    with pytest.raises(NotReadable, match="surname or document number") as raised:
        read_notice(json.dumps({**told, "reference": reference}).encode())
    said = f"{raised.value.sentence} {raised.value.hint}".casefold()
    assert not any(word in said for word in ("quill", "feather", "x0736206"))
    assert read_notice(json.dumps({**told, "reference": "GZ-2026-0117"}).encode()).reference == "GZ-2026-0117"
