"""PAXLST in the UN dialect: facts, findings, and the errors seen in real traffic."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.flow.intake import paxlst
from pratique.flow.intake.paxlst import CODES, read_paxlst
from pratique.model.facts import Counts, DocumentFact, LegFact, Message, Part, PersonFact

LEG = "TDT+20+XB123+++XB'LOC+125+LIS'DTM+189:2603011200:201'LOC+87+YUL'DTM+232:2603011500:201'"
ANA = "NAD+FL+++ORTEGA:ANA:MARIA'ATT+2++F'DTM+329:850412'"
BEN = "NAD+FL+++NWOSU:BEN'RFF+SEA:014C'"


def wrap(body: str, unb: str = "260301:0900+R1", unh: str = "", unt: str | None = None, end: str = "UNZ+1+R1'") -> str:
    count = body.count("'") - body.count("?'") + 2
    trailer = f"UNT+{count}+M1'" if unt is None else unt
    return f"UNB+UNOA:4+XBAIR:ZZ+PORT+{unb}'UNH+M1+PAXLST:D:05B:UN:IATA{unh}'{body}{trailer}{end}"


def read(text: str | bytes) -> Message:
    found = read_paxlst(text if isinstance(text, bytes) else text.encode())
    assert found.error is None
    assert len(found.messages) == 1
    return found.messages[0]


def body(text: str) -> Message:
    return read(wrap("BGM+745'" + LEG + text))


def codes(message: Message) -> set[str]:
    return {finding.code for finding in message.findings}


def person(text: str) -> PersonFact:
    message = body("NAD+FL+++ORTEGA:ANA'" + text)
    assert len(message.people) == 1
    return message.people[0]


def test_a_whole_message() -> None:
    text = (
        "BGM+745+CP'RFF+TN:TN77:::2'NAD+MS+++CALL CENTRE'COM+1 555:TE'" + LEG + ANA + "LOC+174+PRT'LOC+178+LIS'"
        "LOC+179+YUL'LOC+180+:::HIDDEN'LOC+22+YUL'COM+351 1:TE+351 2:FX+A.AT.B.EX:EM'NAT+2+PRT'RFF+AVF:BK1'"
        "RFF+ABO:U1'RFF+SEA:014C'RFF+YZY:SECRET9'RFF+BAG:SECRET8'FTX+BAG+++SECRET7'MEA+CT++:2'"
        "DOC+P:110:111+N1'DTM+36:300101'LOC+91+PRT'DOC+V+N2'LOC+91+CAN'CNT+42:1'"
    )
    message = read(wrap(text, unb="260301:0900+R1", unh="+XB123/260301+02:F"))
    assert message.findings == ()
    assert (message.document, message.function, message.transaction) == ("745", "CP", "TN77:2")
    assert (message.sender, message.recipient, message.prepared) == ("XBAIR", "PORT", datetime(2026, 3, 1, 9, 0))  # noqa: DTZ001
    assert (message.control_reference, message.message_reference) == ("R1", "M1")
    assert (message.common_reference, message.part, message.test) == ("XB123/260301", Part(2, True), False)
    assert message.dialect == "UN D:05B"
    assert message.legs == (LegFact("XB123", "LIS", "YUL", "2026-03-01T12:00", "2026-03-01T15:00"),)
    assert message.declared == Counts(1, None, 34)
    assert message.present == Counts(1, 0, 34)
    assert message.people == (
        PersonFact(
            role="passenger", surname="ORTEGA", given="ANA MARIA", sex="F", birth_date="1985-04-12",
            birth_date_raw="850412", nationality="PRT", residence="PRT", embark="LIS", debark="YUL", booking="BK1",
            reference="U1", seat="14C", seat_raw="014C", phones=("351 1",), emails=("A.AT.B.EX",),
            documents=(DocumentFact("P", "N1", "PRT", "2030-01-01"), DocumentFact("V", "N2", "CAN", None)),
        ),
    )  # fmt: skip
    assert "SECRET" not in repr(message)
    assert "HIDDEN" not in repr(message)
    assert "CALL CENTRE" not in repr(message)


# --- errors in the wild: each yields the people, and says what was wrong -------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DOC++'", "empty-value"),
        ("DOC+P+N1'DTM+36:'", "empty-value"),
        ("DOC+P+N1'LOC+91+'", "empty-value"),
        ("LOC+174+'", "empty-value"),
        ("DOC+P'", "document-incomplete"),
        ("DOC+P+N1'DTM+36:610218'", "expiry-century"),
        ("DTM+329+850412'", "wrong-separator"),
        ("L'", "unknown-segment"),
        ("LT'", "unknown-segment"),
        ("ZZZ+1'", "unknown-segment"),
        ("RFF+QQQ:1'", "unknown-segment"),
        ("LOC+999+XXX'", "unknown-segment"),
        ("CNT+41+8'", "wrong-separator"),
        ("CNT+42:7'", "passenger-count"),
        ("DTM+329:850400'", "partial-birth-date"),
        ("DTM+329:851340'", "bad-birth-date"),
        ("DTM+329:180412'", "birth-century"),
        ("RFF+SEA:.03BN03AN'", "seat-unusable"),
        ("RFF+SEA:A12'", "seat-unsure"),
        ("DTM+36:300101'", "document-missing"),
        ("ATT+2++Q'", "unknown-sex"),
        ("NAT+2+PRT'NAT+2+CAN'", "several-nationalities"),
        ("RFF+SEA:1A'RFF+SEA:2A'", "several-seats"),
        ("LOC+178+YUL'", "journey-order"),
    ],
)
def test_a_fault_in_one_person_is_reported_and_nobody_is_lost(text: str, code: str) -> None:
    message = body("NAD+FL+++ORTEGA:ANA'" + text + BEN)
    assert [p.surname for p in message.people] == ["ORTEGA", "NWOSU"]
    assert message.people[1].seat == "14C"
    assert code in codes(message)
    assert len(message.legs) == 1


def test_name_in_one_component_stays_whole() -> None:
    message = read(wrap("BGM+745'" + LEG + "NAD+FL+++ALI YYÉ'"))
    assert (message.people[0].surname, message.people[0].given) == ("ALI YYÉ", None)
    assert {"whole-name", "charset"} <= codes(message)


def test_trailing_empty_component_of_a_name() -> None:
    message = body("NAD+FL+++BETANCO:DAVI:'")
    assert (message.people[0].surname, message.people[0].given) == ("BETANCO", "DAVI")
    assert "empty-component" in codes(message)


def test_blank_after_and_before_a_tag() -> None:
    text = wrap("BGM +745'" + LEG + " NAD +FL+++ORTEGA:ANA'   RFF+SEA:1A'").replace("UNH+", "UNG +PAXLST+A+B'UNH +")
    message = read(text)
    assert (message.document, message.people[0].seat, message.message_reference) == ("745", "1A", "M1")


def test_typographic_apostrophe_in_one_place_loses_nothing() -> None:
    message = read(wrap("BGM+745'" + LEG + "NAD+FL+++ORTEGA:ANA’RFF+SEA:1A'" + BEN))
    assert [(p.given, p.seat) for p in message.people] == [("ANA", "1A"), ("BEN", "14C")]
    assert "typographic-terminator" in codes(message)


def test_typographic_apostrophe_throughout() -> None:
    message = read(wrap("BGM+745'" + LEG + BEN).replace("'", "’"))
    assert (message.people[0].given, len(message.legs)) == ("BEN", 1)
    assert "typographic-terminator" in codes(message)


def test_a_typographic_apostrophe_in_a_name_is_a_letter() -> None:
    assert body("NAD+FL+++N’DOC:ANA’LOC'").people[0].surname == "N’DOC"


@pytest.mark.parametrize("text", [LEG + BEN, "BGM+745'" + LEG + BEN])
def test_missing_envelope(text: str) -> None:
    message = read(f"UNH+M1+PAXLST:D:03B:UN:IATA'{text}UNT+9+M1'")
    assert message.people[0].given == "BEN"
    assert "no-unb" in codes(message)


def test_a_file_that_starts_at_its_group() -> None:
    text = (
        f"UNG+PAXLST+XBAIR+PORT+260301:0900+7+UN+D:05B'UNH+M1+PAXLST:D:05B:UN:IATA'BGM+745'{LEG}{BEN}UNT+10+M1'UNE+1+7'"
    )
    message = read("heading\r\n" + text)
    assert (message.sender, message.recipient, message.people[0].given) == ("XBAIR", "PORT", "BEN")
    assert codes(message) == {"no-unb"}


def test_missing_unh_between_unb_and_bgm() -> None:
    message = read("UNB+UNOA:4+A+B+260301:0900+R1'BGM+745'" + LEG + BEN + "UNT+3+M1'UNZ+1+R1'")
    assert (len(message.legs), message.people[0].given) == (1, "BEN")
    assert "no-unh" in codes(message)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("+M1'UNZ", "+M2'UNZ", "unt-reference"),
        ("+M1'UNZ", "+M 1'UNZ", "fold-blank"),
        ("UNZ+1", "UNZ+4", "unz-count"),
        ("UNZ+1+R1", "UNZ+1+R2", "unz-reference"),
        ("UNZ+1+R1'", "", "no-unz"),
        ("UNT+", "UNT+9", "segment-count"),
        ("BGM+745'", "", "no-bgm"),
        ("BGM+745", "BGM+999", "unknown-document"),
        ("BGM+745", "BGM+745+QX", "unknown-function"),
        ("BGM+745", "BGM+366", "document-typo"),
        ("BGM+745", "BGM+336", "not-a-manifest"),
        ("BGM+745", "BGM+655", "not-a-manifest"),
        ("BGM+745", "BGM+250", "passenger-in-crew-list"),
        ("TDT+20+", "TDT+34+", "overflight"),
        ("XB123+++XB", "XB123+++QQ", "carrier-differs"),
        ("XB123+++XB", "???+++", "flight-unreadable"),
        ("DTM+189:2603011200", "DTM+189:2603012460", "bad-time"),
        ("DTM+189:", "DTM+189+", "wrong-separator"),
    ],
)
def test_a_fault_around_the_people_is_reported_and_nothing_is_lost(old: str, new: str, code: str) -> None:
    text = wrap("BGM+745'" + LEG + BEN)
    assert old in text
    message = read(text.replace(old, new))
    assert code in codes(message)
    assert [p.given for p in message.people] == ["BEN"]
    assert [(leg.origin, leg.destination) for leg in message.legs] == [("LIS", "YUL")]


def test_group_counts() -> None:
    text = wrap("BGM+745'" + LEG + BEN).replace("UNH+", "UNG+PAXLST+A+B+260301:0900+7'UNH+")
    assert {"une-count", "une-reference"} <= codes(read(text.replace("UNZ", "UNE+2+8'UNZ")))
    assert codes(read(text.replace("UNZ", "UNE+1+7'UNZ"))) == set()
    assert "no-une" in codes(read(text))


def test_wrong_separator_in_times_and_blanks() -> None:
    message = read(wrap("BGM+745'" + LEG.replace("DTM+189:", "DTM+189+").replace("DTM+232:", "DTM+232: ")))
    assert (message.legs[0].departure, message.legs[0].arrival) == ("2026-03-01T12:00", "2026-03-01T15:00")


def test_city_code_is_kept_and_the_person_stays_on_the_leg() -> None:
    message = read(wrap("BGM+745'" + LEG.replace("YUL", "BJS") + "NAD+FL+++ORTEGA:ANA'LOC+179+PEK'"))
    assert (message.legs[0].destination, message.people[0].legs) == ("BJS", None)


# --- flights and legs ----------------------------------------------------------------------------------------------


def legs(text: str) -> list[tuple[str | None, ...]]:
    message = read(wrap("BGM+745'" + text))
    return [(x.flight, x.origin, x.destination, x.departure, x.arrival) for x in message.legs]


def test_one_flight_group_with_four_places_is_two_legs() -> None:
    text = "TDT+20+XB9'LOC+92+JFK'LOC+92+ANC'LOC+125+ANC'LOC+87+ICN'"
    assert legs(text) == [("XB9", "JFK", "ANC", None, None), ("XB9", "ANC", "ICN", None, None)]


@pytest.mark.parametrize("first", ["22", "125", "92"])
def test_departure_may_carry_another_qualifier(first: str) -> None:
    assert legs(f"TDT+20+XB0009'LOC+{first}+LIS'LOC+87+YUL'") == [("XB9", "LIS", "YUL", None, None)]


@pytest.mark.parametrize(
    ("text", "leg"),
    [
        ("TDT+20+XB9'", ("XB9", None, None, None, None)),
        ("TDT+20+XB9'LOC+125+LIS'", ("XB9", "LIS", None, None, None)),
        ("TDT+20+XB9'LOC+87+YUL'DTM+232:260301:101'", ("XB9", None, "YUL", None, "2026-03-01")),
        ("TDT+20+XB9'LOC+87+YUL'LOC+125+LIS'", ("XB9", "LIS", "YUL", None, None)),
        ("TDT+20+XB9'DTM+189:202603011200:203'LOC+125+LIS'LOC+87+YUL'",
         ("XB9", "LIS", "YUL", "2026-03-01T12:00", None)),
        ("TDT+20+9+++XB'LOC+125+LIS'LOC+130+YUL'DTM+232:20260301:102'", ("XB9", "LIS", "YUL", None, "2026-03-01")),
    ],
)  # fmt: skip
def test_a_flight_is_never_lost(text: str, leg: tuple[str | None, ...]) -> None:
    assert legs(text) == [leg]


@pytest.mark.parametrize(
    ("embark", "debark", "expected"),
    [("LIS", "YUL", None), ("LIS", "PDL", (0,)), ("PDL", "YUL", (1,)), ("WDH", "YUL", None), ("WDH", "PDL", (0,)),
     ("PDL", "YVR", (1,)), ("", "", None)],
)  # fmt: skip
def test_who_is_on_which_leg(embark: str, debark: str, expected: tuple[int, ...] | None) -> None:
    flight = "TDT+20+XB9'LOC+92+LIS'LOC+92+PDL'TDT+20+XB9'LOC+125+PDL'LOC+87+YUL'"
    message = read(wrap(f"BGM+745'{flight}NAD+FL+++A:B'LOC+178+{embark}'LOC+179+{debark}'"))
    assert (len(message.legs), message.people[0].legs) == (2, expected)
    assert message.people[0].embark == (embark or None)


def test_a_flight_after_the_people_is_still_a_flight() -> None:
    message = read(wrap("BGM+745'" + BEN + LEG))
    assert (len(message.legs), "late-flight" in codes(message)) == (1, True)


# --- people --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "role"),
    [("FL", "passenger"), ("FM", "crew"), ("DDU", "in_transit_passenger"), ("DDT", "in_transit_crew"),
     ("ZZZ", "unknown"), ("QQ", "unknown")],
)  # fmt: skip
def test_role_comes_from_the_qualifier(code: str, role: str) -> None:
    assert body(f"NAD+{code}+++A:B'").people[0].role == role


def test_close_out_names_people_by_reference_only() -> None:
    message = read(wrap("BGM+266+CLOB'" + LEG + "NAD+ZZZ'RFF+AVF:BK1'RFF+ABO:U1'NAD+ZZZ'RFF+ABO:U2'"))
    assert [(p.booking, p.reference, p.surname) for p in message.people] == [("BK1", "U1", None), (None, "U2", None)]
    assert (message.document, message.function) == ("266", "CLOB")
    assert codes(message) == set()


def test_people_and_documents_in_any_order_of_segments() -> None:
    found = person("NAT+2+CAN'DOC+P+N1'LOC+178+LIS'DTM+329:850412'LOC+91+CAN'RFF+SEA:INF'")
    assert (found.nationality, found.embark, found.birth_date, found.seat_raw) == ("CAN", "LIS", "1985-04-12", "INF")
    assert found.documents == (DocumentFact("P", "N1", "CAN", None),)


@pytest.mark.parametrize(
    ("raw", "birth"),
    [("850412", "1985-04-12"), ("260228", "2026-02-28"), ("260302", "1926-03-02"), ("19060412:102", "1906-04-12"),
     ("000229", "2000-02-29"), ("850000", None), ("00000000", None), ("12APR85", None), ("85 0412", "1985-04-12")],
)  # fmt: skip
def test_birth_dates_are_whole_or_absent(raw: str, birth: str | None) -> None:
    found = person(f"DTM+329:{raw}'")
    assert (found.birth_date, found.birth_date_raw) == (birth, raw.partition(":")[0])


def test_without_any_day_a_century_is_not_guessed() -> None:
    message = read("UNH+1+PAXLST:D:05B:UN'BGM+745'TDT+20+XB9'NAD+FL+++A:B'DTM+329:850412'UNT+6+1'")
    assert message.people[0].birth_date is None
    assert "birth-century-unknown" in codes(message)


# --- files with several things -------------------------------------------------------------------------------------


@pytest.mark.parametrize("indicator", ["1", "2", "5", "X"])
def test_test_interchange_is_marked(indicator: str) -> None:
    message = read(wrap("BGM+745'" + LEG + BEN, unb=f"260301:0900+R1++++++{indicator}"))
    assert message.test
    assert "test-indicator" in codes(message)


@pytest.mark.parametrize(
    ("stated", "part"),
    [("", None), ("++01:C", Part(1, False)), ("++02", Part(2, False)), ("++10:F", Part(10, True)),
     ("+X+01:F", Part(1, True)), ("++A:F", None)],
)  # fmt: skip
def test_parts_of_a_set(stated: str, part: Part | None) -> None:
    message = read(wrap("BGM+745'" + LEG + BEN, unh=stated))
    assert message.part == part
    assert ("bad-part" in codes(message)) == (stated == "++A:F")


@pytest.mark.parametrize(
    ("document", "function"),
    [("745", f) for f in ("CP", "XR", "RP")] + [("266", f) for f in ("CL", "CLOB", "CLNB", "XF", "CF")]
    + [("250", f) for f in ("C", "CC", "B", "A", "E", "F")],
)  # fmt: skip
def test_kinds_of_lists_and_their_functions(document: str, function: str) -> None:
    message = read(wrap(f"BGM+{document}+{function}'" + LEG))
    assert (message.document, message.function, codes(message)) == (document, function, set())


def test_several_interchanges_groups_and_messages_with_their_own_separators() -> None:
    first = wrap("BGM+745'" + LEG + BEN, end="UNH+M2+PAXLST:D:05B:UN'BGM+250'NAD+FM+++X:Y'UNT+4+M2'UNZ+2+R1'")
    second = wrap("BGM+745'" + LEG + ANA).replace("'", "~").replace("+", "*").replace(":", "|")
    found = read_paxlst(("UNA:+.? '" + first + "\r\nNOISE\r\nUNA|*.? ~" + second).encode())
    assert [[p.given for p in m.people] for m in found.messages] == [["BEN"], ["Y"], ["ANA MARIA"]]


def test_other_message_types_are_not_read() -> None:
    message = read(wrap("BGM+745'" + LEG + BEN).replace("PAXLST", "CUSRES"))
    assert (message.people, message.legs) == ((), ())
    assert "other-message-type" in codes(message)


def test_an_interchange_without_a_message_says_so() -> None:
    assert codes(read("UNB+UNOA:4+A+B+260301:0900+R1'UNZ+0+R1'")) == {"no-message"}


def test_the_same_content_in_another_envelope_has_the_same_digest() -> None:
    one = read(wrap("BGM+745'" + LEG + BEN)).digest
    assert read(wrap("BGM+745'" + LEG + BEN, unb="260302:1000+R9").replace("M1", "M7")).digest == one
    assert read(wrap("BGM+745'" + LEG + ANA)).digest != one


def test_findings_of_one_kind_are_listed_up_to_a_limit_and_then_counted() -> None:
    message = body("NAD+FL+++A B'" * 50)
    found = [f for f in message.findings if f.code == "whole-name"]
    assert len(found) == 21
    assert "30 more" in found[-1].text


# --- whatever arrives ----------------------------------------------------------------------------------------------

WHOLE = ("UNA:+.? '" + wrap("BGM+745'" + LEG + ANA + "DOC+P+N1'LOC+91+PRT'" + BEN + "CNT+42:2'")).encode()


@pytest.mark.parametrize("cut", range(len(WHOLE)))
def test_truncation_anywhere_keeps_every_complete_person_and_flight(cut: int) -> None:
    found = read_paxlst(WHOLE[:cut])
    people = [p for m in found.messages for p in m.people]
    flights = [leg.flight for m in found.messages for leg in m.legs]
    assert ("ORTEGA" in [p.surname for p in people]) == (cut >= WHOLE.index(b"MARIA'") + 6)
    assert ("NWOSU" in [p.surname for p in people]) == (cut >= WHOLE.index(b"BEN'") + 4)
    assert flights == (["XB123"] if cut >= WHOLE.index(b"+++XB'") + 6 else [])
    assert {p.given for p in people} <= {"ANA MARIA", "BEN"}
    if found.messages and cut < WHOLE.index(b"UNZ"):
        assert "no-unz" in {f.code for m in found.messages for f in m.findings}


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes_never_raise(data: bytes) -> None:
    read_paxlst(data)
    read_paxlst(b"UNB+UNOA:4+" + data)
    read_paxlst(b"UNH+1+PAXLST:D:05B'" + data)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.binary(max_size=3)), max_size=6))
def test_mutations_never_raise(changes: list[tuple[int, bytes]]) -> None:
    data = WHOLE
    for position, new in changes:
        data = data[:position] + new + data[position + len(new) :]
    for message in read_paxlst(data).messages:
        assert {f.code for f in message.findings} <= set(CODES)


SEGMENTS = st.sampled_from(
    [segment + "'" for segment in (LEG + ANA + BEN).split("'") if segment]
    + ["DOC'", "NAD'", "TDT'", "LOC'", "RFF+SEA'", "UNT+1+1'", "UNH+2+PAXLST'", "BGM'", "COM+:TE'", "CNT+42'", "''"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(SEGMENTS, max_size=25))
def test_any_order_of_segments_never_raises_and_never_loses_a_flight(segments: list[str]) -> None:
    found = read_paxlst(wrap("BGM+745'" + "".join(segments)).encode())
    if LEG[: LEG.index("'") + 1] in segments:
        assert "XB123" in {leg.flight for m in found.messages for leg in m.legs}
    assert sum(len(m.people) for m in found.messages) == sum(s.startswith("NAD") for s in segments)


def test_every_finding_code_is_used_and_every_used_code_is_listed() -> None:
    folder = Path(paxlst.__file__).parent
    source = "".join(p.read_text() for p in folder.glob("paxlst*.py") if p.name != "paxlst_notes.py")
    source += (folder / "edifact.py").read_text() + (folder / "edifact_charset.py").read_text()
    source += (folder / "paxlst_notes.py").read_text().partition("_LISTED =")[2]
    used = {code for code in CODES if f'"{code}"' in source}
    built = {"une-count", "unz-count", "une-reference", "unz-reference"}  # from the tag of the trailer
    assert set(CODES) - used - built == set()
    assert set(re.findall(r'(?:notes|_notes)\.add\("([a-z-]+)"', source)) <= set(CODES)
