"""`pratique rules`: the book listed, shown, checked and drawn, without a site."""

import csv
import io

import pytest

SITE_RULE = """
disease = "testpox"
default_authority = "testpox.site"
[[rule]]
id = "testpox.site"
authority = "This site"
version = "1"
standing = "default"
[rule.zone]
type = "row_band"
ahead = 1
behind = 1
width = "full"
[[rule.example]]
text = "Three rows."
cabin = "3-3:1-30"
seat = "14C"
covered = 17
"""


@pytest.fixture
def folder(tmp_path):
    found = tmp_path / "rules"
    found.mkdir()
    (found / "testpox.toml").write_text(SITE_RULE, encoding="utf-8")
    return found


def test_the_list_has_every_rule_with_its_standing_and_one_default_a_disease(pratique):
    ran = pratique("rules", "list", "-o", "csv")
    lines = list(csv.DictReader(io.StringIO(ran.out)))
    assert len(lines) == 35
    assert {line["standing"] for line in lines} == {"verified", "partly", "unverified", "default"}
    assert sum(line["default"] == "*" for line in lines) == len({line["disease"] for line in lines})


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize(
    "arguments",
    [("list",), ("show", "covid", "--authority", "cn.rail.open"), ("show", "measles"),
     ("zone", "mpox", "--seat", "14C", "--cabin", "3-3:1-30")],
)  # fmt: skip
def test_no_line_is_wider_than_the_terminal_and_no_word_is_broken(pratique, monkeypatch, arguments, columns):
    monkeypatch.setenv("COLUMNS", "1000")
    whole = pratique("rules", *arguments).out
    monkeypatch.setenv("COLUMNS", str(columns))
    narrow = pratique("rules", *arguments).out
    assert max(map(len, narrow.splitlines())) <= columns
    assert narrow.split() == whole.split()


def test_the_list_for_reading_goes_by_disease_and_says_what_its_marks_mean(pratique):
    lines = pratique("rules", "list").out.splitlines()
    at = lines.index("measles, rubeola, morbilli")
    assert lines[at + 1].split(maxsplit=3)[:3] == ["*", "measles.cdc", "partly"]
    assert [line.split()[0] for line in lines[at + 2 : at + 5]] == ["measles.ecdc", "measles.cdna2006", "measles.uk"]
    assert "partly: some of its numbers could not be checked against the source." in lines
    assert any(line.startswith("* is the rule followed where") for line in lines)


def test_a_rule_cannot_be_verified_while_parts_of_it_are_not(pratique, folder):
    text = SITE_RULE.replace('"default"', '"verified"\nunverified = ["zone", "follow_up"]')
    (folder / "testpox.toml").write_text(text, encoding="utf-8")
    ran = pratique("rules", "check", "--folder", str(folder))
    assert ran.code == 4
    assert "testpox.toml" in ran.err
    said = " ".join(ran.err.split())
    assert "standing: must not be verified while zone, follow_up are unverified" in said
    assert "Write partly" in said


def test_showing_a_rule_says_what_it_lacks_and_what_others_say(pratique):
    out = pratique("rules", "show", "measles", "--authority", "ecdc").out
    assert "Time limit: up to 5 days after exposure: offer protection after exposure" in out
    assert "Follow-up: none given" in out
    assert "Other rules: measles.cdc" in out
    assert "standing: partly. Some of its numbers could not be checked against the source." in out
    assert "Covers: everybody on board" in out
    assert "Authorities disagree: US CDC: two rows each way" in out


def test_a_superseded_rule_says_so(pratique):
    assert "No longer followed as it stands: US CDC 2024" in pratique("rules", "show", "mpox").out


def test_the_book_checks_out(pratique):
    ran = pratique("rules", "check")
    assert ran.code == 0
    assert "wrong" not in ran.out
    assert ran.out.endswith("35 rules, all examples hold.\n")


def test_a_sites_own_rule_is_checked_with_the_book(pratique, folder):
    assert "ok     testpox.site  (default, 1 example)" in pratique("rules", "check", "--folder", str(folder)).out
    (folder / "testpox.toml").write_text(SITE_RULE.replace("17", "18"), encoding="utf-8")
    ran = pratique("rules", "check", "--folder", str(folder))
    assert ran.code == 4
    assert "Example 1: the rule covers 17 seats around 14C, not 18." in ran.out
    assert "1 of 36 rules do not do what their examples say." in ran.err


def test_a_misspelt_key_names_file_and_key(pratique, folder):
    (folder / "testpox.toml").write_text(SITE_RULE.replace("ahead", "ahed"), encoding="utf-8")
    ran = pratique("rules", "check", "--folder", str(folder))
    assert ran.code == 4
    assert "testpox.toml" in ran.err
    assert "ahead" in ran.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("measles", "--seat", "14C", "--cabin", "3-3:1-12,14-30"), "29 seats covered in rows 11, 12, 14, 15, 16,"),
        (("mpox", "--seat", "014c", "--cabin", "3-3:1-30", "--hours", "3"), "8 seats covered in rows 13, 14, 15,"),
        (("mpox", "--seat", "14C", "--cabin", "3-3:1-30", "--hours", "3.02"), "24 seats covered"),
        (("mpox", "--seat", "14C", "--cabin", "3-3:1-30"), "without --hours the widest zone is shown"),
        (("tb", "--seat", "14C", "--cabin", "3-3:1-30", "--hours", "7.9"), "nobody counts by seat"),
        (("tb", "--seat", "14C", "--cabin", "3-3:1-30"), "Only from 8 hours on board"),
        (("meningococcal", "--seat", "14C", "--cabin", "3-3:1-30"), "1 seat covered in row 14,"),
        (("measles", "--authority", "ecdc", "--seat", "3C", "--cabin", "3-3:1-30"), "179 seats covered"),
        (("measles", "--authority", "ecdc", "--alternative", "--seat", "14C", "--cabin", "3-3:1-30"), "101 seats"),
        (("covid", "--authority", "ecdc", "--alternative", "--seat", "3C", "--cabin", "3-3:1-5|6-30"), "29 seats"),
        (("covid", "--authority", "ecdc", "--alternative", "--seat", "3C", "--cabin", "3-3:1-30"), "is not known"),
        (("measles", "--seat", "31C", "--cabin", "3-3:1-30"), "Row 31 is stated but not in the layout"),
        (("rubella", "--seat", "2C", "--cabin", "3-3:1-30"), "standing: unverified; not checked against the source"),
    ],
)
def test_the_seats_covered_are_counted_and_what_decides_is_said(pratique, arguments, says):
    ran = pratique("rules", "zone", *arguments)
    assert ran.code == 0
    assert says in ran.out


def test_the_drawing_is_written_where_asked(pratique, tmp_path):
    ran = pratique("rules", "zone", "measles", "--seat", "14C", "--cabin", "3-3:1-30", "--svg", str(tmp_path / "z.svg"))
    assert ran.code == 0
    assert (tmp_path / "z.svg").read_text("utf-8").count(": covered</title>") == 29


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("measles", "--authority", "uk", "--seat", "1A", "--cabin", "3-3:1-9"), "measles.cdc, measles.ecdc"),
        (("measles", "--seat", "row 1", "--cabin", "3-3:1-9"), "Write row and letter"),
        (("measles", "--seat", "1A", "--cabin", "9-9:1-9"), "Write one of 1-2-1"),
        (("measles", "--alternative", "--seat", "1A", "--cabin", "3-3:1-9"), "Leave out --alternative"),
        (("mpox", "--hours", "-1", "--seat", "1A", "--cabin", "3-3:1-9"), "Write 2.5"),
        (("covid", "--authority", "cn.rail.sealed", "--seat", "1A", "--cabin", "3-3:1-9"), "kind of conveyance"),
        (("covid", "--authority", "cn", "--seat", "1A", "--cabin", "3-3:1-9"), "Choose one of covid.cn.air"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_advice(pratique, arguments, hint):
    ran = pratique("rules", "zone", *arguments)
    assert ran.code == 4
    assert hint in ran.err


def test_an_unknown_disease_lists_those_there_are(pratique):
    ran = pratique("rules", "show", "secretword")
    assert ran.code == 5
    assert "measles" in ran.err
    assert "secretword" not in ran.err
