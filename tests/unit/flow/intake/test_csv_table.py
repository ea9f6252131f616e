"""Bytes to rows: whatever the csv module wrote, in any charset and with any separator, comes back exactly."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.flow.intake.profile import SenderProfile
from pratique.flow.intake.table import SEPARATORS, read_table

HEADER = ("Surname", "Given Name", "DOB", "Seat", "Flight", "Flight Date")


def cells(characters):
    return st.text(characters, max_size=8)


WIDE = st.characters(blacklist_categories=("Cs", "Cc")) | st.sampled_from("\n\r,;|\t\"'")
CHARSETS = {
    "utf-8": WIDE,
    "utf-8-sig": WIDE,
    "utf-16": WIDE,
    "utf-16-le": st.sampled_from("abcdefghijklmnopqrstuvwxyzÀéß王李,;|\t\"\n'0123456789 "),
}


def written(rows, separator):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("separator", SEPARATORS)
@given(data=st.data())
def test_a_written_table_comes_back_exactly(charset, separator, data):
    row = st.tuples(*[cells(CHARSETS[charset])] * len(HEADER))
    rows = [HEADER, *data.draw(st.lists(row, min_size=1, max_size=6))]
    table = read_table(written(rows, separator).encode(charset))
    assert table is not None
    assert [row.cells for row in table.rows] == rows
    assert [row.number for row in table.rows] == list(range(1, len(rows) + 1))


@pytest.mark.parametrize(
    ("charset", "characters"),
    [
        ("cp1252", "abcdefgäöüñéèçßÄÖ0123 ,;\"'"),
        ("gb18030", "王李张刘陈杨赵黄周吴小明丽华0123 ,;\"'"),
        ("cp1250", "abcdłśżčřžÁ0123 ,;\"'"),
        ("big5", "陳林黃張李王吳劉蔡楊0123 ,;\"'"),
    ],
)
@pytest.mark.parametrize("separator", SEPARATORS)
@given(data=st.data())
def test_a_table_of_a_known_sender_comes_back_exactly(charset, characters, separator, data):
    row = st.tuples(*[cells(st.sampled_from(characters))] * len(HEADER))
    rows = [HEADER, *data.draw(st.lists(row, min_size=1, max_size=6))]
    profile = SenderProfile("zz", charset=charset, separator=separator)
    table = read_table(written(rows, separator).encode(charset), profile)
    assert table is not None
    assert [row.cells for row in table.rows] == rows


@given(st.binary(max_size=400))
def test_any_bytes_are_rows_or_none(data):
    table = read_table(data)
    assert table is None or all(isinstance(row.cells, tuple) for row in table.rows)


def test_a_charset_kept_for_a_sender_that_does_not_fit_is_reported():
    table = read_table("Nombre;Apellidos;Sexo\nJosé;Ñ;H\n".encode("cp1252"), SenderProfile("zz", charset="utf-8"))
    assert table is not None
    assert [finding.code for finding in table.findings] == ["charset-not-as-kept", "charset-proposed"]


def test_quotation_marks_inside_a_cell_do_no_harm():
    table = read_table(b'Surname,Given,Seat\nROSSI,"Anna" Maria,1A\nBIANCHI,Bo "Bob" X,2A\n')
    assert table is not None
    assert [row.broken for row in table.rows] == [None, None, None]
    assert table.rows[2].cells == ("BIANCHI", 'Bo "Bob" X', "2A")


@pytest.mark.parametrize(
    "garbage",
    [b"\0\0\0\0", bytes(range(1, 9)), b"\x0e\x0f" * 100],
)
def test_control_characters_in_one_row_leave_the_other_rows_alone(garbage):
    good = [b"ROSSI,Anna,%dA" % n for n in range(6)]
    table = read_table(b"\n".join([b"Surname,Given,Seat", *good[:3], garbage, *good[3:]]))
    assert table is not None
    assert [row.cells[2] for row in table.rows if len(row.cells) == 3] == ["Seat", *(f"{n}A" for n in range(6))]


def test_bytes_that_no_charset_reads_cost_their_own_row_only():
    garbage = bytes.fromhex(
        "7942bdf22106f0847762f0f3cb4d764dc7072051159a0f89f2c6dacae344bb311245fd6f84df9ad7c5b3d076ac0e8f53a735"
        "6c88913f20f6f72db022d24d96dad43c1617c1a98e78129e0327371065d095864f15ada0b846c1c0ebc5348adc799adf849b"
        "ad05d4a1c044aaeeb4b48efa1fbd80e998a35aba5ea0bd8799c135439e71897aa75fde3134a4aa72e05628ac6fe68a733d11"
        "61a15d8eae2bb042d7958aedb1d594d6d112d34f6602f4de7110e993ae7422923d7d171165dc1906f63d5799"
    )
    good = [b"ROSSI,Anna,%dA" % n for n in range(6)]
    table = read_table(b"\n".join([b"Surname,Given,Seat", *good[:3], garbage, *good[3:]]))
    assert table is not None
    assert [row.number for row in table.rows if row.broken] == [5]
    assert [row.cells[2] for row in table.rows if not row.broken] == ["Seat", *(f"{n}A" for n in range(6))]


def test_a_file_of_control_characters_is_no_table():
    assert read_table(bytes(range(32)) * 20) is None
