"""Trains, buses and ships in tables: what they are called, where people were, and what an officer states for them."""

from datetime import date

import pytest

from pratique.flow.intake import read_file
from pratique.flow.intake.csv_manifest import read_csv_manifest
from pratique.flow.intake.profile import GivenLeg
from pratique.model.facts import LegFact
from pratique.stores.places import Places

TRAIN = "车次,乘车日期,开车时间,出发站,到达站,车厢号,座位号,席别,姓名,证件号码"
RIDER = "G17次,2026-11-16,08:05,广州南,深圳北,05号车厢,012F号,二等座,测试甲,QX00000001"


def only(text, given=None):
    read = read_csv_manifest(text.encode(), None, given)
    assert read.error is None
    (message,) = read.messages
    return message


def train(*rows, head=TRAIN):
    return only("\n".join([head, *rows]))


def codes(message):
    return {finding.code for finding in message.findings}


def test_a_train_in_chinese():
    message = train(RIDER)
    assert message.legs == (LegFact("G17", "广州南", "深圳北", "2026-11-16T08:05", None, "train"),)
    (rider,) = message.people
    assert (rider.unit, rider.seat, rider.seat_raw, rider.travel_class) == ("5", "12F", "012F号", "second")
    assert (rider.surname, rider.documents[0].number) == ("测试甲", "QX00000001")
    assert codes(message) == {"name-not-cut"}


@pytest.mark.parametrize("charset", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_train_in_any_charset(charset):
    rows = [RIDER.replace("测试甲", name) for name in ("测试甲", "测试乙", "测试丙")]
    read = read_file("\n".join([TRAIN, *rows]).encode(charset), "x.csv", Places())
    assert [message.legs[0].flight for message in read.messages] == ["G17"]
    assert {person.unit for person in read.messages[0].people} == {"5"}


HEADS = {
    "traditional": (
        "車次,乘車日期,出發站,到達站,車廂號,座位號,席別,姓名",
        "G17,2026-11-16,廣州南,深圳北,5,12F,二等座,測試甲",
    ),
    "date and stops in other words": (
        "列车车次,日期,上车站,下车站,车厢,席位号,座席类别,乘客姓名",
        "G17,2026年11月16日,广州南,深圳北,05,12F,二等座,测试甲",
    ),
    "english": (
        "Train no,Date,From,To,Coach,Seat,Class,Name",
        "G 17,2026-11-16,广州南,深圳北,Coach 5,12F,Second class,测试甲",
    ),
    "german": (
        "Zugnummer,Datum,Von,Nach,Wagen,Platz,Klasse,Name",
        "G17,16.11.2026,广州南,深圳北,Wagen 5,12F,2. Klasse,测试甲",
    ),
    "french": (
        "Numéro de train,Date,Origine,Destination,Voiture,Place,Classe,Nom complet",
        "G17,16/11/2026,广州南,深圳北,Voiture 5,12F,2e classe,测试甲",
    ),
    "spanish": (
        "Tren,Fecha,Origen,Destino,Coche,Plaza,Clase,Nombre completo",
        "G17,16/11/2026,广州南,深圳北,5,12F,Segunda,测试甲",
    ),
}


@pytest.mark.parametrize("name", HEADS)
def test_the_columns_of_a_train_in_other_words(name):
    head, row = HEADS[name]
    message = train(row.replace("廣", "广").replace("測試", "测试"), head=head)
    assert message.legs == (LegFact("G17", "广州南", "深圳北", "2026-11-16", None, "train"),)
    (rider,) = message.people
    assert (rider.unit, rider.seat, rider.travel_class, rider.surname) == ("5", "12F", "second", "测试甲")
    assert "unknown-columns" not in codes(message)
    assert "unknown-class" not in codes(message)


CLASSES = {
    "商务座": "business",
    "一等座": "first",
    "二等座": "second",
    "硬座": "hard_seat",
    "软座": "soft_seat",
    "硬卧": "hard_sleeper",
    "软卧": "soft_sleeper",
    "動臥": "soft_sleeper",
    "无座": "standing",
    "1st Class": "first",
    "Soft Sleeper": "soft_sleeper",
}


@pytest.mark.parametrize(("words", "travel_class"), CLASSES.items())
def test_classes_of_travel(words, travel_class):
    assert train(RIDER.replace("二等座", words)).people[0].travel_class == travel_class


def test_a_class_nobody_knows_stays_and_is_noted():
    message = train(RIDER.replace("二等座", "Panorama"))
    assert message.people[0].travel_class == "panorama"
    assert "unknown-class" in codes(message)


def test_whoever_stands_has_no_seat_and_nothing_is_wrong_with_it():
    message = train(RIDER.replace("012F号", "无座"))
    assert (message.people[0].seat, message.people[0].unit) == (None, "5")
    assert "seat-unusable" not in codes(message)


def test_a_coach_inside_the_seat_is_read_where_no_column_gives_one():
    (rider,) = train(RIDER.replace("05号车厢", "").replace("012F号", "05车12F号")).people
    assert (rider.unit, rider.seat) == ("5", "12F")
    (rider,) = train(RIDER.replace("05号车厢", "6").replace("012F号", "05车12F号")).people
    assert rider.unit == "6"


def test_riders_of_different_stops_stay_on_one_train():
    short = RIDER.replace("深圳北", "虎门").replace("测试甲", "测试乙")
    late = RIDER.replace("广州南", "虎门").replace("08:05", "08:23").replace("测试甲", "测试丙")
    message = train(RIDER, short, late)
    assert message.legs == (LegFact("G17", None, None, "2026-11-16", None, "train"),)
    assert len(message.people) == 3
    assert codes(message) == {"name-not-cut", "several-stops"}


def test_one_stop_that_all_share_is_kept():
    message = train(RIDER, RIDER.replace("深圳北", "虎门").replace("测试甲", "测试乙"))
    assert (message.legs[0].origin, message.legs[0].destination) == ("广州南", None)
    assert message.legs[0].departure == "2026-11-16T08:05"


def test_a_train_without_stops_asks_for_its_route():
    message = train("G17,2026-11-16,5,12F,测试甲", head="车次,乘车日期,车厢号,座位号,姓名")
    (finding,) = [finding for finding in message.findings if finding.code == "no-route"]
    assert finding.text == "the file does not say where the train goes from and to; state it with --from and --to"


def test_a_bus_in_english():
    message = only(
        "Bus no,Date,Departure,From,To,Seat no,Surname,Given name,Role\n"
        "QB 77,2026-11-17,09:30,Sample Bay,Sample City,12,ROSSI,ANNA,passenger\n"
        "QB 77,2026-11-17,09:30,Sample Bay,Sample City,,BIANCHI,CARLO,driver\n"
    )
    assert message.legs == (LegFact("QB77", "Sample Bay", "Sample City", "2026-11-17T09:30", None, "bus"),)
    assert [(person.seat, person.role) for person in message.people] == [("12", "passenger"), (None, "crew")]
    assert message.findings == ()


def test_a_ship_in_english():
    message = only(
        "Vessel,Date,From,To,Cabin no,Table,Surname,Given name\n"
        "MV Aurorelle,2026-11-17,First Pier,Second Pier,Cabin 6014,12,ROSSI,ANNA\n"
    )
    assert message.legs == (LegFact("MV AURORELLE", "First Pier", "Second Pier", "2026-11-17", None, "ship"),)
    assert (message.people[0].unit, message.people[0].table, message.people[0].seat) == ("6014", "12", None)


def test_flights_and_trains_in_one_file_are_kept_apart():
    read = read_csv_manifest(
        b"Flight,Train,Date,From,To,Coach,Seat,Surname,Given name\n"
        b"ZZ305,,2026-11-16,SIN,CAN,,14C,ROSSI,ANNA\n"
        b",G17,2026-11-16,Guangzhou South,Shenzhen North,5,7,BIANCHI,CARLO\n"
        b",,2026-11-16,SIN,CAN,,14D,VERDI,PAOLA\n"
    )
    assert [(m.legs[0].flight, m.legs[0].conveyance) for m in read.messages] == [
        ("ZZ305", "aircraft"),
        ("G17", "train"),
    ]
    assert [m.people[0].seat for m in read.messages] == ["14C", "7"]
    assert [(row.row, row.reason) for row in read.rejected] == [(4, "no conveyance is named in this row")]


def test_a_bare_number_is_a_seat_on_a_train_only():
    message = only("Flight,Date,From,To,Seat,Surname,Given name\nZZ305,2026-11-16,SIN,CAN,7,ROSSI,ANNA\n")
    assert message.people[0].seat is None
    assert "seat-unusable" in codes(message)


BARE = "车厢号,座位号,席别,姓名\n5,12F,二等座,测试甲\n"


@pytest.mark.parametrize(
    ("given", "leg"),
    [
        (
            GivenLeg("G17", date(2026, 11, 16), "广州南", "深圳北", "train"),
            LegFact("G17", "广州南", "深圳北", "2026-11-16", None, "train"),
        ),
        (
            GivenLeg("QB77", date(2026, 11, 16), conveyance="bus"),
            LegFact("QB77", None, None, "2026-11-16", None, "bus"),
        ),
        (
            GivenLeg("mv aurorelle", date(2026, 11, 16), conveyance="ship"),
            LegFact("MV AURORELLE", None, None, "2026-11-16", None, "ship"),
        ),
    ],
)
def test_an_officer_states_what_the_file_does_not(given, leg):
    message = only(BARE, given)
    assert message.legs == (leg,)
    assert (message.people[0].unit, message.people[0].seat) == ("5", "12F")


def test_a_stated_train_that_the_file_contradicts_is_not_used():
    message = only("\n".join([TRAIN, RIDER]), GivenLeg("G18", date(2026, 11, 16), conveyance="train"))
    assert message.legs[0].flight == "G17"
    assert "stated-flight-not-used" in codes(message)


def test_a_stated_route_belongs_to_the_stated_train():
    text = "车次,车厢号,座位号,姓名\nG17次,5,12F,测试甲\n"
    message = only(text, GivenLeg("G17", date(2026, 11, 16), "广州南", "深圳北", "train"))
    assert message.legs == (LegFact("G17", "广州南", "深圳北", "2026-11-16", None, "train"),)


@pytest.mark.parametrize(
    ("title", "sentence", "hint"),
    [
        (
            "G17次 2026年11月16日 旅客名单",
            "the file has no train column; row 1 seems to say train G17 on 2026-11-16",
            "confirm with --train G17 --date 2026-11-16",
        ),
        (
            "车次：K9281 日期：2026-11-16",
            "the file has no train column; row 1 seems to say train K9281 on 2026-11-16",
            "confirm with --train K9281 --date 2026-11-16",
        ),
        (
            "Train no. G1234, 2026-11-16",
            "the file has no train column; row 1 seems to say train G1234 on 2026-11-16",
            "confirm with --train G1234 --date 2026-11-16",
        ),
        (
            "Bus QB77 on 2026-11-16",
            "the file has no bus column; row 1 seems to say bus QB77 on 2026-11-16",
            "confirm with --bus QB77 --date 2026-11-16",
        ),
        (
            "Flight ZZ305 on 2026-11-16",
            "the file has no flight column; row 1 seems to say flight ZZ305 on 2026-11-16",
            "confirm with --flight ZZ305 --date 2026-11-16",
        ),
        ("旅客名单 第3次", "the file has no flight column", None),
    ],
)
def test_a_title_that_names_a_train_is_proposed_and_never_used(title, sentence, hint):
    read = read_csv_manifest(f'"{title}"\n{BARE}'.encode())
    assert read.messages == ()
    if hint:
        assert (read.error, read.hint) == (sentence, hint)


def test_a_station_is_no_unknown_airport_and_a_night_train_no_long_flight():
    night = RIDER.replace("开车时间", "").replace("G17次", "K9281")
    text = "\n".join([TRAIN + ",到达日期", night + ",2026-11-19"])
    (message,) = read_file(text.encode(), "x.csv", Places()).messages
    assert message.legs[0].arrival == "2026-11-19"
    assert codes(message) == {"name-not-cut"}


def test_an_arrival_before_the_departure_is_reported_of_a_train_too():
    text = "\n".join([TRAIN + ",到达日期", RIDER + ",2026-11-12"])
    (message,) = read_file(text.encode(), "x.csv", Places()).messages
    assert "arrival-before-departure" in codes(message)
