"""Locator forms in JSON and CSV, and the exports of entry registers: what is read, and what is left sealed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.flow.intake import check_json, read_file
from pratique.flow.intake.profile import GivenLeg, SenderProfile
from pratique.model.facts import BY_ARRIVAL, DocumentFact, ReadFile
from pratique.stores.places import Places
from tests.lib.workbooks import Page, workbook

PLACES = Places()
FORM = {
    "airline": "ZZ",
    "flight_number": "305",
    "seat_number": "14C",
    "date_of_arrival": "2026-11-15",
    "last_name": "ALDERTON",
    "first_name": "JO",
    "sex": "F",
    "date_of_birth": "1980-02-13",
    "travel_document": "X0001",
    "mobile": "+4600112201",
    "email": "jo@example.org",
}
HEAD = "airline,flight_number,seat_number,date_of_arrival,last_name,first_name,mobile,travel_companions"
EXPORT = (
    "Formular-ID;disease;pointOfEntry;reportDate;Nachname;Vorname;Geschlecht;Geburtsdatum;Ausweisnummer;"
    "Tel. persönlich;Tel. persönlich geprüft;Tel. weitere;Tel. weitere geprüft;E-Mail Adresse;Land;Risikoklasse;Land;"
    "Risikoklasse;Verkehrsmittel;Beförderungsunternehmen;Flug-/Zug-/Liniennummer;Sitzplatz, Wagennr.;Abfahrtsort;"
    "Einreisedatum;Straße;Ort;Negativer Test"
)


def read(value, name="forms.json", **how):
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return read_file(data, name, PLACES, **how)


def people(found):
    return [(p.surname, p.given, p.seat, p.phones) for message in found.messages for p in message.people]


def test_a_form_names_a_traveller_a_flight_by_its_arrival_a_seat_and_a_phone():
    (message,) = read([FORM]).messages
    (leg,), (one,) = message.legs, message.people
    assert (message.kind, message.function, message.dialect) == ("locator", BY_ARRIVAL, "locator form, json")
    assert (leg.flight, leg.departure, leg.arrival, leg.origin) == ("ZZ305", None, "2026-11-15", None)
    assert (one.surname, one.given, one.sex, one.birth_date) == ("ALDERTON", "JO", "F", "1980-02-13")
    assert one.documents == (DocumentFact(None, "X0001", None, None),)
    assert (one.seat, one.phones, one.emails, one.reference) == ("14C", ("+4600112201",), ("jo@example.org",), "1")


@pytest.mark.parametrize(
    "value", [FORM, [FORM], {"forms": [FORM]}, {
        "flight_information": {k: FORM[k] for k in list(FORM)[:4]},
        "personal_information": {k: FORM[k] for k in list(FORM)[4:9]}, "phone_numbers": {"mobile": FORM["mobile"]}}],
)  # fmt: skip
def test_one_form_or_many_flat_or_in_groups(value):
    assert people(read(value)) == [("ALDERTON", "JO", "14C", ("+4600112201",))]


def test_a_family_shares_the_phones_of_its_form_and_no_seat():
    family = [{"last_name": "ALDERTON", "first_name": "BEA", "seat_number": "14D", "age": 9}]
    others = [{"last_name": "COHN", "first_name": "DI", "group": "tour"}, "ELM/FAY"]
    found = read([FORM | {"business": "+46002", "travel_companions": {"family": family, "non_family": others}}])
    both = ("+4600112201", "+46002")
    assert people(found) == [
        ("ALDERTON", "JO", "14C", both), ("ALDERTON", "BEA", "14D", both), ("COHN", "DI", None, ()),
        ("ELM", "FAY", None, ()),
    ]  # fmt: skip
    assert {p.reference for p in found.messages[0].people} == {"1"}


def test_a_form_without_a_head_is_everybody_in_it():
    value = {"airline": "ZZ", "flight_number": "305", "date_of_arrival": "2026-11-15", "mobile": "+46001",
             "travellers": [{"last_name": "A", "passport_number": "X1"}, {"last_name": "B", "document": {
                 "number": "X2", "type": "id card", "issuing_country": "SWE", "expiry": "2030-01-31"}}]}  # fmt: skip
    (message,) = read(value).messages
    assert [p.documents for p in message.people] == [
        (DocumentFact("P", "X1", None, None),), (DocumentFact("I", "X2", "SWE", "2030-01-31"),),
    ]  # fmt: skip


def test_health_addresses_and_other_people_s_numbers_are_not_read():
    more = {"fever": "NEEDLE1", "permanent_address": {"city": "NEEDLE2", "phone": "NEEDLE3"}, "cough": ["NEEDLE4"],
            "emergency_contact": {"last_name": "NEEDLE5", "mobile": "NEEDLE6"}, "card_number": "NEEDLE7"}  # fmt: skip
    found = read([FORM | more])
    assert "NEEDLE" not in json.dumps(check_json("x", found))
    (note,) = [f.text for f in found.messages[0].findings if f.code == "unknown-columns"]
    assert note.startswith("5 fields are not read and not stored: fever, permanent_address, cough, emergency_contact")


def test_a_field_that_is_named_like_no_field_is_counted_and_not_shown():
    found = read([FORM | {"JO ALDERTON +4600112201": "yes"}])
    (note,) = [f.text for f in found.messages[0].findings if f.code == "unknown-columns"]
    assert note == "1 fields are not read and not stored:  …"


def test_forms_in_a_table_with_companions_in_one_cell():
    text = (
        f"{HEAD}\r\nZZ,305,14C,2026-11-15,ALDERTON,JO,+46001,ALDERTON BEA|ELM/FAY\r\nZZ,305,,2026-11-15,COHN,DI,,\r\n"
    )
    found = read(text.encode(), "forms.csv")
    assert people(found) == [
        ("ALDERTON", "JO", "14C", ("+46001",)), ("ALDERTON BEA", None, None, ("+46001",)),
        ("ELM", "FAY", None, ("+46001",)), ("COHN", "DI", None, ()),
    ]  # fmt: skip
    assert [p.reference for p in found.messages[0].people] == ["2", "2", "2", "3"]


def test_forms_kept_in_a_workbook():
    head = [*HEAD.split(","), "temporary_address_city"]
    page = Page([head, ["ZZ", "305", "14C", "2026-11-15", "ALDERTON", "JO", "+46001", None, "NEEDLE"]])
    found = read(workbook(page), "forms.xlsx")
    assert people(found) == [("ALDERTON", "JO", "14C", ("+46001",))]
    assert found.messages[0].dialect == "locator form, xlsx"


def test_an_entry_register_s_export_is_read_by_position_where_names_repeat():
    flew = "123;X;CAN;26.07.2026;Alderton;Jo;weiblich;13.02.1980;X0001;+46001;Nein;+46002;Nein;jo@example.org;Irland;"
    flew += "NEEDLE;Finnland;NEEDLE;Flugzeug;Zed Air;ZZ 305;14C;SYD;15.11.2026;NEEDLE;NEEDLE;NEEDLE"
    drove = flew.replace("Flugzeug;Zed Air;ZZ 305;14C;SYD", "Auto;;;;").replace("123;", "124;", 1)
    rode = flew.replace("Flugzeug;Zed Air;ZZ 305;14C", "Bahn;;ICE 123;12").replace("123;", "125;", 1)
    found = read("\r\n".join([EXPORT, flew, drove, rode]).encode("cp1252"), "travelEntries.csv")
    first, second = found.messages
    assert (first.legs[0].flight, first.legs[0].origin, first.legs[0].arrival) == ("ZZ305", "SYD", "2026-11-15")
    (one,) = first.people
    assert (one.surname, one.given, one.sex, one.birth_date) == ("Alderton", "Jo", "F", "1980-02-13")
    assert (one.phones, one.emails, one.seat, one.reference) == (
        ("+46001", "+46002"),
        ("jo@example.org",),
        "14C",
        "123",
    )
    assert (second.legs[0].flight, second.legs[0].conveyance) == ("ICE123", "train")
    assert [(r.row, r.reason) for r in found.rejected] == [
        (3, "no flight, train, bus or ship is named: the form tells of no journey with others")
    ]
    assert "NEEDLE" not in json.dumps(check_json("x", found))


def test_a_carrier_s_list_with_a_column_of_arrivals_is_no_form():
    text = "Surname,Given name,Seat,Flight,Flight date,Arrival date\nROSSI,ANNA,14C,ZZ305,2026-11-14,2026-11-15\n"
    assert [m.kind for m in read(text.encode(), "a.csv").messages] == ["csv"]


def test_a_form_that_names_its_departure_is_dated_by_it():
    (message,) = read([FORM | {"departure_date": "2026-11-14", "departure_airport": "SYD"}]).messages
    assert (message.function, message.legs[0].departure, message.legs[0].origin) == (None, "2026-11-14", "SYD")


def test_what_a_form_leaves_out_the_officer_may_state():
    bare = {k: v for k, v in FORM.items() if k not in ("airline", "flight_number")}
    found = read([bare], given=GivenLeg(flight="ZZ305"))
    assert found.messages[0].legs[0].flight == "ZZ305"


def test_forms_of_several_flights_are_several_messages():
    found = read([FORM, FORM | {"flight_number": "306"}, FORM | {"date_of_arrival": "2026-11-16"}])
    assert [(m.legs[0].flight, m.legs[0].arrival) for m in found.messages] == [
        ("ZZ305", "2026-11-15"), ("ZZ306", "2026-11-15"), ("ZZ305", "2026-11-16"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (b'[{"last_name": "A",}]', "not sound JSON: line 1, column 20"),
        (b'{"a": "\xff"}', "not sound JSON"),
        (b'[{"a":' * 30_000, "not sound JSON"),
        ({"disease": "measles", "person": {"surname": "X"}}, "no form names a flight"),
        ([], "no row of the first 40"),
        ([{"flight_number": "ZZ305"}], "no locator form"),
        ([{"last_name": "A", "flight_number": "ZZ305"}], "no form names a flight"),
        ([FORM | {"date_of_arrival": "01/02/2026"}, FORM | {"date_of_arrival": "03/04/2026"}], "dmy or mdy"),
    ],
)
def test_what_is_no_form_says_what_to_do(value, words):
    found = read(value)
    assert words in found.error
    assert found.hint
    assert found.messages == ()


def test_an_ambiguous_date_is_settled_by_the_sender_s_profile():
    found = read([FORM | {"date_of_arrival": "01/02/2026"}], profile=SenderProfile("plf", dates="dmy"))
    assert found.messages[0].legs[0].arrival == "2026-02-01"


def test_one_bad_form_loses_no_other():
    found = read([FORM, {"airline": "ZZ"}, "text", FORM | {"flight_number": "?", "last_name": "B"}])
    assert people(found) == [("ALDERTON", "JO", "14C", ("+4600112201",))]
    assert [(r.row, r.reason) for r in found.rejected] == [(4, "the flight cell holds no flight number")]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*FORM, "travel_companions", "family",
                                                                                  "document", "form_number"]), inner),
    max_leaves=20,
)  # fmt: skip


@given(JSON)
def test_no_json_raises(value):
    found = read(json.dumps([FORM, value]).encode())
    assert isinstance(found, ReadFile)
    assert "ALDERTON" in {p.surname for m in found.messages for p in m.people}
