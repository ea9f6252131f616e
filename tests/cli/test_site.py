"""A site made, looked over, backed up; and what is said where something of it is missing."""

import os
from pathlib import Path

import pytest

from tests.cli.conftest import CASE


def test_a_new_site_knows_its_zone_and_country_from_the_airport(pratique):
    ran = pratique("init", "--point-of-entry", "can")
    assert ran.code == 0
    assert str(Path.cwd()) in ran.out
    assert "Keep a copy" in ran.err
    assert Path("keys/site.key").stat().st_mode & 0o777 == 0o600
    looked = pratique("doctor")
    assert looked.code == 0
    assert "CAN, CN, Asia/Shanghai" in looked.out


def test_a_site_without_a_point_of_entry_says_what_it_cannot_do(pratique):
    ran = pratique("init", stdin=b"")
    assert ran.code == 0
    assert "country" in ran.err
    looked = pratique("doctor")
    assert looked.code == 0
    assert "cannot tell who has entered" in looked.out


def test_a_site_is_not_made_twice(site):
    before = Path("keys/site.key").read_bytes()
    assert site("init", "--point-of-entry", "CAN").code == 7
    assert Path("keys/site.key").read_bytes() == before


WRONG = {
    "unknown code": (["--point-of-entry", "QQQ"], 3),
    "zone": (["--point-of-entry", "CAN", "--zone", "Mars/Olympus"], 2),
    "country": (["--point-of-entry", "CAN", "--country", "China"], 2),
    "register": (["--point-of-entry", "CAN", "--register-url", "nonsense"], 3),
}


@pytest.mark.parametrize(("options", "code"), WRONG.values(), ids=WRONG)
def test_a_site_that_cannot_be_made_can_be_made_with_the_same_command_put_right(pratique, options, code):
    ran = pratique("init", *options)
    assert ran.code == code
    assert ran.out == ""
    assert ran.err
    assert pratique("init", "--point-of-entry", "CAN").code == 0


def lose_key():
    Path("keys/site.key").unlink()


def open_key():
    Path("keys/site.key").chmod(0o644)


def write_setting(text):
    return lambda: Path("pratique.toml").write_text(text, encoding="utf-8")


BROKEN = {
    "no key": (lose_key, "site key"),
    "a key that others may read": (open_key, "chmod 600"),
    "an unknown setting": (write_setting('zon = "UTC"\n'), "`zon`"),
    "a setting that is no text": (write_setting("zone = 8\n"), "`zone`"),
    "an aircraft that is none": (write_setting('[aircraft]\nA320 = "3-3:1-30"\n'), "`A320` in [aircraft]"),
    "no TOML": (write_setting("zone = \n"), "pratique.toml"),
    "an unknown zone": (write_setting('zone = "Mars/Olympus"\n'), "Mars/Olympus"),
    "an unusable register": (write_setting('register_url = "nonsense"\n'), "register"),
}


@pytest.mark.parametrize(("damage", "said"), BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("command", [["case", "list"], ["doctor"], ["trace", CASE]], ids=" ".join)
def test_what_is_missing_is_said_with_code_3(site, damage, said, command):
    damage()
    ran = site(*command)
    assert ran.code == 3
    assert said in ran.out + ran.err
    assert "Traceback" not in ran.out + ran.err


CABINS = """
[aircraft]
B-1234 = "3-3:1-12,14-31"
[cabins]
ZZ305 = "{}"
"""


def test_doctor_shows_the_cabins_the_site_knows(site):
    assert "cabins; none is known" in site("doctor").out
    Path("pratique.toml").write_text(CABINS.format("2-2:1-20"), encoding="utf-8")
    ran = site("doctor")
    assert ran.code == 0
    assert "B1234: 3-3:1-12,14-31, 30 rows, 180 seats" in ran.out
    assert "ZZ305: 2-2:1-20, 20 rows, 80 seats" in ran.out


@pytest.mark.parametrize(("layout", "said"), [("7-7:1-30", "pattern that is not known"), ("3-3", "which rows exist")])
def test_doctor_names_a_cabin_that_cannot_be_read(site, layout, said):
    Path("pratique.toml").write_text(CABINS.format(layout), encoding="utf-8")
    ran = site("doctor")
    assert ran.code == 3
    assert "wrong  cabins: ZZ305 in [cabins]" in ran.out
    assert said in ran.out


def test_a_folder_that_is_no_site_says_how_to_make_one(pratique):
    ran = pratique("case", "list")
    assert ran.code == 3
    assert "pratique init" in ran.err
    assert pratique("--site", "/no/such/folder", "case", "list").code == 3


def test_a_password_in_the_register_s_address_is_not_shown(site):
    ran = site("--register-url", "postgresql+psycopg://me:quillfeather@/x?host=/nowhere", "doctor")
    assert ran.code == 3
    assert "quillfeather" not in ran.out + ran.err


def test_db_check_says_what_is_held(confirmed):
    ran = confirmed("db", "check")
    assert ran.code == 0
    assert "verify" in ran.out


def test_a_backup_restored_elsewhere_gives_the_same_trace(confirmed, tmp_path):
    before = confirmed("trace", CASE, "-o", "json").json
    assert confirmed("db", "backup", tmp_path / "copy.tar").code == 0
    assert confirmed("db", "backup", tmp_path / "copy.tar").code != 0, "a backup is never overwritten"
    assert confirmed("db", "restore", tmp_path / "copy.tar", tmp_path / "new").code == 0
    (tmp_path / "new" / "keys").mkdir(exist_ok=True, mode=0o700)
    key = tmp_path / "new" / "keys" / "site.key"
    key.write_bytes(Path("keys/site.key").read_bytes())
    os.chmod(key, 0o600)
    after = confirmed("--site", tmp_path / "new", "trace", CASE, "-o", "json").json
    passing = {"known_at": None, "since": None}
    assert {**after, **passing} == {**before, **passing}


def test_a_backup_that_is_not_there_or_none_is_refused(site, tmp_path):
    (tmp_path / "note.txt").write_text("no backup")
    for file in ("absent.tar", "note.txt"):
        ran = site("db", "restore", tmp_path / file, tmp_path / "new")
        assert ran.code in (4, 5)
        assert ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["list"], ("measles.cdc", "partly", "anthrax.default", "unverified")),
        (["show", "measles"], ("measles.cdc", "standing")),
        (["show", "mers"], ("mers.majority", "standing")),
    ],
)
def test_the_rule_book_needs_no_site(pratique, arguments, said):
    ran = pratique("rules", *arguments)
    assert ran.code == 0
    for words in said:
        assert words in ran.out


def test_an_unknown_rule_is_not_found(pratique):
    assert pratique("rules", "show", "quillfeather").code == 5
    assert pratique("rules", "show", "measles", "--authority", "quillfeather").code == 5


# -- demo -------------------------------------------------------------------------------------------------------


def test_the_demonstration_ends_with_names_and_a_page_and_can_be_run_again(pratique, notice):
    for _ in range(2):
        ran = pratique("demo", "show")
        assert ran.code == 0
        told, shown = ran.out.split("confirms the case")
        for name in ("LYU, QING", "HSU, WENXUE"):
            assert name not in told
            assert name in shown
        assert "part 3 of the list is missing" in told
        assert Path("show/report.html").stat().st_mode & 0o777 == 0o600
    assert pratique("--site", "show", "case", "list", "-o", "json").json[0]["status"] == "confirmed"


def test_the_demonstration_leaves_a_foreign_folder_alone(pratique):
    Path("mine").mkdir()
    Path("mine/letter.txt").write_text("keep")
    Path("file").write_text("keep")
    assert pratique("demo", "mine").code == 7
    assert pratique("demo", "file").code == 7
    assert [path.name for path in Path("mine").iterdir()] == ["letter.txt"]
