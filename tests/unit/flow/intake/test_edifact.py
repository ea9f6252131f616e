"""Separators, noise, folding, escapes and character sets: does the text arrive as it was sent?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.flow.intake.edifact import Syntax, interchanges, looks_like_edifact
from pratique.flow.intake.paxlst import read_paxlst

UNAS = [":+.? '", ":*.? $", ":(.) -", ":+.?*'", ":+,? ~", "\x1f\x1d.? \x1c", ":+.  '", '|^.\\ "']


def write(una: str, people: list[tuple[str, str]], announce: bool = True) -> str:
    """A message with the given separators; names escaped as the sender must."""
    component, element, _, release, _, terminator = una

    def safe(text: str) -> str:
        return "".join(release + c if c in (component, element, release, terminator) and release != " " else c
                       for c in text)  # fmt: skip

    def plain(text: str) -> str:
        return text.translate({ord("+"): element, ord(":"): component})

    rows = [plain("UNB+UNOW:4+XB+PORT+260301:0900+R1"), plain("UNH+M1+PAXLST:D:05B:UN:IATA"), plain("BGM+745")]
    rows += map(plain, ["TDT+20+XB123+++XB", "LOC+125+LIS", "DTM+189:2603011200:201", "LOC+87+YUL"])
    for surname, given_name in people:
        rows.append(plain("NAD+FL+++") + safe(surname) + component + safe(given_name))
        rows.append(plain("RFF+SEA:14C"))
    rows += map(plain, [f"UNT+{len(rows)}+M1", "UNZ+1+R1"])
    return ("UNA" + una if announce else "") + terminator.join(rows) + terminator


def names(data: bytes) -> list[tuple[str | None, str | None]]:
    return [(p.surname, p.given) for m in read_paxlst(data).messages for p in m.people]


NAME = st.text(st.sampled_from("ABZ :+?'*$()-.~\"|^\\/éÜ李’"), min_size=1, max_size=12).filter(str.strip)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(UNAS), st.integers(1, 120), st.lists(st.tuples(NAME, NAME), min_size=1, max_size=4))
def test_every_name_comes_back_whatever_the_separators_and_the_fold(una: str, width: int, people: list) -> None:
    if una[3] == " ":  # without a release character a separator cannot be part of a name
        people = [tuple("".join(c for c in n if c not in una) or "X" for n in pair) for pair in people]
    data = write(una, people).encode()
    folded = b"\r\n".join(data[i : i + width] for i in range(0, len(data), width))
    assert names(folded) == people


@pytest.mark.parametrize("una", UNAS)
def test_a_sender_who_announces_nothing_is_read_from_the_evidence(una: str) -> None:
    if una[3] != "?":
        return
    people = [("ORTEGA", "ANA"), ("NWOSU", "CHIDI")]
    assert names(write(una, people, announce=False).encode()) == people


def test_the_fifth_character_of_una_never_splits() -> None:
    assert names(write(":+.?*'", [("A*B", "C")]).encode()) == [("A*B", "C")]


@pytest.mark.parametrize("release", ["?", "\\"])
def test_doubled_release_is_one_literal_release(release: str) -> None:
    assert names(write(f":+.{release} '", [(release * 3 + "'", "B")]).encode()) == [(release * 3 + "'", "B")]


def test_noise_before_between_and_after_is_ignored() -> None:
    plain = write(":+.? '", [("ORTEGA", "ANA")]).encode()
    noise = b"\x01QK XXXAAXB\r\n.YYYBBXB 010900\r\n\x02"
    found = read_paxlst(noise + plain + b"\r\n\x03 scanned; UNA is a word\r\n" + noise + plain + b"01MAR26")
    assert [[(p.surname, p.given) for p in m.people] for m in found.messages] == [[("ORTEGA", "ANA")]] * 2


def test_sire_ends_segments_with_a_double_quote() -> None:
    text = write(':+.? "', [("O'HARA", "ANA")], announce=False).replace("UNOW", "SIRE")
    assert names(text.encode()) == [("O'HARA", "ANA")]


def test_newline_as_terminator() -> None:
    text = write(":+.? \n", [("O'HARA", "ANA"), ("LI", "WEI")], announce=False)
    found = read_paxlst(text.encode())
    assert names(text.encode()) == [("O'HARA", "ANA"), ("LI", "WEI")]
    assert "terminator-differs" in {f.code for f in found.messages[0].findings}


def test_one_segment_on_a_line_of_its_own_does_not_make_the_newline_the_terminator() -> None:
    """Found by the fuzzer: damage between two messages took both along."""
    text = write(":+.? '", [("ORTEGA", "ANA"), ("LI", "WEI")], announce=False)
    damaged = text.replace("UNZ+", "UNT+3\nBGM+745'UNZ+")
    assert damaged != text
    assert names(damaged.encode()) == names(text.encode()) == [("ORTEGA", "ANA"), ("LI", "WEI")]


def test_a_stated_terminator_that_never_occurs_is_replaced_and_reported() -> None:
    text = write(":+.? '", [("ORTEGA", "ANA")]).replace("'", "$").replace("UNA:+.? $", "UNA:+.? '")
    found = read_paxlst(text.encode())
    assert names(text.encode()) == [("ORTEGA", "ANA")]
    assert "terminator-differs" in {f.code for f in found.messages[0].findings}


@pytest.mark.parametrize(
    ("syntax_id", "codec", "name"),
    [("UNOC", "iso8859-1", "GARÇON"), ("UNOD", "iso8859-2", "ŁUKASZ"), ("UNOE", "iso8859-5", "ИВАНОВ"),
     ("UNOF", "iso8859-7", "ΝΙΚΟΣ"), ("UNOW", "utf-8", "李"), ("UNOL", "iso8859-15", "ŒUVRE")],
)  # fmt: skip
def test_the_stated_character_set_is_used(syntax_id: str, codec: str, name: str) -> None:
    data = write(":+.? '", [(name, "X")]).replace("UNOW", syntax_id).encode(codec)
    assert names(data) == [(name, "X")]
    assert "charset" not in {f.code for f in read_paxlst(data).messages[0].findings}


@pytest.mark.parametrize("codec", ["utf-8", "cp1252"])
def test_bytes_outside_the_stated_set_are_read_and_reported(codec: str) -> None:
    data = write(":+.? '", [("YÉ", "X")]).replace("UNOW", "UNOA").encode(codec)
    assert names(data) == [("YÉ", "X")]
    assert "charset" in {f.code for f in read_paxlst(data).messages[0].findings}


@pytest.mark.parametrize("una", UNAS[:5])
def test_the_same_content_has_one_digest_in_any_separators(una: str) -> None:
    people = [("O'NEILL:+?", "A*(B)-$~")]
    digests = {read_paxlst(write(other, people).encode()).messages[0].digest for other in (una, ":+.? '")}
    assert len(digests) == 1


def test_canonical_text_tells_a_literal_from_a_separator() -> None:
    other = Syntax("|", "^", None, "~")
    assert other.canonical("A^b:c~") != other.canonical("A^b|c~")


@pytest.mark.parametrize("text", ["", "name,seat\nUNITED,1A\n", "UNHAPPY BUNH", "\x00\xff"])
def test_what_is_not_edifact_is_not_taken_for_it(text: str) -> None:
    assert not looks_like_edifact(text.encode())
    assert interchanges(text.encode()) == []
    assert read_paxlst(text.encode()).error


def test_noise_does_not_hide_edifact() -> None:
    assert looks_like_edifact(b"QK XXX\r\n.YYY 010900\r\n" + write(":(.) -", [("A", "B")]).encode())
