"""Workbooks: the same lists as CSV, and every trap of a spreadsheet; no file fills the memory."""

import io
import struct
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.flow.intake import read_file
from pratique.flow.intake.profile import SenderProfile
from pratique.flow.intake.workbook import MOST_BYTES, MOST_CELLS
from pratique.model.facts import ReadFile
from pratique.stores.places import Places
from tests.lib.workbooks import DATE, MOMENT, PADDED, TIME, Cell, Page, packed, workbook

PLACES = Places()
HEAD = ["Surname", "Given Name", "DOB", "Passport No", "Seat", "Flight", "Flight Date", "From", "To", "Phone"]


def serial(day, since=date(1899, 12, 30)):
    return Cell((day - since).days, DATE)


def row(surname="ROSSI", given="ANNA", number="X0001", seat="14C", born=None, phone=None, flight="ZZ305"):
    born = serial(date(1980, 2, 13)) if born is None else born
    return [surname, given, born, number, seat, flight, serial(date(2026, 11, 14)), "SYD", "CAN", phone]


def read(*pages, **how):
    return read_file(workbook(*pages, **how), "list.xlsx", PLACES)


def codes(read):
    return [f.code for message in read.messages for f in message.findings if f.code != "unknown-airport"]


def test_a_workbook_says_what_the_same_table_says_as_csv():
    text = "\n".join([",".join(HEAD), "ROSSI,ANNA,1980-02-13,X0001,14C,ZZ305,2026-11-14,SYD,CAN,"]) + "\n"
    as_csv = read_file(text.encode(), "list.csv", PLACES)
    as_xlsx = read(Page([HEAD, row()]))
    assert as_xlsx.messages[0].people == as_csv.messages[0].people
    assert as_xlsx.messages[0].digest == as_csv.messages[0].digest
    assert as_xlsx.messages[0].dialect == "xlsx"


def test_the_header_is_found_below_titles_and_rows_keep_their_numbers():
    page = Page(
        [["Passenger list"], [], ["Flight ZZ305", "14 Nov 2026"], HEAD, row(), [], row(surname=""), ["Total", 1]]
    )
    found = read(page)
    assert [p.surname for p in found.messages[0].people] == ["ROSSI", None]
    assert read(Page([HEAD, [None, None, None, "X1", "1A"]], first_row=7)).rejected[0].row == 8


def test_titles_propose_the_flight_that_no_column_names():
    found = read(Page([["Flight ZZ305 of 14 Nov 2026"], ["Surname", "Given name", "Seat"], ["ROSSI", "ANNA", "14C"]]))
    assert found.hint == "confirm with --flight ZZ305 --date 2026-11-14"


@pytest.mark.parametrize("since_1904", [False, True])
def test_dates_are_serials_of_either_beginning(since_1904):
    since = date(1904, 1, 1) if since_1904 else date(1899, 12, 30)
    cells = row(born=serial(date(1980, 2, 13), since))
    cells[6] = serial(date(2026, 11, 14), since)
    (message,) = read(Page([HEAD, cells]), since_1904=since_1904).messages
    assert message.people[0].birth_date == "1980-02-13"
    assert message.legs[0].departure == "2026-11-14"


def test_moments_and_times_are_read_as_such():
    head = [*HEAD, "Departure time", "Arrival time", "Arrival date"]
    leaves, lands, day = Cell(46340 + 8.25 / 24, MOMENT), Cell(12.5 / 24, TIME), serial(date(2026, 11, 14))
    (message,) = read(Page([head, [*row(), leaves, lands, day]])).messages
    assert (message.legs[0].departure, message.legs[0].arrival) == ("2026-11-14T08:15", "2026-11-14T12:30")


def test_numbers_for_texts_are_flagged_and_destroyed_ones_not_used():
    page = Page(
        [
            HEAD,
            row(number=Cell(12345678, PADDED), phone=Cell(4600112233)),
            row("BO", "CY", number=Cell(1.23e47)),
            row("DI", "DO", number=Cell(110101199001012345)),
            row("EL", "FO", number="1.10101E+17", phone="4.6E+11"),
        ]
    )
    found = read(page)
    people = found.messages[0].people
    assert [p.documents[0].number if p.documents else None for p in people] == ["12345678", None, None, None]
    assert [p.phones for p in people] == [("4600112233",), (), (), ()]
    where = [(f.code, f.where) for f in found.messages[0].findings if "number" in f.code]
    assert ("number-for-text", "rows 2, 3, 4, column Passport No") in where
    assert ("spreadsheet-number", "rows 3, 4, 5, column Passport No") in where
    assert ("spreadsheet-number", "row 5, column Phone") in where


def test_a_cell_merged_over_a_family_holds_for_each_of_them():
    head = [*HEAD, "PNR"]
    page = Page(
        [["All passengers"], head, [*row(), "QX7TST"], [*row("BO", "CY", "X2", "14D"), None]], merged=["A1:K1", "K3:K4"]
    )
    found = read(page)
    assert [p.booking for p in found.messages[0].people] == ["QX7TST", "QX7TST"]
    assert "merged-cells" in codes(found)


def test_hidden_sheets_are_named_and_not_read():
    found = read(
        Page([HEAD, row("OLD", "LIST")], state="hidden"), Page([HEAD, row()]), Page([["x"]], state="veryHidden")
    )
    assert [p.surname for m in found.messages for p in m.people] == ["ROSSI"]
    assert [f.where for f in found.messages[0].findings if f.code == "hidden-sheet"] == ["sheet 1", "sheet 3"]
    alone = read(Page([HEAD, row()], state="hidden"))
    assert "hidden" in alone.error


def test_every_sheet_with_a_table_is_read_and_the_others_are_named():
    crew = [[*row("CREW", "ONE", "C1", "")[:9], "crew"], [None]]
    found = read(
        Page([["Notes", "by us"]]), Page([HEAD, row(), [None, None, None, "X9", "1A"]]),
        Page([[*HEAD[:9], "Role"], *crew]), Page([HEAD, row(flight="none")]),
    )  # fmt: skip
    assert [[p.surname for p in m.people] for m in found.messages] == [["ROSSI"], ["CREW"]]
    assert [(f.code, f.where) for f in found.messages[0].findings if f.code.startswith("sheet")] == [
        ("sheet-without-table", "sheet 1"), ("sheet-not-read", "sheet 4"),
    ]  # fmt: skip
    assert found.rejected[0].reason == "sheet 2: no name in this row"


def test_a_sheet_of_crossings_beside_a_list_is_not_lost_in_silence():
    border = ["Document number", "Crossing time", "Point of entry", "Direction"]
    crossed = Page([border, ["X0001", Cell(46340.5, MOMENT), "CAN", "in"]])
    assert [m.kind for m in read(crossed).messages] == ["crossings"]
    found = read(Page([HEAD, row()]), crossed)
    assert [m.kind for m in found.messages] == ["csv"]
    assert [f.text for f in found.messages[0].findings if f.code == "sheet-not-read"] == [
        "lists and crossings cannot be loaded from one workbook: save this sheet as a file of its own"
    ]


def test_formulas_give_their_stored_result_or_say_that_none_is_stored():
    page = Page([HEAD, row(seat=Cell("14D", formula="B9", kind="str")), row("BO", "CY", seat=Cell(None, formula="B9")),
                 row("DI", "DO", seat=Cell("#N/A", kind="e"))])  # fmt: skip
    found = read(page)
    assert [p.seat for p in found.messages[0].people] == ["14D", None, None]
    assert [(f.code, f.where) for f in found.messages[0].findings if f.code.startswith("formula")] == [
        ("formula-without-value", "cell E3"), ("formula-error", "cell E4"),
    ]  # fmt: skip


def test_a_sender_s_columns_hold_for_workbooks_too():
    page = Page(
        [["Pax", "Born", "Place", "Flight", "Flight Date"], ["ROSSI/ANNA", "1980-02-13", "14C", "ZZ305", "2026-11-14"]]
    )
    profile = SenderProfile("zz", {"Pax": "name", "Place": "seat", "Born": "birth_date"})
    (message,) = read_file(workbook(page), "a", PLACES, profile).messages
    assert (message.people[0].given, message.people[0].seat, message.sender) == ("ANNA", "14C", "zz")


GOOD = workbook(Page([HEAD, row()]))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (GOOD[: len(GOOD) // 2], "damaged: it cannot be unpacked"),
        (GOOD.replace(b"PK\x01\x02", b"PK\x01\x03"), "damaged"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (OLE, "old kind (XLS)"),
        (packed({"xl/workbook.bin": ""}), "XLSB"),
        (packed({"mimetype": "", "content.xml": ""}), "OpenDocument"),
        (packed({"list.csv": "a,b"}), "packed (ZIP)"),
        (packed({"xl/workbook.xml": "<workbook"}), "damaged: its sheets cannot be read"),
        (packed({"xl/workbook.xml": "", "xl/s.xml": "<x><sheetData><row"}), "not well-formed"),
        (packed({"xl/workbook.xml": "", "xl/s.xml": "<!DOCTYPE x><x><sheetData/></x>"}), "not well-formed"),
        (packed({"xl/workbook.xml": "", "xl/s.xml": "\0sheetData"}), "no UTF-8"),
        (workbook(Page([["a", "b"]])), "no row of the first 40"),
        (workbook(Page([])), "no row of the first 40"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why_and_what_to_do(data, words):
    found = read_file(data, "list.xlsx", PLACES)
    assert words in found.error
    assert found.hint
    assert found.messages == ()


def test_a_password_of_the_archive_is_told(tmp_path):
    data = bytearray(GOOD)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    assert "password" in read_file(bytes(data), "a.xlsx", PLACES).error


@pytest.mark.parametrize(
    "cell", ['<c r="XFD1048576"><v>1</v></c>', "<row r='1048576'><c r='XFD1048576' t='>'><f>A1</f></c></row>"]
)
def test_one_cell_far_away_is_refused_before_the_memory_is_filled(cell):
    # Some three hundred gigabytes of empty cells, if it were read.
    sheet = f"<worksheet><sheetData><row><c r='A1'><v>1</v></c>{cell}</row></sheetData></worksheet>"
    found = read_file(packed({"xl/workbook.xml": "", "xl/s.xml": sheet}), "a.xlsx", PLACES)
    assert found.error == "a sheet reaches over 1,048,576 rows and 16,384 columns"
    assert MOST_CELLS < 1_048_576 * 16_384


def test_cells_that_are_only_formatted_reach_nowhere():
    found = read(Page([HEAD, row(), *[[]] * 50_000, [Cell(None, DATE)] * 60]))
    assert [p.surname for p in found.messages[0].people] == ["ROSSI"]


def test_a_workbook_that_unpacks_to_too_much_is_refused():
    data = packed({"xl/workbook.xml": "", "xl/s.xml": " " * (MOST_BYTES + 1)})
    assert len(data) < 1_000_000
    assert read_file(data, "a.xlsx", PLACES).error == "the workbook unpacks to more than 100 MB"


def test_a_part_that_is_larger_than_it_says_is_damaged():
    data = bytearray(packed({"xl/workbook.xml": "", "xl/s.xml": " " * 30_000_000}))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        local = archive.getinfo("xl/s.xml").header_offset
    central = bytes(data).rfind(b"PK\x01\x02")
    data[local + 22 : local + 26] = data[central + 24 : central + 28] = struct.pack("<I", 10)
    assert "damaged" in read_file(bytes(data), "a.xlsx", PLACES).error


@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=30))
@settings(max_examples=60)
def test_no_damage_to_a_workbook_raises(place, noise):
    data = GOOD[:place] + noise + GOOD[place + len(noise) :]
    assert isinstance(read_file(b"PK\x03\x04" + data[4:], "a.xlsx", PLACES), ReadFile)
