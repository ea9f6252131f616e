"""Border crossings from CSV and Parquet."""

import io
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pratique.flow.intake.crossings import read_crossings
from pratique.flow.intake.profile import SenderProfile

NOW = datetime(2026, 11, 21, tzinfo=UTC)
HEAD = "Document Number,Issuing Country,Nationality,Crossing Time,Point of Entry,Direction,Flight,Flight Date"
ROW = "00123456,ITA,ITA,2026-11-14T18:40,NRT,Entry,ZZ 0123,2026-11-14"


def read(text, **more):
    return read_crossings(text.encode(), ".csv", now=NOW, **more)


def facts(result):
    assert result.error is None
    return result.messages[0].crossings


def codes(result):
    return {finding.code for finding in result.messages[0].findings}


def test_one_crossing():
    result = read(f"{HEAD}\n{ROW}\n")
    (fact,) = facts(result)
    assert result.messages[0].kind == "crossings"
    assert (fact.time, fact.point_of_entry, fact.direction) == ("2026-11-14T18:40", "NRT", "in")
    assert (fact.flight, fact.flight_date) == ("ZZ123", "2026-11-14")
    assert (fact.person.documents[0].number, fact.person.documents[0].issuer) == ("00123456", "ITA")
    assert fact.person.nationality == "ITA"
    assert result.messages[0].findings == ()


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Passport No;Date;Time;Port of Entry;Direction", ("entry", "exit")),
        ("Pasaporte;Fecha;Hora;Punto de entrada;Sentido", ("entrada", "salida")),
        ("Passeport;Date;Heure;Point d'entrée;Sens", ("entrée", "sortie")),
        ("Reisepass;Datum;Uhrzeit;Grenzübergang;Richtung", ("Einreise", "Ausreise")),
        ("护照号;日期;时间;口岸;出入境", ("入境", "出境")),
        ("Passport No;Date;Time;Port of Entry;Direction", ("I", "O")),
        ("Pasaporte;Fecha;Hora;Punto de entrada;Sentido", ("E", "S")),
    ],
)
def test_words_of_each_language(header, words):
    rows = [f"X00{n};14.11.2026;08:0{n};Haneda;{word}" for n, word in enumerate(words)]
    found = facts(read("\n".join([header, *rows])))
    assert [fact.direction for fact in found] == ["in", "out"]
    assert [fact.time for fact in found] == ["2026-11-14T08:00", "2026-11-14T08:01"]
    assert [fact.point_of_entry for fact in found] == ["Haneda", "Haneda"]


@pytest.mark.parametrize("letters", [("E", "E"), ("I", "E"), ("A", "S")])
def test_letters_that_can_mean_either_are_not_taken(letters):
    rows = [ROW.replace("Entry", letter).replace("00123456", f"X{n}") for n, letter in enumerate(letters)]
    result = read("\n".join([HEAD, *rows, ROW]))
    assert [row.row for row in result.rejected] == [2, 3]
    assert "ambiguous-direction" in codes(result)
    assert len(facts(result)) == 1


@pytest.mark.parametrize(("letter", "way"), [("I", "in"), ("O", "out"), ("X", "out")])
def test_one_letter_alone_is_taken_where_it_has_one_meaning(letter, way):
    assert [fact.direction for fact in facts(read(f"{HEAD}\n{ROW.replace('Entry', letter)}\n"))] == [way]


def test_bad_rows_only_come_back_with_reasons():
    rows = [
        ROW,
        ROW.replace("2026-11-14T18:40", "18:40"),
        ROW.replace("Entry", "sideways"),
        ROW.replace("00123456", ""),
        ROW.replace("2026-11-14T18:40", "yesterday"),
        ROW.replace("00123456", "1.2E+12"),
    ]
    result = read("\n".join([HEAD, *rows]))
    reasons = {row.row: row.reason for row in result.rejected}
    assert sorted(reasons) == [3, 4, 5, 6, 7]
    assert reasons[3] == "a time without its date"
    assert "direction" in reasons[4]
    assert "document number" in reasons[5]
    assert "no date" in reasons[6]
    assert len(facts(result)) == 1


def test_name_birth_date_and_sex_stand_for_a_document():
    head = "Surname,Given Name,Sex,DOB,Crossing Time,Point of Entry,Direction"
    rows = ["ROSSI,ANNA,F,1980-02-13,2026-11-14 18:40,NRT,out", "ROSSI,ANNA,F,,2026-11-14 18:41,NRT,out"]
    result = read("\n".join([head, *rows]))
    assert [fact.person.birth_date for fact in facts(result)] == ["1980-02-13"]
    assert [row.row for row in result.rejected] == [3]


def test_the_same_crossing_twice_is_one():
    result = read(f"{HEAD}\n{ROW}\n{ROW}\n")
    assert len(facts(result)) == 1
    assert "duplicate-rows" in codes(result)


def test_a_time_in_the_future_is_kept_and_reported():
    result = read(f"{HEAD}\n{ROW.replace('2026-11-14T18:40', '2027-01-01T00:00+08:00')}\n")
    assert facts(result)[0].time == "2027-01-01T00:00+08:00"
    assert "future-time" in codes(result)


def test_ambiguous_dates_stop_the_file_until_the_sender_is_known():
    text = f"{HEAD}\n{ROW.replace('2026-11-14T18:40', '04/05/2026 18:40')}\n"
    result = read(text)
    assert "Crossing Time" in (result.error or "")
    assert "--dates" in (result.hint or "")
    told = read(text, profile=SenderProfile("zz", dates="dmy"))
    assert facts(told)[0].time == "2026-05-04T18:40"


def test_without_a_direction_nothing_is_taken():
    result = read(f"{HEAD.replace('Direction', 'Lane')}\n{ROW}\n")
    assert result.messages == ()
    assert "entry or an exit" in (result.error or "")


def parquet(**columns):
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def test_parquet_is_read_from_memory_as_text():
    data = parquet(
        document_number=["00123456", "X0099", None],
        direction=["in", "out", "in"],
        crossing_time=pa.array([datetime(2026, 11, 14, 18, 40)] * 3, pa.timestamp("us")),  # noqa: DTZ001
        point_of_entry=["NRT"] * 3,
    )
    result = read_crossings(data, "", now=NOW)
    assert result.messages[0].dialect == "parquet"
    assert [fact.person.documents[0].number for fact in facts(result)] == ["00123456", "X0099"]
    assert [fact.time for fact in facts(result)] == ["2026-11-14T18:40"] * 2
    assert [row.row for row in result.rejected] == [4]


def test_parquet_times_with_a_zone_keep_their_offset():
    data = parquet(
        document_number=["X0099"],
        direction=["in"],
        crossing_time=pa.array([datetime(2026, 11, 14, 18, 40, tzinfo=UTC)], pa.timestamp("us", "UTC")),
        point_of_entry=["NRT"],
    )
    assert facts(read_crossings(data, ".parquet", now=NOW))[0].time == "2026-11-14T18:40+00:00"


@pytest.mark.parametrize("data", [b"PAR1", b"PAR1 no parquet PAR1", parquet(document_number=["X"])[:-9]])
def test_broken_parquet_is_an_error_sentence(data):
    result = read_crossings(data, ".parquet", now=NOW)
    assert result.messages == ()
    assert "Parquet" in (result.error or "")


def test_crossings_are_of_the_sender_who_is_named_for_them():
    data = f"{HEAD}\n{ROW}\n".encode()
    assert read_crossings(data, "", SenderProfile("border-post"), NOW).messages[0].sender == "border-post"
    assert read_crossings(data, "", None, NOW).messages[0].sender is None
