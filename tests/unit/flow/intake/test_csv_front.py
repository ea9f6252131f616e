"""The front of intake: the content says what a file is, and no bytes raise."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.flow.intake import check_json, read_file
from pratique.model.facts import ReadFile
from pratique.stores.places import Places

PLACES = Places()
MANIFEST = (
    b"Surname,Given Name,DOB,Seat,Flight,Flight Date,From,To\nROSSI,ANNA,1980-02-13,14C,ZZ123,2026-11-14,SYD,QQQ\n"
)
CROSSINGS = b"Passport No,Crossing Time,Point of Entry,Direction\nX0099,2026-11-14 08:00,NRT,in\n"
PEOPLE = [
    "role", "surname", "given", "sex", "birth_date", "birth_date_raw", "nationality", "residence", "embark", "debark",
    "booking", "reference", "seat", "seat_raw", "documents", "phones", "emails", "unit",
    "class", "table",
]  # fmt: skip


@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a.parquet.csv", "a"])
def test_the_content_decides_not_the_name(name):
    assert [m.kind for m in read_file(MANIFEST, name, PLACES).messages] == ["csv"]
    assert [m.kind for m in read_file(CROSSINGS, name, PLACES).messages] == ["crossings"]


@pytest.mark.parametrize("header", ["Surname,Given Name,Seat,Flight,Flight Date", "姓,名,座位号,航班号,航班日期"])
def test_a_sign_of_edifact_in_a_cell_does_not_make_a_table_another_format(header):
    rows = ["ROSSI,ANNA,14C,ZZ123,2026-11-14", "UNH+1+PAXLST:D:02B:UN:IATA',,,,", "ROSSI,BEA,14D,ZZ123,2026-11-14"]
    read = read_file("\n".join([header, *rows]).encode("utf-8"), "a.csv", PLACES)
    assert [message.kind for message in read.messages] == ["csv"]
    assert len(read.messages[0].people) >= 2


@pytest.mark.parametrize("tag", ["U\x03\x03NH", "UN\x00H", "UN'UNH", "U\x1aN\x01H"])
def test_control_characters_do_not_hide_that_a_sign_of_edifact_is_in_a_cell(tag):
    rows = ["ROSSI,ANNA,14C,ZZ123,2026-11-14", f"{tag}+2+PAXLST:D:01B:UN'BGM+745", "ROSSI,BEA,14D,ZZ123,2026-11-14"]
    read = read_file("\n".join(["Surname,Given Name,Seat,Flight,Flight Date", *rows]).encode(), "a.csv", PLACES)
    assert [message.kind for message in read.messages] == ["csv"]
    assert [person.given for person in read.messages[0].people if person.seat] == ["ANNA", "BEA"]


@pytest.mark.parametrize("noise", ["", "\x00\x01", "\r\n\x03", "QK XXXYY\r\n.ZZZYY 010900\r\n"])
def test_a_passenger_list_is_one_whatever_noise_stands_in_and_before_its_sign(noise):
    text = f"{noise}U\x02N\r\nH+1+PAXLST:D:02B:UN:IATA'BGM+745'"
    assert [message.kind for message in read_file(text.encode(), "a.csv", PLACES).messages] == ["paxlst"]


def test_plausibility_is_part_of_reading():
    (message,) = read_file(MANIFEST, "a.csv", PLACES).messages
    assert [f.code for f in message.findings] == ["unknown-airport"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n ", "empty"),
        (b"PK\x03\x04rest", "damaged"),
        (b"\xd0\xcf\x11\xe0rest", "old kind (XLS)"),
        (b"{}", "no locator form"),
        (b"%PDF-1.7", "PDF"),
        (b"PAR1xxxxPAR1", "Parquet"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\x0d", "no text"),
        (b"hello\nworld\n", "no row of the first 40"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(data, words):
    read = read_file(data, "a.bin", PLACES)
    assert words in (read.error or "")
    assert read.hint
    assert read.messages == ()
    assert read.sha256 == hashlib.sha256(data).hexdigest()


START = st.sampled_from(
    [
        b"",
        b"UNA:+.? '",
        b"UNB+UNOA:1",
        b"PAR1",
        b"PK\x03\x04",
        b'[{"last_name":',
        b"Surname,Given,DOB,Seat\n",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
    ]
)


@given(START, st.binary(max_size=300))
def test_no_bytes_raise(start, rest):
    assert isinstance(read_file(start + rest, "a", PLACES), ReadFile)


@given(st.binary(max_size=60), st.integers(0, len(MANIFEST)))
def test_no_damage_to_a_manifest_raises(noise, place):
    assert isinstance(read_file(MANIFEST[:place] + noise + MANIFEST[place:], "a", PLACES), ReadFile)


def test_the_contract_has_every_key():
    shown = check_json("in/a.csv", read_file(MANIFEST + b",,,,ZZ1,,,\n", "a.csv", PLACES))
    assert list(shown) == ["path", "sha256", "error", "messages", "rejected"]
    assert (shown["path"], shown["error"]) == ("in/a.csv", None)
    assert shown["rejected"] == [{"row": 3, "reason": shown["rejected"][0]["reason"]}]
    (message,) = shown["messages"]
    assert list(message) == [
        "kind", "dialect", "document", "function", "part", "test", "legs", "people", "declared", "present", "findings",
        "crossings",
    ]  # fmt: skip
    assert message["legs"] == [
        {
            "flight": "ZZ123",
            "origin": "SYD",
            "destination": "QQQ",
            "departure": "2026-11-14",
            "arrival": None,
            "conveyance": "aircraft",
            "registration": None,
        }
    ]
    assert [list(person) for person in message["people"]] == [PEOPLE]
    assert message["people"][0]["documents"] == []
    assert message["people"][0]["phones"] == []
    assert message["declared"] == {"passengers": None, "crew": None, "segments": None}
    assert message["present"] == {"passengers": 1, "crew": 0, "segments": None}
    assert list(message["findings"][0]) == ["code", "severity", "where", "text"]


def test_an_error_in_the_contract_says_what_to_do():
    shown = check_json(
        "a", read_file(b"flight ZZ 98 date 14/11/2026\nName,Seat,DOB\nROSSI/ANNA,1A,1980-01-02\n", "a", PLACES)
    )
    assert shown["error"] == (
        "the file has no flight column; row 1 seems to say flight ZZ98 on 2026-11-14: "
        "confirm with --flight ZZ98 --date 2026-11-14"
    )
    assert shown["messages"] == []


def test_crossings_are_counted_in_the_contract():
    (message,) = check_json("a", read_file(CROSSINGS, "a", PLACES))["messages"]
    assert (message["kind"], message["people"], message["crossings"]) == ("crossings", [], 1)
