"""Files in: checked, loaded, watched, listed; and what is said of those that are none."""

import csv
import io
import json
import shutil

import pytest

from tests.cli.conftest import CASE, NAMES, PART


@pytest.fixture
def odd(tmp_path):
    """A folder with an empty file, a PDF and a hidden file."""
    folder = tmp_path / "odd"
    folder.mkdir()
    (folder / "empty.edi").touch()
    (folder / "scan.pdf").write_bytes(b"%PDF-1.4\n")
    (folder / ".hidden").write_bytes(b"half a file")
    return folder


def test_check_needs_no_site_and_stores_nothing(pratique, day, tmp_path):
    ran = pratique("intake", "check", day / "manifests" / PART)
    assert ran.code == 0
    assert "ZZ305 SIN→CAN" in ran.out
    assert "part 4" in ran.out
    assert not any(name in ran.out for name in NAMES)
    assert list((tmp_path / "work").iterdir()) == []


def test_check_says_a_finding_of_many_places_once(pratique, day):
    out = pratique("intake", "check", day / "manifests" / "QB611_14NOV.edi").out
    assert out.count("two centuries") == 1
    assert "and 17 more" in out


def test_check_takes_a_folder_and_leaves_hidden_files_out(pratique, odd):
    ran = pratique("intake", "check", odd, "-o", "json")
    assert ran.code == 4
    assert [file["path"] for file in ran.json["files"]] == [str(odd / "empty.edi"), str(odd / "scan.pdf")]
    assert all(file["error"] for file in ran.json["files"])


def test_check_reads_standard_input(pratique, day):
    ran = pratique("intake", "check", "-", "-o", "json", stdin=(day / "manifests" / PART).read_bytes())
    assert ran.code == 0
    assert len(ran.json["files"][0]["messages"][0]["people"]) == 34


def test_check_as_csv_lists_what_could_not_be_read_too(pratique, odd):
    lines = list(csv.DictReader(io.StringIO(pratique("intake", "check", odd, "-o", "csv").out)))
    assert [line["code"] for line in lines] == ["not-read", "not-read"]


def test_a_missing_file_among_good_ones_loads_nothing(site, day):
    ran = site("intake", "load", day / "manifests" / PART, "no-such-file.edi")
    assert ran.code == 5
    assert "no-such-file.edi" in ran.err
    assert ran.out == ""
    assert site("intake", "log", "-o", "json").json == []


@pytest.mark.parametrize("command", ["check", "load"])
def test_an_empty_folder_is_said_to_be_one(site, tmp_path, command):
    (tmp_path / "nothing").mkdir()
    ran = site("intake", command, tmp_path / "nothing")
    assert ran.code == 5
    assert "no files" in ran.err


def test_a_file_that_cannot_be_opened_stops_no_other(site, day, monkeypatch, tmp_path):
    closed = tmp_path / "closed.edi"
    closed.touch()
    whole = type(closed).read_bytes
    monkeypatch.setattr(type(closed), "read_bytes", lambda path: refuse() if path.name == closed.name else whole(path))
    ran = site("intake", "load", closed, day / "manifests" / PART)
    assert ran.code == 4
    assert "closed.edi: not opened" in ran.err
    assert [line["name"] for line in site("intake", "log", "-o", "json").json] == [PART]


def refuse():
    raise PermissionError(13, "Permission denied")


def test_rejected_files_are_kept_in_the_log_with_the_reason_and_stop_nothing(site, odd, day):
    shutil.copy(day / "manifests" / PART, odd)
    ran = site("intake", "load", odd)
    assert ran.code == 4
    assert "1 loaded, 2 rejected" in ran.out or "2 rejected" in ran.out
    log = {line["name"]: line for line in site("intake", "log", "-o", "json").json}
    assert {name: line["outcome"] for name, line in log.items()} == {
        PART: "loaded",
        "empty.edi": "rejected",
        "scan.pdf": "rejected",
    }
    assert log["scan.pdf"]["error"]
    assert log[PART]["people"] == 34
    assert log[PART]["legs"] == ["ZZ305 2026-11-14 SIN-CAN"]


def test_the_same_file_twice_is_stored_once(site, day):
    assert site("intake", "load", day / "manifests" / PART).code == 0
    again = site("intake", "load", day / "manifests" / PART)
    assert again.code == 0
    assert "duplicate" in again.out


@pytest.mark.parametrize("width", ["80", "100"])
def test_the_log_can_be_read_in_a_narrow_terminal(notified, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", width)
    out = notified("intake", "log").out
    assert "…" not in out
    assert max(map(len, out.splitlines())) <= int(width)
    assert "…" not in notified("case", "list").out
    assert CASE in notified("case", "list").out


def test_ambiguous_dates_are_asked_for_and_kept_for_the_sender(site, day):
    file = day / "ask" / "8Q555_ambiguous.csv"
    asked = site("intake", "load", file, "--sender", "eight-q")
    assert asked.code == 4
    assert "--dates" in asked.out
    assert site("intake", "check", file, "--sender", "eight-q", "--dates", "dmy").code == 0
    assert site("intake", "check", file, "--sender", "eight-q").code == 4, "check keeps nothing"
    assert site("intake", "load", file, "--sender", "eight-q", "--dates", "dmy").code == 0
    assert site("intake", "check", file, "--sender", "eight-q").code == 0


SEATED = (
    "Surname,Given Name,Passport No,Seat,Flight,Flight Date,From,To\nQUILL,ADA,8800114,{},ZZ305,2026-11-14,SIN,CAN\n"
)


@pytest.mark.parametrize(
    ("senders", "contradictions"), [(("zz-air", "qq-air"), 1), (("zz-air",) * 2, 0), ((None,) * 2, 0)]
)
@pytest.mark.parametrize("command", [["load", "-"], ["watch", "box", "--once"]], ids=lambda words: words[0])
def test_the_sender_named_for_a_list_is_the_one_it_is_kept_under(notified, tmp_path, command, senders, contradictions):
    box = tmp_path / "work" / "box"
    box.mkdir()
    for sender, seat in zip(senders, ("14D", "20A"), strict=True):
        (box / f"{seat}.csv").write_text(SEATED.format(seat), encoding="utf-8")
        stdin = SEATED.format(seat).encode() if command[1] == "-" else None
        assert notified("intake", *command, *(["--sender", sender] if sender else []), stdin=stdin).code == 0
        (box / f"{seat}.csv").unlink()
    legs = notified("trace", CASE, "-o", "json").json["legs"]
    held = next(leg for leg in legs if leg["manifest"] == "held")
    assert len(held["completeness"]["contradictions"]) == contradictions


OPTIONS = {
    "dates": ["--dates", "xyz"],
    "column without a field": ["--column", "Name"],
    "column with an unknown field": ["--column", "Name=surnam"],
    "flight": ["--flight", "QUILLFEATHER"],
    "two conveyances": ["--train", "G17", "--bus", "QB77"],
    "a train without a number": ["--train", " "],
    "date": ["--date", "2026-13-01"],
}


@pytest.mark.parametrize("command", ["check", "load"])
@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
def test_a_wrong_option_is_a_wrong_command(site, day, command, options):
    ran = site("intake", command, day / "ask" / "8Q555_ambiguous.csv", *options)
    assert ran.code == 2
    assert options[0] in ran.err
    assert ran.out == ""


BARE = "车厢号,座位号,姓名\n05号车厢,012F号,测试甲\n"


@pytest.mark.parametrize(
    ("option", "number", "conveyance"),
    [("--train", "g 17次", "train"), ("--bus", "G17", "bus"), ("--ship", "G17", "ship")],
)
def test_an_officer_names_the_train_bus_or_ship_of_a_list(pratique, option, number, conveyance):
    route = ("--date", "2026-11-16", "--from", "广州南", "--to", "Lyon Part-Dieu")
    ran = pratique("intake", "check", "-", option, number, *route, "-o", "json", stdin=BARE.encode())
    (message,) = ran.json["files"][0]["messages"]
    (leg,) = message["legs"]
    assert (leg["flight"], leg["conveyance"]) == ("G17", conveyance)
    assert (leg["origin"], leg["destination"]) == ("广州南", "Lyon Part-Dieu")
    assert (message["people"][0]["unit"], message["people"][0]["seat"]) == ("5", "12F")


# -- watch ------------------------------------------------------------------------------------------------------


@pytest.fixture
def arriving(tmp_path):
    folder = tmp_path / "arriving"
    folder.mkdir()
    return folder


def test_watch_loads_what_is_there_once_and_survives_what_is_no_manifest(site, day, arriving):
    (arriving / "scan.pdf").write_bytes(b"%PDF-1.4\n")
    shutil.copy(day / "manifests" / PART, arriving)
    ran = site("intake", "watch", arriving, "--once")
    assert ran.code == 4
    log = site("intake", "log", "-o", "json").json
    assert sorted((line["name"], line["outcome"]) for line in log) == [(PART, "loaded"), ("scan.pdf", "rejected")]
    assert (arriving / PART).exists()


def test_watch_waits_until_a_file_has_stopped_growing(site, day, arriving, monkeypatch):
    data = (day / "manifests" / PART).read_bytes()
    looks = iter([data[:900], data[:5000], data, data])

    def grow(_seconds):
        (arriving / PART).write_bytes(next(looks, data)) if (arriving / PART).read_bytes() != data else None

    (arriving / PART).write_bytes(data[:100])
    monkeypatch.setattr("pratique.cli.intake._pause", grow)
    assert site("intake", "watch", arriving, "--once").code == 0
    log = site("intake", "log", "-o", "json").json
    assert [(line["outcome"], line["people"]) for line in log] == [("loaded", 34)]


def test_watch_does_not_load_twice(site, day, arriving, monkeypatch):
    shutil.copy(day / "manifests" / PART, arriving)
    looks = []

    def look_five_times(_seconds):
        looks.append(1)
        if len(looks) == 5:
            raise KeyboardInterrupt

    monkeypatch.setattr("pratique.cli.intake._pause", look_five_times)
    ran = site("intake", "watch", arriving)
    assert ran.code == 130
    assert ran.out.count("1 loaded") == 1
    assert "duplicate" not in ran.out
    assert len(site("intake", "log", "-o", "json").json) == 1


def test_watch_survives_a_file_that_goes_away(site, day, arriving, monkeypatch):
    shutil.copy(day / "manifests" / PART, arriving)
    gone = arriving / "gone.edi"
    gone.write_bytes(b"x")
    monkeypatch.setattr("pratique.cli.intake._pause", lambda _: gone.unlink(missing_ok=True))
    assert site("intake", "watch", arriving, "--once").code == 0


def test_watch_needs_a_folder(site):
    assert site("intake", "watch", "no-such-folder").code == 5


def test_json_on_standard_output_is_json_alone(site, day, odd):
    for command in (["intake", "check", odd], ["intake", "log"], ["case", "list"], ["rules", "list"]):
        ran = site(*command, "-o", "json")
        assert json.loads(ran.out) is not None
