"""A message turned into identities, lines and crossings."""

import hashlib
import json
from dataclasses import asdict, replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.flow.identity.statements import draft_message
from pratique.model.facts import CrossingFact, DocumentFact, LegFact, Message, PersonFact
from pratique.model.places import Place, PointOfEntry
from pratique.stores.places import Places

HERE = PointOfEntry("CAN", "Sample port", "CN", "Asia/Shanghai")
LEG = LegFact("ZZ305", "SIN", "CAN", "2026-11-14T08:00", "2026-11-14T12:00")
NEXT = LegFact("ZZ305", "CAN", "PEK", "2026-11-15T01:00", None)
ANN = PersonFact(
    role="passenger",
    surname="Quillfeather",
    given="Peregrina",
    birth_date="1970-01-02",
    documents=(DocumentFact("P", "X0736206", "MYS"),),
    phones=("+447700900417",),
    seat="14C",
    seat_raw="014C",
    reference="ZZ30505489",
    booking="5Y3KXY",
)
NAME_ONLY = PersonFact(role="passenger", surname="Quillfeather", given="Peregrina", booking="5Y3KXY")


class Hasher:
    def hash(self, kind, *parts):
        text = "\x1f".join((kind, *parts))
        return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=7).digest(), "big")


def draft(*people, legs=(LEG,), **told):
    return draft_message(
        Message(kind="paxlst", dialect="x", legs=legs, people=people, **told), Hasher(), Places(), HERE
    )


def hashes(*people, **told):
    return [line.content_hash for line in draft(*people, **told).lines]


words = st.none() | st.text(max_size=8)
people = st.builds(
    PersonFact,
    surname=words,
    given=words,
    sex=st.sampled_from([None, "M", "F", "X"]),
    birth_date=st.none() | st.dates(date(1900, 1, 1), date(2026, 1, 1)).map(str),
    birth_date_raw=words,
    nationality=words,
    residence=words,
    seat=words,
    documents=st.lists(st.builds(DocumentFact, words, words, words, words), max_size=2).map(tuple),
    phones=st.lists(st.text(max_size=6), max_size=2).map(tuple),
    emails=st.lists(st.text(max_size=6), max_size=2).map(tuple),
)
IDENTIFYING = {
    *("surname", "given", "sex", "birth_date", "birth_date_raw", "nationality", "residence"),
    *("documents", "phones", "emails"),
}


@given(people)
@settings(max_examples=100)
def test_the_sealed_content_is_the_same_byte_for_byte_as_ever(person):
    facts = {name: value for name, value in asdict(person).items() if name in IDENTIFYING and value}
    known = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert [one.content for one in draft(person).identities.values()] in ([known], [])


def test_the_sealed_content_of_one_person_written_out():
    (one,) = draft(ANN).identities.values()
    assert one.content == (
        b'{"birth_date":"1970-01-02","documents":[{"expiry":null,"issuer":"MYS","number":"X0736206","type":"P"}],'
        b'"given":"Peregrina","phones":["+447700900417"],"surname":"Quillfeather"}'
    )


def test_the_same_person_sent_again_is_one_identity_wherever_and_however_seated():
    again = replace(ANN, seat="20A", seat_raw="20A", reference="OTHER99", booking="ABCDEF", role="crew")
    (first,), (second,) = hashes(ANN), hashes(again, legs=(NEXT,))
    assert first == second
    assert len(draft(ANN, again).identities) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"surname": "Quillfeathers"},
        {"birth_date": "1970-01-03"},
        {"documents": (DocumentFact("P", "X0736207", "MYS"),)},
        {"phones": ()},
        {"nationality": "MYS"},
    ],
)
def test_other_facts_are_another_identity(changed):
    assert hashes(ANN) != hashes(replace(ANN, **changed))


def test_people_with_a_name_only_stay_apart():
    same_booking = hashes(NAME_ONLY, NAME_ONLY)
    assert len(set(same_booking)) == 2
    other_booking = hashes(replace(NAME_ONLY, booking="ZZZZZZ"))
    other_day = hashes(NAME_ONLY, legs=(replace(LEG, departure="2026-11-15T08:00"),))
    assert len({*same_booking, *other_booking, *other_day}) == 4


def test_a_list_with_a_name_only_that_is_sent_again_brings_nobody_new():
    assert hashes(NAME_ONLY, NAME_ONLY) == hashes(NAME_ONLY, NAME_ONLY)


def test_a_placeholder_for_a_number_does_not_tell_two_people_apart_or_join_them():
    noted = replace(NAME_ONLY, documents=(DocumentFact("P", "0000000", "MYS"),))
    assert len(set(hashes(noted, noted))) == 2
    assert all(identity.keys == () for identity in draft(noted).identities.values())


def test_nobody_is_said_means_no_identity():
    (line,) = draft(PersonFact(reference="ZZ30505489"), document="266", function="CLOB").lines
    assert line.content_hash == 0
    assert line.ref_key != 0
    assert line.state == "boarded"


def test_an_identity_belongs_to_its_last_day():
    (identity,) = draft(ANN, legs=(LEG, NEXT)).identities.values()
    assert identity.day == date(2026, 11, 15)
    (identity,) = draft(replace(ANN, legs=(1,)), replace(ANN, legs=(0,)), legs=(LEG, NEXT)).identities.values()
    assert identity.day == date(2026, 11, 15)


def test_a_line_holds_keys_and_codes_only():
    said = repr(draft(replace(ANN, seat_raw="Quillfeather 14C", embark="Quillfeather")).lines)
    for word in ("quillfeather", "peregrina", "x0736206", "5y3kxy", "zz30505489", "1970"):
        assert word not in said.casefold()


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({}, "listed"),
        ({"document": "745", "function": "XR"}, "cancelled"),
        ({"document": "745", "function": "RP"}, "cancelled"),
        ({"document": "745", "function": "CP"}, "listed"),
        ({"document": "266", "function": "CLOB"}, "boarded"),
        ({"document": "266", "function": "CLNB"}, "not_boarded"),
        ({"document": "266", "function": "CL"}, None),
        ({"document": "336"}, None),
        ({"document": "655"}, None),
    ],
)
def test_what_a_message_says_of_its_people(told, state):
    assert [line.state for line in draft(ANN, **told).lines] == ([state] if state else [])


def test_a_leg_without_any_date_is_a_finding_and_loses_no_other_leg():
    found = draft(ANN, legs=(LegFact("ZZ1", "SIN", "CAN"), LEG))
    assert [finding.code for finding in found.findings] == ["leg-without-date"]
    assert [leg.flight for leg in found.legs] == ["ZZ305"]
    assert [line.leg for line in found.lines] == [0]


def test_times_of_a_leg_are_local_and_utc_and_nothing_is_invented():
    (leg,) = draft(ANN).legs
    assert leg.departure == datetime(2026, 11, 14, 0, 0, tzinfo=UTC)
    assert leg.departure_local == datetime(2026, 11, 14, 8, 0)  # noqa: DTZ001 -- local by definition
    (bare,) = draft(ANN, legs=(replace(LEG, departure="2026-11-14", arrival=None),)).legs
    assert (bare.day, bare.departure, bare.departure_local, bare.arrival) == (date(2026, 11, 14), None, None, None)
    (nowhere,) = draft(ANN, legs=(replace(LEG, origin=None),)).legs
    assert nowhere.departure is None


@pytest.mark.parametrize(
    ("time", "at"),
    [
        ("2026-11-14T10:00", datetime(2026, 11, 14, 2, 0, tzinfo=UTC)),
        ("2026-11-14T10:00+02:00", datetime(2026, 11, 14, 8, 0, tzinfo=UTC)),
        ("2026-11-14", datetime(2026, 11, 14, 15, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_crossing_is_local_to_the_point_of_entry_unless_it_has_an_offset(time, at):
    fact = CrossingFact(ANN, time, "CAN", "in", "ZZ305", "2026-11-14")
    found = draft_message(Message(kind="crossings", dialect="csv", crossings=(fact,)), Hasher(), Places(), HERE)
    (crossing,) = found.crossings
    assert (crossing.at, crossing.leg_key) == (at, ("ZZ305", date(2026, 11, 14)))
    assert crossing.content_hash in found.identities


RAIL = LegFact("G17", "Ulm", "深圳北", "2026-11-14T08:00", "2026-11-14T12:00", "train")


def test_a_station_has_a_zone_only_where_the_site_says_so_never_as_an_airport_written_alike():
    assert Places().find("Ulm") is not None
    (leg,) = draft(ANN, legs=(replace(RAIL, origin="ULM"),)).legs
    assert (leg.departure, leg.arrival) == (None, None)
    assert (leg.departure_local, leg.conveyance) == (datetime(2026, 11, 14, 8), "train")  # noqa: DTZ001
    own = Places({"深圳北": Place("深圳北", "Shenzhen North", "CN", "Asia/Shanghai")})
    (leg,) = draft_message(Message("csv", "x", legs=(RAIL,), people=(ANN,)), Hasher(), own, HERE).legs
    assert (leg.departure, leg.arrival) == (None, datetime(2026, 11, 14, 4, tzinfo=UTC))


def test_whoever_stands_has_no_seat_and_not_an_unusable_one():
    standing = replace(ANN, seat=None, seat_raw="无座", unit="5", travel_class="standing")
    (line,) = draft(standing, legs=(RAIL,)).lines
    assert (line.seat, line.seat_status, line.unit, line.travel_class) == ("", "none", "5", "standing")


@pytest.mark.parametrize(("kind", "known"), [("paxlst", True), ("csv", False)])
def test_a_row_number_of_a_table_means_nobody_even_if_its_sender_is_known(kind, known):
    """Two files of one sender, each numbered from 1, must not make one person of the two at its top."""
    message = Message(kind=kind, dialect="x", legs=(LEG,), people=(replace(ANN, reference="17"),), sender="zz-air")
    (line,) = draft_message(message, Hasher(), Places(), HERE).lines
    assert bool(line.ref_key) is known


def test_the_aircraft_of_a_leg_is_kept_with_what_the_message_says_of_it():
    (leg,) = draft(ANN, legs=(replace(LEG, registration="B1234"),)).legs
    assert leg.registration == "B1234"
