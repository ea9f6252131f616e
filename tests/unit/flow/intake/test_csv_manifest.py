"""Manifests in CSV: every language's headers, every trap of a spreadsheet, and no row lost without a reason."""

import csv
import io
from datetime import date

import pytest

from pratique.flow.intake.csv_manifest import read_csv_manifest
from pratique.flow.intake.profile import GivenLeg, SenderProfile
from pratique.model.facts import LegFact, Message, PersonFact, ReadFile

HEAD = "Surname,Given Name,Sex,DOB,Nationality,Passport No,Seat,PNR,Flight,Flight Date,From,To"
ROW = "ROSSI,ANNA,F,1980-02-13,ITA,00123456,014C,123E45,ZZ 0123,2026-11-14,SYD,NRT"


def only(read: ReadFile) -> Message:
    assert read.error is None
    assert len(read.messages) == 1
    return read.messages[0]


def codes(message: Message) -> set[str]:
    return {finding.code for finding in message.findings}


def test_one_row_is_read_word_for_word():
    message = only(read_csv_manifest(f"{HEAD}\n{ROW}\n".encode()))
    assert message.kind == "csv"
    assert message.dialect == "csv utf-8 ,"
    assert message.legs == (LegFact("ZZ123", "SYD", "NRT", "2026-11-14", None),)
    person = message.people[0]
    assert (person.surname, person.given, person.sex) == ("ROSSI", "ANNA", "F")
    assert (person.birth_date, person.birth_date_raw) == ("1980-02-13", "1980-02-13")
    assert (person.documents[0].type, person.documents[0].number, person.documents[0].issuer) == ("P", "00123456", None)
    assert (person.seat, person.seat_raw, person.booking) == ("14C", "014C", "123E45")
    assert person.role == "unknown"
    assert (message.present.passengers, message.present.crew) == (1, 0)
    assert message.findings == ()


LANGUAGES = {
    "english": "Last Name;First Name;Gender;Date of Birth;Citizenship;Document Number;Seat No;Booking Reference;"
    "Flight Number;Departure Date;Origin;Destination",
    "spanish": "Apellidos;Nombre;Sexo;Fecha de nacimiento;Nacionalidad;Número de documento;Asiento;Localizador;"
    "Vuelo;Fecha de vuelo;Origen;Destino",
    "french": "Nom;Prénom;Sexe;Date de naissance;Nationalité;N° de document;Siège;Dossier;"
    "Numéro de vol;Date du vol;Aéroport de départ;Aéroport d'arrivée",
    "german": "Name;Vorname;Geschlecht;Geburtsdatum;Staatsangehörigkeit;Ausweisnummer;Sitzplatz;Buchungsnummer;"
    "Flugnummer;Flugdatum;Von;Nach",
    "chinese": "姓;名;性别;出生日期;国籍;证件号码;座位号;订座编码;航班号;航班日期;出发地;目的地",
    "traditional": "姓氏;名字;性別;出生日期;國籍;證件號碼;座位號;訂座編碼;航班號;航班日期;出發地;目的地",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16"])
def test_headers_of_each_language(language, charset):
    sex = {"german": "W"}.get(language, "女" if "姓" in LANGUAGES[language] else "F")
    row = f"ROSSI;ANNA;{sex};13.02.1980;ITA;X0099;14C;ABC123;ZZ123;14.11.2026;SYD;NRT"
    message = only(read_csv_manifest(f"{LANGUAGES[language]}\r\n{row}\r\n".encode(charset)))
    person = message.people[0]
    assert (person.surname, person.given, person.sex, person.birth_date) == ("ROSSI", "ANNA", "F", "1980-02-13")
    assert (person.nationality, person.documents[0].number, person.seat) == ("ITA", "X0099", "14C")
    assert person.booking == "ABC123"
    assert message.legs == (LegFact("ZZ123", "SYD", "NRT", "2026-11-14", None),)


@pytest.mark.parametrize(
    ("charset", "header", "names"),
    [
        ("gb18030", LANGUAGES["chinese"], [("王", "小明"), ("欧阳", "丽华"), ("李", "雷")]),
        ("big5", LANGUAGES["traditional"], [("陳", "大文"), ("歐陽", "麗華"), ("林", "志明")]),
        ("cp1252", LANGUAGES["spanish"], [("MUÑOZ", "José"), ("Peña", "Íñigo"), ("Ortuño", "Zoë")]),
        ("cp1252", LANGUAGES["french"], [("Lefèvre", "Loïc"), ("Gérard", "Hélène"), ("D’Aubigné", "Ève")]),
        ("cp1252", LANGUAGES["english"], [("Müller", "Jürgen"), ("Núñez", "Ana"), ("Sørensen", "Åse")]),
        ("gb18030", LANGUAGES["english"], [("王", "小明"), ("欧阳", "丽华"), ("李", "雷")]),
        ("big5", LANGUAGES["english"], [("陳", "大文"), ("歐陽", "麗華"), ("林", "志明")]),
        ("cp1251", LANGUAGES["english"], [("Иванов", "Иван"), ("Петрова", "Анна"), ("Щукин", "Юрий")]),
        ("cp1250", LANGUAGES["english"], [("Wałęsa", "Michał"), ("Kowalczyk", "Łukasz"), ("Şahin", "Ana")]),
    ],
)
def test_other_charsets_are_proposed_and_said_to_be_so(charset, header, names):
    rows = [f"{s};{g};;13.02.1980;;X0099{n};14C;ABC123;ZZ123;14.11.2026;SYD;NRT" for n, (s, g) in enumerate(names)]
    message = only(read_csv_manifest("\n".join([header, *rows]).encode(charset)))
    assert [(person.surname, person.given) for person in message.people] == names
    assert "charset-proposed" in codes(message)


def test_a_profile_settles_the_charset():
    data = f"{HEAD}\n{ROW.replace('ROSSI', 'Čapek')}\n".encode("cp1250")
    message = only(read_csv_manifest(data, SenderProfile("zz", charset="cp1250")))
    assert message.people[0].surname == "Čapek"
    assert "charset-proposed" not in codes(message)


def test_title_rows_blank_rows_repeated_headers_and_totals_are_no_people():
    text = f"ZZ AIR;;\nPassenger manifest\n\n{HEAD}\n{ROW}\n,,,\n{HEAD}\n{ROW.replace('ANNA', 'BRUNO')}\nTOTAL,2\n"
    read = read_csv_manifest(text.encode())
    assert [person.given for person in only(read).people] == ["ANNA", "BRUNO"]
    assert read.rejected == ()


@pytest.mark.parametrize("word", ["TOTAL", "合计", "總計: 2", "Summe", "Gesamt", "Total pax: 2"])
def test_rows_after_a_total_are_read_and_reported(word):
    text = f"{HEAD}\n{ROW}\n{word}\n{ROW.replace('ANNA', 'BRUNO')}\n"
    message = only(read_csv_manifest(text.encode()))
    assert [person.given for person in message.people] == ["ANNA", "BRUNO"]
    assert "rows-after-total" in codes(message)


def test_somebody_called_total_is_a_person():
    message = only(read_csv_manifest(f"{HEAD}\n{ROW.replace('ROSSI', 'TOTAL')}\n".encode()))
    assert [person.surname for person in message.people] == ["TOTAL"]


def test_only_bad_rows_come_back_with_numbers_and_reasons():
    text = "\n".join(
        [
            HEAD,
            ROW,
            ROW.replace("ANNA", "LONGER") + ",extra",
            ROW.replace("ROSSI,ANNA", ","),
            ROW.replace("ANNA", "SHORT").rsplit(",", 2)[0],
            ROW.replace("ANNA", "NOFLIGHT").replace("ZZ 0123", ""),
            "printed by the gate",
            ROW.replace("ROSSI", '"ROSSI'),
            ROW.replace("ANNA", "CARLO") + ",,",
        ]
    )
    read = read_csv_manifest(text.encode())
    assert [row.row for row in read.rejected] == [3, 4, 6, 7, 8]
    reasons = [row.reason for row in read.rejected]
    assert "1 more cells than the header" in reasons[0]
    assert reasons[1] == "no name in this row"
    assert reasons[2] == "no flight is named in this row"
    assert "only one cell" in reasons[3]
    assert "quotation mark" in reasons[4]
    assert [person.given for message in read.messages for person in message.people] == ["ANNA", "CARLO", "SHORT"]
    assert read.messages[1].legs[0].origin is None
    assert "no-route" in codes(read.messages[1])


def test_several_flights_become_several_messages():
    rows = [ROW, ROW.replace("ANNA", "B").replace("ZZ 0123", "ZZ9"), ROW.replace("ANNA", "C").replace("11-14", "11-15")]
    read = read_csv_manifest("\n".join([HEAD, *rows]).encode())
    assert [m.legs[0].flight for m in read.messages] == ["ZZ123", "ZZ9", "ZZ123"]
    assert [m.legs[0].departure for m in read.messages] == ["2026-11-14", "2026-11-14", "2026-11-15"]
    assert [len(m.people) for m in read.messages] == [1, 1, 1]
    assert len({m.digest for m in read.messages}) == 3


def test_order_of_rows_and_charset_do_not_change_the_digest():
    other = ROW.replace("ANNA", "BRUNO")
    first = only(read_csv_manifest(f"{HEAD}\n{ROW}\n{other}\n".encode()))
    second = only(read_csv_manifest(f"{HEAD}\n{other}\n{ROW}\n".encode("utf-16")))
    assert first.digest == second.digest
    assert first.digest != only(read_csv_manifest(f"{HEAD}\n{ROW}\n".encode())).digest


def test_equal_rows_collapse_with_a_finding():
    message = only(read_csv_manifest("\n".join([HEAD, ROW, ROW]).encode()))
    assert len(message.people) == 1
    assert [f.where for f in message.findings if f.code == "duplicate-rows"] == ["row 3"]


def test_without_a_flight_column_the_title_is_only_a_proposal():
    head, row = HEAD.partition(",Flight,")[0], ROW.partition(",ZZ 0123,")[0]
    data = f"Manifest of flight ZZ 0123 on 2026-11-14\n{head}\n{row}\n".encode()
    read = read_csv_manifest(data)
    assert read.messages == ()
    assert read.error == "the file has no flight column; row 1 seems to say flight ZZ123 on 2026-11-14"
    assert read.hint == "confirm with --flight ZZ123 --date 2026-11-14"
    message = only(read_csv_manifest(data, given=GivenLeg("ZZ123", date(2026, 11, 14), "SYD", "NRT")))
    assert message.legs == (LegFact("ZZ123", "SYD", "NRT", "2026-11-14", None),)


def test_times_of_departure_and_arrival():
    head = HEAD + ",STD,Arrival Date,STA"
    data = f"{head}\n{ROW},0905,2026-11-14,18:20\n".encode()
    assert only(read_csv_manifest(data)).legs == (
        LegFact("ZZ123", "SYD", "NRT", "2026-11-14T09:05", "2026-11-14T18:20"),
    )
    message = only(read_csv_manifest(f"{HEAD},STA\n{ROW},18:20\n".encode()))
    assert message.legs[0].arrival is None
    assert "arrival-without-date" in codes(message)


def test_columns_called_departure_and_arrival_may_hold_airports():
    data = f"{HEAD.replace('From,To', 'Departure,Arrival')}\n{ROW}\n".encode()
    assert only(read_csv_manifest(data)).legs == (LegFact("ZZ123", "SYD", "NRT", "2026-11-14", None),)


def test_rows_that_differ_on_times_lose_them():
    data = f"{HEAD},STD\n{ROW},0905\n{ROW.replace('ANNA', 'B')},0910\n".encode()
    message = only(read_csv_manifest(data))
    assert message.legs[0].departure == "2026-11-14"
    assert "times-differ" in codes(message)


def test_ambiguous_births_are_asked_not_guessed():
    rows = [ROW.replace("1980-02-13", "01/02/1990"), ROW.replace("1980-02-13", "03/04/1991").replace("ANNA", "B")]
    data = "\n".join([HEAD, *rows]).encode()
    message = only(read_csv_manifest(data))
    assert [(p.birth_date, p.birth_date_raw) for p in message.people] == [(None, "01/02/1990"), (None, "03/04/1991")]
    finding = next(f for f in message.findings if f.code == "ambiguous-dates")
    assert finding.severity == "error"
    assert finding.where == "column DOB"
    assert "--dates" in finding.text
    told = only(read_csv_manifest(data, SenderProfile("zz", dates="mdy")))
    assert [p.birth_date for p in told.people] == ["1990-01-02", "1991-03-04"]
    told = only(read_csv_manifest(data, SenderProfile("zz", dates="dmy")))
    assert [p.birth_date for p in told.people] == ["1990-02-01", "1991-04-03"]


def test_an_ambiguous_date_of_flight_stops_the_file():
    data = f"{HEAD}\n{ROW.replace('2026-11-14', '04/05/2026')}\n".encode()
    read = read_csv_manifest(data)
    assert "dates of flight in column Flight Date" in (read.error or "")
    assert "--dates" in (read.hint or "")
    assert only(read_csv_manifest(data, SenderProfile("zz", dates="dmy"))).legs[0].departure == "2026-05-04"


def test_numbers_a_spreadsheet_destroyed_are_not_used():
    data = f"{HEAD}\n{ROW.replace('00123456', '1.23E+47')}\n{ROW.replace('123E45', '1.23E+47')}\n".encode()
    message = only(read_csv_manifest(data))
    assert message.people[0].documents == ()
    assert message.people[1].booking is None
    assert [f.where for f in message.findings if f.code == "spreadsheet-number"] == [
        "row 2, column Passport No",
        "row 3, column PNR",
    ]


@pytest.mark.parametrize("number", ["5E4693613", "1E4567"])
def test_a_document_number_with_an_e_in_it_is_one(number):
    (person,) = only(read_csv_manifest(f"{HEAD}\n{ROW.replace('00123456', number)}\n".encode())).people
    assert [document.number for document in person.documents] == [number]


def test_no_finding_or_error_quotes_a_person():
    text = f"{HEAD}\n{ROW.replace('1980-02-13', 'SECRETUM')}\n{ROW.replace('014C', 'SECRETUM')},SECRETUM\n"
    text += f"{ROW.replace('014C', 'SECRETUM').replace('F,', 'SECRETUM,')}\n{ROW.replace('ZZ 0123', 'SECRETUM')}\n"
    read = read_csv_manifest(text.encode())
    told = [read.error, read.hint, *(r.reason for r in read.rejected)]
    told += [f.text + f.where for m in read.messages for f in m.findings]
    assert len(told) > 5
    assert not any("SECRETUM" in line for line in told if line)


@pytest.mark.parametrize(
    ("title", "values", "read"),
    [
        ("Sex", ["M", "F"], ["M", "F"]),
        ("Sexo", ["H", "M"], ["M", "F"]),
        ("Sexo", ["M", "F"], ["M", "F"]),
        ("Sexo", ["M", "M"], [None, None]),
        ("Sex", ["M", "M"], ["M", "M"]),
        ("Geschlecht", ["W", "M"], ["F", "M"]),
        ("性别", ["男", "女"], ["M", "F"]),
        ("Sexe", ["Homme", "femme"], ["M", "F"]),
        ("Sex", ["X", "U"], ["X", None]),
    ],
)
def test_sex_is_read_by_column(title, values, read):
    rows = [ROW.replace("ANNA,F", f"A{n},{value}") for n, value in enumerate(values)]
    message = only(read_csv_manifest("\n".join([HEAD.replace("Sex", title), *rows]).encode()))
    assert [person.sex for person in message.people] == read
    assert ("ambiguous-sex" in codes(message)) == (title == "Sexo" and read == [None, None])


def test_one_column_of_names_is_cut_only_where_the_sender_cuts():
    head = HEAD.replace("Surname,Given Name", "Name")
    rows = [ROW.replace("ROSSI,ANNA", name) for name in ('"ROSSI, ANNA"', "ROSSI/BRUNO", "CARLA ROSSI")]
    message = only(read_csv_manifest("\n".join([head, *rows]).encode()))
    names = [(p.surname, p.given) for p in message.people]
    assert names == [("ROSSI", "ANNA"), ("ROSSI", "BRUNO"), ("CARLA ROSSI", None)]
    assert [f.where for f in message.findings if f.code == "name-not-cut"] == ["row 4, column Name"]


def test_roles_and_counts():
    words = ["Passenger", "CREW", "机组", "Tripulación", "PAX", "dog"]
    rows = [f"{ROW.replace('ANNA', f'A{n}')},{word}" for n, word in enumerate(words)]
    message = only(read_csv_manifest("\n".join([f"{HEAD},Role", *rows]).encode()))
    assert [p.role for p in message.people] == ["passenger", "crew", "crew", "crew", "passenger", "unknown"]
    assert (message.present.passengers, message.present.crew) == (3, 3)
    assert "unknown-role" in codes(message)


def test_unknown_columns_are_named_but_not_stored():
    message = only(read_csv_manifest(f"{HEAD},Meal\n{ROW},SECRETUM\n".encode()))
    finding = next(f for f in message.findings if f.code == "unknown-columns")
    assert "Meal" in finding.text
    assert "SECRETUM" not in repr(message)


def test_two_columns_for_one_field_first_wins_unless_the_profile_says():
    data = f"{HEAD},Seat\n{ROW},22A\n".encode()
    message = only(read_csv_manifest(data))
    assert message.people[0].seat == "14C"
    assert "same-field-twice" in codes(message)
    message = only(read_csv_manifest(data, SenderProfile("zz", columns={"Seat#2": "seat"})))
    assert message.people[0].seat == "22A"


def test_no_header_says_how_to_give_a_mapping():
    data = b"Who;Born;Number\nROSSI;1980-02-13;X0099\n"
    read = read_csv_manifest(data)
    assert read.error is not None
    assert "[columns]" in (read.hint or "")
    columns = {"who": "surname", "Born": "birth_date", "Number": "doc_number"}
    given = GivenLeg("ZZ123", date(2026, 11, 14), "SYD", "NRT")
    message = only(read_csv_manifest(data, SenderProfile("zz", columns=columns), given))
    assert message.people[0].documents[0].number == "X0099"


def test_quoted_line_breaks_do_not_split_a_row():
    data = f"{HEAD}\n{ROW.replace('ROSSI', chr(34) + 'ROSSI' + chr(10) + 'BIANCHI' + chr(34))}\n".encode()
    assert only(read_csv_manifest(data)).people[0].surname == "ROSSI BIANCHI"


def test_a_quotation_mark_left_open_costs_its_own_row_only():
    rows = [ROW.replace("ANNA", f"A{n}") for n in range(200)]
    rows[50] = rows[50].replace("ROSSI", '"ROSSI')
    read = read_csv_manifest("\n".join([HEAD, *rows]).encode())
    assert [row.row for row in read.rejected] == [52]
    assert len(only(read).people) == 199


def test_people_of_a_written_table_come_back():
    people = [("O'BRIEN-SMITH", 'Anna "Annie"'), ("DE LA CRUZ; JR", "a|b"), ("王", "小明"), ("Žižka", "tab\tin")]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEAD.split(","))
    for surname, given in people:
        writer.writerow([surname, given, *ROW.split(",")[2:]])
    message = only(read_csv_manifest(out.getvalue().encode()))
    read = [(p.surname, p.given) for p in message.people]
    assert read == [*people[:3], ("Žižka", "tab in")]
    assert all(isinstance(p, PersonFact) for p in message.people)


def test_a_stated_flight_that_the_file_does_not_name_is_not_used():
    message = only(read_csv_manifest(f"{HEAD}\n{ROW}\n".encode(), given=GivenLeg("QQ9", date(2026, 11, 15))))
    assert message.legs[0].flight == "ZZ123"
    assert message.legs[0].departure == "2026-11-14"
    assert codes(message) == {"stated-flight-not-used"}


def test_a_stated_flight_fills_in_what_the_file_leaves_out():
    head, row = HEAD.removesuffix(",Flight Date,From,To"), ROW.removesuffix(",2026-11-14,SYD,NRT")
    data = f"{head}\n{row}\n".encode()
    assert "no date of flight" in (read_csv_manifest(data).error or "")
    message = only(read_csv_manifest(data, given=GivenLeg(date=date(2026, 11, 14), origin="SYD", destination="NRT")))
    assert message.legs == (LegFact("ZZ123", "SYD", "NRT", "2026-11-14", None),)


def test_padding_after_the_text_is_no_reason_to_refuse_it():
    assert len(only(read_csv_manifest(f"{HEAD}\n{ROW}\n".encode() + bytes(64) + b"\x1a")).people) == 1


def test_a_row_whose_date_of_flight_cannot_be_read_comes_back():
    rows = [ROW, ROW.replace("ANNA", "B").replace("2026-11-14", "tomorrow")]
    read = read_csv_manifest("\n".join([HEAD, *rows]).encode())
    assert [(row.row, row.reason) for row in read.rejected] == [(3, "the row has no date of flight that can be read")]
    assert [person.given for person in only(read).people] == ["ANNA"]


# -- which aircraft -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    ["Registration", "Aircraft Reg.", "A/C Reg", "Tail Number", "TAIL NO", "Matrícula", "Immatriculation",
     "Kennzeichen", "机号", "注册号", "飛機註冊號"],
)  # fmt: skip
def test_a_column_names_the_aircraft(title):
    message = only(read_csv_manifest(f"{HEAD},{title}\n{ROW},b-1234\n{ROW.replace('ANNA', 'BO')},\n".encode()))
    assert message.legs == (LegFact("ZZ123", "SYD", "NRT", "2026-11-14", None, registration="B1234"),)
    assert message.findings == ()


def test_a_cell_that_is_no_registration_is_noted_and_costs_nobody():
    message = only(read_csv_manifest(f"{HEAD},Tail\n{ROW},A320\n".encode()))
    (finding,) = message.findings
    assert (finding.code, finding.severity, finding.where) == ("not-a-registration", "warning", "row 2, column Tail")
    assert "A320" not in finding.text
    assert (message.legs[0].registration, len(message.people)) == (None, 1)


def test_the_number_plate_of_a_bus_is_no_aircraft():
    text = "Bus no,Date,From,To,Registration,Surname,Given name\nQB77,2026-11-17,A,B,N123QQ,ROSSI,ANNA\n"
    message = only(read_csv_manifest(text.encode()))
    assert message.legs[0].registration is None
    assert "not-a-registration" in codes(message)


def test_rows_of_one_flight_that_name_two_aircraft_name_none():
    data = f"{HEAD},Tail\n{ROW},B-1234\n{ROW.replace('ANNA', 'BO')},B-5678\n".encode()
    message = only(read_csv_manifest(data))
    assert message.legs[0].registration is None
    assert codes(message) == {"registrations-differ"}


def test_a_list_without_a_registration_is_the_message_it_always_was():
    """The digest is stored: a list loaded by version 0.1 and sent again in another charset is known."""
    message = only(read_csv_manifest(f"{HEAD}\n{ROW}\n".encode()))
    assert message.digest == "a551763c5bea4deaa119b038cd632f2acfeec5b63ff71d9cc0ae4e19c3a33a91"
    tail = only(read_csv_manifest(f"{HEAD},Tail\n{ROW},B-1234\n".encode()))
    assert tail.digest != message.digest


# -- whose list ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("profile", "sender"),
    [(None, None), (SenderProfile("zz-air"), "zz-air"), (SenderProfile("", dates="dmy"), None)],
)
def test_a_list_is_of_the_sender_who_is_named_for_it(profile, sender):
    assert only(read_csv_manifest(f"{HEAD}\n{ROW}\n".encode(), profile)).sender == sender


@pytest.mark.parametrize("width", [200, 201])
def test_a_row_of_zeros_does_not_make_a_table_wide(width: int):
    """Found by the fuzzer: bytes as of UTF-16 in one row, and the whole table was read as ideographs."""
    rows = [f"{HEAD}", *(ROW.replace("00123456", f"0012345{n}") for n in range(4))]
    data = "\n".join(rows).encode() + b"\n" + b"\0\x41" * 150 + b"\0" * (width - 200) + b"\n" + ROW.encode() + b"\n"
    assert len(only(read_csv_manifest(data)).people) == 5
